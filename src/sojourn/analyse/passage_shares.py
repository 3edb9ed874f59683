"""From counts of passages to shares, intervals, quantiles and lists."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sojourn.core.expectation import Expectation, ExpectedStep
from sojourn.core.journeys import Basis
from sojourn.core.statistics import wilson

from .conformance_tally import first_points
from .expected_order import last_first
from .names import Notes
from .passage_intervals import ratio
from .passage_measures import conclude as conclude_measures
from .passage_measures import measures_of
from .passage_parts import (
    ChannelSwitch,
    Leaving,
    MeasuredStep,
    MetOutcome,
    PassedChoice,
    PassedLink,
    PassedLoop,
    PassedPoint,
    PassedStep,
    TakenBranch,
    WentTo,
)
from .passage_result import PassageResult
from .passage_tally import (
    ATTEMPTED,
    CUSTOMERS,
    DECIDED,
    FAILED,
    FIRST,
    JOURNEYS,
    LEFT,
    OPEN,
    VISITS,
    PassageCounts,
)
from .spreads import Spread, spreads

_Pair = tuple[int, int]

_WEIGHT = ("next", "skip", "choice", "loop")
"""Kinds of moves, by how much they say of a way that is made of several."""


_NEVER = (0, 0, 0)
"""Counts of a move that nobody made."""


def conclude(
    counts: PassageCounts, notes: Notes, basis: Basis, *, expectation: Expectation, events: Sequence[str], top: int
) -> PassageResult:
    """Make the result; `events` are names by code, `top` how many next events to list."""
    kinds, options = _moves(expectation)
    links = _links(expectation, counts, kinds, options)
    anything, ended, closed_anything, closed_ended, still, closed, outside, under_way = counts.whole.tolist()
    share, low, high = _share(closed_ended, closed_anything)
    return PassageResult(
        basis=basis,
        notes=notes,
        expected=expectation.title,
        map_id=expectation.map_id,
        map_version=expectation.map_version,
        journeys=still + closed,
        outside_journeys=outside,
        under_way_journeys=under_way,
        open=still,
        closed=closed,
        touched=anything,
        ended=ended,
        closed_touched=closed_anything,
        completed=closed_ended,
        completed_share=share,
        completed_share_low=low,
        completed_share_high=high,
        quantiles=counts.took.kind,
        steps=_steps(expectation, counts, events, top, still + closed),
        links=links,
        choices=_choices(expectation, counts, options),
        loops=tuple(
            PassedLoop(
                each.start, each.end, each.count, each.journeys, each.reached, *_share(each.converted, each.reached)
            )
            for each in links
            if each.kind == "loop"
        ),
        outcomes=_outcomes(expectation, counts, closed),
    )


def _steps(
    expectation: Expectation, counts: PassageCounts, events: Sequence[str], top: int, journeys: int
) -> tuple[PassedStep, ...]:
    """Sum every step up."""
    switched = dict(zip(counts.switches.keys.tolist(), counts.switches.counts.tolist(), strict=True))
    measured = iter(conclude_measures(measures_of(expectation), counts.measures))
    first = first_points(expectation)
    return tuple(
        _step(
            counts,
            place,
            step,
            first[place],
            _switches(step, first[place], first[-1], switched),
            journeys,
            _leaving(counts, events, top, place),
            tuple(next(measured) for _ in step.measures),
        )
        for place, step in enumerate(expectation.steps)
    )


def _step(
    counts: PassageCounts,
    place: int,
    step: ExpectedStep,
    first: int,
    switches: tuple[ChannelSwitch, ...],
    journeys: int,
    leaving: Leaving,
    measures: tuple[MeasuredStep, ...],
) -> PassedStep:
    """Sum one step up."""
    row = counts.by_step[:, place].tolist()
    share, low, high = _share(row[JOURNEYS], journeys)
    mean, mean_low, mean_high = ratio(row[VISITS], row[JOURNEYS], tuple(row[DECIDED + 1 :]), row[CUSTOMERS])
    failed, failed_low, failed_high = _share(row[FAILED], row[ATTEMPTED])
    points = []
    for number, point in enumerate(step.points):
        used, refused = counts.by_point[:, first + number].tolist()
        of_step = _share(used, row[JOURNEYS])
        points.append(
            PassedPoint(point.id, point.name, point.channel, point.id == step.expected, used, *of_step, refused)
        )
    return PassedStep(
        step=step.id,
        name=step.name,
        optional=step.optional,
        journeys=row[JOURNEYS],
        customers=row[CUSTOMERS],
        share=share,
        share_low=low,
        share_high=high,
        first=row[FIRST],
        visits=row[VISITS],
        visits_per_journey=mean,
        visits_per_journey_low=mean_low,
        visits_per_journey_high=mean_high,
        attempted=row[ATTEMPTED],
        failed=row[FAILED],
        failed_share=failed,
        failed_share_low=failed_low,
        failed_share_high=failed_high,
        open=row[OPEN],
        leaving=leaving,
        points=tuple(points),
        switches=switches,
        measures=measures,
    )


def _switches(
    step: ExpectedStep, first: int, points: int, switched: Mapping[int, Sequence[int]]
) -> tuple[ChannelSwitch, ...]:
    """List changes from point to point of a step by count, then as the points stand."""
    if len(step.points) < 2:
        return ()
    found = [
        ChannelSwitch(a.id, b.id, *switched[key])
        for i, a in enumerate(step.points)
        for j, b in enumerate(step.points)
        if (key := (first + i) * points + first + j) in switched
    ]
    return tuple(sorted(found, key=lambda each: -each.count))


def _leaving(counts: PassageCounts, events: Sequence[str], top: int, place: int) -> Leaving:
    """Say who stopped at a step, and what they did next."""
    left, did, still = counts.by_step[[LEFT, JOURNEYS, OPEN], place].tolist()
    reached = did - still
    width = len(events) + 1
    first, last = np.searchsorted(counts.next, [place * width, (place + 1) * width])
    found = dict(zip((counts.next[first:last] % width).tolist(), counts.next_counts[first:last].tolist(), strict=True))
    none = found.pop(width - 1, 0)
    ranked = sorted(found.items(), key=lambda each: (-each[1], events[each[0]]))
    share, low, high = _share(left, reached)
    return Leaving(
        left=left,
        reached=reached,
        share=share,
        share_low=low,
        share_high=high,
        next=tuple(WentTo(events[code], number) for code, number in ranked[:top]),
        other=sum(number for _, number in ranked[top:]),
        none=none,
    )


def _moves(expectation: Expectation) -> tuple[dict[_Pair, Any], dict[_Pair, tuple[str, ...]]]:
    """Give the kind and the options of each expected move; the first kind where a move stands twice."""
    kinds: dict[_Pair, Any] = {}
    options: dict[_Pair, tuple[str, ...]] = {}
    for move in expectation.moves:
        pair = move.start, move.end
        kinds.setdefault(pair, move.kind)
        if move.kind == "choice":
            options[pair] = options.get(pair, ()) + (() if move.option is None else (move.option,))
    return kinds, options


def kinds_of(expectation: Expectation, pairs: Sequence[_Pair]) -> list[Any]:
    """Give the kind of the expected move of each pair of places, past optional steps too; None where none is."""
    kinds, _ = _moves(expectation)
    others = [pair for pair in pairs if pair not in kinds]
    passing = dict(zip(others, _passing(expectation, others), strict=True))
    return [kinds.get(pair) or passing.get(pair) for pair in pairs]


def _passing(expectation: Expectation, pairs: Sequence[_Pair]) -> list[Any]:
    """Give the kind of the way by which each pair passes optional steps; None where no way leads from one to the other.

    A way is of the kind of its moves that weighs most, and of all ways the one that weighs least counts.

    Cost: O(moves * steps) bytes compared for each round of loops inside loops, and a byte for each pair of steps.
    """
    if not pairs:
        return []
    steps, none = len(expectation.steps), len(_WEIGHT)
    weight = np.full((steps, steps), none, np.uint8)
    through: list[list[tuple[int, int]]] = [[] for _ in range(steps)]
    for move in expectation.moves:
        moved = _WEIGHT.index(move.kind)
        weight[move.start, move.end] = min(weight[move.start, move.end], moved)
        if expectation.steps[move.end].optional:
            through[move.start].append((move.end, moved))
    order = [step for step in last_first([[end for end, _ in each] for each in through]) if through[step]]
    changed = True
    while changed:
        changed = False
        for step in order:
            row = weight[step].copy()
            for passed, moved in through[step]:
                # What cannot be reached stays so: no kind of move weighs more.
                np.minimum(row, np.maximum(weight[passed], moved), out=row)
            if not np.array_equal(row, weight[step]):
                weight[step], changed = row, True
    return [(*_WEIGHT, None)[weight[pair]] for pair in pairs]


def _links(
    expectation: Expectation,
    counts: PassageCounts,
    kinds: Mapping[_Pair, Any],
    options: Mapping[_Pair, tuple[str, ...]],
) -> tuple[PassedLink, ...]:
    """List expected moves in file order, then the others by how often they were taken."""
    steps, taken = expectation.steps, _taken(counts, len(expectation.steps))
    others = sorted((pair for pair in taken if pair not in kinds), key=lambda pair: (-taken[pair][0], pair))
    passing = dict(zip(others, _passing(expectation, others), strict=True))
    times = spreads(counts.took, max(len(steps) ** 2, 1))
    found = []
    for start, end in (*kinds, *others):
        number, journeys, waiting = taken.get((start, end), _NEVER)
        reached = int(counts.by_step[JOURNEYS, start] - counts.by_step[OPEN, start])
        found.append(
            PassedLink(
                steps[start].id,
                steps[end].id,
                kinds.get((start, end)) or passing.get((start, end)),
                options.get((start, end), ()),
                number,
                journeys,
                reached,
                journeys - waiting,
                *_share(journeys - waiting, reached),
                *_times(times[start * len(steps) + end]),
            )
        )
    return tuple(found)


def _taken(counts: PassageCounts, steps: int) -> dict[_Pair, Sequence[int]]:
    """Give the moves that somebody made, each with its counts."""
    rows = zip(counts.moves.keys.tolist(), counts.moves.counts.tolist(), strict=True)
    return {(key // steps, key % steps): row for key, row in rows}


def _choices(
    expectation: Expectation, counts: PassageCounts, options: Mapping[_Pair, tuple[str, ...]]
) -> tuple[PassedChoice, ...]:
    """Sum up each step from which branches part."""
    steps, found = expectation.steps, []
    taken = _taken(counts, len(steps))
    parting: dict[int, list[tuple[int, tuple[str, ...]]]] = {}
    for (start, end), names in options.items():
        parting.setdefault(start, []).append((end, names))
    for start, ends in parting.items():
        decided = int(counts.by_step[DECIDED, start])
        branches = []
        for end, names in ends:
            journeys = taken.get((start, end), _NEVER)[1]
            branches.append(TakenBranch(names, steps[end].id, journeys, *_share(journeys, decided)))
        undecided = int(counts.by_step[JOURNEYS, start]) - decided
        found.append(PassedChoice(steps[start].id, decided, undecided, tuple(branches)))
    return tuple(found)


def _outcomes(expectation: Expectation, counts: PassageCounts, closed: int) -> tuple[MetOutcome, ...]:
    """Sum outcomes up; one without rules is not counted, rather than counted as 0."""
    found = []
    for outcome, met, met_closed in zip(expectation.outcomes, *counts.outcomes.tolist(), strict=True):
        named = outcome.id, outcome.name, outcome.good
        if outcome.rules:
            found.append(MetOutcome(*named, True, met, met_closed, *_share(met_closed, closed)))
        else:
            found.append(MetOutcome(*named, False, None, None, None, None, None))
    return tuple(found)


def _share(part: int, whole: int) -> tuple[float | None, float | None, float | None]:
    """Give a share with Wilson's interval; nothing where there is no whole."""
    return (part / whole if whole else None, *wilson(part, whole))


def _times(found: Spread) -> tuple[float | None, ...]:
    """Give p10, the median with its limits, and p90 in seconds."""
    shown = (found.quantile(0.1), found.quantile(0.5), *found.interval(0.5), found.quantile(0.9))
    return tuple(None if each is None else each / 1e6 for each in shown)
