"""How far the winning of customers is thought through: canvas, matrix, money and people, in one answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sojourn.core.charts import INK, NEGATIVE, QUIET, SOFT_POSITIVE, Chart, vega_lite
from sojourn.core.results import Heading, Result, Table, note
from sojourn.maps import Acquisition, JourneyMap, buying_steps

from .canvas import CanvasState, check_canvas
from .matrix import MatrixFinding, check_matrix
from .rules import Capacity


@dataclass(frozen=True, slots=True)
class ServedAction:
    """A customer's action and who answers it.

    Attributes:
        lines: what we do: ids of lines.
        teams: who does it.
        left_to: to whom it is left on purpose; None when it is not.
    """

    id: str
    does: str
    stage: str
    lines: tuple[str, ...]
    teams: tuple[str, ...]
    left_to: str | None

    @property
    def served(self) -> str:
        """Say whether it is served by `us`, left to `others`, or served by `nobody`."""
        return "us" if self.lines else "others" if self.left_to is not None else "nobody"

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "id": self.id, "does": self.does, "stage": self.stage, "served": self.served, "lines": [*self.lines],
            "teams": [*self.teams], "left_to": self.left_to,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class AcquisitionState(Result):
    """What is there and what is missing.

    Attributes:
        actions: the customer's actions, in order.
        findings: what the matrix lacks.
    """

    map_id: str
    title: str
    canvas: CanvasState
    actions: tuple[ServedAction, ...]
    findings: tuple[MatrixFinding, ...]

    @property
    def done(self) -> bool:
        """Say whether canvas and matrix are done."""
        return self.canvas.done and not self.findings

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            "analysis": "acquisition",
            "format": 1,
            "basis": {"map_id": self.map_id, "map_title": self.title},
            "notes": [dict(each) for each in self.notes()],
            "done": self.done,
            "canvas": self.canvas.to_dict(),
            "actions": self.rows(),
            "findings": [each.to_dict() for each in self.findings],
        }

    def notes(self) -> list[Mapping[str, Any]]:
        """Give what is missing, in sentences."""
        found = []
        if self.canvas.open:
            found.append(note("canvas.open", f"Open boxes of the canvas: {', '.join(self.canvas.open)}."))
        if self.canvas.unknown:
            found.append(note("canvas.unknown", f"Nobody knows yet: {', '.join(self.canvas.unknown)}."))
        return [*found, *(note(each.code, f"{each.message[:1].upper()}{each.message[1:]}.") for each in self.findings)]

    def rows(self) -> list[dict[str, Any]]:
        """Give a row for each of the customer's actions."""
        return [each.to_dict() for each in self.actions]

    def tables(self) -> tuple[Table, ...]:
        """Give the customer's actions with who answers them, and what is missing."""
        rows = tuple(
            (
                each.stage, each.does,
                ", ".join(each.lines) or (f"left to {each.left_to}" if each.left_to is not None else "nobody"),
                ", ".join(each.teams),
            )
            for each in self.actions
        )  # fmt: skip
        headings = tuple(Heading(name, numeric=False) for name in ("stage", "customer's action", "our actions", "team"))
        filled = len(self.canvas.filled)
        said = f"{filled} of 12 boxes of the canvas are filled."
        notes = [said, *(str(each["message"]) for each in self.notes())]
        if self.done:
            notes.append("Each box is filled or marked unknown, and each action is served or left to others.")
        return (Table(f"Winning customers: {self.title}", headings, rows, tuple(notes)),)

    def chart(self) -> Chart:
        """Draw how many of our actions answer each of the customer's."""
        values = [
            {
                "action": f"{number}. {each.does}", "lines": len(each.lines),
                "said": "" if each.lines else f"left to {each.left_to}" if each.left_to is not None else "nobody",
                "colour": SOFT_POSITIVE if each.lines else QUIET if each.left_to is not None else NEGATIVE,
            }
            for number, each in enumerate(self.actions, start=1)
        ]  # fmt: skip
        axis = {"labelColor": INK, "labelFontSize": 12, "labelLimit": 320, "ticks": False, "domain": False,
                "labelPadding": 8}  # fmt: skip
        y = {
            "field": "action",
            "type": "nominal",
            "sort": [row["action"] for row in values],
            "title": None,
            "axis": axis,
        }
        x = {
            "field": "lines", "type": "quantitative", "title": "our actions",
            "axis": {"tickMinStep": 1, "format": "d"},
        }  # fmt: skip
        text = {"type": "text", "align": "left", "dx": 4, "fontSize": 12}
        body = {
            "width": 320,
            "height": {"step": 28},
            "data": {"values": values},
            "encoding": {"y": y, "x": x},
            "layer": [
                {"mark": {"type": "bar", "height": {"band": 0.62}, "color": SOFT_POSITIVE}},
                {
                    "mark": text,
                    "encoding": {"text": {"field": "said"}, "color": {"field": "colour", "type": "nominal",
                                                                       "scale": None}},
                },
            ],
        }  # fmt: skip
        return vega_lite(body, title=f"Who answers each customer's action: {self.title}")


def check_acquisition(
    map: JourneyMap, *, budget: float | None = None, capacity: Capacity | None = None
) -> AcquisitionState:
    """Say how far the winning of customers is thought through on a map.

    Args:
        map: with `acquisition`; without it everything is missing.
        budget: what may be spent on all lines together.
        capacity: person-months of each team, for all lines or by month.

    Returns:
        The canvas, the customer's actions with who answers them, and findings as `check_matrix` gives them.
    """
    acquisition = map.acquisition or Acquisition()
    steps = buying_steps(map)
    stages = {phase.id: phase.name for phase in map.phases}
    left = {each.step: each.to or "others" for each in acquisition.left_to_others}
    actions = []
    for step in steps:
        lines = [line for line in acquisition.lines if line.step == step.id]
        teams = dict.fromkeys(line.team for line in lines if line.team is not None)
        actions.append(
            ServedAction(
                step.id, step.does, stages.get(step.phase, step.phase), tuple(line.id for line in lines),
                tuple(teams), left.get(step.id),
            )
        )  # fmt: skip
    found = check_matrix(
        acquisition, [step.id for step in steps], budget=budget, capacity=capacity,
        names={step.id: step.does for step in steps},
    )  # fmt: skip
    return AcquisitionState(map.id, map.title, check_canvas(acquisition.canvas), tuple(actions), found)
