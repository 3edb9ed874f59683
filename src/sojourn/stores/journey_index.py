"""The journey index: events of whole customers in memory-mapped arrays, derived from the lake and never the record.

Opening reads the manifest and maps files when they are first needed; numpy is all it takes.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.journeys import Column, JourneyBatch, Range
from sojourn.kernels import checksum

from .columns import Texts, no_property, sliced
from .cutting import cut, merged_small, share_of
from .mapped import Damaged, Described, MappedFile
from .selecting import Selector

FORMAT = 1
MANIFEST = "manifest.json"

MANY = 100
"""Parts above which files do not stay open: each part has three, and one for each property that is asked for."""

FillColumn = Callable[["JourneyIndex", str], Mapping[str, Column] | None]
"""Writes the files of an extra column for every part that lacks it, or gives it where they cannot be written."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part as the manifest has it.

    Attributes:
        name: folder of its files.
        first_partition: the first partition of hashes that belongs to it; the next part's is where it ends.
        events, offsets, customers: its files.
    """

    name: str
    first_partition: int
    rows: int
    customer_count: int
    first: int
    last: int
    events: Described
    offsets: Described
    customers: Described

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        numbers = {name: getattr(self, name) for name in _PART_NUMBERS}
        return {"name": self.name, **numbers, **{name: getattr(self, name).to_dict() for name in _PART_FILES}}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Part":
        """Make a part of what `to_dict` gave."""
        numbers: dict[str, Any] = {name: int(kept[name]) for name in _PART_NUMBERS}
        files: dict[str, Any] = {name: Described.of(kept[name]) for name in _PART_FILES}
        return cls(name=str(kept["name"]), **numbers, **files)


_PART_NUMBERS = ("first_partition", "rows", "customer_count", "first", "last")
_PART_FILES = ("events", "offsets", "customers")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index holds and what it stands for."""

    subject: str
    generation: int
    lake_version: int
    properties: Mapping[str, str]
    event_names: Described
    channel_names: Described
    parts: tuple[Part, ...]

    def dump(self) -> bytes:
        """Give the content of the manifest file: JSON whose last key is the checksum of all before it."""
        document = {
            "format": FORMAT,
            "subject": self.subject,
            "generation": self.generation,
            "lake_version": self.lake_version,
            "properties": dict(self.properties),
            "event_names": self.event_names.to_dict(),
            "channel_names": self.channel_names.to_dict(),
            "parts": [part.to_dict() for part in self.parts],
        }
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))[:-1].encode()
        return text + f',"checksum":"{_sum(text):016x}"}}'.encode()

    @classmethod
    def load(cls, path: Path) -> "Manifest":
        """Read a manifest.

        Raises:
            Damaged: it is missing, of another format, or not what was written.
        """
        try:
            content = path.read_bytes()
        except OSError as error:
            raise Damaged(f"{path} cannot be read: {error.strerror}") from error
        body, _, told = content.rpartition(b',"checksum":"')
        if told != f'{_sum(body):016x}"}}'.encode():
            raise Damaged(f"{path} is damaged: its checksum does not fit")
        kept = json.loads(content)
        if kept["format"] != FORMAT:
            raise Damaged(f"{path} has format {kept['format']}, and this version writes format {FORMAT}")
        return cls(
            subject=kept["subject"],
            generation=kept["generation"],
            lake_version=kept["lake_version"],
            properties=kept["properties"],
            event_names=Described.of(kept["event_names"]),
            channel_names=Described.of(kept["channel_names"]),
            parts=tuple(Part.of(part) for part in kept["parts"]),
        )


def _sum(content: bytes) -> int:
    return checksum(np.frombuffer(content, dtype=np.uint8))


