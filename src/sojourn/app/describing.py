"""What is in a workspace, for people and for programs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sojourn.core.clock import Clock
from sojourn.core.controls import visible
from sojourn.core.instants import instant
from sojourn.core.results import Heading, Table, html, plain
from sojourn.core.words import counted
from sojourn.stores.describe import Description, NameFacts, local_date
from sojourn.stores.describe import describe as describe_index
from sojourn.stores.index import JourneyIndex
from sojourn.stores.layout import Layout
from sojourn.stores.sampling import PropertyFacts

BARS = "▁▂▃▄▅▆▇█"
MOST_BARS = 60


@dataclass(frozen=True, slots=True)
class Described:
    """What is in a workspace, and what looks wrong in it.

    Attributes:
        name: what the workspace is called.
        facts: the numbers.
    """

    name: str
    facts: Description

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {"format": 1, "name": self.name, **self.facts.to_dict()}

    def tables(self) -> tuple[Table, ...]:
        """Give what a person reads."""
        facts = self.facts
        found = [self._whole(), _names("Event", facts.by_event, facts)]
        if any(channel.name is not None for channel in facts.by_channel):
            found.append(_names("Channel", facts.by_channel, facts))
        if facts.properties:
            found.append(_properties(facts.properties, facts.sampled, facts.events))
        return tuple(found)

    def __str__(self) -> str:
        """Give the tables as plain text."""
        return "\n\n".join(plain(table) for table in self.tables())

    def _repr_html_(self) -> str:
        """Give the tables for a notebook."""
        return "".join(html(table) for table in self.tables())

    def _whole(self) -> Table:
        """Say how much there is, since when, and what looks wrong."""
        facts = self.facts
        zone = facts.time_zone
        days = counted(len(facts.days), "day")
        notes = [f"from {_day(facts.first, zone)} to {_day(facts.last, zone)}, {days}, in time zone {zone}"]
        if len(facts.days) > 1:
            notes.append(f"events over time  {sparkline(facts.days)}")
        notes += [f"no events for {counted(gap.days, 'day')} from {_day(gap.first, zone)}" for gap in facts.gaps[:3]]
        notes += [f"look at this: {suspicion.message}" for suspicion in facts.suspicions]
        refused = sum(facts.dead_letters.values())
        if refused:
            notes.append(f"{counted(refused, 'row was', 'rows were')} refused by imports: sojourn collect refused")
        useful = [each for each in facts.imports if each["accepted"]]
        if useful:
            brought = (pair for each in useful for pair in zip(each["files"], _origins(each), strict=True))
            files = len({origin for file, origin in brought if file["accepted"]})
            notes.append(f"brought in by {counted(len(useful), 'import')} of {counted(files, 'file')}")
        events, customers = counted(facts.events, "event"), counted(facts.customers, "customer")
        return Table(f"{visible(self.name)}: {events} of {customers}", (), (), tuple(notes))


def describe(index: JourneyIndex, workspace: Path, *, name: str, clock: Clock, time_zone: str = "UTC") -> Described:
    """Describe what an index holds.

    Args:
        clock: events after its instant are suspicious.
        time_zone: whose days are counted and named.
    """
    return Described(name, describe_index(index, Layout(workspace), now=instant(clock.now()), time_zone=time_zone))


def _origins(report: Mapping[str, Any]) -> Sequence[str]:
    """Tell the files of an import apart, also from those of other imports."""
    return report.get("origins") or [file["name"] for file in report["files"]]


def sparkline(counts: tuple[int, ...]) -> str:
    """Draw counts as a row of little bars, neighbours put together where there are too many."""
    step = -(-len(counts) // MOST_BARS)
    groups = [counts[place : place + step] for place in range(0, len(counts), step)]
    sums = [sum(group) / len(group) for group in groups]
    most = max(sums) or 1
    return "".join(" " if not value else BARS[min(7, int(value / most * 8))] for value in sums)


def _names(label: str, names: tuple[NameFacts, ...], facts: Description) -> Table:
    rows = tuple(
        (
            "none" if each.name is None else visible(each.name),
            f"{each.events:,}",
            f"{100 * each.events / facts.events:.1f} %",
            f"{each.customers:,}",
            _day(each.first, facts.time_zone),
            _day(each.last, facts.time_zone),
        )
        for each in names
    )
    headings = [Heading(label, numeric=False), *map(Heading, ("Events", "Share", "Customers", "First", "Last"))]
    return Table(f"{label}s", tuple(headings), rows)


def _properties(properties: tuple[PropertyFacts, ...], sampled: int, events: int) -> Table:
    rows = tuple(
        (visible(each.name), each.kind, f"{100 * (1 - each.nulls):.0f} %", f"{each.distinct:,}", _values(each))
        for each in properties
    )
    headings = (
        Heading("Property", numeric=False),
        Heading("Kind", numeric=False),
        Heading("Filled"),
        Heading("Values"),
        Heading("Such as", numeric=False),
    )
    notes = () if sampled >= events else (f"from a sample of {sampled:,} events",)
    return Table("Properties", headings, rows, notes)


def _values(facts: PropertyFacts) -> str:
    """Name the most frequent values of a text, the bounds of a number."""
    if facts.kind in ("int64", "double", "money", "timestamp") and facts.least is not None:
        return (
            " to ".join(map(_money, (facts.least, facts.most or "")))
            if facts.kind == "money"
            else (f"{facts.least} to {facts.most}")
        )
    values = ((_cut(value), share) for value, share in facts.top[:3])
    return ", ".join(f"{value} {100 * share:.0f} %" if share >= 0.005 else value for value, share in values)


def _money(amount: str) -> str:
    """Write a sum with all its decimals, at least two: `1,000.00`."""
    whole, _, decimals = amount.partition(".")
    return f"{int(whole):,}.{decimals.rstrip('0').ljust(2, '0')}" if whole.lstrip("-").isdigit() else amount


def _cut(value: str) -> str:
    shown = visible(value)
    return shown if len(shown) <= 24 else f"{shown[:23]}…"


def _day(microseconds: int | None, time_zone: str) -> str:
    return "never" if microseconds is None else local_date(microseconds, time_zone).isoformat()
