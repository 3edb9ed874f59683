"""From a map to sheets: how many, how large, which lanes, how high each is."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import get_args

from sojourn.core.errors import InvalidInput

from ..model import JourneyMap
from ..nesting import Inside
from ..overlay import Overlay
from .canvas import Canvas
from .colours import Palette
from .lanes.lane import Lane
from .paper import LEAST_CARD, MARGIN, Fit, Page, Size, fit, raised, type_scale
from .pen import Pen
from .ranked import NO_RANKS, Ranks
from .scripts import direction
from .sheet import Block, Column, Sheet

SHRINKS = (1.0, 0.93, 0.86, 0.8)
"""How much smaller than planned everything but the columns may become so that it goes on its paper."""

LARGER = (1.35, 1.24, 1.12)
"""What is tried in between where everything is meant to be larger than that."""

ROOMY = 48.0
"""Width of cards in mm at A3 that takes type much larger than planned."""

HEADING = ("moments", "phases", "does")
"""Lanes that every sheet begins with where lanes are parted over several."""

SMALLER, READABLE = (0.74, 0.68), 0.92
"""How much smaller on paper so large that everything stays nearly as large there as on A3."""

FURTHER = ((0.74, 0), (0.68, 0), (0.8, 1), (0.68, 1), (0.68, 2))
"""How much smaller on paper that was asked for, and how much shorter texts are cut; with evidence, which takes lanes of
its own, on any paper, rather than a much larger one."""

RTL_LANGUAGES = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for.

    Attributes:
        palette: the colours.
        paper: the sheet; None lets the map choose.
        overlay: evidence laid over the map.
        images: pictures by the name that the map gives them.
        notation: `plain` or `cjml`.
        switchable: whether the page around may change the theme.
        prefix: begins every id.
        nested: what is told of maps inside steps, by their ids; None when nobody looked for them.
        plan: where initiatives stand in a plan, by their ids.
    """

    palette: Palette
    paper: Size | None = None
    overlay: Overlay | None = None
    images: Mapping[str, bytes] = field(default_factory=dict)
    notation: str = "plain"
    switchable: bool = False
    prefix: str = ""
    nested: Mapping[str, Inside] | None = None
    plan: Ranks = field(default_factory=lambda: NO_RANKS)


Plan = Callable[[Sheet], Sequence[Lane]]
"""Makes the lanes of a sheet, from the top."""

Head = Callable[[Sheet], Block]
Foot = Callable[[Sheet, Mapping[str, str]], Block]


@dataclass(frozen=True, slots=True)
class Placed:
    """A lane and where it stands."""

    lane: Lane
    top: float
    height: float


@dataclass(frozen=True, slots=True)
class Design:
    """What a variant puts on a sheet.

    Attributes:
        lanes: its lanes.
        head, foot: what stands above and below them.
        grows: the key of the lane that takes the room left over, and up to how high, in mm at A3.
        smallest: the paper to begin with when none is asked for.
        floor: how low the lane that grows may become on any sheet, when that is lower than it would like.
        enlarged: how much larger everything but the columns is meant to be than on a working sheet.
        roomy: how much larger where cards are at least `ROOMY` wide.
        between: how much room may be added to each lane, in mm at A3.
        least: how low the lane that grows may become on a sheet whose texts are cut, in mm at A3.
        card: how narrow cards may become, in mm at scale 1.
        legible: the least size of type on A1 in points, smaller on smaller paper; kept unless the map would not fit.
        phased: tint the ground of every other phase.
        single: never part it over several sheets; its first paper is tried with smaller type and shorter texts too.
    """

    lanes: Plan
    head: Head
    foot: Foot
    grows: tuple[str, float] = ("feels", 110.0)
    smallest: Size = "A3"
    least: float = 40.0
    roomy: float = 1.0
    floor: float | None = None
    enlarged: float = 1.0
    between: float = 4.0
    card: float = LEAST_CARD
    legible: float = 0.0
    phased: bool = False
    single: bool = False


def mirrored(drawn: JourneyMap) -> bool:
    """Tell whether a map is read from right to left: by its language, else by its title."""
    language = drawn.language.partition("-")[0].lower()
    return language in RTL_LANGUAGES or (language == "en" and direction(drawn.title) == "rtl")


def lengths(drawn: JourneyMap) -> list[int]:
    """Count the steps of each run of one phase, in the order of the map."""
    return [len(list(group)) for _, group in groupby(drawn.steps, key=lambda step: step.phase)]


