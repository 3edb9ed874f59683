"""Survival: held to a look at every start, every time and every group, and to what scipy makes of the same waits."""

import json
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sojourn import analyse
from sojourn.app import in_place, rendering
from sojourn.core import quantiles
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Basis, Cases
from tests.factories.attempts import CONDITIONS, UNTIL, World, asked, windows, worlds
from tests.factories.journeys import MINUTE, START, batch, shop
from tests.factories.questions import NAMES, ask, fine_ranges, inside
from tests.factories.questions import worlds as event_lists
from tests.oracles import survival as oracle
from tests.oracles.cases import Event

BASIS = Basis("customer", Cases(), 0, 0, 0, 0, None, None, None)

questions = st.fixed_dictionaries(
    {
        "start": st.sampled_from(list(CONDITIONS)),
        "end": st.sampled_from(list(CONDITIONS)),
        "competing": st.one_of(st.none(), st.sampled_from(list(CONDITIONS))),
        "closed": st.sampled_from(["competes", "censors"]),
        "pairing": st.sampled_from(["first", "every"]),
        "ties": st.sampled_from(["either", "recorded", "apart"]),
        "within": windows,
        "landmark": st.one_of(st.none(), st.integers(0, 3)),
    }
).filter(lambda each: None in (each["within"], each["landmark"]) or each["within"] > each["landmark"])


def spec(question: dict[str, Any]) -> analyse.Survival:
    minutes = {name: None if question[name] is None else f"{question[name]}m" for name in ("within", "landmark")}
    made: analyse.Survival = inside("survival")._spec(
        asked(), question["start"], question["end"], question["competing"], question["closed"], question["pairing"],
        minutes["within"], question["ties"], minutes["landmark"], None, None, 4, None, None, 0.0, 0.0,
    )  # fmt: skip
    return made


def expected(world: World, question: dict[str, Any]) -> list[dict[str, Any]]:
    within, landmark, rival = question["within"], question["landmark"], question["competing"]
    return oracle.waits(
        world.plain(),
        CONDITIONS[question["start"]],
        CONDITIONS[question["end"]],
        None if rival is None else CONDITIONS[rival],
        pairing=question["pairing"],
        ties=question["ties"],
        within=None if within is None else within * MINUTE,
        closed=question["closed"],
        until=START + UNTIL * MINUTE,
        landmark=None if landmark is None else landmark * MINUTE,
    )


@given(world=worlds(), question=questions)
def test_members_are_the_waits_the_oracle_finds(world: World, question: dict[str, Any]) -> None:
    rows = spec(question).members(world.batch(read_only=True))
    found = expected(world, question)
    length = (rows["stopped"] - rows["start"]).astype(np.int64).tolist()
    assert list(
        zip(rows["customer"].tolist(), length, rows["state"].tolist(), rows["reason"].tolist(), strict=True)
    ) == [(world.customers[each["journey"]], each["length"], each["state"], each["reason"]) for each in found]
    journeys = world.plain()
    assert rows["start"].astype(np.int64).tolist() == [
        journeys[each["journey"]]["events"][each["event"]][0] for each in found
    ]


@given(world=worlds(), question=questions, cuts=st.sets(st.integers(1, 4)), sketched=st.booleans())
def test_any_split_merges_to_the_curve_of_the_oracle(
    world: World, question: dict[str, Any], cuts: set[int], sketched: bool
) -> None:
    # Whole customers in each part.
    edges = sorted({0, len(world.journeys), *(
        cut for cut in cuts if cut < len(world.journeys) and world.customers[cut] != world.customers[cut - 1]
    )})  # fmt: skip
    asking = spec(question)
    with pytest.MonkeyPatch.context() as patch:
        if sketched:
            patch.setattr(inside("sketches"), "EXACT", 0)
            patch.setattr(quantiles, "EXACT", 0)
        partial = asking.partial(world.part(0, 0).batch())
        for low, high in pairwise(edges):
            partial = asking.merge(partial, asking.partial(world.part(low, high).batch()))
        result = asking.finish(partial, BASIS)
    found = expected(world, question)
    states = [each["state"] for each in found]
    assert (result.all.reached, result.all.competed, result.all.censored) == tuple(
        states.count(state) for state in ("reached", "competed", "censored")
    )
    assert result.customers == len({world.customers[each["journey"]] for each in found})
    if sketched:
        assert result.times == "sketch" or not found
        return
    rows = oracle.curve([(each["length"], each["state"]) for each in found])
    assert [(step.seconds * 1e6, step.at_risk) for step in result.all.steps] == [
        (pytest.approx(row[0]), row[1]) for row in rows
    ]
    assert [step.waiting for step in result.all.steps] == pytest.approx([row[2] for row in rows], abs=1e-12)
    assert [step.share for step in result.all.steps] == pytest.approx([1 - row[3] for row in rows], abs=1e-12)


