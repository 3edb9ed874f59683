"""The kernels of kinds: laid out, then placed, is the same as placed at once."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import kernels
from tests.factories.journeys import batch

NAMES, ONE = 4, 2.0**20


def tables(rng: np.random.Generator) -> tuple[Any, ...]:
    """Look at some events and some moves, at random."""
    events = np.where(rng.random(NAMES) < 0.6, 0, -1).astype(np.int32)
    kept = int((events == 0).sum())
    events[events == 0] = np.arange(kept, dtype=np.int32)
    moves = np.where(rng.random((NAMES + 1, NAMES + 1)) < 0.5, 0, -1).astype(np.int32)
    size = int((moves == 0).sum())
    moves[moves == 0] = np.arange(size, dtype=np.int32) + kept
    weights = rng.integers(1, 2**18, kept + size).astype(np.float64)
    return events, np.arange(NAMES + 1, dtype=np.int32), moves, weights, kept


@pytest.mark.parametrize("code", [np.uint8, np.uint16, np.uint32])
@given(
    journeys=st.lists(st.lists(st.integers(0, NAMES - 1), max_size=12), max_size=20),
    seed=st.integers(0, 50),
    k=st.integers(1, 4),
)
def test_placing_is_laying_out_and_taking_the_nearest(
    code: type[np.generic], journeys: list[list[int]], seed: int, k: int
) -> None:
    rng = np.random.default_rng(seed)
    events, compact, moves, weights, kept = tables(rng)
    made = batch(journeys, names=NAMES, read_only=True)
    flat = made.event.astype(code)
    vectors = kernels.lay_journeys(made.offsets, flat, events, compact, moves, weights, kept, ONE)
    centres = rng.integers(0, 2**20, (vectors.shape[1], k)).astype(np.float64)
    used = rng.integers(0, 2, len(journeys)).astype(np.uint8)
    labels, near, having = kernels.place_journeys(
        made.offsets,
        flat,
        events,
        compact,
        moves,
        weights,
        kept,
        ONE,
        centres,
        used,
    )
    products = vectors @ centres
    some = vectors.any(1) & (used == 1)
    assert labels.tolist() == np.where(some, products.argmax(1), -1).tolist()
    assert near.tolist() == np.where(some, products.max(1, initial=0), 0).tolist()
    own = np.stack([(vectors[labels == kind] > 0).sum(0) for kind in range(k)])
    assert having.tolist() == own.tolist()
    rows, columns = np.nonzero(vectors)
    starts = np.searchsorted(rows, np.arange(len(vectors) + 1)).astype(np.int64)
    coordinates = vectors[rows, columns]
    at_once = kernels.place_vectors(starts, columns.astype(np.int64), coordinates, np.ones(len(vectors)), centres)
    assert at_once[0].tolist() == products.argmax(1).tolist()
    assert at_once[1].tolist() == products.tolist()
    sums = np.stack([vectors[at_once[0] == kind].sum(0) for kind in range(k)])
    assert at_once[2].tolist() == sums.tolist()
    squares = (vectors**2).sum(1) / ONE**2
    assert np.all((squares == 0) | (np.abs(squares - 1) < 1e-4))


def test_one_giant_journey_is_laid_out() -> None:
    made = batch([[0, 1] * 50_000])
    rng = np.random.default_rng(0)
    events, compact, moves, weights, kept = tables(rng)
    vectors = kernels.lay_journeys(made.offsets, made.event, events, compact, moves, weights, kept, ONE)
    assert vectors.shape == (1, len(weights))
