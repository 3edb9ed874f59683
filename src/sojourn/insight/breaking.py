"""Breaking points: steps at which more customers leave than at the map's other steps."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from sojourn.core.errors import InvalidInput
from sojourn.core.statistics import benjamini_hochberg, wilson

FEWEST = 30
ALPHA = 0.10


@dataclass(frozen=True, slots=True)
class LeavingShare:
    """Who left at a step.

    Attributes:
        left, n: journeys that left there, and those that left or went on; open ones are in neither.
        estimate, low, high: the share and Wilson's interval.
        p, p_adjusted: of a share no higher than the map's median, one-sided, and adjusted for all steps compared; None
            where too few came.
        held: whether it is a breaking point; None where too few came to say.
    """

    left: int
    n: int
    estimate: float
    low: float
    high: float
    p: float | None
    p_adjusted: float | None
    held: bool | None


@dataclass(frozen=True, slots=True)
class BreakingPoints:
    """Where more customers leave than elsewhere.

    Attributes:
        median: the middle of the shares that leave, over the steps of the map.
        points: the steps that are breaking points, in the order given.
        share: each step that anybody came to.
    """

    median: float | None
    points: tuple[str, ...]
    share: dict[str, LeavingShare]


def breaking_points(
    left: Mapping[str, tuple[int, int]], *, alpha: float = ALPHA, fewest: int = FEWEST
) -> BreakingPoints:
    """Find steps that at least 30 journeys came to and whose share of leaving lies, with its interval, over the median.

    The lower limit of Wilson's interval must lie over the median of all steps, and the test that the share is no higher
    must stay below `alpha` after the adjustment for as many steps as are compared.

    Args:
        left: of each step how many left, and how many left or went on. A step that nobody came to is passed over.
        fewest: journeys that a step needs, to be judged.

    Raises:
        InvalidInput: counts that are none, such as more who left than came (`breaking.bad_counts`).

    Source: Wilson, J. Am. Stat. Assoc. 22 (1927); Benjamini and Hochberg, J. R. Stat. Soc. B 57 (1995).
    """
    wrong = [step for step, (gone, n) in left.items() if not 0 <= gone <= n < math.inf]
    if wrong:
        gone, n = left[wrong[0]]
        raise InvalidInput(
            f"of {n:g} who came to {wrong[0]}, {gone:g} left",
            code="breaking.bad_counts",
            hint="count from 0 to as many as left or went on",
        )
    came = {step: counts for step, counts in left.items() if counts[1] > 0}
    if not came:
        return BreakingPoints(None, (), {})
    shares = sorted(gone / n for gone, n in came.values())
    middle = len(shares) // 2
    median = shares[middle] if len(shares) % 2 else (shares[middle - 1] + shares[middle]) / 2
    tested = [step for step, (_, n) in came.items() if n >= fewest]
    p = {step: _higher(*came[step], median) for step in tested}
    adjusted = dict(zip(tested, benjamini_hochberg([p[step] for step in tested]), strict=True))
    share: dict[str, LeavingShare] = {}
    for step, (gone, n) in came.items():
        low, high = wilson(gone, n)
        assert low is not None and high is not None
        held = (low > median and adjusted[step] < alpha) if step in adjusted else None
        share[step] = LeavingShare(gone, n, gone / n, low, high, p.get(step), adjusted.get(step), held)
    return BreakingPoints(median, tuple(step for step, each in share.items() if each.held), share)


def _higher(gone: int, n: int, median: float) -> float:
    """Test that a share is no higher than the median, by the score that Wilson's interval turns round."""
    error = math.sqrt(median * (1 - median) / n)
    if error == 0:
        return 0.0 if gone / n > median else 1.0
    return 0.5 * math.erfc((gone / n - median) / error / math.sqrt(2))
