"""What an acquisition plan gives back: the lines that were chosen, by month and team, and what they should bring."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sojourn.core.charts import Chart
from sojourn.core.results import Heading, Result, Table, note, percent
from sojourn.maps import AcquisitionLine, ChosenLines

from .canvas import CanvasState
from .curve_result import BudgetCurve
from .matrix import MatrixFinding, load, proposed
from .months import in_words
from .plan_result import Plan
from .rules import monthly

ASSUMED = "if the effects are as assumed"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class AcquisitionPlan(Result):
    """Which lines of an acquisition matrix to do, when, and what they should bring.

    Attributes:
        plan: the choice with its rivals, its order and how sure it is.
        lines: every line of the matrix, where it came from a map.
        adds: by how much the gain falls without each chosen line, at the most likely values.
        findings: what the matrix lacks.
        canvas: how far the canvas is; None without a map.
        idle: customer's actions that have lines, of which none was chosen.
        steps: what customers do at each step, by its id.
    """

    plan: Plan
    lines: tuple[AcquisitionLine, ...] = ()
    adds: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    findings: tuple[MatrixFinding, ...] = ()
    canvas: CanvasState | None = None
    idle: tuple[str, ...] = ()
    map_id: str | None = None
    title: str = ""
    steps: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def chosen(self) -> tuple[str, ...]:
        """Give the ids of the lines that are done."""
        return self.plan.chosen

    @property
    def cost(self) -> float:
        """Give what they cost."""
        return self.plan.cost

    @property
    def gain(self) -> float:
        """Give what they gain in a period, at the most likely values."""
        return self.plan.gain

    @property
    def gain_low(self) -> float | None:
        """Give the gain that 2.5 % of draws fall below; None when nothing was drawn."""
        return self.plan.gain_low

    @property
    def gain_high(self) -> float | None:
        """Give the gain that 2.5 % of draws exceed; None when nothing was drawn."""
        return self.plan.gain_high

    @property
    def spent(self) -> Mapping[tuple[str, str], float]:
        """Give the money by team and month, spread evenly over the months of each chosen line."""
        amounts: dict[tuple[str, str], float] = {}
        for line in self._done:
            for month, share in monthly(proposed(line)).items():
                key = (line.team or "", month)
                amounts[key] = amounts.get(key, 0.0) + share * (line.cost or 0.0)
        return dict(sorted(amounts.items(), key=lambda each: (each[0][1], each[0][0])))

    @property
    def work(self) -> Mapping[tuple[str, str], float]:
        """Give the person-months by team and month of the chosen lines."""
        return dict(sorted(load(self._done).items(), key=lambda each: (each[0][1], each[0][0])))

    @property
    def undated(self) -> float:
        """Give the money of chosen lines that have no month yet."""
        return sum(line.cost or 0.0 for line in self._done if line.start is None)

    @property
    def _done(self) -> tuple[AcquisitionLine, ...]:
        return tuple(line for line in self.lines if line.id in self.chosen)

    def budget_curve(self, **options: Any) -> BudgetCurve:
        """Give the best lines at every budget."""
        return self.plan.budget_curve(**options)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        inner = self.plan.to_dict()
        basis = {**inner["basis"], "map_id": self.map_id, "map_title": self.title or None}
        return {
            "analysis": "acquisition_plan",
            "format": 1,
            "basis": basis,
            "notes": [*inner["notes"], *map(dict, self.notes())],
            "budget": self.plan.budget,
            "chosen": [*self.chosen],
            "cost": self.cost,
            "gain": self.gain,
            "expected": self.plan.best.expected,
            "gain_low": self.gain_low,
            "gain_high": self.gain_high,
            "gain_at_half": self.plan.gain_at_half,
            "lines": self.rows(),
            "spent": [{"team": team, "month": month, "cost": cost} for (team, month), cost in self.spent.items()],
            "work": [
                {"team": team, "month": month, "person_months": months} for (team, month), months in self.work.items()
            ],
            "undated": self.undated,
            "idle": [*self.idle],
            "canvas": None if self.canvas is None else self.canvas.to_dict(),
            "findings": [each.to_dict() for each in self.findings],
            "plan": {name: value for name, value in inner.items() if name not in ("basis", "notes", "budget")},
        }

    def notes(self) -> list[Mapping[str, Any]]:
        """Give what has to be said beside the notes of the plan."""
        found = [note(each.code, f"{each.message[:1].upper()}{each.message[1:]}.") for each in self.findings]
        if self.idle:
            names = "; ".join(self.steps.get(step, step) for step in self.idle)
            found.append(note("customer_action.not_in_plan", f"In this plan nothing is done for: {names}."))
        if self.undated:
            found.append(note("plan.undated", f"{self.undated:,.0f} of the cost has no month yet."))
        return found

    def rows(self) -> list[dict[str, Any]]:
        """Give a row for each line, those chosen first."""
        known = {line.id: line for line in self.lines}
        rows = []
        for row in self.plan.rows():
            line = known.get(row["id"])
            rows.append(
                {
                    "id": row["id"],
                    "action": row["title"],
                    "step": None if line is None else line.step,
                    "team": row["department"],
                    "owner": row["owner"],
                    "chosen": row["chosen"],
                    "cost": row["cost"],
                    "adds": self.adds.get(row["id"]),
                    "person_months": row["person_months"],
                    "start": None if line is None else line.start,
                    "months": row["months"],
                    "kpi": None if line is None else line.kpi,
                    "evidence": row["evidence"],
                    "inclusion": row["inclusion"],
                    "standing": row["standing"],
                }
            )
        return rows

    def tables(self) -> tuple[Table, ...]:
        """Give the lines that are done, and money and work by month."""
        tables = [self._lines_table()]
        if self.spent:
            tables.append(self._months_table())
        return tuple(tables)

    def shown(self) -> ChosenLines:
        """Give what `maps.draw_acquisition` draws of it."""
        return ChosenLines(
            lines=self.chosen, budget=self.plan.budget, gain=self.gain, gain_low=self.gain_low,
            gain_high=self.gain_high, period=self.plan.model.period, adds=self.adds, capacity=self.plan.capacity,
        )  # fmt: skip

    def chart(self) -> Chart:
        """Draw the money by month, a colour a team."""
        from .acquisition_chart import draw  # noqa: PLC0415 - start-up: only drawings need it

        return draw(self.spent, title=self.title, said=self.said(), currency=self.plan.model.currency)

    def said(self) -> str:
        """Say in a sentence what it costs and brings."""
        within = ""
        if self.gain_low is not None and self.gain_high is not None:
            within = f" ({self.gain_low:,.0f} to {self.gain_high:,.0f})"
        money = f" {self.plan.model.currency}" if self.plan.model.currency else ""
        return (
            f"{self.cost:,.0f} of {self.plan.budget:,.0f}{money} spent; should bring {self.gain:,.0f}{within} for "
            f"{in_words(self.plan.model.period)}, {ASSUMED}"
        )

    def _lines_table(self) -> Table:
        rows = tuple(
            (
                row["action"], self.steps.get(row["step"], row["step"] or ""), row["team"] or "no team",
                f"{row['cost']:,.0f}", f"{row['adds']:,.0f}" if row["adds"] is not None else "",
                (row["start"] or "no month")[:7],
                f"{row['standing']} ({percent(row['inclusion'])})" if row["standing"] else "not drawn",
                row["kpi"] or "no number named",
            )
            for row in self.rows()
            if row["chosen"]
        )  # fmt: skip
        left = [row["action"] for row in self.rows() if not row["chosen"]]
        headings = (
            Heading("our action", numeric=False), Heading("customer's action", numeric=False),
            Heading("team", numeric=False), Heading("cost"), Heading("adds"), Heading("begins"),
            Heading("in the best plan", numeric=False), Heading("shown by", numeric=False),
        )  # fmt: skip
        notes = [f"{self.said()}."]
        notes += [f"Not in this plan: {'; '.join(left)}."] if left else []
        notes += [str(each["message"]) for each in self.plan.to_dict()["notes"]]
        notes += [str(each["message"]) for each in self.notes()]
        title = f"Acquisition plan: {self.title}" if self.title else "Acquisition plan"
        return Table(title, headings, rows, tuple(notes))

    def _months_table(self) -> Table:
        teams = sorted({team for team, _ in self.spent})
        months = sorted({month for _, month in self.spent})
        rows = []
        for month in months:
            amounts = [self.spent.get((team, month), 0.0) for team in teams]
            work = [self.work.get((team, month), 0.0) for team in teams]
            cells = [f"{a:,.0f} · {w:.1f}" if a or w else "" for a, w in zip(amounts, work, strict=True)]
            rows.append((month, *cells, f"{sum(amounts):,.0f}"))
        names = [team or "no team" for team in teams]
        headings = (Heading("month", numeric=False), *map(Heading, names), Heading("in all"))
        return Table("Money and person-months by month", headings, tuple(rows))
