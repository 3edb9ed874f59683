"""What may be shown of a breakdown, so that nobody can be worked out from what is.

Source: Willenborg and de Waal, Elements of Statistical Disclosure Control (2001), chapters 4 and 6: primary and
secondary suppression; a cell that linear combinations of shown cells give is not hidden.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.small import USUAL, Limits

from .estimates import shown as of_size

SMALL, PROTECTS = "small", "protects another"
"""Why a cell is hidden."""


@dataclass(frozen=True, slots=True)
class Visibility:
    """How each cell is shown.

    Attributes:
        shown: `hidden`, `interval` or `full`, cell for cell.
        reason: `small` or `protects another` where it is hidden, else None.
    """

    shown: tuple[str, ...]
    reason: tuple[str | None, ...]


def visibility(customers: Sequence[int], *, limits: Limits = USUAL) -> Visibility:
    """Say which cells of one breakdown may be shown beside its total.

    Cells of few customers are hidden. When that leaves a single hidden cell, or too few customers behind all hidden
    ones, the smallest shown cell is hidden too, again and again: else the total gives them away. Of cells of equal size
    the first is taken. Cells without anybody neither need nor give protection.

    Args:
        customers: distinct customers of each cell.

    Cost: O(cells log cells).
    """
    state = [of_size(n, limits) for n in customers]
    reason: list[str | None] = [SMALL if each == "hidden" else None for each in state]
    rest = sorted((n, place) for place, n in enumerate(customers) if state[place] != "hidden")
    hidden = [n for n in customers if 0 < n < limits.hidden]
    for n, place in rest:
        if not hidden or (len(hidden) > 1 and sum(hidden) >= limits.hidden):
            break
        state[place], reason[place] = "hidden", PROTECTS
        hidden.append(n)
    return Visibility(tuple(state), tuple(reason))


def protected(
    breakdowns: Mapping[str, NDArray[np.object_]], person: NDArray[np.int64], *, limits: Limits = USUAL
) -> Mapping[str, Mapping[Any, tuple[int, str, str | None]]]:
    """Say which cells of several breakdowns of the same answers may be shown together, beside their total.

    Each breakdown by itself is held to `visibility`. Besides, no cell of few customers may follow from shown cells of
    all breakdowns by adding and subtracting, and what is left of a shown cell without shown cells of another breakdown
    that lie inside it must be nobody or enough: a country without its shown cities is a city.

    Args:
        breakdowns: (n,) labels by name.
        person: (n,) who answered.

    Returns:
        By breakdown and label: customers, how it is shown, and why it is not.

    Cost: O(n log n), and for each cell hidden besides one decomposition of cells by distinct combinations of labels.
    """
    names = list(breakdowns)
    codes = [_coded(breakdowns[name]) for name in names]
    if not len(person) or not names:
        return {name: {} for name in names}
    atoms, atom = np.unique(np.stack([code for _, code in codes]), axis=1, return_inverse=True)
    cells = [_cells(code, len(labels), person) for labels, code in codes]
    states = [_State.of(counts, limits) for counts in cells]
    page = _Page(atoms, np.asarray(atom).reshape(-1), person, states, limits)
    while len(names) > 1 and page.protect():
        pass
    return {
        name: {
            label: (counts[place], state.shown[place], state.reason[place])
            for place, label in enumerate(labels)
        }
        for name, (labels, _), counts, state in zip(names, codes, cells, states, strict=True)
    }  # fmt: skip


@dataclass(slots=True, eq=False)
class _State:
    """How the cells of one breakdown stand while protection is worked out."""

    customers: list[int]
    shown: list[str]
    reason: list[str | None]

    @classmethod
    def of(cls, customers: list[int], limits: Limits) -> "_State":
        seen = visibility(customers, limits=limits)
        return cls(customers, list(seen.shown), list(seen.reason))

    def hide(self, place: int) -> None:
        self.shown[place], self.reason[place] = "hidden", PROTECTS

    def visible(self) -> list[int]:
        return [place for place, state in enumerate(self.shown) if state != "hidden"]


@dataclass(frozen=True, slots=True, eq=False)
class _Page:
    """Breakdowns that are shown together.

    Attributes:
        atoms: (breakdowns, m) which cell of each breakdown each combination of labels belongs to.
        atom: (n,) the combination of each answer.
    """

    atoms: NDArray[np.int64]
    atom: NDArray[np.int64]
    person: NDArray[np.int64]
    states: list[_State]
    limits: Limits

    def protect(self) -> bool:
        """Hide one more cell; say whether there was need."""
        return self._total() or self._inside() or self._worked_out()

    def _total(self) -> bool:
        """Hold each breakdown to its total again: cells hidden for another breakdown count as hidden here."""
        for state in self.states:
            hidden = [n for n, how in zip(state.customers, state.shown, strict=True) if how == "hidden" and n]
            few = any(n < self.limits.hidden for n in hidden)
            if few and (len(hidden) < 2 or sum(hidden) < self.limits.hidden) and state.visible():
                state.hide(min(state.visible(), key=lambda place: state.customers[place]))
                return True
        return False

    def _inside(self) -> bool:
        """Look at what is left of a shown cell without the shown cells of another breakdown that lie inside it."""
        for one, outer in enumerate(self.states):
            for place in outer.visible():
                whole = self.atoms[one] == place
                for other, inner in enumerate(self.states):
                    if other == one:
                        continue
                    parts = [cell for cell in inner.visible() if not (~whole & (self.atoms[other] == cell)).any()]
                    rest = whole & ~np.isin(self.atoms[other], parts)
                    if parts and rest.any() and self._people(rest) < self.limits.hidden:
                        inner.hide(min(parts, key=lambda cell: inner.customers[cell]))
                        return True
        return False

    def _worked_out(self) -> bool:
        """Look for a small cell that shown cells give by adding and subtracting."""
        told = [(one, place) for one, state in enumerate(self.states) for place in state.visible()]
        rows = [np.ones(self.atoms.shape[1]), *((self.atoms[one] == place) * 1.0 for one, place in told)]
        known = np.stack(rows)
        left, sizes, right = np.linalg.svd(known.T, full_matrices=False)
        there = sizes > 1e-9 * sizes[0]
        left, sizes, right = left[:, there], sizes[there], right[there]
        for one, state in enumerate(self.states):
            for place, reason in enumerate(state.reason):
                if reason != SMALL or not state.customers[place]:
                    continue
                wanted = (self.atoms[one] == place) * 1.0
                inner = left.T @ wanted
                if np.linalg.norm(wanted - left @ inner) > 1e-7:
                    continue
                needed = np.abs(right.T @ (inner / sizes))[1:] > 1e-9
                used = [each for each, is_used in zip(told, needed, strict=True) if is_used]
                if not used:
                    # It is everybody: whoever shows the total shows this.
                    continue
                which, cell = min(used, key=lambda each: self.states[each[0]].customers[each[1]])
                self.states[which].hide(cell)
                return True
        return False

    def _people(self, atoms: NDArray[np.bool_]) -> int:
        return len(np.unique(self.person[atoms[self.atom]]))


def _coded(labels: NDArray[np.object_]) -> tuple[list[Any], NDArray[np.int64]]:
    """Number labels, nothing last."""
    places: dict[Any, int] = dict.fromkeys(labels.tolist(), 0)
    ordered = sorted(places, key=lambda label: (label is None, str(label)))
    places = {label: place for place, label in enumerate(ordered)}
    return ordered, np.array([places[label] for label in labels.tolist()], np.int64)


def _cells(code: NDArray[np.int64], cells: int, person: NDArray[np.int64]) -> list[int]:
    """Count the distinct customers of each cell."""
    pairs = np.unique(code * (int(person.max()) + 1) + person)
    return [int(n) for n in np.bincount(pairs // (int(person.max()) + 1), minlength=cells)]
