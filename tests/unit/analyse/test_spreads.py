"""Values in order and the intervals of their quantiles: held to exact sums of the binomial distribution."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sojourn.core import quantiles
from tests.factories.questions import inside
from tests.oracles import passage as oracle

spreads = inside("spreads")


def spread(values: list[int]) -> Any:
    """Values in order."""
    ordered = np.sort(np.array(values, np.float64))
    return spreads.Spread(ordered, np.ones(len(ordered), np.int64))


@given(values=st.lists(st.integers(0, 50), max_size=70), share=st.sampled_from([0.05, 0.1, 0.5, 0.9, 0.95]))
def test_the_interval_of_a_quantile_is_the_innermost_two_values_that_leave_so_little_outside(
    values: list[int], share: float
) -> None:
    assert spread(values).interval(share) == (oracle.between(values, share) if values else (None, None))


@pytest.mark.parametrize("size", [100, 10_000, 1_000_000], ids=str)
@pytest.mark.parametrize("share", [0.01, 0.5, 0.9], ids=str)
def test_ranks_of_many_values_are_those_of_the_binomial_distribution(size: int, share: float) -> None:
    low, high = spreads.order_ranks(size, share)
    below, chance = stats.binom(size, share).cdf, 0.025
    assert low is None or below(low) <= chance
    assert below(0 if low is None else low + 1) > chance
    assert 1 - below(high) <= chance < 1 - below(high - 1)


@pytest.mark.parametrize(("size", "sure"), [(5, False), (6, True)], ids=["five", "six"])
def test_a_median_has_no_certain_limit_under_six_values(size: int, sure: bool) -> None:
    assert (spread(list(range(size))).interval(0.5) == (0, 5)) is sure
    assert (spread(list(range(size))).interval(0.5) == (None, None)) is not sure


@given(values=st.lists(st.integers(-5_000_000, 5_000_000), max_size=40), sketched=st.booleans())
def test_values_below_nothing_stand_before_the_others(values: list[int], sketched: bool) -> None:
    held = np.array(values, np.int64)
    with pytest.MonkeyPatch.context() as patch:
        if sketched:
            patch.setattr(inside("sketches"), "EXACT", 0)
            patch.setattr(quantiles, "EXACT", 0)
        found = spreads.spreads(inside("sketches").samples(np.abs(held), (held < 0) * 1, 2), 2, signed=True)[0]
    every = np.repeat(found.values, found.counts).tolist()
    assert every == pytest.approx(sorted(values), rel=0.004 if sketched else 1e-12, abs=1)
