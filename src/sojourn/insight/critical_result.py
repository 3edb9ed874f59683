"""How critical each step is as an answer of its own: what it is made of, side by side."""

from dataclasses import dataclass
from typing import Any

from sojourn.core.charts import Chart
from sojourn.core.results import Result, Table

from .moments_found import FoundMoments
from .moments_tables import critical_table


@dataclass(frozen=True, slots=True, eq=False)
class CriticalityResult(Result):
    """How critical each step is, with importance, reach and stake beside it, each with its interval.

    Attributes:
        found: what it was read from.
    """

    found: FoundMoments

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        found = self.found
        return {
            "analysis": "criticality",
            "format": 1,
            "basis": found.basis.to_dict(),
            "notes": [dict(each) for each in found.notes],
            "map_id": found.map_id,
            "map_version": found.map_version,
            "good": found.good,
            "window": found.window,
            "draws": found.draws,
            "seed": found.seed,
            "steps": self.rows(),
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a step that leaves events, in the order of the map."""
        return [
            {"step": each.step, "name": each.name, **{name: getattr(each.critical, name)
                                                      for name in type(each.critical).__slots__}}
            for each in self.found.steps
            if each.critical.reach is not None
        ]  # fmt: skip

    def tables(self) -> tuple[Table, ...]:
        """Give its table, with what must be known."""
        table = critical_table(self.found)
        told = (f"{self.found.subtitle()}.", *(str(each["message"]) for each in self.found.notes))
        return (Table(f"{self.found.title}: how critical", table.headings, table.rows, (*table.notes, *told)),)

    def chart(self, *, width: int = 760) -> Chart:
        """Draw importance, reach, stake and criticality of each step beside each other, each with its interval.

        Args:
            width: of all four, in pixels; under 360 steps stand above them.
        """
        from .critical_chart import draw  # noqa: PLC0415 - start-up: most questions are not drawn

        return draw(self.found, width=width)
