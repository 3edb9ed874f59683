"""Where to work first: steps by criticality and by what is missing to the target, a list for each segment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sojourn import analyse, maps
from sojourn.core.analysis import Journeys
from sojourn.core.charts import Chart, vega_lite
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, interval, note, percent
from sojourn.core.small import Limits
from sojourn.maps import At, Mark

from . import surveys
from .gap import gap
from .gaps import NO_COMPETITORS, Held, best_of
from .gaps_parts import Score
from .levels import Evidence, Level, evidence_level
from .moments import moments
from .moments_parts import StepMoment
from .moments_read import cut_as_told
from .moments_result import MomentsResult
from .needs_chart import body
from .rated import SEGMENT
from .targets import WEIGHT, Shortfall, Wanted, priority, target


@dataclass(frozen=True, slots=True)
class Need:
    """What a step needs, for everybody or for one segment.

    Attributes:
        segment: None for everybody.
        criticality, criticality_low, criticality_high: of the step, all customers together; None where a part of it is
            not known.
        moment: whether the data or an expert call it a moment of truth.
        evidence: how well founded the satisfaction is, or the leaving where nobody was asked.
        satisfaction, target, range: on one scale, and how far that reaches; None where nobody was asked, or too few.
        gap, gap_low, gap_high, verdict: what is missing to the target.
        leaving: the share that leaves here.
        priority: 0 to 150; None where criticality, satisfaction or target is not known.
    """

    map: str
    step: str
    phase: str
    segment: str | None
    criticality: float | None
    criticality_low: float | None
    criticality_high: float | None
    moment: bool
    evidence: str
    satisfaction: float | None
    target: float | None
    range: float | None
    gap: float | None
    gap_low: float | None
    gap_high: float | None
    verdict: str | None
    leaving: float | None
    priority: float | None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, eq=False)
class NeedsResult(Result):
    """Which steps to work on first, everybody together and then segment by segment.

    Attributes:
        needs: one row a step and segment, in the order of the map.
        names: what customers do at each step.
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
        return (Table(first.title, first.headings, first.rows, (*first.notes, *told)), *found[1:])

    def chart(self, *, width: int = 420) -> Chart:
        """Draw the priority of each step, a column of bars for each segment.

        Args:
            width: of all columns, in pixels.
        """
        lists = [("everybody" if each is None else each, self.order(each)) for each in self.segments()]
        drawn = body([(name, rows) for name, rows in lists if rows], self.names, width)
        said = "Priority: criticality × what is missing to the target, half as much again at a moment of truth"
        if not any(rows for _, rows in lists):
            said = "Nothing to draw: no step has a priority, since something it is made of is not known, or all is met"
        return vega_lite(drawn, title=f"{self.title}: where to work first", subtitle=[self.moments.subtitle(), said])

    def _table(self, segment: str | None) -> Table:
        headings = (
            Heading("Step", False), Heading("Priority"), Heading("Criticality (95 %)"), Heading("Satisfied"),
            Heading("Target"), Heading("Missing (95 %)"), Heading("Verdict", False), Heading("Moment", False),
            Heading("Leaving"), Heading("Evidence", False),
        )  # fmt: skip
        rows = tuple(self._row(each) for each in self.order(segment))
        who = "everybody" if segment is None else segment
        told = () if rows else ("No step has a priority: criticality, satisfaction or a target is not known, or met.",)
        return Table(f"{self.title}: where to work first, for {who}", headings, rows, told)

    def _row(self, each: Need) -> tuple[str, ...]:
        critical = f"{each.criticality:.0f}"
        if each.criticality_low is not None and each.criticality_high is not None:
            critical += f" ({each.criticality_low:.0f}–{each.criticality_high:.0f})"
        whole = each.range == 1
        level = percent if whole else lambda value: "" if value is None else f"{value:.2f}"
        missing = interval(each.gap, each.gap_low, each.gap_high) if whole else f"{each.gap or 0:.2f}"
        return (
            each.step, f"{each.priority:.1f}", critical, level(each.satisfaction), level(each.target), missing,
            each.verdict or "", "yes" if each.moment else "", percent(each.leaving) if each.leaving is not None else "",
            each.evidence,
        )  # fmt: skip


