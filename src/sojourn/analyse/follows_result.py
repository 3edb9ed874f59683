"""The graph of what follows what, as a result."""

from dataclasses import dataclass
from typing import Any, Literal

from sojourn.core.charts import Chart
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count, duration
from sojourn.core.words import counted

from .names import Notes, envelope

TABLE_ROWS = 30
"""Edges, and events, in the tables that people read; the rows and the document hold all."""


@dataclass(frozen=True, slots=True)
class Node:
    """An event of the graph; `starts` and `ends` count journeys that begin and end with it."""

    event: str
    events: int
    journeys: int
    customers: int
    starts: int
    ends: int

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "event": self.event,
            "events": self.events,
            "journeys": self.journeys,
            "customers": self.customers,
            "starts": self.starts,
            "ends": self.ends,
        }


@dataclass(frozen=True, slots=True)
class Edge:
    """An event and the next one.

    Attributes:
        quantiles: seconds at 10, 25, 50, 75 and 90 %; None when they were left out.
    """

    before: str
    after: str
    count: int
    journeys: int
    customers: int
    mean_seconds: float
    quantiles: tuple[float, ...] | None

    @property
    def median_seconds(self) -> float | None:
        """Time in the middle."""
        return None if self.quantiles is None else self.quantiles[2]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        spread = None
        if self.quantiles is not None:
            p10, p25, _, p75, p90 = self.quantiles
            spread = {"p10": p10, "p25": p25, "p75": p75, "p90": p90}
        return {
            "from": self.before,
            "to": self.after,
            "count": self.count,
            "journeys": self.journeys,
            "customers": self.customers,
            "mean_seconds": self.mean_seconds,
            "median_seconds": self.median_seconds,
            "quantiles_seconds": spread,
        }


@dataclass(frozen=True, slots=True)
class FollowsResult(Result):
    """What follows what.

    Attributes:
        nodes: by number of events, then name.
        edges: those shown, by count, then names.
        other: number of hidden edges and the sum of their counts; None when none is hidden.
        quantiles: whether they are exact or read from buckets; None when they were left out.
        top: how many edges, and events, were asked for; None for all.
    """

    basis: Basis
    notes: Notes
    collapse: bool
    quantiles: Literal["exact", "sketch"] | None
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    other: tuple[int, int] | None
    top: int | None = None

    @property
    def total(self) -> int:
        """Number of pairs, hidden ones too."""
        return sum(edge.count for edge in self.edges) + (self.other[1] if self.other else 0)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            **envelope("graph", self.basis, self.notes),
            "collapse": self.collapse,
            "quantiles": self.quantiles,
            "other": None if self.other is None else {"edges": self.other[0], "count": self.other[1]},
            "nodes": [node.to_dict() for node in self.nodes],
            "edges": [edge.to_dict() for edge in self.edges],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row an edge."""
        rows = []
        for edge in self.edges:
            row = edge.to_dict()
            spread = row.pop("quantiles_seconds") or dict.fromkeys(("p10", "p25", "p75", "p90"))
            rows.append({**row, **{f"{name}_seconds": value for name, value in spread.items()}})
        return rows

    def tables(self) -> tuple[Table, ...]:
        """Give the edges, then the events."""
        more = len(self.edges) - TABLE_ROWS
        left_over = [f"{counted(more, 'more edge')} in the document."] * (more > 0)
        hidden = [f"Other: {counted(self.other[0], 'edge')}, {counted(self.other[1], 'time')}."] if self.other else []
        edges = Table(
            "What follows what",
            (
                Heading("Event", numeric=False),
                Heading("next", numeric=False),
                Heading("Times"),
                Heading("Journeys"),
                Heading("Customers"),
                Heading("Median time"),
                Heading("Mean time"),
            ),
            tuple(
                (
                    edge.before,
                    edge.after,
                    count(edge.count),
                    count(edge.journeys),
                    count(edge.customers),
                    duration(edge.median_seconds),
                    duration(edge.mean_seconds),
                )
                for edge in self.edges[:TABLE_ROWS]
            ),
            (*left_over, *hidden, *(entry["message"] for entry in self.notes)),
        )
        nodes = Table(
            "Events",
            (
                Heading("Event", numeric=False),
                Heading("Times"),
                Heading("Journeys"),
                Heading("Customers"),
                Heading("Journeys that start here"),
                Heading("end here"),
            ),
            self._most_frequent(),
        )
        return edges, nodes

    def chart(self) -> Chart:
        """Draw a matrix: events down, the next event across, the share of what follows as colour."""
        from .follows_chart import draw  # noqa: PLC0415 - start-up: most questions are not drawn

        named = {event for edge in self.edges for event in (edge.before, edge.after)}
        return draw(
            [(node.event, node.events, node.ends) for node in self.nodes if self.top is None or node.event in named],
            [(edge.before, edge.after, edge.count, edge.median_seconds) for edge in self.edges],
            of=len(self.nodes),
        )

    def _most_frequent(self) -> tuple[tuple[str, ...], ...]:
        """Lay out the most frequent events, and all others in one line.

        Times, starts and ends of these add up; journeys and customers do not, since one may have several of them.
        """
        shown = min(TABLE_ROWS, TABLE_ROWS if self.top is None else self.top)
        rest = self.nodes[shown:]
        rows: list[tuple[str, ...]] = [
            (
                node.event,
                count(node.events),
                count(node.journeys),
                count(node.customers),
                count(node.starts),
                count(node.ends),
            )
            for node in self.nodes[:shown]
        ]
        if rest:
            added = [count(sum(getattr(node, name) for node in rest)) for name in ("events", "starts", "ends")]
            rows.append((f"other ({counted(len(rest), 'event')})", added[0], "", "", *added[1:]))
        return tuple(rows)
