"""The executors' side of a cluster without a cluster: the same functions over the same batches, in this process."""

import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sojourn.core.analysis import Journeys
from sojourn.core.partials import load
from sojourn.engines import SparkSource, spark_task
from sojourn.engines.pieces import Pieces, basis_of
from sojourn.engines.spark import nothing_listed, sent_with
from sojourn.engines.spark_order import slice_of
from sojourn.engines.spark_parts import CHANNEL, CUSTOMER, EVENT, ORDER, SEQ, TIME, Facts
from sojourn.stores import elsewhere
from sojourn.stores.hashing import customer_hashes


def source_of(table: pa.Table, *, slices: int = 3, by_name: bool = True) -> SparkSource:
    """Make a source whose frame is an Arrow table, as the cluster would hand its rows over.

    Args:
        slices: into how many the customers are spread.
        by_name: customers in the order of their names; else in the order of a workspace's record.
    """
    who = table["customer"].combine_chunks()
    kinds = {
        field.name: kind
        for field in table.schema
        if field.name not in ("customer", "time", "event", "channel")
        and (kind := elsewhere.kind_of(field.type, money=field.name == "value")) is not None
    }
    places = {name: f"p{number}" for number, name in enumerate(sorted(kinds))}
    columns: dict[str, Any] = {
        ORDER: _order(who, slices, by_name=by_name),
        CUSTOMER: who,
        TIME: table["time"].cast(pa.int64()),
        SEQ: pa.array(np.arange(table.num_rows), pa.int64()),
        EVENT: table["event"],
        CHANNEL: table["channel"],
        **{places[name]: table[name] for name in kinds},
    }
    rows = pa.table(columns)
    times = rows[TIME].to_numpy()
    facts = Facts(
        subject="customer",
        events=tuple(sorted(pc.unique(table["event"]).drop_null().to_pylist())),
        channels=tuple(sorted(pc.unique(table["channel"]).drop_null().to_pylist())),
        properties=kinds,
        in_json=frozenset(),
        rows=table.num_rows,
        observed_from=int(times.min()) if len(times) else None,
        observed_until=int(times.max()) if len(times) else None,
    )
    source = SparkSource(rows, facts, places=places, reading=elsewhere, by_name=by_name)
    source._customers = len(pc.unique(who))
    return source


def _order(who: Any, slices: int, *, by_name: bool) -> Any:
    if not len(who):
        return pa.array([], pa.int64())
    if not by_name:
        return pa.array(customer_hashes(who)[0].astype(np.int64))
    names, place = np.unique(np.array(who.to_pylist(), object), return_inverse=True)
    return pa.array((place * slices // len(names)).astype(np.int64))


@dataclass
class ExecutorsHere:
    """Answers as a cluster would: slices, batches that end anywhere, bytes between all steps.

    Attributes:
        slices: into how many the customers are spread.
        rows: of a batch.
        at_once: rows that are reduced at a time.
    """

    slices: int = 3
    rows: int = 7
    at_once: int = 20

    def run(self, journeys: Journeys, analysis: Any) -> Any:
        """Answer a question."""
        source, task = sent_with(journeys, analysis, self.slices)
        task = self._travelled(task)
        found = [row for batches in self._partitions(source, journeys) for row in spark_task.reduce(task, batches)]
        # Neighbouring slices two by two, and not in the order that is asked for.
        told = [_with_group(row, row.column(0)[0].as_py() // 2) for row in found]
        merged = sorted(spark_task.merge(task, reversed(told)), key=lambda row: row.column(0)[0].as_py())
        pieces: Pieces[Any] = Pieces(analysis)
        for row in merged:
            piece: Any = load(row.column(1)[0].as_py())
            pieces.add(piece)
        whole = pieces.whole() if merged else spark_task.nothing(task)
        return analysis.finish(whole.partial, basis_of(journeys, whole.tally, shared_keys=pieces.shared_keys))

    def members(self, journeys: Journeys, analysis: Any) -> Any:
        """List who is behind a result."""
        source, task = sent_with(journeys, analysis, self.slices)
        task = self._travelled(task)
        found = [row for batches in self._partitions(source, journeys) for row in spark_task.members(task, batches)]
        if not found:
            return nothing_listed(task)
        tables = [pa.ipc.open_stream(row.column(1)[0].as_py()).read_all() for row in found]
        return pa.concat_tables(tables, promote_options="default")

    def _travelled(self, task: Any) -> Any:
        object.__setattr__(task, "at_once", self.at_once)
        return pickle.loads(pickle.dumps(task))

    def _partitions(self, source: SparkSource, journeys: Journeys) -> Iterator[Iterator[Any]]:
        """Give the sorted batches of each slice, empty ones among them."""
        rows = source.frame
        time = rows[TIME].to_numpy()
        kept = np.ones(len(time), np.bool_)
        if journeys.since is not None:
            kept &= time >= journeys.since
        if journeys.until is not None:
            kept &= time < journeys.until
        rows = rows.filter(pa.array(kept))
        order = rows[ORDER].to_numpy()
        number = order if source.by_name else slice_of(order, self.slices)
        for each in range(self.slices):
            part = rows.filter(pa.array(number == each))
            part = part.sort_by([(name, "ascending") for name in (ORDER, CUSTOMER, TIME, SEQ)])
            yield batches_of(part, self.rows)


def batches_of(table: pa.Table, rows: int) -> Iterator[pa.RecordBatch]:
    """Cut a table anywhere, with an empty batch at first."""
    yield pa.RecordBatch.from_pylist([], schema=table.schema)
    yield from table.combine_chunks().to_batches(max_chunksize=rows)


def _with_group(row: Any, group: int) -> Any:
    return pa.RecordBatch.from_arrays([*row.columns, pa.array([group], pa.int32())], names=[*row.schema.names, "group"])
