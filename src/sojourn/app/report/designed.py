"""The report's section on the map: the journey as it is designed, with what customers live laid over it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from html import escape
from typing import Literal

from sojourn import insight, maps
from sojourn.app import rendering
from sojourn.core.analysis import Journeys
from sojourn.core.answers import Question
from sojourn.core.results import count, interval
from sojourn.core.words import spoken
from sojourn.maps import Mark

from .page import PHONE, Card, Section, figure
from .page import spoken as roundly
from .questions import Answer, numbers

MAP_WIDTH = 1050
"""Below this a drawn map cannot be read, and scrolls inside its card."""

_LANES = ("moments", "phases", "does", "feels")
"""What a page about lived journeys needs of the map; all lanes are on the drawing of their own."""

_ON_A4 = 10
_PAPERS: tuple[Literal["A4", "A3"], ...] = ("A4", "A3")
"""Sheets whose type is large on a page, for maps of few steps that go on one."""


def laid_over(
    map: maps.JourneyMap, journeys: Journeys, registry: Mapping[str, Question], moments: insight.MomentsResult
) -> maps.Overlay:
    """Lay lived journeys over the map, with the moments of truth that were found."""
    laid = insight.evidence(map, journeys, registry=registry)
    given = moments.marks()
    replaced = {(mark.measure, mark.at) for mark in given}
    kept = [mark for mark in laid.marks if (mark.measure, mark.at) not in replaced]
    return replace(laid, marks=(*kept, *given))


def designed(map: maps.JourneyMap, overlay: maps.Overlay) -> Answer:
    """Is it the journey that was designed?"""
    result = insight.EvidenceResult(map, overlay)
    inside = None if map.file is None else maps.read_nested(map)
    sheet = partial(maps.draw_map, map, overlay=overlay, lanes=_LANES, fonts="named", nested=inside)
    sizes = _PAPERS if len(map.steps) <= _ON_A4 else ()
    tried = (sheet(paper=size, prefix="map-") for size in sizes)
    drawing = next((each for each in tried if len(each.pages) == 1), None) or sheet(prefix="map-")
    caption = (
        "What was measured, step by step, under what the map supposes: who came, who went on or left, how long it took,"
        " and what was not as planned; on a narrow screen, who came. A word stands where there is no number."
    )
    small = rendering.svg(result.chart(width=PHONE))
    sheets = [figure(page.svg, "", width=MAP_WIDTH) for page in drawing.pages[:-1]]
    sheets.append(figure(drawing.pages[-1].svg, caption, width=MAP_WIDTH, narrow=small))
    body = f'<div class="whole">{"".join(sheets)}</div>' + _printed(sheet) + numbers(result)
    return Section("map", "Is it the journey that was designed?", _lead(map, overlay), body, broad=True), _cards(
        map, overlay
    )


def _printed(sheet: Callable[..., maps.Drawing]) -> str:
    """Give the same on sheets of A4, which show in print alone: whole, it could not be read there."""
    pages = sheet(paper="A4", prefix="printed-").pages
    if len(pages) == 1:
        return ""
    return f'<div class="on-paper">{"".join(figure(page.svg, "", width=MAP_WIDTH) for page in pages)}</div>'


def _lead(map: maps.JourneyMap, overlay: maps.Overlay) -> str:
    """Say how much of what is lived is as designed."""
    drawn = f"The map <em>{escape(map.title)}</em> is held against {count(overlay.n_journeys)} journeys"
    if overlay.basis.get("cases", {}).get("gap_seconds"):
        drawn += f", cut where nothing happened for {roundly(overlay.basis['cases']['gap_seconds'])}"
    held = overlay.conforming
    if held is None or held.value is None:
        return f"{drawn}."
    share = interval(held.value, held.low, held.high)
    needed = sum(not step.optional for step in maps.expect(map).steps)
    asks = f"It asks for {needed} of its {len(map.steps)} steps; the others may be passed, or leave no events."
    return f"{drawn}. Of {count(held.n)} that are over, <strong>{share}</strong> went as the map expects. {asks}"


def _cards(map: maps.JourneyMap, overlay: maps.Overlay) -> list[Card]:
    """Name the step that loses most, and the target that is missed."""
    names = {step.id: step.does for step in map.steps}
    leaving = [mark for mark in overlay.of("leaving") if mark.value and mark.count]
    cards = []
    if leaving:
        worst = max(leaving, key=lambda mark: (mark.value or 0.0, mark.count or 0))
        cards.append(_worst(names[worst.at.step or ""], worst))
    for mark in overlay.of("wait"):
        if mark.met == "missed" and mark.value is not None and mark.target is not None:
            name = names[mark.at.step or ""]
            text = (
                f"Half wait {spoken(mark.value)} or longer at “{escape(name)}”; the map asks for {spoken(mark.target)}."
            )
            evidence = f"{count(mark.n)} waits."
            cards.append(Card(f"The wait at “{name}” misses its target", text, evidence, "map", hurts=True))
    return cards[:2]


def _worst(name: str, mark: Mark) -> Card:
    share = interval(mark.value, mark.low, mark.high)
    text = (
        f"{share} of the journeys that came to “{escape(name)}” went no further: the next step of the map did not come."
    )
    evidence = f"{count(mark.count)} of {count(mark.n)} journeys; those that may still go on from there are left out."
    return Card(f"Nowhere do more stop than at “{name}”", text, evidence, "map", hurts=True)