@given(
    events=event_lists,
    parts=st.integers(1, 4),
    threads=st.integers(1, 3),
    options=st.fixed_dictionaries(
        {
            "pairing": st.sampled_from(["first", "every"]),
            "strata": st.sampled_from([None, "number"]),
            "competing": st.sampled_from([None, "ask"]),
            "landmark": st.sampled_from([None, "25m"]),
            "top": st.integers(1, 3),
            "rho": st.sampled_from([0, 1]),
        }
    ),
)
def test_results_do_not_depend_on_parts_and_threads(
    events: list[Event], parts: int, threads: int, options: dict[str, Any]
) -> None:
    question: dict[str, Any] = {"start": "see", "end": "pay", "breakdown": "order", **options}
    alone = analyse.survival(ask(events), **question).to_dict()
    with fine_ranges():
        together = analyse.survival(ask(events, parts=parts, threads=threads), **question).to_dict()
    assert together == alone


@given(events=event_lists, landmark=st.sampled_from([None, 0, 25]), strata=st.booleans())
def test_groups_are_those_of_the_start_or_the_landmark(events: list[Event], landmark: int | None, strata: bool) -> None:
    journeys = ask(events)
    question: dict[str, Any] = {
        "start": "see", "end": "pay", "breakdown": "order", "strata": "number" if strata else None, "top": 9,
        "landmark": None if landmark is None else f"{landmark}m",
    }  # fmt: skip
    members = analyse.survival_members(journeys, **question).to_pylist()
    for row in members:
        mine = sorted((e for e in events if e.customer == row["customer"]), key=lambda e: e.time)
        began = int(np.datetime64(row["start"].replace(tzinfo=None), "us").astype(np.int64))
        first = next(i for i, e in enumerate(mine) if e.name == "see" and e.time == began)
        if landmark is None:
            # At one instant any start that can be paired there will do.
            known = [e for e in mine if e.name == "see" and e.time == began]
        else:
            known = [max(enumerate(mine), key=lambda each: (each[1].time <= began + landmark * MINUTE, each[0]))[1]]
        assert first >= 0
        assert row["value"] in [e.props["order"] for e in known]
        if strata:
            assert row["stratum"] in [None if e.props["number"] is None else str(e.props["number"]) for e in known]
    result = analyse.survival(journeys, **question)
    groups = {group.value: group for group in result.groups or ()}
    assert {value: group.waits for value, group in groups.items()} == {
        value: sum(row["value"] == value for row in members) for value in {row["value"] for row in members}
    }


states = st.sampled_from(["reached", "reached", "competed", "censored"])
lengths = st.lists(st.tuples(st.integers(0, 9), states), max_size=14)


def curve(group: list[tuple[int, str]]) -> Any:
    spreads, made = inside("spreads"), {}
    for state in ("reached", "censored", "competed"):
        values = np.sort(np.array([length for length, found in group if found == state], np.float64))
        made[state] = spreads.Spread(values, np.ones(len(values), np.int64))
    return inside("waiting_curve").WaitingCurve.of(made["reached"], made["censored"], made["competed"])


@given(group=lengths)
def test_a_curve_beside_something_else_is_that_of_the_oracle(group: list[tuple[int, str]]) -> None:
    found, rows = curve(group), oracle.curve(group)
    assert found.times.tolist() == [row[0] for row in rows]
    assert found.risk.tolist() == [row[1] for row in rows]
    for mine, place in ((found.waiting, 2), (found.still, 3)):
        assert mine.tolist() == pytest.approx([row[place] for row in rows], abs=1e-12)
    for mine, place in ((found.low, 4), (found.high, 5)):
        assert [None if np.isnan(each) else each for each in mine.tolist()] == [
            None if row[place] is None else pytest.approx(row[place], abs=1e-7) for row in rows
        ]
    for limit in range(11):
        assert found.risks(np.array([float(limit)])).tolist() == [sum(length >= limit for length, _ in group)]


