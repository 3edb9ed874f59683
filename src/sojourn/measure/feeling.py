"""Feelings from −2 to +2: what an answer is worth on that line, a step, and a whole journey.

Sources: Bradley and Lang, Measuring emotion: the Self-Assessment Manikin and the semantic differential, J. Behavior
Therapy and Experimental Psychiatry 25 (1994), for the nine figures; Kahneman, Fredrickson, Schreiber and Redelmeier,
When more pain is preferred to less, Psychological Science 4 (1993), for peak and end.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput
from sojourn.core.small import USUAL, Limits

from .estimates import shown
from .scales import SCALES

Floats = NDArray[np.float64]

KAPPA = 5.0
"""How many customers a workshop's hypothesis is worth in a journey score."""

LOWEST, HIGHEST = -2.0, 2.0


@dataclass(frozen=True, slots=True)
class StepScore:
    """The feeling at a step: measured and supposed, which stay two values, and the one number of a journey score.

    Attributes:
        measured: mean of the customers' answers; None where too few may be shown.
        hypothesis: what a workshop supposed; None for none.
        score: (n·measured + κ·hypothesis)/(n + κ); the hypothesis alone where the measured one is hidden.
        shown: `full`, `interval` or `hidden`.
    """

    measured: float | None
    hypothesis: float | None
    score: float | None
    n: int
    shown: str

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class JourneyScore:
    """A journey in one number, twice.

    Attributes:
        mean: of all steps.
        peak, peak_step: the strongest feeling, and the place of its step, from 0; the earlier of equals.
        end: the last feeling.
        peak_end: the mean of peak and end.
    """

    mean: float
    peak: float
    peak_step: int
    end: float
    peak_end: float

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {name: getattr(self, name) for name in self.__slots__}


def feeling(values: Sequence[float | None] | Floats, scale: str, *, good: str = "high") -> Floats:
    """Lay answers on the line from −2 to +2; not a number where there is no answer.

    1–5 `x − 3`; 1–7 `(x − 4)·⅔`; 0–10 `(x − 5)·0.4`; nine figures `(x − 5)/2`; faces as they are; a scorer of text,
    from −1 to 1, doubled. Every map is a straight line through the middle of the scale: none of them says that a four
    of five feels as good as an eight of ten, only that both stand as far along their scale.

    Args:
        values: (n,) answers.
        scale: `likert_1_5`, `likert_1_7`, `nps`, `sam_1_9`, `faces`, `yes_no`, or `compound` for a scorer of text.
        good: whether high or low answers are good, as stored with the question.

    Raises:
        InvalidInput: a scale without feeling in it (`feeling.scale`), a value off it (`answer.out_of_scale`), an end of
            it that there is not (`feeling.good`).
    """
    if good not in ("high", "low"):
        raise InvalidInput(f"{good!r} answers cannot be the good ones", code="feeling.good", hint="write high or low")
    value = np.array([np.nan if each is None else each for each in values], np.float64)
    if scale == "compound":
        low, high, zero, step = -1.0, 1.0, 0.0, 2.0
    else:
        found = SCALES.get(scale)
        if found is None or found.zero is None or found.step is None:
            known = ", ".join(name for name, each in SCALES.items() if each.zero is not None)
            raise InvalidInput(
                f"the scale {scale!r} holds no feeling", code="feeling.scale", hint=f"scales that do: {known}, compound"
            )
        low, high, zero, step = found.low, found.high, found.zero, found.step
    off = (value < low) | (value > high)
    if off.any():
        raise InvalidInput(
            f"{value[off][0]:g} is no answer on {scale}, from {low:g} to {high:g}", code="answer.out_of_scale"
        )
    laid = (value - zero) * step
    return -laid if good == "low" else laid


def feeling_step(
    mean: float | None,
    n: int,
    hypothesis: float | None = None,
    *,
    kappa: float = KAPPA,
    limits: Limits = USUAL,
) -> StepScore:
    """Put what customers said at a step beside what a workshop supposed; blend them for a journey score only.

    `(n·mean + κ·hypothesis)/(n + κ)`: a hypothesis weighs as much as κ customers, so it fades as answers come in. Under
    10 customers it stands alone, so that no answer shines through.

    Args:
        mean: of the answers, −2 to +2; None for no answers.
        n: customers behind it.
        kappa: how many customers the hypothesis is worth, from 0 up.

    Raises:
        InvalidInput: fewer than no customers (`feeling.kappa`, `feeling.bad_n`).
    """
    if not 0 <= kappa < math.inf:
        raise InvalidInput(
            f"a hypothesis cannot be worth {kappa:g} customers", code="feeling.kappa", hint="give a number from 0 up"
        )
    if not 0 <= n < math.inf:
        raise InvalidInput(f"there cannot be {n:g} customers", code="feeling.bad_n", hint="give a number from 0 up")
    state = shown(n, limits)
    measured = None if state == "hidden" else mean
    if measured is None:
        score = hypothesis
    elif hypothesis is None:
        score = measured
    else:
        score = (n * measured + kappa * hypothesis) / (n + kappa)
    return StepScore(measured, hypothesis, score, n, state)


def feeling_journey(steps: Sequence[float]) -> JourneyScore:
    """Sum a journey up by its mean, and by its peak and end.

    Args:
        steps: the feeling at each step, in order.

    Raises:
        InvalidInput: no steps, or a step without a number (`feeling.no_steps`).

    Source: Kahneman et al. 1993.
    """
    value = np.asarray(steps, np.float64)
    if not len(value) or not np.isfinite(value).all():
        raise InvalidInput("a journey score needs a number for each step", code="feeling.no_steps")
    # The first of equal sizes: argmax gives the earliest.
    place = int(np.argmax(np.abs(value)))
    peak, end = float(value[place]), float(value[-1])
    return JourneyScore(float(value.mean()), peak, place, end, (peak + end) / 2)
