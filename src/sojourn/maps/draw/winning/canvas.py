"""The acquisition canvas: twelve boxes, filled in the customer's words, unknown on purpose, or plainly open."""

from collections.abc import Sequence

from ...model import Canvas, JourneyMap
from ..colours import Token
from ..framework_card import Hand, line
from ..sheet import Block, stack
from ..svg import Element, group
from ..text import Face
from . import said
from .fitting import Board

LEAST, GAP, PAD, NAME = 52.0, 2.6, 3.0, 24.0
"""Least width of a box, room between boxes and inside them, width of the names of rows; mm at A3."""

LOW = 27.0
"""Least height of a box, mm at A3."""

FOOT = (
    "Each box is answered in the customer's words. A dashed box with a question mark is unknown, said on purpose: "
    "somebody is to find out. An orange box is open: nobody has thought of it."
)


def lay(drawn: JourneyMap, hand: Hand, wide: float, times: float) -> Board | None:
    """Lay the twelve boxes out, four in a row."""
    s = hand.s
    name = NAME * s
    box = (wide - name - 3 * GAP * s) / 4
    if box < LEAST * s:
        return None
    canvas = drawn.acquisition.canvas if drawn.acquisition is not None else None
    inner = {each: _inner(hand, canvas, each, box - 2 * PAD * s, times) for each in said.QUESTIONS}
    rows = [max(LOW * s, *(inner[each].height + 2 * PAD * s for each in boxes)) for _, boxes in said.ROWS]
    names = [line(hand, row, name - 3 * s, hand.type.body, face=Face.BOLD, owner="rows") for row, _ in said.ROWS]
    least = sum(rows) + 2 * GAP * s

    def paint(x: float, y: float, high: float) -> tuple[Sequence[Element], Sequence[Element]]:
        more = min((high - least) / 3, 24 * s)
        parts: list[Element] = []
        top = y
        number = 0
        for (_, boxes), row, label in zip(said.ROWS, rows, names, strict=True):
            parts += label.paint(x, top + PAD * s)
            for place, each in enumerate(boxes):
                number += 1
                left = x + name + place * (box + GAP * s)
                drawn_ = _box(hand, canvas, each, left, top, box, row + more)
                heard = _heard(canvas, each, number)
                painted = inner[each].paint(left + PAD * s, top + PAD * s)
                parts.append(group(*drawn_, *painted, label=heard, ident=hand.pen.canvas.ident("box", each)))
            top += row + more + GAP * s
        return (), parts

    return Board(least, paint, FOOT)


def summary(drawn: JourneyMap) -> str:
    """Say what the canvas shows, for those who hear it."""
    canvas = drawn.acquisition.canvas if drawn.acquisition is not None else None
    return f"Acquisition canvas: {said.states(canvas)}."


def _inner(hand: Hand, canvas: Canvas | None, box: str, room: float, times: float) -> Block:
    """Lay out what stands in a box: its name, its question, its answer."""
    s, type_ = hand.s, hand.type
    name, question = said.QUESTIONS[box]
    state = said.state_of(canvas, box)
    owner = f"box:{box}"
    rows = [
        line(hand, name, room - 7 * s, type_.step, face=Face.BOLD, most=1, owner=owner,
             colour="negative" if state == "open" else "ink"),
        line(hand, question, room, type_.small, colour="quiet", most=2, owner=owner),
    ]  # fmt: skip
    if state == "filled":
        answer = line(hand, str(getattr(canvas, box)), room, type_.body * 1.1 * times, most=9, owner=owner)
    elif state == "unknown":
        answer = line(hand, "Nobody knows yet", room, type_.body, colour="quiet", most=2, owner=owner)
    else:
        answer = line(hand, "Open", room, type_.body * 1.12, face=Face.BOLD, colour="negative", most=1, owner=owner)
    return stack([stack(rows, 0.3 * s), answer], 1.8 * s)


def _box(
    hand: Hand, canvas: Canvas | None, box: str, x: float, y: float, wide: float, high: float
) -> list[Element]:  # fmt: skip
    """Draw the frame of a box; an unknown one holds a question mark."""
    s, pen = hand.s, hand.pen
    state = said.state_of(canvas, box)
    if state == "filled":
        return [pen.rect(x, y, wide, high, fill="sheet", stroke="line", thick=0.35 * s, radius=1.8 * s)]
    dash = f"{1.8 * s:.2f} {1.2 * s:.2f}"
    if state == "unknown":
        mark = pen.of(f"box:{box}").text(
            "?", x + wide - PAD * s, y + PAD * s, size=hand.type.title, face=Face.BOLD, colour="quiet", align="end",
            room=(x, y, wide, high),
        )  # fmt: skip
        frame = pen.rect(
            x, y, wide, high, fill="lane" if pen.palette.tinted else None, stroke="line", thick=0.35 * s,
            radius=1.8 * s, dash=dash,
        )  # fmt: skip
        return [frame, mark]
    fill: Token = "negative-tint" if pen.palette.tinted else "sheet"
    return [pen.rect(x, y, wide, high, fill=fill, stroke="negative", thick=0.7 * s, radius=1.8 * s, dash=dash)]


def _heard(canvas: Canvas | None, box: str, number: int) -> str:
    """Say a box aloud."""
    name, question = said.QUESTIONS[box]
    state = said.state_of(canvas, box)
    answer = {"unknown": "nobody knows yet", "open": "open"}.get(state) or str(getattr(canvas, box))
    return f"Box {number} of 12, {name}: {question} {answer}"
