"""What retention gives back: cohorts, their cells, the curve of all, and how they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sojourn.core.chart_rows import NARROW, fitted
from sojourn.core.charts import HAIR, INK, LINE, POSITIVE, POSITIVE_TINT, QUIET, SHEET, Chart, vega_lite
from sojourn.core.durations import short
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count, interval, percent
from sojourn.core.statistics import wilson
from sojourn.core.words import counted

from .names import envelope, sentences

ROOM = 18
"""Pixels that a cell must be wide to hold its number."""


@dataclass(frozen=True, slots=True)
class RetentionCell:
    """One period of one cohort.

    Attributes:
        period: how many periods after the birth.
        eligible: customers who could be counted.
        retained: those of them who returned.
        rate, rate_low, rate_high: the share with Wilson limits; None when nobody is eligible.
        complete: whether the period is over for every member.
    """

    period: int
    eligible: int
    retained: int
    rate: float | None
    rate_low: float | None
    rate_high: float | None
    complete: bool

    @classmethod
    def of(cls, period: int, eligible: int, retained: int, *, complete: bool) -> "RetentionCell":
        """Make a cell from its counts."""
        low, high = wilson(retained, eligible)
        return cls(period, eligible, retained, retained / eligible if eligible else None, low, high, complete)

    def to_dict(self, *, pooled: bool = False) -> dict[str, Any]:
        """Give the JSON form; pooled cells hold what is complete only, and do not say so again."""
        cell: dict[str, Any] = {
            "period": self.period,
            "eligible": self.eligible,
            "retained": self.retained,
            "rate": self.rate,
            "rate_low": self.rate_low,
            "rate_high": self.rate_high,
        }
        if not pooled:
            cell["complete"] = self.complete
        return cell


@dataclass(frozen=True, slots=True)
class RetentionCohort:
    """Customers born in one period, `cohort` being its first date; or `all`."""

    cohort: str
    size: int
    cells: tuple[RetentionCell, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {"cohort": self.cohort, "size": self.size, "cells": [cell.to_dict() for cell in self.cells]}


@dataclass(frozen=True, slots=True)
class RetentionGroup:
    """Customers with one value of the breakdown at their birth; or those with the values not shown, `other`."""

    value: str | None
    kind: Literal["value", "other"]
    size: int
    cohorts: tuple[RetentionCohort, ...]
    overall: tuple[RetentionCell, ...]

    @property
    def name(self) -> str:
        """What to call it."""
        return "other" if self.kind == "other" else "none" if self.value is None else self.value

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "value": self.value,
            "kind": self.kind,
            "size": self.size,
            "cohorts": [cohort.to_dict() for cohort in self.cohorts],
            "overall": [cell.to_dict(pooled=True) for cell in self.overall],
        }


@dataclass(frozen=True, slots=True)
class RetentionResult(Result):
    """How many customers came back, by cohort and period.

    Attributes:
        cohorts: by birth period, oldest first; periods in which nobody was born are not among them.
        overall: the pooled curve.
        breakdown: the property, or None.
        groups: the same for each value of the breakdown, largest first; None without one.
    """

    basis: Basis
    notes: tuple[Mapping[str, Any], ...]
    start: tuple[str, ...]
    returning: tuple[str, ...]
    mode: Literal["calendar", "rolling"]
    period: str | None
    period_seconds: float | None
    cohorts_by: Literal["first", "every"]
    bounded: bool
    time_zone: str | None
    week_starts: str | None
    cohorts: tuple[RetentionCohort, ...]
    overall: tuple[RetentionCell, ...]
    breakdown: str | None
    groups: tuple[RetentionGroup, ...] | None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            **envelope("retention", self.basis, self.notes),
            "start": list(self.start),
            "return": list(self.returning),
            "mode": self.mode,
            "period": self.period,
            "period_seconds": self.period_seconds,
            "cohorts_by": self.cohorts_by,
            "bounded": self.bounded,
            "time_zone": self.time_zone,
            "week_starts": self.week_starts,
            "cohorts": [cohort.to_dict() for cohort in self.cohorts],
            "overall": [cell.to_dict(pooled=True) for cell in self.overall],
            "groups": None if self.groups is None else [group.to_dict() for group in self.groups],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a cell; with a breakdown, one a cell of each group, with its `value` and `kind`."""
        if self.groups is None:
            return _rows(self.cohorts)
        return [
            {"value": group.value, "kind": group.kind, **row} for group in self.groups for row in _rows(group.cohorts)
        ]

    def tables(self) -> tuple[Table, ...]:
        """Give the cohorts as a triangle, the pooled curve with its intervals, and a curve for each group."""
        shown = [self._curve(self.overall, "Retention of all customers", sentences(self.notes))]
        if self.mode == "calendar":
            shown.insert(0, self._triangle())
        groups = (
            self._curve(group.overall, f"{self.breakdown}: {group.name} ({counted(group.size, 'customer')})")
            for group in self.groups or ()
        )
        return (*shown, *groups)

    def chart(self, *, width: int = 520) -> Chart:
        """Draw the cohorts as a triangle of rates, and below it the pooled curve with its interval.

        Args:
            width: of the curve, in pixels; under 360 the triangle keeps to it too.
        """
        number = sum(cohort.size for cohort in self.cohorts)
        born = f"{count(number)} birth{'' if number == 1 else 's'}"
        subtitle = f"{' or '.join(self.start)}, then {' or '.join(self.returning)}; {born}"
        narrow = width < NARROW
        parts = [self._curves(width, inside=width - 64 if narrow else width)]
        if self.mode == "calendar" and self.cohorts:
            parts.insert(0, self._triangle_chart(width if narrow else None))
        drawn = vega_lite(
            {"vconcat": parts, "spacing": 28, "resolve": {"scale": {"color": "independent"}}},
            title=f"Retention by {self._unit()}",
            subtitle=subtitle,
        )
        return fitted(drawn, width)

    def _unit(self) -> str:
        """Name the periods."""
        return self.period if self.period is not None else short((self.period_seconds or 0) * 1e6)

    def _triangle(self) -> Table:
        """Lay the cohorts out, one row each."""
        longest = max((len(cohort.cells) for cohort in self.cohorts), default=0)
        body = tuple(
            (
                cohort.cohort,
                count(cohort.size),
                *(percent(cell.rate) + ("" if cell.complete else "*") for cell in cohort.cells),
                *([""] * (longest - len(cohort.cells))),
            )
            for cohort in self.cohorts
        )
        running = any(not cell.complete for cohort in self.cohorts for cell in cohort.cells)
        return Table(
            f"Retention by {self._unit()} of the first start"
            if self.cohorts_by == "first"
            else f"Retention by {self._unit()} of each start",
            (Heading("Cohort", numeric=False), Heading("Customers"), *(Heading(str(k)) for k in range(longest))),
            body,
            (f"* this {self._unit()} is not over yet",) if running else (),
        )

    def _curve(self, cells: tuple[RetentionCell, ...], title: str, notes: tuple[str, ...] = ()) -> Table:
        """Lay a pooled curve out."""
        return Table(
            title,
            (
                Heading(f"Period ({self._unit()})"),
                Heading("Customers"),
                Heading("Returned" if self.bounded else "Returned then or later"),
                Heading("Rate (95 % interval)"),
            ),
            tuple(
                (
                    str(cell.period),
                    count(cell.eligible),
                    count(cell.retained),
                    interval(cell.rate, cell.rate_low, cell.rate_high),
                )
                for cell in cells
            ),
            (
                "Only periods that are over count here."
                if self.mode == "calendar"
                else "Each customer counts in a period once it is wholly observed.",
                *notes,
            ),
        )

    def _triangle_chart(self, narrow: int | None) -> dict[str, Any]:
        """Draw one rectangle a cell, the rate in it; cells not over yet are hollow with a dashed edge.

        Args:
            narrow: pixels that the whole may take, numbers of customers left out; None for as many as it needs.
        """
        longest = max(len(cohort.cells) for cohort in self.cohorts)
        names = 7 * max(len(str(cohort.cohort)) for cohort in self.cohorts)
        cell_width = 44 if narrow is None else max(8, min(44, (narrow - names) // longest))
        values = [
            {
                "cohort": f"{cohort.cohort}  (n = {cohort.size:,})" if narrow is None else str(cohort.cohort),
                **cell.to_dict(),
                "label": "" if cell.rate is None or cell_width < ROOM else f"{100 * cell.rate:.0f}",
            }
            for cohort in self.cohorts
            for cell in cohort.cells
        ]
        tooltip = [
            {"field": "cohort", "title": "Cohort"},
            {"field": "period", "title": "Period"},
            {"field": "eligible", "title": "Customers", "format": ","},
            {"field": "retained", "title": "Returned", "format": ","},
            {"field": "rate", "title": "Rate", "format": ".1%"},
            {"field": "rate_low", "title": "95 % from", "format": ".1%"},
            {"field": "rate_high", "title": "to", "format": ".1%"},
            {"field": "complete", "title": "Over"},
        ]
        top = max((cell["rate"] or 0.0 for cell in values if cell["period"] > 0), default=0.0) or 1.0
        place = {
            "x": {
                "field": "period",
                "type": "ordinal",
                "title": f"{self._unit()}s after the start",
                "axis": {"labelAngle": 0, "orient": "top"},
            },
            "y": {"field": "cohort", "type": "ordinal", "title": None, "sort": None},
        }
        dark = f"datum.complete && datum.rate > {0.55 * top}"
        return {
            "data": {"values": values},
            "width": {"step": cell_width},
            "height": {"step": 24},
            "encoding": place,
            "layer": [
                {
                    "transform": [{"filter": "datum.complete"}],
                    "mark": {"type": "rect", "stroke": SHEET, "strokeWidth": 2},
                    "encoding": {
                        "color": {
                            "field": "rate",
                            "type": "quantitative",
                            "scale": {"domain": [0, top], "range": [POSITIVE_TINT, POSITIVE], "clamp": True},
                            "legend": None
                            if narrow is not None
                            else {"title": "Returned", "format": ".0%", "orient": "right"},
                        },
                        "tooltip": tooltip,
                    },
                },
                {
                    "transform": [{"filter": "!datum.complete"}],
                    "mark": {
                        "type": "rect",
                        "fill": SHEET,
                        "stroke": LINE,
                        "strokeDash": [3, 2],
                        "strokeWidth": 1,
                        "height": {"band": 0.84},
                        "width": {"band": 0.92},
                    },
                    "encoding": {"tooltip": tooltip},
                },
                {
                    "mark": {"type": "text", "fontSize": 11 if cell_width > 24 else 9.5},
                    "encoding": {
                        "text": {"field": "label"},
                        "color": {"condition": {"test": dark, "value": SHEET}, "value": INK},
                        "tooltip": tooltip,
                    },
                },
            ],
        }

    def _curves(self, width: int, *, inside: int) -> dict[str, Any]:
        """Draw the pooled curve with its interval, or one for each group."""
        lines = [("all", self.overall)] if self.groups is None else [(g.name, g.overall) for g in self.groups]
        values = [
            {"group": name, **cell.to_dict(pooled=True)}
            for name, cells in lines
            for cell in cells
            if cell.rate is not None
        ]
        ticks = whole_ticks(max((value["period"] for value in values), default=0))
        colour: dict[str, Any] = {"value": POSITIVE}
        if self.groups is not None:
            legend: dict[str, Any] = {"symbolType": "stroke", "symbolOpacity": 1, "symbolStrokeWidth": 3}
            legend |= {"orient": "bottom", "columns": 2} if width < NARROW else {}
            colour = {
                "field": "group",
                "type": "nominal",
                "sort": None,
                "title": self.breakdown,
                "legend": legend,
            }
        x = {
            "field": "period",
            "type": "quantitative",
            "title": f"{self.period}s after the start" if self.period else f"periods of {self._unit()} after the start",
            "axis": {"values": ticks, "format": "d", "grid": False, "labelFlush": False},
        }
        y = {
            "title": "Customers who returned" + ("" if self.bounded else " then or later"),
            "type": "quantitative",
            "scale": {"domainMin": 0},
            "axis": {"format": ".0%", "gridColor": HAIR, "labelColor": QUIET},
        }
        tooltip = [
            *([{"field": "group", "title": self.breakdown}] if self.groups is not None else []),
            {"field": "period", "title": "Period"},
            {"field": "eligible", "title": "Customers", "format": ","},
            {"field": "rate", "title": "Rate", "format": ".1%"},
            {"field": "rate_low", "title": "95 % from", "format": ".1%"},
            {"field": "rate_high", "title": "to", "format": ".1%"},
        ]
        return {
            "data": {"values": values},
            "width": inside,
            "height": 220 if width >= NARROW else 160,
            "encoding": {"x": x, "color": colour},
            "layer": [
                {
                    "mark": {"type": "area", "opacity": 0.14},
                    "encoding": {"y": {**y, "field": "rate_low"}, "y2": {"field": "rate_high"}},
                },
                {
                    "mark": {"type": "line", "strokeWidth": 2, "point": {"size": 30}},
                    "encoding": {"y": {**y, "field": "rate"}, "tooltip": tooltip},
                },
            ],
        }


def whole_ticks(last: int) -> list[int]:
    """Give the periods to mark on an axis from 0 to `last`: whole ones, a dozen or so at most."""
    steps = (size * 10**power for power in range(19) for size in (1, 2, 5))
    return [*range(0, last + 1, next(step for step in steps if last <= 12 * step))]


def _rows(cohorts: tuple[RetentionCohort, ...]) -> list[dict[str, Any]]:
    """Give one row a cell."""
    return [
        {"cohort": cohort.cohort, "size": cohort.size, **cell.to_dict()} for cohort in cohorts for cell in cohort.cells
    ]
