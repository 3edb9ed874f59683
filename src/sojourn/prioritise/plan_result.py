"""What a plan gives back, and how it is shown."""

from dataclasses import dataclass
from typing import Any

from sojourn.core.charts import Chart
from sojourn.core.results import Result, Table

from .curve import budget_curve
from .curve_result import BudgetCurve
from .plan_facts import PlanFacts


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Plan(PlanFacts, Result):
    """What to do with the money there is; its fields are those of `PlanFacts`."""

    def budget_curve(self, **options: Any) -> BudgetCurve:
        """Give the best set at every budget, by the same model and effects at their most likely values.

        Args:
            options: as for `sojourn.prioritise.budget_curve`; by default the rules of the plan.
        """
        given = {
            **self.rules,
            "capacity": self.capacity,
            "carry": self.carry,
            "marked": self.budget,
            "objective": self.objective,
        }
        given |= {"periods": self.periods, "discount": self.discount}
        return budget_curve(self.model, self.initiatives, **{**given, **options})

    def inclusion_chart(self, *, width: int = 460) -> Chart:
        """Draw how often the best set holds each initiative.

        Args:
            width: in pixels, without names; under 420 names stand above their bars.

        Raises:
            PlanRefused: `plan.nothing_drawn`.
        """
        from .plan_charts import inclusion_chart  # noqa: PLC0415 - start-up: only drawings need it

        return inclusion_chart(self, width=width)

    def timeline_chart(self, *, width: int = 560) -> Chart:
        """Draw when each initiative is done, by department.

        Args:
            width: in pixels, without departments; under 420 they stand behind the initiatives.
        """
        from .plan_charts import timeline_chart  # noqa: PLC0415 - start-up: only drawings need it

        return timeline_chart(self, width=width)

    def chart(self) -> Chart:
        """Draw what each of the best sets would gain, with intervals where something was drawn."""
        from .plan_charts import sets_chart  # noqa: PLC0415 - start-up: only drawings need it

        return sets_chart(self)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        from .plan_document import document  # noqa: PLC0415 - start-up: only results that are shown need it

        return document(self)

    def rows(self) -> list[dict[str, Any]]:
        """Give a row for each initiative, those chosen first."""
        from .plan_document import initiative_rows  # noqa: PLC0415 - start-up: the same

        return initiative_rows(self)

    def tables(self) -> tuple[Table, ...]:
        """Give the plan, its rivals, and when each initiative is done."""
        from .plan_tables import tables  # noqa: PLC0415 - start-up: the same

        return tables(self)
