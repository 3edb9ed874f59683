"""The evening itself, what is said of it afterwards, and whether the customer comes back."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .concert_buying import AD, DIRECT, MESSAGE, SEARCH, Orders, World, answers
from .concert_calendar import DAY, HOUR, MINUTE, SECOND, later
from .concert_log import CHANNELS
from .concert_model import STEPS
from .concert_people import WAITS

RETURN_WITHIN = 180 * DAY

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int8]

_ARRIVES_BEFORE = np.array([25.0, 45.0, 75.0])


@dataclass(frozen=True, slots=True)
class Next:
    """Attempts to come: who, when, and what brings them."""

    who: Ints
    start: Ints
    entry: Codes


@dataclass(frozen=True, slots=True)
class Evening:
    """Those who came to the gate: what they met there. `ticket` are places in the orders."""

    ticket: Ints
    gate: Ints
    wait: Floats
    refused: Flags
    inside: Flags
    entered: Ints


def attend(world: World, orders: Orders) -> Next:
    """Let those with a ticket live the evening; tell which of them come back."""
    model, rng, people = world.model, world.rng, world.people
    show = world.calendar.nights[orders.night]
    before = show - DAY + rng.integers(0, MINUTE, len(show))
    app = np.where(orders.by_app, CHANNELS.index("app"), CHANNELS.index("email")).astype(np.int8)
    world.log.add("message.sent", orders.who, before, app, template=0, concert=orders.concert, cost=0.002)
    segment = people.segment[orders.who]
    comes = rng.random(len(show)) < np.asarray(model.attends)[segment]
    evening = _enter(world, orders, np.flatnonzero(comes))
    drank = _drink(world, orders, evening)
    saw_photos = _look_at_photos(world, orders, evening)
    _ask_about_the_evening(world, orders, evening)
    back = _suggest_and_return(world, orders, evening, drank, saw_photos)

    absent = np.flatnonzero(~comes)
    absent = absent[rng.random(len(absent)) < np.asarray(model.return_if_absent)[segment[absent]]]
    start, entry = _start_again(world, show[absent], np.zeros(len(absent), dtype=np.bool_))
    return Next(
        np.concatenate((back.who, orders.who[absent])),
        np.concatenate((back.start, start)),
        np.concatenate((back.entry, entry)),
    )


def try_again(world: World, who: Ints, left: Ints) -> Next:
    """Tell who of those that gave up makes another attempt."""
    model, rng = world.model, world.rng
    tries = rng.random(len(who)) < np.asarray(model.tries_again)[world.people.segment[who]]
    who, left = who[tries], left[tries]
    pause = (3.0 + np.minimum(rng.exponential(25.0, len(who)), 115.0)) * DAY
    start = world.calendar.some_time_on(rng, left + pause.astype(np.int64))
    return Next(who, start, _entry(world, len(who)))


def _enter(world: World, orders: Orders, ticket: Ints) -> Evening:
    model, rng = world.model, world.rng
    who, concert = orders.who[ticket], orders.concert[ticket]
    segment = world.people.segment[who]
    n = len(ticket)
    early = np.maximum(_ARRIVES_BEFORE[segment] + 12.0 * rng.standard_normal(n), -20.0)
    show = world.calendar.nights[orders.night[ticket]]
    gate = show - (early * MINUTE).astype(np.int64) + rng.integers(0, SECOND, n)
    world.log.add("gate.reached", who, gate, "in_person", concert=concert, order_id=orders.order[ticket])
    wait = (
        np.asarray(model.wait_median)[segment]
        * world.crowd[concert]
        * np.exp(model.wait_spread * rng.standard_normal(n))
    )
    wait = np.clip(np.round(wait, 1), 0.5, 120.0)
    scanned = gate + (wait * MINUTE).astype(np.int64) + rng.integers(0, SECOND, n)
    share = np.where(orders.by_app[ticket], model.code_refused_app, model.code_refused_email)
    refused = rng.random(n) < share
    helped = rng.random(n) < model.refused_helped
    inside = ~refused | helped
    bad = np.flatnonzero(refused)
    order = orders.order[ticket]
    world.log.add("ticket.scanned", who[bad], scanned[bad], "in_person", result=1, wait_minutes=wait[bad],
                  concert=concert[bad], order_id=order[bad])  # fmt: skip
    scanned[bad] = later(world.rng, scanned[bad], median=240.0, spread=0.4, most=1200.0)
    world.log.add("support.contacted", who[bad], scanned[bad], "in_person", topic=1, cost=4.0, order_id=order[bad])
    scanned[bad] = later(world.rng, scanned[bad], median=180.0, spread=0.4, most=1200.0)
    ok = np.flatnonzero(inside)
    world.log.add("ticket.scanned", who[ok], scanned[ok], "in_person", result=0, wait_minutes=wait[ok],
                  concert=concert[ok], order_id=order[ok])  # fmt: skip

    device = orders.device[ticket]
    for step, chosen in (("gate", orders.first[ticket]), ("inside", orders.first[ticket] & inside)):
        world.tally.count("first_attempts", segment[chosen], device[chosen], STEPS.index(step))
    return Evening(ticket, gate, wait, refused, inside, scanned)


def _drink(world: World, orders: Orders, evening: Evening) -> Flags:
    model, rng = world.model, world.rng
    who = orders.who[evening.ticket]
    segment = world.people.segment[who]
    mean = np.asarray(model.drinks_mean)[segment] * np.exp(model.drinks_per_wait * (evening.wait - model.wait_origin))
    drinks = np.where(evening.inside, np.minimum(rng.poisson(mean), 5), 0)
    show = world.calendar.nights[orders.night[evening.ticket]]
    opening = np.maximum(evening.entered + MINUTE, show - 10 * MINUTE)
    for turn in range(5):
        at = np.flatnonzero(drinks > turn)
        when = opening[at] + rng.integers(turn * 30 * MINUTE, (turn + 1) * 30 * MINUTE, len(at))
        in_app = orders.by_app[evening.ticket[at]] & (rng.random(len(at)) < 0.4)
        channel = np.where(in_app, CHANNELS.index("app"), CHANNELS.index("in_person")).astype(np.int8)
        price = np.array([3.5, 4.5, 6.5, 7.5, 9.0])[rng.integers(0, 5, len(at))]
        concert = orders.concert[evening.ticket[at]]
        world.log.add("drink.bought", who[at], when, channel, value=price, concert=concert)
    return np.asarray(drinks > 0)


def _look_at_photos(world: World, orders: Orders, evening: Evening) -> Flags:
    """Let them look at photos: the devoted do. It changes nothing, but looks as if it did."""
    rng, who = world.rng, orders.who[evening.ticket]
    looks = evening.inside & (rng.random(len(who)) < np.asarray(world.model.views_photos)[world.people.segment[who]])
    at = np.flatnonzero(looks)
    show = world.calendar.nights[orders.night[evening.ticket[at]]]
    when = world.calendar.some_time_on(rng, show + rng.integers(1, 4, len(at)) * DAY)
    app = np.where(orders.by_app[evening.ticket[at]], CHANNELS.index("app"), CHANNELS.index("web")).astype(np.int8)
    world.log.add("photos.viewed", who[at], when, app, concert=orders.concert[evening.ticket[at]])
    return np.asarray(looks)


def _ask_about_the_evening(world: World, orders: Orders, evening: Evening) -> None:
    model, rng = world.model, world.rng
    at = np.flatnonzero(evening.inside)
    who, n = orders.who[evening.ticket[at]], len(at)
    segment = world.people.segment[who]
    entry = (
        model.csat_entry + model.csat_entry_per_minute * evening.wait[at] + model.csat_noise * rng.standard_normal(n)
    )
    entry += model.csat_entry_refused * evening.refused[at] + np.asarray(model.csat_entry_expectation)[segment]
    felt = model.nps_origin + model.nps_per_entry * (entry - 4) + np.asarray(model.nps_segment)[segment]
    felt += model.nps_per_payment * (
        orders.liked_paying[evening.ticket[at]] - 4
    ) + model.nps_noise * rng.standard_normal(n)
    points, recommend = np.clip(np.rint(entry), 1, 5), np.clip(np.rint(felt), 0, 10)
    answered = answers(world, who, entry)
    wanted = who < world.people.keep
    world.tally.felt(1, points[wanted], answered[wanted])
    world.tally.felt(2, recommend[wanted], answered[wanted])

    sent = world.calendar.nights[orders.night[evening.ticket[at]]] + 15 * HOUR + rng.integers(0, 5 * MINUTE, n)
    world.log.add("survey.sent", who, sent, "email", survey=2, cost=0.002)
    at = np.flatnonzero(answered)
    who, when = who[at], later(rng, sent[at], median=5 * 3600.0, spread=1.1, most=5 * 86_400.0)
    world.log.add("survey.answered", who, when, "email", survey=2, question=2, scale=1, answer=points[at])
    world.log.add("survey.answered", who, when + SECOND, "email", survey=2, question=3, scale=2, answer=recommend[at])
    asked = rng.random(len(at)) < 0.3
    for question, mean in ((4, model.importance_payment), (5, model.importance_entry)):
        stated = np.clip(np.rint(mean + 0.7 * rng.standard_normal(int(asked.sum()))), 1, 5)
        world.log.add("survey.answered", who[asked], when[asked] + question * SECOND, "email", survey=2,
                      question=question, scale=1, answer=stated)  # fmt: skip


def _suggest_and_return(world: World, orders: Orders, evening: Evening, drank: Flags, saw_photos: Flags) -> Next:
    model, rng, people = world.model, world.rng, world.people
    who = orders.who[evening.ticket]
    segment = people.segment[who]
    show = world.calendar.nights[orders.night[evening.ticket]]
    when = world.calendar.some_time_on(rng, show + 7 * DAY)
    consent = people.consent[who]
    sent = consent & ~people.holdout[who]
    new = np.flatnonzero(consent & ~people.assigned_suggestion[who])
    people.assigned_suggestion[who[new]] = True
    arm = sent[new].astype(np.int8)
    world.log.add("experiment.assigned", who[new], when[new] - SECOND, "app", experiment=1, arm=arm)
    has_app = people.has_app[who]
    channel = np.where(has_app, CHANNELS.index("app"), CHANNELS.index("email")).astype(np.int8)
    world.log.add("message.sent", who[sent], when[sent], channel[sent], template=1, cost=0.002)

    refused = evening.refused.astype(np.float64)
    share = model.returns(segment, evening.wait, refused, sent.astype(np.float64))
    back = rng.random(len(who)) < share
    by_message = back & sent & (rng.random(len(who)) < 0.5)
    start, entry = _start_again(world, show, by_message)
    curious = sent & ~by_message & (rng.random(len(who)) < 0.25)
    opened_at = later(rng, when, median=6 * 3600.0, spread=0.8, most=20 * 3600.0)
    opened_at = np.where(by_message, start - 15 * SECOND, opened_at)
    opened = by_message | curious
    world.log.add("message.opened", who[opened], opened_at[opened], channel[opened], template=1)

    _count_returns(world, orders, evening, {"photos": saw_photos, "drinks": drank, "opened": opened}, sent, back)
    return Next(who[back], start[back], entry[back])


def _count_returns(
    world: World, orders: Orders, evening: Evening, looks: dict[str, Flags], sent: Flags, back: Flags
) -> None:
    """Count returns as they can be observed, and what each cause would have done to the very same customers."""
    model, people, tally = world.model, world.people, world.tally
    who = orders.who[evening.ticket]
    seen = (who < people.keep) & (evening.gate < world.calendar.end)
    segment, wait = people.segment[who], evening.wait
    refused, given = evening.refused.astype(np.float64), sent.astype(np.float64)
    tally.count("at_gate", segment[seen])
    share_app, share_email = model.code_refused_app, model.code_refused_email
    fine, broken = (model.returns(segment, wait, value, given) for value in (0.0, 1.0))
    contrasts = {
        "wait": tuple(model.returns(segment, value, refused, given) for value in (WAITS[1], WAITS[3])),
        "code_refused": (fine, broken),
        "suggestion": tuple(model.returns(segment, wait, refused, value) for value in (0.0, 1.0)),
        "by_app": tuple(share * broken + (1 - share) * fine for share in (share_email, share_app)),
    }
    for name, (low, high) in contrasts.items():
        chosen = seen & people.consent[who] if name == "suggestion" else seen
        tally.effect(name, segment[chosen], low[chosen], high[chosen])

    settled = seen & (evening.gate < world.calendar.end - RETURN_WITHIN)
    groups = {
        **looks,
        "wait": np.searchsorted(WAITS, wait, side="right") - 1,
        "code_refused": evening.refused,
        "by_app": orders.by_app[evening.ticket],
    }
    for name, group in groups.items():
        tally.returned(name, segment[settled], group[settled].astype(np.int64), back[settled])
    asked = settled & people.consent[who]
    tally.returned("suggestion", segment[asked], sent[asked].astype(np.int64), back[asked])


def _start_again(world: World, show: Ints, by_message: Flags) -> tuple[Ints, Codes]:
    rng = world.rng
    pause = (9.0 + np.minimum(rng.exponential(35.0, len(show)), 165.0)) * DAY
    start = world.calendar.some_time_on(rng, show + pause.astype(np.int64))
    return start, np.where(by_message, MESSAGE, _entry(world, len(show))).astype(np.int8)


def _entry(world: World, n: int) -> Codes:
    kinds = np.array([AD, SEARCH, DIRECT], dtype=np.int8)
    return kinds[np.searchsorted([0.35, 0.60], world.rng.random(n), side="right")]
