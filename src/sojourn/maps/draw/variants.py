"""What each variant shows, and for whom."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from sojourn.core.errors import InvalidInput, NotFound

from ..model import JourneyMap, LivedCase
from .change import join, sides
from .lanes import (
    answers,
    bands,
    board,
    callouts,
    changes,
    does,
    eight,
    images,
    lived,
    measured,
    opportunities,
    period,
    says,
    stages,
    strip,
    touchpoints,
    ways,
)
from .lanes.footer import footer
from .lanes.header import header
from .lanes.lane import Cells, Lane
from .layout import Design
from .sheet import Block, Sheet

Make = Callable[[Sheet], Lane]

LANES: Mapping[str, Make] = MappingProxyType(
    {
        "moments": bands.moments,
        "phases": bands.phases,
        "images": images.images,
        "does": does.does,
        "ways": ways.ways,
        "evidence": stages.evidence,
        "answers": answers.answered,
        "touchpoints": touchpoints.touchpoints,
        "feels": measured.measured,
        "thinks": says.thinks,
        "wants": says.wants,
        "pains": says.pains,
        "frontstage": stages.frontstage,
        "backstage": stages.backstage,
        "support": stages.support,
        "opportunities": opportunities.opportunities,
        "callouts": callouts.callouts,
        "board": board.board,
    }
)
"""Every lane by its name."""

_LANES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "working": (
            "moments", "phases", "does", "ways", "answers", "touchpoints", "feels", "thinks", "wants", "pains",
            "frontstage", "backstage", "support", "opportunities",
        ),
        "poster": ("moments", "phases", "images", "does", "feels", "callouts", "thinks"),
        "board": ("moments", "does", "feels", "board"),
        "blueprint": (
            "moments", "phases", "evidence", "does", "ways", "touchpoints", "frontstage", "backstage", "support",
        ),
        "before-after": ("moments", "phases", "does", "feels", "changes", "opportunities"),
        "deviation": ("moments", "phases", "does", "touchpoints", "lived"),
        "figure-8": ("eight",),
        "buying": ("phases", "does", "feels"),
    }
)  # fmt: skip

FEW = 9
"""Steps that leave a poster's cards room for type larger than usual."""

POSTED = frozenset({"data-head", "data-reach", "data-satisfaction"})
"""Lanes of evidence that a poster shows."""

_STAGES = frozenset({"frontstage", "backstage", "support"})

VARIANTS = (*_LANES, "screen")
"""Every variant; `screen` is drawn by `draw_html`."""


def design_of(
    variant: str,
    lanes: Sequence[str] | None,
    drawn: JourneyMap,
    *,
    overlaid: bool = False,
    target: JourneyMap | None = None,
    case: str | None = None,
) -> tuple[JourneyMap, Design]:
    """Give what a variant puts on a sheet, and the map that is drawn: for before and after that of both.

    Raises:
        InvalidInput: the variant or a lane is unknown, or the variant lacks what it needs.
        NotFound: the map has no such case.
    """
    if variant not in _LANES:
        raise InvalidInput(
            f"there is no variant {variant!r} on paper",
            code="variant-unknown",
            hint=f"Variants are {', '.join(_LANES)}.",
        )
    keys = _known(lanes) if lanes is not None else _LANES[variant]
    make: dict[str, Make] = dict(LANES)
    make["eight"] = eight.eight
    only = POSTED if variant == "poster" else None
    design = Design(lambda sheet: _lanes(sheet, keys, make, only), header, foot)
    if variant == "poster":
        make["thinks"] = partial(says.thinks, larger=1.3)
    if variant == "board":
        make["does"] = does.brief
    if variant == "buying":
        make["phases"] = bands.stages
        make["does"] = does.actions
    if variant == "before-after":
        if target is None:
            raise InvalidInput(
                "before and after need a second map", code="target-missing", hint="name it: --target TARGET.yaml"
            )
        both = join(drawn, target)
        make["does"] = partial(changes.marked, changes=both.changes)
        make["feels"] = partial(changes.both, changes=both.changes, called=sides(drawn, target))
        make["changes"] = partial(changes.changes, found=both.changes)
        return both.drawn, replace(design, head=partial(header, tag="from {} to {}".format(*sides(drawn, target))))
    if variant == "deviation":
        story = _case(drawn, case, overlaid=overlaid)
        if story is None:
            make["does"] = does.planned
            rest = _without(keys, "lived")
            return drawn, replace(
                design,
                lanes=lambda sheet: _otherwise_first(_lanes(sheet, rest, make)),
                enlarged=1.16,
                roomy=1.45,
                between=8.0,
            )
        make["lived"] = partial(lived.lived, case=story)
        make["does"] = does.planned
        return drawn, replace(design, foot=partial(foot, case=story), enlarged=1.16, roomy=1.45, between=8.0)
    return drawn, _sized(variant, design, overlaid=overlaid, steps=len(drawn.steps))


