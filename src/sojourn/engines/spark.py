"""The engine of a cluster: the customers of a Spark data frame, reduced where they lie."""

import logging
from typing import Any, TypeVar

from sojourn.core.analysis import Analysis, Journeys, MemberAnalysis
from sojourn.core.errors import EngineError, InvalidInput
from sojourn.core.journeys import Narrowed
from sojourn.core.partials import load

from .pieces import Piece, Pieces, basis_of
from .spark_parts import CHANNEL, CUSTOMER, EVENT, ORDER, SEQ, TIME, Task
from .spark_remote import by_number, functions, is_remote, parallel
from .spark_send import large_batches, sent, taken
from .spark_source import SparkSource
from .spark_tables import spoken
from .spark_task import nothing
from .spark_watch import Watch

Partial = TypeVar("Partial")
Answer = TypeVar("Answer")

log = logging.getLogger(__name__)

EVENTS_A_SLICE = 2_000_000
"""Events that one task should have."""

FEWEST = 50_000
"""Events below which a task is not worth starting."""

AT_ONCE = 1_000_000
"""Events that a task reduces at a time."""

BUDGET = 256 << 20
"""Bytes of a partition that is sorted again when it does not come in order."""

FAN_IN = 16
"""Partials that are merged by one task, and at most by the driver."""

SKEW = 0.05, 1_000_000
"""From what share of all events, and how many, one customer is told of."""


