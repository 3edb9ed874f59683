"""Passage: held to a look at one journey after the other."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.app import in_place, rendering
from sojourn.core import quantiles
from sojourn.core.errors import InvalidInput
from sojourn.core.expectation import Condition, Expectation, ExpectedStep, Measure, Move, Outcome, Point, Rule
from sojourn.core.journeys import Basis, Cases, JourneyBatch
from sojourn.core.statistics import wilson
from tests.factories.attempts import CHANNELS, NAMES, UNTIL, World, source, worlds
from tests.factories.journeys import MINUTE, START, batch, shop
from tests.factories.questions import inside
from tests.factories.replies import near
from tests.oracles import matching as meanings
from tests.oracles import passage as oracle

BASIS = Basis("customer", Cases(), 0, 0, 0, 0, None, None, None)

rules = st.builds(
    lambda name, channel: Rule((name,), () if channel is None else (Condition("channel", "is", (channel,)),)),
    st.sampled_from([*NAMES[:3], "nobody"]),
    st.sampled_from([None, None, *CHANNELS]),
)


@st.composite
def expectations(draw: st.DrawFn) -> Expectation:
    """Up to four steps with up to two points, some of whose events mean that they failed."""
    steps = []
    for number in range(draw(st.integers(1, 4))):
        points = tuple(
            Point(
                f"p{place}",
                f"P{place}",
                tuple(draw(st.lists(rules, min_size=1, max_size=2))),
                tuple(draw(st.lists(rules, max_size=1))),
            )
            for place in range(draw(st.integers(1, 2)))
        )
        optional, one_of = draw(st.booleans()), draw(st.booleans())
        steps.append(ExpectedStep(f"s{number}", f"S{number}", points, optional, one_of, "p1"))
    places = st.integers(0, len(steps) - 1)
    kinds = st.sampled_from(["next", "choice", "choice", "loop", "skip"])
    options = st.sampled_from(["left", "right"])
    move = st.builds(lambda a, b, kind, option: Move(a, b, kind, option), places, places, kinds, options)
    return Expectation(
        "t",
        tuple(steps),
        tuple(draw(st.lists(move, max_size=5))),
        (0,),
        tuple(sorted(draw(st.sets(places, min_size=1)))),
        outcomes=(Outcome("good", "Good", tuple(draw(st.lists(rules, max_size=2))), True), Outcome("lost", "Lost")),
        watch=draw(st.sampled_from([None, (), (Rule(("x",)),)])),
        visits=draw(st.booleans()),
        map_id=draw(st.sampled_from([None, "m"])),
    )


begun = st.one_of(st.none(), st.integers(0, 7).map(lambda minute: START + minute * MINUTE))


def spec(
    expectation: Expectation, *, by_key: bool = False, begun: int | None = None, top: int = 2, **kinds: str
) -> analyse.Passage:
    """The question, to be put to batches."""
    matcher = inside("matching").matcher(expectation, NAMES, CHANNELS, kinds)
    return analyse.Passage(expectation, matcher, NAMES, by_key, begun, START + UNTIL * MINUTE, kinds, top)


def plain(world: World, expectation: Expectation, *, by_key: bool = False) -> list[dict[str, Any]]:
    """The journeys as the oracle takes them."""
    found = []
    for journey, status in zip(world.plain(), world.status, strict=True):
        events = [
            (time, meanings.meaning((name, channel, {}), expectation), name)
            for time, name, channel in journey["events"]
        ]
        shown = any(meanings.outcome((name, channel, {}), expectation) >= 0 for _, name, channel in journey["events"])
        tied = any(outcome.rules for outcome in expectation.outcomes)
        still = not shown if by_key and tied else status == 1
        found.append({"customer": journey["customer"], "open": still, "events": events, "shown": shown})
    return found


def asked(asking: analyse.Passage, world: World, cuts: Sequence[int] = ()) -> analyse.PassageResult:
    """The answer, from parts that hold whole customers."""
    borders = {at for at in cuts if 0 < at < len(world.journeys) and world.customers[at] != world.customers[at - 1]}
    partial = asking.partial(world.part(0, 0).batch())
    for low, high in pairwise(sorted({0, len(world.journeys), *borders})):
        partial = asking.merge(partial, asking.partial(world.part(low, high).batch(read_only=True)))
    return asking.finish(partial, BASIS)


def shares(part: Any, name: str, above: int, below: int) -> None:
    """Hold a share to its counts."""
    low, high = wilson(above, below)
    assert getattr(part, name) == (above / below if below else None)
    assert (getattr(part, f"{name}_low"), getattr(part, f"{name}_high")) == (low, high)


@given(
    world=worlds(), expectation=expectations(), cuts=st.sets(st.integers(1, 4)), by_key=st.booleans(), begun=begun
)  # fmt: skip
def test_steps_are_counted_as_the_oracle_counts_them(
    world: World, expectation: Expectation, cuts: set[int], by_key: bool, begun: int | None
) -> None:
    journeys = plain(world, expectation, by_key=by_key)
    total, by_step, _, _ = oracle.passage(journeys, expectation, begun)
    result = asked(spec(expectation, by_key=by_key, begun=begun), world, sorted(cuts))
    assert {name: getattr(result, name) for name in total} == total
    assert result.closed == result.journeys - result.open
    shares(result, "completed_share", result.completed, result.closed_touched)
    for place, found in enumerate(result.steps):
        wanted = by_step[place]
        for name in ("journeys", "customers", "first", "visits", "attempted", "failed", "open"):
            assert getattr(found, name) == wanted[name], name
        shares(found, "share", found.journeys, total["journeys"])
        shares(found, "failed_share", found.failed, found.attempted)
        per_journey = (found.visits_per_journey, found.visits_per_journey_low, found.visits_per_journey_high)
        assert list(per_journey) == near(list(wanted["visits_per_journey"]))
        leaving = found.leaving
        assert (leaving.left, leaving.reached, leaving.none) == (
            wanted["left"],
            wanted["journeys"] - wanted["open"],
            wanted["none"],
        )
        shares(leaving, "share", leaving.left, leaving.reached)
        assert [(each.event, each.journeys) for each in leaving.next] == wanted["next"][:2]
        assert leaving.other == sum(number for _, number in wanted["next"][2:])
        assert [(point.journeys, point.failed) for point in found.points] == wanted["points"]
        for point in found.points:
            shares(point, "share", point.journeys, found.journeys)
        assert {(int(s.start[1]), int(s.end[1])): (s.count, s.journeys) for s in found.switches} == wanted["switches"]


@given(
    world=worlds(), expectation=expectations(), cuts=st.sets(st.integers(1, 4)), sketched=st.booleans()
)  # fmt: skip
def test_links_branches_and_loops_are_those_the_oracle_finds(
    world: World, expectation: Expectation, cuts: set[int], sketched: bool
) -> None:
    _, by_step, links, decided = oracle.passage(plain(world, expectation), expectation)
    with pytest.MonkeyPatch.context() as patch:
        if sketched:
            patch.setattr(inside("sketches"), "EXACT", 0)
            patch.setattr(quantiles, "EXACT", 0)
        result = asked(spec(expectation), world, sorted(cuts))
    kinds: dict[tuple[int, int], str] = {}
    for move in expectation.moves:
        kinds.setdefault((move.start, move.end), move.kind)
    others = [pair for pair in sorted(links, key=lambda pair: (-links[pair]["count"], pair)) if links[pair]["count"]]
    listed = [*kinds, *(pair for pair in others if pair not in kinds)]
    assert [(int(each.start[1]), int(each.end[1]), each.kind) for each in result.links] == [
        (*pair, kinds.get(pair) or oracle.kind(expectation, *pair)) for pair in listed
    ]
    for pair, found in zip(listed, result.links, strict=True):
        wanted = links[pair]
        assert (found.count, found.journeys) == (wanted["count"], wanted["journeys"])
        assert (found.reached, found.converted) == (wanted["reached"], wanted["converted"])
        shares(found, "share", found.converted, found.reached)
        times = [found.p10_seconds, found.median_seconds, found.p90_seconds]
        expected = [oracle.quantile(wanted["times"], share) for share in (0.1, 0.5, 0.9)]
        limits = oracle.between(wanted["times"], 0.5)
        for value, right in zip(
            [*times, found.median_low_seconds, found.median_high_seconds], [*expected, *limits], strict=True
        ):
            assert (value is None) == (right is None)
            if value is not None:
                assert value == pytest.approx(right / 1e6, rel=0.004 if sketched else 1e-9)
    parting = list(dict.fromkeys(move.start for move in expectation.moves if move.kind == "choice"))
    assert [(int(choice.step[1]), choice.decided, choice.undecided) for choice in result.choices] == [
        (step, decided[step], by_step[step]["journeys"] - decided[step]) for step in parting
    ]
    for choice in result.choices:
        for branch in choice.branches:
            pair = int(choice.step[1]), int(branch.end[1])
            assert branch.journeys == links[pair]["journeys"]
            shares(branch, "share", branch.journeys, choice.decided)
            assert branch.options == tuple(
                move.option for move in expectation.moves if move.kind == "choice" and (move.start, move.end) == pair
            )
    back = [pair for pair, kind in kinds.items() if kind == "loop"]
    assert [(int(loop.start[1]), int(loop.end[1]), loop.rounds, loop.journeys) for loop in result.loops] == [
        (*pair, links[pair]["count"], links[pair]["journeys"]) for pair in back
    ]


@given(world=worlds(), expectation=expectations(), cuts=st.sets(st.integers(1, 4)))
def test_outcomes_are_counted_once_a_journey(world: World, expectation: Expectation, cuts: set[int]) -> None:
    good, lost = asked(spec(expectation), world, sorted(cuts)).outcomes
    assert (lost.tied, lost.journeys, lost.share) == (False, None, None)
    if not good.tied:
        assert (expectation.outcomes[0].rules, good.journeys) == ((), None)
        return
    journeys = [each for each in plain(world, expectation) if oracle.state(each, expectation, None) == "followed"]
    shown = [journey for journey in journeys if journey["shown"]]
    assert good.journeys == len(shown)
    assert good.closed == sum(not journey["open"] for journey in shown)
    shares(good, "share", good.closed, sum(not journey["open"] for journey in journeys))


@given(world=worlds(), expectation=expectations(), by_key=st.booleans(), begun=begun)
def test_the_journeys_and_switches_are_those_of_conformance(
    world: World, expectation: Expectation, by_key: bool, begun: int | None
) -> None:
    # A way to an end is needed there: the first step is one here.
    told = replace(expectation, ends=(0,), map_id="m")
    passed = spec(told, by_key=by_key, begun=begun)
    held = analyse.Conformance(
        told,
        passed.matcher,
        inside("conformance_graph").graph(told),
        inside("conformance_words").words(told, passed.matcher, NAMES),
        NAMES,
        by_key,
        begun,
    )
    result = asked(passed, world)
    other = held.finish(held.partial(world.batch()), BASIS)
    for name in ("journeys", "outside_journeys", "under_way_journeys"):
        assert getattr(result, name) == getattr(other, name)
    assert result.open == other.open_journeys
    assert {(each.step, s.start, s.end, s.count, s.journeys) for each in result.steps for s in each.switches} == {
        (each.step, each.start, each.end, each.count, each.journeys) for each in other.switches
    }


WAIT = Measure("wait", (Rule(("a",)),), (Rule(("b",)), Rule(("a",), (Condition("channel", "is", ("w",)),))), target=120)
LATE = Measure("late", (Rule(("a", "b")),), property="number", unit="min", target=0, at=0.9)
TOLD = Measure("told", (Rule(("c",)),), property="number", target=1.5)


def measured(*measures: Measure) -> Expectation:
    """One step with measures."""
    return Expectation(
        "t", (ExpectedStep("s", "S", (Point("p", "P", (Rule(("a",)),)),), measures=measures),), (), (0,), (0,)
    )


def with_numbers(world: World) -> tuple[JourneyBatch, list[list[int | None]]]:
    """A batch whose events have a number, some below zero and some not there."""
    numbers = [
        [(None, -3, 0, 2, 7)[(3 * minute + place) % 5] for place, (minute, _, _) in enumerate(journey)]
        for journey in world.journeys
    ]
    made = batch([[0] * len(journey) for journey in world.journeys], numbers={"number": numbers})
    return replace(world.batch(), columns=made.columns), numbers


@given(world=worlds(longest=12), cut=st.integers(0, 5), sketched=st.booleans(), all_looked_at=st.booleans())
def test_measures_are_those_the_oracle_takes(world: World, cut: int, sketched: bool, all_looked_at: bool) -> None:
    asking = spec(replace(measured(WAIT, LATE, TOLD), watch=None if all_looked_at else ()), number="int64")
    with pytest.MonkeyPatch.context() as patch:
        if sketched:
            patch.setattr(inside("sketches"), "EXACT", 0)
            patch.setattr(quantiles, "EXACT", 0)
        parts = [world.part(0, cut), world.part(cut, len(world.journeys))]
        partial = asking.merge(*(asking.partial(with_numbers(part)[0]) for part in parts))
        wait, late, told = asking.finish(partial, BASIS).steps[0].measures
    journeys = [
        {
            "open": status == 1,
            "events": [(time, name == "a", name == "b" or (name, channel) == ("a", "w")) for time, name, channel in e],
        }
        for status, e in zip(world.status, (journey["events"] for journey in world.plain()), strict=True)
        if all_looked_at or any(name == "a" for _, name, _ in e)
    ]
    ended, left, going = oracle.waits(journeys, START + UNTIL * MINUTE)
    assert (wait.n, wait.unfinished, wait.waiting, wait.not_recorded) == (len(ended), len(left), len(going), 0)
    hold(wait, [each / 1e6 for each in ended], [each / 1e6 for each in left + going], sketched)
    every = [
        (name, number)
        for journey, numbers in zip(world.journeys, with_numbers(world)[1], strict=True)
        if all_looked_at or any(name == "a" for _, name, _ in journey)
        for (_, name, _), number in zip(journey, numbers, strict=True)
    ]
    for found, which, per_unit, unit in ((late, "ab", 60, "s"), (told, "c", 1, None)):
        values = [number for name, number in every if name in which]
        assert (found.unit, found.not_recorded) == (unit, values.count(None))
        hold(found, [per_unit * value for value in values if value is not None], [], sketched)


def hold(found: analyse.MeasuredStep, values: list[float], broken_off: list[float], sketched: bool) -> None:
    """Hold quantiles, limits, the share within the target and the verdict to the oracle's."""
    assert found.n == len(values)
    target = found.target
    assert target is not None
    shown = [found.p10, found.median, found.p90, found.value, found.low, found.high]
    if broken_off:
        assert found.method == "kaplan_meier"
        curve = oracle.survival(values, broken_off)
        limits = oracle.survival_quantile(curve, found.at)
        right = [*(oracle.survival_quantile(curve, share)[0] for share in (0.1, 0.5, 0.9)), *limits]
        if curve and not sketched:
            still = ([1.0, *(row[1] for row in curve if row[0] <= target)])[-1]
            assert found.within == pytest.approx(1 - still)
    else:
        assert found.method == "order_statistics"
        right = [oracle.quantile(values, share) for share in (0.1, 0.5, 0.9, found.at)]
        right += oracle.between(values, found.at)
        under = sum(value <= target for value in values)
        assert found.within == (under / len(values) if values else None)
        assert (found.within_low, found.within_high) == wilson(under, len(values))
    assert [value is None for value in shown] == [value is None for value in right]
    # Between two values that are each a little off, one of them below nothing, a quantile is off by as much as both.
    off = 0.004 * max(map(abs, values), default=0) if sketched else 1e-9
    assert [v for v in shown if v is not None] == pytest.approx([v for v in right if v is not None], abs=off)
    low, high = found.low, found.high
    if not values and not broken_off:
        assert found.met is None
    elif high is not None and high <= target:
        assert found.met == "yes"
    else:
        assert found.met == ("no" if low is not None and low > target else "not_decided")


