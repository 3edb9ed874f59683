"""Before and after: both curves, and under them what changes at each step."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..canvas import Box
from ..change import Change
from ..colours import Token
from ..sheet import Column, Sheet, stack, text
from ..svg import Element
from ..text import Face
from .does import GAP, Does, does
from .feels import Feels, Line, curve_of, feels, place, scale
from .lane import Cells, Drawn, cells, room
from .marks import RADIUS, disc
from .measured import gap

_TAGS: Mapping[str, str] = {"new": "new", "gone": "goes away", "changed": "changes", "same": ""}


@dataclass(frozen=True, slots=True)
class Both(Feels):
    """The curve of today, dashed, and that of tomorrow, solid, with what is won and lost between them."""

    old: Line = field(default_factory=lambda: Line(None, "", {}))
    kinds: Mapping[str, str] = field(default_factory=dict)
    called: tuple[str, str] = ("current", "target")

    def draw(self, sheet: Sheet, top: float, height: float) -> Drawn:
        """Draw the gap, both curves, small marks for today, full marks and words for tomorrow."""
        s, pen = sheet.s, sheet.pen
        scores = [*self.scores(sheet), *(felt.score or 0.0 for felt in self.old.felt.values())]
        frame = place(sheet, top, height, scores)
        now = self.lines[0] if self.lines else Line(None, "", {})
        stays = [column for column in sheet.columns if self.kinds[column.step.id] != "gone"]
        stood = [column for column in sheet.columns if self.kinds[column.step.id] != "new"]
        before, after = curve_of(sheet, frame, self.old, stood), curve_of(sheet, frame, now, stays)
        moved = _moved(sheet, self.old, now)
        across = [*scale(sheet, frame), *gap(sheet, before, after, only=moved, said=("worse", "better"))]
        sheet.use("supposed", said=self.called[0])
        sheet.use("tomorrow", said=self.called[1])
        if before.d:
            dash = f"{2.0 * s:.2f} {1.3 * s:.2f}"
            across.append(pen.path(before.d, stroke="quiet", thick=0.5 * s, dash=dash, cap="round"))
        if after.d:
            across.append(pen.path(after.d, stroke="ink", thick=0.85 * s, cap="round"))
        places = self.places(sheet, frame, [before, after])
        olds: dict[str, list[Element]] = {}
        for column in sheet.columns:
            felt = self.old.felt.get(column.step.id)
            if felt is None:
                continue
            same = now.felt.get(column.step.id)
            if same is not None and same.score == felt.score:
                continue
            y, half = frame.y(felt.score or 0.0), RADIUS * 0.84 * s
            olds[column.step.id] = disc(sheet, felt, column.centre, y, radius=RADIUS * 0.84)
            places.add(Box(column.centre - half, y - half, 2 * half, 2 * half))
        drawn = self.marks(sheet, frame, places)
        return Drawn(across, {ident: [*olds.get(ident, []), *parts] for ident, parts in drawn.items()})


def _moved(sheet: Sheet, old: Line, now: Line) -> list[tuple[float, float]]:
    """List the stretches between neighbouring steps of which one at least is felt otherwise."""
    differs = [
        (old.felt[column.step.id].score if column.step.id in old.felt else None)
        != (now.felt[column.step.id].score if column.step.id in now.felt else None)
        for column in sheet.columns
    ]
    pairs = zip(sheet.columns, sheet.columns[1:], differs, differs[1:], strict=False)
    return [(one.centre, other.centre) for one, other, first, second in pairs if first or second]


def both(sheet: Sheet, changes: Mapping[str, Change], *, called: tuple[str, str]) -> Both:
    """Lay both curves out."""
    plain = feels(sheet)
    old = {}
    for column in sheet.columns:
        felt = next((one for one in changes[column.step.id].before if one.score is not None), None)
        if felt is not None:
            old[column.step.id] = felt
    least = 60.0 * sheet.s if old or plain.lines else 0.0
    kinds = {ident: change.kind for ident, change in changes.items()}
    return Both(plain.lines[:1], least, old=Line(None, "", old), kinds=kinds, called=called)


@dataclass(frozen=True, slots=True)
class Marked(Does):
    """Cards that say what becomes of the step."""

    changes: Mapping[str, Change] = field(default_factory=dict)

    def cell(self, sheet: Sheet, column: Column, top: float, height: float) -> list[Element]:
        """Draw a card: a thick edge when it is new or changes, dashed when it goes away."""
        s, pen = sheet.s, sheet.pen
        kind = self.changes[column.step.id].kind
        if kind in ("same", "gone"):
            dash = f"{0.05:.2f} {1.0 * s:.2f}" if kind == "gone" else None
            drawn = [
                pen.rect(
                    column.x, top, column.width, height - GAP * s, fill="sheet",
                    stroke="negative" if kind == "gone" else "line", thick=0.35 * s, radius=1.6 * s, dash=dash,
                    cap="round" if dash else None,
                )
            ]  # fmt: skip
        else:
            drawn = [
                pen.rect(column.x, top, column.width, height - GAP * s, fill="sheet", stroke="positive",
                         thick=(0.8 if kind == "new" else 0.5) * s, radius=1.6 * s)
            ]  # fmt: skip
        return [*drawn, *Cells.cell(self, sheet, column, top, height)]


def marked(sheet: Sheet, changes: Mapping[str, Change]) -> Marked:
    """Lay the cards out."""
    plain = does(sheet)
    for kind in dict.fromkeys(change.kind for change in changes.values()):
        sheet.use(*([f"step-{kind}"] if kind != "same" else []))
    return Marked(plain.key, plain.label, plain.blocks, plain.above, plain.below, plain.floor, rule="", changes=changes)


def changes(sheet: Sheet, found: Mapping[str, Change]) -> Cells:
    """List what changes at each step, and the initiatives that bring it."""
    blocks = {}
    for column in sheet.columns:
        change, wide, pen = found[column.step.id], room(sheet, column), sheet.pen.of(f"step:{column.step.id}")
        tag = _TAGS[change.kind]
        if not tag:
            continue
        colour: Token = "negative" if change.kind == "gone" else "positive"
        rows = [text(sheet, tag, wide, sheet.type.body, Face.BOLD, colour=colour, most=1, pen=pen)]
        rows += [text(sheet, line, wide, sheet.type.body, most=3, pen=pen) for line in change.lines]
        blocks[column.step.id] = stack(rows, 0.7 * sheet.s)
    return replace(cells(sheet, "changes", "What changes", blocks), kept=True, floor=10 * sheet.s)