def sheets(drawn: JourneyMap, wish: Wish, design: Design) -> list[tuple[Sheet, list[Placed], Block]]:
    """Lay a map out: on the first paper and at the largest size at which every sheet holds its lanes.

    Returns:
        For each sheet its context, its lanes with their places, and its foot.

    Raises:
        InvalidInput: the map has no step.
    """
    if not drawn.steps:
        raise InvalidInput(
            f"map {drawn.id} has no steps, so there is nothing to draw", code="map-empty", hint="Add a step first."
        )
    for fitted in _papers(drawn, wish, design):
        if fitted.paper.size != wish.paper and (parted := _parted(drawn, wish, design)) is not None:
            return parted
        kept = design.single and fitted.paper.size == design.smallest
        laid_over = wish.overlay is not None and not design.legible
        further = FURTHER if kept or laid_over or fitted.paper.size in (wish.paper, "A0") else ()
        wide = min(page.card for page in fitted.pages) >= ROOMY * fitted.scale
        first = [each for each in (design.roomy if wide else 1.0, design.enlarged) if each > 1]
        first += [each for each in LARGER if max(LARGER) < design.enlarged]
        roomy = [each for each in SMALLER if fitted.scale * each >= READABLE]
        shrinks = (1.0,) if design.legible and not further else (*SHRINKS, *roomy)
        for shrink, tight in [*((each, 0) for each in (*first, *shrinks)), *further]:
            found = [_sheet(drawn, wish, design, fitted, page, shrink, tight) for page in fitted.pages]
            if all(each is not None for each in found):
                return [each for each in found if each is not None]
    raise InvalidInput(
        f"map {drawn.id} does not go on A0", code="map-too-large", hint="Draw fewer lanes, or nest maps in steps."
    )


def _parted(drawn: JourneyMap, wish: Wish, design: Design) -> list[tuple[Sheet, list[Placed], Block]] | None:
    """Part the lanes of a sheet that is too high for the paper asked for over several: each begins with the steps, and
    sheets of one row of lanes lie beside each other, so that they can be glued into one. None without evidence, which
    is what takes so many lanes, and where a lane is too high by itself."""
    if wish.paper is None or wish.overlay is None or design.single or design.legible:
        return None
    fitted = fit(lengths(drawn), wish.paper, least=design.card)
    for shrink in SHRINKS:
        found = _rows(drawn, wish, design, fitted, shrink)
        if found:
            return found
    return None


def _rows(
    drawn: JourneyMap, wish: Wish, design: Design, fitted: Fit, shrink: float
) -> list[tuple[Sheet, list[Placed], Block]]:
    """Fill one row of sheets after the other with as many lanes as go on it; empty where one goes on none."""
    keys = list(
        dict.fromkeys(
            lane.key
            for page in fitted.pages
            for lane in design.lanes(new_sheet(drawn, wish, fitted, page, shrink, 0, design.legible))
            if lane.least > 0 and lane.key not in HEADING
        )
    )

    def row(chosen: Sequence[str], before: int = 0, count: int = 0) -> list[tuple[Sheet, list[Placed], Block]] | None:
        kept = {*HEADING, *chosen}
        part = replace(design, lanes=lambda sheet: [lane for lane in design.lanes(sheet) if lane.key in kept])
        names = [f"sheet {before + number} of {count}" if count else "" for number in range(1, len(fitted.pages) + 1)]
        found = [
            _sheet(drawn, wish, part, fitted, page, shrink, 0, name)
            for page, name in zip(fitted.pages, names, strict=True)
        ]
        return None if any(each is None for each in found) else [each for each in found if each is not None]

    filled: list[list[str]] = []
    while keys:
        many = next((count for count in range(len(keys), 0, -1) if row(keys[:count]) is not None), 0)
        if not many:
            return []
        filled.append(keys[:many])
        keys = keys[many:]
    wide = len(fitted.pages)
    made = [row(chosen, wide * place, wide * len(filled)) or [] for place, chosen in enumerate(filled)]
    return [each for found in made for each in found]


def _papers(drawn: JourneyMap, wish: Wish, design: Design) -> list[Fit]:
    """List the papers to try: the one asked for, else the smallest that holds the columns; then all that are larger."""
    steps = lengths(drawn)
    first = fit(steps, wish.paper, smallest=design.smallest, least=design.card)
    names: list[Size] = list(get_args(Size))
    larger = names[names.index(first.paper.size) + 1 :]
    found = [first, *(fit(steps, size, least=design.card) for size in larger)]
    whole = [each for each in found if len(each.pages) == 1]
    return whole if design.single and whole else found