def needs(
    map: maps.JourneyMap,
    journeys: Journeys,
    *,
    registry: surveys.Registry = surveys.NO_REGISTRY,
    found: MomentsResult | None = None,
    competitors: Mapping[str, float] = NO_COMPETITORS,
    segment: str | None = SEGMENT,
    moment_weight: float = WEIGHT,
    draws: int = 2000,
    seed: int = 0,
    hidden_below: int = 10,
    thin_below: int = 30,
) -> NeedsResult:
    """Say which steps to work on first: criticality times what is missing to the target, more at a moment of truth.

    `target` says what a target is made of: the map's (a floor where it says so), and beyond it what the best own
    segment or a competitor has. Each segment has a list of its own: segments are never averaged into one target.
    Criticality is that of all customers. A step without a question, a target or a criticality has no priority; it is
    listed all the same.

    Args:
        map, journeys, registry, competitors, segment, hidden_below, thin_below: as for `gaps`.
        found: what `moments` found with the same map and journeys; worked out when not given.
        moment_weight: how much a moment of truth adds.
        draws, seed: as for `moments`.

    Raises:
        InvalidInput: as `moments`.
    """
    limits = Limits(hidden_below, thin_below)
    if found is None:
        found = moments(
            map, journeys, registry=registry, draws=draws, seed=seed, hidden_below=hidden_below, thin_below=thin_below
        )
    answers = analyse.answers(cut_as_told(journeys, maps.expect(map)))
    held = Held(map, answers, surveys.known(answers, registry), limits)
    rows: list[Need] = []
    unseen: list[str] = []
    for step in map.steps:
        rows += _of_step(held, step, found.step(step.id), competitors, segment, moment_weight, unseen)
    notes = [note("needs.not_verifiable", "too few answers to show that the target is reached: " + ", ".join(
        each.partition(":")[2] for each in unseen))] if unseen else []  # fmt: skip
    return NeedsResult(
        basis=found.basis,
        notes=(*found.notes, *notes),
        map_id=map.id,
        title=map.title,
        needs=tuple(rows),
        names={step.id: step.does for step in map.steps},
        not_verifiable=tuple(unseen),
        moments=found,
    )


def _of_step(
    held: Held, step: maps.Step, seen: StepMoment, competitors: Mapping[str, float], segment: str | None,
    weight: float, unseen: list[str],
) -> Iterator[Need]:  # fmt: skip
    """Give the needs of one step: everybody's, then those of each segment that may be shown."""
    scores = held.by_segment(step, segment)
    best = best_of(scores, held.limits)
    metric = step.metrics.get("satisfaction")
    goal = metric.target if metric is not None and isinstance(metric.target, int | float) else None
    floor = metric is not None and metric.kind == "floor"
    for name, score in ((None, held.scored(step)), *scores.items()):
        shown = score is not None and score.n >= held.limits.hidden
        wanted = target([
            Wanted(
                step.id if name is None else f"{step.id}:{name}", kind="must_be" if floor else "performance",
                floor=goal, contract=goal, best_segment=None if best is None else scores[best].value,
                competitor=competitors.get(step.id), now=score.value if score is not None and shown else None,
                variance=score.variance if score is not None and shown else None,
                n=score.level.n if score is not None and shown else None,
            )
        ])  # fmt: skip
        unseen += wanted.warnings
        yield _need(held, step, seen, name, score if shown else None, next(iter(wanted.target.values())), weight)


def _need(
    held: Held, step: maps.Step, seen: StepMoment, segment: str | None, score: Score | None, goal: float | None,
    weight: float,
) -> Need:  # fmt: skip
    """Make one row."""
    critical, moment = seen.critical, seen.flag is not None
    missing = None if score is None or goal is None else gap("target", wanted=goal, got=score.level)
    left = seen.leaving if seen.leaving is not None and seen.leaving.n >= held.limits.hidden else None
    value = None
    if missing is not None and score is not None and goal is not None and critical.value is not None:
        one = Shortfall(step.id, critical.value, goal, score.value, score.range, moment)
        value = priority([one], moment_weight=weight).priority[step.id]
    sources = [Evidence("survey", 0 if score is None else score.n)]
    if score is None and left is not None:
        sources.append(Evidence("event_log", left.n))
    level: Level = evidence_level(sources)
    return Need(
        map=held.map.id, step=step.id, phase=step.phase, segment=segment, criticality=critical.value,
        criticality_low=critical.low, criticality_high=critical.high, moment=moment, evidence=level,
        satisfaction=None if score is None else score.value, target=goal,
        range=None if score is None else score.range, gap=None if missing is None else missing.gap,
        gap_low=None if missing is None else missing.low, gap_high=None if missing is None else missing.high,
        verdict=None if missing is None else missing.verdict, leaving=None if left is None else left.estimate,
        priority=value,
    )  # fmt: skip
