"""Build the index: write parts beside the old ones, then replace the manifest."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from .arrays import kind_of
from .columns import width
from .files import sync_folder, write_whole
from .hashing import PARTITIONS
from .index_columns import COLUMNS
from .ipc import write_arrow
from .journey_index import MANIFEST, Manifest, Part
from .lake_files import FIXED
from .mapped import Damaged, Described, MappedFile
from .naming import Names
from .parts import PartArrays, split

PART_EVENTS = 500_000
"""About how many events a part has; one customer's events are never cut apart."""

_NOT_PROPERTIES = {
    "key",
    "customer",
    "customer_hash",
    "event",
    "channel",
    "time",
    "time_flags",
    "seq",
    "properties",
    "import_id",
}


class IndexBuild:
    """One new generation of an index.

    Args:
        root: the index folder; made if it is not there.
        events, channels: the dictionaries; they may still grow until the first part is written.
        previous: the manifest the new one will replace, None when all is new.
    """

    def __init__(self, root: Path, *, subject: str, events: Names, channels: Names, previous: Manifest | None) -> None:
        self.root = root
        self.previous = previous
        self._subject = subject
        self._events = events
        self._channels = channels
        self._parts: list[Part] = []
        root.mkdir(parents=True, exist_ok=True)
        newest = previous.generation if previous else 0
        for path in root.glob("part-*"):
            newest = max(newest, int(path.name.split("-")[1]))
        self.generation = newest + 1

    def stretches(self) -> list[tuple[int, int, Part | None]]:
        """Give the stretches of partitions that the old parts cover."""
        if self.previous is None or not self.previous.parts:
            return [(0, PARTITIONS, None)]
        parts = self.previous.parts
        starts = [0, *(part.first_partition for part in parts[1:])]
        return list(zip(starts, [*starts[1:], PARTITIONS], parts, strict=True))

    @property
    def recode(self) -> bool:
        """Say whether dictionaries outgrew the width of the old codes, so that every part must be written again."""
        if self.previous is None or not self.previous.parts:
            return False
        kept = self.previous.parts[0].events.buffers
        widths = (np.dtype(kept["event"].dtype), np.dtype(kept["channel"].dtype))
        return widths != (np.dtype(width(len(self._events))), np.dtype(width(len(self._channels))))

    def old_arrays(self, part: Part) -> PartArrays:
        """Open an old part for merging.

        Raises:
            Damaged: it is not what was written.
        """
        folder = self.root / part.name
        events, offsets = (
            MappedFile(folder / "events.arrow", part.events),
            MappedFile(folder / "offsets.arrow", part.offsets),
        )
        customers = MappedFile(folder / "customers.arrow", part.customers)
        return PartArrays(
            hash=customers.array("hash"),
            check=customers.array("check"),
            customers=customers.texts("customer").arrow(),
            offsets=offsets.array("offset"),
            time=events.array("time"),
            event=events.array("event"),
            channel=events.array("channel"),
        )

    @property
    def customers(self) -> int:
        """How many customers the new generation has so far."""
        return sum(part.customer_count for part in self._parts)

    def keep(self, part: Part) -> None:
        """Take an old part over as it is."""
        self._parts.append(part)

    def write(self, arrays: PartArrays, *, first_partition: int) -> None:
        """Write the part, or parts, of a stretch; safe to call from several threads for different stretches."""
        for number, (start, _, piece) in enumerate(split(arrays, most=PART_EVENTS * 3 // 2)):
            self._parts.append(self._written(piece, first_partition if number == 0 else start))

    def _written(self, piece: PartArrays, first_partition: int) -> Part:
        name = f"part-{self.generation:06d}-{first_partition:04d}"
        folder = self.root / name
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir()
        columns = {
            "time": piece.time,
            "event": _codes(piece.event, len(self._events)),
            "channel": _codes(piece.channel, len(self._channels)),
        }
        part = Part(
            name=name,
            first_partition=first_partition,
            rows=len(piece.time),
            customer_count=len(piece.hash),
            first=int(piece.time.min()),
            last=int(piece.time.max()),
            events=write_arrow(folder / "events.arrow", columns),
            offsets=write_arrow(folder / "offsets.arrow", {"offset": piece.offsets}),
            customers=write_arrow(
                folder / "customers.arrow", {"customer": piece.customers, "hash": piece.hash, "check": piece.check}
            ),
        )
        sync_folder(folder)
        return part

    def publish(self, *, lake_version: int, properties: Mapping[str, str]) -> Manifest:
        """Replace the manifest, then remove what neither the new one nor the one before it names."""
        manifest = Manifest(
            subject=self._subject,
            generation=self.generation,
            lake_version=lake_version,
            properties=dict(properties),
            event_names=self._names("events", self._events),
            channel_names=self._names("channels", self._channels),
            parts=tuple(sorted(self._parts, key=lambda part: part.first_partition)),
        )
        sync_folder(self.root)
        write_whole(self.root / MANIFEST, manifest.dump())
        _sweep(self.root, [manifest] if self.previous is None else [manifest, self.previous])
        return manifest

    def _names(self, stem: str, names: Names) -> Described:
        path = self.root / f"{stem}-{self.generation:06d}.arrow"
        return write_arrow(path, {"name": pa.array(names.listed(), pa.string())})


def names_of(root: Path, manifest: Manifest) -> tuple[Names, Names]:
    """Open the dictionaries of an index: events, channels.

    Raises:
        Damaged: one is not what was written.
    """
    events = MappedFile(root / manifest.event_names.name, manifest.event_names)
    channels = MappedFile(root / manifest.channel_names.name, manifest.channel_names)
    return Names(events.texts("name")), Names(channels.texts("name"))


def current(root: Path, lake_version: int) -> Manifest | None:
    """Give the manifest if it stands for a version of the lake and is whole."""
    try:
        manifest = Manifest.load(root / MANIFEST)
    except Damaged:
        return None
    return manifest if manifest.lake_version == lake_version else None


def property_kinds(schema: pa.Schema, present: Sequence[str], json_names: Sequence[str]) -> dict[str, str]:
    """Name the properties that questions may use and their kinds.

    Args:
        schema: columns of the lake.
        present: optional columns that hold a value somewhere; the others of the fixed ones are left out.
        json_names: names inside `properties`.
    """
    kinds: dict[str, str] = {}
    for field in schema:
        if field.name in _NOT_PROPERTIES or (field.name in FIXED.names and field.name not in present):
            continue
        kind = kind_of(field.type, money=field.name == "value")
        if kind is not None:
            kinds[field.name] = kind
    for name in json_names:
        kinds.setdefault(name, "string")
    return kinds


def _codes(codes: Any, names: int) -> Any:
    """Give codes in the width of the dictionary; null is the type's largest value."""
    wanted = width(names)
    if codes.dtype == wanted:
        return codes
    if codes.dtype.kind == "u":
        wide = codes.astype(np.int64)
        wide[codes == np.iinfo(codes.dtype).max] = -1
        codes = wide
    return codes.astype(wanted)


def _sweep(root: Path, kept: Sequence[Manifest]) -> None:
    """Remove files of older generations; whoever mapped them keeps what it mapped."""
    names = {MANIFEST, COLUMNS}
    for manifest in kept:
        names |= {part.name for part in manifest.parts}
        names |= {manifest.event_names.name, manifest.channel_names.name}
    for path in root.iterdir():
        if path.name not in names and not path.name.startswith("."):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
