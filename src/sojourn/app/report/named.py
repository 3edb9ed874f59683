"""Cards in the words of the map: what an event's step is called there, or in plain words where several share it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from html import escape

from sojourn import insight, maps

from .page import Card

ORDER = ("map", "moments", "dropoff", "segments", "retention", "timing")
"""Sections whose cards stand at the head of a report on a map, the most telling first; the map's own say what a
funnel's would say again."""


def in_words_of(map: maps.JourneyMap, cards: Sequence[Card], *, told: Sequence[str] = ()) -> list[Card]:
    """Call events what the map calls their steps, order cards, and leave out what stands there already.

    Args:
        told: steps of which the head of the page tells the same.
    """
    named = [*_names(map), *_shared(map)]
    own = any(card.anchor == "map" for card in cards)
    kept = [card for card in cards if card.anchor != "funnel" or not own]
    kept = [card for card in kept if not any(f"“{name}”" in card.title for name in told)]
    kept.sort(key=lambda card: ORDER.index(card.anchor) if card.anchor in ORDER else len(ORDER))
    return [replace(card, title=_said(card.title, named), text=_coded(card.text, named)) for card in kept]


def _said(text: str, named: Sequence[tuple[str, str]]) -> str:
    """Put names in the place of events in plain text."""
    for event, name in named:
        text = re.sub(rf"(?<![\w.“]){re.escape(event)}(?![\w.\[])", f"“{name}”".replace("\\", "\\\\"), text)
    return text


def _coded(html: str, named: Sequence[tuple[str, str]]) -> str:
    """Put names in the place of events in HTML, where they are marked as such."""
    for event, name in named:
        html = html.replace(f"<code>{escape(event)}</code>", f"“{escape(name)}”")
    return html


def _names(map: maps.JourneyMap) -> list[tuple[str, str]]:
    """Give what events are called: only those that one step of the map alone is tied to; the longest first."""
    found: dict[str, set[str]] = {}
    for step in map.steps:
        for point in step.touchpoints:
            for rule in point.event_match:
                if rule.status == "done" and len(rule.event) == 1:
                    found.setdefault(_as_asked(rule), set()).add(step.does)
    alone = [(text, *names) for text, names in found.items() if len(names) == 1]
    return sorted(((each[0], each[1]) for each in alone), key=lambda pair: (-len(pair[0]), pair))


def _shared(map: maps.JourneyMap) -> list[tuple[str, str]]:
    """Give plain words for events that tell steps apart only by a property: `page.viewed` is “Views a page”."""
    steps: dict[str, set[str]] = {}
    for step in map.steps:
        for point in step.touchpoints:
            for rule in point.event_match:
                if rule.status == "done" and len(rule.event) == 1 and rule.where:
                    steps.setdefault(rule.event[0], set()).add(step.id)
    return sorted((name, insight.event_in_words(name)) for name, found in steps.items() if len(found) > 1)


def _as_asked(rule: maps.EventRule) -> str:
    """Write a rule of the map as a step of a question is written: `page.viewed[site=artist]`."""
    where = [f"[{one.property}={one.values[0]}]" for one in rule.where if one.operator == "is" and len(one.values) == 1]
    return rule.event[0] + "".join(where)
