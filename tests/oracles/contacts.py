"""Which answers came after a contact with a step, slowly: one answer against every event.

An event is a mapping with `customer`, `time`, `name` and `steps`, as for `ratings`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Event = Mapping[str, Any]


def met(events: Sequence[Event], answer: Event, step: str) -> bool:
    """Say whether the customer who gave an answer had met a step by then; answers are no contacts."""
    return any(
        other["customer"] == answer["customer"]
        and step in other["steps"]
        and other["name"] != "survey.answered"
        and other["time"] <= answer["time"]
        for other in events
    )


def satisfied(events: Sequence[Event], question: str, step: str) -> tuple[int, int, int]:
    """Count customers' latest answers of 4 or 5 after a contact, all such answers, and those that came too early."""
    latest: dict[str, Event] = {}
    for event in sorted(events, key=lambda each: each["time"]):
        if event["name"] == "survey.answered" and event["question"] == question and event["value"] is not None:
            latest[event["customer"]] = event
    kept = [each for each in latest.values() if met(events, each, step)]
    return sum(each["value"] >= 4 for each in kept), len(kept), len(latest) - len(kept)
