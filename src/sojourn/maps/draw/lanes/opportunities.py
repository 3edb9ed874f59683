"""What could be better, and what is planned to make it so."""

from collections.abc import Sequence

from ...model import Initiative, Opportunity
from .. import words
from ..colours import Token
from ..sheet import Block, Column, Sheet, stack, text
from ..svg import Element
from ..text import Face
from . import glyphs
from .lane import Cells, cells, room
from .stages import name_of


def opportunities(sheet: Sheet) -> Cells:
    """Put each opportunity under the first of its steps, with the initiatives that take it."""
    blocks = {}
    for column in sheet.columns:
        found = [each for each in sheet.drawn.opportunities if home(sheet, each) == column.step.id]
        if found:
            blocks[column.step.id] = stack([_of(sheet, column, each) for each in found], 2.2 * sheet.s)
    linked = any(each.meets for each in sheet.drawn.initiatives)
    return cells(sheet, "opportunities", "Opportunities", blocks, note="→ initiatives" if linked else "")


def home(sheet: Sheet, opportunity: Opportunity) -> str:
    """Find the first step of this sheet that an opportunity is about, in the order of the map."""
    return next((column.step.id for column in sheet.columns if column.step.id in opportunity.steps), "")


def _of(sheet: Sheet, column: Column, each: Opportunity) -> Block:
    pen, wide, small = sheet.pen.of(f"step:{column.step.id}"), room(sheet, column), sheet.type.small
    rows = [text(sheet, each.text, wide, sheet.type.body, most=4, pen=pen)]
    others = [str(other.number) for other in sheet.columns if other.step.id in each.steps and other is not column]
    if others:
        rows.append(text(sheet, f"also at {words.listed(others)}", wide, small, colour="quiet", most=1, pen=pen))
    taken = [initiative for initiative in sheet.drawn.initiatives if each.id in initiative.meets]
    taken.sort(key=lambda initiative: _rank(sheet, initiative))
    rows += [_initiative(sheet, column, initiative) for initiative in taken]
    return stack(rows, 0.5 * sheet.s)


def _rank(sheet: Sheet, each: Initiative) -> float:
    """Give the place of an initiative in the plan; those that are not in it stand last, in the order of the map."""
    found = sheet.plan.get(each.id)
    return float("inf") if found is None or found.rank is None else float(found.rank)


def _initiative(sheet: Sheet, column: Column, each: Initiative) -> Block:
    """Lay an initiative out: an arrow, its title, and what must be done first."""
    s, pen, wide = sheet.s, sheet.pen.of(f"step:{column.step.id}"), room(sheet, column)
    sheet.use("initiative")

    def arrow(x: float, middle: float) -> Sequence[Element]:
        return [sheet.pen.path(glyphs.onward(x, middle, s), stroke=colour, thick=0.32 * s, cap="round")]

    found = sheet.plan.get(each.id)
    left_out = found is not None and not found.chosen
    title = f"{found.rank}. {each.title}" if found is not None and found.rank is not None else each.title
    colour: Token = "quiet" if left_out else "ink"
    face = Face.SANS if left_out else Face.BOLD
    rows = [text(sheet, title, wide, sheet.type.body, face, colour=colour, most=4, indent=3.4 * s, sign=arrow, pen=pen)]
    titles = {other.id: other.title for other in sheet.drawn.initiatives}
    needs = words.listed(titles.get(other, words.plain(other)) for other in each.requires)
    standing = ""
    if found is not None:
        sheet.use("ranked" if found.chosen else "unranked")
        standing = found.said()
    about = words.listed(
        (standing, name_of(sheet.drawn, "departments", each.department), f"needs {needs}" if needs else "")
    )
    if about:
        tone: Token = "positive" if found is not None and found.chosen else "quiet"
        rows.append(text(sheet, about, wide, sheet.type.small, colour=tone, most=4, indent=3.4 * s, pen=pen))
    return stack(rows, 0.2 * s)
