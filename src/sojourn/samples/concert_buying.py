"""From the advertisement to the ticket: one attempt of each customer who makes one now."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .concert_calendar import DAY, HOUR, SECOND, Calendar, later
from .concert_log import CHANNELS, EventLog
from .concert_model import CITIES, STEPS, ConcertModel, sigmoid
from .concert_people import People, Tally

AD, SEARCH, MESSAGE, DIRECT = range(4)
"""Where an attempt comes from, in the order of the word list `referrer`."""

SETTLED = 160 * DAY
"""Longer than any attempt takes from the first page to the hall."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
AnyArray = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Orders:
    """Those who bought: who, from which device, for which night, and how they will show their ticket."""

    who: Ints
    device: AnyArray
    first: Flags
    time: Ints
    night: Ints
    concert: Ints
    order: Ints
    by_app: Flags
    liked_paying: Floats


@dataclass(frozen=True, slots=True)
class Left:
    """Those who gave up, and when."""

    who: Ints
    time: Ints


class Attempt:
    """One attempt of many customers at once: `at` are the places still under way, `time` where each of them is."""

    def __init__(self, world: "World", who: Ints, start: Ints, entry: AnyArray, *, first: bool) -> None:
        self.world, self.who, self.entry, self.first = world, who, entry, first
        self.segment = world.people.segment[who]
        mobile = np.asarray(world.model.mobile_share)[self.segment]
        self.device = (world.rng.random(len(who)) < mobile).astype(np.int8)
        self.time = start.copy()
        self.at = np.arange(len(who))
        self.counted = (who < world.people.keep) & (start < world.calendar.end - SETTLED) & first

    def log(self, event: str, at: Ints, channel: str | AnyArray = "web", **given: AnyArray | float) -> None:
        self.world.log.add(event, self.who[at], self.time[at], channel, device=self.device[at], **given)

    def wait(self, at: Ints, *, median: float, spread: float = 0.7, most: float = 3600.0) -> None:
        self.time[at] = later(self.world.rng, self.time[at], median=median, spread=spread, most=most)

    def keep(self, share: Floats | float) -> Ints:
        """Let each go on with its probability; return the places of those who leave."""
        stays = self.world.rng.random(len(self.at)) < share
        leavers, self.at = self.at[~stays], self.at[stays]
        return leavers

    def reached(self, step: str) -> None:
        """Count the first attempts that came to a step."""
        at = self.at[self.counted[self.at]]
        self.world.tally.count("first_attempts", self.segment[at], self.device[at], STEPS.index(step))


@dataclass(frozen=True, slots=True)
class World:
    """What every part of a block needs: numbers, randomness, dates, people, and where to write."""

    model: ConcertModel
    rng: np.random.Generator
    calendar: Calendar
    crowd: Floats
    people: People
    log: EventLog
    tally: Tally


def buy(world: World, who: Ints, start: Ints, entry: AnyArray, *, first: bool) -> tuple[Orders, Left]:
    """Let customers make one attempt each, up to the ticket."""
    run = Attempt(world, who, start, entry, first=first)
    model, rng = world.model, world.rng
    _arrive(run)
    run.reached("site")
    run.keep(np.asarray(model.site_to_shop)[run.segment[run.at]])
    run.wait(run.at, median=90.0, spread=0.8)
    _sleep_on_it(run, 0.12)
    run.log("page.viewed", run.at, site=1)
    again = run.at[rng.random(len(run.at)) < 0.35]
    run.wait(again, median=45.0)
    run.log("page.viewed", again, site=1)
    run.reached("shop")
    factor = np.where(run.device[run.at] == 1, model.mobile_checkout_factor, 1.0)
    run.keep(np.asarray(model.shop_to_checkout)[run.segment[run.at]] * factor)
    run.wait(run.at, median=180.0)
    run.reached("checkout")
    opened = _account(run)
    run.reached("account")
    refusals = _pay(run)
    run.reached("paid")
    orders = _deliver(run, opened, refusals)
    gone = np.setdiff1d(np.arange(len(who)), run.at, assume_unique=True)
    return orders, Left(who[gone], run.time[gone])


