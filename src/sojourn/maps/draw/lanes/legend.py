"""The signs of a legend: every mark with what it means, drawn small."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from ..colours import Token
from ..sheet import Sheet
from ..svg import Element, polygon
from ..text import Face
from . import glyphs
from .marks import cross, outline

Sign = Callable[[Sheet, float, float], Sequence[Element]]
"""Draws a mark: the sheet, its start, the middle of its line."""


def _card(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
    s = sheet.s
    dash = f"{0.9 * s:.2f} {0.6 * s:.2f}"
    return [sheet.pen.rect(x, y - 1.3 * s, 4 * s, 2.6 * s, stroke="line", thick=0.3 * s, radius=0.6 * s, dash=dash)]


def _flag(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
    return [sheet.pen.path(glyphs.flag(x, y, sheet.s), fill="ink", stroke="ink", thick=0.25 * sheet.s)]


def _inside(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
    return [sheet.pen.path(glyphs.inside(x, y, sheet.s), stroke="ink", thick=0.3 * sheet.s)]


def _arrow(way: int) -> Sign:
    def draw(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
        d = glyphs.upright(x, y, sheet.s, way)
        return [sheet.pen.path(d, stroke="quiet", thick=0.32 * sheet.s, cap="round")]

    return draw


def _frame(shape: str, dash: tuple[float, float] | None) -> Sign:
    def draw(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
        s = sheet.s
        line = f"{dash[0] * s:.2f} {dash[1] * s:.2f}" if dash else None
        radius = 0.6 * s if shape == "square" else 1.5 * s
        return [
            sheet.pen.rect(x, y - 1.5 * s, 3 * s, 3 * s, stroke="ink", thick=0.32 * s, radius=radius, dash=line,
                           cap="round" if dash else None)
        ]  # fmt: skip

    return draw


def _euro(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
    pen = sheet.pen.of("legend")
    return [pen.text("€", x, y, size=sheet.type.small, face=Face.BOLD, anchor="middle")]


def _bracket(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
    s = sheet.s
    return [sheet.pen.path(glyphs.bracket(x + 0.1 * s, y - 1.5 * s, y + 1.5 * s, s), stroke="ink", thick=0.35 * s)]


def _bold(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
    pen = sheet.pen.of("legend")
    return [pen.text("Bold", x, y, size=sheet.type.small, face=Face.BOLD, anchor="middle")]


def _ring(evidence: str) -> Sign:
    def draw(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
        s = sheet.s
        whole, half = outline(0, x + 1.6 * s, y, 1.6 * s)
        filled = evidence == "research"
        drawn = [sheet.pen.path(whole, fill="positive" if filled else "sheet", stroke="positive", thick=0.35 * s)]
        if evidence == "partial":
            drawn.append(sheet.pen.path(half, stroke="positive", thick=0.8 * s))
        return drawn

    return draw


def _diamond(flag: str) -> Sign:
    def draw(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
        s = sheet.s
        half, middle = 1.9 * s, x + 1.9 * s

        def at(size: float) -> str:
            return polygon([(middle, y - size), (middle + size, y), (middle, y + size), (middle - size, y)])

        drawn = [sheet.pen.path(at(half), fill=None if flag != "data" else "ink", stroke="ink", thick=0.35 * s)]
        if flag == "both":
            drawn.append(sheet.pen.path(at(half * 0.55), fill="ink"))
        return drawn

    return draw


def _stroke(colour: Token, dashes: tuple[float, ...]) -> Sign:
    def draw(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
        s = sheet.s
        dash = " ".join(f"{length * s:.2f}" for length in dashes) or None
        return [sheet.pen.line(x, y, x + 6.4 * s, y, colour=colour, thick=0.6 * s, dash=dash, cap="round")]

    return draw


def _persona(number: int) -> Sign:
    def draw(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
        s = sheet.s
        dashes = ((), (3.0, 1.2), (0.01, 1.2))[number]
        dash = " ".join(f"{length * s:.2f}" for length in dashes) or None
        whole, _ = outline(number, x + 4.5 * s, y, 1.5 * s)
        return [
            sheet.pen.line(
                x, y, x + 9 * s, y, colour="quiet" if number else "ink", thick=0.6 * s, dash=dash, cap="round"
            ),
            sheet.pen.path(whole, fill="sheet", stroke="ink", thick=0.35 * s),
        ]

    return draw


def _triangle(way: int) -> Sign:
    def draw(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
        return [sheet.pen.path(glyphs.triangle(x, y, sheet.s, way), fill="positive" if way > 0 else "negative")]

    return draw


def _whisker(*, thin: bool) -> Sign:
    def draw(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
        s, pen = sheet.s, sheet.pen
        dash = f"{0.7 * s:.2f} {0.5 * s:.2f}" if thin else None
        if thin:
            return [
                pen.line(x + 0.6 * s, y - 1.5 * s, x + 0.6 * s, y + 1.5 * s, colour="ink", thick=0.4 * s, dash=dash)
            ]
        return [
            pen.line(x, y, x + 6.4 * s, y, colour="ink", thick=0.75 * s, cap="round"),
            pen.line(x + 3.2 * s, y - 1.5 * s, x + 3.2 * s, y + 1.5 * s, colour="ink", thick=0.4 * s),
            pen.circle(x + 3.2 * s, y, 1.2 * s, fill="positive", stroke="sheet", thick=0.3 * s),
        ]

    return draw


def _patch(colour: Token) -> Sign:
    def draw(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
        s = sheet.s
        fill: Token = "negative-tint" if colour == "negative" else "positive-tint"
        return [sheet.pen.rect(x, y - 1.3 * s, 4 * s, 2.6 * s, fill=fill, stroke=colour, thick=0.2 * s)]

    return draw


def _edged(colour: Token, thick: float, dash: tuple[float, float] | None = None, fill: Token = "sheet") -> Sign:
    def draw(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
        s = sheet.s
        line = f"{dash[0] * s:.2f} {dash[1] * s:.2f}" if dash else None
        return [
            sheet.pen.rect(x, y - 1.3 * s, 4 * s, 2.6 * s, fill=fill, stroke=colour, thick=thick * s, radius=0.6 * s,
                           dash=line, cap="round" if dash else None)
        ]  # fmt: skip

    return draw


def _link(*, kept: bool) -> Sign:
    def draw(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
        s, middle = sheet.s, x + 1.1 * sheet.s
        if kept:
            d = f"M{middle:.2f} {y - 1.5 * s:.2f}v{3 * s:.2f}l{-s:.2f} {-s:.2f}m{s:.2f} {s:.2f}l{s:.2f} {-s:.2f}"
        else:
            d = (
                f"M{middle:.2f} {y - 1.6 * s:.2f}v{1.1 * s:.2f}m{-s:.2f} 0h{2 * s:.2f}"
                f"m{-2 * s:.2f} {s:.2f}h{2 * s:.2f}m{-s:.2f} 0v{1.1 * s:.2f}"
            )
        return [sheet.pen.path(d, stroke="positive" if kept else "negative", thick=0.5 * s, cap="round")]

    return draw


def _target(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
    s, at = sheet.s, x + 0.3 * sheet.s
    return [sheet.pen.line(at, y - 1.5 * s, at, y + 1.5 * s, colour="ink", thick=0.45 * s)]


def _band(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
    return [sheet.pen.rect(x, y - 0.9 * sheet.s, 5 * sheet.s, 1.8 * sheet.s, fill="soft-positive")]


def _wedge(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
    s = sheet.s
    return [sheet.pen.path(f"M{x:.2f} {y - 1.1 * s:.2f}H{x + 2.6 * s:.2f}V{y + 1.1 * s:.2f}Z", fill="line")]


def _cross(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
    return [cross(sheet, x + 0.95 * sheet.s, y, 1.9 * sheet.s)]


def _lost(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
    return [sheet.pen.path(glyphs.lost(x, y, sheet.s), stroke="negative", thick=0.45 * sheet.s)]


def _tab(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
    s = sheet.s
    return [sheet.pen.rect(x, y - 1.5 * s, 1.1 * s, 3 * s, fill="department-1", stroke="ink", thick=0.12 * s)]


def _way(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
    return [sheet.pen.path(glyphs.onward(x, y, sheet.s, 3.0), stroke="ink", thick=0.32 * sheet.s, cap="round")]


def _guess(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
    pen = sheet.pen.of("legend")
    return [pen.text("%?", x, y, size=sheet.type.small, colour="quiet", anchor="middle")]


def _quiet_way(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
    return [sheet.pen.path(glyphs.onward(x, y, sheet.s, 3.0), stroke="quiet", thick=0.32 * sheet.s, cap="round")]


def _number(sheet: Sheet, x: float, y: float) -> Sequence[Element]:
    pen = sheet.pen.of("legend")
    return [pen.text("1.", x, y, size=sheet.type.small, face=Face.BOLD, anchor="middle")]


SIGNS: Mapping[str, tuple[Sign, float, str]] = MappingProxyType(
    {
        "tomorrow": (_stroke("ink", ()), 6.4, "tomorrow"),
        "step-new": (_edged("positive", 0.7), 4.0, "new step"),
        "step-changed": (_edged("positive", 0.4), 4.0, "step that changes"),
        "step-gone": (_edged("negative", 0.35, (0.05, 0.9)), 4.0, "step that goes away"),
        "link-kept": (_link(kept=True), 2.2, "lived as planned, or in its place"),
        "link-broken": (_link(kept=False), 2.2, "planned, not lived"),
        "lived-missing": (_edged("negative", 0.4, (0.9, 0.7)), 4.0, "planned, but missing"),
        "lived-failed": (_edged("negative", 0.4, None, "negative-tint"), 4.0, "failed"),
        "lived-out_of_order": (_edged("negative", 0.4, None, "negative-tint"), 4.0, "out of order"),
        "lived-ad_hoc": (_edged("line", 0.3, None, "note-tint"), 4.0, "happened, but not planned"),
        "measured": (_whisker(thin=False), 6.4, "measured, with 95 % interval"),
        "unmeasured": (_stroke("quiet", (0.01, 1.3)), 6.4, "not asked in between"),
        "supposed": (_stroke("quiet", (1.6, 1.1)), 6.4, "the map supposes"),
        "gap-worse": (_patch("negative"), 4.0, "worse than supposed"),
        "gap-better": (_patch("positive"), 4.0, "better than supposed"),
        "thin": (_whisker(thin=True), 1.2, "few answers: interval only"),
        "reach": (_band, 5.0, "share of journeys that come"),
        "wedge": (_wedge, 2.6, "those who leave"),
        "target": (_target, 0.6, "target"),
        "curve-0": (_persona(0), 9.0, "everybody"),
        "curve-1": (_persona(1), 9.0, "everybody"),
        "curve-2": (_persona(2), 9.0, "everybody"),
        "truth-expert": (_diamond("expert"), 3.8, "moment of truth"),
        "truth-data": (_diamond("data"), 3.8, "moment of truth, shown by data"),
        "truth-both": (_diamond("both"), 3.8, "moment of truth, people and data agree"),
        "evidence-hypothesis": (_ring("hypothesis"), 3.2, "assumed"),
        "evidence-partial": (_ring("partial"), 3.2, "partly researched"),
        "evidence-research": (_ring("research"), 3.2, "researched"),
        "curve-expected": (_stroke("ink", (2.0, 1.4)), 6.4, "expected, not measured"),
        "breaking": (_cross, 1.9, "people give up here"),
        "flag": (_flag, 1.7, "first, last contact"),
        "no-contact": (_card, 4.0, "no contact"),
        "inside": (_inside, 2.5, "holds a map: its steps, end, worst moment of truth"),
        "guessed": (_guess, 3.0, "share that the map supposes to go this way"),
        "push": (_arrow(1), 1.6, "company begins"),
        "pull": (_arrow(-1), 1.6, "customer begins"),
        "transactional": (_frame("square", None), 3.0, "something is settled"),
        "informative": (_frame("round", None), 3.0, "something is told"),
        "partner": (_frame("square", (0.9, 0.7)), 3.0, "partner’s"),
        "uncontrolled": (_frame("square", (0.05, 0.8)), 3.0, "not controlled"),
        "paid": (_euro, 1.7, "paid for"),
        "one-of": (_bracket, 1.1, "one of these"),
        "expected": (_bold, 6.2, "the one expected"),
        "pain": (_triangle(-1), 2.1, "pain"),
        "gain": (_triangle(1), 2.1, "gain"),
        "lost": (_lost, 2.2, "context is lost"),
        "department": (_tab, 1.1, "department"),
        "initiative": (_way, 3.0, "initiative"),
        "ranked": (_number, 2.6, "place in the plan: what to begin first"),
        "unranked": (_quiet_way, 3.0, "initiative that is not in the plan"),
    }
)
"""Each mark: how it is drawn, how wide it is in mm at A3, what it means."""
