"""What models of the next step see of a journey at an event."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.core.journeys import JourneyBatch

from .known_by_then import Encoded, Wanted
from .next_step_decisions import contexts
from .outcome_models import Seen


@dataclass(frozen=True, slots=True, eq=False)
class SeeingNext:
    """How events are turned into what models see.

    Attributes:
        encoded: None where no model looks at more than the last events.
        bits, length: of the last events as a number.
    """

    wanted: Wanted
    encoded: Encoded | None
    bits: int
    length: int

    def __call__(self, batch: JourneyBatch, at: NDArray[np.int64]) -> Seen:
        """Look at journeys at some events."""
        pasts = contexts(batch, at, self.bits, self.length)
        if self.encoded is None:
            return Seen(np.zeros((len(at), 0)), pasts)
        none = np.zeros(batch.events, np.bool_)
        return Seen(self.encoded.matrix(self.wanted.known(batch, at, batch.time[at], none)), pasts)
