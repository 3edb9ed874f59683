"""Stakes, leverage and the five signals, held to their slow twins."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sojourn import analyse, insight
from sojourn.core.errors import InvalidInput
from tests.oracles import moments as oracle


def people(seed: int, n: int, *, follows: float = 0.8) -> list[oracle.Rating]:
    """Make ratings by customers of three segments that differ in loyalty and in contentment."""
    rng = np.random.Generator(np.random.PCG64(seed))
    found = []
    for place in range(n):
        segment = int(rng.integers(3))
        good = bool(rng.random() < (0.3, 0.5, 0.8)[segment])
        chance = 1 / (1 + math.exp(-(-1 + 0.9 * segment + follows * good)))
        found.append((good, bool(rng.random() < chance), place // 2, ("abc"[segment],)))
    return found


def columns(
    ratings: list[oracle.Rating],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.int64], list[tuple[str, NDArray[np.object_]]]]:
    """Turn rows into columns."""
    good, followed, person, facts = zip(*ratings, strict=True)
    fact = np.array([each[0] for each in facts], np.object_)
    return np.array(good), np.array(followed), np.array(person, np.int64), [("segment", fact)]


@given(st.integers(0, 10_000))
@settings(max_examples=15)
def test_stake_follows_its_oracle(seed: int) -> None:
    ratings = people(seed, 240)
    good, followed, person, equal = columns(ratings)
    found = insight.stake(good, followed, person=person, equal=equal)
    assert found.raw == pytest.approx(oracle.plain_stake(ratings))
    if any(len({outcome for _, outcome, _, facts in ratings if facts[0] == value}) < 2 for value in "abc"):
        return
    effect, error = oracle.adjusted_stake(ratings)
    assert found.adjusted == pytest.approx(effect, abs=1e-8)
    assert found.adjusted_low == pytest.approx(effect - 1.959963984540054 * error, abs=1e-7)
    assert found.low is not None and found.high is not None and found.low <= (found.raw or 0) <= found.high


def test_segments_that_differ_anyway_are_no_stake() -> None:
    good, followed, person, equal = columns(people(3, 6000, follows=0.0))
    found = insight.stake(good, followed, person=person, equal=equal)
    assert found.low is not None and found.low > 0.1
    value, low, high, p = found.counts
    assert value is not None and abs(value) < 0.03
    assert low is not None and high is not None and low < 0 < high
    assert p is not None and p > 0.1
    assert found.equal == ("segment",)


def test_repeating_customers_widen_the_interval() -> None:
    good, followed, *_ = columns(people(5, 400))
    once = insight.stake(np.repeat(good, 3), np.repeat(followed, 3))
    again = insight.stake(np.repeat(good, 3), np.repeat(followed, 3), person=np.repeat(np.arange(400), 3))
    alone = insight.stake(good, followed)
    assert once.raw == pytest.approx(alone.raw) == pytest.approx(again.raw)
    assert again.customers == 400
    assert None not in (once.low, again.low, alone.low)
    assert (again.low or 0) < (once.low or 0)
    assert again.low == pytest.approx(alone.low, abs=0.01)


def test_an_empty_side_cannot_be_compared() -> None:
    found = insight.stake(np.array([True, True]), np.array([True, False]))
    assert (found.raw, found.low, found.p, found.value) == (None, None, None, None)


def test_a_reversed_stake_counts_as_none() -> None:
    found = insight.stake(
        np.array([True] * 40 + [False] * 40), np.array(([True] * 10 + [False] * 30) + [True, False] * 20)
    )
    assert found.warnings == ("stake.reversed",)
    assert found.raw is not None and found.raw < 0
    assert found.value == 0.0


def test_rare_values_are_put_together() -> None:
    ratings = people(8, 300)
    good, followed, person, (pair,) = columns(ratings)
    facts = pair[1].copy()
    facts[:4] = "seldom"
    facts[4:8] = None
    found = insight.stake(good, followed, person=person, equal=[("segment", facts)])
    assert len(found.coefficients) == 4
    assert found.warnings == ()


@st.composite
def chains(draw: st.DrawFn) -> tuple[dict[str, dict[str, float]], set[str]]:
    """Draw a journey that everybody can leave."""
    number = draw(st.integers(1, 5))
    shares: dict[str, dict[str, float]] = {}
    for place in range(number):
        later = [f"s{other}" for other in range(number) if other != place]
        ways = {to: draw(st.integers(0, 5)) for to in (*later, "good", "fair")}
        ways["lost"] = draw(st.integers(1, 5))
        if place + 1 < number:
            ways[f"s{place + 1}"] += 1
        whole = sum(ways.values())
        shares[f"s{place}"] = {to: count / whole for to, count in ways.items() if count}
    return shares, draw(st.sampled_from([{"good"}, {"good", "fair"}]))


@given(chains())
@settings(max_examples=30)
def test_leverage_is_the_slope(drawn: tuple[dict[str, dict[str, float]], set[str]]) -> None:
    shares, good = drawn
    ways = [(step, to, share) for step, row in shares.items() for to, share in row.items()]
    chain = analyse.chain_of(ways, start="s0", outcomes=["good", "fair", "lost"])
    found = insight.leverage(chain, good=good)
    slow = oracle.leverage(shares, "s0", good, {"lost"})
    assert found.step == pytest.approx(slow, abs=1e-6)
    assert len(found.top) >= 1 or max(found.step.values()) == 0


def test_a_way_that_gives_up_costs_the_worst_successor_where_nobody_leaves() -> None:
    chain = analyse.chain_of(
        [("a", "b", 0.5), ("a", "c", 0.5), ("b", "yes", 0.8), ("b", "lost", 0.2), ("c", "yes", 0.2),
         ("c", "lost", 0.8)],
        start="a", outcomes=["yes", "lost"],
    )  # fmt: skip
    found = insight.leverage(chain, good=["yes"])
    assert found.ways["a", "b"] == pytest.approx(0.6)
    assert ("a", "c") not in found.ways


@given(chains())
@settings(max_examples=10)
def test_the_interval_of_leverage_is_that_of_each_draw(drawn: tuple[dict[str, dict[str, float]], set[str]]) -> None:
    shares, good = drawn
    steps, outcomes = tuple(shares), ("good", "fair", "lost")
    names = (*steps, *outcomes)
    counts = np.array([[round(60 * shares[step].get(to, 0.0)) for to in names] for step in steps], float)
    chain = analyse.Chain(steps, outcomes, "s0", counts / counts.sum(axis=1, keepdims=True), counts)
    found = insight.leverage(chain, good=good)
    limits = insight.leverage_limits(chain, found, good=good, draws=21, seed=3)
    rows = analyse.chain_draws(chain, draws=21, seed=3)
    for step, way in found.way.items():
        if way is None:
            assert step not in limits
            continue
        values = sorted(
            oracle.way_leverage(
                {one: dict(zip(rows.ends[one], rows.shares[one][draw].tolist(), strict=True)) for one in rows.ends},
                "s0", good, step, *way,
            )
            for draw in range(21)
        )  # fmt: skip
        # Of 21 values the 2.5th and the 97.5th in a hundred lie halfway between the two at each end.
        ends = ((values[0] + values[1]) / 2, (values[-2] + values[-1]) / 2)
        assert limits[step] == pytest.approx(ends, abs=1e-6)


def test_the_interval_of_leverage_covers() -> None:
    """Of 300 samples of a chain, about 95 in 100 hold what the chain says."""
    rng = np.random.Generator(np.random.PCG64(1))
    true = np.array([[0.0, 0.6, 0.1, 0.3], [0.1, 0.0, 0.5, 0.4]])
    whole = insight.leverage(analyse.Chain(("a", "b"), ("good", "lost"), "a", true), good=["good"])
    held = []
    for _ in range(300):
        counts = np.stack([rng.multinomial(200, row) for row in true]).astype(float)
        chain = analyse.Chain(("a", "b"), ("good", "lost"), "a", counts / 200, counts)
        found = insight.leverage(chain, good=["good"])
        limits = insight.leverage_limits(chain, found, good=["good"], draws=400)
        for step in "ab":
            way = found.way[step]
            assert way is not None
            held.append((step, limits[step][0] <= whole.ways[step, way[0]] <= limits[step][1]))
    for name in "ab":
        assert 0.91 < np.mean([each for step, each in held if step == name]) < 0.99


NAMES = ("one", "two", "three", "four", "five", "six")


RATED = st.tuples(st.integers(1, 60), st.floats(0, 1), st.integers(1, 60), st.floats(0, 1))
FELT = st.tuples(st.integers(0, 80), st.sampled_from([0.5, 1.5, 1.9]), st.sampled_from([0.1, 0.4]))


def six(each: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """Give one for each contact."""
    return st.lists(each, min_size=6, max_size=6)


@given(
    six(RATED),
    six(FELT),
    six(st.sampled_from([0.0, 0.1, 0.1, 0.3])),
    six(st.tuples(st.integers(0, 100), st.floats(0, 1))),
    six(st.booleans()),
)
@settings(max_examples=60)
def test_signals_follow_their_rules(
    ratings: list[tuple[int, float, int, float]],
    feelings: list[tuple[int, float, float]],
    levers: list[float],
    leaving: list[tuple[int, float]],
    alike: list[bool],
) -> None:
    contacts, stakes = [], {}
    left = {name: (round(n * share), n) for name, (n, share) in zip(NAMES, leaving, strict=True)}
    for name, (well_n, well, badly_n, badly), felt, lever, same in zip(
        NAMES, ratings, feelings, levers, alike, strict=True
    ):
        good = np.array([True] * well_n + [False] * badly_n)
        outcome = np.concatenate(
            [np.arange(well_n) < round(well * well_n), np.arange(badly_n) < round(badly * badly_n)]
        )
        stake = insight.stake(good, outcome)
        assert stake.raw is not None and stake.p is not None
        stakes[name] = (stake.raw, stake.p)
        contacts.append(insight.Observed(name, stake, insight.Reaction(*felt), lever, left[name], same))
    found = insight.moments_of_truth(contacts, first="one", last="six")
    expected = oracle.moments(
        stakes, dict(zip(NAMES, feelings, strict=True)), dict(zip(NAMES, levers, strict=True)), left, ("one", "six"),
        NAMES, [name for name, same in zip(NAMES, alike, strict=True) if same],
    )  # fmt: skip
    assert {name: list(signals) for name, signals in found.signals.items()} == expected["signals"]
    assert list(found.moments) == expected["moments"]
    assert list(found.candidates) == expected["candidates"]


def test_what_cannot_be_judged_is_told_apart_from_what_did_not_hold() -> None:
    found = insight.moments_of_truth([insight.Observed("alone")], first=None, last=None)
    assert found.judged["alone"] == {
        "stake": None, "reaction": None, "leverage": None, "breaking_point": None, "first_or_last": False,
    }  # fmt: skip
    assert insight.Reaction(29, 2.0, 1.0).held() is None
    assert insight.Reaction(40, 2.0, 1.0).held(50) is None


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_criticality_lies_between_its_parts(importance: float, reach: float, stake: float) -> None:
    value = insight.criticality([insight.Contact("x", importance, reach, stake)])["x"]
    parts = [100 * part for part in (importance, reach, stake)]
    assert min(parts) - 1e-9 <= value <= max(parts) + 1e-9
    assert insight.criticality([insight.Contact("x", importance, reach, -0.2)]) == {"x": 0.0}


def test_percentages_are_no_shares() -> None:
    with pytest.raises(InvalidInput) as refused:
        insight.criticality([insight.Contact("x", 80, 0.5, 0.5)])
    assert refused.value.code == "criticality.out_of_range"


@given(st.lists(st.floats(1, 5), min_size=3, max_size=30), st.floats(1, 5))
def test_gaps_of_answers_and_of_their_summary_agree(values: list[float], wanted: float) -> None:
    got = np.array(values)
    paired = insight.gap("importance", wanted=np.full(len(got), wanted), got=got)
    summary = insight.Mean(float(got.mean()), float(got.var(ddof=1)), len(got))
    against = insight.gap("target", wanted=wanted, got=summary)
    assert paired.gap == pytest.approx(against.gap)
    assert paired.low == pytest.approx(against.low) and paired.high == pytest.approx(against.high)
    if paired.low is not None and paired.high is not None:
        assert paired.low <= paired.gap + 1e-9 and paired.gap <= paired.high + 1e-9


def test_gap_of_two_means_is_welch() -> None:
    found = insight.gap("staff", wanted=insight.Mean(4.2, 0.5, 20), got=insight.Mean(3.6, 0.9, 40))
    error = math.sqrt(0.5 / 20 + 0.9 / 40)
    assert found.gap == pytest.approx(0.6)
    assert found.low is not None and found.high is not None
    assert 1.9 < (found.high - 0.6) / error < 2.1
    assert found.verdict == "short"


def test_as_planned_is_no_deviation() -> None:
    assert insight.gap("plan", got=insight.Rate(0, 50)).verdict == "not decided"
    assert insight.gap("plan", got=insight.Rate(10, 50)).verdict == "short"


def test_rates_are_not_held_against_means() -> None:
    with pytest.raises(InvalidInput) as refused:
        insight.gap("staff", wanted=insight.Mean(4.2, 0.5, 20), got=insight.Rate(3, 4))
    assert refused.value.code == "gap.kinds_differ"


@pytest.mark.parametrize(
    ("source", "level"),
    [
        (insight.Evidence("mystery_visit", 10, observers=2, kappa=0.6), "research"),
        (insight.Evidence("mystery_visit", 10, observers=1, kappa=0.9), "hypothesis"),
        (insight.Evidence("mystery_visit", 10, current=False, observers=2, kappa=0.7), "partial"),
        (insight.Evidence("experiment", 30), "research"),
        (insight.Evidence("call", 5), "partial"),
        (insight.Evidence("assumption", 500), "hypothesis"),
    ],
)
def test_levels_of_single_sources(source: insight.Evidence, level: str) -> None:
    assert insight.evidence_level([source]) == level
