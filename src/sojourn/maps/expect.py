"""What a map expects of journeys."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sojourn.core.durations import UNITS, microseconds
from sojourn.core.errors import InvalidInput
from sojourn.core.expectation import Expectation, ExpectedStep, Measure, Move, Outcome, Point, Rule, SilentStep

from .model import EventRule, JourneyMap, MeasuredBy, Metric, Step, Touchpoint, without_contact
from .ways import RANK, Way, WayKind, observable, starts, ways, within

if TYPE_CHECKING:
    from sojourn.core.journeys import Cases

_SECONDS = {name: size / 1e6 for name, size in {**UNITS, "min": UNITS["m"]}.items()}

_MORE_IS_BETTER = ("importance", "satisfaction", "conversion")
"""Metrics that are asked or counted elsewhere, and that no time or number of an event is held against."""


def expect(map: JourneyMap) -> Expectation:
    """Say what a map expects of journeys.

    - A step is looked for when one of its points of contact has a rule (`event_match`). All others are silent: ways run
      through them. A step that only names events of failure may be passed, since success leaves no event there.
    - Ways from step to step are those of the map's links; a phase with `loops_to` leads back to the first step of the
      phase it names unless a loop link between the two says it more exactly.
    - In a choice between points of contact any one does. Otherwise every point that is not optional is expected.
    - `case` says how events are cut into journeys; a key goes before a gap.
    - What is measured: metrics with `measured_by`, except those of which more is better. A target without a unit is in
      the unit of the property, or in seconds.
    - The channel of a point of contact is no condition: only `event_match` is. A map inside a step is not opened up.

    Raises:
        InvalidInput: no step is tied to events, none that is can be reached, there is no way to an end, or the
            gap that ends a journey has no fixed length.
    """
    onwards = ways(map)
    seen = [step for step in map.steps if observable(step)]
    if not seen:
        raise InvalidInput(
            f"no step of the map {map.id!r} is tied to events, so there is nothing to look for in journeys",
            code="map-not-tied",
            hint="give at least one touchpoint an event_match, such as {event: order.completed}",
        )
    place = {step.id: number for number, step in enumerate(seen)}
    behind = _behind(onwards, place)
    moves: list[Move] = []
    ends = []
    for number, step in enumerate(seen):
        found = list(within(step.id, onwards, place))
        ends += [number] if any(way.to is None for way in found) else []
        moves += _moves(number, found, place)
    first = {way.to for step in starts(map) for way in ([Way(step)] if step in place else within(step, onwards, place))}
    begin = sorted(place[step] for step in first if step is not None)
    if not begin or not ends:
        what = "step with events can be reached" if not begin else "step with events leads to an end"
        raise InvalidInput(
            f"no {what} in the map {map.id!r}",
            code="map-without-way",
            hint="`sojourn maps check` says which link lacks",
        )
    return Expectation(
        title=map.title,
        steps=tuple(_expected(step) for step in seen),
        moves=tuple(moves),
        starts=tuple(begin),
        ends=tuple(ends),
        silent=tuple(_silent(map, step, behind.get(step.id, ())) for step in map.steps if step.id not in place),
        outcomes=tuple(Outcome(each.id, each.name, _rules(each.event_match), each.good) for each in map.outcomes),
        watch=_rules(map.watch),
        visits=True,
        cases=_cases(map),
        map_id=map.id,
        map_version=map.version,
    )


def _moves(start: int, found: list[Way], place: Mapping[str, int]) -> Iterator[Move]:
    """Give one move a step and option, of the plainest kind that leads there."""
    best: dict[tuple[int, str | None], WayKind] = {}
    for way in found:
        if way.to is not None:
            key = place[way.to], way.option
            best[key] = min(best.get(key, way.kind), way.kind, key=RANK.index)
    for (end, option), kind in sorted(best.items(), key=lambda each: each[0][0]):
        yield Move(start, end, kind, option)


def _behind(onwards: Mapping[str, tuple[Way, ...]], place: Mapping[str, int]) -> Mapping[str, Sequence[str]]:
    """Give the steps with events that come next after each silent step; going round again is not what comes next.

    Cost: walked back from each step with events, as far as silent steps go: what is found, and no more.
    """
    before: dict[str, list[str]] = {}
    for step, found in onwards.items():
        for way in found:
            if step not in place and way.to is not None and way.kind != "loop":
                before.setdefault(way.to, []).append(step)
    behind: dict[str, list[str]] = {}
    for step in place:
        met: set[str] = set()
        todo = [step]
        while todo:
            for silent in before.get(todo.pop(), ()):
                if silent not in met:
                    met.add(silent)
                    todo.append(silent)
                    behind.setdefault(silent, []).append(step)
    return behind


def _silent(map: JourneyMap, step: Step, before: Sequence[str]) -> SilentStep:
    """Describe a step without events."""
    reason = "no_contact" if without_contact(map, step) else "not_tied"
    return SilentStep(step.id, step.does, reason, tuple(before))  # type: ignore[arg-type]  # one of the two


def _expected(step: Step) -> ExpectedStep:
    """Describe a step that leaves events."""
    points = tuple(_point(touchpoint) for touchpoint in step.touchpoints if touchpoint.event_match)
    choice = step.choice if step.choice is not None and step.choice.between == "touchpoints" else None
    wanted = None if choice is None else choice.expected
    return ExpectedStep(
        id=step.id,
        name=step.does,
        points=points,
        optional=step.optional or not any(point.rules for point in points),
        one_of=choice is not None or len(points) == 1,
        expected=wanted if any(point.id == wanted for point in points) else None,
        measures=tuple(_measures(step)),
    )


def _point(touchpoint: Touchpoint) -> Point:
    done = _rules(rule for rule in touchpoint.event_match if rule.status != "failed")
    return Point(
        id=touchpoint.id,
        name=touchpoint.name,
        rules=done,
        failures=_rules(rule for rule in touchpoint.event_match if rule.status == "failed"),
        required=bool(done) and not touchpoint.optional,
        channel=touchpoint.channel if isinstance(touchpoint.channel, str) else None,
    )


def _rules(rules: "Iterator[EventRule] | tuple[EventRule, ...]") -> tuple[Rule, ...]:
    return tuple(Rule(rule.event, rule.where) for rule in rules)


def _cases(map: JourneyMap) -> "Cases | None":
    """Give the rule that cuts events into journeys."""
    from sojourn.core.journeys import Cases  # noqa: PLC0415 - start-up: checking a map needs no arrays

    if map.case is not None and map.case.key is not None:
        return Cases("key", key=map.case.key)
    if map.case is not None and map.case.gap is not None:
        gap = seconds(map.case.gap)
        if gap is None:
            raise InvalidInput(
                f"the map {map.id!r} cuts journeys at a gap of {map.case.gap}, which has no fixed length",
                code="bad-duration",
                hint="write weeks, days or hours, such as P180D",
            )
        return Cases("gap", gap=round(gap * 1e6))
    return None


def measurable(metric: Metric) -> bool:
    """Say whether `measured_by` names a number of an event, or both ends of a time, in the unit of the target."""
    by = metric.measured_by
    if by is None or (isinstance(metric.target, str) and seconds(metric.target) is None):
        return False
    if by.event and by.property is not None:
        return by.unit is not None or not isinstance(metric.target, str)
    return bool(by.from_ and by.to)


def _measures(step: Step) -> Iterator[Measure]:
    for name, metric in step.metrics.items():
        by = metric.measured_by
        if by is None or not measurable(metric) or name in _MORE_IS_BETTER:
            continue
        read = by.event and by.property is not None
        yield Measure(
            name=name,
            start=(Rule(by.event, by.where),) if read else _rules(by.from_),
            end=() if read else _rules(by.to),
            property=by.property if read else None,
            unit=by.unit if read else None,
            target=_target(metric, by),
            at=0.5 if metric.at is None else metric.at,
        )


def _target(metric: Metric, by: MeasuredBy) -> float | None:
    """Give a target in seconds where a time is measured."""
    if isinstance(metric.target, str):
        return seconds(metric.target)
    if metric.target is None or not (by.event and by.property is not None and by.unit is not None):
        return metric.target
    return metric.target * _SECONDS[by.unit]


def seconds(duration: str) -> float | None:
    """Give the length of a duration; None when it has no fixed one, as months have not."""
    try:
        return microseconds(duration) / 1e6
    except InvalidInput:
        return None
