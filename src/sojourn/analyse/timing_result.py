"""What timing gives back: the distribution of the times, and how it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sojourn.core.chart_rows import NARROW, fitted
from sojourn.core.charts import HAIR, INK, QUIET, SHEET, SOFT_POSITIVE, Chart, vega_lite
from sojourn.core.durations import short
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count, duration, percent

from .names import Notes, envelope

_TICKS = (0.5, 1, 10, 60, 600, 3_600, 6 * 3_600, 86_400, 7 * 86_400, 30 * 86_400, 365 * 86_400)
_TICK_NAMES = ("0", "1s", "10s", "1m", "10m", "1h", "6h", "1d", "7d", "30d", "1y")


@dataclass(frozen=True, slots=True)
class Bucket:
    """How many times are at least `low_seconds` and less than `high_seconds`."""

    low_seconds: float
    high_seconds: float
    count: int

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {"low_seconds": self.low_seconds, "high_seconds": self.high_seconds, "count": self.count}


@dataclass(frozen=True, slots=True)
class TimingResult(Result):
    """How long it takes from a start to an end.

    Attributes:
        start, end: the conditions.
        paired, expired, censored: what became of the starts.
        mean_seconds, median_seconds, quantiles_seconds: of the paired ones; None when there are none.
        histogram: times of the paired ones by powers of two of seconds, empty buckets left out.
    """

    basis: Basis
    notes: Notes
    start: str
    end: str
    pairing: str
    ties: str
    within_seconds: float | None
    paired: int
    expired: int
    censored: int
    mean_seconds: float | None
    median_seconds: float | None
    quantiles_seconds: Mapping[str, float] | None
    quantiles: Literal["exact", "sketch"]
    histogram: tuple[Bucket, ...]

    @property
    def starts(self) -> int:
        """Starts looked at."""
        return self.paired + self.expired + self.censored

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            **envelope("timing", self.basis, self.notes),
            "from": self.start,
            "to": self.end,
            "pairing": self.pairing,
            "ties": self.ties,
            "within_seconds": self.within_seconds,
            "starts": self.starts,
            "paired": self.paired,
            "expired": self.expired,
            "censored": self.censored,
            "mean_seconds": self.mean_seconds,
            "median_seconds": self.median_seconds,
            "quantiles_seconds": None if self.quantiles_seconds is None else dict(self.quantiles_seconds),
            "quantiles": self.quantiles,
            "histogram": [bucket.to_dict() for bucket in self.histogram],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a bucket of the histogram."""
        return [bucket.to_dict() for bucket in self.histogram]

    def tables(self) -> tuple[Table, ...]:
        """Give what became of the starts, and the times of those that were paired."""
        points = self._points()
        shown = [
            Table(
                f"From {self.start} to {self.end}{self._window()}",
                (Heading("What became of the start", numeric=False), Heading("Share"), Heading("Number")),
                tuple(
                    (name, percent(number / self.starts if self.starts else None), count(number))
                    for name, number in (
                        ("got there", self.paired),
                        ("ran out of time", self.expired),
                        ("may still", self.censored),
                    )
                ),
                tuple(str(entry["message"]) for entry in self.notes),
            )
        ]
        if points:
            shown.append(
                Table(
                    f"Times of the {count(self.paired)} that got there",
                    (Heading("Share of them", numeric=False), Heading("Took at most")),
                    tuple((name, duration(seconds)) for name, seconds in points),
                    (f"Mean {duration(self.mean_seconds)}.",)
                    + (("Times are read from a histogram, at most 0.4 % off.",) if self.quantiles == "sketch" else ()),
                )
            )
        return tuple(shown)

    def chart(self, *, width: int = 420) -> Chart:
        """Draw the distribution on an axis that doubles, with the times by which 10, 50 and 90 % got there.

        Args:
            width: of the plot, in pixels; under 360 what is said of it is shorter.
        """
        narrow = width < NARROW
        bars: list[dict[str, Any]] = [
            {
                "low": bucket.low_seconds or 0.5,
                "high": bucket.high_seconds,
                "share": bucket.count / self.paired,
                "count": bucket.count,
                "from": short(bucket.low_seconds * 1e6),
                "to": short(bucket.high_seconds * 1e6),
            }
            for bucket in self.histogram
        ]
        points = self.quantiles_seconds or {}
        places = [("10 %", points.get("p10")), ("half", self.median_seconds), ("90 %", points.get("p90"))]
        marks: list[dict[str, Any]] = [
            {"at": max(seconds, 0.5), "text": f"{share} {short(seconds * 1e6)}"}
            for share, seconds in places
            if seconds is not None
        ]
        named = " : ".join(f"datum.value == {tick} ? '{name}'" for tick, name in zip(_TICKS, _TICK_NAMES, strict=True))
        x = {
            "type": "quantitative",
            "scale": {"type": "log", "base": 2, "nice": False},
            "title": "Each bar is twice as long as the one before"
            if narrow
            else f"Time from {self.start} to {self.end}, each bar twice as long as the one before",
            "axis": {"values": list(_TICKS), "labelExpr": f"{named} : ''", "grid": False, "labelOverlap": True},
        }
        title = f"From {self.start} to {self.end}"
        if self.median_seconds is not None:
            title += f": half within {duration(self.median_seconds)}"
        top = 1.35 * max((bar["share"] for bar in bars), default=1.0)
        y = {
            "type": "quantitative",
            "scale": {"domain": [0, top], "nice": False},
            "title": "Share of those who got there",
            "axis": {"format": ".0%", "tickCount": 4, "gridColor": HAIR, "labelColor": QUIET},
        }
        tooltip = [
            {"field": "from", "title": "From"},
            {"field": "to", "title": "to under"},
            {"field": "count", "title": "Number", "format": ","},
            {"field": "share", "title": "Share", "format": ".1%"},
        ]
        drawn = vega_lite(
            {
                "width": width - 56 if narrow else width,
                "height": 150 if narrow else 190,
                "layer": [
                    {
                        "data": {"values": bars},
                        "mark": {"type": "bar", "color": SOFT_POSITIVE, "stroke": SHEET, "strokeWidth": 1},
                        "encoding": {
                            "x": {**x, "field": "low"},
                            "x2": {"field": "high"},
                            "y": {**y, "field": "share"},
                            "y2": {"datum": 0},
                            "tooltip": tooltip,
                        },
                    },
                    {
                        "data": {"values": marks},
                        "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5, "strokeDash": [4, 3]},
                        "encoding": {"x": {**x, "field": "at"}},
                    },
                    # Every label twice: the first is a ground for the second where a rule passes.
                    *(
                        {
                            "data": {"values": [mark]},
                            "mark": {"type": "text", "align": "left", "dx": 5, "fontSize": 11, **look},
                            "encoding": {
                                "x": {**x, "field": "at"},
                                "y": {"value": 8 + 14 * row},
                                "text": {"field": "text"},
                            },
                        }
                        for row, mark in enumerate(marks)
                        for look in ({"color": SHEET, "stroke": SHEET, "strokeWidth": 5}, {"color": INK})
                    ),
                ],
            },
            title=title,
            subtitle=f"{count(self.paired)} got there{self._window()}, {count(self.expired)} ran out of time,"
            f" {count(self.censored)} may still",
        )
        return fitted(drawn, width)

    def _points(self) -> list[tuple[str, float]]:
        """Give the quantiles as words, shortest first."""
        if self.quantiles_seconds is None or self.median_seconds is None:
            return []
        points = self.quantiles_seconds
        return [
            ("10 %", points["p10"]),
            ("25 %", points["p25"]),
            ("half", self.median_seconds),
            ("75 %", points["p75"]),
            ("90 %", points["p90"]),
        ]

    def _window(self) -> str:
        """Say the window."""
        return "" if self.within_seconds is None else f" within {short(self.within_seconds * 1e6)}"