def _arrive(run: Attempt) -> None:
    world = run.world
    rng = world.rng
    ads = np.flatnonzero(run.entry == AD)
    network = (rng.random(len(ads)) >= 0.62).astype(np.int8)
    run.log("ad.clicked", ads, "social", network=network, cost=np.round(0.35 + rng.exponential(0.4, len(ads)), 2))
    share = np.where(run.entry == AD, np.asarray(world.model.ad_to_site)[run.device], 1.0)
    run.keep(share)
    came = run.at[run.entry[run.at] == AD]
    run.wait(came, median=6.0, most=60.0)
    run.log("page.viewed", run.at, site=0, referrer=run.entry[run.at])
    for share_again in (0.45, 0.30):
        again = run.at[rng.random(len(run.at)) < share_again]
        run.wait(again, median=40.0, spread=0.9)
        run.log("page.viewed", again, site=0)


def _sleep_on_it(run: Attempt, share: float) -> None:
    """Let some come back on another day."""
    world = run.world
    slow = run.at[world.rng.random(len(run.at)) < share]
    days = world.rng.integers(1, 7, len(slow))
    run.time[slow] = world.calendar.some_time_on(world.rng, run.time[slow] + days * DAY)


def _account(run: Attempt) -> Flags:
    """Ask for an account, unless one is held or the customer may pay as a guest: the breaking point of this world."""
    world, people = run.world, run.world.people
    at, who = run.at, run.who[run.at]
    known = people.has_account[who]
    forced = ~known & ~people.guest[who]
    asked_first = at[~known & ~people.assigned_guest[who]]
    people.assigned_guest[run.who[asked_first]] = True
    # At least a second lies between the step before and this one.
    arm = people.guest[run.who[asked_first]].astype(np.int8)
    world.log.add("experiment.assigned", run.who[asked_first], run.time[asked_first] - SECOND // 2, "web", experiment=0,
                  arm=arm, device=run.device[asked_first])  # fmt: skip
    run.log("payment.started", at, account_required=forced.astype(np.int8))
    device = run.device[at]
    share = np.where(known, world.model.past_account_known, world.model.past_account_guest)
    share = np.where(forced, np.asarray(world.model.past_account_forced)[device], share)
    left = run.keep(share)
    kind = np.where(known, 0, np.where(forced, 2, 1))
    wanted = who < people.keep
    world.tally.count("account_question", kind[wanted], device[wanted], 0)
    passed = wanted & np.isin(at, run.at, assume_unique=True)
    world.tally.count("account_question", kind[passed], device[passed], 1)

    opened = np.zeros(len(run.who), dtype=np.bool_)
    opens = np.intersect1d(run.at, at[forced], assume_unique=True)
    opened[opens] = True
    people.has_account[run.who[opens]] = True
    run.time[opens] = later(world.rng, run.time[opens], median=100.0, spread=0.6, most=1800.0)
    run.log("account.opened", opens)
    was_forced = np.isin(left, at[forced], assume_unique=True)
    draw = world.rng.random(len(left))
    # account, price, payment, date, other
    reason = np.where(
        was_forced, np.searchsorted([0.85, 0.92, 0.92, 0.92], draw, side="right"), np.where(draw < 0.5, 1, 4)
    )
    _ask_why(run, "left_at_account", left, reason)
    return opened


def _pay(run: Attempt) -> AnyArray:
    world = run.world
    model, rng = world.model, world.rng
    refusals = np.zeros(len(run.who), dtype=np.int64)
    trying, paid = run.at, [run.at[:0]]
    left = [run.at[:0]]
    for turn in range(model.payment_tries):
        run.wait(trying, median=35.0, spread=0.5)
        refused = rng.random(len(trying)) < np.asarray(model.payment_refused)[run.device[trying]]
        again = rng.random(len(trying)) < model.payment_retry
        paid.append(trying[~refused])
        failed = trying[refused]
        refusals[failed] += 1
        strict = np.where(run.device[failed] == 1, 0.70, 0.35)
        draw = rng.random(len(failed))
        other = 1 + np.searchsorted([0.5, 0.8], rng.random(len(failed)), side="right")
        run.log("payment.refused", failed, reason=np.where(draw < strict, 0, other))
        last = turn == model.payment_tries - 1
        left.append(trying[refused & ~again] if not last else failed)
        trying = trying[refused & again]
    gone = np.concatenate(left)
    _ask_why(run, "left_at_payment", gone, np.where(rng.random(len(gone)) < 0.9, 2, 4))
    run.at = np.sort(np.concatenate(paid))
    return refusals


