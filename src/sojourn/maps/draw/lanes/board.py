"""One page for a decision: three moments of truth, five actions."""

from dataclasses import dataclass

from ...model import Step
from .. import words
from ..sheet import Block, Sheet, stack, text
from ..svg import Element
from ..text import LEADING, MM_PER_PT, Face
from .feels import told
from .lane import Drawn, Rule
from .marks import disc
from .stages import name_of

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
    ranked = sorted(flagged, key=lambda step: (-(step.moment_of_truth.stake or 0), -_strength(step)))  # type: ignore[union-attr]
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
        rows.append(text(sheet, why, wide, type_.body, most=2, indent=indent, pen=pen))
    quote = words.quoted(step.thinks, sheet.drawn.language)
    if quote:
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
    """List initiatives in the order of the map, those that meet an opportunity first; then what has none yet."""
    drawn = sheet.drawn
    ranked = sorted(drawn.initiatives, key=lambda each: not each.meets)
    said: list[tuple[str, str]] = []
    for each in ranked:
        cost = f"{each.cost:,.0f} {drawn.currency or ''}".strip() if each.cost is not None else ""
        months = f"{each.months:g} months" if each.months else ""
        where = name_of(drawn, "departments", each.department)
        said.append((each.title, " · ".join(part for part in (where, each.owner or "", cost, months) if part)))
    taken = {opportunity for each in drawn.initiatives for opportunity in each.meets}
    said += [(each.text, "no initiative yet") for each in drawn.opportunities if each.id not in taken]
    return [_action(sheet, place, title, about, wide) for place, (title, about) in enumerate(said[:ACTIONS], start=1)]


def _action(sheet: Sheet, place: int, title: str, about: str, wide: float) -> Block:
    s, type_, pen = sheet.s, sheet.type, sheet.pen.of("board")
    indent = 9.5 * s
    rows = [text(sheet, title, wide, type_.step, Face.BOLD, most=2, indent=indent, pen=pen)]
    if about:
        rows.append(text(sheet, about, wide, type_.body, colour="quiet", most=1, indent=indent, pen=pen))
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
