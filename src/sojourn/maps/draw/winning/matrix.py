"""The acquisition matrix: customers' actions by stage across, our actions below them, each a card."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

from ...model import TEAMS, Acquisition, AcquisitionLine, JourneyMap, Step, buying_steps
from .. import words
from ..colours import Token
from ..framework_card import Hand, line
from ..sheet import Block, stack
from ..svg import Element, group
from ..text import Face
from . import said
from .fitting import Board

LEAST, MOST, GAP, PAD, NAME = 33.0, 62.0, 1.8, 1.8, 24.0
"""Least and greatest width of a column, room between columns and inside cards, width of the names of rows; mm at A3."""

FOOT = (
    "Across stand the customer's actions, in the stages of the journey; below each stand our actions that answer it, "
    "with the team that answers for them. A dashed card is one of several levels, of which only one can be done. "
    "Effects are shares of those who go on, from today to the most likely; steps by their numbers."
)

NOBODY = "no team yet"

_COLOURS: Mapping[str, Token] = MappingProxyType(
    {
        "marketing": "department-1",
        "communication": "department-2",
        "sales": "department-3",
        "service": "department-4",
    }
)


def lay(drawn: JourneyMap, hand: Hand, wide: float, times: float) -> Board | None:
    """Lay the matrix out."""
    s, name = hand.s, NAME * hand.s
    steps = buying_steps(drawn)
    if not steps:
        return None
    column = min((wide - name - (len(steps) - 1) * GAP * s) / len(steps), MOST * s)
    if column < LEAST * s:
        return None
    acquisition = drawn.acquisition or Acquisition()
    heads = [_head(hand, step, _number(drawn, step), column - 2 * PAD * s, times) for step in steps]
    head = max(block.height for block in heads) + 2 * PAD * s
    cells = [
        [
            (each, _inner(hand, drawn, acquisition, each, column - 2 * PAD * s, times))
            for team in (*TEAMS, None)
            for each in acquisition.lines
            if each.team == team and each.step == step.id
        ]
        for step in steps
    ]
    tall = max(sum(_tall(hand, block) + GAP * s for _, block in cell) for cell in cells) + 2 * GAP * s
    rests = [_rest(hand, acquisition, step, column - 2 * PAD * s, times) for step in steps]
    rest = max((_tall(hand, block) + 2 * GAP * s for block, _ in rests if block is not None), default=0.0)
    names = [_name(hand, text, colour) for text, colour in _names(acquisition, rests)]
    chevron = 8.6 * s
    least = chevron + head + max(tall, 12 * s) + rest + 2 * s

    def paint(x: float, y: float, high: float) -> tuple[Sequence[Element], Sequence[Element]]:
        pen = hand.pen
        lefts = [x + name + place * (column + GAP * s) for place in range(len(steps))]
        ends = lefts[-1] + column
        parts: list[Element] = [*_stages(hand, drawn, steps, lefts, column, y, chevron - 1.8 * s)]
        top = y + chevron
        for step, block, left in zip(steps, heads, lefts, strict=True):
            number = _number(drawn, step)
            frame = pen.rect(left, top, column, head - s, stroke="ink", thick=0.35 * s, radius=1.4 * s)
            painted = block.paint(left + PAD * s, top + PAD * s)
            heard = f"Customer's action {number} of {len(drawn.steps)}, {step.does}"
            parts.append(group(frame, *painted, label=heard, ident=pen.canvas.ident("action", step.id)))
        parts += names[0].paint(x, top + PAD * s)
        top += head + s
        grounds: list[Element] = []
        if pen.palette.tinted:
            grounds.append(pen.rect(x - 1.5 * s, top, ends - x + 3 * s, max(tall, 12 * s), fill="lane", radius=1.2 * s))
        parts += names[1].paint(x, top + (PAD + GAP) * s)
        for left, cell in zip(lefts, cells, strict=True):
            at = top + 1.5 * GAP * s
            for each, block in cell:
                parts.append(_card(hand, acquisition, each, block, left, at, column))
                at += _tall(hand, block) + GAP * s
        top += max(tall, 12 * s)
        if rest:
            parts += names[2].paint(x, top + (PAD + GAP) * s)
        for step, (found, open_), left in zip(steps, rests, lefts, strict=True):
            if found is not None:
                frame = _other(hand, left, top + 1.5 * GAP * s, column, _tall(hand, found), unserved=open_)
                heard = f"{step.does}: {'served by nobody' if open_ else 'left to others'}"
                painted = found.paint(left + PAD * s, top + (1.5 * GAP + PAD) * s)
                parts.append(group(frame, *painted, label=heard, ident=pen.canvas.ident("left", step.id)))
        return grounds, parts

    return Board(least, paint, FOOT)


def summary(drawn: JourneyMap) -> str:
    """Say what the matrix shows, for those who hear it."""
    acquisition = drawn.acquisition or Acquisition()
    lines, left = len(acquisition.lines), len(acquisition.left_to_others)
    return (
        f"Acquisition matrix: {words.counted(len(buying_steps(drawn)), 'action')} of the customer, "
        f"{words.counted(lines, 'action')} of ours, {left} left to others."
    )


def about(drawn: JourneyMap) -> str:
    """Say how far the matrix is: how many actions are served, left to others, or served by nobody."""
    acquisition = drawn.acquisition or Acquisition()
    steps = {step.id for step in buying_steps(drawn)}
    served = {each.step for each in acquisition.lines} & steps
    left = {each.step for each in acquisition.left_to_others} & steps - served
    nobody = len(steps - served - left)
    said_ = [f"{len(served)} of {words.counted(len(steps), 'customer action')} served"]
    said_ += [f"{len(left)} left to others on purpose"] * bool(left)
    said_ += [f"{nobody} served by nobody"] * bool(nobody)
    return words.listed(said_)


def _number(drawn: JourneyMap, step: Step) -> int:
    return next(number for number, each in enumerate(drawn.steps, start=1) if each.id == step.id)


def _head(hand: Hand, step: Step, number: int, room: float, times: float) -> Block:
    """Lay out a customer's action."""
    owner = f"action:{step.id}"
    rows = [
        line(hand, str(number), room, hand.type.small * times, colour="quiet", most=1, owner=owner),
        line(hand, step.does, room, hand.type.body * times, face=Face.BOLD, most=5, owner=owner),
    ]
    return stack(rows, 0.3 * hand.s)