@given(group=lengths.filter(bool), limit=st.integers(1, 9))
def test_a_restricted_mean_is_an_area(group: list[tuple[int, str]], limit: int) -> None:
    found = curve(group)
    area, variance = found.area(limit)
    wanted = oracle.mean(group, limit)
    assert (area, variance) == (pytest.approx(wanted[0]), pytest.approx(wanted[1], abs=1e-12))
    mean, low, high = found.mean_until(limit)
    assert (mean is None) == (limit > found.known_until)
    if low is not None:
        assert 0 <= low <= mean <= high <= limit


@given(
    strata=st.lists(st.lists(lengths, min_size=3, max_size=3), min_size=1, max_size=3),
    weights=st.sampled_from([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.5, 2.0)]),
)
def test_the_log_rank_test_is_that_of_the_oracle(
    strata: list[list[list[tuple[int, str]]]], weights: tuple[float, float]
) -> None:
    difference = inside("survival_difference")
    rho, gamma = weights
    lined = [difference.AtRisk.of([curve(group) for group in groups]) for groups in strata]
    chi, degrees, expected = difference.log_rank(lined, rho=rho, gamma=gamma)
    observed, wanted, apart, spread = oracle.log_rank(strata, rho=rho, gamma=gamma)
    assert expected.tolist() == pytest.approx(wanted)
    assert sum(observed) == pytest.approx(sum(wanted))
    rank = int(np.linalg.matrix_rank(np.array(spread), hermitian=True, tol=1e-9))
    if chi is None:
        assert rank == 0
        return
    assert degrees == rank
    assert chi == pytest.approx(np.array(apart) @ np.linalg.pinv(np.array(spread), rcond=1e-9, hermitian=True) @ apart)


two = st.lists(st.tuples(st.integers(1, 12), st.sampled_from(["reached", "censored"])), min_size=3, max_size=20)


@given(a=two, b=two)
def test_two_groups_are_tested_as_scipy_tests_them(a: list[tuple[int, str]], b: list[tuple[int, str]]) -> None:
    difference = inside("survival_difference")
    chi, degrees, _ = difference.log_rank([difference.AtRisk.of([curve(a), curve(b)])], rho=0.0, gamma=0.0)
    if chi is None:
        return
    sides = [
        stats.CensoredData(
            uncensored=[length for length, state in side if state == "reached"],
            right=[length for length, state in side if state == "censored"],
        )
        for side in (a, b)
    ]
    wanted = stats.logrank(*sides)
    assert degrees == 1
    assert (chi, difference._chance(chi, 1)) == (
        pytest.approx(wanted.statistic**2, abs=1e-9),
        pytest.approx(wanted.pvalue, abs=1e-9),
    )


def test_the_test_says_no_too_often_no_more_than_it_claims() -> None:
    drawn = np.random.default_rng(11)
    said = 0
    for _ in range(300):
        groups = []
        for _ in range(3):
            wait, seen = drawn.exponential(10, 60), drawn.uniform(5, 20, 60)
            groups.append(
                [(float(min(w, s)), "reached" if w <= s else "censored") for w, s in zip(wait, seen, strict=True)]
            )
        difference = inside("survival_difference")
        chi, degrees, _ = difference.log_rank([difference.AtRisk.of([curve(g) for g in groups])], rho=0, gamma=0)
        said += difference._chance(chi, degrees) < 0.05
    assert 0.02 <= said / 300 <= 0.085


def test_limits_beside_something_else_hold_the_truth_about_as_often_as_they_say() -> None:
    drawn = np.random.default_rng(5)
    hits = 0
    for _ in range(300):
        own, other, seen = drawn.exponential(10, 120), drawn.exponential(20, 120), drawn.uniform(2, 30, 120)
        group = [
            (float(min(each)), ("reached", "competed", "censored")[int(np.argmin(each))])
            for each in zip(own, other, seen, strict=True)
        ]
        _, low, high = curve(group).within(6.0)
        hits += low <= 2 / 3 * (1 - np.exp(-0.15 * 6)) <= high
    assert 0.92 <= hits / 300 <= 0.98


@pytest.mark.parametrize(("names", "code"), [(300, np.uint16), (70_000, np.uint32)], ids=["300", "70,000"])
def test_names_of_any_number_can_be_asked_for(names: int, code: Any) -> None:
    made = batch([[names - 1, 0, 2], [0, names - 1]], names=names, read_only=True)
    matcher = inside("steps").Matcher(names, (((names - 1, ()),), ((2, ()),)), (), {})
    rules = inside("survival_waits").Rules(matcher, False, "competes", "first", "either", None, START + 5 * MINUTE)
    assert made.event.dtype == code
    assert rules.waits(made).length.tolist() == [2 * MINUTE, 4 * MINUTE]


