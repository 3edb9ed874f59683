"""A journey map, drawn."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from ..model import JourneyMap
from ..nesting import aloud, insides
from ..overlay import Overlay
from . import words
from .canvas import Fonts, TextBox
from .colours import PALETTES, Theme, Token
from .decisive import marked
from .icons import symbols
from .lanes import figures
from .lanes.bands import runs
from .lanes.lane import Cells
from .layout import Design, Placed, Wish, sheets
from .paper import MARGIN, Size
from .pen import sign_prefix
from .ranked import NO_RANKS, Ranks
from .sheet import Block, Sheet
from .svg import Element, group, hidden
from .text import Face
from .variants import design_of

Variant = Literal[
    "working", "poster", "board", "blueprint", "before-after", "deviation", "figure-8", "buying"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """One sheet of paper.

    Attributes:
        svg: the drawing, complete in itself.
        width_mm, height_mm: of the sheet.
        boxes: where every text stands.
    """

    svg: str
    width_mm: float
    height_mm: float
    boxes: tuple[TextBox, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map on one sheet or several.

    Attributes:
        pages: the sheets.
        paper: their size, such as A3.
        variant: what was drawn.
        notes: what could not be drawn as asked, in sentences.
    """

    pages: tuple[DrawnPage, ...]
    paper: str
    variant: str
    notes: tuple[str, ...] = ()

    @property
    def svg(self) -> str:
        """Give the first sheet."""
        return self.pages[0].svg

    @property
    def width_mm(self) -> float:
        """Give the width of a sheet."""
        return self.pages[0].width_mm

    @property
    def height_mm(self) -> float:
        """Give the height of a sheet."""
        return self.pages[0].height_mm

    def __repr__(self) -> str:
        """Name the drawing in one line."""
        count = len(self.pages)
        return f"<Drawing: {self.variant}, {count} sheet{'' if count == 1 else 's'} of {self.paper}>"

    def _repr_html_(self) -> str:
        """Show the sheets in a notebook, each as a picture of its own: ids of two drawings do not meet."""
        return "".join(
            f'<img alt="Journey map, sheet {number}" style="width:100%;max-width:{page.width_mm:g}mm;background:#fff" '
            f'src="data:image/svg+xml;base64,{b64encode(page.svg.encode()).decode()}">'
            for number, page in enumerate(self.pages, start=1)
        )


def paint(
    sheet: Sheet, design: Design, placed: Sequence[Placed], foot: Block, *, number: int, count: int, fonts: Fonts
) -> DrawnPage:
    """Draw one sheet: grounds, what runs across, then head, names, every step, and foot."""
    pen, page = sheet.pen, sheet.page
    lanes = [(each, each.lane.draw(sheet, each.top, each.height)) for each in placed]
    margin = MARGIN * page.scale
    head = design.head(sheet).paint(sheet.left, margin)
    bottom = placed[-1].top + placed[-1].height if placed else margin
    ends = max(bottom + 2 * sheet.s, page.paper.height - margin - foot.height)
    feet = foot.paint(sheet.left, ends)
    steps = []
    for column in sheet.columns:
        parts = [part for _, drawn in lanes for part in drawn.steps.get(column.step.id, ())]
        names = {persona.id: persona.name for persona in sheet.drawn.personas}
        label = words.step(sheet.drawn, column.step, column.number, names)
        label = words.listed((label, aloud(column.step, sheet.nested)))
        if sheet.overlay is not None:
            label = words.listed((label, figures.heard(sheet.overlay, column.step.id)))
        steps.append(group(*parts, label=label, ident=pen.canvas.ident("step", column.step.id)))
    after = [part for _, drawn in lanes for part in drawn.after]
    svg = pen.canvas.document(
        page.paper.width,
        page.paper.height,
        hidden(*_grounds(sheet, placed, phased=design.phased)),
        group(*head, label="Header", ident=pen.canvas.ident("header")),
        group(*_names(sheet, placed), label="Lanes", ident=pen.canvas.ident("lanes")),
        hidden(*(part for _, drawn in lanes for part in drawn.across)),
        *steps,
        *([group(*after, label="Summary", ident=pen.canvas.ident("summary"))] if after else []),
        group(*feet, label="Legend and sources", ident=pen.canvas.ident("footer")),
        heading=sheet.drawn.title + (f" ({number} of {count})" if count > 1 else ""),
        summary=words.whole(sheet.drawn),
        language=sheet.drawn.language,
        fonts=fonts,
        symbols=symbols(pen.signs, sign_prefix(pen.canvas)),
    )
    return DrawnPage(svg, page.paper.width, page.paper.height, pen.canvas.boxes)


