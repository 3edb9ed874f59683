"""What every result can do: show itself as a table in a terminal or a notebook, and hand its rows on."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from .charts import Chart
from .controls import visible
from .durations import short
from .words import minus


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a table that people read."""

    label: str
    numeric: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table that people read: cells are text already.

    Names and values come from data, and a table may be printed to a terminal: control characters become escapes.
    Numbers below nothing have one sign everywhere, the minus of mathematics; names are left as they are.

    Attributes:
        title: what it shows.
        notes: sentences below it.
    """

    title: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Show control characters instead of sending them, and one minus."""
        object.__setattr__(self, "title", visible(self.title))
        headings = tuple(Heading(visible(heading.label), heading.numeric) for heading in self.headings)
        object.__setattr__(self, "headings", headings)
        numeric = [heading.numeric for heading in headings]
        shown = [tuple(map(visible, row)) for row in self.rows]
        rows = tuple(
            tuple(minus(cell) if number else cell for cell, number in zip(row, numeric, strict=True)) for row in shown
        )
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "notes", tuple(minus(visible(each)) for each in self.notes))

    def __str__(self) -> str:
        """Give it as plain text."""
        return plain(self)

    def _repr_html_(self) -> str:
        """Give it to a notebook."""
        return html(self)


class Noted:
    """A result with notes, known by their codes too."""

    __slots__ = ()
    notes: tuple[Mapping[str, Any], ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """Give the codes of what the reader must know, once each."""
        return tuple(dict.fromkeys(str(each["code"]) for each in self.notes))


class Result(ABC):
    """A result of an analysis. Subclasses are frozen dataclasses; these methods are the same for all."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        """Let every result show itself as this class does: a dataclass would write a method that lists every field."""
        if "__repr__" not in vars(cls):
            type.__setattr__(cls, "__repr__", Result.__repr__)

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document, envelope first: the same that `--json` prints."""

    @abstractmethod
    def rows(self) -> list[dict[str, Any]]:
        """Give the main table as plain rows with raw numbers: times in seconds, shares from 0 to 1."""

    @abstractmethod
    def tables(self) -> tuple[Table, ...]:
        """Give what a person reads, numbers with their intervals."""

    @abstractmethod
    def chart(self) -> Chart:
        """Draw it, as a Vega-Lite or Vega document."""

    def to_arrow(self) -> Any:
        """Give `rows` as a pyarrow table; a column without any value still has the type of what it would hold."""
        import pyarrow as pa  # noqa: PLC0415 - start-up: most questions never need it

        from .schemas import with_types  # noqa: PLC0415 - the same

        return with_types(pa.Table.from_pylist(self.rows()), type(self))

    def to_pandas(self) -> Any:
        """Give `rows` as a pandas data frame; pandas must be installed."""
        return self.to_arrow().to_pandas()

    def __repr__(self) -> str:
        """Name the result in one line; `print` shows its tables."""
        tables = self.tables()
        titles = f": {tables[0].title}" if tables else ""
        rows = len(self.rows())
        return f"<{type(self).__name__}{titles}; {rows:,} row{'' if rows == 1 else 's'}>"

    def __str__(self) -> str:
        """Give the tables as plain text."""
        return "\n\n".join(plain(table) for table in self.tables())

    def _repr_html_(self) -> str:
        """Give the tables for a notebook."""
        return "".join(html(table) for table in self.tables())


def count(number: float | None) -> str:
    """Write a count: `1,234`; a dash word for none."""
    return "not known" if number is None else f"{0 if -0.5 <= number <= 0 else number:,.0f}"


def percent(share: float | None) -> str:
    """Write a share from 0 to 1 as a percentage with one decimal."""
    return "not known" if share is None else f"{100 * share:.1f} %"


def interval(share: float | None, low: float | None, high: float | None) -> str:
    """Write a share with its interval: `17.9 % (17.4–18.3)`."""
    if share is None or low is None or high is None:
        return percent(share)
    return f"{100 * share:.1f} % ({100 * low:.1f}–{100 * high:.1f})"


def duration(seconds: float | None) -> str:
    """Write seconds the way people say them; nothing when there is none."""
    return "" if seconds is None else short(seconds * 1e6)


def plain(table: Table) -> str:
    """Lay a table out as text, numbers to the right."""
    headings = [heading.label for heading in table.headings]
    widths = [max(len(row[i]) for row in (headings, *table.rows)) for i in range(len(headings))]

    def line(cells: Sequence[str]) -> str:
        placed = (
            cell.rjust(width) if heading.numeric else cell.ljust(width)
            for cell, width, heading in zip(cells, widths, table.headings, strict=True)
        )
        return "  ".join(placed).rstrip()

    rule = "  ".join("─" * width for width in widths)
    return "\n".join([table.title, line(headings), rule, *(line(row) for row in table.rows), *table.notes])


def html(table: Table) -> str:
    """Lay a table out as HTML with inline style: notebooks load no style sheet of ours.

    Colours are those of whatever it stands on, light or dark; a table too wide for it scrolls by itself.
    """
    cell = "padding:4px 16px 4px 0;border:0;border-bottom:1px solid rgba(128,128,128,.35);vertical-align:"

    def cells(tag: str, texts: Sequence[str]) -> str:
        style = cell + ("bottom" if tag == "th" else "top")
        sides = ("left;min-width:9ch", "right" if tag == "th" else "right;white-space:nowrap")
        scope = ' scope="col"' if tag == "th" else ""
        return "".join(
            f'<{tag}{scope} style="{style};text-align:{sides[heading.numeric]}">{escape(_unbroken(text))}</{tag}>'
            for text, heading in zip(texts, table.headings, strict=True)
        )

    body = "".join(f"<tr>{cells('td', row)}</tr>" for row in table.rows)
    notes = "".join(
        f'<p style="margin:4px 0;max-width:90ch;font-size:.92em;opacity:.75">{escape(note)}</p>' for note in table.notes
    )
    return (
        f'<div style="margin:0 0 12px"><p style="font-weight:600;margin:8px 0 4px">{escape(table.title)}</p>'
        f'<div style="overflow-x:auto"><table style="border-collapse:collapse;margin:0 0 6px;'
        f'color:inherit;font-size:inherit;font-variant-numeric:tabular-nums"><thead><tr>'
        f"{cells('th', [heading.label for heading in table.headings])}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>{notes}</div>"
    )


def _unbroken(text: str) -> str:
    """Keep a number and its sign of per cent on one line."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")


def note(code: str, message: str, **facts: Any) -> Mapping[str, Any]:
    """Make an entry of a reply's `notes`."""
    return {"code": code, "message": message, **facts}