class SparkEngine:
    """Answer questions on a Spark cluster.

    Customers are spread over tasks, each reduces whole customers to a partial, partials are merged in the order of
    customers, and the result is finished here. Results are those of `LocalEngine`. An interrupt (Ctrl-C, or a
    notebook's stop) ends the jobs of the question at once, and no others of the session.

    Args:
        spark: a session, with Java in this process or of Spark Connect.
        watch: is told how far questions have come, and why nothing begins.
    """

    def __init__(self, spark: Any, *, watch: Watch | None = None) -> None:
        self.spark = spark
        self.watch = watch or Watch()

    def __repr__(self) -> str:
        """Name the engine and its cluster."""
        try:
            master = self.spark.conf.get("spark.master", "cluster")
        except Exception:  # noqa: BLE001 - a managed cluster may not tell, and a session may have ended
            master = "cluster"
        return f"SparkEngine({master!r})"

    def run(self, journeys: Journeys, analysis: Analysis[Partial, Answer]) -> Answer:
        """Answer a question.

        Raises:
            InvalidInput: `where` or a case rule names what the source does not have, or the events lie elsewhere.
            ConfigurationError: an executor lacks Sojourn, or has another version.
            EngineError: Spark could not run it.
        """
        slices = self._slices(journeys.source.rows)
        source, task = sent_with(journeys, analysis, slices)

        def work() -> list[Any]:
            with large_batches(self.spark), spoken():
                reduced = sent(self._customers(source, journeys, task, slices), "reduce", task)
                return taken(self._merged(reduced, task, slices))

        rows = self.watch.over(self.spark, work, told=f"sojourn: {named(analysis)}")
        pieces: Pieces[Any] = Pieces(analysis)
        for row in rows:
            piece: Any = load(bytes(row["content"]))
            pieces.add(piece)
        whole: Piece[Any] = pieces.whole() if rows else nothing(task)
        _tell_skew(max((row["largest"] for row in rows), default=0), source.rows)
        return analysis.finish(whole.partial, basis_of(journeys, whole.tally, shared_keys=pieces.shared_keys))

    def members(self, journeys: Journeys, analysis: MemberAnalysis) -> Any:
        """Give the units behind a result as a pyarrow table: `customer` as text, then the analysis' columns.

        They are all held in the memory of whoever asks. Where they exceed what Spark gives in one answer
        (`spark.driver.maxResultSize`), they are asked for again, one task after the other.
        """
        import pyarrow as pa

        slices = self._slices(journeys.source.rows)
        source, task = sent_with(journeys, analysis, slices)

        def listed() -> Any:
            return sent(self._customers(source, journeys, task, slices), "members", task)

        def work() -> list[Any]:
            with large_batches(self.spark), spoken():
                try:
                    return taken(listed())
                except EngineError as error:
                    # Spark Connect limits the whole in any case.
                    if error.code != "answer-too-large" or is_remote(self.spark):
                        raise
                    log.info("the list exceeds one answer of Spark: it is asked for again, task by task")
                    # A plan that was collected once stays one: only a new one comes in parts.
                    return taken(listed(), at_once=False)

        rows = self.watch.over(self.spark, work, told=f"sojourn: {named(analysis)}, members")
        tables = [pa.ipc.open_stream(row["content"]).read_all() for row in rows]
        if not tables:
            return nothing_listed(task)
        return pa.concat_tables(tables, promote_options="default")

    def _slices(self, rows: int) -> int:
        """Say how many tasks there are: as many as the cluster runs at a time, or more for more events."""
        most = 1 + rows // FEWEST
        return max(1 if most == 1 else min(parallel(self.spark), most), -(-rows // EVENTS_A_SLICE), 1)

    def _customers(self, source: SparkSource, journeys: Journeys, task: Task, slices: int) -> Any:
        """Bring each customer's events together, in order; customers in the order that the local engine has them in."""
        frame = source.frame
        f = functions(frame)
        if journeys.since is not None:
            frame = frame.where(f.col(TIME) >= f.lit(journeys.since))
        if journeys.until is not None:
            frame = frame.where(f.col(TIME) < f.lit(journeys.until))
        kept = [CUSTOMER, TIME, SEQ, EVENT, CHANNEL, *sorted(set(task.places.values()))]
        if source.by_name:
            # By the names themselves: Spark looks at some of them first, to make the tasks equal.
            spread = frame.select(*kept).repartitionByRange(slices, CUSTOMER)
            placed = spread.select(f.spark_partition_id().cast("long").alias(ORDER), *kept)
            return placed.sortWithinPartitions(CUSTOMER, TIME, SEQ)
        # The same sum as `spark_order.slice_of`: 31 bits of the order, spread over the slices.
        number = f.shiftright(f.shiftright(f.col(ORDER), 32) * slices, 31).cast("int")
        spread = _spread(frame.select(ORDER, *kept, number.alias(_SLICE)), slices, _SLICE)
        return spread.drop(_SLICE).sortWithinPartitions(ORDER, CUSTOMER, TIME, SEQ)

    def _merged(self, frame: Any, task: Task, slices: int) -> Any:
        """Merge neighbouring partials on the cluster until few are left."""
        f = functions(frame)
        count = slices
        while count > FAN_IN:
            groups = -(-count // FAN_IN)
            group = f.greatest(f.lit(0), f.floor(f.col("slice") * groups / slices)).cast("int")
            spread = _spread(frame.withColumn(_SLICE, group), groups, _SLICE)
            frame = sent(spread.sortWithinPartitions("slice"), "merge", task)
            count = groups
        return frame


_SLICE = "__sojourn_slice"


def sent_with(journeys: Journeys, analysis: Any, slices: int) -> tuple[SparkSource, Task]:
    """Put together what travels: the question, and what is known of the events it needs.

    Raises:
        InvalidInput: `where` or a case rule names what the source does not have, or the events lie elsewhere.
    """
    source, narrowing = journeys.source, []
    while isinstance(source, Narrowed):
        narrowing.append(source.narrowing)
        source = source.whole
    if not isinstance(source, SparkSource):
        raise InvalidInput(
            "these events do not lie on a cluster",
            code="events-elsewhere",
            hint="choose them with sj.spark_journeys(spark, ...), or leave the engine at local",
        )
    needed = set(analysis.columns) | ({journeys.cases.key} if journeys.cases.key else set())
    if journeys.where is not None:
        asked = source.reading.columns_of(journeys.where, source.properties)
        needed |= {name for name in asked if name in source.properties}
    for name in sorted(needed):
        if name not in source.properties:
            raise source.reading.no_property(name, source.properties)
    return source, Task(
        reading_of=source.reading.__name__,
        facts=source.facts,
        analysis=analysis,
        places={name: source.places[name] for name in needed},
        narrowing=tuple(reversed(narrowing)),
        cases=journeys.cases,
        since=journeys.since,
        until=journeys.until,
        where=journeys.where,
        collapse=journeys.collapse,
        time_zone=journeys.time_zone,
        slices=None if source.by_name else slices,
        at_once=AT_ONCE,
        budget=BUDGET,
    )


def named(analysis: Any) -> str:
    """Name a question for the pages of a cluster."""
    return type(analysis).__name__.lstrip("_").lower()


def _spread(frame: Any, count: int, name: str) -> Any:
    """Give each number its own partition, where Spark can do that; else it chooses by a hash of the number."""
    column = functions(frame).col(name)
    return frame.repartitionById(count, column) if by_number(frame) else frame.repartition(count, column)


def nothing_listed(task: Task) -> Any:
    """List nobody, with the columns that somebody would have."""
    from .local import LocalEngine
    from .pieces import members_of
    from .spark_slice import Slice

    source = Slice(task.facts, task.places, task.reading())
    span = source.ranges(most=1, at_least=1)[0]
    return members_of(task.journeys(source, LocalEngine(1)), span, task.analysis)


def _tell_skew(largest: int, rows: int) -> None:
    """Say that one customer holds up everybody else: its events are one task's, however many there are."""
    share, count = SKEW
    if largest >= count and largest >= share * rows:
        log.warning(
            "one customer has %s of %s events (%.0f %%): its task takes longest, since a customer is never split",
            f"{largest:,}",
            f"{rows:,}",
            100 * largest / rows,
        )
