"""Answers to surveys among events, slowly: one event after the other."""

from collections.abc import Mapping, Sequence
from typing import Any

Event = Mapping[str, Any]

OF_ANSWER = ("channel", "survey", "step", "touchpoint", "lang")


def answers(journeys: Sequence[tuple[str, Sequence[Event]]], *, groups: Sequence[str]) -> dict[str, Any]:
    """Take the answers of journeys: (customer, events), customers in order, journeys as they are cut."""
    kept: dict[tuple[int, str], dict[str, Any]] = {}
    replaced = unread = 0
    for case, (customer, events) in enumerate(journeys):
        for event in events:
            if event["event"] != "survey.answered":
                continue
            number, words = event.get("answer"), event.get("answer_text")
            words = None if words is None or not words.strip() else words
            if event.get("question") is None or (number is None and words is None):
                unread += 1
                continue
            key = case, event["question"]
            if key in kept:
                replaced += 1
                del kept[key]
            kept[key] = {
                "customer": customer,
                "case": case,
                "question": event["question"],
                "value": number,
                "text": words,
                "at": event["time"],
                "scale": event.get("scale"),
                **{name: _group(journeys, customer, event, name) for name in groups},
            }
    sent, back = _asked(journeys)
    return {
        "rows": list(kept.values()),
        "replaced": replaced,
        "unread": unread,
        "asked": sent or None,
        "responded": back if sent else None,
    }


def _group(journeys: Sequence[tuple[str, Sequence[Event]]], customer: str, answer: Event, name: str) -> Any:
    if answer.get(name) is not None or name in OF_ANSWER:
        return answer.get(name)
    until = [
        event
        for who, events in journeys
        if who == customer
        for event in events
        if event["time"] <= answer["time"] and event.get(name) is not None
    ]
    return max(until, key=lambda event: event["time"], default={}).get(name) if _apart(until) else ...


def _apart(events: Sequence[Event]) -> bool:
    """Say whether it is plain which of some events is the last."""
    return len({event["time"] for event in events}) == len(events)


def _asked(journeys: Sequence[tuple[str, Sequence[Event]]]) -> tuple[int, int]:
    sent: dict[str, set[Any]] = {}
    answered: dict[str, set[Any]] = {}
    for customer, events in journeys:
        for event in events:
            if event["event"] == "survey.sent":
                sent.setdefault(customer, set()).add(event.get("survey"))
            if event["event"] == "survey.answered":
                answered.setdefault(customer, set()).add(event.get("survey"))
    back = [
        customer
        for customer, surveys in sent.items()
        if customer in answered and (surveys & answered[customer] or None in surveys or None in answered[customer])
    ]
    return len(sent), len(back)