def test_a_giant_journey_has_a_wait_a_start() -> None:
    question = {
        "start": "a", "end": "b", "competing": None, "closed": "competes", "pairing": "every", "ties": "either",
        "within": None, "landmark": None,
    }  # fmt: skip
    result = spec(question).finish(spec(question).partial(batch([[0, 1] * 20_000])), BASIS)
    assert (result.all.waits, result.all.reached, result.customers) == (20_000, 20_000, 1)
    assert [each["code"] for each in result.notes] == ["waits_of_one_customer"]


def test_a_long_curve_is_thinned_and_stays_exact() -> None:
    group = [(length, "reached" if length % 3 else "censored") for length in range(3_000)]
    shown = inside("survival_shown").described(curve(group), (), None, value=None, kind="all")
    every = curve(group)
    exact = dict(zip((every.times / 1e6).tolist(), (1 - every.still).tolist(), strict=True))
    assert not shown.every_step and len(shown.steps) <= inside("survival_shown").MOST_STEPS + 1
    assert [step.share for step in shown.steps] == [exact[step.seconds] for step in shown.steps]
    assert sum(step.reached for step in shown.steps) == shown.reached


def test_lengths_in_buckets_give_nearly_the_same_curve() -> None:
    drawn = np.random.default_rng(3)
    events = [Event(f"c{i}", 0, "see", {}) for i in range(400)]
    events += [Event(f"c{i}", int(drawn.exponential(60) * MINUTE), "pay", {}) for i in range(400)]
    events += [Event("z", 90 * MINUTE, "ask", {})]
    asked_of = ask(events, until=91 * MINUTE)
    exact = analyse.survival(asked_of, start="see", end="pay")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inside("sketches"), "EXACT", 0)
        patch.setattr(quantiles, "EXACT", 0)
        found = analyse.survival(asked_of, start="see", end="pay")
    assert (exact.times, found.times) == ("exact", "sketch")
    assert "at most 0.4 % off" in str(found)
    assert found.all.censored == exact.all.censored > 0
    for mine, wanted in zip(found.all.quantiles, exact.all.quantiles, strict=True):
        assert mine.seconds == (None if wanted.seconds is None else pytest.approx(wanted.seconds, rel=0.004))


def test_nothing_has_no_waits() -> None:
    result = analyse.survival(ask([]), start="see", end="pay", breakdown="order")
    assert (result.all.waits, result.groups, result.test, result.mean_within_seconds) == (0, (), None, None)
    assert str(result) and rendering.svg(result.chart()).startswith("<svg")


def test_nobody_who_got_there_leaves_the_curve_at_nothing() -> None:
    events = [Event(who, 0, "see", {"order": "x"}) for who in "abc"] + [Event("z", 60 * MINUTE, "ask", {})]
    result = analyse.survival(ask(events), start="see", end="pay", at=["30m", "2h"])
    assert [(p.at_risk, p.share) for p in result.all.points] == [(3, 0.0), (0, None)]
    assert result.all.points[0].share_high == pytest.approx(0.561497, abs=1e-6)
    assert (result.all.median.seconds, result.all.mean_seconds, result.all.mean_low_seconds) == (None, 3600.0, None)


@pytest.mark.parametrize("longest", [0, 1, 5_000_000, 3_600e6, 40 * 86_400e6, 5_000 * 86_400e6], ids=str)
def test_times_are_round_and_few(longest: float) -> None:
    times = inside("survival_shown").round_times(longest)
    assert times[0] == 0 and times[-1] <= longest and len(times) <= 7
    assert len({b - a for a, b in pairwise(times)}) <= 1


def test_where_most_get_there_early_times_are_those_at_which_they_do() -> None:
    """All but one of those who got there did so in the first hour of a month: every fifth day would say nothing."""
    events = [Event(f"a{n}", 0, "see", {}) for n in range(40)]
    events += [Event(f"a{n}", n * MINUTE, "pay", {}) for n in range(1, 21)]
    events += [Event("b", 0, "see", {}), Event("b", 43_200 * MINUTE, "pay", {})]
    result = analyse.survival(ask(events), start="see", end="pay")
    seconds = [point.seconds for point in result.all.points]
    assert seconds == [0, 120, 300, 600, 1800, 30 * 86_400]
    assert [point.share for point in result.all.points] == sorted(p.share or 0.0 for p in result.all.points)
    drawn = json.dumps(result.chart().spec)
    assert "symlog" in drawn and "early times drawn wider" in drawn


