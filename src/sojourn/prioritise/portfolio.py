"""Many sets of initiatives solved at once: what each is worth on the same chain, under the same draw.

States that no initiative touches are taken out of the system once; what is left is one small system for each distinct
chain among the sets, all of which are solved in one call. Sets that differ only in margins share a solution.

Source: taking states out of a chain is censoring, the Schur complement (Kemeny and Snell, 1960, section 6.1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .effects import Edge, edge_of, mode_weight, on_chain
from .model import PlanModel
from .proposals import Change, Proposal
from .refusals import PlanRefused

Floats = NDArray[np.float64]
Sets = NDArray[np.bool_]

BLOCK = 4_000_000
"""How many numbers the systems solved in one call may hold: 32 MB."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What effects are worth in one draw, or at their most likely values.

    Attributes:
        shares: (m, m + k), the chain.
        edges: for each effect on a way, what the way's weight is multiplied by, or what is added to it.
        margins: for each effect on a margin, by how much it rises.
    """

    shares: Floats
    edges: Floats
    margins: Floats


class Portfolio:
    """Initiatives put on a chain, ready to be valued in any combination.

    Attributes:
        model: the journey and what it is worth.
        found: the initiatives; columns of a set are in this order.
        edges: effects on ways: place of the initiative, the way, the effect.
        margins: effects on margins: place of the initiative, the effect.
        warnings: codes, of effects stated from another base.
    """

    def __init__(
        self, model: PlanModel, found: Sequence[Proposal], *, carry: float | Mapping[str, float] = 1.0
    ) -> None:
        self.model = model
        self.found = tuple(found)
        self.edges: list[tuple[int, Edge, Change]] = []
        self.margins: list[tuple[int, Change]] = []
        states = model.states
        self._places = {name: place for place, name in enumerate(states)}
        for place, each in enumerate(self.found):
            share = carry.get(each.id, 1.0) if isinstance(carry, Mapping) else carry
            if not 0 <= share <= 1:
                raise PlanRefused(
                    f"the share of rescued customers that is carried is {share:g}", code="plan.carry",
                    hint="give a share from 0 to 1",
                )  # fmt: skip
            for effect in each.changes:
                self._take(place, each, effect, share)
        self.warnings = tuple(dict.fromkeys(code for _, edge, _ in self.edges for code in edge.warnings))

    def _take(self, place: int, each: Proposal, effect: Change, carry: float) -> None:
        """Put one effect on the chain; a rating is none of it."""
        if effect.kind == "rating":
            return
        strangers = [name for name in effect.steps if name not in self._places]
        if strangers:
            raise PlanRefused(
                f"{each.id!r} has an effect at {strangers[0]!r}, which the journey does not have",
                code="effect.unknown_step", hint=f"there are {', '.join(self._places)}", names=strangers,
            )  # fmt: skip
        if effect.kind == "margin":
            self.margins.append((place, effect))
            return
        steps = self.model.chain.steps
        if effect.steps[0] not in steps:
            raise PlanRefused(
                f"{each.id!r} has an effect that leaves {effect.steps[0]!r}, where journeys end",
                code="effect.unknown_step", hint=f"name a step: {', '.join(steps)}", names=effect.steps[:1],
            )  # fmt: skip
        i = steps.index(effect.steps[0])
        row = dict(zip(self.model.states, map(float, self.model.chain.shares[i]), strict=True))
        edge, told = edge_of(effect, row, places=self._places, i=i, carry=carry, lost=self.model.lost)
        edge = on_chain(edge, self.model.chain.shares, (told.steps[0], told.steps[1]))
        self.edges.append((place, edge, told))

    @cached_property
    def mode(self) -> Weights:
        """Give effects at their most likely values, on the chain as it is."""
        return Weights(
            self.model.chain.shares,
            np.array([mode_weight(edge, effect) for _, edge, effect in self.edges]),
            np.array([effect.by[1] if effect.by else 0.0 for _, effect in self.margins]),
        )

    @cached_property
    def kept(self) -> list[int]:
        """Give the steps that stay in the system: where journeys begin, then those whose row an effect changes."""
        start = self.model.chain.steps.index(self.model.start)
        return list(dict.fromkeys([start, *sorted({edge.i for _, edge, _ in self.edges})]))

    def gains(self, sets: Sets, weights: Weights | None = None) -> Floats:
        """Give what each set is worth more than none.

        Args:
            sets: (s, n), a row a set.
            weights: a draw; by default the most likely values.

        Cost: O(m³) once, then O(r³) for each distinct chain, r the number of steps whose row some effect changes.
        """
        weights = weights or self.mode
        none = np.zeros((1, len(self.found)), dtype=bool)
        values = self._values(np.vstack([none, sets]), weights)
        return np.asarray(values[1:] - values[0])

    def _values(self, sets: Sets, weights: Weights) -> Floats:
        m = len(self.model.chain.steps)
        channels, members = self._channels(weights)
        onto = self._censored(weights.shares, channels)
        rows = self.kept
        touching = sorted({place for place, _, _ in self.edges})
        _, first, shared = np.unique(_coded(sets[:, touching]), return_index=True, return_inverse=True)
        chains = sets[first]
        size = len(rows)
        solved = np.empty((len(chains), channels.shape[1]))
        block = max(1, BLOCK // (size * (m + len(self.model.outcomes) + size)))
        for begin in range(0, len(chains), block):
            part = chains[begin : begin + block]
            reduced = self._rows(part, weights) @ onto
            system = np.eye(size) - reduced[:, :, :size].transpose(0, 2, 1)
            start = np.zeros((len(part), size, 1))
            start[:, 0] = 1.0
            visits = np.linalg.solve(system, start)[:, :, 0]
            own = channels[rows]
            solved[begin : begin + block] = np.einsum("ur,urc->uc", visits, reduced[:, :, size:] + own)
        worth = solved[shared.reshape(-1)]
        total = worth[:, 0].copy()
        for channel, place in enumerate(members, start=1):
            total += worth[:, channel] * sets[:, place]
        return np.asarray(self.model.volume * total)

    def _channels(self, weights: Weights) -> tuple[Floats, list[int]]:
        """Give what a visit and an outcome bring: a column for the model, and one for each initiative with margins."""
        m = len(self.model.chain.steps)
        members = sorted({place for place, _ in self.margins})
        table = np.zeros((len(self.model.states), 1 + len(members)))
        table[:m, 0] = self.model.per_visit
        table[m:, 0] = self.model.per_outcome
        for (place, effect), by in zip(self.margins, weights.margins, strict=True):
            for name in effect.steps:
                table[self._places[name], 1 + members.index(place)] += by
        return table, members

    def _censored(self, shares: Floats, channels: Floats) -> Floats:
        """Give, for each state, how it leads to the steps that are kept, and what it brings on the way there."""
        m = len(self.model.chain.steps)
        rows = self.kept
        others = [place for place in range(m) if place not in set(rows)]
        onto = np.zeros((len(self.model.states), len(rows) + channels.shape[1]))
        onto[rows, range(len(rows))] = 1.0
        onto[m:, len(rows) :] = channels[m:]
        if others:
            inner = np.eye(len(others)) - shares[np.ix_(others, others)]
            to_kept = shares[np.ix_(others, rows)]
            brings = channels[others] + shares[others, m:] @ channels[m:]
            solved = np.linalg.solve(inner, np.hstack([to_kept, brings]))
            onto[others] = solved
        return onto

    def _rows(self, sets: Sets, weights: Weights) -> Floats:
        """Give the rows of the steps that are kept, for each set: weights multiplied, added to, and normalised."""
        rows = self.kept
        table = np.broadcast_to(weights.shares[rows], (len(sets), len(rows), weights.shares.shape[1])).copy()
        for (place, edge, _), by in zip(self.edges, weights.edges, strict=True):
            if not edge.opens:
                table[sets[:, place], rows.index(edge.i), edge.j] *= by
        for (place, edge, _), by in zip(self.edges, weights.edges, strict=True):
            if edge.opens:
                table[sets[:, place], rows.index(edge.i), edge.j] += by
        return np.asarray(table / table.sum(axis=2, keepdims=True))

    def chain_with(self, chosen: Sequence[str], weights: Weights | None = None) -> Floats:
        """Give the shares of the chain with some initiatives, (m, m + k)."""
        weights = weights or self.mode
        one = np.array([[each.id in chosen for each in self.found]])
        shares = np.array(weights.shares)
        shares[self.kept] = self._rows(one, weights)[0]
        return shares

    def set_of(self, chosen: Sequence[str]) -> Sets:
        """Turn ids into a row."""
        return np.array([[each.id in chosen for each in self.found]])

    def ids(self, row: Sets) -> tuple[str, ...]:
        """Turn a row into ids, in the order of the initiatives."""
        return tuple(each.id for each, held in zip(self.found, row, strict=True) if held)


def _coded(sets: Sets) -> NDArray[np.uint64]:
    """Give each row a number of its own; rows of more than 64 columns get the number of their first equal."""
    if sets.shape[1] <= 63:
        powers = np.left_shift(np.uint64(1), np.arange(sets.shape[1], dtype=np.uint64))
        return np.asarray((sets * powers).sum(axis=1, dtype=np.uint64))
    _, inverse = np.unique(sets, axis=0, return_inverse=True)
    return np.asarray(inverse.reshape(-1).astype(np.uint64))
