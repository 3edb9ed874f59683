"""Bring drivers into the form in which they are weighed: rows without holes, columns by driver, on one footing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput

from .drivers_refusals import refuse_constant_drivers, refuse_constant_outcome, refuse_empty, refuse_few
from .effective import checked_weights
from .sheets import Sheets

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Drivers and outcome; n rows, q columns of k drivers.

    Attributes:
        drivers: the k drivers.
        widths: how many columns each has: two where it was not met by everyone, else one.
        names: the driver of each column.
        values: (n, q) float64, every column with mean 0 and variance 1, weights counted.
        outcome: (n,) float64, likewise.
        raw: (n,) float64, the outcome as it was given.
        means, spreads: (q + 1,) of the columns as they were given, the outcome last.
        weight, person: (n,) as in `Sheets`.
        met: for each driver the share of customers' rows that met it; None where all did.
        dropped: rows that were left out because something else was empty.
    """

    drivers: tuple[str, ...]
    widths: tuple[int, ...]
    names: tuple[str, ...]
    values: Floats
    outcome: Floats
    raw: Floats
    means: Floats
    spreads: Floats
    weight: Floats
    person: NDArray[np.int64]
    met: tuple[float | None, ...]
    dropped: int

    @property
    def rating(self) -> tuple[int, ...]:
        """Give the place of each driver's rating among the columns."""
        ends = np.cumsum(self.widths)
        return tuple(int(end) - 1 for end in ends)


def columns_of(sheets: Sheets, outcome: str, drivers: Sequence[str], *, not_met: Collection[str]) -> Columns:
    """Lay drivers out; one that was not met by everyone becomes two columns, met and the rating among those who did.

    Raises:
        InvalidInput: drivers named twice, the outcome among them, weights below 0.
        DriversRefused: too many rows with holes, too few customers, a column that never differs.
    """
    _checked_names(outcome, drivers, not_met)
    given = {name: sheets.take(name) for name in (outcome, *drivers)}
    weight = np.ones(len(sheets)) if sheets.weight is None else np.asarray(sheets.weight, np.float64)
    person = np.arange(len(sheets)) if sheets.person is None else sheets.person
    # Rows that weigh nothing are as if they were not there.
    counts = weight != 0
    weight, person = weight[counts], person[counts]
    given = {name: values[counts] for name, values in given.items()}
    n = len(weight)
    whole = ~np.isnan(weight)
    for name, values in given.items():
        if name not in not_met:
            whole &= np.isfinite(values)
    dropped = int(n - whole.sum())
    holes = {name: int(n - np.isfinite(values).sum()) for name, values in given.items() if name not in not_met}
    refuse_empty(dropped, n, holes)
    weight = checked_weights(weight[whole])
    person = np.unique(person[whole], return_inverse=True)[1].astype(np.int64)
    refuse_few(int(person.max(initial=-1)) + 1, len(drivers))
    raw = given[outcome][whole]
    refuse_constant_outcome(raw, outcome, weight)
    parts, names, widths, met = [], [], [], []
    for name in drivers:
        values = given[name][whole]
        here = np.isfinite(values)
        split = name in not_met and not here.all()
        if split:
            middle = weight[here] @ values[here] / weight[here].sum() if weight[here].sum() > 0 else 0.0
            parts += [here.astype(np.float64), np.where(here, values - middle, 0.0)]
        else:
            parts.append(values)
        widths.append(1 + split)
        names += [name] * (1 + split)
        met.append(float(weight @ here / weight.sum()) if name in not_met else None)
    plain = np.column_stack(parts)
    refuse_constant_drivers(plain, names, weight)
    both = np.column_stack([plain, raw])
    means = weight @ both / weight.sum()
    spreads = np.sqrt(weight @ (both - means) ** 2 / weight.sum())
    scaled = (both - means) / spreads
    return Columns(
        tuple(drivers), tuple(widths), tuple(names), scaled[:, :-1], scaled[:, -1], raw, means, spreads, weight, person,
        tuple(met), dropped,
    )  # fmt: skip


def _checked_names(outcome: str, drivers: Sequence[str], not_met: Collection[str]) -> None:
    """Refuse names that contradict each other."""
    twice = [name for place, name in enumerate(drivers) if name in drivers[:place]]
    if twice or outcome in drivers or not drivers:
        what = (
            "no driver is named"
            if not drivers
            else f"{outcome!r} is the outcome and a driver"
            if outcome in drivers
            else f"driver {twice[0]!r} is named twice"
        )
        raise InvalidInput(what, code="drivers.names", hint="name each column once, the outcome apart from the drivers")
    strange = [name for name in not_met if name not in drivers]
    if strange:
        raise InvalidInput(
            f"{strange[0]!r} is among what was not met by everyone, and no driver",
            code="drivers.names",
            hint="--not-met (in Python not_met) takes names of drivers",
        )
