"""What keeps drivers from being weighed, and what is said with the weights."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput

Floats = NDArray[np.float64]

EVEN = 1e-12
"""A column with a smaller standard deviation, as a share of its range, is constant."""

FLAT = 1e-8
"""A correlation matrix with a smaller eigenvalue cannot tell its columns apart."""

PART = 0.1
"""Columns with more than this share of the largest entry of that eigenvector belong to what cannot be told apart."""

EMPTY_WARN, EMPTY_REFUSE = 0.2, 0.5
"""Shares of rows that are left out because something was not answered."""

FEWEST, EACH, EASY = 30, 5, 15
"""Customers that are needed at all, for each driver, and for each driver to be at ease."""


class DriversRefused(InvalidInput):
    """Drivers that cannot be weighed.

    Attributes:
        names: the columns it is about.
        n, needed: customers there are and customers there must be, where that is the matter.
    """

    code = "drivers"

    def __init__(
        self,
        message: str,
        *,
        code: str,
        hint: str,
        names: Sequence[str] = (),
        n: int | None = None,
        needed: int | None = None,
    ) -> None:
        super().__init__(message, code=code, hint=hint)
        self.names = tuple(names)
        self.n = n
        self.needed = needed


def refuse_empty(dropped: int, rows: int, holes: Mapping[str, int]) -> None:
    """Refuse when more than half of the rows are left out; `holes` says how many rows lack each column."""
    if dropped > EMPTY_REFUSE * rows:
        worst = sorted((name for name in holes if holes[name]), key=lambda name: -holes[name])
        told = ", ".join(f"{name} in {holes[name]:,}" for name in worst[:5])
        raise DriversRefused(
            f"{dropped:,} of {rows:,} rows lack an answer: {told}",
            code="drivers.too_empty",
            hint="leave out the questions that most were not asked; where an empty answer says that the customer did "
            "not meet the thing, name the question with --not-met (in Python not_met)",
            names=worst,
        )


def refuse_few(n: int, players: int) -> None:
    """Refuse fewer than 30 customers, or than five a driver."""
    needed = max(FEWEST, EACH * players)
    if n < needed:
        raise DriversRefused(
            f"{n} customers answered, and {players} drivers need {needed}",
            code="drivers.too_few",
            hint="ask more customers, weigh fewer drivers, or ask for importance outright",
            n=n,
            needed=needed,
        )


def refuse_constant_outcome(outcome: Floats, name: str, weight: Floats) -> None:
    """Refuse an outcome that never differs."""
    if constant(outcome[:, None], [name], weight):
        raise DriversRefused(
            f"the outcome {name} never differs",
            code="outcome.constant",
            hint="an outcome that never differs goes with nothing; ask more customers",
            names=[name],
        )


def refuse_constant_drivers(columns: Floats, names: Sequence[str], weight: Floats) -> None:
    """Refuse drivers that never differ."""
    found = constant(columns, names, weight)
    if found:
        raise DriversRefused(
            f"{', '.join(found)} never {'differs' if len(found) == 1 else 'differ'}",
            code="drivers.constant",
            hint="leave it out: what everybody says alike cannot go with differences",
            names=found,
        )


def constant(columns: Floats, names: Sequence[str], weight: Floats) -> list[str]:
    """Name the columns whose weighted standard deviation is less than a millionth of a millionth of their range."""
    total = weight.sum()
    mean = weight @ columns / total
    spread = np.sqrt(weight @ (columns - mean) ** 2 / total)
    even = spread <= EVEN * np.ptp(columns, axis=0)
    return list(dict.fromkeys(name for name, each in zip(names, even, strict=True) if each))


def refuse_collinear(correlation: Floats, names: Sequence[str]) -> None:
    """Refuse columns of which some are sums of others, and name those."""
    values, vectors = np.linalg.eigh(correlation)
    if values[0] >= FLAT:
        return
    entries = np.abs(vectors[:, 0])
    found = list(dict.fromkeys(name for name, each in zip(names, entries, strict=True) if each > PART * entries.max()))
    raise DriversRefused(
        f"{', '.join(found)} cannot be told apart: one of them follows from the others",
        code="drivers.collinear",
        hint="leave one of them out, or add them up to one score: together they say one thing twice",
        names=found,
    )
