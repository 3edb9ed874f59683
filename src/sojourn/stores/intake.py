"""Write staged rows into the record and the index: stretch by stretch, then one commit."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from .files import Faults, Syncer
from .hashing import bucket_of, first_hash
from .index_build import IndexBuild, property_kinds
from .journey_index import Manifest
from .json_columns import keys_of
from .lake import Lake, Snapshot
from .lake_files import LakeFile, read_rows, write_file
from .layout import Layout
from .merging import KnownKeys, Merged, Origin, known_keys, merged
from .staging import Staging
from .stretching import Stretch, plan_stretches


@dataclass(frozen=True, slots=True)
class Written:
    """What lies beside the record and the index, ready to be committed; counts by file of the import."""

    files: Sequence[LakeFile]
    present: frozenset[str]
    json_names: frozenset[str]
    accepted: NDArray[np.int64]
    duplicates: NDArray[np.int64]
    id_reused: NDArray[np.int64]


def write_aside(
    layout: Layout,
    staging: Staging,
    build: IndexBuild,
    snapshot: Snapshot,
    *,
    origin: Origin,
    threads: int,
    step: Callable[[int], None],
    faults: Faults,
) -> Written:
    """Write the files of the lake and the parts of the index; nothing refers to them yet.

    Args:
        step: told the number of staged rows dealt with, stretch by stretch.
    """
    counts = staging.counts()
    plan = plan_stretches(build, counts)
    events = pa.array(staging.events.listed(), pa.string())
    channels = pa.array(staging.channels.listed(), pa.string())

    def work(stretch: Stretch) -> tuple[Merged | None, list[LakeFile], set[str], int]:
        rows = int(counts[stretch.first : stretch.last].sum())
        if rows == 0:
            stretch.pass_on(build)
            return None, [], set(), 0
        staged = staging.take(stretch.first, stretch.last)
        known = _known(layout, snapshot, stretch, staged, contents=bool(origin.with_ids.any()))
        fresh = merged(staged, origin=origin, events=events, channels=channels, known=known)
        del staged
        name = f"part-{origin.import_id}-{stretch.first:04d}"
        files = _write_files(layout, snapshot.buckets, fresh.table, name, syncer.add)
        faults("lake-file-written")
        names = keys_of(fresh.table["properties"]) if "properties" in fresh.table.column_names else set()
        if fresh.table.num_rows:
            stretch.write(build, fresh.part)
        else:
            stretch.pass_on(build)
        faults("part-written")
        return fresh, files, names, rows

    files: list[LakeFile] = []
    json_names: set[str] = set()
    count = len(origin.sources)
    accepted, duplicates, id_reused = (np.zeros(count, np.int64) for _ in range(3))
    present: set[str] = set()
    with Syncer() as syncer:
        for fresh, written, names, rows in _run(threads, plan, work):
            if fresh is not None:
                accepted += fresh[0]
                duplicates += fresh[1]
                id_reused += fresh[2]
                present |= fresh[3]
            files += written
            json_names |= names
            step(rows)
    return Written(files, frozenset(present), frozenset(json_names), accepted, duplicates, id_reused)


def commit(
    layout: Layout,
    build: IndexBuild,
    written: Written,
    *,
    import_id: str,
    at: int,
    facts: dict[str, str],
    faults: Faults,
) -> Manifest:
    """Make what was written the truth: the record first, then the index over it.

    A crash between the two leaves an index that is one version behind, which is brought up to date when next opened.
    """
    lake = Lake(layout.lake)
    if written.files:
        faults("before-commit")
        lake.append(written.files, import_id=import_id, at=at, facts=facts)
    faults("committed")
    if build.previous is not None and build.previous.lake_version == lake.version:
        return build.previous
    snapshot = lake.snapshot()
    previous = build.previous.properties if build.previous else {}
    names = set(written.json_names) | {name for name in previous if name not in snapshot.schema.names}
    kinds = property_kinds(snapshot.schema, sorted(written.present | set(previous)), sorted(names))
    manifest = build.publish(lake_version=snapshot.version, properties=kinds)
    faults("index-published")
    return manifest


def _known(
    layout: Layout, snapshot: Snapshot, stretch: Stretch, staged: pa.Table, *, contents: bool
) -> Iterator[KnownKeys]:
    """Read the keys of the record that a stretch of new rows may repeat.

    Equal rows without ids have equal times, so files of another time hold none; equal ids can be at any time.
    """
    time = staged["time"].to_numpy()
    low, high = int(time.min()), int(time.max())
    files = [file for file in snapshot.files if contents or (file.first_time <= high and file.last_time >= low)]
    columns = ("key", "time", "event") if contents else ("key",)
    for table in read_rows(
        layout.lake,
        files,
        columns,
        first=first_hash(stretch.first),
        last=first_hash(stretch.last),
        schema=snapshot.schema,
    ):
        if table.num_rows:
            yield known_keys(table, contents=contents)


def _write_files(
    layout: Layout, buckets: int, table: pa.Table, name: str, sync: Callable[[Path], None]
) -> list[LakeFile]:
    """Write rows in order as one file a bucket."""
    if table.num_rows == 0:
        return []
    bucket = bucket_of(table["customer_hash"].to_numpy().view(np.uint64), buckets)
    borders = np.searchsorted(bucket, np.arange(int(bucket[0]), int(bucket[-1]) + 2))
    files = []
    for number, (a, b) in enumerate(pairwise(borders), start=int(bucket[0])):
        if b > a:
            files.append(write_file(layout.lake, name, number, table.slice(a, b - a), sync=sync))
    return files


def _run(threads: int, plan: Sequence[Stretch], work: Callable[[Stretch], Any]) -> Iterator[Any]:
    """Work on stretches side by side; give counts instead of rows, so that no stretch stays in memory."""

    def slim(stretch: Stretch) -> Any:
        fresh, files, names, rows = work(stretch)
        if fresh is None:
            return None, files, names, rows
        table = fresh.table
        present = {name for name in table.column_names if table[name].null_count < table.num_rows}
        return (fresh.accepted, fresh.duplicates, fresh.id_reused, present), files, names, rows

    with ThreadPoolExecutor(threads, thread_name_prefix="sojourn-intake") as pool:
        futures = [pool.submit(slim, stretch) for stretch in plan]
        try:
            for future in futures:
                yield future.result()
        finally:
            for future in futures:
                future.cancel()
