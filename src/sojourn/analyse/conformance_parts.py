"""The parts of what conformance gives back: steps, ad hoc events, breaks, points, changes of channel."""

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class HeldStep:
    """What became of a step in the alignments.

    Attributes:
        done: visits matched. failed: failures that stand in for it. recovered: failures that were made good.
        missing, out_of_order: as the spec says.
        repeated, other_branch: ad hoc visits that would have been of this step.
        missing_journeys, failed_journeys, ad_hoc_journeys, out_of_order_journeys: with at least one such deviation
            here, missing and failed points among them.
    """

    step: str
    name: str
    optional: bool
    done: int
    failed: int
    recovered: int
    missing: int
    out_of_order: int
    repeated: int
    other_branch: int
    missing_journeys: int
    failed_journeys: int
    ad_hoc_journeys: int
    out_of_order_journeys: int

    @property
    def expected(self) -> int:
        """How often the step was to come."""
        return self.done + self.failed + self.missing + self.out_of_order

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "step": self.step,
            "optional": self.optional,
            "expected": self.expected,
            "done": self.done,
            "failed": self.failed,
            "recovered": self.recovered,
            "missing": self.missing,
            "out_of_order": self.out_of_order,
        }

    def to_journeys(self) -> dict[str, Any]:
        """Give the JSON form of how many journeys deviate here."""
        return {
            "step": self.step,
            "name": self.name,
            "missing": self.missing_journeys,
            "failed": self.failed_journeys,
            "ad_hoc": self.ad_hoc_journeys,
            "out_of_order": self.out_of_order_journeys,
        }


@dataclass(frozen=True, slots=True)
class AdHoc:
    """An event that came and was not planned, or not again, or not on this way."""

    event: str
    kind: Literal["unknown", "repeated", "other_branch"]
    count: int
    journeys: int

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {"event": self.event, "kind": self.kind, "count": self.count, "journeys": self.journeys}


@dataclass(frozen=True, slots=True)
class Break:
    """A move that the expectation does not allow; None is the start or the end of a journey.

    Attributes:
        start, end: events; where successive events of a step are one visit, the step's id.
    """

    start: str | None
    end: str | None
    count: int
    journeys: int
    customers: int

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "from": self.start,
            "to": self.end,
            "count": self.count,
            "journeys": self.journeys,
            "customers": self.customers,
        }


@dataclass(frozen=True, slots=True)
class HeldPoint:
    """A point of a step that wants all of its points.

    Attributes:
        missing: visits of the step without it. failed: visits in which it failed and was not made good.
    """

    step: str
    point: str
    name: str
    missing: int
    failed: int

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "step": self.step,
            "point": self.point,
            "name": self.name,
            "missing": self.missing,
            "failed": self.failed,
        }


@dataclass(frozen=True, slots=True)
class HeldSwitch:
    """A change of point inside a visit of a step that any of its points completes: no deviation."""

    step: str
    start: str
    end: str
    count: int
    journeys: int
    customers: int

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "step": self.step,
            "from": self.start,
            "to": self.end,
            "count": self.count,
            "journeys": self.journeys,
            "customers": self.customers,
        }
