"""Intervals of quantiles and of waits that came to no end: held to exact sums, and to scipy."""

import math
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sojourn.core import quantiles
from tests.factories.questions import inside
from tests.oracles import passage as oracle

intervals = inside("passage_intervals")
waits = st.lists(st.integers(0, 12), min_size=1, max_size=30)


def spread(values: list[int]) -> Any:
    """Values in order."""
    ordered = np.sort(np.array(values, np.float64))
    return intervals.Spread(ordered, np.ones(len(ordered), np.int64))


@given(values=st.lists(st.integers(0, 50), max_size=70), share=st.sampled_from([0.05, 0.1, 0.5, 0.9, 0.95]))
def test_the_interval_of_a_quantile_is_the_innermost_two_values_that_leave_so_little_outside(
    values: list[int], share: float
) -> None:
    assert spread(values).interval(share) == (oracle.between(values, share) if values else (None, None))


@pytest.mark.parametrize("size", [100, 10_000, 1_000_000], ids=str)
@pytest.mark.parametrize("share", [0.01, 0.5, 0.9], ids=str)
def test_ranks_of_many_values_are_those_of_the_binomial_distribution(size: int, share: float) -> None:
    low, high = intervals.order_ranks(size, share)
    below, chance = stats.binom(size, share).cdf, 0.025
    assert low is None or below(low) <= chance
    assert below(0 if low is None else low + 1) > chance
    assert 1 - below(high) <= chance < 1 - below(high - 1)


@pytest.mark.parametrize(("size", "sure"), [(5, False), (6, True)], ids=["five", "six"])
def test_a_median_has_no_certain_limit_under_six_values(size: int, sure: bool) -> None:
    assert (spread(list(range(size))).interval(0.5) == (0, 5)) is sure
    assert (spread(list(range(size))).interval(0.5) == (None, None)) is not sure


@given(ended=waits, broken_off=st.lists(st.integers(0, 12), max_size=30))
def test_survival_is_what_scipy_estimates(ended: list[int], broken_off: list[int]) -> None:
    curve = intervals.Survival.of(spread(ended), spread(broken_off))
    found = stats.ecdf(stats.CensoredData(uncensored=ended, right=broken_off)).sf
    assert curve.still.tolist() == pytest.approx(found.evaluate(curve.times).tolist(), abs=1e-12)
    with np.errstate(all="ignore"), warnings.catch_warnings(action="ignore", category=RuntimeWarning):
        limits = found.confidence_interval(method="log-log")
    for mine, theirs in ((curve.low, limits.low), (curve.high, limits.high)):
        right = theirs.evaluate(curve.times)
        inner = (curve.still > 0) & (curve.still < 1)
        assert mine[inner].tolist() == pytest.approx(right[inner].tolist(), abs=1e-12)
        assert np.isnan(mine[curve.still == 0]).all()


@given(ended=waits, broken_off=st.lists(st.integers(0, 12), max_size=30), limit=st.integers(-1, 13))
def test_shares_served_in_time_are_read_from_the_curve(ended: list[int], broken_off: list[int], limit: int) -> None:
    curve = intervals.Survival.of(spread(ended), spread(broken_off))
    share, low, high = curve.within(limit)
    row = ([(None, 1.0, None, None), *(r for r in oracle.survival(ended, broken_off) if r[0] <= limit)])[-1]
    assert share == pytest.approx(1 - row[1])
    assert 0 <= low <= share <= high <= 1
    if row[2] is not None:
        assert (low, high) == (pytest.approx(1 - row[3]), pytest.approx(1 - row[2]))


def test_without_waits_that_ended_nothing_is_known() -> None:
    curve = intervals.Survival.of(spread([]), spread([1, 2]))
    assert (curve.within(3), curve.quantile(0.5)) == ((None, None, None), (None, None, None))


@given(values=st.lists(st.integers(-5_000_000, 5_000_000), max_size=40), sketched=st.booleans())
def test_values_below_nothing_stand_before_the_others(values: list[int], sketched: bool) -> None:
    held = np.array(values, np.int64)
    with pytest.MonkeyPatch.context() as patch:
        if sketched:
            patch.setattr(inside("sketches"), "EXACT", 0)
            patch.setattr(quantiles, "EXACT", 0)
        found = intervals.spreads(inside("sketches").samples(np.abs(held), (held < 0) * 1, 2), 2, signed=True)[0]
    every = np.repeat(found.values, found.counts).tolist()
    assert every == pytest.approx(sorted(values), rel=0.004 if sketched else 1e-12, abs=1)


@given(customers=st.lists(st.lists(st.integers(1, 6), min_size=1, max_size=4), min_size=1, max_size=12))
def test_a_ratio_over_customers_is_what_sums_of_differences_give(customers: list[list[int]]) -> None:
    sums = [(sum(each), len(each)) for each in customers]
    squares = (sum(v * v for v, _ in sums), sum(v * n for v, n in sums), sum(n * n for _, n in sums))
    found = intervals.ratio(sum(v for v, _ in sums), sum(n for _, n in sums), squares, len(sums))
    wanted = oracle.per_journey(customers)
    assert [each is None for each in found] == [each is None for each in wanted]
    assert [each for each in found if each is not None] == pytest.approx([e for e in wanted if e is not None])


def test_the_interval_of_a_ratio_holds_the_truth_about_as_often_as_it_says() -> None:
    drawn = np.random.default_rng(7)
    hits = 0
    for _ in range(400):
        # A customer who comes back comes back often: journeys of one customer are alike.
        rate = drawn.gamma(2.0, 0.5, 300)
        journeys = drawn.integers(1, 5, 300)
        visits = journeys + drawn.poisson(rate * journeys)
        sums = (visits, journeys)
        squares = tuple(int((a * b).sum()) for a, b in ((sums[0], sums[0]), (sums[0], sums[1]), (sums[1], sums[1])))
        _, low, high = intervals.ratio(int(visits.sum()), int(journeys.sum()), squares, 300)
        hits += low <= 2.0 <= high
    assert 0.92 <= hits / 400 <= 0.98
    assert math.isfinite(high)
