"""What one written case says beside the plan."""

from dataclasses import dataclass
from typing import Any

from sojourn.core.expectation import Deviations

from .held import Felt, Measured


@dataclass(frozen=True, slots=True)
class Switch:
    """Someone turned from one point of contact to another within a step: told, not counted as a deviation.

    Attributes:
        expected: the point of contact that was meant to be used, None when the plan does not say.
        completed: whether the step was done in the end.
    """

    step: str
    start: str
    end: str
    expected: str | None
    completed: bool


@dataclass(frozen=True, slots=True)
class LivedPath:
    """One written case beside the plan.

    Attributes:
        source: ids of what the story rests on.
        planned: steps on the way that the story took, those behind its last one included.
        reached: those of them that were met, in the order of the story.
        deviations: each one, and their number; a story gives no share and no interval.
        remarks: what was noted of each deviation, in the same order; None when nothing was.
        waits, retells: against the targets of the plan; those recorded first.
    """

    case: str
    persona: str | None
    source: tuple[str, ...]
    planned: int
    reached: tuple[str, ...]
    deviations: Deviations
    remarks: tuple[str | None, ...]
    switches: tuple[Switch, ...]
    waits: tuple[Measured, ...]
    retells: tuple[Measured, ...]
    feels: tuple[Felt, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        single = zip(self.deviations.single, self.remarks, strict=True)
        return {
            "case": self.case,
            "persona": self.persona,
            "source": list(self.source),
            "steps_planned": self.planned,
            "steps_reached": list(self.reached),
            "counts": {each.kind: each.count for each in self.deviations.counts},
            "deviations": [
                {"kind": each.kind, "step": each.step, "touchpoint": each.point, "event": each.event,
                 "detail": each.detail, "note": remark}
                for each, remark in single
            ],
            "channel_switches": [
                {"step": each.step, "from": each.start, "to": each.end, "expected": each.expected,
                 "completed": each.completed}
                for each in self.switches
            ],
            "waits": [each.to_dict("seconds") for each in self.waits],
            "retells": [each.to_dict("times") for each in self.retells],
            "feels": [each.to_dict() for each in self.feels],
        }  # fmt: skip