def line(*names: str, **more: Any) -> Expectation:
    """A line of steps, an event each."""
    steps = tuple(ExpectedStep(name, name, (Point(name, name, (Rule((name,)),)),)) for name in names)
    moves = tuple(Move(i, i + 1) for i in range(len(names) - 1))
    return replace(Expectation(" > ".join(names), steps, moves, (0,), (len(names) - 1,), watch=()), **more)


def test_the_shop_is_passed_as_a_count_by_hand_says() -> None:
    result = analyse.passage(in_place.journeys(shop(), gap="30m"), line("site.visited", "basket.filled", "order.paid"))
    assert (result.journeys, result.open, result.touched, result.completed) == (7, 1, 7, 3)
    site, basket, paid = result.steps
    assert (site.journeys, site.first, site.leaving.left, site.leaving.none) == (7, 7, 2, 2)
    assert (basket.journeys, basket.open, basket.leaving.left) == (4, 1, 1)
    assert [(each.event, each.journeys) for each in basket.leaving.next] == [("help.opened", 1)]
    assert (paid.journeys, paid.leaving.left) == (3, 0)
    first = result.links[0]
    assert (first.count, first.reached, first.converted, first.median_seconds) == (3, 7, 3, 240.0)
    assert result.to_dict()["links"][0]["from"] == "site.visited"


