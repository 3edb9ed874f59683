"""Sessions, as a result."""

from dataclasses import dataclass
from typing import Any, Literal

from sojourn.core.charts import Chart
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count, duration, percent

from .names import Notes, envelope


@dataclass(frozen=True, slots=True)
class SessionsResult(Result):
    """Sessions, how long they are, where they begin and end.

    Attributes:
        open: sessions that may still go on.
        single_event: sessions of one event.
        sessions_per_customer, events_per_session: mean and median; None without sessions.
        duration_seconds: mean, median and 90 % quantile.
        quantiles: whether those of sessions are exact.
        entries, exits: sessions by first and last event, by count, then name.
    """

    basis: Basis
    notes: Notes
    gap_seconds: float
    sessions: int
    customers: int
    open: int
    single_event: int
    sessions_per_customer: tuple[float | None, ...]
    events_per_session: tuple[float | None, ...]
    duration_seconds: tuple[float | None, ...]
    quantiles: Literal["exact", "sketch"]
    entries: tuple[tuple[str, int], ...]
    exits: tuple[tuple[str, int], ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            **envelope("sessions", self.basis, self.notes),
            "gap_seconds": self.gap_seconds,
            "sessions": self.sessions,
            "customers": self.customers,
            "open": self.open,
            "single_event": self.single_event,
            "sessions_per_customer": dict(zip(("mean", "median"), self.sessions_per_customer, strict=True)),
            "events_per_session": dict(zip(("mean", "median"), self.events_per_session, strict=True)),
            "duration_seconds": dict(zip(("mean", "median", "p90"), self.duration_seconds, strict=True)),
            "quantiles": self.quantiles,
            "entries": [{"event": event, "sessions": number} for event, number in self.entries],
            "exits": [{"event": event, "sessions": number} for event, number in self.exits],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row an event, with the sessions it begins and ends."""
        entries, exits = dict(self.entries), dict(self.exits)
        return [
            {"event": event, "entries": entries.get(event, 0), "exits": exits.get(event, 0)}
            for event in dict.fromkeys((*entries, *exits))
        ]

    def tables(self) -> tuple[Table, ...]:
        """Give the figures, then where sessions begin and end."""

        def number(value: float | None) -> str:
            return "not known" if value is None else f"{value:.2f}"

        figures = (
            ("Sessions", count(self.sessions)),
            ("Customers", count(self.customers)),
            ("Still open", count(self.open)),
            ("With a single event", count(self.single_event)),
            ("Sessions per customer, mean", number(self.sessions_per_customer[0])),
            ("Sessions per customer, median", number(self.sessions_per_customer[1])),
            ("Events per session, mean", number(self.events_per_session[0])),
            ("Events per session, median", number(self.events_per_session[1])),
            ("Duration, mean", duration(self.duration_seconds[0])),
            ("Duration, median", duration(self.duration_seconds[1])),
            ("Duration, 90 % are shorter than", duration(self.duration_seconds[2])),
        )
        ends = tuple(
            (
                row["event"],
                count(row["entries"]),
                percent(row["entries"] / self.sessions),
                count(row["exits"]),
                percent(row["exits"] / self.sessions),
            )
            for row in self.rows()
        )
        headings = ("First in", "Share", "Last in", "Share")
        return (
            Table(
                f"Sessions, cut at pauses longer than {duration(self.gap_seconds)}",
                (Heading("Figure", numeric=False), Heading("Value")),
                figures,
                tuple(entry["message"] for entry in self.notes),
            ),
            Table(
                "Where sessions begin and end",
                (Heading("Event", numeric=False), *(Heading(label) for label in headings)),
                ends,
            ),
        )

    def chart(self) -> Chart:
        """Draw where sessions begin and end."""
        from .sessions_chart import draw  # noqa: PLC0415 - start-up: most questions are not drawn

        return draw(self.rows(), self.sessions)
