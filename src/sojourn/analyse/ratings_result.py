"""Ratings of steps as plain arrays."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.core.journeys import Basis

from .names import Notes

OPEN, NOT, FOLLOWED = -1, 0, 1
"""What became of a contact: its window is still open, the outcome did not follow in time, or it did."""


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """One row a rating that counts; n rows, in the order of customers, answers and steps.

    `CollectRatings` says which ratings count.

    Attributes:
        steps: ids of the steps that were asked about.
        step: (n,) int32, places in `steps`.
        person, case: (n,) int64, numbered from 0: who answered, and the journey in which the contact lies.
        value: (n,) float64, the answer as the source gives it.
        scale: (n,) object, the scale that the answer names, or None.
        at: (n,) int64 microseconds UTC, when it was given.
        contact: (n,) int64 microseconds UTC, the contact it is about.
        followed: (n,) int8: 1 when the outcome followed in time, 0 when it did not, −1 where the window is still open,
            whether or not it has followed.
        groups: by name, (n,) object, None at nulls.
        earlier: by question, (n,) float64: the customer's latest answer to it before the contact; not a number where
            there is none.
        questions: by step, the question asked about it.
        outcome: the outcome's id, or the names of its events.
        window: microseconds from the contact within which it must follow.
        before_contact: by step, answers that came before any contact with it, which are left out.
        replaced: by step, answers about contacts in one journey that a later one took the place of.
        unread: by step, answers without a number.
        weight: (n,) float64, how much an answer counts; 1 where the source gives none.
        said: by question, the texts that stood where a number was meant and that nobody said how to read, sorted.
    """

    steps: tuple[str, ...]
    step: NDArray[np.int32]
    person: NDArray[np.int64]
    case: NDArray[np.int64]
    value: NDArray[np.float64]
    scale: NDArray[np.object_]
    at: NDArray[np.int64]
    contact: NDArray[np.int64]
    followed: NDArray[np.int8]
    groups: Mapping[str, NDArray[np.object_]]
    earlier: Mapping[str, NDArray[np.float64]]
    questions: Mapping[str, str]
    outcome: str
    window: int
    before_contact: Mapping[str, int]
    replaced: Mapping[str, int]
    unread: Mapping[str, int]
    basis: Basis
    weight: NDArray[np.float64]
    said: Mapping[str, tuple[str, ...]]
    notes: Notes = ()

    def __len__(self) -> int:
        """Say how many ratings there are."""
        return len(self.value)

    def of(self, step: str) -> NDArray[np.int64]:
        """Give the rows of a step, those with an open window too."""
        return np.flatnonzero(self.step == self.steps.index(step)).astype(np.int64)

    def open(self, step: str) -> int:
        """Count the ratings of a step whose window is still open."""
        return int(np.count_nonzero(self.followed[self.of(step)] == OPEN))
