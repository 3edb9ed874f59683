"""The parts of a survival result: steps of a curve, its quantiles, groups and the tests between them."""

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class WaitingStep:
    """What happened up to a time since the step before, and where the curve then stands.

    Attributes:
        at_risk: waits that lasted at least so long.
        reached, competed: how many ended since the step before, this time included.
        censored: how many were broken off since the step before, this time not included.
        waiting: share still on the way after this time.
        share, share_low, share_high: of those who got there by then.
    """

    seconds: float
    at_risk: int
    reached: int
    competed: int
    censored: int
    waiting: float
    share: float
    share_low: float | None
    share_high: float | None


@dataclass(frozen=True, slots=True)
class WaitingPoint:
    """The curve at a time that was asked for; shares are None where it cannot be read so far.

    Attributes:
        at_risk: waits that lasted at least so long.
        share, share_low, share_high: of those who got there by then.
        competed_share: of those to whom something else had happened by then.
    """

    seconds: float
    at_risk: int
    share: float | None
    share_low: float | None
    share_high: float | None
    competed_share: float | None


@dataclass(frozen=True, slots=True)
class WaitingQuantile:
    """When a share of all had got there, with limits; None where it never comes so far."""

    share: float
    seconds: float | None
    low_seconds: float | None
    high_seconds: float | None


def flat(row: WaitingPoint | WaitingStep) -> dict[str, Any]:
    """Give the fields of a row that holds numbers only: of hundreds of them `asdict` takes most of an answer's time."""
    return {name: getattr(row, name) for name in row.__slots__}


@dataclass(frozen=True, slots=True)
class SurvivalGroup:
    """The waits of one value of the breakdown; of the values not shown, `other`; or of everybody, `all`.

    Attributes:
        waits: reached, competed and censored together.
        longest_seconds: the longest wait seen; None without waits.
        quantiles: at 10, 25, 50, 75 and 90 %.
        mean_seconds, mean_low_seconds, mean_high_seconds: time on the way, of the first `mean_within_seconds`; None
            where the curve cannot be read so far.
        points: the curve at the times asked for.
        steps: the curve, in order of time.
        every_step: whether these are all; else those nearest to even distances of time and share.
    """

    value: str | None
    kind: Literal["value", "other", "all"]
    waits: int
    reached: int
    competed: int
    censored: int
    longest_seconds: float | None
    quantiles: tuple[WaitingQuantile, ...]
    mean_seconds: float | None
    mean_low_seconds: float | None
    mean_high_seconds: float | None
    points: tuple[WaitingPoint, ...]
    steps: tuple[WaitingStep, ...]
    every_step: bool

    @property
    def name(self) -> str:
        """What to call it."""
        if self.kind != "value":
            return self.kind
        return "none" if self.value is None else self.value

    @property
    def median(self) -> WaitingQuantile:
        """When half had got there."""
        return next(each for each in self.quantiles if each.share == 0.5)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "value": self.value,
            "kind": self.kind,
            "waits": self.waits,
            "reached": self.reached,
            "competed": self.competed,
            "censored": self.censored,
            "longest_seconds": self.longest_seconds,
            "median_seconds": self.median.seconds,
            "median_low_seconds": self.median.low_seconds,
            "median_high_seconds": self.median.high_seconds,
            "quantiles": [asdict(each) for each in self.quantiles],
            "mean_seconds": self.mean_seconds,
            "mean_low_seconds": self.mean_low_seconds,
            "mean_high_seconds": self.mean_high_seconds,
            "points": [flat(each) for each in self.points],
            "steps": [flat(each) for each in self.steps],
            "every_step": self.every_step,
        }


@dataclass(frozen=True, slots=True)
class LogRankGroup:
    """A group in the log-rank test: how many got there, and how many would if all groups were equally soon."""

    value: str | None
    waits: int
    observed: int
    expected: float


@dataclass(frozen=True, slots=True)
class LogRank:
    """The test of whether groups get there equally soon.

    Attributes:
        rho, gamma: weights of Fleming and Harrington; 0 and 0 is the plain test.
        chi_square, p_value: None when nothing can be compared.
        degrees: of freedom.
    """

    rho: float
    gamma: float
    chi_square: float | None
    degrees: int
    p_value: float | None
    groups: tuple[LogRankGroup, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {**asdict(self), "groups": [asdict(each) for each in self.groups]}


@dataclass(frozen=True, slots=True)
class GroupPair:
    """Two groups held against each other.

    Attributes:
        chi_square, p_value: the log-rank test of these two alone.
        q_value: corrected for the number of pairs, Benjamini and Hochberg.
        mean_difference_seconds: how much longer the first is on the way on average, of the first
            `mean_within_seconds`, with limits; strata do not enter.
    """

    value: str | None
    other: str | None
    chi_square: float | None
    p_value: float | None
    q_value: float | None
    mean_difference_seconds: float | None
    mean_difference_low_seconds: float | None
    mean_difference_high_seconds: float | None