class JourneyIndex:
    """A source over an index folder.

    Args:
        root: the folder.
        fill: how to make an extra column that was not asked for before.

    Raises:
        Damaged: the manifest or a file is not what was written.
    """

    def __init__(self, root: Path, *, fill: FillColumn) -> None:
        self.root = root
        self.manifest = Manifest.load(root / MANIFEST)
        self._fill = fill
        self._lock = Lock()
        self._column_lock = Lock()
        self._files: dict[str, MappedFile] = {}
        self._columns: dict[str, Mapping[str, Column]] = {}
        self._events = tuple(self.file("", self.manifest.event_names).texts("name"))
        self._channels = tuple(self.file("", self.manifest.channel_names).texts("name"))
        self._selector = Selector(self)
        self._offsets: list[NDArray[np.int64]] = [
            self.file(part.name, part.offsets).array("offset") for part in self.manifest.parts
        ]

    @property
    def subject(self) -> str:
        """What a customer is here."""
        return self.manifest.subject

    @property
    def events(self) -> tuple[str, ...]:
        """Event names by code."""
        return self._events

    @property
    def channels(self) -> tuple[str, ...]:
        """Channel names by code."""
        return self._channels

    @property
    def properties(self) -> Mapping[str, str]:
        """Extra properties and their types."""
        return self.manifest.properties

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return sum(part.customer_count for part in self.manifest.parts)

    @property
    def rows(self) -> int:
        """How many events there are."""
        return sum(part.rows for part in self.manifest.parts)

    @property
    def observed_from(self) -> int | None:
        """Time of the first event, None when there is none."""
        return min((part.first for part in self.manifest.parts), default=None)

    @property
    def observed_until(self) -> int | None:
        """Time of the last event, None when there is none."""
        return max((part.last for part in self.manifest.parts), default=None)

    def ranges(self, *, most: int, at_least: int) -> list[Range]:
        """Cut at customer borders into about equal numbers of events; an index without events is one empty range."""
        share = share_of(self.rows, most=most, at_least=at_least)
        spans: list[Range] = []
        for number, offsets in enumerate(self._offsets):
            spans += cut(number, offsets, share=share)
        return merged_small(spans, at_least=at_least) or [Range(part=0, first=0, last=0, events=0)]

    def read(self, span: Range, columns: frozenset[str]) -> JourneyBatch:
        """Give the customers of a range, each one journey of unknown status.

        The bytes of a part are summed up and compared when the part is first read.

        Raises:
            Damaged: a file is not what was written; the index is then given up, and built anew when next opened.

        Cost: no copies; a column that was never asked for is first made from the lake.
        """
        extra = {name: self._column(name) for name in sorted(columns)}
        count = span.last - span.first
        if not self.manifest.parts:
            return _empty(self.properties, columns)
        part = self.manifest.parts[span.part]
        offsets = self._offsets[span.part][span.first : span.last + 1]
        a, b = int(offsets[0]), int(offsets[-1])
        file = self.file(part.name, part.events)
        return JourneyBatch(
            offsets=offsets - a if a else offsets,
            customer=np.arange(count, dtype=np.int64),
            status=np.zeros(count, dtype=np.uint8),
            time=file.array("time")[a:b],
            event=file.array("event")[a:b],
            channel=file.array("channel")[a:b],
            columns={name: sliced(by_part[part.name], a, b) for name, by_part in extra.items()},
        )

    def select(self, span: Range, where: str) -> NDArray[np.bool_]:
        """Say for each event of a range whether a SQL expression holds; null is no.

        Raises:
            InvalidInput: the expression cannot be read, or names what is not there.
        """
        return self._selector.select(span, where)

    def identifiers(self, span: Range, customers: NDArray[np.int64]) -> Any:
        """Give the identifiers of customers of a range as a pyarrow string array."""
        import pyarrow as pa  # noqa: PLC0415 - start-up: only drill-down needs it

        if not self.manifest.parts:
            return pa.array([], pa.string())
        return self.customer_names(span.part).arrow().take(pa.array(customers + span.first))

    def customer_names(self, part: int) -> Texts:
        """Give the identifiers of a part's customers, decoded when asked for."""
        described = self.manifest.parts[part]
        return self.file(described.name, described.customers).texts("customer")

    def verify(self) -> None:
        """Compare the checksum of every file.

        Raises:
            Damaged: a file is missing or not what was written.
        """
        for part in self.manifest.parts:
            for described in (part.events, part.offsets, part.customers):
                self.file(part.name, described).check()

    def file(self, folder: str, described: Described) -> MappedFile:
        """Map a file of the index, once; its bytes are checked when they are first used."""
        place = f"{folder}/{described.name}" if folder else described.name
        with self._lock:
            found = self._files.get(place)
            if found is None:
                found = self._files[place] = MappedFile(
                    self.root / place,
                    described,
                    on_damage=self._give_up,
                    among_many=len(self.manifest.parts) > MANY,
                )
            return found

    def _give_up(self) -> None:
        """Leave no index rather than a damaged one to whoever asks next, unless a newer one is there already."""
        with suppress(Damaged, OSError):
            if Manifest.load(self.root / MANIFEST).generation == self.manifest.generation:
                (self.root / MANIFEST).unlink(missing_ok=True)

    def _column(self, name: str) -> Mapping[str, Column]:
        """Give an extra column of every part, making it first where it was never asked for."""
        from .index_columns import load_column  # noqa: PLC0415 - start-up: most questions need none

        if name not in self.properties:
            raise no_property(name, self.properties)
        with self._column_lock:
            found = self._columns.get(name)
            if found is None:
                names = [part.name for part in self.manifest.parts]
                kind = self.properties[name]
                found = load_column(self.root, names, name, kind, self.file)
                if found is None:
                    found = self._fill(self, name)
                if found is None:
                    found = load_column(self.root, names, name, kind, self.file)
                if found is None:
                    raise Damaged(f"the column {name!r} of {self.root} could not be made")
                self._columns[name] = found
            return found


def _empty(properties: Mapping[str, str], columns: frozenset[str]) -> JourneyBatch:
    from .index_columns import empty_column  # noqa: PLC0415 - start-up

    return JourneyBatch(
        offsets=np.zeros(1, np.int64),
        customer=np.zeros(0, np.int64),
        status=np.zeros(0, np.uint8),
        time=np.zeros(0, np.int64),
        event=np.zeros(0, np.uint8),
        channel=np.zeros(0, np.uint8),
        columns={name: empty_column(properties[name]) for name in columns},
    )
