"""Events that say what they like: a mapping each, with a customer, a day and a name."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from sojourn.core.analysis import Journeys
from sojourn.engines import LocalEngine
from sojourn.stores.memory import MemorySource

DAY = 86_400_000_000
START = 1_704_067_200_000_000
"""2024-01-01 in microseconds."""

Event = Mapping[str, Any]


def source_of(events: Sequence[Event], *, parts: int = 1) -> MemorySource:
    """Make a source; `time` is in days after the start of 2024, and what an event does not say is null."""
    columns = {name: [event.get(name) for event in events] for name in dict.fromkeys(n for e in events for n in e)}
    columns["time"] = pa.array([instant(day) for day in columns["time"]], pa.timestamp("us", "UTC"))
    return MemorySource.from_table(pa.table(columns), parts=parts)


def journeys_of(events: Sequence[Event], *, parts: int = 1, threads: int = 1, **options: Any) -> Journeys:
    """Make journeys over events in order of arrival, the customers cut into so many parts."""
    return Journeys(source_of(events, parts=parts), LocalEngine(threads), **options)


def instant(day: float) -> int:
    """Give the instant of a day after the start of 2024."""
    return START + round(day * DAY)


def cut(events: Sequence[Event], gap: float | None) -> list[tuple[str, list[Event]]]:
    """Cut events into journeys as oracles take them, customers by name; a longer pause in days begins a new one."""
    journeys: list[tuple[str, list[Event]]] = []
    for customer in sorted({event["customer"] for event in events}):
        own = sorted((event for event in events if event["customer"] == customer), key=lambda event: event["time"])
        for place, event in enumerate(own):
            if place == 0 or (gap is not None and event["time"] - own[place - 1]["time"] > gap):
                journeys.append((customer, []))
            journeys[-1][1].append(event)
    return journeys
