"""Samples as files: events, what is known of them, and for a simulated world what is true in it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from sojourn import measure, samples

from .output import whole_file

EVENTS, ABOUT, TRUTHS, README = "events.parquet", "about.json", "truths.json", "README.md"
QUESTIONS = "questions.csv"


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample on disk.

    Attributes:
        folder: where it lies.
        events: the file of events.
        rows, customers: how many; customers is None where nobody counted.
        world: what it says of itself.
    """

    folder: Path
    events: Path
    rows: int
    customers: int | None
    world: samples.SampleWorld


def write_concert(folder: Path, *, customers: int, seed: int, note: Callable[[int], None]) -> Sample:
    """Write a simulated concert world, block by block: memory does not grow with it.

    Args:
        note: called after each block with the events written so far.

    Raises:
        InvalidInput: the number of customers or the seed is out of range; nothing is written.
    """
    blocks = samples.concert_blocks(customers, seed)
    world = samples.concert_world()
    done = 0

    def counted() -> Iterator[pa.Table]:
        nonlocal done
        for table in blocks:
            yield table
            done += table.num_rows
            note(done)

    folder.mkdir(parents=True, exist_ok=True)
    rows = _write_events(counted(), folder / EVENTS)
    _write_json(blocks.truths(), folder / TRUTHS)
    _describe(world, folder, f"{customers:,} customers, {rows:,} events, seed {seed}", truths=True)
    return Sample(folder, folder / EVENTS, rows, customers, world)


def write_retail(folder: Path) -> Sample:
    """Write a year of grocery shopping as events.

    Raises:
        ConfigurationError: the extra `samples` is not installed.
    """
    world = samples.retail_world()
    table = samples.retail_events()
    folder.mkdir(parents=True, exist_ok=True)
    rows = _write_events(iter([table]), folder / EVENTS)
    _describe(world, folder, f"{rows:,} events", truths=False)
    return Sample(folder, folder / EVENTS, rows, None, world)


def _write_events(tables: Iterator[pa.Table], path: Path) -> int:
    """Write tables of one schema into one Parquet file."""
    rows = 0
    writer: pq.ParquetWriter | None = None
    with whole_file(path) as file:
        for table in tables:
            writer = writer or pq.ParquetWriter(file, table.schema, compression="zstd")
            writer.write_table(table)
            rows += table.num_rows
        if writer is not None:
            writer.close()
    return rows


def _describe(world: samples.SampleWorld, folder: Path, size: str, *, truths: bool) -> None:
    """Write what is known of a sample, for programs and for people."""
    _write_json(world.to_dict(), folder / ABOUT)
    if world.questions:
        measure.write_questions(folder / QUESTIONS, world.questions)
    columns = " ".join(f"--{role} {column}" for role, column in world.columns.items() if role != column)
    lines = [
        f"# {world.title}",
        "",
        world.description,
        "",
        f"This folder: {size}. Data are complete from {world.observed_from} to {world.observed_until}.",
        "",
        "## Where it comes from",
        "",
        *(f"- {sentence}" for sentence in world.origin),
        f"- Licence: {world.licence}.",
        "",
        "## Events",
        "",
        *(f"- `{name}`: {meaning}" for name, meaning in world.events.items()),
        "",
        "## Bring it into a workspace and ask",
        "",
        "    sojourn init here",
        f"    sojourn import {EVENTS} --workspace here" + (f" {columns}" if columns else ""),
        *([f"    sojourn measure questions --add {QUESTIONS} --workspace here"] if world.questions else []),
        *(f"    {each.command()} --workspace here" for each in world.suggestions),
        "",
        *([f"What is true in this world stands in `{TRUTHS}`.", ""] if truths else []),
    ]
    with whole_file(folder / README) as file:
        file.write("\n".join(lines).encode())


def _write_json(document: object, path: Path) -> None:
    with whole_file(path) as file:
        file.write(json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n")
