"""Acquisition, drawn: one of its four views on a sheet of paper."""

from functools import partial
from typing import Literal

from sojourn.core.errors import InvalidInput

from ...model import JourneyMap, buying_steps
from ..canvas import Fonts
from ..colours import PALETTES, Theme
from ..drawing import Drawing, draw_map
from ..paper import Size
from . import canvas, matrix, plan, said
from .chosen import ChosenLines
from .fitting import Lay, fitted

View = Literal["canvas", "journey", "matrix", "plan"]


def draw_acquisition(
    drawn: JourneyMap,
    view: View,
    *,
    chosen: ChosenLines | None = None,
    paper: Size | None = None,
    theme: Theme = "light",
    fonts: Fonts = "embedded",
    prefix: str = "",
    switchable: bool = False,
) -> Drawing:
    """Draw how strangers are to become customers.

    Args:
        drawn: a map, with `acquisition` for all views but the journey.
        view: `canvas`, what is known of them; `journey`, stages, actions and feelings; `matrix`, what we do where they
            act; `plan`, who does it when and for how much.
        chosen: for the plan, the lines that were chosen; without it every line is drawn.
        paper: the size of the sheet; by default the smallest that it goes on.
        theme: the colours.
        fonts: `named` leaves the typefaces out, for renderers that have them.
        prefix: begins every id, so that two drawings may stand on one page.
        switchable: let the page around it change the theme; not for the journey.

    Returns:
        One sheet, or several of a long journey; the same input gives the same bytes.

    Raises:
        InvalidInput: `acquisition-missing` when the map has nothing to draw, `acquisition-too-large` when it goes on
            no paper.
    """
    if view == "journey":
        return draw_map(drawn, variant="buying", paper=paper, theme=theme, fonts=fonts, prefix=prefix)
    _checked(drawn, view)
    lay: Lay
    about: tuple[str, ...]
    if view == "canvas":
        known = drawn.acquisition.canvas if drawn.acquisition is not None else None
        lay, about, summary = partial(canvas.lay, drawn), (said.states(known),), canvas.summary(drawn)
    elif view == "matrix":
        lay, about, summary = partial(matrix.lay, drawn), (matrix.about(drawn),), matrix.summary(drawn)
    else:
        lay, about = partial(plan.lay, drawn, chosen), plan.about(drawn, chosen)
        summary = plan.summary(drawn, chosen)
    return fitted(
        drawn, lay, kind=view, about=about, summary=summary, palette=PALETTES[theme], size=paper, fonts=fonts,
        prefix=prefix, switchable=switchable,
    )  # fmt: skip


def _checked(drawn: JourneyMap, view: View) -> None:
    """Refuse a map that has nothing of what is to be drawn."""
    acquisition = drawn.acquisition
    lacks = ""
    if acquisition is None:
        lacks = "no `acquisition`"
    elif view == "canvas" and acquisition.canvas is None:
        lacks = "no `canvas` in its `acquisition`"
    elif view == "matrix" and not buying_steps(drawn):
        lacks = "no customers' actions before they buy"
    elif view == "plan" and not acquisition.lines:
        lacks = "no `lines` in its `acquisition`"
    if lacks:
        raise InvalidInput(
            f"map {drawn.id} has {lacks}, so there is no {view} to draw", code="acquisition-missing",
            hint="begin with: sojourn maps new --template buying",
        )  # fmt: skip
