"""Intervals and tests: published examples, exact fractions, an independent library."""

import json
import math
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from sojourn.core.statistics import benjamini_hochberg, chi_squared_p, newcombe, student, two_shares_p, wilson
from tests.factories.effort import calls
from tests.oracles import statistics as oracle

GOLDEN = Path(__file__).parents[2] / "golden" / "intervals"


def golden(name: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))
    return found


@st.composite
def shares(draw: st.DrawFn, largest: int = 400) -> tuple[int, int]:
    trials = draw(st.integers(1, largest))
    return draw(st.integers(0, trials)), trials


@pytest.mark.parametrize("example", golden("newcombe_1998_single"), ids=str)
def test_wilson_gives_the_published_limits(example: dict[str, object]) -> None:
    low, high = wilson(example["successes"], example["trials"])  # type: ignore[arg-type]  # JSON
    assert (low, high) == pytest.approx((example["low"], example["high"]), abs=1e-12)
    assert [f"{limit:.4f}" for limit in (low, high)] == example["published"]


@pytest.mark.parametrize("example", golden("newcombe_1998_difference"), ids=str)
def test_newcombe_gives_the_limits_of_the_worked_examples(example: dict[str, object]) -> None:
    counts = [example[key] for key in ("successes", "trials", "other_successes", "other_trials")]
    assert newcombe(*counts) == pytest.approx((example["low"], example["high"]), abs=1e-12)  # type: ignore[arg-type]  # JSON


def test_benjamini_hochberg_gives_the_published_rejections() -> None:
    example = json.loads((GOLDEN / "benjamini_hochberg_1995.json").read_text("utf-8"))
    found = benjamini_hochberg(example["p_values"])
    assert found == pytest.approx(example["q_values"], abs=1e-12)
    assert sum(q <= example["rate"] for q in found) == example["rejected"]


@given(shares())
def test_wilson_agrees_with_scipy_at_any_level(share: tuple[int, int]) -> None:
    for level in (0.8, 0.95, 0.99):
        expected = stats.binomtest(*share).proportion_ci(level, method="wilson")
        assert wilson(*share, level=level) == pytest.approx((expected.low, expected.high), abs=1e-12)


@settings(max_examples=30)
@given(shares(60))
def test_wilson_solves_its_own_equation(share: tuple[int, int]) -> None:
    low, high = oracle.wilson_bounds(*share, Fraction(1.959963984540054))
    assert wilson(*share) == pytest.approx((float(low), float(high)), abs=1e-12)


@given(shares(10**12))
def test_wilson_holds_the_share_and_ends_exactly(share: tuple[int, int]) -> None:
    successes, trials = share
    low, high = wilson(successes, trials)
    assert low is not None
    assert high is not None
    assert 0 <= low <= successes / trials <= high <= 1
    assert (low == 0) == (successes == 0)
    assert (high == 1) == (successes == trials)


def test_nothing_tried_has_no_interval_and_no_test() -> None:
    assert wilson(0, 0) == (None, None)
    assert newcombe(0, 0, 1, 2) == newcombe(1, 2, 0, 0) == (None, None)
    assert two_shares_p(0, 0, 1, 2) is None
    assert two_shares_p(1, 2, 0, 0) is None


@given(shares(), shares())
def test_newcombe_turns_round_with_the_groups(one: tuple[int, int], other: tuple[int, int]) -> None:
    low, high = newcombe(*one, *other)
    back_low, back_high = newcombe(*other, *one)
    assert low is not None
    assert high is not None
    assert back_low is not None
    assert back_high is not None
    assert (low, high) == pytest.approx((-back_high, -back_low), abs=1e-12)
    difference = one[0] / one[1] - other[0] / other[1]
    assert -1 <= low <= difference + 1e-12
    assert difference - 1e-12 <= high <= 1


@given(shares(60), shares(60))
def test_few_cases_are_tested_exactly(one: tuple[int, int], other: tuple[int, int]) -> None:
    total, hits = one[1] + other[1], one[0] + other[0]
    found = two_shares_p(*one, *other)
    if min(one[1], other[1]) * min(hits, total - hits) / total < 5:
        assert found == pytest.approx(float(oracle.fisher(one[0], one[1], other[0], other[1])), abs=1e-12)
        table = [[one[0], one[1] - one[0]], [other[0], other[1] - other[0]]]
        assert found == pytest.approx(stats.fisher_exact(table).pvalue, abs=1e-9)
    else:
        table = [[one[0], one[1] - one[0]], [other[0], other[1] - other[0]]]
        assert found == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue, abs=1e-12)
    assert found == pytest.approx(two_shares_p(*other, *one), abs=1e-12)


