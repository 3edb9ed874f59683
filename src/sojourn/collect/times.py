"""A column of times, as text, numbers, dates or timestamps, to microseconds UTC."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sojourn.core.events import TimeFlag

from .arrays import AMBIGUOUS, BAD, DATE, INSTANT, LOCAL, Array, is_dictionary, nulls, read_times, typed_text
from .zones import to_instants

ORDERS = {None: 0, "dmy": 1, "mdy": 2}
SMALLEST_EPOCH = 100_000_000  # below it, a number such as 20240131 is a date written as digits


@dataclass(frozen=True, slots=True)
class Clock:
    """How local times of a column are to be understood: the zone, None for UTC by assumption, and the date order."""

    zone: str | None = None
    order: str | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """A column read: microseconds UTC, what each value was (a kind of `arrays`), and time flags."""

    micros: NDArray[np.int64]
    kinds: NDArray[np.uint8]
    flags: NDArray[np.uint16]


def read_column(array: Array, clock: Clock) -> Times:
    """Read a column of times; the kind is BAD where there is none, missing values included."""
    micros, kinds = local_times(array, clock.order)
    flags = np.zeros(len(micros), np.uint16)
    kinds[kinds == AMBIGUOUS] = BAD
    here = (kinds == LOCAL) | (kinds == DATE)
    if here.any():
        whole = bool(here.all())
        instants, changed = to_instants(micros if whole else micros[here], clock.zone or "UTC")
        if clock.zone is None:
            changed = changed | np.uint16(TimeFlag.NO_ZONE)
        if whole:
            micros, flags = instants, changed
        else:
            micros[here], flags[here] = instants, changed
        flags[kinds == DATE] |= np.uint16(TimeFlag.DATE_ONLY)
    return Times(micros, kinds, flags)


def with_clock(dates: Array, clocks: Array) -> Array:
    """Join a column of dates with one of times of day, as text; without a time of day the date stays alone."""
    days, hours = typed_text(dates), typed_text(clocks)
    return pc.binary_join_element_wise(days, pc.fill_null(hours, ""), " ")


def local_times(array: Array, order: str | None) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Read microseconds and kinds, whatever the type of the column, before any zone is applied."""
    kind = array.type
    if pa.types.is_string(kind) or (is_dictionary(array) and pa.types.is_string(kind.value_type)):
        return read_times(array, ORDERS[order])
    if pa.types.is_integer(kind):
        return _epochs(array)
    if pa.types.is_floating(kind):
        return _float_epochs(array)
    count = len(array)
    kinds = np.zeros(count, np.uint8)
    if pa.types.is_timestamp(kind):
        stamps = array.cast(pa.timestamp("us", kind.tz), safe=False) if kind.unit != "us" else array
        kinds[:] = INSTANT if kind.tz else LOCAL
    elif pa.types.is_date(kind):
        stamps = array.cast(pa.timestamp("us"), safe=False)
        kinds[:] = DATE
    else:
        return np.zeros(count, np.int64), kinds
    kinds[nulls(array)] = BAD
    return _integers(stamps.cast(pa.int64())), kinds


def _integers(array: Array) -> NDArray[np.int64]:
    """Give int64 numbers that may be written to, 0 where missing."""
    return np.array(pc.fill_null(array, 0).to_numpy(zero_copy_only=False), np.int64)


def _epochs(array: Array) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Read whole numbers as epochs by their magnitude, and those of eight digits as dates."""
    numbers = _integers(array.cast(pa.int64(), safe=False))
    kinds = np.full(len(numbers), INSTANT, np.uint8)
    size = np.abs(numbers)
    small = size < SMALLEST_EPOCH
    micros = _by_size(numbers, size)
    if small.any():
        texts, text_kinds = read_times(pa.array(numbers[small]).cast(pa.string()), 0)
        micros[small], kinds[small] = texts, text_kinds
    kinds[nulls(array)] = BAD
    if array.type == pa.uint64():
        kinds[numbers < 0] = BAD  # beyond int64
    return micros, kinds


def _float_epochs(array: Array) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Read floating numbers as epochs by their magnitude."""
    numbers = np.asarray(array.cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64)
    good = np.isfinite(numbers) & (np.abs(numbers) < 9e18) & (np.abs(numbers) >= SMALLEST_EPOCH)
    numbers = np.where(good, numbers, 0.0)
    seconds = np.abs(numbers) < 1e11
    micros = _by_size(numbers.astype(np.int64), np.abs(numbers))
    micros[seconds] = np.rint(numbers[seconds] * 1e6)
    millis = ~seconds & (np.abs(numbers) < 1e14)
    micros[millis] = np.rint(numbers[millis] * 1e3)
    return micros, np.where(good, INSTANT, BAD).astype(np.uint8)


def _by_size(numbers: NDArray[np.int64], size: NDArray[Any]) -> NDArray[np.int64]:
    """Scale seconds, milliseconds, microseconds or nanoseconds to microseconds."""
    if len(size) and size.min() >= 1e14 and size.max() < 1e17:
        return numbers
    with np.errstate(over="ignore"):
        return np.select(
            [size < 1e11, size < 1e14, size < 1e17], [numbers * 1_000_000, numbers * 1_000, numbers], numbers // 1_000
        ).astype(np.int64)
