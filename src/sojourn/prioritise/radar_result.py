"""What a radar gives back: needs and trends with their relevance, and how it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sojourn.core.charts import Chart
from sojourn.core.results import Heading, Result, Table, note, percent

from .radar_chart import draw
from .radar_spot import Spot

FINDINGS: Mapping[str, str] = MappingProxyType(
    {
        "need.no_initiative": "no initiative",
        "trend.no_gap": "nothing to improve at its steps",
        "review.overdue": "review overdue",
    }
)
"""What is said of a finding in a table."""


@dataclass(frozen=True, slots=True)
class Radar(Result):
    """Needs and trends, the most relevant first.

    Attributes:
        known: whether priorities are known, and not all nothing.
        today: the day on which reviews were looked at; None: they were not.
    """

    spots: tuple[Spot, ...]
    map_id: str | None = None
    title: str = ""
    known: bool = True
    today: str | None = None

    @property
    def relevance(self) -> Mapping[str, float | None]:
        """Give the relevance of each item."""
        return {spot.id: spot.relevance for spot in self.spots}

    @property
    def unserved_needs(self) -> tuple[str, ...]:
        """Name needs that nobody acts on."""
        return self.found("need.no_initiative")

    @property
    def trends_without_gap(self) -> tuple[str, ...]:
        """Name trends at whose steps there is nothing to improve."""
        return self.found("trend.no_gap")

    @property
    def overdue(self) -> tuple[str, ...]:
        """Name what should have been looked at again."""
        return self.found("review.overdue")

    def found(self, code: str) -> tuple[str, ...]:
        """Name what a finding is about, the most relevant first."""
        return tuple(spot.id for spot in self.spots if code in spot.findings)

    def notes(self) -> list[Mapping[str, Any]]:
        """Give what has to be said of it."""
        if self.known:
            return [
                note("radar.sorts", "Relevance sorts and does not decide: what is used, tried or left is a decision.")
            ]
        return [
            note(
                "radar.no_priorities",
                "Nobody measured what should be improved, so relevance is not known; the order is that of the ids.",
            )
        ]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            "analysis": "radar",
            "format": 1,
            "basis": {"map_id": self.map_id, "today": self.today},
            "notes": [dict(each) for each in self.notes()],
            "items": [spot.to_dict() for spot in self.spots],
            "unserved_needs": [*self.unserved_needs],
            "trends_without_gap": [*self.trends_without_gap],
            "overdue": [*self.overdue],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row an item."""
        return [
            {key: ", ".join(value) if isinstance(value, list) else value for key, value in spot.to_dict().items()}
            for spot in self.spots
        ]

    def tables(self) -> tuple[Table, ...]:
        """Give what a person reads."""
        rows = tuple(
            (
                spot.name,
                spot.stance or spot.kind,
                spot.horizon or "not said",
                "not known" if spot.relevance is None else percent(spot.relevance),
                ", ".join(spot.initiatives) or "none",
                "; ".join(FINDINGS[each] for each in spot.findings),
            )
            for spot in self.spots
        )
        headings = (
            Heading("need or trend", numeric=False), Heading("stance", numeric=False),
            Heading("horizon", numeric=False), Heading("relevance"), Heading("initiatives", numeric=False),
            Heading("to look at", numeric=False),
        )  # fmt: skip
        title = f"Needs and trends: {self.title}" if self.title else "Needs and trends"
        return (Table(title, headings, rows, tuple(str(each["message"]) for each in self.notes())),)

    def chart(self) -> Chart:
        """Draw rings of horizons, sectors of kinds, and sizes of relevance."""
        return draw(self.spots, title=self.title, known=self.known)
