"""A map on a narrow screen: one step below the other, each with all that is said of it, under a small curve."""

from collections.abc import Callable, Sequence
from itertools import groupby
from math import hypot

from ..model import JourneyMap
from ..overlay import Overlay
from ..voices import CURVES, voices_of
from .curve import through
from .lanes import figures
from .svg import escape
from .table import Row, Said, remarks

STEP, HIGH = 30.0, 84.0
"""Width of a step and height of the small curve, in units of its own."""
APART = 9.0
"""How far dots of the small curve stand from each other at least."""


def narrow(
    drawn: JourneyMap, told: Sequence[Row], overlay: Overlay | None, line: Callable[[Said], str], *, curve: bool
) -> str:
    """Write the list.

    Args:
        told: the lanes.
        line: writes one line of a lane.
        curve: whether the small curve stands on top.
    """
    phases = {phase.id: phase.name for phase in drawn.phases}
    parts = []
    numbered = enumerate(drawn.steps, start=1)
    for ident, group in groupby(numbered, key=lambda each: each[1].phase):
        cards = []
        for number, step in group:
            rows = "".join(
                f"<dt>{escape(row.name)}</dt><dd>{''.join(map(line, row.cells[step.id]))}</dd>"
                for row in told
                if row.cells[step.id]
            )
            about = " · ".join((f"Step {number} of {len(drawn.steps)}", *remarks(drawn, step)))
            truth = " truth" if step.moment_of_truth else ""
            cards.append(
                f'<li class="one{truth}"><small>{escape(about)}</small><h3>{escape(step.does)}</h3>'
                f"{f'<dl>{rows}</dl>' if rows else ''}</li>"
            )
        parts.append(f'<h2>{escape(phases.get(ident, ident))}</h2><ol class="steps">{"".join(cards)}</ol>')
    top = small(drawn, overlay) if curve else ""
    return f'<section class="narrow" aria-label="Step by step">{top}{"".join(parts)}</section>'


def small(drawn: JourneyMap, overlay: Overlay | None) -> str:
    """Draw the curve small, its zero and its steps' numbers; dashed what is supposed, dots what was measured."""
    found = voices_of(drawn)[:CURVES]
    if not found:
        return ""
    zero, unit = HIGH / 2 - 6, (HIGH / 2 - 14) / 2
    xs = [STEP * (place + 0.5) for place in range(len(drawn.steps))]
    dashed = ' stroke-dasharray="4 3"' if overlay is not None or drawn.state != "current" else ""
    wide = STEP * len(drawn.steps)
    taken: list[tuple[float, float]] = []
    parts = [f'<path d="M0 {zero:g}H{wide:g}" stroke="var(--line)"/>']
    for number, voice in enumerate(found):
        felt = [voice.felt.get(step.id) for step in drawn.steps]
        points = [None if one is None else (x, zero - (one.score or 0.0) * unit)
                  for x, one in zip(xs, felt, strict=True)]  # fmt: skip
        dash = dashed or ("", ' stroke-dasharray="10 3"', ' stroke-dasharray="1 4"')[number]
        parts.append(f'<path d="{through(points, zero).d}" stroke="var(--ink)" stroke-width="2"{dash}/>')
        here = [point for point in points if point is not None and point not in taken]
        parts += [_dot(*_clear(*point, taken), "var(--sheet)", "var(--ink)") for point in here]
    for x, step in zip(xs, drawn.steps, strict=True):
        mark = figures.found(overlay, "feeling", step.id)
        if mark is not None and mark.state == "measured" and mark.value is not None:
            colour = "var(--negative)" if mark.value < 0 else "var(--positive)"
            parts.append(_dot(*_clear(x + 5, zero - mark.value * unit, taken), colour, colour))
    numbers = "".join(
        f'<text x="{x:g}" y="{HIGH - 2:g}" font-size="11" text-anchor="middle" fill="var(--quiet)">{number}</text>'
        for number, x in enumerate(xs, start=1)
    )
    said = "measured: dots; assumed: dashed" if overlay is not None else "above the line good, below it bad"
    return (
        f'<figure><svg class="small" viewBox="0 0 {wide:g} {HIGH:g}" fill="none" aria-hidden="true">{"".join(parts)}'
        f'{numbers}</svg><figcaption class="quiet">How the customer feels, step by step; {said}</figcaption></figure>'
    )


def _clear(x: float, y: float, taken: list[tuple[float, float]]) -> tuple[float, float]:
    """Move a dot to the right until it touches none that stands there, and remember it."""
    while any(hypot(x - other, y - level) < APART for other, level in taken):
        x += 0.5
    taken.append((x, y))
    return x, y


def _dot(x: float, y: float, fill: str, stroke: str) -> str:
    return f'<circle cx="{x:g}" cy="{y:.1f}" r="3.5" fill="{fill}" stroke="{stroke}" stroke-width="1.5"/>'
