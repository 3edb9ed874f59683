"""Where to work first: steps by criticality and by what is missing to the target, a list for each segment."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from sojourn import maps
from sojourn.core.analysis import Journeys
from sojourn.core.results import note
from sojourn.core.small import Limits
from sojourn.core.words import joined

from . import surveys
from .competitors import check_competitors
from .gap import gap
from .gaps import NO_COMPETITORS, Held, best_of
from .gaps_parts import Score
from .levels import Evidence, Level, evidence_level
from .moments import moments
from .moments_parts import StepMoment
from .moments_read import cut_as_told
from .moments_result import MomentsResult
from .needs_parts import Need
from .needs_result import NeedsResult
from .rated import SEGMENT
from .targets import WEIGHT, Kind, Shortfall, Wanted, priority, target

KINDS: Mapping[str, Kind] = MappingProxyType({"floor": "must_be", "delight": "delight"})
"""What a target is by what the map says it is held against; else a performance."""


def needs(
    map: maps.JourneyMap,
    journeys: Journeys,
    *,
    registry: surveys.Registry = surveys.NO_REGISTRY,
    found: MomentsResult | None = None,
    competitors: Mapping[str, float] = NO_COMPETITORS,
    segment: str | None = SEGMENT,
    moment_weight: float = WEIGHT,
    weight: str | None = None,
    draws: int = 2000,
    seed: int = 0,
    hidden_below: int = 10,
    thin_below: int = 30,
) -> NeedsResult:
    """Say which steps to work on first: criticality times what is missing to the target, more at a moment of truth.

    `target` says what a target is made of: the map's, and beyond it what the best own segment or a competitor has; a
    floor (`kind: floor`), and the share of answers as good as can be (`kind: delight`), are the map's alone. Each
    segment has a list of its own: segments are never averaged into one target. Criticality is that of all customers. A
    step without a question, a target or a criticality has no priority; it is listed all the same.

    Args:
        map, journeys, registry, competitors, segment, weight, hidden_below, thin_below: as for `gaps`; weights count in
            criticality too.
        found: what `moments` found with the same map, journeys and weight; worked out when not given.
        moment_weight: how much a moment of truth adds.
        draws, seed: as for `moments`.

    Raises:
        InvalidInput: as `moments`, and as `gaps` for competitors.
    """
    limits = Limits(hidden_below, thin_below)
    expectation = maps.expect(map)
    lived = cut_as_told(journeys, expectation)
    answers = surveys.counting(surveys.of_journeys(lived, expectation, segment=segment, weight=weight))
    known = surveys.known(answers, registry)
    check_competitors(map, competitors, known)
    if found is None:
        found = moments(
            map, journeys, registry=registry, draws=draws, seed=seed, hidden_below=hidden_below, thin_below=thin_below,
            weight=weight,
        )  # fmt: skip
    held = Held(map, answers, known, limits)
    rows: list[Need] = []
    unseen: list[str] = []
    for step in map.steps:
        rows += _of_step(held, step, found.step(step.id), competitors, segment, moment_weight, unseen)
    names = maps.place_names(map)
    notes = []
    if unseen:
        at = [each.split(":")[1:] for each in unseen]
        told = joined(f"“{names[step]}”" + (f" for {who[0]}" if who else "") for step, *who in at)
        notes.append(note("needs.not_verifiable", f"too few answers to show that the target is reached: {told}"))
    return NeedsResult(
        basis=found.basis,
        notes=(*found.notes, *notes),
        map_id=map.id,
        title=map.title,
        needs=tuple(rows),
        names=names,
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
    kind = KINDS.get(metric.kind or "", "performance") if metric is not None else "performance"
    for name, score in ((None, held.scored(step)), *scores.items()):
        shown = score is not None and score.n >= held.limits.hidden
        wanted = target([
            Wanted(
                step.id if name is None else f"{step.id}:{name}", kind=kind, floor=goal, contract=goal, share_top=goal,
                best_segment=None if best is None else scores[best].value,
                competitor=competitors.get(step.id), now=score.value if score is not None and shown else None,
                variance=score.variance if score is not None and shown else None,
                n=score.level.n if score is not None and shown else None,
            )
        ])  # fmt: skip
        unseen += wanted.warnings
        aim = next(iter(wanted.target.values()))
        source = None if aim is None else "map" if aim == goal else "competitor"
        if source == "competitor" and best is not None and aim == scores[best].value:
            source = "segment"
        need = _need(held, step, seen, name, score if shown else None, aim, weight)
        yield replace(
            need, target_from=source, target_segment=best if source == "segment" else None,
            target_map=None if goal is None else float(goal),
        )  # fmt: skip


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
