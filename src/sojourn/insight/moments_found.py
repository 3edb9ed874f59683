"""What is found on a map, step by step, and what it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from sojourn import measure
from sojourn.core.instants import local_day
from sojourn.core.journeys import Basis
from sojourn.core.small import Limits
from sojourn.core.words import counted, shortened

from .moments_parts import StepMoment
from .of_journeys import OfJourneys

METHOD = "five signals: two of them, or a stake with something held equal"
NAME = 30
"""Letters of a step's name in a table."""


@dataclass(frozen=True, slots=True, eq=False)
class FoundMoments(OfJourneys):
    """What `MomentsResult` holds and says of its fields, apart from how it is shown."""

    basis: Basis
    notes: tuple[Mapping[str, Any], ...]
    map_id: str
    map_version: int
    title: str
    state: str
    good: str | None
    window: str
    held_equal: tuple[str, ...]
    median_leaving: float | None
    steps: tuple[StepMoment, ...]
    drivers: measure.Drivers | None
    draws: int
    seed: int
    limits: Limits
    asked: int | None
    responded: int | None
    asked_by: Mapping[str, tuple[int, int]] = field(default_factory=lambda: MappingProxyType({}))
    good_name: str | None = None

    @property
    def method(self) -> str:
        """Say how it was judged."""
        return METHOD

    def called(self, each: StepMoment) -> str:
        """Name a step in the words of the map, short enough for a table; with its id where words repeat."""
        twice = sum(other.name == each.name for other in self.steps) > 1
        return f"{shortened(each.name, NAME)} ({each.step})" if twice else shortened(each.name, NAME)

    def wanted(self) -> str:
        """Name the good outcome as a sentence has it: in the words of the map, else by its id or event."""
        return "the good outcome" if self.good is None else f"“{self.good_name}”" if self.good_name else self.good

    def subtitle(self) -> str:
        """Say what it rests on."""
        days = [
            local_day(each, "UTC").isoformat()
            for each in (self.basis.observed_from, self.basis.observed_until)
            if each is not None
        ]
        basis = f"{counted(self.basis.journeys, 'journey')} of {counted(self.basis.customers, 'customer')}"
        good = "no good outcome tied to events" if self.good is None else f"good: {self.wanted()} within {self.window}"
        return ", ".join(part for part in (basis, " to ".join(dict.fromkeys(days)), good) if part)