def _ask_why(run: Attempt, tally: str, left: Ints, reason: AnyArray) -> None:
    """Record why they left, and ask some of them."""
    world = run.world
    world.tally.count(tally, reason[run.who[left] < world.people.keep])
    asked = world.rng.random(len(left)) < world.model.exit_reason_asked
    at = left[asked]
    when = later(world.rng, run.time[at], median=15.0, spread=0.4, most=120.0)
    world.log.add("survey.answered", run.who[at], when, "web", survey=0, question=0, scale=0, answer_text=reason[asked],
                  device=run.device[at])  # fmt: skip


def _deliver(run: Attempt, opened: Flags, refusals: AnyArray) -> Orders:
    world, people, model, rng = run.world, run.world.people, run.world.model, run.world.rng
    at, who = run.at, run.who[run.at]
    n = len(at)
    run.wait(at, median=5.0, spread=0.3, most=30.0)
    people.orders[who] += 1
    number = people.orders[who]
    order = (people.first + who) * 1_000 + number
    lead = (2 * DAY + np.minimum(rng.exponential(24.0, n), 88.0) * DAY).astype(np.int64)
    night = world.calendar.night_after(run.time[at] + lead)
    concert = night * len(CITIES) + people.city[who]
    tickets = np.searchsorted([0.25, 0.80, 0.92], rng.random(n), side="right") + 1
    value = np.round(tickets * (39.0 + 8.0 * (concert % 7)), 2)
    # A card payment costs a fixed part and a share.
    run.log("order.completed", at, value=value, cost=np.round(0.25 + 0.014 * value, 2), order_id=order,
            order_number=number, tickets=tickets, concert=concert)  # fmt: skip
    liked = model.csat_payment + model.csat_payment_account * opened[at]
    liked = liked + model.csat_payment_refusal * refusals[at] + model.csat_noise * rng.standard_normal(n)
    _ask_about_paying(run, liked)

    run.wait(at, median=20.0, spread=0.5)
    app = rng.random(n) < np.asarray(model.by_app)[run.segment[at], run.device[at]]
    run.log("delivery.chosen", at, option=app.astype(np.int8), order_id=order)
    works = app & (rng.random(n) < model.app_works)
    fresh = app & ~people.has_app[who]
    people.has_app[who[app]] = True
    run.wait(at[fresh], median=150.0)
    run.log("app.installed", at[fresh], "app", cost=0.0)
    run.wait(at, median=40.0)
    run.log("wallet.ticket_added", at[works], "app", order_id=order[works], concert=concert[works])
    _get_help(run, at[app & ~works], topic=0)
    run.log("ticket.emailed", at[~works], "email", order_id=order[~works], concert=concert[~works], cost=0.002)
    _get_help(run, at[rng.random(n) < 0.03], topic=2)
    return Orders(who, run.device[at], run.counted[at], run.time[at], night, concert, order, works, liked)


def _ask_about_paying(run: Attempt, liked: Floats) -> None:
    world, at = run.world, run.at
    sent = run.time[at] + HOUR + world.rng.integers(0, 60 * SECOND, len(at))
    answered = answers(world, run.who[at], liked)
    points = np.clip(np.rint(liked), 1, 5)
    wanted = run.who[at] < world.people.keep
    world.tally.felt(0, points[wanted], answered[wanted])
    world.log.add("survey.sent", run.who[at], sent, "email", survey=1, cost=0.002)
    when = later(world.rng, sent, median=3 * 3600.0, spread=1.0, most=36 * 3600.0)
    world.log.add("survey.answered", run.who[at[answered]], when[answered], "email", survey=1, question=1, scale=1,
                  answer=points[answered])  # fmt: skip


def answers(world: World, who: Ints, points: Floats) -> Flags:
    """Decide who answers: the delighted, the angry and the loyal do so more often."""
    model = world.model
    logit = model.logit_answer + np.asarray(model.logit_answer_segment)[world.people.segment[who]]
    logit = (
        logit
        + model.logit_answer_extreme * np.abs(np.clip(points, 1, 5) - 3)
        + model.logit_answer_happy * (points >= 4)
    )
    return np.asarray(world.rng.random(len(who)) < sigmoid(logit))


def _get_help(run: Attempt, at: Ints, *, topic: int) -> None:
    rng = run.world.rng
    kind = np.searchsorted([0.45, 0.75], rng.random(len(at)), side="right")
    channel = np.array([CHANNELS.index(name) for name in ("chat", "phone", "email")], dtype=np.int8)[kind]
    cost = np.array([2.1, 6.4, 3.2])[kind]
    run.wait(at, median=600.0, spread=0.9, most=6 * 3600.0)
    run.log("support.contacted", at, channel, topic=topic, cost=cost)
    run.wait(at, median=240.0)
