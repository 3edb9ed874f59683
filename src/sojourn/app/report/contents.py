"""The report's first and last section: what is in the data, and how to read the page."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from html import escape
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sojourn.app import rendering
from sojourn.core.analysis import Journeys
from sojourn.core.charts import POSITIVE, SOFT_POSITIVE, vega_lite
from sojourn.core.results import Heading, Table, count, duration, percent

from .page import Section, event, figure, fold, table
from .plan import ReportPlan

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def day(microseconds: int, time_zone: str) -> str:
    """Write the date of an instant as people do: 4 March 2024."""
    local = (_EPOCH + timedelta(microseconds=microseconds)).astimezone(ZoneInfo(time_zone))
    return f"{local.day} {local:%B %Y}"


def reading(plan: ReportPlan, lines: list[str]) -> Section:
    """How to read this page, and how to ask again."""
    terms = (
        ("customers, journeys", "Every customer counts once, with everything that customer did, unless a section says otherwise."),
        (
            "17.9 % (17.4–18.3)",
            "The share observed, and in brackets the 95 % interval: where the true share plausibly lies, given how many were"
            " observed. It covers chance, not events that were never recorded.",
        ),
        (
            "still open",
            "Customers whose time for the next step is not over when the data end. They are neither lost nor won, and are"
            " counted apart.",
        ),
        ("left", "Customers who did not go on to the next step in the time they had. What they did instead is shown, not why."),
        (
            "q",
            "When many groups are compared some differ by chance. q is the share of false finds to expect among all finds with"
            " this q or less (Benjamini–Hochberg).",
        ),
        ("median, nine of ten", "Half take less than the median; nine of ten take less than the second figure."),
    )
    body = f"<dl class=terms>{''.join(f'<dt>{escape(word)}</dt><dd>{escape(text)}</dd>' for word, text in terms)}</dl>"
    asked = "\n".join(escape(line) for line in lines)
    body += f"<h3>Ask again</h3><p class=note>Each of these prints the numbers of a section; add <code>--json</code> for all"
    body += f" digits, or <code>--members FILE</code> for the customers behind them.</p><pre>{asked}</pre>"
    return Section("reading", "How to read this page", "What the words and brackets mean.", body)
