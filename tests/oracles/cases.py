"""Cases in plain words: how one customer's events become journeys."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

MINUTE = 60_000_000


@dataclass
class Event:
    customer: str
    time: int
    name: str
    props: dict[str, Any] = field(default_factory=dict)


@dataclass
class Journey:
    customer: str
    events: list[Event]
    status: str

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(event.name for event in self.events)

    @property
    def duration(self) -> int:
        return self.events[-1].time - self.events[0].time


@dataclass
class Cutting:
    journeys: list[Journey]
    customers: int
    events: int
    outside: int
    shared: int


def cut(
    events: Sequence[Event],
    by: str = "customer",
    *,
    gap: int = 30 * MINUTE,
    start: Sequence[str] = (),
    end: Sequence[str] = (),
    timeout: int | None = None,
    key: str = "",
    since: int | None = None,
    until: int | None = None,
    collapse: bool = False,
) -> Cutting:
    """Cut events (in order of arrival) into journeys."""
    last_seen = max((event.time for event in events), default=0) if until is None else until - 1
    kept = [e for e in events if (since is None or e.time >= since) and (until is None or e.time < until)]
    journeys: list[Journey] = []
    for customer in sorted({event.customer for event in kept}):
        own = sorted((e for e in kept if e.customer == customer), key=lambda e: e.time)
        if by == "customer":
            journeys.append(Journey(customer, own, "unknown"))
        elif by == "gap":
            journeys += by_gap(customer, own, gap, last_seen)
        elif by == "between":
            journeys += between(customer, own, start, end, timeout, last_seen)
        else:
            for value in dict.fromkeys(e.props[key] for e in own if e.props[key] is not None):
                journeys.append(Journey(customer, [e for e in own if e.props[key] == value], "unknown"))
    owners: dict[Any, set[str]] = {}
    if by == "key":
        for event in kept:
            if event.props[key] is not None:
                owners.setdefault(event.props[key], set()).add(event.customer)
    inside = sum(len(journey.events) for journey in journeys)
    if collapse:
        for journey in journeys:
            pairs = zip([None, *journey.events], journey.events, strict=False)
            journey.events = [e for before, e in pairs if before is None or before.name != e.name]
    return Cutting(
        journeys,
        len({event.customer for event in kept}),
        len(kept),
        len(kept) - inside,
        sum(len(who) > 1 for who in owners.values()),
    )


def by_gap(customer: str, own: list[Event], gap: int, last_seen: int) -> list[Journey]:
    groups: list[list[Event]] = []
    for event in own:
        if groups and event.time - groups[-1][-1].time <= gap:
            groups[-1].append(event)
        else:
            groups.append([event])
    return [Journey(customer, group, "open" if last_seen - group[-1].time < gap else "timed_out") for group in groups]


def between(
    customer: str, own: list[Event], start: Sequence[str], end: Sequence[str], timeout: int | None, last_seen: int
) -> list[Journey]:
    made: list[Journey] = []
    running: list[Event] = []
    for event in own:
        if running and timeout is not None and event.time - running[-1].time > timeout:
            made.append(Journey(customer, running, "timed_out"))
            running = []
        if running or not start or event.name in start:
            running = [*running, event]
            if event.name in end:
                made.append(Journey(customer, running, "ended"))
                running = []
    if running:
        over = timeout is not None and last_seen - running[-1].time >= timeout
        made.append(Journey(customer, running, "timed_out" if over else "open"))
    return made
