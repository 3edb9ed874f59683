"""The scales on which people answer: their ends, what counts as a good answer, and which words mean which number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale. What is said of good answers holds where high is good; a question stores whether it is.

    Attributes:
        low, high: its ends.
        top: how many of the best answers count as satisfied; None where satisfaction is not what it asks for.
        easy: how many of the best answers count as easy.
        zero, step: the answer without feeling, and how many points of feeling (−2 to +2) one step up is worth; None
            where there is no feeling in it.
        whole: only whole numbers are answers.
        words: what may be written instead of a number, in small letters.
        worded: answers are words and nothing else: they are counted, and there is no better or worse.
    """

    low: float
    high: float
    top: int | None = None
    easy: int | None = None
    zero: float | None = None
    step: float | None = None
    whole: bool = True
    words: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    worded: bool = False

    @property
    def satisfied(self) -> float:
        """Give the lowest answer that counts as satisfied where high is good; above the scale where none does."""
        return self.high - (self.top or 0) + 1

    def holds(self, values: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Say of each value whether it is an answer on this scale; what is not a number is none."""
        inside = (values >= self.low) & (values <= self.high)
        return inside & (values == np.floor(values)) if self.whole else inside

    def has(self, value: float) -> bool:
        """Say of one value whether it is an answer on this scale."""
        return self.low <= value <= self.high and (value == int(value) or not self.whole)

    def good(self, values: NDArray[np.float64], good: str, top: int) -> NDArray[np.bool_]:
        """Say of each answer whether it is among the `top` best; `good` is `high` or `low`."""
        return values <= self.low + top - 1 if good == "low" else values >= self.high - top + 1

    def turned(self, values: NDArray[np.float64], good: str) -> NDArray[np.float64]:
        """Give the answers so that more is better."""
        return self.low + self.high - values if good == "low" else values

    def said(self) -> str:
        """Name what is an answer: `a whole number from 0 to 10`."""
        if self.worded:
            return "a word"
        return f"a {'whole ' if self.whole else ''}number from {self.low:g} to {self.high:g}"


_YES = MappingProxyType(
    {
        **dict.fromkeys(("yes", "y", "true", "oui", "ja", "sí", "si", "sì", "sim"), 1.0),
        **dict.fromkeys(("no", "n", "false", "non", "nein", "nee", "não"), 0.0),
    }
)
_FACES = MappingProxyType(
    {
        **dict.fromkeys(("😡", "😠", "😭", "😢", "very unhappy", "very sad"), -2.0),
        **dict.fromkeys(("🙁", "☹", "☹️", "😞", "😟", "😕", ":(", ":-(", "unhappy", "sad"), -1.0),
        **dict.fromkeys(("😐", "😶", ":|", ":-|", "neutral"), 0.0),
        **dict.fromkeys(("🙂", "☺", "☺️", "😊", ":)", ":-)", "happy"), 1.0),
        **dict.fromkeys(("😀", "😃", "😄", "😁", "😍", "🤩", ":d", ":-d", "very happy"), 2.0),
    }
)
_KANO = MappingProxyType(
    {
        **dict.fromkeys(("like", "i like it"), 1.0),
        **dict.fromkeys(("must-be", "must be", "expect", "i expect it"), 2.0),
        **dict.fromkeys(("neutral", "i am neutral"), 3.0),
        **dict.fromkeys(("live-with", "live with", "i can live with it", "tolerate"), 4.0),
        **dict.fromkeys(("dislike", "i dislike it"), 5.0),
    }
)
_BEST_WORST = MappingProxyType({"best": 1.0, "most": 1.0, "worst": -1.0, "least": -1.0, "neither": 0.0})

SCALES: Mapping[str, Scale] = MappingProxyType(
    {
        "nps": Scale(0, 10, top=2, zero=5, step=0.4),
        "likert_1_5": Scale(1, 5, top=2, easy=2, zero=3, step=1.0),
        "likert_1_7": Scale(1, 7, top=2, easy=3, zero=4, step=2 / 3),
        "likert_1_10": Scale(1, 10, top=3, easy=3, zero=5.5, step=4 / 9),
        "likert_0_10": Scale(0, 10, top=3, easy=3, zero=5, step=0.4),
        "faces": Scale(-2, 2, top=2, zero=0, step=1.0, words=_FACES),
        "sam_1_9": Scale(1, 9, top=3, zero=5, step=0.5),
        "yes_no": Scale(0, 1, top=1, easy=1, zero=0.5, step=4.0, words=_YES),
        "constant_sum": Scale(0, 100, whole=False),
        "best_worst": Scale(-1, 1, words=_BEST_WORST),
        "kano_functional": Scale(1, 5, words=_KANO),
        "kano_dysfunctional": Scale(1, 5, words=_KANO),
        "choice": Scale(0, 0, worded=True),
    }
)
"""Scales by name. Satisfied is the best two of five, of seven and of five faces, the best three of nine,
ten and eleven, a promoter, or yes; easy is the best two of five, the best three of seven, ten and eleven, or yes."""

ROLES = ("outcome", "satisfaction", "effort", "importance", "expectation", "feeling", "recommend", "reason")
"""What a question is asked for."""
