"""From counts of deviations to the result."""

from collections.abc import Iterator
from math import fsum

from sojourn.core.expectation import KINDS, DeviationCount, Deviations, Expectation
from sojourn.core.journeys import Basis
from sojourn.core.statistics import wilson

from .conformance_parts import AdHoc, Break, HeldPoint, HeldStep, HeldSwitch
from .conformance_result import ConformanceResult
from .conformance_tally import ConformanceCounts, Keyed, first_points
from .names import Notes, noted

_AD_HOC = ("unknown", "repeated", "other_branch")


def finished(
    expectation: Expectation,
    events: tuple[str, ...],
    names: tuple[str, ...],
    notes: Notes,
    partial: ConformanceCounts,
    basis: Basis,
) -> ConformanceResult:
    """Make the result.

    Args:
        events: names by code. names: what breaks are told by.
    """
    journeys, still, conforming, so_far, outside, under_way = partial.whole.tolist()
    fits = [(key >> 32, key & 0xFFFFFFFF, count) for key, (count,) in _rows(partial.fits)]
    histogram: dict[int, int] = {}
    for cost, _, count in fits:
        histogram[cost] = histogram.get(cost, 0) + count
    lost: dict[int, int] = {}
    for cost, worst, count in fits:
        lost[worst] = lost.get(worst, 0) + cost * count
    return ConformanceResult(
        basis=basis,
        notes=noted(notes, basis),
        expected=expectation.title,
        map_id=expectation.map_id,
        map_version=expectation.map_version,
        journeys=journeys,
        outside_journeys=outside,
        under_way_journeys=under_way,
        open_journeys=still,
        conforming=conforming,
        conforming_so_far=so_far,
        cost=sum(cost * count for cost, _, count in fits),
        worst_cost=sum(worst * count for _, worst, count in fits),
        mean_fitness=1 - fsum(lost[worst] / worst for worst in sorted(lost)) / journeys if journeys else None,
        cost_histogram=tuple(sorted(histogram.items())),
        steps=tuple(
            HeldStep(step.id, step.name, step.optional, *counts, *having)
            for step, counts, having in zip(
                expectation.steps, partial.steps.tolist(), partial.by_step.tolist(), strict=True
            )
        ),
        deviations=_deviations(partial, journeys),
        ad_hoc=_ad_hoc(events, partial),
        breaks=_breaks(names, partial),
        points=_points(expectation, partial),
        switches=_switches(expectation, partial),
        silent=expectation.silent,
    )


def _deviations(partial: ConformanceCounts, journeys: int) -> Deviations:
    """Count the four kinds, with shares of all journeys."""
    counts = []
    for kind, (number, having, customers) in zip(KINDS, partial.kinds.tolist(), strict=True):
        share = having / journeys if journeys else None
        counts.append(DeviationCount(kind, number, having, customers, share, *wilson(having, journeys)))
    return Deviations(journeys, tuple(counts))


def _ad_hoc(events: tuple[str, ...], partial: ConformanceCounts) -> tuple[AdHoc, ...]:
    """List ad hoc events by count, then name, then kind."""
    found = [
        AdHoc(events[code], _AD_HOC[kind], *partial.ad_hoc[code, kind].tolist())  # type: ignore[arg-type]  # one of the three
        for code, kind in zip(*map(list, partial.ad_hoc[:, :, 0].nonzero()), strict=True)
    ]
    return tuple(sorted(found, key=lambda each: (-each.count, each.event, each.kind)))


def _breaks(names: tuple[str, ...], partial: ConformanceCounts) -> tuple[Break, ...]:
    """List breaks by count, then where they come from and go to; start and end before any name."""
    places = (None, *names)
    width = len(places)
    summed: dict[tuple[str | None, str | None], list[int]] = {}
    for key, counts in _rows(partial.breaks):
        summed[places[key // width], places[key % width]] = counts
    found = [Break(start, end, *counts) for (start, end), counts in summed.items()]
    return tuple(
        sorted(found, key=lambda each: (-each.count, each.start is not None, each.start or "", each.end is not None,
                                        each.end or ""))
    )  # fmt: skip


def _points(expectation: Expectation, partial: ConformanceCounts) -> tuple[HeldPoint, ...]:
    """List the points of steps that want all of them."""
    first = first_points(expectation)
    return tuple(
        HeldPoint(step.id, point.id, point.name, *partial.points[first[place] + number].tolist())
        for place, step in enumerate(expectation.steps)
        if not step.one_of and len(step.points) > 1
        for number, point in enumerate(step.points)
    )


def _switches(expectation: Expectation, partial: ConformanceCounts) -> tuple[HeldSwitch, ...]:
    """List changes of point by step, then count."""
    points = [(step.id, point.id) for step in expectation.steps for point in step.points]
    found = [
        HeldSwitch(points[key // len(points)][0], points[key // len(points)][1], points[key % len(points)][1], *counts)
        for key, counts in _rows(partial.switches)
    ]
    order = {step.id: place for place, step in enumerate(expectation.steps)}
    return tuple(sorted(found, key=lambda each: (order[each.step], -each.count, each.start, each.end)))


def _rows(found: Keyed) -> Iterator[tuple[int, list[int]]]:
    """Give keys and their counts as whole numbers."""
    return zip(found.keys.tolist(), found.counts.tolist(), strict=True)