def test_a_change_of_point_inside_a_visit_is_a_switch_and_no_second_visit() -> None:
    points = tuple(Point(name, name, (Rule((name,)),)) for name in ("a", "b"))
    step = ExpectedStep("s", "S", points, expected="b")
    asking = spec(Expectation("t", (step,), (), (0,), (0,), visits=True, watch=()))
    found = asked(asking, World((((0, "a", None), (0, "x", None), (1, "b", None)),), (0,), (0,))).steps[0]
    assert (found.visits, [(each.start, each.end, each.count) for each in found.switches]) == (1, [("a", "b", 1)])
    assert [(point.journeys, point.expected) for point in found.points] == [(1, False), (1, True)]


def test_a_key_without_an_outcome_yet_is_open() -> None:
    world = World((((0, "a", None),), ((0, "a", None), (1, "c", None))), (0, 1), (0, 0))
    told = line("a", "b", outcomes=(Outcome("o", "O", (Rule(("c",)),)),))
    by_key, by_customer = (asked(spec(told, by_key=which), world) for which in (True, False))
    assert (by_key.open, by_key.steps[0].leaving.left) == (1, 1)
    assert (by_customer.open, by_customer.steps[0].leaving.left) == (0, 2)


def test_steps_without_events_have_nothing_but_zeros_and_no_shares() -> None:
    result = asked(spec(line("a", "b")), World((), (), ()))
    step, link = result.steps[0], result.links[0]
    assert (step.journeys, step.share, step.visits_per_journey, step.leaving.share) == (0, None, None, None)
    assert (link.count, link.share, link.median_seconds, link.median_low_seconds) == (0, None, None, None)


