"""Parts merge to the order of the whole, also where two customers have one hash, and are cut between customers."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from sojourn.stores.hashing import PARTITIONS, first_hash
from sojourn.stores.parts import PartArrays, assembled, restricted, split, stretches

Event = tuple[int, int, int]  # customer, time, arrival
HASHES = [5, 5, first_hash(1) + 1, first_hash(1) + 1, first_hash(4_000), first_hash(4_095) + 3]
"""Customers 0 and 1 share a hash, and so do 2 and 3: only the check tells them apart."""

events = st.lists(st.tuples(st.integers(0, 5), st.integers(-3, 3)), max_size=40)


def part(rows: list[Event]) -> PartArrays:
    """Make arrays of events of customers; the event code is the arrival."""
    order = sorted(rows)
    who = sorted({row[0] for row in rows})
    return PartArrays(
        hash=np.array([HASHES[c] for c in who], np.uint64),
        check=np.array(who, np.uint64),
        customers=pa.array([f"c{c}" for c in who], pa.string()),
        offsets=np.array([0, *np.cumsum([sum(r[0] == c for r in rows) for c in who])], np.int64),
        time=np.array([r[1] for r in order], np.int64),
        event=np.array([r[2] for r in order], np.int64),
        channel=np.full(len(rows), -1, np.int64),
    )


def rows_of(found: PartArrays) -> list[tuple[str, int, int]]:
    names = found.customers.to_pylist()
    return [
        (names[c], int(found.time[i]), int(found.event[i]))
        for c in range(len(names))
        for i in range(int(found.offsets[c]), int(found.offsets[c + 1]))
    ]


@given(rows=events, cuts=st.tuples(st.integers(0, 40), st.integers(0, 40)))
def test_pieces_merge_to_the_whole(rows: list[tuple[int, int]], cuts: tuple[int, int]) -> None:
    arrived = [(c, t, n) for n, (c, t) in enumerate(rows)]
    a, b = sorted(cuts)
    pieces = [part(piece) for piece in (arrived[:a], arrived[a:b], arrived[b:]) if piece]
    if pieces:
        assert rows_of(assembled(pieces)) == [(f"c{c}", t, n) for c, t, n in sorted(arrived)]


@given(rows=events.filter(bool), cut=st.integers(0, 40))
def test_the_number_of_arrival_decides_whatever_the_order_of_pieces(rows: list[tuple[int, int]], cut: int) -> None:
    arrived = [(c, t, n) for n, (c, t) in enumerate(rows)]
    pieces = [part(piece) for piece in (arrived[cut:], arrived[:cut]) if piece]
    merged = assembled(pieces, [piece.event.astype(np.int64) for piece in pieces])
    assert rows_of(merged) == [(f"c{c}", t, n) for c, t, n in sorted(arrived)]


@given(rows=events.filter(bool), most=st.integers(1, 20))
def test_cutting_keeps_every_customer_whole(rows: list[tuple[int, int]], most: int) -> None:
    whole = part([(c, t, n) for n, (c, t) in enumerate(rows)])
    pieces = split(whole, most=most)
    assert [row for _, _, piece in pieces for row in rows_of(piece)] == rows_of(whole)
    assert all(before[1] <= after[0] for before, after in pairwise(pieces))
    for first, last, piece in pieces:
        assert rows_of(restricted(whole, first, last)) == rows_of(piece)


@given(counts=st.lists(st.integers(0, 9), min_size=1, max_size=60), most=st.integers(1, 30))
def test_stretches_cover_all_partitions_and_are_bounded(counts: list[int], most: int) -> None:
    found = stretches(np.array(counts), most=most)
    assert (found[0][0], found[-1][1]) == (0, len(counts))
    assert all(before[1] == after[0] for before, after in pairwise(found))
    assert all(sum(counts[a:b]) <= most or b - a == 1 for a, b in found)
    assert len(counts) <= PARTITIONS
