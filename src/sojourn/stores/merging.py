"""Turn staged rows of a stretch of customers into rows of the record: in order, each event once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.kernels import find_keys, mark_equal_keys, mix_keys, order_by

from .arrays import INSTANT, buffer_of, decimals, one, taken
from .hashing import customer_hashes
from .parts import PartArrays, changes, time_key, two_key_order


@dataclass(frozen=True, slots=True)
class Merged:
    """What comes of a stretch of staged rows.

    Attributes:
        table: rows for the lake, without `bucket`, sorted.
        part: the same rows as arrays for the index; codes are those of the staging's dictionaries.
        accepted, duplicates, id_reused: (files,) int64 counts by file; what was reused is among the duplicates.
        customers: how many customers the accepted rows have.
    """

    table: pa.Table
    part: PartArrays
    accepted: NDArray[np.int64]
    duplicates: NDArray[np.int64]
    id_reused: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Origin:
    """What all rows of one import share.

    Attributes:
        import_id: name of the import.
        sources: the source of each file.
        with_ids: whether the rows of each file carry ids.
        first_seq: number of arrival of the first row.
    """

    import_id: str
    sources: Sequence[str]
    with_ids: NDArray[np.bool_]
    first_seq: int


@dataclass(frozen=True, slots=True)
class KnownKeys:
    """Keys in the record, and what tells a repeated event from a reused id."""

    hi: NDArray[np.uint64]
    lo: NDArray[np.uint64]
    time: NDArray[np.int64]
    event: Any


def merged(
    rows: pa.Table, *, origin: Origin, events: pa.StringArray, channels: pa.StringArray, known: Iterable[KnownKeys]
) -> Merged:
    """Sort staged rows and drop what is there already.

    Without ids, the n-th of identical rows of one file is another event than the first: its ordinal is mixed into its
    key. With ids, equal ids of one customer are one event, and the first to arrive wins.

    Args:
        rows: all staged rows of a stretch of customers.
        events, channels: names by staged code.
        known: keys of the record that may be equal.
    """
    identifiers = one(rows["customer"])
    hashes, checks = customer_hashes(identifiers)
    time, arrival, file = (_numbers(rows, name) for name in ("time", "arrival", "file"))
    order = np.arange(rows.num_rows)
    order_by(time_key(time), order, 0, False)
    two_key_order(hashes, checks, order)
    hi, lo = _numbers(rows, "key_hi").take(order), _numbers(rows, "key_lo").take(order)
    hashes, checks, time, file = hashes.take(order), checks.take(order), time.take(order), file.take(order)
    event = _numbers(rows, "event").take(order)
    arrival = arrival.take(order)

    ids = origin.with_ids[file]
    duplicate, reused = np.zeros(len(order), np.bool_), np.zeros(len(order), np.bool_)
    if ids.any():
        mix_keys(hi, lo, np.where(ids, checks | np.uint64(1), np.uint64(0)))
    _mark_repeats(hashes, time, event, arrival, file, ids, hi, lo, duplicate, reused)
    _mark_known(time, event, events, ids, hi, lo, duplicate, reused, known)

    files = len(origin.sources)
    duplicates = np.bincount(file[duplicate], minlength=files)
    id_reused = np.bincount(file[reused], minlength=files)
    keep = ~duplicate
    if duplicate.any():
        order, hashes, checks, time, event = order[keep], hashes[keep], checks[keep], time[keep], event[keep]
        hi, lo, arrival, file = hi[keep], lo[keep], arrival[keep], file[keep]
    starts = changes(hashes, checks)
    customers = taken(identifiers, order[starts])
    channel = (
        _numbers(rows, "channel").take(order) if "channel" in rows.column_names else np.full(len(order), -1, np.int32)
    )
    part = PartArrays(
        hash=hashes[starts],
        check=checks[starts],
        customers=customers,
        offsets=np.append(starts, len(order)),
        time=time,
        event=event,
        channel=channel,
    )
    columns: dict[str, Any] = {
        "key": _key_bytes(hi, lo),
        "source": _repeated(file, pa.array(origin.sources, pa.string())),
        "customer": _repeated(np.repeat(np.arange(len(starts), dtype=np.int32), np.diff(part.offsets)), customers),
        "customer_hash": hashes.view(np.int64),
        "event": _repeated(event, events),
        "channel": _repeated(channel, channels),
        "time": pa.array(time).view(INSTANT),
        "time_flags": np.zeros(len(order), np.int16),
        "seq": arrival + origin.first_seq,
        "import_id": _repeated(np.zeros(len(order), np.int32), pa.array([origin.import_id])),
    }
    columns |= _others(rows, order)
    return Merged(
        table=pa.table(columns),
        part=part,
        accepted=np.bincount(file, minlength=files),
        duplicates=duplicates,
        id_reused=id_reused,
    )


def _others(rows: pa.Table, order: NDArray[np.int64]) -> Mapping[str, Any]:
    """Give the optional columns in order; amounts as decimals."""
    out: dict[str, Any] = {}
    for name in rows.column_names:
        if name.startswith("+"):
            values = one(rows[name])
            if pa.types.is_string(values.type):
                values = taken(values, order)
            elif name == "+value":
                valid = None if values.null_count == 0 else values.is_valid().to_numpy(zero_copy_only=False).take(order)
                amounts = values.fill_null(0) if values.null_count else values
                values = decimals(amounts.to_numpy().take(order), valid)
            else:
                values = taken(values, order)
            out[name[1:]] = values
    return out


def _mark_repeats(
    hashes: NDArray[np.uint64],
    time: NDArray[np.int64],
    event: NDArray[np.int32],
    arrival: NDArray[np.int64],
    file: NDArray[np.int32],
    ids: NDArray[np.bool_],
    hi: NDArray[np.uint64],
    lo: NDArray[np.uint64],
    duplicate: NDArray[np.bool_],
    reused: NDArray[np.bool_],
) -> None:
    """Number identical rows of each file and mark those that came before, within this import.

    Changes hi, lo (the ordinal is mixed in), `duplicate` and `reused` in place.
    """
    # Equal rows share customer and time, so they stand together; equal ids can be at any time.
    candidate = ids.copy()
    mark_equal_keys(hashes, time, hi, lo, candidate.view(np.uint8))
    rows = np.flatnonzero(candidate)
    if len(rows) < 2:
        return
    places = np.arange(len(rows))
    order_by(arrival[rows].view(np.uint64), places, 0, True)
    order_by(hi[rows], places, 0, True)
    order_by(lo[rows], places, 0, True)
    rows = rows[places]
    starts = changes(hi[rows], lo[rows])
    sizes = np.diff(np.append(starts, len(rows)))
    rows = rows[np.repeat(sizes > 1, sizes)]
    if len(rows) == 0:
        return
    new_key = np.zeros(len(rows), np.bool_)
    new_key[changes(hi[rows], lo[rows])] = True
    group = np.cumsum(new_key) - 1
    firsts = np.flatnonzero(new_key)[group]
    new_file = new_key | np.append(True, file[rows][1:] != file[rows][:-1])
    ordinal = np.arange(len(rows)) - np.flatnonzero(new_file)[np.cumsum(new_file) - 1]
    ordinal[ids[rows]] = 0
    again = np.zeros(len(rows), np.bool_)
    order = np.lexsort((arrival[rows], ordinal, group))
    again[order[1:]] = (group[order[1:]] == group[order[:-1]]) & (ordinal[order[1:]] == ordinal[order[:-1]])
    more_hi, more_lo = hi[rows], lo[rows]
    mix_keys(more_hi, more_lo, ordinal.astype(np.uint64))
    hi[rows], lo[rows] = more_hi, more_lo
    duplicate[rows] = again
    other = (time[rows] != time[rows][firsts]) | (event[rows] != event[rows][firsts])
    reused[rows] = again & other & ids[rows]


def _mark_known(
    time: NDArray[np.int64],
    event: NDArray[np.int32],
    names: pa.StringArray,
    ids: NDArray[np.bool_],
    hi: NDArray[np.uint64],
    lo: NDArray[np.uint64],
    duplicate: NDArray[np.bool_],
    reused: NDArray[np.bool_],
    known: Iterable[KnownKeys],
) -> None:
    """Mark rows whose key is in the record. Changes `duplicate` and `reused` in place."""
    fresh: NDArray[np.int64] | None = None
    for old in known:
        if fresh is None:
            fresh = np.flatnonzero(~duplicate)
        found = np.full(len(fresh), -1, np.int64)
        find_keys(hi[fresh], lo[fresh], old.hi, old.lo, found)
        hits = found >= 0
        rows = fresh[hits]
        duplicate[rows] = True
        with_id = ids[rows]
        if with_id.any():
            rows, places = rows[with_id], found[hits][with_id]
            names_now = taken(names, event[rows])
            names_then = taken(old.event, places)
            other_event = np.array([a != b for a, b in zip(names_now, names_then, strict=True)], np.bool_)
            reused[rows] = (time[rows] != old.time[places]) | other_event


def _key_bytes(hi: NDArray[np.uint64], lo: NDArray[np.uint64]) -> Any:
    words = np.empty((len(hi), 2), dtype=">u8")
    words[:, 0], words[:, 1] = hi, lo
    return pa.Array.from_buffers(pa.binary(16), len(hi), [None, buffer_of(words)])


def known_keys(table: pa.Table, *, contents: bool) -> KnownKeys:
    """Take the keys out of rows of the lake; time and event too when reused ids are to be told."""
    raw = one(table["key"])
    words = np.frombuffer(raw.buffers()[1], dtype=">u8")[2 * raw.offset : 2 * (raw.offset + len(raw))].reshape(-1, 2)
    return KnownKeys(
        hi=words[:, 0].astype(np.uint64),
        lo=words[:, 1].astype(np.uint64),
        time=table["time"].cast(pa.int64()).to_numpy() if contents else np.zeros(0, np.int64),
        event=one(table["event"]) if contents else None,
    )


def _repeated(codes: NDArray[np.int32], names: Any) -> Any:
    """Make a dictionary column; -1 is null."""
    mask = codes < 0
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32(), mask=mask if mask.any() else None), names)


def _numbers(rows: pa.Table, name: str) -> NDArray[Any]:
    found: NDArray[Any] = rows[name].to_numpy()
    return found
