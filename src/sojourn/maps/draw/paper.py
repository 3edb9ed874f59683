"""Sheets of paper: how many steps go on one, how large the type is, where columns stand.

A drawing is designed at A3 and its lengths are then multiplied by one `scale`: 1 on a sheet that is as full as it may
be, up to what the sheet is larger than A3 (1.41 a size) when there is room. So a crowded A0 has the type of an A3 and
many columns, and a poster of eight steps on A0 is read from across the room.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import Literal

from sojourn.core.errors import InvalidInput

Size = Literal["A4", "A3", "A2", "A1", "A0"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet, landscape; lengths in mm.

    Attributes:
        size: its name.
        width, height: of the sheet.
        header: the column of lane names at its left, at scale 1.
        factor: how much larger than A3 it is, and the largest scale.
    """

    size: Size
    width: float
    height: float
    header: float
    factor: float


PAPERS = MappingProxyType(
    {
        "A4": Paper("A4", 297, 210, 34, 1.0),
        "A3": Paper("A3", 420, 297, 34, 1.0),
        "A2": Paper("A2", 594, 420, 36, 1.41),
        "A1": Paper("A1", 841, 594, 40, 2.0),
        "A0": Paper("A0", 1189, 841, 44, 2.83),
    }
)
"""Sheets from small to large."""

MARGIN, GUTTER, PHASE_GUTTER = 10.0, 2.0, 4.0
"""Round the drawing, between steps, and between phases, in mm at scale 1."""

LEAST_CARD, MOST_CARD = 22.0, 60.0
"""Width of a step's card in mm at scale 1; with its gutter a column has at least 24."""

HEAD = 200.0
"""Width that head and foot take at least, in mm at scale 1; few columns begin where they begin."""

NOMINAL_PHASES = 3
"""Phases that the published numbers of steps a sheet reckon with."""


@dataclass(frozen=True, slots=True)
class Type:
    """Sizes of type in points, for one scale.

    Attributes:
        title, subtitle: at the head of the sheet.
        band: moments and phases.
        step: what the customer does.
        body: everything else that is read.
        say: customers' words; larger than `body`, as the small letters of that face are lower.
        small: channels, departments, footer.
        disc: the number in a feeling's disc.
        least: what nothing that is read may be smaller than; 0 where there is no such size.
    """

    title: float
    subtitle: float
    band: float
    step: float
    body: float
    say: float
    small: float
    disc: float
    least: float = 0.0


def type_scale(scale: float = 1.0, size: Size = "A3") -> Type:
    """Give the sizes of type at a scale; only the title is smaller on A4."""
    title = 18.0 if size == "A4" else 22.0
    return Type(*(round(points * scale, 2) for points in (title, 10.5, 9.0, 9.0, 8.0, 9.0, 7.0, 7.5)))


