"""Periods and questions of a trend: the parts of `Trend`."""

from dataclasses import asdict, dataclass
from typing import Any

from sojourn.core.instants import rfc3339


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A period.

    Attributes:
        start, end: microseconds UTC; the end is not in it.
        estimate, low, high: as in `Score`.
        limit_low, limit_high: control limits; None where the period is hidden, or where there is but one.
        signal: `outside` or `run`, else None.
        whole: whether data cover all of it.
    """

    period: str
    start: int
    end: int
    estimate: float | None
    low: float | None
    high: float | None
    n: int
    answers: int
    n_eff: float | None
    shown: str
    reason: str | None
    limit_low: float | None
    limit_high: float | None
    signal: str | None
    whole: bool

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {**asdict(self), "start": rfc3339(self.start), "end": rfc3339(self.end)}


@dataclass(frozen=True, slots=True)
class Series:
    """A question over time.

    Attributes:
        centre: the score of all shown periods together; None where there is but one.
        detectable: the smallest change between two typical periods that would be seen 4 times in 5.
        typical: answers of the middle period, as independent ones.
    """

    question: str
    wording: str
    centre: float | None
    detectable: float | None
    typical: float | None
    points: tuple[TrendPoint, ...]