def test_journeys_cut_by_nobody_are_cut_as_the_expectation_says_and_those_under_way_are_told_apart() -> None:
    told = line("basket.filled", "order.paid", cases=Cases(by="gap", gap=30 * MINUTE))
    since = analyse.passage(in_place.journeys(shop(), since="2024-03-06T08:00Z"), told)
    assert (since.journeys, since.under_way_journeys, since.outside_journeys) == (2, 1, 1)
    assert analyse.passage(in_place.journeys(shop()), told).basis.cases.by == "gap"


def test_an_expectation_without_steps_is_passed_by_all() -> None:
    empty = Expectation("nothing", (), (), (), ())
    result = asked(spec(empty), World((((0, "a", None),),), (0,), (0,)))
    assert (result.journeys, result.touched, result.steps, result.links) == (1, 0, (), ())


@pytest.mark.parametrize("steps", [pytest.param(100, id="100 steps")])
def test_many_steps_are_followed(steps: int) -> None:
    names = tuple(f"n{i}" for i in range(300))
    told = line(*names[:steps], map_id="m", visits=True)
    matcher = inside("matching").matcher(told, names, (), {})
    asking = analyse.Passage(told, matcher, names, False, None, START, {}, 5)
    result = asking.finish(asking.partial(batch([list(range(300))], names=300)), BASIS)
    assert [each.journeys for each in result.steps] == [1] * steps
    assert [each.count for each in result.links] == [1] * (steps - 1)


