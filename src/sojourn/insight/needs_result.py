"""Where to work first as an answer: a document, rows, tables, marks for a drawing and a chart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sojourn.core.chart_rows import fitted
from sojourn.core.charts import Chart, vega_lite
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, interval, percent
from sojourn.core.words import joined
from sojourn.maps import At, Mark

from .moments_result import MomentsResult
from .needs_chart import body
from .needs_parts import Need


@dataclass(frozen=True, slots=True, eq=False)
class NeedsResult(Result):
    """Which steps to work on first, everybody together and then segment by segment.

    Attributes:
        needs: one row a step and segment, in the order of the map.
        names: what steps and outcomes are called, by id.
        not_verifiable: `target.not_verifiable:step` and `…:step:segment` where the step to a target is smaller than as
            many answers could show.
        moments: what it rests on.
    """

    basis: Basis
    notes: tuple[Mapping[str, Any], ...]
    map_id: str
    title: str
    needs: tuple[Need, ...]
    names: Mapping[str, str]
    not_verifiable: tuple[str, ...]
    moments: MomentsResult

    def segments(self) -> tuple[str | None, ...]:
        """Name the segments there is a list for; None, for everybody, comes first."""
        return tuple(dict.fromkeys(each.segment for each in self.needs))

    def order(self, segment: str | None = None) -> tuple[Need, ...]:
        """Give the steps of one segment whose priority is known and above 0, most first."""
        known = [each for each in self.needs if each.segment == segment and each.priority]
        return tuple(sorted(known, key=lambda each: -(each.priority or 0)))

    def called(self, step: str) -> str:
        """Name a step in the words of the map, short enough for a table; with its id where words repeat."""
        return self.moments.called(self.moments.step(step))

    def marks(self) -> tuple[Mark, ...]:
        """Give the priority of each step for everybody as marks for an overlay."""
        return tuple(
            Mark(At(each.step), "priority", "measured", each.priority, unit="number",
                 method="criticality × what is missing, more at a moment of truth")
            for each in self.needs
            if each.segment is None and each.priority is not None
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            "analysis": "needs",
            "format": 1,
            "basis": self.basis.to_dict(),
            "notes": [dict(each) for each in self.notes],
            "map_id": self.map_id,
            "not_verifiable": list(self.not_verifiable),
            "needs": [each.to_dict() for each in self.needs],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a step and segment."""
        return [each.to_dict() for each in self.needs]

    def tables(self) -> tuple[Table, ...]:
        """Give a list for everybody, and one for each segment."""
        found = tuple(self._table(segment) for segment in self.segments()) or (self._table(None),)
        told = tuple(str(each["message"]) for each in self.notes)
        first = found[0]
        return (Table(first.title, first.headings, first.rows, (*first.notes, *self._reached(), *told)), *found[1:])

    def chart(self, *, width: int = 420) -> Chart:
        """Draw the priority of each step, a column of bars for each segment.

        Args:
            width: of all columns, in pixels; under 360 segments stand below each other, and steps above their bars.
        """
        lists = [("everybody" if each is None else each, self.order(each)) for each in self.segments()]
        drawn = body([(name, rows) for name, rows in lists if rows], self.names, width)
        said = "Priority: criticality × what is missing to the target, half as much again at a moment of truth"
        if not any(rows for _, rows in lists):
            said = "Nothing to draw: no step has a priority, since something it is made of is not known, or all is met"
        title = f"{self.title}: where to work first"
        return fitted(vega_lite(drawn, title=title, subtitle=[self.moments.subtitle(), said]), width)

    def _table(self, segment: str | None) -> Table:
        headings = (
            Heading("Step", False), Heading("Priority"), Heading("Criticality (95 %)"), Heading("Satisfied"),
            Heading("Reachable"), Heading("Missing (95 %)"), Heading("Verdict", False), Heading("Moment", False),
            Heading("Leaving"), Heading("Evidence", False),
        )  # fmt: skip
        rows = tuple(self._row(each) for each in self.order(segment))
        who = "everybody" if segment is None else segment
        told = () if rows else ("No step has a priority: criticality, satisfaction or a target is not known, or met.",)
        return Table(f"{self.title}: where to work first, for {who}", headings, rows, told)

    def _reached(self) -> tuple[str, ...]:
        """Say where the targets of the tables come from, where one is not the map's own."""
        listed = {each.step: each for segment in self.segments() for each in self.order(segment)}
        beyond = [each for each in listed.values() if each.target_from in ("segment", "competitor")]
        if not beyond:
            return ("reachable: the target of the map",) if listed else ()
        said = joined(
            f"{_level(each, each.target)} at “{self.called(each.step)}” is what "
            + ("a competitor" if each.target_segment is None else f"the best segment, {each.target_segment},")
            + " reaches" + ("" if each.target_map is None else f" (the map's target: {_level(each, each.target_map)})")
            for each in beyond
        )  # fmt: skip
        return (f"reachable: {said}" + ("; elsewhere the target of the map" if len(beyond) < len(listed) else ""),)

    def _row(self, each: Need) -> tuple[str, ...]:
        critical = f"{each.criticality:.0f}"
        if each.criticality_low is not None and each.criticality_high is not None:
            critical += f" ({each.criticality_low:.0f}–{each.criticality_high:.0f})"
        missing = interval(each.gap, each.gap_low, each.gap_high) if each.range == 1 else f"{each.gap or 0:.2f}"
        return (
            self.called(each.step), f"{each.priority:.1f}", critical, _level(each, each.satisfaction),
            _level(each, each.target), missing, each.verdict or "",
            "yes" if each.moment else "", percent(each.leaving) if each.leaving is not None else "",
            each.evidence,
        )  # fmt: skip


def _level(each: Need, value: float | None) -> str:
    """Write a level of satisfaction: a share, or a mean on its scale."""
    return percent(value) if each.range == 1 else "" if value is None else f"{value:.2f}"
