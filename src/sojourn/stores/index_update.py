"""Bring an index up to date with the lake: from new files only where that is possible, else from all of them."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.core.errors import StoreError

from .arrays import one, taken
from .hashing import PARTITIONS, customer_hashes, first_hash
from .index_build import PART_EVENTS, IndexBuild, names_of, property_kinds
from .journey_index import MANIFEST, Manifest
from .json_columns import keys_of
from .lake import Lake, Snapshot
from .lake_files import FIXED, LakeFile, names_in, read_column, read_rows
from .mapped import Damaged
from .naming import Names
from .parts import PartArrays, assembled, changes, stretches
from .stretching import Stretch, plan_stretches

_COLUMNS = ("customer", "time", "seq", "event", "channel")
_CODED = ("customer", "event", "channel")


def bring_up_to_date(
    root: Path, lake: Lake, *, note: Callable[[str], None], threads: int = 2, subject: str = "customer"
) -> Manifest:
    """Make the index stand for the newest version of the lake. Only under the workspace's lock.

    What is damaged or of another format is built anew, and `note` is told why.

    Raises:
        StoreError: the lake cannot be read.
    """
    snapshot = lake.snapshot()
    previous = _usable(root, note)
    if previous is not None and previous.lake_version == snapshot.version:
        return previous
    if previous is not None:
        try:
            return _update(root, lake, snapshot, previous, note=note, threads=threads, subject=subject)
        except Damaged as error:
            note(f"the index is built anew: {error}")
    return _rebuild(root, lake, snapshot, note=note, threads=threads, subject=subject)


def rebuild(
    root: Path, lake: Lake, *, note: Callable[[str], None], threads: int = 2, subject: str = "customer"
) -> Manifest:
    """Build the index anew from the lake, whatever is there. Only under the workspace's lock."""
    return _rebuild(root, lake, lake.snapshot(), note=note, threads=threads, subject=subject)


def _usable(root: Path, note: Callable[[str], None]) -> Manifest | None:
    if not (root / MANIFEST).exists():
        return None
    try:
        return Manifest.load(root / MANIFEST)
    except Damaged as error:
        note(f"the index is built anew: {error}")
        return None


def _update(
    root: Path,
    lake: Lake,
    snapshot: Snapshot,
    previous: Manifest,
    *,
    note: Callable[[str], None],
    threads: int,
    subject: str,
) -> Manifest:
    """Merge what was added since the index was built into the parts it touches."""
    try:
        before = {file.path for file in lake.snapshot(previous.lake_version).files}
    except StoreError as error:
        raise Damaged(f"the version of the lake it was made from is gone ({error})") from error
    new = [file for file in snapshot.files if file.path not in before]
    if len(before) + len(new) != len(snapshot.files):
        raise Damaged("files of the lake were replaced since")
    if new:
        note(f"the index is brought up to date: {sum(file.rows for file in new):,} events are new")
    events, channels = names_of(root, previous)
    build = IndexBuild(root, subject=subject, events=events, channels=channels, previous=previous)
    reader = _Reader(lake.root, new, snapshot.schema, events, channels)
    reader.learn()
    _run(threads, plan_stretches(build, _spread(new)), lambda stretch: _update_stretch(build, reader, stretch))
    names = json_names(lake.root, new) | {n for n in previous.properties if n not in snapshot.schema.names}
    present = columns_present(lake.root, new) | set(previous.properties)
    kinds = property_kinds(snapshot.schema, sorted(present), sorted(names))
    return build.publish(lake_version=snapshot.version, properties=kinds)


def _rebuild(
    root: Path, lake: Lake, snapshot: Snapshot, *, note: Callable[[str], None], threads: int, subject: str
) -> Manifest:
    """Build every part from the lake, a stretch of customers at a time."""
    if snapshot.rows:
        note(f"the index is built from the record: {snapshot.rows:,} events")
    events, channels = Names(), Names()
    reader = _Reader(lake.root, snapshot.files, snapshot.schema, events, channels)
    plan = stretches(_spread(snapshot.files), most=PART_EVENTS)
    build = IndexBuild(root, subject=subject, events=events, channels=channels, previous=None)
    # Codes widen as names turn up, and all parts share one width: names first, in one pass over two columns.
    reader.learn()
    _run(threads, plan, lambda stretch: _build_stretch(build, reader, stretch))
    kinds = property_kinds(
        snapshot.schema,
        sorted(columns_present(lake.root, snapshot.files)),
        sorted(json_names(lake.root, snapshot.files)),
    )
    return build.publish(lake_version=snapshot.version, properties=kinds)


