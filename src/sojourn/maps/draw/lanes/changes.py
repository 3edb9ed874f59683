"""Before and after: both curves, and under them what changes at each step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ...model import Feeling, without_contact
from ...voices import CURVES, voices
from .. import words
from ..canvas import Box
from ..change import Change
from ..colours import Token
from ..sheet import Column, Sheet, stack, text
from ..svg import Element
from ..text import Face
from .does import GAP, Does, does
from .feels import DASHES, Feels, Frame, Line, curve_of, place, scale
from .lane import Cells, Drawn, cells, room
from .marks import RADIUS, disc, reach_of
from .measured import gap
from .places import Places

SLIT = 0.2
"""Room between marks, in halves of a small one."""

_TAGS: Mapping[str, str] = {"new": "new", "gone": "goes away", "changed": "changes", "same": ""}


@dataclass(frozen=True, slots=True)
class Both(Feels):
    """The curves of today, dashed, and those of tomorrow, solid; of a single pair, what is won and lost between them.

    Attributes:
        olds: of each line of tomorrow, the same people's of today.
    """

    olds: tuple[Line, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    called: tuple[str, str] = ("current", "target")

    def draw(self, sheet: Sheet, top: float, height: float) -> Drawn:
        """Draw the gap, a pair of curves for each voice, small marks for today, full marks and words for tomorrow."""
        s, pen = sheet.s, sheet.pen
        scores = [*self.scores(sheet), *(felt.score or 0.0 for old in self.olds for felt in old.felt.values())]
        frame = place(sheet, top, height, scores)
        stays = [column for column in sheet.columns if self.kinds[column.step.id] != "gone"]
        stood = [column for column in sheet.columns if self.kinds[column.step.id] != "new"]
        earlier = [curve_of(sheet, frame, line, stood) for line in self.olds]
        afters = [curve_of(sheet, frame, line, stays) for line in self.lines]
        across = scale(sheet, frame)
        if len(self.lines) == 1:
            moved = _moved(sheet, self.olds[0], self.lines[0])
            across += gap(sheet, earlier[0], afters[0], only=moved, said=("worse", "better"))
        sheet.use("supposed", said=self.called[0])
        sheet.use("tomorrow", said=self.called[1])
        self._name(sheet)
        for number, (before, after) in reversed(list(enumerate(zip(earlier, afters, strict=True)))):
            if before.d:
                dash = f"{2.0 * s:.2f} {1.3 * s:.2f}"
                across.append(pen.path(before.d, stroke="quiet", thick=0.5 * s, dash=dash, cap="round"))
            if after.d:
                dots = " ".join(f"{length * s:.2f}" for length in DASHES[number]) or None
                across.append(pen.path(after.d, stroke="ink", thick=0.85 * s, dash=dots, cap="round"))
        places = self.places(sheet, frame, [*earlier, *afters])
        olds = {column.step.id: self._olds(sheet, frame, column, places) for column in sheet.columns}
        drawn = self.marks(sheet, frame, places)
        return Drawn(across, {ident: [*olds[ident], *parts] for ident, parts in drawn.items()})

    def _olds(self, sheet: Sheet, frame: Frame, column: Column, places: Places) -> list[Element]:
        """Draw small marks for what is felt today, where it is not what will be felt; what is shared once.

        One that would touch tomorrow's stands to its left, as today comes before.
        """
        half, drawn = RADIUS * 0.84 * sheet.s, []
        found: list[tuple[int, Feeling]] = []
        for number, (old, now) in enumerate(zip(self.olds, self.lines, strict=True)):
            felt, same = old.felt.get(column.step.id), now.felt.get(column.step.id)
            if felt is None or (same is not None and same.score == felt.score):
                continue
            if all(felt is not each for _, each in found):
                found.append((number, felt))
        stand = [(x, y) for _, _, x, y in self._spots(sheet, frame, column)]
        reach = reach_of(column.step.moment_of_truth) * sheet.s
        taken: list[tuple[float, float]] = []
        for number, felt in found:
            y = frame.y(felt.score or 0.0)
            x = clear_of(column.centre, y, half, [*((one, reach) for one in stand), *((one, half) for one in taken)])
            taken.append((x, y))
            drawn += disc(sheet, felt, x, y, shape=number, radius=RADIUS * 0.84)
            places.add(Box(x - half, y - half, 2 * half, 2 * half))
        return drawn


def clear_of(x: float, y: float, half: float, marks: Sequence[tuple[tuple[float, float], float]]) -> float:
    """Give the x next to the left of another at which a mark touches none of those that stand already.

    Args:
        half: how far the mark reaches from its middle.
        marks: the middles of the others, and how far each reaches.
    """
    for (other, level), reach in sorted(marks, reverse=True):
        needed = half + reach + SLIT * half
        if abs(y - level) < needed and abs(x - other) < needed:
            # Round marks may lie in each other's corners.
            aside = (needed**2 - (y - level) ** 2) ** 0.5
            x = min(x, other - aside) if abs(x - other) < aside else x
    return x


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
    steps = sheet.drawn.steps
    found = voices(sheet.drawn.personas, [replace(step, feels=changes[step.id].before) for step in steps], steps)
    if len(found) > CURVES:
        left = words.listed(voice.name for voice in found[CURVES:])
        sheet.notes[f"Only {CURVES} pairs of curves are drawn; left out: {left}"] = None
    olds, news = (tuple(Line(each.name, each.sides[side]) for each in found[:CURVES]) for side in (0, 1))
    kinds = {ident: change.kind for ident, change in changes.items()}
    return Both(news, 60.0 * sheet.s if found else 0.0, olds=olds, kinds=kinds, called=called)


@dataclass(frozen=True, slots=True)
class Marked(Does):
    """Cards that say what becomes of the step."""

    changes: Mapping[str, Change] = field(default_factory=dict)

    def cell(self, sheet: Sheet, column: Column, top: float, height: float) -> list[Element]:
        """Draw a card: a thick edge when it is new or changes, dashed when it goes away."""
        s, pen = sheet.s, sheet.pen
        kind = self.changes[column.step.id].kind
        alone = f"{1.2 * s:.2f} {0.9 * s:.2f}" if without_contact(sheet.drawn, column.step) else None
        if alone and kind != "gone":
            sheet.use("no-contact")
        if kind in ("same", "gone"):
            dash = f"{0.05:.2f} {1.0 * s:.2f}" if kind == "gone" else alone
            drawn = [
                pen.rect(
                    column.x, top, column.width, height - GAP * s, fill="sheet",
                    stroke="negative" if kind == "gone" else "line", thick=0.35 * s, radius=1.6 * s, dash=dash,
                    cap="round" if kind == "gone" else None,
                )
            ]  # fmt: skip
        else:
            drawn = [
                pen.rect(column.x, top, column.width, height - GAP * s, fill="sheet", stroke="positive",
                         thick=(0.8 if kind == "new" else 0.5) * s, radius=1.6 * s, dash=alone)
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
