"""What crosses the door of this slice: mappings, inspections, chunks, refusals."""

import unicodedata
from collections.abc import Mapping as ReadOnly
from dataclasses import asdict, dataclass, field
from enum import StrEnum

import pyarrow as pa

from sojourn.core.errors import InvalidInput

REQUIRED = ("customer", "time", "event")
OPTIONAL = ("channel", "id", "value", "currency", "time_end", "account", "case", "touchpoint")
ROLES = REQUIRED + OPTIONAL
"""What a column can be to an event. Every other column becomes a property."""

TYPES = ("bool", "int64", "double", "timestamp", "string")
"""The types a property can have."""

NULLS = ("", "NULL", "null", "\\N")
"""Texts that stand for a missing value, unless the mapping says otherwise."""

LONGEST_SOURCE, SOURCE_BYTES = 100, 240
"""Signs, and bytes of UTF-8, that the name of a source may have: it names a file of the workspace."""

SAMPLE_ROWS = 10_000
"""Rows looked at before deciding anything about a file."""


class FileKind(StrEnum):
    """What a file is, by its bytes."""

    CSV = "csv"
    PARQUET = "parquet"
    JSONL = "jsonl"
    XES = "xes"
    OCEL = "ocel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Say which column is what, and how the values are to be read.

    What is None is not known yet: `infer` fills it in. `clock` is the column of the time of day where `time` holds
    dates only. `event` or `event_name` says what happened, unless `times` does, where each pair (event name, column)
    makes one event of every row.

    Raises:
        InvalidInput: the source is no plain name: letters of any script, digits, blanks, `.`, `_`, `-`.
    """

    source: str = ""
    customer: str | None = None
    time: str | None = None
    event: str | None = None
    event_name: str | None = None
    channel: str | None = None
    channel_name: str | None = None
    id: str | None = None
    value: str | None = None
    currency: str | None = None
    time_end: str | None = None
    account: str | None = None
    case: str | None = None
    touchpoint: str | None = None
    clock: str | None = None
    times: tuple[tuple[str, str], ...] = ()
    zone: str | None = None
    zones: tuple[tuple[str, str], ...] = ()
    date_order: str | None = None
    decimal: str | None = None
    earliest: str = "2000-01-01"
    names: str = "keep"
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    header: bool | None = None
    nulls: tuple[str, ...] = NULLS
    ignore: tuple[str, ...] = ()
    types: tuple[tuple[str, str], ...] = ()
    customer_type: str | None = None
    pair_lifecycle: bool = False

    def __post_init__(self) -> None:
        """Refuse a source that could name another place than a file in a folder."""
        name = self.source
        plain = all(sign in " ._-" or unicodedata.category(sign)[0] in "LMN" for sign in name)
        if not plain or name != name.strip() or name.startswith(".") or _too_long(name):
            raise InvalidInput(
                f"{name[: LONGEST_SOURCE + 1]!r} cannot be the name of a source: it may have letters, digits, blanks "
                f"inside, '.', '_' and '-', must not begin with '.', and have at most {LONGEST_SOURCE} signs "
                f"({SOURCE_BYTES} bytes)",
                code="bad-source-name",
                hint="choose a plain name, such as --source shop",
            )

    def column(self, role: str) -> str | None:
        """Give the column that plays a role, or None."""
        found: str | None = getattr(self, role)
        return found

    def used(self) -> set[str]:
        """Give the columns that play any role."""
        named = {column for role in ROLES if (column := self.column(role)) is not None}
        if self.clock is not None:
            named.add(self.clock)
        return named | {column for _, column in self.times}


def _too_long(source: str) -> bool:
    return len(source) > LONGEST_SOURCE or len(source.encode()) > SOURCE_BYTES


@dataclass(frozen=True, slots=True)
class Column:
    """One column as the sample shows it.

    `type` is one of TYPES, or `date` for dates without a clock; `distinct` counts different values in the sample.
    """

    name: str
    type: str
    nulls: int
    distinct: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the records of a delimited file are: its dialect, and where its data begins.

    `start` is the offset of the first data record in the decompressed UTF-8 text and `first_row` its row number.
    """

    delimiter: str = ","
    quote: str = '"'
    header: bool = True
    start: int = 0
    first_row: int = 2


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found in a file by looking at its first rows.

    `sample` holds those rows as text, or as Parquet types them; `complete` says that they are the whole file;
    `notes` are the oddities a user should hear of; `repeated` are columns whose name stood twice, as (what they are
    called, the name that stands twice).
    """

    name: str
    kind: FileKind
    compression: str
    encoding: str
    size: int
    columns: tuple[Column, ...]
    rows: int
    complete: bool
    notes: tuple[str, ...]
    sample: pa.Table = field(repr=False, compare=False)
    layout: Layout = Layout()
    customer_type: str | None = None
    repeated: tuple[tuple[str, str], ...] = ()

    def find(self, name: str) -> Column | None:
        """Give a column by its name."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a role, or a way of reading, was chosen: to be shown to the user, who can overrule it with `option`."""

    role: str
    choice: str
    why: str
    option: str


@dataclass(frozen=True, slots=True)
class Inference:
    """A mapping that is complete, and why it is as it is."""

    mapping: Mapping
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row that could not become an event: where, what was found, and what would be right.

    `row` counts as a spreadsheet does, the header being row 1; for XES it is the event's number in the file and for
    JSON the line, or the item's number in an array. `raw` is the row as JSON, or as text where it could not be read.
    """

    file: str
    row: int
    column: str | None
    value: str | None
    code: str
    message: str
    hint: str
    raw: str

    def to_dict(self) -> dict[str, str | int | None]:
        """Give the fields by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a chunk ends, so that reading can go on after it: chunks, bytes of text, the next row's number."""

    chunk: int
    offset: int
    row: int

    def to_dict(self) -> dict[str, int]:
        """Give the fields by name, to be kept as JSON."""
        return asdict(self)

    @classmethod
    def of(cls, kept: ReadOnly[str, int]) -> "Position":
        """Make a position of what `to_dict` gave."""
        return cls(int(kept["chunk"]), int(kept["offset"]), int(kept["row"]))


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a file, read and judged.

    Args:
        events: accepted events, in the columns of the accepted-event schema; sorted by row.
        refused: the rows that were refused, each with its reason.
        rows: records read, accepted or refused; blank lines are not records.
        position: where the chunk ends; give it to `read` as `resume_from`.
        bytes_read: bytes of the file, as it lies on disk, read so far: for progress.
    """

    events: pa.Table
    refused: tuple[Refusal, ...]
    rows: int
    position: Position
    bytes_read: int
