"""What a step needs: a row of `NeedsResult`."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Need:
    """What a step needs, for everybody or for one segment.

    Attributes:
        segment: None for everybody.
        criticality, criticality_low, criticality_high: of the step, all customers together; None where a part of it is
            not known.
        moment: whether the data or an expert call it a moment of truth.
        evidence: how well founded the satisfaction is, or the leaving where nobody was asked.
        satisfaction, target, range: on one scale, and how far that reaches; None where nobody was asked, or too few.
        gap, gap_low, gap_high, verdict: what is missing to the target.
        leaving: the share that leaves here.
        priority: 0 to 150; None where criticality, satisfaction or target is not known.
    """

    map: str
    step: str
    phase: str
    segment: str | None
    criticality: float | None
    criticality_low: float | None
    criticality_high: float | None
    moment: bool
    evidence: str
    satisfaction: float | None
    target: float | None
    range: float | None
    gap: float | None
    gap_low: float | None
    gap_high: float | None
    verdict: str | None
    leaving: float | None
    priority: float | None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {name: getattr(self, name) for name in self.__slots__}