def _tall(hand: Hand, block: Block) -> float:
    """Give the height of a card."""
    return block.height + 2 * PAD * hand.s


def _names(acquisition: Acquisition, rests: Sequence[tuple[Block | None, bool]]) -> list[tuple[str, Token]]:
    """Name the rows."""
    left = "Left to others" if acquisition.left_to_others else ""
    nobody = any(open_ for _, open_ in rests)
    last = " · ".join(each for each in (left, "Not served" if nobody else "") if each)
    return [("Customer's actions", "ink"), ("Our actions", "ink"), (last, "ink")]


def _name(hand: Hand, text: str, colour: Token) -> Block:
    return line(hand, text, (NAME - 2) * hand.s, hand.type.body, face=Face.BOLD, colour=colour, most=4, owner="rows")


def _inner(
    hand: Hand, drawn: JourneyMap, acquisition: Acquisition, each: AcquisitionLine, room: float, times: float
) -> Block:
    """Lay out one of our actions: what, through what, when and for how much, how it shows, and what it changes."""
    s, type_, owner = hand.s, hand.type, f"line:{each.id}"

    def small(text: str, most: int = 2, *, bold: bool = False) -> Block:
        face = Face.BOLD if bold else Face.SANS
        colour: Token = "ink" if bold else "quiet"
        return line(hand, text, room, type_.small * times, face=face, colour=colour, most=most, owner=owner)

    through = words.listed((words.channel(each.channel), each.content or "", each.tool or ""))
    rows = [
        _team(hand, each, room, times),
        line(hand, each.action, room, type_.body * times, face=Face.BOLD, most=4, owner=owner),
    ]
    if through:
        rows.append(small(through, 5))
    when = " · ".join(part for part in (said.money(each.cost, drawn.currency), said.span(each)) if part)
    rows.append(small(when, 2, bold=True))
    rows.append(small(said.effects(drawn, each), 4))
    if each.kpi:
        rows.append(small(f"shown by: {each.kpi}", 4))
    count = said.levels(acquisition, each)
    about_ = words.listed((each.owner or "", f"one of {count} levels" if count > 1 else ""))
    if about_:
        rows.append(small(about_))
    return stack(rows, 0.35 * s)


def _team(hand: Hand, each: AcquisitionLine, room: float, times: float) -> Block:
    """Lay out who answers for an action: a tab in the team's colour with its name beside it."""
    s, pen = hand.s, hand.pen
    side = 1.9 * s
    called = words.plain(each.team).capitalize() if each.team is not None else NOBODY.capitalize()
    colour: Token = "quiet" if each.team is not None else "negative"
    text = line(
        hand, called, room - side - 1.2 * s, hand.type.small * times, face=Face.BOLD, colour=colour, most=1,
        owner=f"line:{each.id}",
    )  # fmt: skip

    def paint(x: float, y: float) -> list[Element]:
        fill: Token = _COLOURS.get(each.team or "", "sheet")
        edge: Token = "ink" if each.team is not None else "negative"
        tab = pen.rect(x, y + (text.height - side) / 2, side, side, fill=fill, stroke=edge, thick=0.25 * s)
        return [tab, *text.paint(x + side + 1.2 * s, y)]

    return Block(text.height, paint)


