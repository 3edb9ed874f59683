"""Read a file by its mapping: chunks of accepted events and refusals, in order, with bounded memory."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

import pyarrow as pa

from sojourn.core.errors import InvalidInput

from . import delimited, items, jsonlines, ocel, parquet, xes
from .conversion import convert
from .inspection import inspect
from .model import SAMPLE_ROWS, Chunk, FileKind, Inspection, Mapping, Position, Refusal
from .rows import Plan, Raw
from .source import Source
from .zones import check_zone

BLOCK_BYTES = 24 << 20
THREADS = 2
TOLERANCE = 0.10
SMALL_FILE = 100  # rows; in a smaller file one bad row in ten says little, so more than half must be bad
START = Position(0, 0, 0)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Step = tuple[Callable[[], Raw], Position, int]
"""Something that makes raw rows, where it ends, and the bytes of the file read so far."""


def read(
    source: Source,
    mapping: Mapping,
    *,
    now: datetime,
    inspection: Inspection | None = None,
    resume_from: Position | None = None,
    tolerance: float = TOLERANCE,
    allow_future: bool = False,
    default_zone: str | None = None,
    block_bytes: int = BLOCK_BYTES,
    threads: int = THREADS,
) -> Iterator[Chunk]:
    """Read a file as chunks of accepted events and refusals.

    The same file and mapping give the same chunks, whatever the number of threads. What makes the whole file unusable
    is found before the first chunk is yielded, as far as the format allows.

    Args:
        mapping: complete, as `infer` gives it.
        now: the current instant: events after it are refused.
        inspection: what `inspect` found; looked up if not given.
        resume_from: the position of the last chunk that was kept; chunks up to it are left out.
        tolerance: the share of bad rows among the first 10,000 above which the mapping is taken to be wrong.
        allow_future: keep events that lie in the future, flagged.
        default_zone: the zone of times that have none, where the mapping tells none; else UTC, flagged.
        block_bytes: about how much text makes a chunk. It must not change between a read and its resumption.

    Raises:
        InvalidInput: the file cannot be used with this mapping, or is damaged.
    """
    found = inspect(source, mapping) if inspection is None else inspection
    plan = _plan(found, mapping, now, allow_future, default_zone)
    begin = resume_from or START
    steps = _steps(source, found, plan, begin, block_bytes)
    chunks = _judged(steps, plan, threads)
    yield from chunks if resume_from else _watched(chunks, source, tolerance)


def _plan(found: Inspection, mapping: Mapping, now: datetime, allow_future: bool, default_zone: str | None) -> Plan:
    """Check a mapping against a file and fix everything that decides."""
    missing = sorted(mapping.used() - {column.name for column in found.columns})
    if missing:
        raise InvalidInput(
            f"{found.name} has no column {missing[0]!r}; it has {', '.join(repr(c.name) for c in found.columns[:40])}",
            code="no-column",
            hint="name the columns that are there, for example --customer COLUMN",
        )
    for role in ("customer", "time"):
        if mapping.column(role) is None and not (role == "time" and mapping.times):
            raise InvalidInput(
                f"the mapping names no {role} column", code="incomplete-mapping", hint=f"pass --{role} COLUMN"
            )
    if mapping.event is None and mapping.event_name is None and not mapping.times:
        raise InvalidInput(
            "the mapping names no event column",
            code="incomplete-mapping",
            hint="pass --event COLUMN or --event-name NAME",
        )
    for zone in [mapping.zone, default_zone, *(zone for _, zone in mapping.zones)]:
        if zone is not None:
            check_zone(zone)
    try:
        earliest = datetime.fromisoformat(mapping.earliest)
    except ValueError as error:
        raise InvalidInput(
            f"`earliest` is {mapping.earliest!r}, which is not a date", code="bad-mapping", hint="write 2000-01-01"
        ) from error
    types = {column.name: "string" if column.type == "date" else column.type for column in found.columns}
    return Plan(
        file=found.name,
        mapping=mapping,
        types=types | dict(mapping.types),
        now=_micros(now),
        earliest=_micros(earliest),
        allow_future=allow_future,
        zone=mapping.zone or default_zone,
    )


def _micros(moment: datetime) -> int:
    """Give microseconds since 1970; a moment without zone is UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    delta = aware - EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def _steps(source: Source, found: Inspection, plan: Plan, begin: Position, size: int) -> Iterator[Step]:
    """Cut a file into steps that can be worked on side by side."""
    encode = _repetitive(found, plan.mapping)
    if found.kind is FileKind.CSV:
        delimited.check(source, found)
        start = begin.offset if begin.chunk else found.layout.start
        row = begin.row if begin.chunk else found.layout.first_row
        for n, block in enumerate(delimited.blocks(source, found, start=start, row=row, size=size), begin.chunk + 1):
            yield (
                partial(delimited.raw_rows, block, found, plan.mapping, encode),
                Position(n, block.end, block.row + block.records),
                block.place,
            )
    elif found.kind is FileKind.PARQUET:
        for n, (batch, done) in enumerate(parquet.batches(source, skip=begin.chunk, encode=encode), begin.chunk + 1):
            row = batch.row + len(batch.table)
            yield partial(parquet.raw_rows, batch, encode), Position(n, 0, row), done
    else:
        names = tuple(column.name for column in found.columns)
        for n, group in enumerate(items.batches(_records(source, found, plan), skip=begin.chunk), begin.chunk + 1):
            yield partial(items.raw_rows, group, names), Position(n, 0, 0), group.place