def test_one_giant_journey_is_followed() -> None:
    result = spec(line("a", "b")).finish(spec(line("a", "b")).partial(batch([[0, 1] * 20_000])), BASIS)
    assert [(each.count, each.journeys) for each in result.links] == [(20_000, 1), (19_999, 1)]


@pytest.mark.parametrize(
    "measure",
    [
        pytest.param(Measure("wait", (Rule(("a",)),), property="value", unit="weeks"), id="unit"),
        pytest.param(Measure("wait", (Rule(("a",)),), property="value", at=1.0), id="quantile"),
    ],
)
def test_a_measure_that_cannot_be_taken_is_refused(measure: Measure) -> None:
    with pytest.raises(InvalidInput, match="wait"):
        analyse.passage(in_place.journeys(shop()), measured(measure))


def test_a_property_that_holds_no_number_is_noted_and_nothing_of_it_recorded() -> None:
    made = in_place.journeys(shop().append_column("colour", [["red"] * 15]))
    told = Measure("told", (Rule(("order.paid",)),), property="colour")
    result = analyse.passage(made, measured(told))
    assert [each["code"] for each in result.notes] == ["unknown_event", "other_type"]
    assert (result.steps[0].measures[0].n, result.steps[0].measures[0].not_recorded) == (0, 3)


