"""Answers that lie off the scale of their question: how many, which scale they look like, and when no score is given.

Whoever answers off the scale is not like the others: on a scale to 5, a 6 and a 7 were the most content. What is left
after refusing them is no sample of those who answered, however many remain.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sojourn.core.answers import Answers, Question
from sojourn.core.results import note, percent

from .scales import SCALES, Scale

OFF_SCALE = "off its scale"
"""Why a score is withheld."""
MOST = 0.05
"""Of the numbers that were answered, the share off the scale over which no score is given."""
FEWEST = 3
"""So many numbers off the scale are no slip of the pen."""
SUSPECT = 0.01
"""From this share of numbers off the scale on it is said which scale they look like."""
HELD = 0.99
"""The share of all numbers that a scale must hold for them to look like it."""

Counts = Mapping[float, int]

_LIKELY = (
    (0.0, 1.0, "0 and 1 (yes_no)"),
    (-2.0, 2.0, "−2 to 2 (faces)"),
    (0.0, 4.0, "0 to 4, a scale of five counted from 0"),
    (1.0, 5.0, "1 to 5 (likert_1_5)"),
    (0.0, 6.0, "0 to 6, a scale of seven counted from 0"),
    (1.0, 7.0, "1 to 7 (likert_1_7)"),
    (1.0, 9.0, "1 to 9 (sam_1_9)"),
    (1.0, 10.0, "1 to 10 (likert_1_10)"),
    (0.0, 10.0, "0 to 10 (nps, likert_0_10)"),
)


@dataclass(frozen=True, slots=True)
class OffScale:
    """How the numbers that were answered to a question lie to its scale.

    Attributes:
        on, off: numbers on the scale, and off it.
        looks_like: the scale that the numbers look like; None where they look like none that is known.
    """

    on: int
    off: int
    looks_like: str | None

    @property
    def share(self) -> float:
        """Give the share of numbers that lie off the scale."""
        return self.off / (self.on + self.off) if self.off else 0.0

    @property
    def withheld(self) -> bool:
        """Say whether what is left says too little of those who answered to give a score."""
        return self.off >= FEWEST and self.share > MOST

    @property
    def suspect(self) -> bool:
        """Say whether another scale may have been meant."""
        return self.withheld or (self.off >= FEWEST and self.share >= SUSPECT and self.looks_like is not None)


def off_scale(given: Counts, scale: Scale) -> OffScale:
    """Hold numbers against a scale.

    They look like the narrowest usual scale that holds 99 in 100 of them; or like tens of 0 to 10, shares of 0 to 100,
    or fractions of the scale itself.

    Args:
        given: how often each number was answered.

    Cost: O(different numbers).
    """
    on = sum(number for value, number in given.items() if scale.has(value))
    total = sum(given.values())
    return OffScale(on, total - on, _looks_like(given, scale, total) if on < total else None)


def counts_of(values: NDArray[np.float64]) -> Counts:
    """Count how often each number was answered."""
    found, number = np.unique(values[~np.isnan(values)], return_counts=True)
    return MappingProxyType(dict(zip(found.tolist(), number.tolist(), strict=True)))


def off_scale_of(answers: Answers, asked: Question) -> OffScale:
    """Hold all numbers that were answered to a question, those refused too, against its scale."""
    scale = SCALES[asked.scale]
    if scale.worded or asked.id not in answers.questions:
        return OffScale(0, 0, None)
    given = answers.given.get(asked.id)
    if given is None:
        given = counts_of(answers.value[answers.question == answers.questions.index(asked.id)])
    return off_scale(given, scale)


def suspects(answers: Answers) -> Iterator[Mapping[str, object]]:
    """Say of which questions another scale may have been meant, and that their scores are withheld."""
    for name in answers.questions:
        asked = answers.registry.get(name)
        if asked is None:
            continue
        found = off_scale_of(answers, asked)
        if found.suspect:
            told = told_of(name, asked.scale, found)
            if not any(each.get("code") == told["code"] and each.get("question") == name for each in answers.notes):
                yield told


def told_of(name: str, scale: str, found: OffScale) -> Mapping[str, object]:
    """Say what is wrong with the numbers answered to a question."""
    like = (
        f"they look like {found.looks_like}: register the scale it was asked on, or mend the answers"
        if found.looks_like
        else "check on which scale it was asked"
    )
    rest = (
        "; its scores are withheld, since those who are left are no sample of those who answered"
        if found.withheld
        else ""
    )
    return note(
        "scale.suspect",
        f"{found.off:,} of {found.on + found.off:,} numbers answered to {name} ({percent(found.share)}) lie off "
        f"{scale}, {SCALES[scale].said()}; {like}{rest}",
        question=name, off=found.off, of=found.on + found.off, looks_like=found.looks_like, withheld=found.withheld,
    )  # fmt: skip


def _looks_like(given: Counts, scale: Scale, total: int) -> str | None:
    """Name the scale that numbers look like."""
    whole = {value: number for value, number in given.items() if value == int(value)}
    if sum(whole.values()) >= HELD * total:
        for low, high, name in _LIKELY:
            held = sum(number for value, number in whole.items() if low <= value <= high)
            if (low, high) != (scale.low, scale.high) and held >= HELD * total:
                return name
    inside = {value: number for value, number in given.items() if 0 <= value <= 100}
    if max(given) > 10 and sum(inside.values()) >= HELD * total:
        tens = sum(number for value, number in inside.items() if value % 10 == 0)
        return "0 to 100 in tens, ten times 0 to 10" if tens >= HELD * total else "0 to 100"
    between = sum(number for value, number in given.items() if scale.low <= value <= scale.high)
    return "fractions of it, such as means or half steps" if scale.whole and between >= HELD * total else None