@pytest.mark.parametrize(
    ("few", "trials", "hits", "total"),
    [(3, 3, 4_000_003, 9_000_003), (3, 5, 2_000_000, 9_000_000), (0, 2, 5_000_000, 10_000_000), (2, 8, 3, 7_000_000)],
)
def test_millions_with_a_small_margin_are_exact_and_quick(few: int, trials: int, hits: int, total: int) -> None:
    chance = [oracle.hypergeometric(x, trials, hits, total) for x in range(trials + 1)]
    exact = float(sum(p for p in chance if p <= chance[few]))
    found = []
    for one, other in (
        ((few, trials), (hits - few, total - trials)),
        ((trials - few, trials), (total - trials - hits + few, total - trials)),
        ((few, hits), (trials - few, total - hits)),
    ):
        # Tables are walked one by one: some hundreds of steps, not millions.
        assert calls(lambda one=one, other=other: found.append(two_shares_p(*one, *other))) < 2_000
    assert found == pytest.approx([exact] * 3, rel=1e-9)


def test_differences_beyond_any_doubt_have_p_0_not_an_error() -> None:
    assert two_shares_p(0, 10**9, 10**9, 10**9) == 0
    assert two_shares_p(1_500, 100_000, 2_000, 10**9) == 0
    assert benjamini_hochberg([0.0, 1.0]) == [0.0, 1.0]


def test_everyone_or_no_one_succeeding_is_no_difference() -> None:
    assert two_shares_p(5, 5, 7, 7) == 1
    assert two_shares_p(0, 10**9, 0, 10**9) == 1


@given(st.lists(st.floats(0, 1), max_size=12))
def test_q_values_are_the_lowest_over_later_ranks(p_values: list[float]) -> None:
    found = benjamini_hochberg(p_values)
    assert found == pytest.approx(oracle.q_values(p_values), abs=1e-12)
    if p_values:
        assert found == pytest.approx(stats.false_discovery_control(p_values).tolist(), abs=1e-12)


@given(st.lists(st.floats(0, 1), max_size=12), st.randoms(use_true_random=False))
def test_q_values_stay_with_their_hypothesis(p_values: list[float], shuffler: Random) -> None:
    order = list(range(len(p_values)))
    shuffler.shuffle(order)
    straight = benjamini_hochberg(p_values)
    assert benjamini_hochberg([p_values[i] for i in order]) == [straight[i] for i in order]
    assert all(p <= q <= 1 for p, q in zip(p_values, straight, strict=True))


@pytest.mark.parametrize("degrees", [6, 7.5, 9, 12, 29, 100, 1e6], ids=str)
@pytest.mark.parametrize("level", [0.8, 0.95, 0.99], ids=str)
def test_student_agrees_with_an_independent_library(degrees: float, level: float) -> None:
    assert student(degrees, level=level) == pytest.approx(stats.t.ppf((1 + level) / 2, degrees), rel=1e-3)


def test_student_refuses_too_few_degrees_of_freedom() -> None:
    with pytest.raises(ValueError, match="2"):
        student(2)


@given(
    chi=st.one_of(st.floats(0, 50), st.floats(0, 5000), st.sampled_from([0.0, 1e-300, 1e-12, 1400.0, 1e5, math.inf])),
    degrees=st.integers(1, 1200),
)
def test_the_tail_of_chi_squared_is_that_of_scipy(chi: float, degrees: int) -> None:
    wanted = float(special.chdtrc(degrees, chi))
    assert chi_squared_p(chi, degrees) == pytest.approx(wanted, rel=1e-9, abs=1e-300)


def test_the_tail_of_chi_squared_has_the_values_of_tables() -> None:
    # Abramowitz and Stegun (1964), table 26.8: the 5 % points.
    for degrees, point in ((1, 3.84146), (2, 5.99146), (3, 7.81473), (10, 18.3070), (30, 43.7729), (100, 124.342)):
        assert chi_squared_p(point, degrees) == pytest.approx(0.05, abs=2e-6)
    assert chi_squared_p(-1.0, 3) == 1.0
    assert math.isnan(chi_squared_p(math.nan, 3))
    with pytest.raises(ValueError, match="at least one degree"):
        chi_squared_p(1.0, 0)
