"""Ratings and what followed, slowly: one answer after the other.

An event is a mapping with `customer`, `time`, `name` and `steps` (the steps it fits), `shows` (whether it shows the
outcome), `question`, `value`, `case` (the journey it lies in, or None).
"""

from collections.abc import Mapping, Sequence
from typing import Any

Event = Mapping[str, Any]


def ratings(
    events: Sequence[Event], asked: Mapping[str, str], *, window: float, until: float
) -> tuple[list[dict[str, Any]], dict[str, dict[str, int]]]:
    """Give the ratings that count, and by step how many were left out: events in recorded order, customers together."""
    rows: dict[Any, dict[str, Any]] = {}
    left = {name: dict.fromkeys(asked, 0) for name in ("before_contact", "replaced", "unread")}
    for place, event in enumerate(events):
        for step, question in asked.items():
            if event["name"] != "survey.answered" or event["question"] != question:
                continue
            if event["value"] is None:
                left["unread"][step] += 1
                continue
            own = [other for other in events if other["customer"] == event["customer"]]
            contacts = [
                other
                for other in own
                if step in other["steps"] and other["name"] != "survey.answered" and other["time"] <= event["time"]
            ]
            if not contacts:
                left["before_contact"][step] += 1
                continue
            contact = contacts[-1]
            key = step, event["customer"], contact["case"]
            left["replaced"][step] += key in rows
            rows[key] = {
                "step": step,
                "place": place,
                "customer": event["customer"],
                "case": (event["customer"], contact["case"]),
                "value": event["value"],
                "at": event["time"],
                "contact": contact["time"],
                "followed": _followed(own, contact, window, until),
                "earlier": {name: _earlier(own, name, contact) for name in asked.values()},
            }
    return sorted(rows.values(), key=lambda row: row["place"]), left


def _followed(own: Sequence[Event], contact: Event, window: float, until: float) -> int:
    if contact["time"] + window > until:
        return -1
    return int(any(e["shows"] and contact["time"] < e["time"] <= contact["time"] + window for e in own))


def _earlier(own: Sequence[Event], question: str, contact: Event) -> float | None:
    given = [
        e["value"]
        for e in own
        if e["name"] == "survey.answered"
        and e["question"] == question
        and e["value"] is not None
        and e["time"] < contact["time"]
    ]
    return given[-1] if given else None