def raised(type_: Type, least: float) -> Type:
    """Raise all sizes to a least one."""
    return Type(
        title=max(type_.title, least), subtitle=max(type_.subtitle, least), band=max(type_.band, least),
        step=max(type_.step, least), body=max(type_.body, least), say=max(type_.say, least),
        small=max(type_.small, least), disc=max(type_.disc, least), least=least,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """Columns of one sheet; lengths in mm.

    Attributes:
        paper, scale: the sheet, and what lengths designed at A3 are multiplied by.
        first, last: the steps on it, counted from 0, `last` left out.
        margin: at the left and right; wider than elsewhere when cards are as wide as they may be.
        header: width of the column of lane names.
        card: width of a card.
        lefts: left edge of each card.
        phases: for each phase on the page its number, first and last step (left out) on the page.
    """

    paper: Paper
    scale: float
    first: int
    last: int
    margin: float
    header: float
    card: float
    lefts: tuple[float, ...]
    phases: tuple[tuple[int, int, int], ...]

    def centre(self, step: int) -> float:
        """Give the middle of a step's column, counted from 0 over the whole map."""
        return self.lefts[step - self.first] + self.card / 2

    @property
    def right(self) -> float:
        """Give the right edge of the last card."""
        return self.lefts[-1] + self.card


@dataclass(frozen=True, slots=True)
class Fit:
    """A map laid on sheets.

    Attributes:
        paper: the sheet, the same for all pages.
        scale: what lengths designed at A3 are multiplied by, the same for all pages.
        pages: one or several.
    """

    paper: Paper
    scale: float
    pages: tuple[Page, ...]


def capacity(paper: Paper, phases: int = NOMINAL_PHASES, least: float = LEAST_CARD) -> int:
    """Count the steps that go on one sheet: ten on A4, fifteen on A3, then 22, 32 and 46 (with three phases)."""
    room = paper.width - 2 * MARGIN - paper.header
    return int((room + GUTTER - (max(phases, 1) - 1) * (PHASE_GUTTER - GUTTER)) // (least + GUTTER))


def fit(phases: Sequence[int], size: Size | None = None, *, smallest: Size = "A3", least: float = LEAST_CARD) -> Fit:
    """Choose a sheet and lay a map's columns on it.

    Args:
        phases: how many steps each phase has, in the map's order; phases without steps are left out.
        size: the sheet to use; without one the smallest that all steps go on, at least `smallest`, at most A0.
        smallest: where to begin to look.
        least: how narrow cards may become, in mm at scale 1.

    Returns:
        The sheet, the scale, and where each card stands. When the steps do not go on one sheet there are several: they
        part between phases where they can, about equally full, and inside a phase only when that phase alone is too
        long.

    Raises:
        InvalidInput: there is no step.
    """
    total = sum(phases)
    if total < 1:
        raise InvalidInput("A map without steps cannot be laid on paper", code="map-empty", hint="Add a step first.")
    count = sum(1 for steps in phases if steps)
    if size is None:
        offered = list(PAPERS.values())[list(PAPERS).index(smallest) :]
        paper = next((each for each in offered if capacity(each, count, least) >= total), offered[-1])
    else:
        paper = PAPERS[size]
    parts = _split(phases, paper, least)
    scale = min(_scale(paper, last - first, len(_phases(phases, first, last)), least) for first, last in parts)
    return Fit(paper, scale, tuple(_page(paper, scale, phases, first, last) for first, last in parts))


def _split(phases: Sequence[int], paper: Paper, least: float) -> list[tuple[int, int]]:
    """Part the steps into runs that go on one sheet each: few sheets, then about equally full."""
    parts = _parts(phases, paper, capacity(paper, 1, least), least)
    for most in range(-(-sum(phases) // len(parts)), capacity(paper, 1, least)):
        tried = _parts(phases, paper, most, least)
        if len(tried) == len(parts) and _cuts(phases, tried) == _cuts(phases, parts):
            return tried
    return parts


def _cuts(phases: Sequence[int], parts: Sequence[tuple[int, int]]) -> int:
    """Count the sheets that end inside a phase."""
    return sum(last not in accumulate(phases) for _, last in parts)


def _parts(phases: Sequence[int], paper: Paper, most: int, least: float) -> list[tuple[int, int]]:
    """Fill one sheet after the other, with no more than so many steps; end at a phase where one ends on the sheet."""
    ends = list(accumulate(phases))
    parts: list[tuple[int, int]] = []
    first = 0
    while first < ends[-1]:
        room = min(most, _room(phases, paper, first, least))
        reached = [end for end in ends if first < end <= first + room]
        last = reached[-1] if reached else first + room
        parts.append((first, last))
        first = last
    return parts


def _room(phases: Sequence[int], paper: Paper, first: int, least: float) -> int:
    """Count how many steps from one on go on a sheet."""
    total, steps = sum(phases), 1
    while first + steps < total and steps + 1 <= capacity(paper, len(_phases(phases, first, first + steps + 1)), least):
        steps += 1
    return steps


def _phases(phases: Sequence[int], first: int, last: int) -> tuple[tuple[int, int, int], ...]:
    """List the phases that a run of steps meets, each with its steps inside the run."""
    edges = pairwise([0, *accumulate(phases)])
    met = ((number, max(start, first), min(end, last)) for number, (start, end) in enumerate(edges))
    return tuple(each for each in met if each[1] < each[2])


def _scale(paper: Paper, steps: int, phases: int, least: float) -> float:
    """Find the largest scale at which so many columns have their least width."""
    columns = steps * (least + GUTTER) - GUTTER + (phases - 1) * (PHASE_GUTTER - GUTTER)
    whole = paper.width / (2 * MARGIN + PAPERS["A3"].header + columns)
    beside = (paper.width - paper.header) / (2 * MARGIN + columns)
    return max(1.0, min(paper.factor, whole, beside))


def _page(paper: Paper, scale: float, phases: Sequence[int], first: int, last: int) -> Page:
    """Place the columns of one sheet, in its middle."""
    met = _phases(phases, first, last)
    header = max(paper.header, PAPERS["A3"].header * scale)
    gutters = ((last - first - 1) * GUTTER + (len(met) - 1) * (PHASE_GUTTER - GUTTER)) * scale
    room = paper.width - 2 * MARGIN * scale - header - gutters
    card = min(room / (last - first), MOST_CARD * scale)
    whole = header + gutters + card * (last - first)
    margin = (paper.width - max(whole, min(HEAD * scale, paper.width - 2 * MARGIN * scale))) / 2
    lefts, left = [], margin + header
    for number, (_, start, end) in enumerate(met):
        left += (PHASE_GUTTER - GUTTER) * scale if number else 0.0
        for _ in range(start, end):
            lefts.append(left)
            left += card + GUTTER * scale
    return Page(paper, scale, first, last, margin, header, card, tuple(lefts), met)
