"""What the value of cohorts gives back, and how it is shown."""

from dataclasses import dataclass
from typing import Any

from sojourn.core.charts import HAIR, LINE, POSITIVE, QUIET, Chart, vega_lite
from sojourn.core.events import MONEY
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count

from .names import Notes, envelope, sentences
from .retention_result import whole_ticks


@dataclass(frozen=True, slots=True)
class ValueCell:
    """What a cohort brought at one age.

    Attributes:
        age: periods since the birth.
        customers: members of the cohort.
        events: events with a value.
        millionths, cumulative_millionths: the sum at this age, and up to it; the latter None where cohorts are pooled.
        per_head, cumulative_per_head: in units of money, divided by members; None without members.
        complete: whether the period is over.
    """

    age: int
    customers: int
    events: int
    millionths: int
    cumulative_millionths: int | None
    per_head: float | None
    cumulative_per_head: float | None
    complete: bool

    @classmethod
    def of(
        cls, age: int, customers: int, events: int, millionths: int, cumulative: int, *, complete: bool
    ) -> "ValueCell":
        """Make a cell from its sums."""
        heads = customers * MONEY
        return cls(
            age,
            customers,
            events,
            millionths,
            cumulative,
            millionths / heads if customers else None,
            cumulative / heads if customers else None,
            complete,
        )

    @classmethod
    def pooled(cls, age: int, customers: int, events: int, millionths: int, before: "ValueCell | None") -> "ValueCell":
        """Make a cell of several cohorts; per head it adds to the age before, which more cohorts may have reached."""
        per_head = millionths / (customers * MONEY) if customers else None
        upto = 0.0 if before is None else before.cumulative_per_head
        cumulative = None if per_head is None or upto is None else upto + per_head
        return cls(age, customers, events, millionths, None, per_head, cumulative, complete=True)

    def to_dict(self, *, pooled: bool = False) -> dict[str, Any]:
        """Give the JSON form; pooled cells hold what is complete only, and do not say so again."""
        cell = {
            "age": self.age,
            "customers": self.customers,
            "events": self.events,
            "value": self.millionths / MONEY,
            "cumulative_value": None if self.cumulative_millionths is None else self.cumulative_millionths / MONEY,
            "per_head": self.per_head,
            "cumulative_per_head": self.cumulative_per_head,
        }
        return cell if pooled else {**cell, "complete": self.complete}


@dataclass(frozen=True, slots=True)
class ValueCohort:
    """Customers born in one period, `cohort` being its first date."""

    cohort: str
    size: int
    cells: tuple[ValueCell, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {"cohort": self.cohort, "size": self.size, "cells": [cell.to_dict() for cell in self.cells]}


@dataclass(frozen=True, slots=True)
class ValueResult(Result):
    """Value per head by cohort and age.

    Attributes:
        of: events whose value counts; None for every event.
        currency: the one met, or None when none is recorded.
        cohorts: by birth period, oldest first.
        overall: at each age the cohorts for which it is complete, together. Older ages stand on fewer cohorts, so the
            cumulative curve adds up what a head brought age by age, rather than dividing sums of different cohorts.
    """

    basis: Basis
    notes: Notes
    start: tuple[str, ...]
    of: tuple[str, ...] | None
    value: str
    currency: str | None
    period: str
    time_zone: str
    cohorts: tuple[ValueCohort, ...]
    overall: tuple[ValueCell, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            **envelope("cohort_value", self.basis, self.notes),
            "start": list(self.start),
            "of": None if self.of is None else list(self.of),
            "value": self.value,
            "currency": self.currency,
            "period": self.period,
            "time_zone": self.time_zone,
            "cohorts": [cohort.to_dict() for cohort in self.cohorts],
            "overall": [cell.to_dict(pooled=True) for cell in self.overall],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a cohort and age."""
        return [{"cohort": cohort.cohort, **cell.to_dict()} for cohort in self.cohorts for cell in cohort.cells]

    def tables(self) -> tuple[Table, ...]:
        """Give cumulative value per head, one row a cohort."""
        longest = max((len(cohort.cells) for cohort in self.cohorts), default=0)
        body = [
            (
                cohort.cohort,
                count(cohort.size),
                *(_money(cell.cumulative_per_head) + ("" if cell.complete else "*") for cell in cohort.cells),
                *([""] * (longest - len(cohort.cells))),
            )
            for cohort in self.cohorts
        ]
        everyone = (
            "all, complete",
            count(sum(cohort.size for cohort in self.cohorts)),
            *(_money(cell.cumulative_per_head) for cell in self.overall),
        )
        money = "" if self.currency is None else f" in {self.currency}"
        return (
            Table(
                f"Cumulative value per customer{money}, by {self.period}s since the start",
                (Heading("Cohort", numeric=False), Heading("Customers"), *(Heading(str(k)) for k in range(longest))),
                (*body, everyone) if body else (),
                (f"* this {self.period} is not over yet", *sentences(self.notes)),
            ),
        )

    def chart(self) -> Chart:
        """Draw cumulative value per head by age: a thin line for each cohort, a thick one for all."""
        values = [
            {"cohort": cohort.cohort, **cell.to_dict()}
            for cohort in self.cohorts
            for cell in cohort.cells
            if cell.complete
        ]
        pooled = [{"cohort": "all", **cell.to_dict(pooled=True)} for cell in self.overall if cell.per_head is not None]
        ticks = whole_ticks(max((row["age"] for row in (*values, *pooled)), default=0))
        x = {
            "field": "age",
            "type": "quantitative",
            "title": f"{self.period}s since the start",
            "axis": {"values": ticks, "format": "d", "grid": False, "labelFlush": False},
        }
        y = {
            "field": "cumulative_per_head",
            "type": "quantitative",
            "title": "Value per customer, cumulated" + ("" if self.currency is None else f" ({self.currency})"),
            "axis": {"gridColor": HAIR, "labelColor": QUIET},
        }
        tooltip = [
            {"field": "cohort", "title": "Cohort"},
            {"field": "age", "title": "Age"},
            {"field": "customers", "title": "Customers", "format": ","},
            {"field": "cumulative_per_head", "title": "Per customer", "format": ",.2f"},
        ]
        return vega_lite(
            {
                "width": 520,
                "height": 280,
                "encoding": {"x": x, "y": y, "tooltip": tooltip},
                "layer": [
                    {
                        "data": {"values": values},
                        "mark": {"type": "line", "color": LINE, "strokeWidth": 1, "opacity": 0.7},
                        "encoding": {"detail": {"field": "cohort"}},
                    },
                    {
                        "data": {"values": pooled},
                        "mark": {"type": "line", "color": POSITIVE, "strokeWidth": 3, "point": {"color": POSITIVE}},
                    },
                ],
            },
            title="What customers are worth as they age",
            subtitle=f"thin: each {self.period}'s new customers; thick: all of them, ages that are complete",
        )


def _money(amount: float | None) -> str:
    """Write an amount with two decimals."""
    return "" if amount is None else f"{amount:,.2f}"
