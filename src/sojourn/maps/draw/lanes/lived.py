"""Planned above, lived below: one person's story held against the map."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...model import LivedCase, LivedEvent
from .. import words
from ..colours import Token
from ..sheet import Block, Column, Sheet, stack, text
from ..svg import Element, Path
from ..text import Face
from .lane import Drawn, Rule, inset, room
from .stages import name_of

_SAID = {"done": "", "failed": "failed", "missing": "missing", "ad_hoc": "not planned", "out_of_order": "out of order"}
LINK, SIDE = 11.0, 1.9
"""Height of the links between planned and lived; how far what was lived stands back so that arrows go between."""


@dataclass(frozen=True, slots=True)
class Lived:
    """The chain of what happened, each event under the step it belongs to."""

    cards: dict[str, list[tuple[LivedEvent, Block]]]
    order: tuple[tuple[str, int], ...]
    least: float
    key: str = "lived"
    label: str = "Lived"
    note: str = "one person"
    rule: Rule = ""
    tinted: bool = False
    banded: bool = True

    def draw(self, sheet: Sheet, top: float, height: float) -> Drawn:
        """Draw links from the plan, then the cards, then the way from card to card."""
        s = sheet.s
        steps: dict[str, list[Element]] = {}
        across: list[Element] = []
        spots: dict[tuple[str, int], tuple[float, float, float]] = {}
        for column in sheet.columns:
            cards = self.cards.get(column.step.id, [])
            drawn: list[Element] = []
            y = top + LINK * s
            across.append(_link(sheet, column, top, y, [event for event, _ in cards]))
            for place, (event, block) in enumerate(cards):
                high = block.height + 3.4 * s
                x, wide = column.x + SIDE * s, column.width - 2 * SIDE * s
                drawn.append(_card(sheet, event, x, y, wide, high))
                drawn += block.paint(x + inset(sheet), y + 1.7 * s)
                spots[(column.step.id, place)] = (x, y + min(high / 2, 4.5 * s), x + wide)
                y += high + 2.0 * s
            steps[column.step.id] = drawn
        for one, other in zip(self.order, self.order[1:], strict=False):
            if one in spots and other in spots and one[0] != other[0]:
                across += _way(sheet, spots[one], spots[other])
        return Drawn(across, steps)


def lived(sheet: Sheet, case: LivedCase) -> Lived:
    """Lay the story out; what happened outside every step stands with the step before it."""
    cards: dict[str, list[tuple[LivedEvent, Block]]] = {}
    order = []
    columns = {column.step.id: column for column in sheet.columns}
    here = sheet.columns[0].step.id
    for event in case.events:
        step = event.step or here
        if step not in columns:
            continue
        here = step
        order.append((step, len(cards.get(step, []))))
        cards.setdefault(step, []).append((event, _block(sheet, columns[step], event)))
    heights = [sum(block.height + 5.4 * sheet.s for _, block in each) for each in cards.values()]
    for kind in dict.fromkeys(event.status for event in case.events):
        sheet.use(*([f"lived-{kind}"] if kind != "done" else []))
    return Lived(cards, tuple(order), (LINK + 4.0) * sheet.s + max(heights, default=0.0))


def _block(sheet: Sheet, column: Column, event: LivedEvent) -> Block:
    """Lay out what happened: its verdict, where, how long, how it felt, and the remark."""
    pen, wide, type_ = sheet.pen.of(f"step:{column.step.id}"), room(sheet, column) - 2 * SIDE * sheet.s, sheet.type
    names = {point.id: point.name for step in sheet.drawn.steps for point in step.touchpoints}
    point = names.get(event.touchpoint or "", words.plain(event.touchpoint or ""))
    rows: list[Block] = []
    verdict = _SAID[event.status]
    if verdict:
        colour: Token = "quiet" if event.status == "ad_hoc" else "negative"
        rows.append(text(sheet, verdict, wide, type_.small, Face.BOLD, colour=colour, most=1, pen=pen))
    rows.append(text(sheet, point or event.name or column.step.does, wide, type_.body, Face.BOLD, most=3, pen=pen))
    about = []
    if event.switched_from:
        about.append(f"instead of {names.get(event.switched_from, words.plain(event.switched_from))}")
    expected = column.step.choice.expected if column.step.choice else None
    if event.status == "done" and expected and event.touchpoint not in (None, expected):
        about.append(f"expected {names.get(expected, words.plain(expected))}")
    if event.wait:
        waited = words.period(event.wait)
        about.append("no wait" if waited.startswith("0 ") else f"waited {waited}")
    if event.retell is not None:
        times = {0: "nothing to explain again", 1: "explained again once"}
        about.append(times.get(event.retell, f"explained again {event.retell} times"))
    if event.feels is not None:
        about.append(words.feeling(event.feels))
    if event.rating is not None:
        about.append(f"rated {event.rating:g}")
    rows += [text(sheet, each, wide, type_.small, colour="quiet", most=2, pen=pen) for each in about]
    if event.note:
        quote = words.quoted(event.note, sheet.drawn.language)
        rows.append(text(sheet, quote, wide, type_.say, Face.SAY, most=4, pen=pen))
    return stack(rows, 0.5 * sheet.s)


def _card(sheet: Sheet, event: LivedEvent, x: float, y: float, wide: float, high: float) -> Element:
    """Draw the card of what happened: full as planned, hollow when it is missing, pale when nobody planned it."""
    s, pen = sheet.s, sheet.pen
    if event.status == "done":
        return pen.rect(x, y, wide, high, fill="positive-tint", stroke="positive", thick=0.3 * s, radius=1.6 * s)
    if event.status == "missing":
        dash = f"{1.2 * s:.2f} {0.9 * s:.2f}"
        return pen.rect(x, y, wide, high, fill="sheet", stroke="negative", thick=0.4 * s, radius=1.6 * s, dash=dash)
    if event.status == "ad_hoc":
        return pen.rect(x, y, wide, high, fill="note-tint", stroke="line", thick=0.3 * s, radius=1.6 * s)
    return pen.rect(x, y, wide, high, fill="negative-tint", stroke="negative", thick=0.4 * s, radius=1.6 * s)


def _link(sheet: Sheet, column: Column, top: float, bottom: float, events: Sequence[LivedEvent]) -> Element:
    """Join a planned step with what became of it: solid when it was done, broken when not."""
    s, x = sheet.s, column.centre
    done = any(event.status in ("done", "out_of_order") for event in events)
    sheet.use("link-kept" if done else "link-broken")
    if done:
        size, tip = 1.1 * s, bottom - 0.9 * s
        head = Path().move(x - size, tip - size).line(x, tip).line(x + size, tip - size).d
        d = f"M{x:.2f} {top + 1.0 * s:.2f}V{tip:.2f}{head}"
        return sheet.pen.path(d, stroke="positive", thick=0.6 * s, cap="round")
    middle = (top + bottom) / 2
    gap = 1.5 * s
    d = (
        f"M{x:.2f} {top + 1.0 * s:.2f}V{middle - gap:.2f}M{x - gap:.2f} {middle - gap:.2f}h{2 * gap:.2f}"
        f"M{x - gap:.2f} {middle + gap:.2f}h{2 * gap:.2f}M{x:.2f} {middle + gap:.2f}V{bottom - 1.0 * s:.2f}"
    )  # fmt: skip
    return sheet.pen.path(d, stroke="negative", thick=0.6 * s, cap="round")


def _way(sheet: Sheet, one: tuple[float, float, float], other: tuple[float, float, float]) -> list[Element]:
    """Draw the way from one card to the next."""
    s = sheet.s
    start, end = (one[2], other[0]) if other[0] >= one[2] else (one[0], other[2])
    middle = (start + end) / 2
    turn = 1 if end >= start else -1
    d = f"M{start:.2f} {one[1]:.2f}C{middle:.2f} {one[1]:.2f} {middle:.2f} {other[1]:.2f} {end:.2f} {other[1]:.2f}"
    size, back = 0.8 * s, end - turn * 0.8 * s
    tip = Path().move(back, other[1] - size).line(end, other[1]).line(back, other[1] + size).d
    return [sheet.pen.path(d + tip, stroke="ink", thick=0.5 * s, cap="round")]


def title_of(sheet: Sheet, case: LivedCase) -> str:
    """Say whose story is told."""
    persona = next((each.name for each in sheet.drawn.personas if each.id == case.persona), "")
    sources = words.listed(name_of(sheet.drawn, "sources", each) for each in case.source)
    who = f"Written case {case.case}"
    return " · ".join(part for part in (who, persona, sources, "a story, not a rate: there is no interval") if part)
