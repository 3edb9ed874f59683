"""The report's first and last section: what is in the data, and how to read the page."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from sojourn.app import rendering
from sojourn.core.analysis import Journeys
from sojourn.core.charts import LINE, SOFT_POSITIVE, vega_lite
from sojourn.core.instants import instant
from sojourn.core.results import Heading, Table, count, percent

from .page import PHONE, Section, event, figure, fold, table

BROAD = 1000
"""Pixels of a drawing over the whole page."""

MOST_EVENTS = 12
"""Events listed before the rest is folded away."""

TERMS = {
    "customers": "Every customer counts once, with everything that customer did, unless a section says otherwise.",
    "17.9 % (17.4–18.3)": "The share observed, and in brackets its 95 % interval: where the true share plausibly"
    " lies, given "
    "how many were observed. It covers chance, not events that were never recorded.",
    "still open": "Customers whose time for the next step is not over when the data end. They are neither lost"
    " nor won, and "
    "are counted apart.",
    "left": "Customers who did not go on in the time they had. What they did instead is shown, not why.",
    "half, nine of ten": "Half take less than the median; nine of ten take less than the second figure.",
    "q": "When many groups are compared some differ by chance. q is the share of false finds to expect among all"
    " finds with "
    "this q or less (Benjamini–Hochberg).",
}.items()
"""What a reader may not know."""

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _dated(found: re.Match[str]) -> str:
    """Write an instant in a sentence as people do: 4 March 2024, 10:05 UTC; midnight as the day alone."""
    at = datetime.fromisoformat(found[0])
    return _date(at) + (f", {at:%H:%M} UTC" if at.hour or at.minute else "")


def _date(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"


def day(microseconds: int, time_zone: str) -> str:
    """Write the date of an instant as people do: 4 March 2024."""
    return _date(_local(microseconds, time_zone))


def _local(microseconds: int, time_zone: str) -> datetime:
    return (_EPOCH + timedelta(microseconds=microseconds)).astimezone(ZoneInfo(time_zone))


def figures(journeys: Journeys, description: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give the four numbers at the head of the page."""
    customers, events = description["customers"], description["events"]
    return [
        ("customers", count(customers)),
        ("events", count(events)),
        ("events a customer, mean", f"{events / max(customers, 1):,.1f}"),
        ("days observed", count(len(description["days"]))),
    ]


def data(journeys: Journeys, description: Mapping[str, Any]) -> Section:
    """What is in the data?"""
    names = description["by_event"]
    channels = [row for row in description["by_channel"] if row["name"] is not None]
    lead = f"{count(len(names))} kinds of events"
    if channels:
        most = ", ".join(
            f"{event(row['name'])} {percent(row['events'] / description['events'])}" for row in channels[:4]
        )
        lead += f", most of them through {most}" if len(channels) > 4 else f", through {most}"
    body = ""
    if len(description["days"]) > 1:
        title = "Events a week" if _by_week(description) else "Events a day"
        wide, small = (
            rendering.svg(vega_lite(_days(description, width), title=title)) for width in (BROAD, PHONE - 56)
        )
        body += figure(wide, "", width=620, narrow=small)
    body += _remarks(description) + _events(description, journeys.time_zone)
    return Section("data", "What is in the data?", lead + ".", body)


def _by_week(description: Mapping[str, Any]) -> bool:
    """Say whether days would be thinner than a line."""
    return len(description["days"]) > 420


def _days(description: Mapping[str, Any], width: int) -> dict[str, Any]:
    """Draw how many events each day, or week, had; a last week that is not whole is left out."""
    first = _local(instant(description["first"]), description.get("time_zone", "UTC")).date()
    days = description["days"]
    step = 7 if _by_week(description) else 1
    rows = [
        {"day": (first + timedelta(days=place)).isoformat(), "events": sum(days[place : place + step])}
        for place in range(0, len(days) - step + 1, step)
    ]
    return {
        "width": width,
        "height": 130 if width > PHONE else 90,
        "data": {"values": rows},
        "mark": {
            "type": "area",
            "color": SOFT_POSITIVE,
            "line": {"color": LINE, "strokeWidth": 0.75},
            "interpolate": "step",
        },
        "encoding": {
            "x": {
                "field": "day",
                "type": "temporal",
                "title": None,
                "axis": {"grid": False, "tickCount": 8 if width > PHONE else 4},
            },
            "y": {"field": "events", "type": "quantitative", "title": None, "axis": {"tickCount": 3, "format": ",d"}},
        },
    }


def _events(description: Mapping[str, Any], time_zone: str) -> str:
    """List the events by how often they happened."""
    headings = (
        Heading("Event", False),
        Heading("Events"),
        Heading("Customers"),
        Heading("of all"),
        Heading("First"),
        Heading("Last"),
    )
    rows = tuple(
        (
            row["name"],
            count(row["events"]),
            count(row["customers"]),
            percent(row["customers"] / max(description["customers"], 1)),
            day(instant(row["first"]), time_zone),
            day(instant(row["last"]), time_zone),
        )
        for row in description["by_event"]
    )
    shown = table(Table("Events", headings, rows[:MOST_EVENTS]), quiet=True)
    if len(rows) > MOST_EVENTS:
        rest = rows[MOST_EVENTS:]
        shown += fold(f"{len(rest)} more events", table(Table("More events", headings, rest), quiet=True))
    return shown


def _remarks(description: Mapping[str, Any]) -> str:
    """Say what looks wrong, since every other number stands on these events."""
    remarks = [_INSTANT.sub(_dated, each["message"]) for each in description["suspicions"]]
    remarks += [
        f"no events for {gap['days']} days from {_date(datetime.fromisoformat(gap['first'][:10]))}"
        for gap in description["gaps"]
        if gap["days"] > 1
    ]
    refused = sum(description["dead_letters"].values())
    if refused:
        remarks.append(f"{count(refused)} rows of the files were refused when they were imported")
    if not remarks:
        return ""
    items = "".join(f"<li>{escape(remark)}</li>" for remark in remarks[:6])
    more = f"<li>and {len(remarks) - 6} more: <code>sojourn describe</code></li>" if len(remarks) > 6 else ""
    head = "<strong>Worth a look</strong> before the numbers below are believed:"
    return f'<div class="warn">{head}<ul>{items}{more}</ul></div>'


def reading(lines: list[str]) -> Section:
    """How to read this page, and how to ask again."""
    terms = "".join(f"<dt>{escape(word)}</dt><dd>{escape(text)}</dd>" for word, text in TERMS)
    asked = "\n".join(escape(line) for line in lines)
    body = (
        f"<dl class=terms>{terms}</dl><h3>Ask again</h3>"
        "<p class=note>Each line prints the numbers of a section. Add <code>--json</code> for all digits, or"
        f" <code>--members FILE</code> for the customers behind them.</p><pre>{asked}</pre>"
    )
    return Section("reading", "How to read this page", "What the words and brackets mean.", body)
