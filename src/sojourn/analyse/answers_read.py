"""Texts and numbers of some events of a batch, read a column at a time."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.core.journeys import JourneyBatch, Labels

from .latest import in_time, latest


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Texts that repeat: each distinct one once.

    Attributes:
        codes: (n,) int32, places in `names`; -1 is null.
        names: distinct texts, in any order.
    """

    codes: NDArray[np.int32]
    names: tuple[str, ...]

    def at(self, places: NDArray[np.int64]) -> "Words":
        """Choose some of them."""
        return Words(self.codes[places], self.names)

    def joined(self, other: "Words") -> "Words":
        """Put others behind."""
        place = {name: code for code, name in enumerate(self.names)}
        for name in other.names:
            place.setdefault(name, len(place))
        table = np.array([*(place[name] for name in other.names), -1], np.int32)
        return Words(np.concatenate([self.codes, table[other.codes]]), tuple(place))

    def sorted(self) -> tuple[tuple[str, ...], NDArray[np.int32]]:
        """Give the names that occur, sorted, and codes into them."""
        used = np.bincount(self.codes + 1, minlength=len(self.names) + 1)[1:] > 0
        names = sorted(name for name, occurs in zip(self.names, used.tolist(), strict=True) if occurs)
        place = {name: code for code, name in enumerate(names)}
        table = np.array([*(place.get(name, -1) for name in self.names), -1], np.int32)
        return tuple(names), table[self.codes]

    def spelt(self) -> NDArray[np.object_]:
        """Give each text, None at nulls."""
        table = np.full(len(self.names) + 1, None, np.object_)
        table[:-1] = self.names
        return np.asarray(table[self.codes], np.object_)


def words(batch: JourneyBatch, name: str, rows: NDArray[np.int64], channels: Sequence[str]) -> Words:
    """Read a property, or `channel`, at some events; numbers become text as a breakdown writes them."""
    if name == "channel" and name not in batch.columns:
        codes = batch.channel[rows].astype(np.int64)
        codes[codes == np.iinfo(batch.channel.dtype).max] = -1
        return _used(codes, channels)
    column = batch.columns[name]
    if isinstance(column, Labels):
        return _used(column.codes[rows].astype(np.int64), column.labels)
    values, places = np.unique(column.values[rows], return_inverse=True)
    codes = places.reshape(-1).astype(np.int64)
    if column.valid is not None:
        codes[~column.valid[rows]] = -1
    return _used(codes, [f"{value:g}" if column.values.dtype.kind == "f" else str(value) for value in values])


def numbers(
    batch: JourneyBatch, name: str | None, rows: NDArray[np.int64], kinds: Mapping[str, str]
) -> NDArray[np.float64]:
    """Read a property as a number at some events; not a number at nulls and where a text is none."""
    if name is None:
        return np.full(len(rows), np.nan)
    column = batch.columns[name]
    if isinstance(column, Labels):
        found = _used(column.codes[rows].astype(np.int64), column.labels)
        table = np.array([*map(_number, found.names), np.nan])
        return _finite(np.asarray(table[found.codes]))
    values = column.values[rows].astype(np.float64) / (1e6 if kinds.get(name) == "money" else 1.0)
    if column.valid is not None:
        values[~column.valid[rows]] = np.nan
    return _finite(values)


def given(
    batch: JourneyBatch,
    text: str | None,
    answer: str | None,
    rows: NDArray[np.int64],
    value: NDArray[np.float64],
) -> NDArray[np.object_]:
    """Read what was written, None for nothing but blanks.

    Words that stand where a number was meant are given where nothing else was written.
    """
    found = np.full(len(rows), None, np.object_)
    for name in (answer, text):
        column = batch.columns.get(name or "")
        if isinstance(column, Labels):
            wanted = np.flatnonzero(np.isnan(value)) if name == answer else np.arange(len(rows))
            written = _used(column.codes[rows[wanted]].astype(np.int64), column.labels)
            said = np.array([*(bool(name.strip()) for name in written.names), False])[written.codes]
            found[wanted[said]] = written.spelt()[said]
    return found


def carried(batch: JourneyBatch, name: str, rows: NDArray[np.int64], found: Words) -> Words:
    """Fill nulls with the latest value that events of the same customer had until then, in whichever journey."""
    lacking = np.flatnonzero(found.codes < 0)
    if not len(lacking):
        return found
    customer = np.repeat(batch.customer, np.diff(batch.offsets))
    wanted = customer[rows[lacking]]
    column = batch.columns[name]
    there = column.codes >= 0 if isinstance(column, Labels) else column.valid
    known = np.ones(batch.events, np.bool_) if there is None else there.copy()
    known &= np.isin(customer, wanted)
    places = np.flatnonzero(known)
    order = in_time(customer[places], batch.time[places])
    if order is not None:
        places = places[order]
    last = latest(customer[places], batch.time[places], wanted, batch.time[rows[lacking]])
    filled = last >= 0
    before = words(batch, name, places[last[filled]], ())
    both = found.joined(before)
    codes = both.codes[: len(rows)].copy()
    codes[lacking[filled]] = both.codes[len(rows) :]
    return Words(codes, both.names)


def _used(codes: NDArray[np.int64], labels: Sequence[str]) -> Words:
    """Keep the labels that occur, each text once; a source may hold many more than some events have."""
    if len(labels) <= 4 * len(codes) + 1024:
        used = np.flatnonzero(np.bincount(codes + 1, minlength=len(labels) + 1)[1:])
    else:
        used = np.unique(codes)
        used = used[used >= 0]
    place: dict[str, int] = {}
    places = [place.setdefault(labels[code], len(place)) for code in used.tolist()]
    if len(used) * 8 >= len(labels):
        table = np.full(len(labels) + 1, -1, np.int32)
        table[used] = places
        return Words(table[codes], tuple(place))
    table = np.array([*places, -1], np.int32)
    return Words(table[np.where(codes >= 0, np.searchsorted(used, codes), -1)], tuple(place))


def _finite(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Take what is endless for no number."""
    values[~np.isfinite(values)] = np.nan
    return values


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