def _grounds(sheet: Sheet, placed: Sequence[Placed], *, phased: bool) -> list[Element]:
    """Draw the paper, the grounds of phases and of what is behind the scenes, the bands of moments of truth, rules."""
    pen, s, paper = sheet.pen, sheet.s, sheet.page.paper
    drawn = [pen.rect(0, 0, paper.width, paper.height, fill="sheet")]
    wide = sheet.right - sheet.left + 3 * s
    if phased and pen.palette.tinted and placed:
        drawn += _phases(sheet, placed)
    for tinted, stretch in groupby(placed, key=lambda each: each.lane.tinted):
        if tinted and pen.palette.tinted:
            behind = list(stretch)
            top, end = behind[0].top, behind[-1].top + behind[-1].height
            drawn.append(pen.rect(sheet.left - 1.5 * s, top, wide, end - top, fill="lane"))
    banded = [each for each in placed if each.lane.banded]
    for column in sheet.columns:
        if column.step.moment_of_truth is None or not banded:
            continue
        top, end = banded[0].top, banded[-1].top + banded[-1].height
        x, broad = column.x - 0.9 * s, column.width + 1.8 * s
        edge: Token | None = None if pen.palette.tinted else "line"
        drawn.append(
            pen.rect(
                x,
                top - 0.9 * s,
                broad,
                end - top + 0.9 * s,
                fill="band-sheet",
                stroke=edge,
                thick=0.2 * s,
                radius=1.8 * s,
            )
        )
    for number, each in enumerate(placed):
        if number and each.lane.rule:
            drawn.append(_rule(sheet, each))
    return drawn


def _phases(sheet: Sheet, placed: Sequence[Placed]) -> list[Element]:
    """Tint every other phase from its head down to the last lane."""
    top, end = placed[0].top, placed[-1].top + placed[-1].height
    s = sheet.s
    return [
        sheet.pen.rect(run.first.x - 0.9 * s, top, run.width + 1.8 * s, end - top, fill="lane", radius=1.8 * s)
        for run in runs(sheet, moments=False)[::2]
    ]


def _rule(sheet: Sheet, each: Placed) -> Element:
    pen, s = sheet.pen, sheet.s
    if each.lane.rule == "hair":
        return pen.line(sheet.left, each.top, sheet.right, each.top, colour="hair", thick=0.25 * s)
    dash = {"visibility": f"{2.2 * s:.2f} {1.4 * s:.2f}", "internal": f"{0.01:.2f} {1.3 * s:.2f}"}.get(each.lane.rule)
    return pen.line(sheet.left, each.top, sheet.right, each.top, colour="ink", thick=0.4 * s, dash=dash, cap="round")


_RULES = {
    "interaction": "line of interaction",
    "visibility": "line of visibility",
    "internal": "line of internal interaction",
}


