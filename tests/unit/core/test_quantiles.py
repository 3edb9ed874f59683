"""Quantiles: exact while few, close when many, and no matter how they were put together."""

from itertools import accumulate, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.core import quantiles
from sojourn.core.quantiles import BUCKETS, EXACT, Samples, bucket, middle

SHARES = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)
LONGEST = 2**62


def plain_quantile(values: list[int], share: float) -> float:
    """Interpolate between the two values whose ranks surround (n - 1) p."""
    ordered = sorted(values)
    rank = (len(ordered) - 1) * share
    low = ordered[int(rank)]
    high = ordered[min(int(rank) + 1, len(ordered) - 1)]
    return low + (high - low) * (rank - int(rank))


@given(st.lists(st.tuples(st.integers(0, 10**13), st.integers(0, 2)), max_size=30), st.integers(0, 30))
def test_few_values_are_exact_however_they_were_split(pairs: list[tuple[int, int]], cut: int) -> None:
    def samples(some: list[tuple[int, int]]) -> Samples:
        return Samples.of(np.array([v for v, _ in some], np.int64), np.array([g for _, g in some], np.int64))

    merged = samples(pairs[:cut]).merge(samples(pairs[cut:]))
    assert merged.kind == "exact"
    assert merged.size == len(pairs)
    for group in range(3):
        values = [v for v, g in pairs if g == group]
        found = merged.quantiles(group, SHARES)
        if values:
            assert found == pytest.approx([plain_quantile(values, share) for share in SHARES], rel=1e-12)
        else:
            assert found is None


@given(st.integers(0, LONGEST))
def test_a_value_is_no_further_than_0_4_percent_from_the_middle_of_its_bucket(value: int) -> None:
    place = bucket(np.array([value], np.int64))
    assert 0 <= place[0] < BUCKETS
    assert abs(middle(place)[0] - value) <= max(0.004 * value, 1 if value <= 1 else 0)


@given(st.lists(st.integers(0, LONGEST), min_size=2, max_size=20))
def test_larger_values_are_never_in_smaller_buckets(values: list[int]) -> None:
    assert (np.diff(bucket(np.array(sorted(values), np.int64))) >= 0).all()


def test_powers_of_two_and_their_neighbours_fall_into_their_own_doubling() -> None:
    powers = np.array([2**k for k in range(1, 63)], np.int64)
    assert (bucket(powers) == np.arange(1, 63) * 128).all()
    assert (bucket(powers[7:] - 1) == np.arange(8, 63) * 128 - 1).all()


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), cuts=st.lists(st.integers(0, EXACT + 5), max_size=4))
def test_many_values_give_one_sketch_however_they_were_split(seed: int, cuts: list[int]) -> None:
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 2 ** int(rng.integers(1, 60)), EXACT + 5)
    groups = rng.integers(0, 3, len(values))
    whole = Samples.of(values, groups)
    assert whole.kind == "sketch"
    borders = [0, *sorted(cuts), len(values)]
    pieces = [Samples.of(values[a:b], groups[a:b]) for a, b in pairwise(borders)]
    *_, merged = accumulate(pieces, Samples.merge)
    assert (merged.buckets == whole.buckets).all()
    assert (merged.counts == whole.counts).all()
    assert merged.size == len(values)


def test_a_sketch_is_off_by_0_4_percent_at_most() -> None:
    rng = np.random.default_rng(11)
    values = rng.lognormal(20, 2, EXACT + 1).astype(np.int64)
    sketch = Samples.of(values)
    assert sketch.kind == "sketch"
    assert sketch.quantiles(0, SHARES) == pytest.approx(np.quantile(values, SHARES).tolist(), rel=0.004)
    assert sketch.quantiles(1, SHARES) is None


def test_a_kernel_s_histogram_is_taken_as_it_is() -> None:
    histogram = np.zeros((2, BUCKETS), np.int64)
    histogram[1, 256] = 3
    taken = Samples.tallied(histogram)
    assert taken.size == 3
    assert taken.quantiles(0, (0.5,)) is None
    assert taken.quantiles(1, (0.5,)) == (4.0,)


def test_nothing_merges_with_anything() -> None:
    some = Samples.of(np.array([5], np.int64))
    assert Samples.empty().merge(some) is some
    assert some.merge(Samples.empty()) is some
    assert Samples.empty().quantiles(0, SHARES) is None
    assert quantiles.EXACT == 1_000_000
