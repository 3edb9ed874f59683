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
from .visible_rest import remainder

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


def visibility(
    customers: Sequence[int], *, people: Sequence[NDArray[np.int64]] | None = None, limits: Limits = USUAL
) -> Visibility:
    """Say which cells of one breakdown may be shown beside its total.

    Cells of few customers are hidden. When that leaves too few customers behind all hidden ones, the smallest shown
    cell is hidden too, again and again: else the total gives them away. Of cells of equal size the first is taken.
    Cells without anybody neither need nor give protection.

    Args:
        customers: distinct customers of each cell.
        people: who they are, cell for cell, where one may stand in several: they count once.

    Cost: O(cells log cells), with `people` O(cells · n log n).
    """
    state = [of_size(n, limits) for n in customers]
    reason: list[str | None] = [SMALL if each == "hidden" else None for each in state]
    rest = sorted((n, place) for place, n in enumerate(customers) if state[place] != "hidden")
    hidden = [place for place, n in enumerate(customers) if 0 < n < limits.hidden]
    for _, place in rest:
        if not hidden or _behind(hidden, customers, people) >= limits.hidden:
            break
        state[place], reason[place] = "hidden", PROTECTS
        hidden.append(place)
    return Visibility(tuple(state), tuple(reason))


def _behind(cells: list[int], customers: Sequence[int], people: Sequence[NDArray[np.int64]] | None) -> int:
    """Count the customers of several cells."""
    if people is None:
        return sum(customers[cell] for cell in cells)
    return len(np.unique(np.concatenate([people[cell] for cell in cells])))


def protected(
    breakdowns: Mapping[str, NDArray[np.object_]], person: NDArray[np.int64], *, limits: Limits = USUAL
) -> Mapping[str, Mapping[Any, tuple[int, str, str | None]]]:
    """Say which cells of several breakdowns of the same answers may be shown together, beside their total.

    Each breakdown by itself is held to `visibility`. Besides, no cell of few customers may follow from shown cells of
    all breakdowns by adding and subtracting, and whatever adding and subtracting leaves must be nobody or enough: a
    country without its shown cities is a city, and what all hidden cells of a column hold, less a shown cell of another
    column inside them, is a group too. Customers count once, in however many cells they are.

    Args:
        breakdowns: (n,) labels by name.
        person: (n,) who answered.

    Returns:
        By breakdown and label: customers, how it is shown, and why it is not.

    Cost: O(n log n), and for each cell hidden besides one decomposition of cells by distinct combinations of labels,
        and what `visible_rest.remainder` costs.
    """
    names = list(breakdowns)
    codes = [_coded(breakdowns[name]) for name in names]
    if not len(person) or not names:
        return {name: {} for name in names}
    atoms, atom = np.unique(np.stack([code for _, code in codes]), axis=1, return_inverse=True)
    cells = [_cells(code, len(labels), person) for labels, code in codes]
    states = [_State.of(counts, limits) for counts in cells]
    page = _Page(atoms, np.asarray(atom).reshape(-1), person, states, limits)
    while page.protect():
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
        if self._total():
            return True
        return len(self.states) > 1 and (self._inside() or self._worked_out() or self._left())

    def _total(self) -> bool:
        """Hold each breakdown to its total: cells hidden for another breakdown count as hidden here."""
        for one, state in enumerate(self.states):
            rest = ~np.isin(self.atoms[one], state.visible())
            if state.visible() and 0 < self._people(rest) < self.limits.hidden:
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
        span = self._span()
        return any(
            self._hide_of(span, (self.atoms[one] == place) * 1.0)
            for one, state in enumerate(self.states)
            for place, reason in enumerate(state.reason)
            if reason == SMALL and state.customers[place]
        )

    def _left(self) -> bool:
        """Look for whatever else adding and subtracting leaves of too few customers."""
        cells = np.stack([
            np.where(np.isin(row, state.visible()), row, -1) for row, state in zip(self.atoms, self.states, strict=True)
        ])  # fmt: skip
        found = remainder(cells, self.atom, self.person, self.limits.hidden)
        return found is not None and self._hide_of(self._span(), found)

    def _span(self) -> "_Span":
        """Give what can be reckoned from what is shown."""
        told = [(one, place) for one, state in enumerate(self.states) for place in state.visible()]
        rows = [np.ones(self.atoms.shape[1]), *((self.atoms[one] == place) * 1.0 for one, place in told)]
        left, sizes, right = np.linalg.svd(np.stack(rows).T, full_matrices=False)
        there = sizes > 1e-9 * sizes[0]
        return _Span(told, left[:, there], sizes[there], right[there])

    def _hide_of(self, span: "_Span", wanted: NDArray[np.float64]) -> bool:
        """Hide the smallest of the cells that something follows from; nothing where it does not follow."""
        inner = span.left.T @ wanted
        if np.linalg.norm(wanted - span.left @ inner) > 1e-7 * max(1.0, float(np.linalg.norm(wanted))):
            return False
        needed = np.abs(span.right.T @ (inner / span.sizes))[1:] > 1e-9
        used = [each for each, is_used in zip(span.told, needed, strict=True) if is_used]
        if not used:
            # It is everybody: whoever shows the total shows this.
            return False
        which, cell = min(used, key=lambda each: self.states[each[0]].customers[each[1]])
        self.states[which].hide(cell)
        return True

    def _people(self, atoms: NDArray[np.bool_]) -> int:
        return len(np.unique(self.person[atoms[self.atom]]))


@dataclass(frozen=True, slots=True, eq=False)
class _Span:
    """What shown cells give by adding and subtracting, taken apart: `told` are the cells, behind the total."""

    told: list[tuple[int, int]]
    left: NDArray[np.float64]
    sizes: NDArray[np.float64]
    right: NDArray[np.float64]


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
