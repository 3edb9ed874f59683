"""Reads the rows of a partition on an executor: checks their order, and gives whole customers at a time.

An engine may promise an order and lose it: every count would then be plausible and wrong. So each row is compared with
the one before it.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import EngineError

from .spark_parts import CUSTOMER, ORDER, SEQ, TIME

Chunk = tuple[int, Any, NDArray[np.int64]]
"""A slice's number, rows of whole customers of it, and the first row of each customer."""


def chunks(batches: Iterator[Any], *, slices: int | None, at_once: int, budget: int) -> Iterator[Chunk | None]:
    """Give whole customers at a time, in order; None where what was given so far is to be forgotten.

    That is when rows turn out to be unsorted: they are then sorted here and given again.

    Args:
        batches: Arrow batches sorted by order, customer, time and seq; they may end anywhere.
        slices: into how many slices the places in the order are spread; None where a place is its slice.
        at_once: rows that are enough for a chunk; a customer with more has a chunk alone.
        budget: bytes of a partition that is sorted again when it comes unsorted.

    Raises:
        EngineError: the rows are not in order and larger than the budget.
    """
    import pyarrow as pa

    held: list[Any] = []  # what has not been given yet, whole rows of whole batches
    seen: list[Any] | None = []  # what has come so far, as long as it fits the budget
    waiting, size, before = 0, 0, None
    for batch in batches:
        if not batch.num_rows:
            continue
        table = pa.Table.from_batches([batch])
        size += table.nbytes
        if seen is not None:
            seen.append(table)
            seen = seen if size <= budget else None
        if not _follows(before, table):
            if seen is None:
                raise _disorder(budget)
            yield None
            yield from _cut(_sorted_again(seen, batches, size, budget), slices, at_once)
            return
        before = table.slice(table.num_rows - 1)
        held.append(table)
        waiting += table.num_rows
        if waiting >= at_once:
            rows = pa.concat_tables(held)
            whole = int(_starts(rows)[-1])  # the last customer may go on in the next batch
            if whole:
                yield from _by_slice(rows.slice(0, whole), slices)
            held, waiting = [rows.slice(whole)], rows.num_rows - whole
    if waiting:
        yield from _by_slice(pa.concat_tables(held), slices)


def slice_of(order: NDArray[np.int64], slices: int) -> NDArray[np.int64]:
    """Give the slice of each place in the order of customers, 0 to 2**63 - 1."""
    return (order >> 32) * slices >> 31


def _by_slice(rows: Any, slices: int | None) -> Iterator[Chunk]:
    """Cut rows where another slice begins."""
    starts = _starts(rows)
    order = _numbers(rows, ORDER)[starts]
    number = order if slices is None else slice_of(order, slices)
    borders = [0, *(np.flatnonzero(np.diff(number)) + 1).tolist(), len(starts)]
    for a, b in pairwise(borders):
        first = int(starts[a])
        last = rows.num_rows if b == len(starts) else int(starts[b])
        yield int(number[a]), rows.slice(first, last - first), starts[a:b] - first


def _starts(rows: Any) -> NDArray[np.int64]:
    """Give the first row of each customer."""
    new = np.ones(rows.num_rows, np.bool_)
    if rows.num_rows > 1:
        new[1:] = _another(rows)
    return np.flatnonzero(new)


def _another(rows: Any) -> NDArray[np.bool_]:
    """Say for each row but the first whether it is another customer's than the one before."""
    import pyarrow.compute as pc

    order = _numbers(rows, ORDER)
    who: Any = rows[CUSTOMER].combine_chunks()
    return np.asarray((order[1:] != order[:-1]) | _asked(pc.not_equal(who.slice(1), who.slice(0, len(who) - 1))))


def _follows(before: Any, table: Any) -> bool:
    """Say whether rows are in order, and follow the row before them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = table if before is None else pa.concat_tables([before, table])
    if rows.num_rows < 2:
        return True
    order, time, seq = (_numbers(rows, name) for name in (ORDER, TIME, SEQ))
    another = _another(rows)
    who: Any = rows[CUSTOMER].combine_chunks()
    back = _asked(pc.less(who.slice(1), who.slice(0, len(who) - 1)))
    descends = (order[1:] < order[:-1]) | ((order[1:] == order[:-1]) & back)
    descends |= ~another & ((time[1:] < time[:-1]) | ((time[1:] == time[:-1]) & (seq[1:] < seq[:-1])))
    return not descends.any()


def _sorted_again(seen: list[Any], batches: Iterator[Any], size: int, budget: int) -> Any:
    """Collect the rest of a partition and sort it."""
    import pyarrow as pa

    for batch in batches:
        size += batch.nbytes
        if size > budget:
            raise _disorder(budget)
        seen.append(pa.Table.from_batches([batch]))
    keys: Any = [(name, "ascending") for name in (ORDER, CUSTOMER, TIME, SEQ)]
    return pa.concat_tables(seen).sort_by(keys)


def _cut(rows: Any, slices: int | None, at_once: int) -> Iterator[Chunk]:
    """Give sorted rows as chunks."""
    starts = _starts(rows)
    a = 0
    while a < len(starts):
        b = max(a + 1, int(np.searchsorted(starts, starts[a] + at_once)))
        first, last = int(starts[a]), rows.num_rows if b >= len(starts) else int(starts[b])
        yield from _by_slice(rows.slice(first, last - first), slices)
        a = b


def _numbers(rows: Any, name: str) -> NDArray[np.int64]:
    return np.asarray(rows[name].to_numpy(), np.int64)


def _asked(answer: Any) -> NDArray[np.bool_]:
    return np.asarray(answer.to_numpy(zero_copy_only=False), np.bool_)


def _disorder(budget: int) -> EngineError:
    return EngineError(
        f"the rows of a partition came out of order and take more than {budget >> 20} MB to sort",
        code="partition-out-of-order",
        hint="this cluster does not keep the order it is asked for: use another build of Spark",
    )
