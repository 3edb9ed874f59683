"""Hold what a method found against what was planted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """How much of what was found is true, and how much of what is true was found.

    Attributes:
        found, planted, right: how many were found, were there to find, and were both.
        precision: right of found; None when nothing was found.
        recall: right of planted; None when nothing was planted.
    """

    found: int
    planted: int
    right: int

    @property
    def precision(self) -> float | None:
        """Say how much of what was found is true."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """Say how much of what is true was found."""
        return self.right / self.planted if self.planted else None


def score(found: Mapping[str, Collection[str]], truths: Mapping[str, object]) -> dict[str, Score]:
    """Score lists of steps against the lists of the same name in the truths, such as `moments`, `breaking_points`.

    Args:
        found: ids of steps, by what they were found to be.
        truths: of a planted world, or any mapping with lists of ids under the same names.
    """
    scores = {}
    for name, steps in found.items():
        planted = truths[name]
        assert isinstance(planted, Collection), f"the truths hold no list of {name}"
        scores[name] = Score(len(set(steps)), len(planted), len({*steps} & {*planted}))
    return scores
