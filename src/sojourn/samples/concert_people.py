"""The customers of one block of the concert world, and the count of what they really did."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .concert_model import AGES, CITIES, SEGMENTS, ConcertModel

BLOCK = 20_000
"""Customers made together. Part of the world: another size would be another world."""

EFFECTS = ("wait", "code_refused", "suggestion", "by_app")
WAITS = (0.0, 10.0, 20.0, 40.0)
"""Lower bounds of the waiting groups, in minutes."""

AnyArray = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

# Shapes of what is counted; where a last axis has two places they are (how many, how many of those came back).
_SHAPES = {
    "first_attempts": (3, 2, 7),
    "account_question": (3, 2, 2),  # held, guest, forced; device; asked, passed
    "left_at_account": (5,),
    "left_at_payment": (5,),
    "photos": (3, 2, 2),
    "drinks": (3, 2, 2),
    "opened": (3, 2, 2),
    "wait": (3, 4, 2),
    "code_refused": (3, 2, 2),
    "suggestion": (3, 2, 2),
    "by_app": (3, 2, 2),
    "at_gate": (3,),
}


class Tally:
    """Counts of what happened, known to the world that made it. Adding two gives the count of both."""

    def __init__(self) -> None:
        self.counts = {name: np.zeros(shape, dtype=np.int64) for name, shape in _SHAPES.items()}
        # Sums of P(return) had everyone met the lower or the higher value: effect, segment, (lower, higher, customers).
        self.effects = np.zeros((len(EFFECTS), len(SEGMENTS), 3))
        # Satisfaction truly felt and given as answers: question, (sum felt, felt, sum answered, answered).
        self.satisfaction = np.zeros((3, 4))
        self.events: dict[str, int] = {}

    def count(self, name: str, *index: AnyArray | int) -> None:
        """Add one at every index given; scalars hold for all."""
        places = np.broadcast_arrays(*index)
        np.add.at(self.counts[name], tuple(place.astype(np.intp) for place in places), 1)

    def returned(self, name: str, segment: AnyArray, group: AnyArray, came_back: Flags) -> None:
        """Count customers and returns by segment and group."""
        self.count(name, segment, group, 0)
        self.count(name, segment[came_back], group[came_back], 1)

    def effect(self, name: str, segment: AnyArray, low: Floats, high: Floats) -> None:
        """Add probabilities of return under the lower and the higher value of a cause."""
        at = self.effects[EFFECTS.index(name)]
        for column, weights in enumerate((low, high, np.ones(len(segment)))):
            at[:, column] += np.bincount(segment, weights=weights, minlength=len(SEGMENTS))

    def felt(self, question: int, points: Floats, answered: Flags) -> None:
        """Add what was felt, and the part of it that was answered."""
        chosen = points[answered]
        self.satisfaction[question] += (points.sum(), len(points), chosen.sum(), len(chosen))

    def add(self, other: "Tally") -> None:
        """Add another count to this one."""
        for name, counts in other.counts.items():
            self.counts[name] += counts
        self.effects += other.effects
        self.satisfaction += other.satisfaction
        for event, n in other.events.items():
            self.events[event] = self.events.get(event, 0) + n


@dataclass(frozen=True, slots=True)
class People:
    """One entry a customer of the block; `first` is the number of the first one, `keep` how many are wanted.

    `has_account`, `has_app`, `orders`, `assigned_guest` and `assigned_suggestion` change as the customers live.
    """

    first: int
    keep: int
    segment: npt.NDArray[np.int8]
    age: npt.NDArray[np.int8]
    city: npt.NDArray[np.int8]
    consent: Flags
    guest: Flags
    holdout: Flags
    has_account: Flags
    has_app: Flags
    orders: npt.NDArray[np.int64]
    assigned_guest: Flags
    assigned_suggestion: Flags


_AGE_ENDS = np.cumsum([[0.15, 0.25, 0.35, 0.25], [0.25, 0.35, 0.28, 0.12], [0.35, 0.35, 0.22, 0.08]], axis=1)
_CITY_ENDS = np.cumsum([0.12, 0.20, 0.10, 0.46, 0.12])


def people(rng: np.random.Generator, model: ConcertModel, *, first: int, keep: int) -> People:
    """Draw a whole block of customers, whatever part of it is wanted, so that each one is always the same."""
    draws = rng.random((7, BLOCK))
    segment = np.searchsorted(np.cumsum(model.segment_share)[:-1], draws[0], side="right").astype(np.int8)
    age = (draws[1][:, None] >= _AGE_ENDS[segment][:, : len(AGES) - 1]).sum(axis=1).astype(np.int8)
    city = np.searchsorted(_CITY_ENDS[: len(CITIES) - 1], draws[2], side="right").astype(np.int8)
    return People(
        first=first,
        keep=keep,
        segment=segment,
        age=age,
        city=city,
        consent=draws[3] < np.asarray(model.consent_share)[segment],
        guest=draws[4] < model.guest_arm,
        holdout=draws[5] < model.holdout_arm,
        has_account=draws[6] < np.asarray(model.account_share)[segment],
        has_app=np.zeros(BLOCK, dtype=np.bool_),
        orders=np.zeros(BLOCK, dtype=np.int64),
        assigned_guest=np.zeros(BLOCK, dtype=np.bool_),
        assigned_suggestion=np.zeros(BLOCK, dtype=np.bool_),
    )
