"""Curves of waits that came to no end: held to scipy, and to sums over lists."""

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tests.factories.questions import inside
from tests.oracles import passage as oracle

spreads, curves = inside("spreads"), inside("waiting_curve")
waits = st.lists(st.integers(0, 12), min_size=1, max_size=30)


def spread(values: list[int]) -> Any:
    """Values in order."""
    ordered = np.sort(np.array(values, np.float64))
    return spreads.Spread(ordered, np.ones(len(ordered), np.int64))


@given(ended=waits, broken_off=st.lists(st.integers(0, 12), max_size=30))
def test_survival_is_what_scipy_estimates(ended: list[int], broken_off: list[int]) -> None:
    curve = curves.WaitingCurve.of(spread(ended), spread(broken_off))
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
    curve = curves.WaitingCurve.of(spread(ended), spread(broken_off))
    share, low, high = curve.within(limit)
    row = ([(None, 1.0, None, None), *(r for r in oracle.survival(ended, broken_off) if r[0] <= limit)])[-1]
    assert share == pytest.approx(1 - row[1])
    assert 0 <= low <= share <= high <= 1
    if row[2] is not None:
        assert (low, high) == (pytest.approx(1 - row[3]), pytest.approx(1 - row[2]))


def test_without_waits_that_ended_nothing_is_known() -> None:
    curve = curves.WaitingCurve.of(spread([]), spread([1, 2]))
    assert (curve.within(3), curve.quantile(0.5)) == ((None, None, None), (None, None, None))
