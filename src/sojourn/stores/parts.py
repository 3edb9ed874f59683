"""The arrays of one part of the index: built from sorted rows, or merged from pieces."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.kernels import order_by

from .arrays import taken
from .hashing import PARTITION_BITS, first_hash


@dataclass(frozen=True, slots=True)
class PartArrays:
    """Whole customers of a stretch of hashes, in the order of the index.

    Attributes:
        hash, check: (n,) uint64 of each customer, ascending by both.
        customers: (n,) pyarrow strings.
        offsets: (n + 1,) int64 into the events.
        time: (m,) int64, ascending within a customer.
        event, channel: (m,) codes; any integer type, -1 or the type's largest value is null.
    """

    hash: NDArray[np.uint64]
    check: NDArray[np.uint64]
    customers: Any
    offsets: NDArray[np.int64]
    time: NDArray[np.int64]
    event: NDArray[Any]
    channel: NDArray[Any]


def two_key_order(first: NDArray[np.uint64], second: NDArray[np.uint64], order: NDArray[np.int64]) -> None:
    """Refine an order: by `first`, then `second`, then as it was. Changes `order` in place."""
    before = order.copy()
    order_by(first, order, 0, True)
    sorted_first = first[order]
    ties = sorted_first[1:] == sorted_first[:-1]
    sorted_second = second[order]
    if (ties & (sorted_second[1:] != sorted_second[:-1])).any():
        order[:] = before
        order_by(second, order, 0, True)
        order_by(first, order, 0, True)


def time_key(time: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Map signed to unsigned so that the order stays."""
    flipped: NDArray[np.uint64] = time.view(np.uint64) ^ np.uint64(1 << 63)
    return flipped


def changes(*keys: NDArray[Any]) -> NDArray[np.int64]:
    """Give the places at which any key differs from the row before, 0 included; empty when there are no rows."""
    if len(keys[0]) == 0:
        return np.zeros(0, np.int64)
    different = np.ones(len(keys[0]), np.bool_)
    np.not_equal(keys[0][1:], keys[0][:-1], out=different[1:])
    for key in keys[1:]:
        different[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(different)


def assembled(pieces: Sequence[PartArrays], seqs: Sequence[NDArray[np.int64]] | None = None) -> PartArrays:
    """Merge pieces over the same stretch of hashes.

    Args:
        pieces: earlier arrivals first, unless `seqs` says otherwise.
        seqs: the number of arrival of each event of each piece.
    """
    if len(pieces) == 1:
        return pieces[0]
    hashes = np.concatenate([piece.hash for piece in pieces])
    checks = np.concatenate([piece.check for piece in pieces])
    order = np.arange(len(hashes))
    two_key_order(hashes, checks, order)
    starts = changes(hashes[order], checks[order])
    rank = np.empty(len(hashes), np.int64)
    new = np.zeros(len(hashes), np.int64)
    new[starts] = 1
    rank[order] = np.cumsum(new) - 1
    rows = np.repeat(rank, np.concatenate([np.diff(piece.offsets) for piece in pieces]))
    time = np.concatenate([piece.time for piece in pieces])
    places = np.arange(len(rows))
    if seqs is not None:
        order_by(np.concatenate(list(seqs)).view(np.uint64), places, 0, True)
    order_by(time_key(time), places, 0, True)
    order_by(rows.view(np.uint64), places, 0, True)
    firsts = order[starts]
    customers = pa.concat_arrays([piece.customers for piece in pieces])
    counts = np.bincount(rows, minlength=len(starts))
    return PartArrays(
        hash=hashes[firsts],
        check=checks[firsts],
        customers=taken(customers, firsts),
        offsets=np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)]),
        time=time[places],
        event=_joined([piece.event for piece in pieces])[places],
        channel=_joined([piece.channel for piece in pieces])[places],
    )


def restricted(part: PartArrays, first: int, last: int) -> PartArrays:
    """Give the customers of partitions `first` to `last` (exclusive), without copying events."""
    a, b = (
        int(np.searchsorted(part.hash, np.uint64(first_hash(first)))),
        int(np.searchsorted(part.hash, np.uint64(first_hash(last)))),
    )
    c, d = int(part.offsets[a]), int(part.offsets[b])
    return PartArrays(
        hash=part.hash[a:b],
        check=part.check[a:b],
        customers=part.customers.slice(a, b - a),
        offsets=part.offsets[a : b + 1] - c,
        time=part.time[c:d],
        event=part.event[c:d],
        channel=part.channel[c:d],
    )


def split(part: PartArrays, *, most: int) -> list[tuple[int, int, PartArrays]]:
    """Cut a part at borders between partitions into stretches of at most about `most` events.

    Returns:
        (first partition, one past the last partition that has customers, arrays); a partition is never cut.
    """
    partition = (part.hash >> np.uint64(63 - PARTITION_BITS)).astype(np.int64)
    pieces = max(1, -(-len(part.time) // most))
    wanted = np.arange(1, pieces, dtype=np.int64) * len(part.time) // pieces
    owners = partition[np.searchsorted(part.offsets, wanted, side="right") - 1]
    borders = [0, *np.unique(np.searchsorted(partition, owners)).tolist(), len(partition)]
    out = []
    for a, b in pairwise(borders):
        if b > a:
            end = int(partition[b - 1]) + 1
            out.append((int(partition[a]), end, restricted(part, int(partition[a]), end)))
    return out


def stretches(counts: NDArray[np.int64], *, most: int) -> list[tuple[int, int]]:
    """Group partitions into stretches of at most about `most` rows; they cover all partitions."""
    ends = np.cumsum(counts)
    total, last = int(ends[-1]), len(counts)
    if total == 0:
        return [(0, last)]
    borders = [0]
    while borders[-1] < last:
        done = int(ends[borders[-1] - 1]) if borders[-1] else 0
        if total - done <= most:
            borders.append(last)
        else:
            after = int(np.searchsorted(ends, done + most, side="right"))
            borders.append(min(last, max(borders[-1] + 1, after)))
    return list(pairwise(borders))


def _joined(codes: Sequence[NDArray[Any]]) -> NDArray[np.int64]:
    """Put codes of several widths together, null as -1."""
    wide = []
    for one in codes:
        signed = one.astype(np.int64)
        if one.dtype.kind == "u":
            signed[one == np.iinfo(one.dtype).max] = -1
        wide.append(signed)
    return np.concatenate(wide)
