"""How events are cut into journeys: filters first, then the case rule, then the merging of repeats."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn import kernels
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Cases, Column, JourneyBatch, JourneyStatus, Labels


@dataclass(frozen=True, slots=True)
class Cut:
    """Journeys as the case rule cuts them, and what was counted on the way.

    Attributes:
        batch: the journeys; `customer` still holds the ordinals of the range that was read.
        customers, events: what the filters left, before cutting and before repeats are merged; a customer without
            events is not counted.
        outside_events: events in no journey.
        keys: cases by a text key: for each code of the key 0, 1 or 2 (two or more) customers, else None.
        key_numbers: cases by a numeric key: the distinct keys of each customer as int64 bit patterns, sorted, once for
            every customer that has the key; else None.
    """

    batch: JourneyBatch
    customers: int
    events: int
    outside_events: int
    keys: NDArray[np.uint8] | None = None
    key_numbers: NDArray[np.int64] | None = None


def cut(
    batch: JourneyBatch,
    *,
    cases: Cases,
    events: tuple[str, ...],
    observed_until: int | None,
    since: int | None = None,
    until: int | None = None,
    keep: NDArray[np.bool_] | None = None,
    collapse: bool = False,
) -> Cut:
    """Cut the events of whole customers into journeys.

    The order is fixed. First the filters: `since`, `until` and `keep` leave events out, and customers without any left.
    Then the case rule, which thus sees pauses, starts and ends among the events that were kept. Last, `collapse` merges
    consecutive repeats of one event *inside a journey* into the first of them: repeats in two journeys stay, and a
    session does not end earlier because its repeats were merged. Every analysis comes after that.

    By customer and without filters or collapse the batch is returned as it is: nothing is copied.

    Args:
        batch: one journey for each customer, as a source gives it.
        events: names by code, to find the start and end events of `between`.
        observed_until: the last instant for which data are complete.
        since, until: keep events from `since` on and before `until`.
        keep: (m,) True for events that stay.
        collapse: merge consecutive repeats.

    Raises:
        InvalidInput: cases by key, and the batch has no such property.

    Cost: O(events) time. A numeric key is sorted first.
    """
    wanted = _filter(batch, since, until, keep)
    if wanted is not None:
        batch = _compress(batch, wanted, np.concatenate([np.zeros(1, np.int64), np.cumsum(wanted)])[batch.offsets])
    batch = _inhabited(batch)
    customers, count = batch.journeys, batch.events
    end = 0 if observed_until is None else observed_until
    keys = numbers = None
    if cases.by == "gap":
        batch = _by_gap(batch, cases, end)
    elif cases.by == "between":
        batch = _between(batch, cases, events, end)
    elif cases.by == "key":
        batch, keys, numbers = _by_key(batch, cases.key or "")
    outside = count - batch.events
    if collapse:
        kept, offsets = kernels.mark_repeats(batch.offsets, batch.event)
        if offsets[-1] < batch.events:
            batch = _compress(batch, kept.view(np.bool_), offsets)
    return Cut(batch, customers, count, outside, keys, numbers)


def shared_keys(keys: NDArray[np.uint8] | None, key_numbers: NDArray[np.int64] | None) -> int:
    """Count the keys that stand under two or more customers.

    Args:
        keys: those of all ranges of a source, added up and not above 2.
        key_numbers: those of all ranges, one after another.
    """
    shared = 0 if keys is None else int(np.count_nonzero(keys == 2))
    if key_numbers is not None:
        shared += int(np.count_nonzero(np.unique(key_numbers, return_counts=True)[1] > 1))
    return shared


def _filter(
    batch: JourneyBatch, since: int | None, until: int | None, keep: NDArray[np.bool_] | None
) -> NDArray[np.bool_] | None:
    """Say which events stay; None when all do."""
    wanted = keep
    if since is not None:
        wanted = batch.time >= since if wanted is None else wanted & (batch.time >= since)
    if until is not None:
        wanted = batch.time < until if wanted is None else wanted & (batch.time < until)
    return None if wanted is None or wanted.all() else wanted


def _inhabited(batch: JourneyBatch) -> JourneyBatch:
    """Leave out customers without events."""
    has = batch.offsets[1:] > batch.offsets[:-1]
    if has.all():
        return batch
    offsets = np.concatenate([batch.offsets[:1], batch.offsets[1:][has]])
    return replace(batch, offsets=offsets, customer=batch.customer[has], status=batch.status[has])


def _by_gap(batch: JourneyBatch, cases: Cases, observed_until: int) -> JourneyBatch:
    offsets, customer, status = kernels.cut_by_gap(batch.offsets, batch.customer, batch.time, cases.gap, observed_until)
    return replace(batch, offsets=offsets, customer=customer, status=status)


def _between(batch: JourneyBatch, cases: Cases, events: tuple[str, ...], observed_until: int) -> JourneyBatch:
    starts, ends = frozenset(cases.start), frozenset(cases.end)
    opening = [not starts or name in starts for name in events]
    closing = [name in ends for name in events]
    role = np.array([o + 2 * c for o, c in zip(opening, closing, strict=True)], np.uint8)
    timeout = -1 if cases.timeout is None else cases.timeout
    kept, offsets, owner, status = kernels.cut_between(
        batch.offsets, batch.time, batch.event, role, timeout, observed_until
    )
    if offsets[-1] < batch.events:
        batch = _compress(batch, kept.view(np.bool_), batch.offsets)
    return replace(batch, offsets=offsets, customer=batch.customer[owner], status=status)


def _by_key(batch: JourneyBatch, name: str) -> tuple[JourneyBatch, NDArray[np.uint8] | None, NDArray[np.int64] | None]:
    column = batch.columns.get(name)
    if column is None:
        raise InvalidInput(
            f"there is no property {name!r} to cut journeys by", hint="name one of the source's properties as the key"
        )
    codes, values = _key_codes(column)
    size = len(column.labels) if isinstance(column, Labels) else len(values)
    order, offsets, owner, subjects = kernels.cut_by_key(batch.offsets, codes, size)
    status = np.full(len(owner), JourneyStatus.UNKNOWN, np.uint8)
    cut_batch = replace(
        _pick(batch, lambda column: column[order]), offsets=offsets, customer=batch.customer[owner], status=status
    )
    if isinstance(column, Labels):
        return cut_batch, subjects, None
    held = codes[order[offsets[:-1]]]
    return cut_batch, None, np.sort(values[held])


def _key_codes(column: Column) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Give the key of each event as a code, -1 without one, and what a numeric key's codes stand for."""
    if isinstance(column, Labels):
        return column.codes, np.zeros(0, np.int64)
    # Adding nothing makes one zero of the two that floating point has.
    values, codes = np.unique(column.values + column.values.dtype.type(0), return_inverse=True)
    codes = codes.astype(np.int32)
    if column.valid is not None:
        codes = np.where(column.valid, codes, np.int32(-1))
    return codes, values.view(np.int64)


def _compress(batch: JourneyBatch, kept: NDArray[np.bool_], offsets: NDArray[np.int64]) -> JourneyBatch:
    """Leave out events."""
    marks, count = kept.view(np.uint8), int(np.count_nonzero(kept))

    def packed(column: NDArray[Any]) -> NDArray[Any]:
        if column.dtype == np.bool_:
            return kernels.pack(column.view(np.uint8), marks, count).view(np.bool_)
        return kernels.pack(column, marks, count)

    return replace(_pick(batch, packed), offsets=offsets)


def _pick(batch: JourneyBatch, choose: Callable[[NDArray[Any]], NDArray[Any]]) -> JourneyBatch:
    """Choose events in every array that has one entry an event."""

    def chosen(column: Column) -> Column:
        if isinstance(column, Labels):
            return Labels(choose(column.codes), column.labels)
        return replace(
            column, values=choose(column.values), valid=None if column.valid is None else choose(column.valid)
        )

    return replace(
        batch,
        time=choose(batch.time),
        event=choose(batch.event),
        channel=choose(batch.channel),
        columns={name: chosen(column) for name, column in batch.columns.items()},
    )
