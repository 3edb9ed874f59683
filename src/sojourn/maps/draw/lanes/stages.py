"""Before and behind the scenes: who does what for the customer, and with what."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from ...model import JourneyMap, Step, Work
from .. import words
from ..colours import Token
from ..sheet import Block, Column, Sheet, stack, text
from ..svg import Element
from . import glyphs
from .lane import Cells, Rule, cells, room

_TABS: tuple[Token, ...] = ("department-1", "department-2", "department-3", "department-4")


def frontstage(sheet: Sheet) -> Cells:
    """Say what the customer sees being done, and what is left in the customer's hands."""
    return _stage(sheet, "frontstage", "Frontstage", "interaction", lambda step: step.frontstage)


def backstage(sheet: Sheet) -> Cells:
    """Say what is done out of the customer's sight, and where what the customer told is lost on the way."""
    return _stage(sheet, "backstage", "Backstage", "visibility", lambda step: step.backstage, tinted=True)


def support(sheet: Sheet) -> Cells:
    """Say what supports those who work behind the scenes."""
    return _stage(sheet, "support", "Support", "internal", lambda step: step.support, tinted=True)


def kept(lane: Cells) -> Cells:
    """Keep a stage in the drawing even when nothing is written in it."""
    return replace(lane, kept=True, note="" if lane.blocks else "not described yet")


def evidence(sheet: Sheet) -> Cells:
    """Say what the customer sees, holds and keeps."""
    blocks = {}
    for column in sheet.columns:
        pen = sheet.pen.of(f"step:{column.step.id}")
        rows = [
            text(sheet, thing, room(sheet, column), sheet.type.body, most=3, pen=pen)
            for thing in column.step.physical_evidence
        ]
        if rows:
            blocks[column.step.id] = stack(rows, 0.8 * sheet.s)
    return cells(sheet, "evidence", "Sees, keeps", blocks)


def _stage(
    sheet: Sheet,
    key: str,
    label: str,
    rule: Rule,
    of: Callable[[Step], Sequence[Work]],
    *,
    tinted: bool = False,
) -> Cells:
    blocks = {}
    for column in sheet.columns:
        step = column.step
        rows = [_work(sheet, column, work) for work in of(step)]
        if key == "backstage" and step.handover is not None and not step.handover.keeps_context:
            rows.append(_lost(sheet, column))
        if rows:
            blocks[step.id] = stack(rows, 1.8 * sheet.s)
    return cells(sheet, key, label, blocks, floor=11.5, rule=rule, tinted=tinted)


def _work(sheet: Sheet, column: Column, work: Work) -> Block:
    """Lay out one piece of work behind the tab of its department."""
    s, pen = sheet.s, sheet.pen.of(f"step:{column.step.id}")
    indent = 2.6 * s if work.department else 0.0
    wide = room(sheet, column)
    rows = [text(sheet, work.does, wide, sheet.type.body, most=4, indent=indent, pen=pen)]
    who = name_of(sheet.drawn, "actors", work.actor)
    where = name_of(sheet.drawn, "departments", work.department)
    with_what = name_of(sheet.drawn, "systems", work.system)
    about = words.listed((where or who, with_what))
    if about:
        rows.append(text(sheet, about, wide, sheet.type.small, colour="quiet", most=2, indent=indent, pen=pen))
    inner = stack(rows, 0.2 * s)

    def paint(x: float, y: float) -> list[Element]:
        drawn = []
        if work.department:
            drawn.append(tab(sheet, work.department, x, y + 0.4 * s, inner.height - 0.8 * s))
        return [*drawn, *inner.paint(x, y)]

    return Block(inner.height, paint)


def _lost(sheet: Sheet, column: Column) -> Block:
    """Mark where what the customer told does not go along."""
    s = sheet.s
    sheet.use("lost")

    def sign(x: float, middle: float) -> Sequence[Element]:
        return [sheet.pen.path(glyphs.lost(x, middle, s), stroke="negative", thick=0.45 * s)]

    return text(
        sheet, "Context is lost", room(sheet, column), sheet.type.body, colour="negative", indent=3.4 * s, sign=sign,
        pen=sheet.pen.of(f"step:{column.step.id}"),
    )  # fmt: skip


def tab(sheet: Sheet, department: str, x: float, y: float, height: float) -> Element:
    """Draw the tab of a department: its colour, with an edge of ink; its name stands beside it."""
    known = [each.id for each in sheet.drawn.departments]
    place = known.index(department) if department in known else len(known)
    sheet.use("department")
    return sheet.pen.rect(
        x, y, 1.1 * sheet.s, height, fill=_TABS[place % len(_TABS)], stroke="ink", thick=0.12 * sheet.s
    )


def name_of(drawn: JourneyMap, kind: str, ident: str | None) -> str:
    """Give the name of an actor, department or system; the id in plain words when it is not described."""
    if ident is None:
        return ""
    for each in getattr(drawn, kind):
        if each.id == ident and (name := getattr(each, "name", None) or getattr(each, "title", None)):
            return str(name)
    return words.plain(ident)
