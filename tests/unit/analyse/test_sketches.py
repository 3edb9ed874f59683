"""Samples made with kernels are those that plain numpy makes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import kernels
from sojourn.core.quantiles import BUCKETS, Samples, bucket
from tests.factories.questions import inside

sketches = inside("sketches")
values = st.lists(st.one_of(st.integers(0, 300), st.integers(0, 2**62), st.sampled_from([2**k for k in range(62)])))


@given(numbers=values)
def test_the_kernel_counts_into_the_buckets_of_numpy(numbers: list[int]) -> None:
    held = np.array(numbers, np.int64)
    counts = kernels.tally(held, np.zeros(0, np.int64), 1)[0]
    assert np.array_equal(counts, np.bincount(bucket(held), minlength=BUCKETS))


@given(rows=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2**40))), dense=st.booleans())
def test_groups_keep_their_own_buckets(rows: list[tuple[int, int]], dense: bool) -> None:
    groups = np.array([group for group, _ in rows], np.int64)
    held = np.array([value for _, value in rows], np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sketches, "DENSE", 64 if dense else 0)
        made = sketches.sketched(sketches.samples(held, groups, 5), 5)
    keys, counts = np.unique(groups * BUCKETS + bucket(held), return_counts=True)
    if rows:
        assert np.array_equal(made.buckets, keys)
        assert np.array_equal(made.counts, counts)
    assert made.size == len(rows)


@given(rows=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2**40)), max_size=40), sketch=st.booleans())
def test_quantiles_of_all_groups_are_those_of_each(rows: list[tuple[int, int]], sketch: bool) -> None:
    groups = np.array([group for group, _ in rows], np.int64)
    held = sketches.samples(np.array([value for _, value in rows], np.int64), groups, 5)
    held = sketches.sketched(held, 5) if sketch else held
    found = sketches.quantiles(held, 5, (0.1, 0.5, 1.0))
    for group in range(5):
        expected = held.quantiles(group, (0.1, 0.5, 1.0))
        if expected is None:
            assert np.isnan(found[group]).all()
        else:
            assert found[group] == pytest.approx(expected)


@given(numbers=st.lists(st.integers(0, 2**62), max_size=30), cut=st.integers(0, 30), limit=st.sampled_from([5, 1000]))
def test_merging_does_not_depend_on_where_it_was_cut(numbers: list[int], cut: int, limit: int) -> None:
    held = np.array(numbers, np.int64)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sketches, "EXACT", limit)
        patch.setattr("sojourn.core.quantiles.EXACT", limit)
        whole = sketches.samples(held)
        parts = sketches.merged(sketches.samples(held[:cut]), sketches.samples(held[cut:]))
    assert parts.kind == whole.kind
    assert parts.size == whole.size == len(numbers)
    assert isinstance(whole, Samples)
    assert parts.quantiles(0, (0.25, 0.5)) == whole.quantiles(0, (0.25, 0.5))


@given(numbers=st.lists(st.integers(0, 2**62), max_size=50))
def test_totals_do_not_overflow(numbers: list[int]) -> None:
    assert sketches.total(np.array(numbers, np.int64)) == sum(numbers)