def _sized(variant: str, design: Design, *, overlaid: bool, steps: int) -> Design:
    """Choose paper, and what grows; type on a poster of few steps is larger."""
    few = steps <= FEW
    if variant == "poster":
        return replace(
            design, smallest="A1", grows=("feels", 130.0), floor=46.0 if few and not overlaid else None,
            enlarged=1.45 if few else 1.24, legible=20.0 if steps <= callouts.CROWDED else 0.0, phased=True,
            head=partial(header, portrait=True), foot=partial(foot, methods=False),
        )  # fmt: skip
    if variant == "board":
        return replace(
            design, smallest="A4", grows=("feels", 90.0), floor=46.0, least=30.0, card=12.0, single=True,
            head=partial(header, promised=False), foot=partial(foot, methods=False),
        )  # fmt: skip
    if variant == "blueprint":
        return replace(design, enlarged=1.2, roomy=1.45, between=12.0)
    if variant == "figure-8":
        return replace(design, grows=("eight", 230.0), enlarged=1.3)
    if variant == "buying":
        return replace(design, smallest="A4", grows=("feels", 112.0), phased=True)
    return replace(design, smallest="A2") if overlaid else design


def _lanes(
    sheet: Sheet, keys: Sequence[str], make: Mapping[str, Make], only: frozenset[str] | None = None
) -> list[Lane]:
    """Make the lanes; evidence, or only some of it, stands over what could be better, or at the end."""
    made: list[Lane] = []
    stage = _STAGES.issubset(keys) and "feels" not in keys
    for key in keys:
        if key == "opportunities":
            made += strip.strip(sheet)
        lane = make[key](sheet)
        made.append(stages.kept(lane) if stage and isinstance(lane, Cells) and key in _STAGES else lane)
    hidden = "opportunities" in keys or "eight" in keys or "board" in keys
    shown = [] if hidden else [lane for lane in strip.strip(sheet) if only is None or lane.key in only]
    return [*made, *shown]


def _otherwise_first(lanes: Sequence[Lane]) -> list[Lane]:
    """Put what went otherwise than planned straight under the head of the evidence."""
    order = {"data-head": 1, "data-deviations": 2}
    first = next((place for place, lane in enumerate(lanes) if lane.key.startswith("data-")), len(lanes))
    return [*lanes[:first], *sorted(lanes[first:], key=lambda lane: order.get(lane.key, 3))]


def foot(sheet: Sheet, marks: Mapping[str, str], *, case: LivedCase | None = None, methods: bool = True) -> Block:
    """Lay the foot out, with what the evidence rests on."""
    said = period.sentences(sheet, methods=methods) if sheet.overlay is not None else []
    if case is not None:
        said = [lived.title_of(sheet, case), *said]
    return footer(sheet, marks, extra=said)


def _case(drawn: JourneyMap, ident: str | None, *, overlaid: bool) -> LivedCase | None:
    """Find the written case; the first one when none is named and there is no evidence from events."""
    for each in drawn.lived:
        if ident == each.case or (ident is None and not overlaid):
            return each
    if ident is not None:
        known = ", ".join(each.case for each in drawn.lived) or "none"
        raise NotFound(f"the map tells no case {ident!r}", code="no-such-case", hint=f"it tells {known}")
    if not overlaid:
        raise InvalidInput(
            f"map {drawn.id} tells no lived case",
            code="case-missing",
            hint="write one under `lived`, or draw evidence: sojourn maps overlay MAP --draw FILE --variant deviation",
        )
    return None


def _without(keys: Sequence[str], left: str) -> tuple[str, ...]:
    return tuple(key for key in keys if key != left)


def _known(lanes: Sequence[str]) -> tuple[str, ...]:
    for key in lanes:
        if key not in LANES:
            raise InvalidInput(f"there is no lane {key!r}", code="lane-unknown", hint=f"Lanes are {', '.join(LANES)}.")
    return tuple(lanes)
