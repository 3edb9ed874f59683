"""How a map is tied to events: M501, M503 to M506."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sojourn.core.expectation import Rule

from ..expect import measurable, seconds
from ..model import EventRule, JourneyMap, Metric, Path, Step
from ..ways import Way, observable, ways, within
from .found import Found, joined, listed
from .rules import RULES

_ASKED_OF_CUSTOMERS = ("importance", "satisfaction")


@dataclass(frozen=True, slots=True)
class EventSummary:
    """What is known of the events of the last days, for the question whether rules match any.

    Attributes:
        days: how many days back it reaches.
        total: how many events there are in them.
        names: how many of each name.
        matches: how many events fit each rule by itself; rules that are not in it are not judged.
    """

    days: int
    total: int
    names: Mapping[str, int]
    matches: Mapping[Rule, int]


def event_rules(map: JourneyMap) -> Iterator[tuple[Path, str, Rule]]:
    """Give every rule for events in a map, with its path and what it belongs to."""
    for step in map.steps:
        for touchpoint in step.touchpoints:
            path = ("steps", step.id, "touchpoints", touchpoint.id, "event_match")
            yield from _numbered(path, f"'{touchpoint.id}'", touchpoint.event_match)
        for name, metric in step.metrics.items():
            by, path = metric.measured_by, ("steps", step.id, "metrics", name, "measured_by")
            if by is not None and by.event:
                yield path, f"{name} at '{step.id}'", Rule(by.event, by.where)
            for key, ends in () if by is None else (("from", by.from_), ("to", by.to)):
                yield from _numbered((*path, key), f"{name} at '{step.id}'", ends)
    for outcome in map.outcomes:
        yield from _numbered(("outcomes", outcome.id, "event_match"), f"'{outcome.id}'", outcome.event_match)
    yield from _numbered(("watch",), "watch", map.watch)


def _numbered(path: Path, about: str, found: tuple[EventRule, ...]) -> Iterator[tuple[Path, str, Rule]]:
    for number, rule in enumerate(found):
        yield (*path, number), about, Rule(rule.event, rule.where)


def untied(map: JourneyMap) -> Iterator[Found]:
    """Find touchpoints that leave no event; when none does, it is said once."""
    contacts = [
        (step, touchpoint) for step in map.steps if step.kind != "no_contact" for touchpoint in step.touchpoints
    ]
    if len(contacts) > 1 and not any(touchpoint.event_match for _, touchpoint in contacts):
        yield Found("M501", ("steps",), f"none of the {len(contacts)} touchpoints is tied to events")
        return
    for step, touchpoint in contacts:
        if not touchpoint.event_match:
            path = ("steps", step.id, "touchpoints", touchpoint.id)
            yield Found("M501", path, f"'{touchpoint.id}' is not tied to events")


def matching_nothing(map: JourneyMap, events: EventSummary) -> Iterator[Found]:
    """Find rules that fit no event of the last days."""
    span = f"{events.total:,} events in {events.days} days"
    wanted = [each for each in event_rules(map) if events.matches.get(each[2]) == 0]
    if events.total == 0 and wanted:
        yield Found("M503", (), f"there are no events in the last {events.days} days", "import newer events")
        return
    for path, about, rule in wanted:
        there = {name: events.names[name] for name in rule.events if events.names.get(name)}
        if there:
            known = joined([f"{count:,} {name}" for name, count in there.items()])
            verb, none = ("is", "it does not meet") if sum(there.values()) == 1 else ("are", "none of them meets")
            hint = f"there {verb} {known}, but {none} the conditions"
        else:
            near = _near(rule.events, events.names)
            hint = f"did you mean {listed(near, 'or')}?" if near else RULES["M503"].do
        yield Found("M503", path, f"rule of {about} matched 0 of {span}: {joined(rule.events, 'or')}", hint)


def _near(names: tuple[str, ...], known: Mapping[str, int]) -> tuple[str, ...]:
    """Give the names of events that may have been meant."""
    from difflib import get_close_matches  # noqa: PLC0415 - start-up: only for what is not found

    return tuple(dict.fromkeys(each for name in names for each in get_close_matches(name, sorted(known), 2, 0.6)))[:3]


def alike(map: JourneyMap) -> Iterator[Found]:
    """Find branches that lead to the same next step with events, so that nobody can tell which was taken."""
    seen = {step.id: number for number, step in enumerate(map.steps) if observable(step)}
    if not seen:
        return
    onwards = ways(map)
    for step in map.steps:
        if step.choice is None or step.choice.between != "branches":
            continue
        taken: dict[frozenset[str | None], list[str]] = {}
        for option in dict.fromkeys(step.choice.options):
            first = {step.id: tuple(Way(way.to) for way in onwards[step.id] if way.option == option)}
            met = frozenset(way.to for way in within(step.id, {**onwards, **first}, seen))
            taken.setdefault(met, []).append(option)
        for options in taken.values():
            if len(options) > 1:
                message = f"branches of '{step.id}' look alike in events: {listed(options)}"
                yield Found("M504", ("steps", step.id, "choice"), message)


def unmeasured(map: JourneyMap) -> Iterator[Found]:
    """Find targets that nothing is held against."""
    for step in map.steps:
        for name, metric in step.metrics.items():
            if metric.target is not None and not _measured(step, name, metric):
                message = f"target of {name} at '{step.id}' cannot be measured"
                yield Found("M505", ("steps", step.id, "metrics", name), message, _lacking(name, metric))
        for number, attribute in enumerate(step.attributes):
            if attribute.target is not None and attribute.question is None:
                path = ("steps", step.id, "attributes", attribute.id or number)
                message = f"target of '{attribute.name}' at '{step.id}' cannot be measured"
                yield Found("M505", path, message, "add 'question'")


def _measured(step: Step, name: str, metric: Metric) -> bool:
    """Say whether a question, an event or, for the share that goes on, the step itself tells how it is."""
    return metric.question is not None or measurable(metric) or (name == "conversion" and observable(step))


def _lacking(name: str, metric: Metric) -> str | None:
    """Say what is missing to measure a metric."""
    by = metric.measured_by
    if name == "conversion":
        return "tie the step to events"
    if by is None:
        return "add 'question'" if metric.metric is not None or name in _ASKED_OF_CUSTOMERS else "add 'measured_by'"
    if isinstance(metric.target, str) and seconds(metric.target) is None:
        return "write the target in weeks, days, hours, minutes or seconds"
    if by.event:
        return "add 'unit' to 'measured_by'" if by.property is not None else "add 'property' to 'measured_by'"
    return "add 'to' to 'measured_by'" if by.from_ else "add 'event' and 'property', or 'from' and 'to'"


def one_journey(map: JourneyMap) -> Iterator[Found]:
    """Tell when rules find events and nothing says which of them are one journey."""
    if not any(touchpoint.event_match for step in map.steps for touchpoint in step.touchpoints):
        return
    case = map.case
    if case is None or (case.key is None and case.gap is None):
        yield Found("M506", () if case is None else ("case",), "rules without 'case'")
    elif case.key is None and case.gap is not None and (wrong := _without_length(case.gap)) is not None:
        yield Found("M506", ("case",), f"the gap {case.gap} has {wrong}", "write weeks, days or hours, such as P180D")


def _without_length(duration: str) -> str | None:
    """Say what a duration lacks by which journeys could be cut: months and years are not all of one length."""
    length = seconds(duration)
    return "no fixed length" if length is None else "no length" if length == 0 else None
