"""What executors do: reduce the customers of a partition, merge what others came to, list who is behind a number.

Each returns rows and writes nothing: a task that is run twice, or is lost and run elsewhere, leaves no traces.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.partials import dump, load

from .local import LocalEngine
from .marks import text_hashes
from .pieces import Piece, Pieces, members_of, piece_of
from .spark_order import chunks
from .spark_parts import Task
from .spark_slice import Slice


def reduce(task: Task, batches: Iterator[Any]) -> Iterator[Any]:
    """Reduce the customers of a partition: one row for each slice, with a piece as bytes."""
    found: dict[int, Together] = {}
    largest: dict[int, int] = {}
    source = Slice(task.facts, task.places, task.reading())
    journeys = task.journeys(source, LocalEngine(1))
    for chunk in chunks(batches, slices=task.slices, at_once=task.at_once, budget=task.budget):
        if chunk is None:
            found, largest = {}, {}
            continue
        number, rows, starts = chunk
        piece = piece_of(journeys, source.take(rows, starts), task.analysis)
        found.setdefault(number, Together(task)).add(apart(piece, source, task))
        largest[number] = max(largest.get(number, 0), int(np.diff(starts, append=rows.num_rows).max()))
    for number in sorted(found):
        yield row(number, dump(found[number].whole()), largest[number])


def merge(task: Task, batches: Iterator[Any]) -> Iterator[Any]:
    """Merge the pieces of each group of neighbouring slices into one row; what was refused passes.

    Rows have the number of their group after the columns of `spark_stub.SCHEMA`. Their order is asked for and not
    relied on: a group has few, and they are put in order here.
    """
    groups: dict[int, list[tuple[int, bytes, int]]] = {}
    for batch in batches:
        for number, content, largest, refused, group in zip(*(each.to_pylist() for each in batch.columns), strict=True):
            if refused is not None:
                yield row(number, None, largest, refused)
                continue
            groups.setdefault(group, []).append((number, content, largest))
    for held in groups.values():
        held.sort(key=lambda each: each[0])
        pieces = Together(task)
        for _, content, _ in held:
            piece: Any = load(content)
            pieces.add(piece)
        yield row(held[0][0], dump(pieces.whole()), max(largest for _, _, largest in held))


def members(task: Task, batches: Iterator[Any]) -> Iterator[Any]:
    """List the units behind a result: one row for each slice and chunk of it, with an Arrow table as bytes."""
    import pyarrow as pa

    found: list[tuple[int, Any]] = []
    source = Slice(task.facts, task.places, task.reading())
    journeys = task.journeys(source, LocalEngine(1))
    for chunk in chunks(batches, slices=task.slices, at_once=task.at_once, budget=task.budget):
        if chunk is None:
            found = []
            continue
        number, rows, starts = chunk
        found.append((number, members_of(journeys, source.take(rows, starts), task.analysis)))
    for number, table in found:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table)
        yield row(number, sink.getvalue().to_pybytes(), 0)


def names(keys_of: Callable[[Any], set[str]], batches: Iterator[Any]) -> Iterator[Any]:
    """List the names inside a column of JSON objects."""
    found: set[str] = set()
    for batch in batches:
        found |= keys_of(batch.column(0))
    if found:
        yield row(0, dump(frozenset(found)), 0)


class Together:
    """Puts pieces together that travel on: with the numbers of their keys, which only the whole can compare."""

    def __init__(self, task: Task) -> None:
        self._pieces: Pieces[Any] = Pieces(task.analysis)
        self._numbers: list[NDArray[np.int64]] = []

    def add(self, piece: Piece[Any]) -> None:
        """Take the next piece."""
        if piece.tally.key_numbers is not None:
            self._numbers.append(piece.tally.key_numbers)
            piece = replace(piece, tally=replace(piece.tally, key_numbers=None))
        self._pieces.add(piece)

    def whole(self) -> Piece[Any]:
        """Give all in one; at least one piece was added."""
        piece = self._pieces.whole()
        if not self._numbers:
            return piece
        return replace(piece, tally=replace(piece.tally, key_numbers=np.concatenate(self._numbers)))


def nothing(task: Task) -> Piece[Any]:
    """Reduce no events: what a source without any comes to."""
    source = Slice(task.facts, task.places, task.reading())
    span = source.ranges(most=1, at_least=1)[0]
    return apart(piece_of(task.journeys(source, LocalEngine(1)), span, task.analysis), source, task)


def apart(piece: Piece[Any], source: Slice, task: Task) -> Piece[Any]:
    """Tell case keys apart by their hash, where they are text: a code means another key in every chunk."""
    import pyarrow as pa

    tally = piece.tally
    if tally.keys is None:
        return piece
    labels = source.labels(task.cases.key or "")
    hashed = text_hashes(pa.array(list(labels), pa.string())).view(np.int64)
    once, twice = hashed[tally.keys == 1], hashed[tally.keys >= 2]
    told = replace(tally, keys=None, key_numbers=np.concatenate([once, twice, twice]))
    return replace(piece, tally=told)


def row(number: int, content: bytes | None, largest: int, refused: str | None = None) -> Any:
    """Make a row of what comes back; see `spark_stub.SCHEMA`."""
    import pyarrow as pa

    return pa.RecordBatch.from_arrays(
        [
            pa.array([number], pa.int32()),
            pa.array([content], pa.binary()),
            pa.array([largest], pa.int64()),
            pa.array([refused], pa.string()),
        ],
        names=["slice", "content", "largest", "refused"],
    )