def _update_stretch(build: IndexBuild, reader: "_Reader", stretch: Stretch) -> None:
    fresh = reader.read(stretch.first, stretch.last)
    if fresh is None:
        stretch.pass_on(build)
    else:
        stretch.write(build, fresh)


def _build_stretch(build: IndexBuild, reader: "_Reader", stretch: tuple[int, int]) -> None:
    arrays = reader.read(*stretch)
    if arrays is not None:
        build.write(arrays, first_partition=stretch[0])


class _Reader:
    """Reads stretches of the lake as arrays."""

    def __init__(
        self, root: Path, files: Sequence[LakeFile], schema: pa.Schema, events: Names, channels: Names
    ) -> None:
        self._root = root
        self._files = files
        coded = pa.dictionary(pa.int32(), pa.string())
        self._schema = pa.schema([f.with_type(coded) if f.name in _CODED else f for f in schema])
        self._events = events
        self._channels = channels
        self._lock = Lock()

    def learn(self) -> None:
        """Learn all names, in the order of files."""
        for file in self._files:
            for table in read_rows(
                self._root,
                [file],
                ("event", "channel"),
                first=file.first_hash,
                last=file.last_hash + 1,
                schema=self._schema,
                coded=_CODED,
            ):
                self._events.code(one(table["event"]))
                self._channels.code(one(table["channel"]))

    def read(self, first: int, last: int) -> PartArrays | None:
        """Give the events of partitions `first` to `last` (exclusive), None when there are none."""
        pieces, seqs = [], []
        for table in read_rows(
            self._root,
            self._files,
            _COLUMNS,
            first=first_hash(first),
            last=first_hash(last),
            schema=self._schema,
            coded=_CODED,
        ):
            if table.num_rows:
                pieces.append(self._arrays(table))
                seqs.append(table["seq"].to_numpy())
        return assembled(pieces, seqs) if pieces else None

    def _arrays(self, table: pa.Table) -> PartArrays:
        """Turn rows of one file, which are in order, into arrays."""
        hashes = table["customer_hash"].to_numpy().view(np.uint64)
        who = one(table["customer"])
        starts = changes(hashes, who.indices.to_numpy())
        customers = taken(who, starts).cast(pa.string())
        with self._lock:
            event, channel = self._events.code(one(table["event"])), self._channels.code(one(table["channel"]))
        return PartArrays(
            hash=hashes[starts],
            check=customer_hashes(customers)[1],
            customers=customers,
            offsets=np.append(starts, len(hashes)),
            time=table["time"].cast(pa.int64()).to_numpy(),
            event=event,
            channel=channel,
        )


def columns_present(root: Path, files: Sequence[LakeFile]) -> set[str]:
    """Name the columns that hold a value in one of the files."""
    return {name for file in files for name in names_in(root / file.path)}


def json_names(root: Path, files: Sequence[LakeFile]) -> set[str]:
    """Name what `properties` holds in any of the files."""
    found: set[str] = set()
    for file in files:
        if "properties" in names_in(root / file.path):
            found |= keys_of(read_column(root / file.path, "properties"))
    return found - set(FIXED.names)


def _spread(files: Sequence[LakeFile]) -> NDArray[np.int64]:
    """Estimate the rows of each partition: hashes are spread evenly, so a file's rows are over its partitions."""
    counts = np.zeros(PARTITIONS, np.float64)
    for file in files:
        a = max(0, file.first_hash) // first_hash(1)
        b = min(PARTITIONS - 1, file.last_hash // first_hash(1))
        counts[a : b + 1] += file.rows / (b + 1 - a)
    return np.ceil(counts).astype(np.int64)


def _run(threads: int, jobs: Iterable[Any], work: Callable[[Any], Any]) -> list[Any]:
    with ThreadPoolExecutor(threads, thread_name_prefix="sojourn-index") as pool:
        return list(pool.map(work, jobs))
