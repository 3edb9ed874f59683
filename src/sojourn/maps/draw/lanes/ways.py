"""Ways that are not simply on to the next step: choices that pass steps over, loops back, ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...model import JourneyMap, Link
from .. import words
from ..pen import Side
from ..sheet import Column, Sheet
from ..svg import Element, Path
from ..text import Face
from .does import GAP
from .lane import Drawn, Rule

_FIRST, _NEXT = 2.2, 4.4
"""How far below the cards the first way runs, and each further one below it; mm at A3."""
_GUESSED = "%?"
"""What stands behind a share that nobody has counted; the legend explains it."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way as it is drawn.

    Attributes:
        step: the step it leaves.
        start, end: where it leaves and where it arrives; `end` None when it leaves the journey.
        word: what is written on it.
        level: how far down it runs, from 0.
        open_start, open_end: whether that end lies on another sheet.
    """

    step: str
    start: float
    end: float | None
    word: str
    level: int
    open_start: bool = False
    open_end: bool = False


@dataclass(frozen=True, slots=True)
class Ways:
    """The lane of ways, straight under the cards."""

    ways: tuple[Way, ...]
    least: float
    key: str = "ways"
    label: str = ""
    note: str = ""
    rule: Rule = ""
    tinted: bool = False
    banded: bool = True

    def draw(self, sheet: Sheet, top: float, height: float) -> Drawn:
        """Draw every way."""
        steps: dict[str, list[Element]] = {}
        for way in self.ways:
            steps.setdefault(way.step, []).extend(_draw(sheet, way, top))
        return Drawn((), steps)


def ways(sheet: Sheet) -> Ways:
    """Lay the ways out; the shorter ones run closer to the cards."""
    columns = {column.step.id: column for column in sheet.columns}
    numbers = {step.id: number for number, step in enumerate(sheet.drawn.steps, start=1)}
    outcomes = {outcome.id: outcome.name for outcome in sheet.drawn.outcomes}
    leaving: dict[str, int] = {}
    arriving: dict[str, int] = {}
    found: list[Way] = []
    for link in ways_of(sheet.drawn):
        word = _word(link)
        if link.to in outcomes:
            if link.from_ in columns:
                column = columns[link.from_]
                place = leaving[link.from_] = leaving.get(link.from_, 0) + 1
                x = column.centre + (3.2 * place - 3.2) * sheet.s
                found.append(Way(link.from_, x, None, _ended(outcomes[link.to], word), 0))
            continue
        if link.from_ not in numbers or link.to not in numbers or numbers[link.to] == numbers[link.from_] + 1:
            continue
        here, there = columns.get(link.from_), columns.get(link.to)
        if here is None and there is None:
            continue
        back = numbers[link.to] <= numbers[link.from_]
        start = _port(sheet, here, leaving, link.from_, 1) if here else _edge(sheet, before=not back)
        end = _port(sheet, there, arriving, link.to, -1) if there else _edge(sheet, before=back)
        if there is None:
            word = f"{word} to {numbers[link.to]}".strip()
        elif here is None:
            word = f"{word} from {numbers[link.from_]}".strip()
        owner = link.from_ if here else link.to
        found.append(Way(owner, start, end, word, 0, here is None, there is None))
    placed = _levels(sheet, found)
    if any(_GUESSED in way.word for way in placed):
        sheet.use("guessed")
    deepest = max((way.level for way in placed), default=-1)
    return Ways(placed, (_FIRST + deepest * _NEXT + 3.4) * sheet.s if placed else 0.0)


def ways_of(drawn: JourneyMap) -> list[Link]:
    """List the links, and for each phase that leads back without a link of its own the way back."""
    links = list(drawn.links)
    phase_of = {step.id: step.phase for step in drawn.steps}
    for phase in drawn.phases:
        inside = [step.id for step in drawn.steps if step.phase == phase.id]
        target = [step.id for step in drawn.steps if step.phase == phase.loops_to]
        own = any(link.kind == "loop" and phase_of.get(link.from_) == phase.id for link in drawn.links)
        if inside and target and not own:
            links.append(Link(from_=inside[-1], to=target[0], kind="loop"))
    return links


def _word(link: Link) -> str:
    """Say what a way is: the option that takes it, or what kind it is; the share that is thought to take it."""
    said = words.plain(link.when) if link.when else {"loop": "again", "skip": "skips"}.get(link.kind, "")
    share = f"{link.share * 100:.0f} {_GUESSED}" if link.share is not None else ""
    return " ".join(part for part in (said, share) if part)


def _ended(outcome: str, word: str) -> str:
    return f"{word}: {outcome}" if word else outcome


def _port(sheet: Sheet, column: Column, used: dict[str, int], step: str, side: int) -> float:
    """Find where a way leaves or enters a card: in its middle, each further one beside it."""
    place = used[step] = used.get(step, 0) + 1
    return column.centre + side * (2.4 + 2.4 * (place - 1)) * sheet.s


def _edge(sheet: Sheet, *, before: bool) -> float:
    return sheet.start - 1.5 * sheet.s if before else sheet.right + 1.5 * sheet.s


def _levels(sheet: Sheet, found: Sequence[Way]) -> tuple[Way, ...]:
    """Give each way the highest level that is free over its length."""
    taken: list[list[tuple[float, float]]] = []
    placed = []
    for way in sorted(found, key=lambda way: (_length(sheet, way), way.start)):
        low, high = _span(sheet, way)
        level = 0
        while level < len(taken) and any(low < end and start < high for start, end in taken[level]):
            level += 1
        if level == len(taken):
            taken.append([])
        taken[level].append((low, high))
        placed.append(Way(way.step, way.start, way.end, way.word, level, way.open_start, way.open_end))
    return tuple(placed)


def _span(sheet: Sheet, way: Way) -> tuple[float, float]:
    wide = sheet.pen.width(way.word, sheet.type.small) + 2 * sheet.s
    if way.end is None and _turns_left(sheet, way):
        return way.start - wide - 3 * sheet.s, way.start + sheet.s
    if way.end is None:
        return way.start - sheet.s, way.start + wide + 3 * sheet.s
    low, high = min(way.start, way.end), max(way.start, way.end)
    if high - low < wide + 4 * sheet.s:
        high = low + wide + 4 * sheet.s
    return low - sheet.s, high + sheet.s


def _turns_left(sheet: Sheet, way: Way) -> bool:
    """Say whether the word of an ending finds its room only on the left: there is no more paper to the right."""
    room = sheet.pen.width(way.word, sheet.type.small) + 3.8 * sheet.s
    return way.start + room > sheet.right and way.start - room > sheet.start


def _length(sheet: Sheet, way: Way) -> float:
    low, high = _span(sheet, way)
    return high - low


def _draw(sheet: Sheet, way: Way, top: float) -> list[Element]:
    """Draw one way with its word in a gap of the line, and an arrow at its end."""
    pen, s, small = sheet.pen.of(f"step:{way.step}"), sheet.s, sheet.type.small
    y, r = top + (_FIRST + way.level * _NEXT) * s, 1.3 * s
    thick, from_y = 0.32 * s, top + (0.7 - GAP) * s
    if way.end is None:
        to = -1 if _turns_left(sheet, way) else 1
        lines = way.word if to < 0 else pen.wrap(way.word, sheet.right - way.start - 3 * s, small, most=1)
        arrow = Path().move(way.start, from_y).line(way.start, y - r).arc(r, way.start + to * r, y, sweep=to < 0)
        d = arrow.line(way.start + to * 2.6 * s, y).d + _tip(way.start + to * 2.6 * s, y, to, 0, s)
        align: Side = "end" if to < 0 else "start"
        return [
            pen.path(d, stroke="line", thick=thick, cap="round"),
            pen.text(lines, way.start + to * 3.8 * s, y, size=small, colour="quiet", align=align, anchor="middle"),
        ]
    turn = 1 if way.end > way.start else -1
    sweep = turn < 0
    wide = pen.width(way.word, small) + 1.6 * s if way.word else 0.0
    middle = (way.start + way.end) / 2
    if abs(way.end - way.start) < wide + 2 * r + 2 * s:
        middle = max(way.start, way.end) + wide / 2 + 0.6 * s
        gap = (way.end, way.end)
    else:
        gap = (middle - turn * wide / 2, middle + turn * wide / 2)
    if way.open_start:
        path = Path().move(way.start, y)
    else:
        path = Path().move(way.start, from_y).line(way.start, y - r).arc(r, way.start + turn * r, y, sweep=sweep)
    if gap[0] != gap[1] and way.word:
        path = path.line(gap[0], y).move(gap[1], y)
    if way.open_end:
        path = path.line(way.end, y)
        tip = _tip(way.end, y, turn, 0, s)
    else:
        path = path.line(way.end - turn * r, y).arc(r, way.end, y - r, sweep=sweep).line(way.end, from_y)
        tip = _tip(way.end, from_y, 0, -1, s)
    drawn = [pen.path(path.d + tip, stroke="line", thick=thick, cap="round")]
    if way.word:
        drawn.append(
            pen.text(way.word, middle, y, size=small, face=Face.SANS, colour="quiet", align="middle", anchor="middle")
        )
    return drawn


def _tip(x: float, y: float, across: int, down: int, s: float) -> str:
    """Outline the head of an arrow that points right, left or up."""
    if across:
        back = x - across * 0.9 * s
        return Path().move(back, y - 0.8 * s).line(x, y).line(back, y + 0.8 * s).d
    back = y - down * 0.9 * s
    return Path().move(x - 0.8 * s, back).line(x, y).line(x + 0.8 * s, back).d