def test_evenly_spaced_times_stay_where_they_say_something() -> None:
    events = [Event(f"a{n}", 0, "see", {}) for n in range(20)]
    events += [Event(f"a{n}", n * 60 * MINUTE, "pay", {}) for n in range(1, 20)]
    result = analyse.survival(ask(events), start="see", end="pay")
    assert len({b.seconds - a.seconds for a, b in pairwise(result.all.points)}) == 1
    assert "symlog" not in json.dumps(result.chart().spec)


def test_one_group_has_nothing_to_be_compared_with() -> None:
    events = [Event(f"a{n}", 0, "see", {"order": "x"}) for n in range(3)]
    result = analyse.survival(ask(events), start="see", end="pay", breakdown="order")
    assert [entry["message"] for entry in result.notes if entry["code"] == "one_group"] == [
        "order is x for all of 3 waits: there is nothing to compare"
    ]
    assert result.test is None


def test_at_nothing_the_limits_are_those_of_everybody_who_started() -> None:
    """Two are broken off before anybody gets there: at 0 s they count all the same."""
    events = [Event(who, 0, "see", {}) for who in "abc"] + [Event("c", 30 * MINUTE, "pay", {})]
    events += [Event(who, 55 * MINUTE, "see", {}) for who in "de"] + [Event("z", 60 * MINUTE, "ask", {})]
    first = analyse.survival(ask(events), start="see", end="pay", at=["0s"]).all.points[0]
    assert (first.at_risk, first.share) == (5, 0.0)
    assert first.share_high == pytest.approx(0.434482, abs=1e-6)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"end": "b?"}, "bad-step"),
        ({"competing": "b?"}, "bad-step"),
        ({"pairing": "last"}, "bad-pairing"),
        ({"ties": "no"}, "bad-ties"),
        ({"closed": "no"}, "bad-closed"),
        ({"top": 0}, "bad-top"),
        ({"top": 21}, "bad-top"),
        ({"rho": -1}, "bad-weight"),
        ({"gamma": float("nan")}, "bad-weight"),
        ({"strata": "channel"}, "strata-alone"),
        ({"rho": 1.0}, "weights-alone"),
        ({"gamma": 1.0}, "weights-alone"),
        ({"mean_within": "0d"}, "bad-mean"),
        ({"landmark": "2d", "within": "2d"}, "bad-landmark"),
        ({"breakdown": "colour"}, "unknown-property"),
        ({"breakdown": "channel", "strata": "colour"}, "unknown-property"),
        ({"at": ["soon"]}, "bad-duration"),
    ],
    ids=lambda each: each if isinstance(each, str) else next(iter(each)),
)
def test_what_cannot_be_asked_is_refused(options: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        analyse.survival(in_place.journeys(shop()), **{"start": "site.visited", "end": "order.paid", **options})
    assert caught.value.code == code


def test_tables_and_chart_show_curves_numbers_and_tests() -> None:
    events = [
        Event(f"{group}{i}", 0, "see", {"order": group}) for group in "xyz" for i in range(12)
    ] + [
        Event(f"{group}{i}", (i + 1) * step * MINUTE, "pay" if i % 4 else "ask", {})
        for group, step in (("x", 1), ("y", 3), ("z", 9))
        for i in range(12)
    ]  # fmt: skip
    assert {"pay", "ask", "see"} <= set(NAMES)
    result = analyse.survival(ask(events), start="see", end="pay", competing="ask", breakdown="order", top=2)
    text = str(result)
    for words in ("Never will", "Half got there by", "other", "Log-rank test: χ² = ", "Each two groups"):
        assert words in text
    assert result.pairs is not None and len(result.pairs) == 1
    assert result.test is not None and result.test.degrees == 1
    drawn = rendering.svg(result.chart())
    assert "Seen on the way for at least so long" in drawn and "log-rank p" in drawn
    assert result.to_arrow().num_rows == len(result.rows()) == sum(len(group.steps) for group in result.groups or ())


def test_the_shop_is_as_it_can_be_counted_by_hand() -> None:
    result = analyse.survival(in_place.journeys(shop()), start="site.visited", end="order.paid")
    # Eve was seen for two minutes only; Ann pays after 20 minutes, Cat after 14 h 10 m, Ben and Dan not yet.
    assert [(step.seconds, step.at_risk, step.share) for step in result.all.steps] == [
        (1200.0, 4, 0.25),
        (51000.0, 3, 0.5),
    ]
    assert (result.all.median.seconds, result.all.censored) == (51000.0, 3)
