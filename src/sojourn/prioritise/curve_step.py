"""One step of a budget curve."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CurveStep:
    """A budget from which on another set is the best.

    Attributes:
        budget: from this budget on.
        chosen: ids, in the order of the initiatives.
        gain: in a period.
        worth: what the objective counts; the gain, unless costs count too.
    """

    budget: float
    chosen: tuple[str, ...]
    gain: float
    worth: float
