"""The acquisition canvas: which of its twelve boxes are filled, which are said to be unknown, which are open."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sojourn.maps import BOXES, Canvas


@dataclass(frozen=True, slots=True)
class CanvasState:
    """How far a canvas is.

    Attributes:
        filled: boxes with an answer.
        unknown: boxes that nobody can fill yet, said on purpose.
        open: boxes that are neither.
    """

    filled: tuple[str, ...]
    unknown: tuple[str, ...]
    open: tuple[str, ...]

    @property
    def done(self) -> bool:
        """Say whether each box is filled or marked unknown."""
        return not self.open

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {"filled": [*self.filled], "unknown": [*self.unknown], "open": [*self.open], "done": self.done}


def check_canvas(
    canvas: Canvas | None = None, *, filled: Iterable[str] = (), unknown: Iterable[str] = ()
) -> CanvasState:
    """Say which boxes of an acquisition canvas are filled, unknown and open.

    A box that is filled and marked unknown at once counts as filled: somebody has found out.

    Args:
        canvas: of a map; None when there is none yet.
        filled, unknown: names of boxes, where there is no map.

    Returns:
        The boxes in the order in which they are filled.
    """
    said, doubted = {*filled}, {*unknown}
    if canvas is not None:
        said |= {box for box in BOXES if getattr(canvas, box) is not None}
        doubted |= {*canvas.unknown}
    return CanvasState(
        tuple(box for box in BOXES if box in said),
        tuple(box for box in BOXES if box in doubted and box not in said),
        tuple(box for box in BOXES if box not in said and box not in doubted),
    )