def _names(sheet: Sheet, placed: Sequence[Placed]) -> list[Element]:
    """Write the names of the lanes at the left, and over the three lines what they are."""
    pen, s, type_ = sheet.pen.of("lanes"), sheet.s, sheet.type
    drawn = []
    for each in placed:
        lane = each.lane
        top = each.top + (
            2.6 * s if lane.key == "does" else min(lane.above, 2.7 * s) if isinstance(lane, Cells) else 2.7 * s
        )
        room = sheet.start - sheet.left - 3 * s
        if lane.rule in _RULES:
            lines = pen.wrap(_RULES[lane.rule], room, type_.small, most=2)
            drawn.append(pen.text(lines, sheet.left, each.top + 1.2 * s, size=type_.small, colour="quiet"))
            top = each.top + 1.6 * s + lines.height(type_.small) + 0.6 * s
        if lane.label:
            lines = pen.wrap(lane.label, room, type_.body, Face.BOLD, most=2)
            colour: Token = "positive" if lane.key == "data-head" else "ink"
            drawn.append(pen.text(lines, sheet.left, top, size=type_.body, face=Face.BOLD, colour=colour))
            top += lines.height(type_.body) + 0.4 * s
        if lane.note:
            lines = pen.wrap(lane.note, room, type_.small, most=3)
            drawn.append(pen.text(lines, sheet.left, top, size=type_.small, colour="quiet"))
    return drawn


def draw_map(
    drawn: JourneyMap,
    *,
    variant: Variant = "working",
    paper: Size | None = None,
    theme: Theme = "light",
    overlay: Overlay | None = None,
    images: Mapping[str, bytes] | None = None,
    lanes: Sequence[str] | None = None,
    target: JourneyMap | None = None,
    nested: Mapping[str, JourneyMap] | None = None,
    case: str | None = None,
    plan: Ranks = NO_RANKS,
    notation: Literal["plain", "cjml"] = "plain",
    fonts: Fonts = "embedded",
    prefix: str = "",
) -> Drawing:
    """Draw a journey map.

    Args:
        drawn: the map.
        variant: what is shown, for whom.
        paper: the size of the sheet; by default the smallest that the map goes on, from the variant's own size.
        theme: the colours.
        overlay: evidence to lay over it; the map itself stays as it is.
        images: pictures that the map names, by that name.
        lanes: which lanes to show, from the top; by default those of the variant.
        target: the map to hold it against, for before and after.
        nested: maps that steps may hold, by their ids; a card then tells of the one it holds. None: nobody looked.
        case: the written case to draw, for the deviation; by default the first, unless there is evidence.
        plan: where initiatives stand in a plan, by their ids.
        notation: `cjml` draws contacts as CJML does.
        fonts: `named` leaves the typefaces out, for renderers that have them.
        prefix: begins every id, so that two drawings may stand on one page.

    Returns:
        The sheets; the same input gives the same bytes.

    Raises:
        InvalidInput: the map has no steps, a lane or variant is unknown, or a variant lacks what it shows.
        MapRefused: a map lies inside itself, or maps lie more than three deep.
        NotFound: the map has no such case.
    """
    within = None if nested is None else insides(drawn, nested)
    drawn = marked(drawn, overlay)
    wish = Wish(PALETTES[theme], paper, overlay, images or {}, notation, False, prefix, within, plan)
    shown, design = design_of(variant, lanes, drawn, overlaid=overlay is not None, target=target, case=case)
    laid = sheets(shown, wish, design)
    notes: dict[str, None] = {}
    size = laid[0][0].page.paper.size
    if paper is not None and size != paper:
        notes[f"the map does not go on {paper} so that it can be read; it is drawn on {size}"] = None
    if paper is None and design.single and size != design.smallest:
        steps = words.counted(len(shown.steps), "step")
        where = f"do not go on {design.smallest} so that they can be read"
        notes[f"{steps} {where}; the {variant} is drawn on {size}"] = None
    pages = []
    for number, (sheet, placed, foot) in enumerate(laid, start=1):
        pages.append(paint(sheet, design, placed, foot, number=number, count=len(laid), fonts=fonts))
        notes.update(sheet.notes)
    return Drawing(tuple(pages), size, variant, tuple(notes))
