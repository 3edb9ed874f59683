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
        target_from: whose the target is: `map`, or `segment` or `competitor` for what the best own segment or a
            competitor reaches beyond the map's.
        target_segment: that best segment; else None.
        target_map: the target that the map writes.
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
    target_from: str | None = None
    target_segment: str | None = None
    target_map: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {name: getattr(self, name) for name in self.__slots__}