def new_sheet(
    drawn: JourneyMap, wish: Wish, fitted: Fit, page: Page, shrink: float, tight: int = 0, legible: float = 0.0,
    part: str = "",
) -> Sheet:  # fmt: skip
    """Take a fresh sheet; `part` says which of several it is where that are more than the pages of steps."""
    s = fitted.scale * shrink
    canvas = Canvas(wish.palette, switchable=wish.switchable, prefix=wish.prefix)
    pen = Pen(canvas, page.paper.width, {}, mirrored(drawn), drawn.language)
    columns = tuple(
        Column(drawn.steps[number], number + 1, page.lefts[number - page.first], page.card)
        for number in range(page.first, page.last)
    )
    count = len(fitted.pages)
    part = part or (f"sheet {fitted.pages.index(page) + 1} of {count}" if count > 1 else "")
    sizes = type_scale(s, page.paper.size)
    if legible and not tight and shrink >= min(SHRINKS):
        sizes = raised(sizes, legible * min(page.paper.factor / 2, 1.0))
    return Sheet(
        drawn, page, pen, sizes, s, columns, wish.overlay, wish.images, tight, wish.notation,
        part, wish.nested, wish.plan,
    )  # fmt: skip


def _sheet(
    drawn: JourneyMap, wish: Wish, design: Design, fitted: Fit, page: Page, shrink: float, tight: int, part: str = ""
) -> tuple[Sheet, list[Placed], Block] | None:
    """Try to lay out one sheet; None when it is too high."""
    sheet = new_sheet(drawn, wish, fitted, page, shrink, tight, design.legible, part)
    lanes = [lane for lane in design.lanes(sheet) if lane.least > 0]
    if _height(sheet, design, lanes, {}) > page.paper.height:
        return None
    marks = _marks(drawn, wish, design, fitted, page, shrink, tight)
    foot = design.foot(sheet, marks)
    head = design.head(sheet)
    margin = MARGIN * fitted.scale
    room = page.paper.height - 2 * margin - head.height - foot.height - 2 * sheet.s
    key, most = design.grows
    least = design.least * sheet.s if tight else (design.floor or math.inf) * sheet.s
    shares = _shares(lanes, room, key, most * max(sheet.s, page.paper.factor), least, design.between * sheet.s)
    if shares is None:
        return None
    return sheet, _placed(lanes, shares, margin + head.height), foot


def _height(sheet: Sheet, design: Design, lanes: Sequence[Lane], marks: Mapping[str, str]) -> float:
    """Reckon the least height of a sheet, before its legend is known."""
    key = design.grows[0]
    low = min(design.least, design.floor or math.inf) * sheet.s
    high = sum(min(lane.least, low) if lane.key == key else lane.least for lane in lanes)
    return high + design.head(sheet).height + design.foot(sheet, marks).height + 2 * MARGIN * sheet.page.scale


def _marks(
    drawn: JourneyMap, wish: Wish, design: Design, fitted: Fit, page: Page, shrink: float, tight: int
) -> Mapping[str, str]:
    """Find out which marks a sheet needs, by drawing it where nobody sees it."""
    sheet = new_sheet(drawn, wish, fitted, page, shrink, tight, design.legible)
    for lane in design.lanes(sheet):
        if lane.least > 0:
            lane.draw(sheet, 50.0, lane.least)
    return dict(sheet.marks)


def _shares(
    lanes: Sequence[Lane], room: float, grows: str, most: float, least: float, between: float
) -> list[float] | None:
    """Share the height out: first to the lane that grows, then a little to all others; the rest stays at the foot."""
    heights = [lane.least for lane in lanes]
    spare = room - sum(heights)
    place = next((number for number, lane in enumerate(lanes) if lane.key == grows), None)
    if place is not None:
        wanted = min(max(heights[place] + spare, min(least, heights[place])), max(most, heights[place]))
        spare -= wanted - heights[place]
        heights[place] = wanted
    if spare < -0.01:
        return None
    free = [number for number, lane in enumerate(lanes) if lane.banded and lane.key not in ("does", grows)]
    each = min(spare / len(free), between) if free else 0.0
    for number in free:
        heights[number] += each
    return heights


def _placed(lanes: Sequence[Lane], heights: Sequence[float], top: float) -> list[Placed]:
    placed = []
    for lane, height in zip(lanes, heights, strict=True):
        placed.append(Placed(lane, top, height))
        top += height
    return placed