def _records(source: Source, found: Inspection, plan: Plan) -> Iterator[tuple[items.Item | Refusal, int]]:
    """Read the records of a format without columns, after checking what can be checked."""
    if found.kind is FileKind.JSONL:
        jsonlines.check(source)
        return jsonlines.records(source)
    if found.kind is FileKind.XES:
        xes.check(source)
        return xes.records(source, pair=plan.mapping.pair_lifecycle)
    assert found.customer_type is not None
    return ocel.records(source, found.customer_type)


def _repetitive(found: Inspection, mapping: Mapping) -> frozenset[str]:
    """Choose the text columns that are worth a dictionary: the event, the channel, and what repeats itself."""
    always = {mapping.event, mapping.channel}
    never = {mapping.id, mapping.time, mapping.value, mapping.time_end, *(column for _, column in mapping.times)}
    return frozenset(
        column.name
        for column in found.columns
        if column.name in always
        or (column.name not in never and column.type == "string" and column.distinct * 2 < found.rows)
    )


def _judged(steps: Iterable[Step], plan: Plan, threads: int) -> Iterator[Chunk]:
    """Work on a few steps at once and yield their chunks in order."""

    def work(step: Step) -> Chunk:
        make, position, done = step
        try:
            raw = make()
        except pa.ArrowException as error:
            raise InvalidInput(
                f"{plan.file}: chunk {position.chunk:,} cannot be read: {str(error).splitlines()[0]}",
                code="unreadable-rows",
                hint="texts of more than 2 GB in half a million rows do not fit; leave such a column out of the file",
            ) from error
        judged = convert(raw, plan)
        return Chunk(judged.events, tuple(sorted(judged.refused, key=_by_row)), judged.rows, position, done)

    waiting: deque[Future[Chunk]] = deque()
    with ThreadPoolExecutor(max(1, threads), thread_name_prefix="collect") as pool:
        try:
            for step in steps:
                waiting.append(pool.submit(work, step))
                if len(waiting) > threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _by_row(refusal: Refusal) -> int:
    return refusal.row


def _watched(chunks: Iterator[Chunk], source: Source, tolerance: float) -> Iterator[Chunk]:
    """Hold chunks back until the first 10,000 rows were judged, and stop if too many of them are bad."""
    held: list[Chunk] = []
    rows = 0
    for chunk in chunks:
        if rows < SAMPLE_ROWS:
            held.append(chunk)
            rows += chunk.rows
            if rows < SAMPLE_ROWS:
                continue
        if held:
            _judge_sample(held, source, tolerance)
            yield from held
            held = []
            continue
        yield chunk
    if held:
        _judge_sample(held, source, tolerance)
        yield from held
    elif rows == 0:
        raise InvalidInput(
            f"{source.name} has a header but no rows", code="empty-file", hint="check how it was exported"
        )


def _judge_sample(chunks: list[Chunk], source: Source, tolerance: float) -> None:
    """Raise if too many of the first rows were refused."""
    rows = min(sum(chunk.rows for chunk in chunks), SAMPLE_ROWS)
    if not rows:
        raise InvalidInput(
            f"{source.name} has a header but no rows", code="empty-file", hint="check how it was exported"
        )
    kept: set[int] = set()
    refused = sorted((r for chunk in chunks for r in chunk.refused), key=lambda refusal: refusal.row)
    first = min((int(chunk.events["row"][0].as_py()) for chunk in chunks if len(chunk.events)), default=None)
    begin = min([r.row for r in refused[:1]] + ([first] if first is not None else []))
    early = [r for r in refused if r.row < begin + rows]
    kept.update(r.row for r in early)
    share = len(kept) / rows
    if share <= (max(tolerance, 0.5) if rows < SMALL_FILE else tolerance):
        return
    reasons = Counter((r.code, r.column) for r in early)
    told = []
    for (code, column), count in reasons.most_common(3):
        example = next(r for r in early if (r.code, r.column) == (code, column))
        told.append(f"{count:,} × {code} ({example.message})")
    raise InvalidInput(
        f"{source.name}: {len(kept):,} of the first {rows:,} rows cannot be used, so the mapping is probably wrong: "
        + "; ".join(told),
        code="too-many-bad-rows",
        hint=f"{_hint(early)}; nothing was imported. To import the good rows nevertheless, pass --tolerance 1",
    )


def _hint(early: list[Refusal]) -> str:
    """Give the most frequent hint."""
    return Counter(refusal.hint for refusal in early).most_common(1)[0][0]