def _card(
    hand: Hand, acquisition: Acquisition, each: AcquisitionLine, block: Block, x: float, y: float, wide: float
) -> Element:
    """Draw one of our actions."""
    s, pen = hand.s, hand.pen
    dash = f"{1.4 * s:.2f} {0.9 * s:.2f}" if said.levels(acquisition, each) > 1 else None
    high = block.height + 2 * PAD * s
    frame = pen.rect(x, y, wide, high, fill="sheet", stroke="line", thick=0.32 * s, radius=1.4 * s, dash=dash)
    team = words.plain(each.team) if each.team else NOBODY
    label = words.listed((f"Our action: {each.action}", team, said.span(each)))
    painted = block.paint(x + PAD * s, y + PAD * s)
    return group(frame, *painted, label=label, ident=pen.canvas.ident("line", each.id))


def _rest(hand: Hand, acquisition: Acquisition, step: Step, room: float, times: float) -> tuple[Block | None, bool]:
    """Lay out who else serves an action, or that nobody does; and whether nobody does."""
    owner, type_ = f"left:{step.id}", hand.type
    for each in acquisition.left_to_others:
        if each.step == step.id:
            rows = [line(hand, each.to or "Others", room, type_.body * times, face=Face.BOLD, most=3, owner=owner)]
            if each.because:
                rows.append(line(hand, each.because, room, type_.small * times, colour="quiet", most=5, owner=owner))
            return stack(rows, 0.35 * hand.s), False
    if any(each.step == step.id for each in acquisition.lines):
        return None, False
    said_ = "Served by nobody"
    return line(hand, said_, room, type_.body * times, face=Face.BOLD, colour="negative", most=2, owner=owner), True


def _other(hand: Hand, x: float, y: float, wide: float, high: float, *, unserved: bool) -> Element:
    """Draw the frame of what is left to others: dotted; of what nobody serves: orange."""
    s, pen = hand.s, hand.pen
    if unserved:
        fill: Token = "negative-tint" if pen.palette.tinted else "sheet"
        dash = f"{1.8 * s:.2f} {1.2 * s:.2f}"
        return pen.rect(x, y, wide, high, fill=fill, stroke="negative", thick=0.6 * s, radius=1.4 * s, dash=dash)
    return pen.rect(
        x, y, wide, high, fill="band-sheet" if pen.palette.tinted else "sheet", stroke="line", thick=0.32 * s,
        radius=1.4 * s, dash=f"{0.01:.2f} {1.0 * s:.2f}", cap="round",
    )  # fmt: skip


def _stages(
    hand: Hand, drawn: JourneyMap, steps: Sequence[Step], lefts: Sequence[float], column: float, y: float, high: float
) -> list[Element]:
    """Draw the stages over their actions, one pointing at the next."""
    s, pen = hand.s, hand.pen
    names = {phase.id: phase.name for phase in drawn.phases}
    parts: list[Element] = []
    for number, (ident, run) in enumerate(groupby(zip(steps, lefts, strict=True), key=lambda each: each[0].phase)):
        members = list(run)
        x, end = members[0][1], members[-1][1] + column
        tip, middle = 2.2 * s, y + high / 2
        notch = "" if number == 0 else f"L{x + tip:.2f} {middle:.2f}"
        d = f"M{x:.2f} {y:.2f}H{end - tip:.2f}L{end:.2f} {middle:.2f}L{end - tip:.2f} {y + high:.2f}H{x:.2f}{notch}Z"
        room = end - x - 2 * tip - 1.6 * s
        size = hand.type.band
        lines = pen.wrap(names.get(ident, ident), room, size, Face.BOLD, most=1)
        if lines.cut:
            size = hand.type.small
            lines = pen.wrap(names.get(ident, ident), room, size, Face.BOLD, most=2, balanced=True)
        written = pen.of("stage").text(
            lines, (x + end) / 2, middle, size=size, face=Face.BOLD, colour="on-ink", align="middle", anchor="middle",
            leading=1.1, room=(x, y, end - x, high),
        )  # fmt: skip
        label = f"Stage {names.get(ident, ident)}, {words.counted(len(members), 'action')}"
        parts.append(group(pen.path(d, fill="ink"), written, label=label, ident=pen.canvas.ident("stage", str(number))))
    return parts
