"""A journey as a Markov chain: what is expected of somebody who stands at a step, and how much each way matters.

Sources: Kemeny and Snell, Finite Markov Chains (1960), chapter 3, for the fundamental matrix.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput

Floats = NDArray[np.float64]

OFF = 1e-9
"""By how much the shares of a state may miss 1."""


class ChainRefused(InvalidInput):
    """A chain that cannot be solved.

    Attributes:
        names: the states it is about.
        sum: what the shares of the first of them add up to, for `chain.row_sum`.
    """

    code = "bad-chain"

    def __init__(self, message: str, *, code: str, hint: str, names: Sequence[str], sum: float | None = None) -> None:
        super().__init__(message, code=code, hint=hint)
        self.names = tuple(names)
        self.sum = sum


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """Steps with the shares of those who go on from each, until an outcome is met.

    Attributes:
        steps: the states that are left again, in the order given; m of them.
        outcomes: the states in which a journey ends; k of them.
        start: where journeys begin.
        shares: (m, m + k) float64; row i says where those go on to who stand at step i: steps first, then outcomes.
        counts: (m, m + k) float64, the moves that were counted; None where shares were assumed.
        unreached: steps that nobody can come to, left out.
    """

    steps: tuple[str, ...]
    outcomes: tuple[str, ...]
    start: str
    shares: Floats
    counts: Floats | None = None
    unreached: tuple[str, ...] = ()
    _fundamental: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Solve it once."""
        m = len(self.steps)
        object.__setattr__(self, "_fundamental", np.linalg.solve(np.eye(m) - self.shares[:, :m], np.eye(m)))

    @property
    def fundamental(self) -> Floats:
        """Give F, (m, m): expected visits of step j of somebody who stands at step i, this visit included."""
        return self._fundamental

    @property
    def visits(self) -> Mapping[str, float]:
        """Give the expected visits of each step in a journey."""
        row = self._fundamental[self.steps.index(self.start)]
        return {step: float(value) for step, value in zip(self.steps, row, strict=True)}

    @property
    def ends(self) -> Floats:
        """Give B, (m, k): the probability of each outcome of somebody who stands at step i."""
        return self._fundamental @ self.shares[:, len(self.steps) :]

    @property
    def outcome(self) -> Mapping[str, float]:
        """Give the probability of each outcome of a journey."""
        row = self.ends[self.steps.index(self.start)]
        return {outcome: float(value) for outcome, value in zip(self.outcomes, row, strict=True)}

    @property
    def outcome_from(self) -> Mapping[str, Mapping[str, float]]:
        """Give, for each outcome, its probability from each step."""
        ends = self.ends
        return {
            outcome: {step: float(ends[i, j]) for i, step in enumerate(self.steps)}
            for j, outcome in enumerate(self.outcomes)
        }

    def share(self, start: str, end: str) -> float:
        """Give the share of those at a step who go on to another, or to an outcome; 0 where no way leads."""
        names = (*self.steps, *self.outcomes)
        return float(self.shares[self.steps.index(start), names.index(end)]) if end in names else 0.0


def chain_of(
    ways: Iterable[tuple[str, str, float]],
    *,
    start: str,
    outcomes: Sequence[str],
    counts: Mapping[tuple[str, str], float] | None = None,
) -> Chain:
    """Make a chain of shares: which step leads where, and for which share of those who stand there.

    Steps that cannot be reached from the start are left out and named.

    Args:
        ways: from, to, share; ways between the same two add up.
        start: where journeys begin.
        outcomes: where they end.
        counts: how many moves were counted, where shares come from counting.

    Raises:
        ChainRefused: `chain.bad_share` for a share that is below 0 or no number, `chain.row_sum` when the shares of a
            state do not add up to 1 (by more than 1e-9), `chain.trapped` when a state cannot come to any outcome,
            `chain.start` when no way leaves the start.

    Cost: O(m³).
    """
    table: dict[str, dict[str, float]] = {}
    for one, other, share in ways:
        if not 0 <= share < math.inf:
            raise ChainRefused(
                f"the share of those who go from {one!r} to {other!r} is {share:g}", code="chain.bad_share",
                hint="give shares from 0 to 1", names=[one, other],
            )  # fmt: skip
        row = table.setdefault(one, {})
        row[other] = row.get(other, 0.0) + share
    if start not in table:
        raise ChainRefused(
            f"no way leaves {start!r}, where journeys begin", code="chain.start", hint="name a state that leads on",
            names=[start],
        )  # fmt: skip
    ended = [name for name in table if name in outcomes]
    if ended:
        raise ChainRefused(
            f"{ended[0]!r} is an outcome and leads on", code="chain.outcome_leads_on", hint="end its ways there",
            names=ended,
        )  # fmt: skip
    for name, row in table.items():
        total = sum(row.values())
        if abs(total - 1) > OFF:
            raise ChainRefused(
                f"the shares of those who leave {name!r} add up to {total:.12g}", code="chain.row_sum",
                hint="make them add up to 1; add the way of those who give up", names=[name], sum=total,
            )  # fmt: skip
    reached = _reached(table, start)
    trapped = _trapped(table, reached, outcomes)
    if trapped:
        raise ChainRefused(
            f"nobody who comes to {' or '.join(trapped)} can reach an outcome", code="chain.trapped",
            hint="add a way to an outcome", names=trapped,
        )  # fmt: skip
    steps = tuple(name for name in table if name in reached)
    names = (*steps, *outcomes)
    places = {name: place for place, name in enumerate(names)}
    shares = np.zeros((len(steps), len(names)))
    counted = None if counts is None else np.zeros_like(shares)
    for i, step in enumerate(steps):
        for other, share in table[step].items():
            if other in places:
                shares[i, places[other]] = share
                if counted is not None and counts is not None:
                    counted[i, places[other]] = counts.get((step, other), 0.0)
    return Chain(
        steps, tuple(outcomes), start, shares, counted, tuple(name for name in table if name not in reached)
    )  # fmt: skip


def _reached(table: Mapping[str, Mapping[str, float]], start: str) -> set[str]:
    """Find what can be reached from the start."""
    seen, left = {start}, [start]
    while left:
        for other, share in table.get(left.pop(), {}).items():
            if share > 0 and other not in seen:
                seen.add(other)
                left.append(other)
    return seen


def _trapped(table: Mapping[str, Mapping[str, float]], reached: set[str], outcomes: Sequence[str]) -> list[str]:
    """Find the states that are reached and from which no outcome is."""
    saved = set(outcomes)
    grown = True
    while grown:
        grown = False
        for name, row in table.items():
            if name not in saved and any(share > 0 and other in saved for other, share in row.items()):
                saved.add(name)
                grown = True
    return sorted(reached - saved)
