"""One page for a decision: three moments of truth, five actions."""

from dataclasses import dataclass

from ...model import Step
from .. import words
from ..sheet import Block, Sheet, stack, text
from ..svg import Element
from ..text import LEADING, MM_PER_PT, Face
from .actions import Action, actions
from .feels import told
from .lane import Drawn, Rule
from .marks import disc
from .proof import proof

TRUTHS, ACTIONS = 3, 5


@dataclass(frozen=True, slots=True)
class Board:
    """Two lists beside each other, over the whole width."""

    truths: Block
    actions: Block
    least: float
    key: str = "board"
    label: str = ""
    note: str = ""
    rule: Rule = "hair"
    tinted: bool = False
    banded: bool = False

    def draw(self, sheet: Sheet, top: float, height: float) -> Drawn:
        """Draw both lists."""
        x, half = sheet.left, (sheet.outer - sheet.left) / 2
        y = top + 4.0 * sheet.s
        return Drawn((), {}, [*self.truths.paint(x, y), *self.actions.paint(x + half + 4 * sheet.s, y)])


def board(sheet: Sheet) -> Board:
    """Lay both lists out."""
    half = (sheet.outer - sheet.left) / 2
    left = _titled(sheet, "Moments of truth", [_truth(sheet, step, half - 8 * sheet.s) for step in truths(sheet)])
    right = _titled(sheet, "Actions", _actions(sheet, half - 4 * sheet.s))
    return Board(left, right, max(left.height, right.height) + 6.0 * sheet.s)


def truths(sheet: Sheet) -> list[Step]:
    """Choose the moments of truth that matter most: by stake, then by how strong the feeling is, in the map's order."""
    flagged = [step for step in sheet.drawn.steps if step.moment_of_truth is not None]
    ranked = sorted(flagged, key=lambda step: (-(step.moment_of_truth.stake or 0), -_strength(step)))  # type: ignore[union-attr]  # flagged
    chosen = {step.id for step in ranked[:TRUTHS]}
    return [step for step in flagged if step.id in chosen]


def _strength(step: Step) -> float:
    return max((abs(felt.score) for felt in step.feels if felt.score is not None), default=0.0)


def _titled(sheet: Sheet, title: str, rows: list[Block]) -> Block:
    size = sheet.type.step * 1.1
    heading = text(sheet, title, 200 * sheet.s, size, Face.BOLD, pen=sheet.pen.of("board"))
    nothing = text(sheet, "None yet", 100 * sheet.s, sheet.type.body, colour="quiet", pen=sheet.pen.of("board"))
    return stack([heading, stack(rows or [nothing], 2.4 * sheet.s)], 2.6 * sheet.s)


def _truth(sheet: Sheet, step: Step, wide: float) -> Block:
    """Lay one moment of truth out: how it feels, what is done, what is at stake, what is said."""
    s, type_, pen = sheet.s, sheet.type, sheet.pen.of("board")
    number = next(place for place, each in enumerate(sheet.drawn.steps, start=1) if each.id == step.id)
    indent = 9.5 * s
    rows = [text(sheet, f"{number}  {step.does}", wide, type_.step, Face.BOLD, most=2, indent=indent, pen=pen)]
    why = step.moment_of_truth.why if step.moment_of_truth else None
    if why:
        most = 1 if sheet.overlay is not None else 2
        rows.append(text(sheet, why, wide, type_.body, most=most, indent=indent, pen=pen))
    quote = words.quoted(step.thinks, sheet.drawn.language)
    measured = proof(sheet, step, wide, indent)
    if measured is not None:
        rows.append(measured)
    elif quote:
        rows.append(text(sheet, quote, wide, type_.say, Face.SAY, colour="quiet", most=2, indent=indent, pen=pen))
    felt = told(sheet, step)
    for _, one, name in felt:
        if name:
            said = words.feeling(one, whose=name)
            rows.append(text(sheet, said, wide, type_.body, colour="quiet", most=1, indent=indent, pen=pen))
    inner = stack(rows, 0.4 * s)

    def paint(x: float, y: float) -> list[Element]:
        marks = [
            part
            for place, (number, one, _) in enumerate(felt)
            for part in disc(sheet, one, x + 3.4 * s, y + (2.6 + 7.2 * place) * s, shape=number)
        ]
        return [*marks, *inner.paint(x, y)]

    return Block(max(inner.height, (7.2 * len(felt) - 0.7) * s, 6.5 * s), paint)


def _actions(sheet: Sheet, wide: float) -> list[Block]:
    """Lay out what to do, numbered."""
    return [_action(sheet, place, each, wide) for place, each in enumerate(actions(sheet.drawn, ACTIONS), start=1)]


def _action(sheet: Sheet, place: int, each: Action, wide: float) -> Block:
    s, type_, pen = sheet.s, sheet.type, sheet.pen.of("board")
    indent = 9.5 * s
    rows = [text(sheet, each.title, wide, type_.step, Face.BOLD, most=2, indent=indent, pen=pen)]
    if each.about:
        rows.append(text(sheet, each.about, wide, type_.body, colour="quiet", most=1, indent=indent, pen=pen))
    if each.answers:
        rows.append(text(sheet, each.answers, wide, type_.small, most=2, indent=indent, pen=pen))
    inner = stack(rows, 0.3 * s)

    def paint(x: float, y: float) -> list[Element]:
        middle = y + type_.step * LEADING * MM_PER_PT / 2
        dot = sheet.pen.circle(x + 3.0 * s, middle, 2.5 * s, fill="ink")
        number = pen.text(
            str(place), x + 3.0 * s, middle, size=type_.small, face=Face.BOLD, colour="on-ink", align="middle",
            anchor="middle",
        )  # fmt: skip
        return [dot, number, *inner.paint(x, y)]

    return Block(inner.height, paint)