def test_money_is_measured_in_units() -> None:
    value = Measure("value", (Rule(("order.paid",)),), property="value", target=50)
    result = analyse.passage(in_place.journeys(shop()), measured(value)).steps[0].measures[0]
    assert (result.n, result.median, result.within, result.met) == (3, 40.0, 2 / 3, "not_decided")


def test_a_top_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidInput, match="top"):
        analyse.passage(in_place.journeys(shop()), line("site.visited"), top=0)


def test_a_passage_is_shown_in_tables_and_drawn() -> None:
    told = replace(line("site.visited", "basket.filled", "order.paid"), outcomes=(
        Outcome("bought", "Bought", (Rule(("order.paid",)),)), Outcome("lost", "Lost")
    ))  # fmt: skip
    wait = Measure("wait", (Rule(("site.visited",)),), (Rule(("order.paid",)),), target=3600)
    points = (Point("a", "A", (Rule(("order.paid",)),)), Point("b", "B", (Rule(("nobody",)),)))
    told = replace(told, steps=(*told.steps[:2], replace(told.steps[2], measures=(wait,), points=points)))
    result = analyse.passage(in_place.journeys(shop(), gap="30m"), told)
    titles = [table.title for table in result.tables()]
    assert titles[1:] == ["From step to step", "Points used", "Measured at steps", "How they turned out"]
    assert "3 of 6 closed journeys came to an end: 50.0 % (18.8–81.2); 1 still open." in str(result)
    assert [row["left"] for row in result.rows()] == [2, 1, 0]
    assert "basket.filled" in rendering.svg(result.chart())
    assert result.to_arrow().num_rows == 3
    assert result.step("order.paid").journeys == 3


def test_the_source_of_these_tests_has_the_names_in_the_order_of_their_codes() -> None:
    assert (source().events, source().channels) == (NAMES, CHANNELS)


def test_wait_times_take_the_latest_start_and_an_event_never_ends_what_it_starts() -> None:
    both = Measure("wait", (Rule(("a",)),), (Rule(("a", "b")),))
    world = World((((0, "a", None), (2, "a", None), (5, "b", None)),), (0,), (0,))
    found = asked(spec(measured(both)), world).steps[0].measures[0]
    assert (found.n, found.p10, found.unfinished) == (2, pytest.approx(126.0), 0)
    assert np.isclose(found.median or 0, 150.0)
