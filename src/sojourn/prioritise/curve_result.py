"""What a budget curve gives back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sojourn.core.charts import Chart
from sojourn.core.results import Heading, Result, Table, count, note

from .curve_step import CurveStep
from .months import in_words

NOT_NESTED = "A larger budget may drop what a smaller one chose: plans are not nested."
ASSUMED = "All gains are simulated on the journey's chain, if the effects are as assumed."


@dataclass(frozen=True, slots=True)
class BudgetCurve(Result):
    """What more money would bring.

    Attributes:
        steps: budgets in rising order.
        nested: every set holds the one before it.
        method: `exhaustive`, or `pairs` where a surrogate chose the sets.
        proved: no set outside could be better.
        titles: what initiatives are called.
    """

    steps: tuple[CurveStep, ...]
    nested: bool
    method: str
    proved: bool
    currency: str | None
    period: str | None
    titles: Mapping[str, str]
    marked: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        notes = [note("assumed", ASSUMED)]
        if not self.nested:
            notes.append(note("not_nested", NOT_NESTED))
        if not self.proved:
            notes.append(note("not_proved", "The time was over before the search was: a step may be missing."))
        return {
            "analysis": "budget_curve",
            "format": 1,
            "basis": {"currency": self.currency, "period": self.period, "method": self.method, "proved": self.proved},
            "notes": notes,
            "nested": self.nested,
            "steps": [
                {"budget": each.budget, "chosen": list(each.chosen), "gain": each.gain, "worth": each.worth}
                for each in self.steps
            ],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give a row for each step."""
        return [
            {"budget": each.budget, "chosen": "+".join(each.chosen), "gain": each.gain, "worth": each.worth}
            for each in self.steps
        ]

    def tables(self) -> tuple[Table, ...]:
        """Give the steps."""
        money = f", {self.currency}" if self.currency else ""
        rows = tuple(
            (count(each.budget), count(each.gain), ", ".join(self.titles.get(name, name) for name in each.chosen))
            for each in self.steps
        )
        headings = (
            Heading(f"Budget from{money}"),
            Heading(f"Gain in {in_words(self.period)}{money}"),
            Heading("Best set", False),
        )
        notes = (ASSUMED,) if self.nested else (ASSUMED, NOT_NESTED)
        return (Table("What a larger budget would bring", headings, rows, notes),)

    def chart(self, *, width: int = 840) -> Chart:
        """Draw the curve as steps, with a key of what each adds and drops against the one before.

        Args:
            width: of the whole, in pixels; under 640 the key stands below the drawing.
        """
        from .curve_chart import curve_chart  # noqa: PLC0415 - start-up: only drawings need it

        return curve_chart(
            self.steps, titles=self.titles, currency=self.currency, marked=self.marked, period=self.period, width=width
        )  # fmt: skip
