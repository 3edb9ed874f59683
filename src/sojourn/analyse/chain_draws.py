"""A chain drawn again and again, as uncertain as the counts behind it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput

from .chain import Chain

PRIOR = 0.5
"""What is added to each count: Jeffreys' prior."""


@dataclass(frozen=True, slots=True, eq=False)
class ChainDraws:
    """Rows of a chain, drawn; d draws.

    Attributes:
        ends: by state, where it leads.
        counts: by state, the moves that were counted, in the order of `ends`.
        shares: by state, (d, ways) float64; each draw adds up to 1.
        seed: of the random numbers.
    """

    ends: Mapping[str, tuple[str, ...]]
    counts: Mapping[str, NDArray[np.float64]]
    shares: Mapping[str, NDArray[np.float64]]
    seed: int

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return next((len(each) for each in self.shares.values()), 0)

    @property
    def centre(self) -> Mapping[str, Mapping[str, float]]:
        """Give the shares that were counted; none for a state without moves."""
        return self._shares({state: counts for state, counts in self.counts.items() if counts.any()})

    @property
    def mean(self) -> Mapping[str, Mapping[str, float]]:
        """Give the shares that draws have on average, exactly."""
        return self._shares({state: counts + PRIOR for state, counts in self.counts.items()})

    def laid(self, steps: Sequence[str], outcomes: Sequence[str]) -> NDArray[np.float64]:
        """Lay the draws out as the shares of a chain: (d, m, m + k) float64.

        Raises:
            InvalidInput: a state was not drawn, or leads to one that is not listed.
        """
        place = {name: i for i, name in enumerate((*steps, *outcomes))}
        laid = np.zeros((self.draws, len(steps), len(place)))
        for i, step in enumerate(steps):
            missing = [name for name in self.ends.get(step, (step,)) if step not in self.ends or name not in place]
            if missing:
                raise InvalidInput(
                    f"the draws do not fit the chain: {missing[0]!r} is in one of them only",
                    code="chain.other_states",
                    hint="draw from the counts of the same chain",
                )
            laid[:, i, [place[name] for name in self.ends[step]]] = self.shares[step]
        return laid

    def _shares(self, weights: Mapping[str, NDArray[np.float64]]) -> Mapping[str, Mapping[str, float]]:
        return {
            state: dict(zip(self.ends[state], (weight / weight.sum()).tolist(), strict=True))
            for state, weight in weights.items()
        }


def chain_draws(
    counts: Mapping[str, Mapping[str, float]] | Chain,
    allowed: Iterable[tuple[str, str]] = (),
    *,
    draws: int = 1000,
    seed: int = 0,
) -> ChainDraws:
    """Draw the rows of a chain: Dirichlet with the counts and ½ over the ways that are allowed or were seen.

    Args:
        counts: by state, how often each way was taken; a way that is listed with 0 is allowed. Or a counted chain, of
            which the ways that were seen are taken.
        allowed: further ways, from and to; those from states that `counts` does not have are left out.
        draws: how many.
        seed: of PCG64; equal seeds give equal bytes.

    Raises:
        InvalidInput: a chain without counts, a negative count, or fewer than one draw.

    Source: Dirichlet posterior of multinomial counts under Jeffreys' prior, as in Gelman et al., Bayesian Data Analysis
        (2013), section 3.4.
    Cost: O(draws · ways).
    """
    table = {state: dict(row) for state, row in (_counted(counts) if isinstance(counts, Chain) else counts).items()}
    for state, end in allowed:
        if state in table:
            table[state].setdefault(end, 0.0)
    weights = {state: np.array(list(row.values()), np.float64) for state, row in table.items() if row}
    if draws < 1 or any((row < 0).any() for row in weights.values()):
        raise InvalidInput(
            "draws need counts of at least 0, and at least one of them is wanted",
            code="chain.draws",
            hint="count moves, or draw more",
        )
    random = np.random.Generator(np.random.PCG64(seed))
    return ChainDraws(
        MappingProxyType({state: tuple(table[state]) for state in weights}),
        MappingProxyType(weights),
        MappingProxyType({state: random.dirichlet(row + PRIOR, draws) for state, row in weights.items()}),
        seed,
    )


def _counted(chain: Chain) -> dict[str, dict[str, float]]:
    """Give the counts of a chain by name.

    Raises:
        InvalidInput: it has none.
    """
    if chain.counts is None:
        raise InvalidInput(
            "the chain's shares were not counted, so nothing says how sure they are",
            code="chain.no_counts",
            hint="take a chain from journeys, or give counts",
        )
    names = (*chain.steps, *chain.outcomes)
    return {
        step: {names[j]: float(chain.counts[i, j]) for j in np.flatnonzero(chain.counts[i]).tolist()}
        for i, step in enumerate(chain.steps)
    }
