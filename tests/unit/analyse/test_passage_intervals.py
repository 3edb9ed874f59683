"""Ratios over units that come in clusters: held to sums of differences, and to how often they hold the truth."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.questions import inside
from tests.oracles import passage as oracle

intervals = inside("passage_intervals")


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
