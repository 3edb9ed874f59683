"""Derived importance: how much of the differences in an outcome goes with each of several ratings.

Sources: Lindeman, Merenda and Gold, Introduction to Bivariate and Multivariate Analysis (1980), p. 119 (`lmg`);
Johnson, Multivariate Behavioral Research 35 (2000) (`johnson`); Tonidandel and LeBreton,
Organizational Research Methods 13 (2010) (`logistic`); Fox and Monette, Journal of the American Statistical Association
87 (1992), for the variance inflation of several columns; Kish, Survey Sampling (1965), for what answers are worth.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import repeat
from types import MappingProxyType
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput
from sojourn.core.progress import Progress

from .drivers_columns import Columns, columns_of
from .drivers_logistic import STEEP, Fits, fit
from .drivers_refusals import FLAT, DriversRefused, refuse_collinear
from .drivers_relative import logistic_relative, relative
from .drivers_result import Driver, Drivers, Fit, Resampling
from .drivers_samples import correlations, drawn_correlations, draws
from .drivers_shapley import MOST, shapley
from .effective import effective
from .sheets import Sheets, table_sheets

Floats = NDArray[np.float64]
Method = Literal["auto", "lmg", "johnson", "logistic"]

OFF = 1e-6
"""How far a correlation matrix may be off by rounding."""
MANY = 15
"""With more drivers than this, `auto` takes relative weights."""


def drivers(
    data: Any = None,
    outcome: Any = None,
    drivers: Sequence[str] | None = None,
    *,
    weight: Any = None,
    person: Any = None,
    not_met: Collection[str] = (),
    method: Method = "auto",
    bootstrap: int = 1000,
    seed: int = 0,
    correlation: Any = None,
    progress: Progress | None = None,
) -> Drivers:
    """Split what drivers explain of an outcome among them: what goes with it, not what would raise it.

    `lmg`: what a driver adds to R², averaged over every order in which drivers can enter (Shapley's value). `johnson`:
    R² split by way of uncorrelated columns that lie nearest to the drivers. `logistic`: the same for an outcome with
    two values, where the higher is the yes. `auto`: logistic where the outcome is yes or no (0 and 1, or true and
    false), else lmg for up to 15 drivers, and johnson for more.

    Rows in which the outcome or a driver is empty are left out and counted; more than 20 % is warned of, more than half
    refused. An empty rating of something that was not met is no hole where `not_met` names the driver: it then has two
    columns, whether it was met and the rating among those who did, which enter and leave together.

    Intervals are percentiles over draws of whole customers. Weights cannot be negative, so an interval above 0 proves
    nothing: that ratings go with the outcome at all is what the test of the whole says, on as many answers as
    these are worth. `usable` needs p < 0.05 and 15 customers a driver.

    Args:
        data: columns by name, an Arrow, Polars or pandas table, `Sheets`, or long `Answers` (see `sheets`).
        outcome: the column that is explained.
        drivers: the columns that explain it; by default all others of a mapping, except weight and person.
        weight, person: a column's name or its values: how much a row counts, and whose it is.
        not_met: drivers whose empty cells say that the customer did not meet the thing.
        bootstrap: how many draws; 0 for none.
        seed: of the draws; equal seeds give equal results, to the byte.
        correlation: a correlation matrix in place of data; `outcome` is then a row of it. Such weights have neither
            intervals nor a test. It must be symmetric, with ones on its diagonal, and have no eigenvalue below 0.
        progress: is told how many draws are done.

    Raises:
        DriversRefused: `outcome.constant`, `drivers.constant`, `drivers.collinear`, `drivers.too_few`,
            `drivers.too_empty`, `drivers.separated` (logistic alone), each with `names`.
        InvalidInput: columns that are not there or hold no numbers, contradicting names, lmg of more than 20 drivers.

    Cost: a draw of n customers takes O(n q²) for its correlations, in one matrix product, then O(2^k) with lmg and
    O(q³) with johnson; logistic O(n q²) a step. 1,000 draws of 15 drivers and 2,000 customers with lmg take half a
    second on two cores; of 8 drivers and 100,000 customers one to two.
    """
    if correlation is not None:
        return _of_matrix(np.asarray(correlation, np.float64), outcome, drivers, method)
    if drivers is None and isinstance(data, Mapping):
        drivers = [name for name in data if name not in (outcome, weight, person)]
    if isinstance(drivers, str) or drivers is None or not isinstance(outcome, str):
        raise InvalidInput("the outcome and its drivers are not named", code="drivers.names",
                           hint="write drivers(data, 'nps', ['payment', 'entry'])")  # fmt: skip
    if method not in get_args(Method):
        raise InvalidInput(f"there is no way to weigh called {method!r}", code="drivers.method",
                           hint=f"use one of {', '.join(get_args(Method))}")  # fmt: skip
    if bootstrap < 0:
        raise InvalidInput("there cannot be fewer than 0 draws", code="drivers.draws", hint="0 leaves intervals out")
    found = table_sheets(data, [outcome, *drivers], person=person, weight=weight)
    columns = columns_of(found, outcome, drivers, not_met=(not_met,) if isinstance(not_met, str) else not_met)
    chosen = _method(method, columns, found, outcome)
    matrix = correlations(np.column_stack([columns.values, columns.outcome]), columns.weight[None])[0][0]
    refuse_collinear(matrix[:-1, :-1], columns.names)
    yes = (columns.raw == columns.raw.max()).astype(np.float64)
    if chosen == "logistic":
        fits = fit(columns.values, yes, columns.weight[None])
        _refuse_separated(fits, columns)
        weights = _grouped(logistic_relative(matrix[None, :-1, :-1], fits.coefficients, fits.r2)[0], columns.widths)
        betas, whole = fits.coefficients[0], _likelihood(fits, columns, yes)
    else:
        weights = _weights(matrix[None], columns.widths, chosen)[0]
        betas = np.linalg.solve(matrix[:-1, :-1], matrix[:-1, -1])
        whole = _f_test(float(matrix[:-1, -1] @ betas), columns)
    drawn = _resample(columns, yes, chosen, bootstrap, seed, progress)
    inflation = _inflation(matrix[:-1, :-1], columns.widths)
    return Drivers.of(
        outcome=outcome,
        method=chosen,
        drivers=_drivers(columns, weights, betas, matrix[:-1, -1], inflation, drawn),
        fit=whole,
        answers=len(columns.raw),
        dropped=columns.dropped,
        draws=Resampling(bootstrap, len(drawn) if bootstrap else 0, seed),
        coefficients=_coefficients(columns, betas, chosen, fits.intercept[0] if chosen == "logistic" else None),
        sheets=found,
    )


def _method(method: Method, columns: Columns, found: Sheets, outcome: str) -> Literal["lmg", "johnson", "logistic"]:
    """Choose how to weigh, and refuse what does not fit."""
    values = np.unique(columns.raw)
    if method == "logistic" and len(values) != 2:
        raise InvalidInput(
            f"{outcome!r} has {len(values)} different values, and logistic weights need two",
            code="drivers.not_two_valued",
            hint="use lmg or johnson, or say first which answers are a yes",
        )
    if method == "auto":
        if outcome in found.truths or values.tolist() == [0.0, 1.0]:
            return "logistic"
        return "lmg" if len(columns.drivers) <= MANY else "johnson"
    if method == "lmg":
        _refuse_many(len(columns.drivers))
    return method


def _refuse_many(number: int) -> None:
    """Refuse to split among more drivers than there is time for."""
    if number > MOST:
        raise InvalidInput(
            f"lmg looks at every subset, and {number} drivers have {2.0**number:,.0f} of them",
            code="drivers.too_many",
            hint=f"use johnson, or at most {MOST} drivers",
        )


def _weights(matrices: Floats, widths: Sequence[int], method: str) -> Floats:
    """Give the weights of each driver for correlation matrices, (b, q + 1, q + 1) to (b, k)."""
    if method == "lmg":
        return shapley(np.ascontiguousarray(np.moveaxis(matrices, 0, 2)), widths).T
    return _grouped(relative(matrices), widths)


def _grouped(weights: Floats, widths: Sequence[int]) -> Floats:
    """Add the weights of the columns of each driver up."""
    starts = np.cumsum([0, *widths[:-1]])
    grouped: Floats = np.add.reduceat(weights, starts, axis=-1)
    return grouped


def _resample(columns: Columns, yes: Floats, method: str, number: int, seed: int, progress: Progress | None) -> Floats:
    """Weigh the drivers of each draw of customers, (draws that could be weighed, k)."""
    both = np.column_stack([columns.values, columns.outcome])
    kept = [np.empty((0, len(columns.drivers)))]
    logistic = method == "logistic"
    # Fits need the weight of every row; the other ways look at correlations alone.
    weighed = draws(columns.person, columns.weight, number, seed) if logistic else repeat(None)
    done = 0
    for drawn, (matrices, spreads) in zip(
        weighed, drawn_correlations(both, columns.person, columns.weight, number, seed), strict=False
    ):
        if progress is not None:
            progress(done, number)
        done += len(matrices)
        sound = np.flatnonzero(np.isfinite(matrices).reshape(len(matrices), -1).all(axis=1))
        sound = sound[np.linalg.eigvalsh(matrices[sound, :-1, :-1])[:, 0] >= FLAT]
        if not len(sound):
            continue
        if drawn is None:
            kept.append(_weights(matrices[sound], columns.widths, method))
            continue
        fits = fit(columns.values, yes, drawn[sound])
        steep = fits.coefficients * spreads[sound, :-1]
        good = fits.converged & (np.abs(steep).max(axis=1) <= STEEP)
        weights = logistic_relative(matrices[sound, :-1, :-1][good], steep[good], fits.r2[good])
        kept.append(_grouped(weights, columns.widths))
    if progress is not None and number:
        progress(number, number)
    return np.concatenate(kept)


def _drivers(
    columns: Columns, weights: Floats, betas: Floats, r: Floats, inflation: Floats, drawn: Floats
) -> tuple[Driver, ...]:
    """Put together what is said of each driver, in the order given."""
    total = float(weights.sum())
    share = weights / total if total > 0 else np.zeros_like(weights)
    limits = shares = first = None
    if len(drawn):
        limits = np.quantile(drawn, (0.025, 0.975), axis=0)
        sums = drawn.sum(axis=1, keepdims=True)
        shares = np.quantile(drawn / np.where(sums > 0, sums, 1), (0.025, 0.975), axis=0)
        first = np.bincount(drawn.argmax(axis=1), minlength=len(weights)) / len(drawn)
    return tuple(
        Driver(
            name=name,
            weight=float(weights[i]),
            share=float(share[i]),
            low=None if limits is None else float(limits[0, i]),
            high=None if limits is None else float(limits[1, i]),
            share_low=None if shares is None else float(shares[0, i]),
            share_high=None if shares is None else float(shares[1, i]),
            p_rank1=None if first is None else float(first[i]),
            r=float(r[place]),
            beta=float(betas[place]),
            vif=float(inflation[i]),
            met=columns.met[i],
        )
        for i, (name, place) in enumerate(zip(columns.drivers, columns.rating, strict=True))
    )


def _inflation(correlation: Floats, widths: Sequence[int]) -> Floats:
    """Give the variance inflation of each driver; of several columns the root that makes it comparable to one's."""
    if len(widths) == 1:
        return np.ones(1)
    _, whole = np.linalg.slogdet(correlation)
    found, start = [], 0
    for width in widths:
        own = np.arange(start, start + width)
        others = np.setdiff1d(np.arange(len(correlation)), own)
        logs = [np.linalg.slogdet(correlation[np.ix_(part, part)])[1] for part in (own, others)]
        found.append(np.exp((logs[0] + logs[1] - whole) / width))
        start += width
    return np.array(found)


def _f_test(r2: float, columns: Columns) -> Fit:
    """Test whether anything goes with the outcome, on as many answers as these are worth."""
    worth = effective(columns.raw, columns.person, columns.weight)
    q = len(columns.names)
    rest = worth.n_eff - q - 1
    if rest <= 0:
        return Fit(r2, None, "F", None, None, worth.n, worth.n_eff)
    from scipy.special import fdtrc  # noqa: PLC0415 - start-up

    if r2 >= 1 - 1e-15:
        return Fit(r2, 1.0, "F", None, 0.0, worth.n, worth.n_eff)
    f = r2 / q / ((1 - r2) / rest)
    return Fit(
        r2, 1 - (1 - r2) * (worth.n_eff - 1) / rest, "F", f, float(fdtrc(q, rest, f)), worth.n, worth.n_eff
    )  # fmt: skip


def _likelihood(fits: Fits, columns: Columns, yes: Floats) -> Fit:
    """Test a logistic fit by its likelihood, scaled to as many answers as these are worth."""
    from scipy.special import chdtrc  # noqa: PLC0415 - start-up

    worth = effective(yes, columns.person, columns.weight)
    total = float(columns.weight.sum())
    share = float(columns.weight @ yes) / total
    without = total * (share * np.log(share) + (1 - share) * np.log1p(-share))
    ratio = max(0.0, 2 * (float(fits.likelihood[0]) - without) * worth.n_eff / total)
    p = float(chdtrc(len(columns.names), ratio))
    return Fit(float(fits.r2[0]), None, "likelihood ratio", ratio, p, worth.n, worth.n_eff)


def _refuse_separated(fits: Fits, columns: Columns) -> None:
    """Refuse a fit that ran away: some columns tell yes from no without exception."""
    if bool(fits.converged[0]) and np.abs(fits.coefficients[0]).max() <= STEEP:
        return
    # Once a fit runs away every coefficient grows; those that led when it began are what tells yes from no.
    known = np.abs(fits.steep[0] if fits.steep[0].any() else fits.coefficients[0])
    names = list(
        dict.fromkeys(name for name, each in zip(columns.names, known, strict=True) if each >= known.max() / 2)
    )
    raise DriversRefused(
        f"{', '.join(names)} tells yes from no (almost) without exception, so no weights can be fitted",
        code="drivers.separated",
        hint="leave it out, or join it with others",
        names=names,
    )


def _coefficients(columns: Columns, betas: Floats, method: str, intercept: Any) -> Mapping[str, float]:
    """Give the fit in the units of the data; the column that says whether something was met is `met NAME`."""
    up = 1.0 if method == "logistic" else float(columns.spreads[-1])
    slopes = betas * up / columns.spreads[:-1]
    start = float(intercept) if method == "logistic" else float(columns.means[-1])
    rating = set(columns.rating)
    named = {
        (name if place in rating else f"met {name}"): float(slope)
        for place, (name, slope) in enumerate(zip(columns.names, slopes, strict=True))
    }
    return MappingProxyType({"intercept": start - float(slopes @ columns.means[:-1]), **named})


def _of_matrix(matrix: Floats, outcome: Any, names: Sequence[str] | None, method: str) -> Drivers:
    """Weigh drivers of which only the correlations are known."""
    size = len(matrix)
    square = matrix.shape == (size, size) and bool(size) and bool(np.isfinite(matrix).all())
    if (
        not square
        or not np.allclose(matrix, matrix.T, rtol=0, atol=OFF)
        or not np.allclose(np.diag(matrix), 1, rtol=0, atol=OFF)
        or np.abs(matrix).max() > 1 + OFF
        or np.linalg.eigvalsh(matrix)[0] < -OFF
    ):
        raise InvalidInput(
            "this is no correlation matrix",
            code="drivers.no_matrix",
            hint="give a symmetric matrix, ones on its diagonal, no entry beyond −1 and 1, no eigenvalue below 0",
        )
    if not isinstance(outcome, int) or not 0 <= outcome < size or method == "logistic":
        raise InvalidInput(
            "the outcome of a correlation matrix is a row of it, and its weights are lmg or johnson",
            code="drivers.no_matrix", hint="give the outcome as a number, counted from 0",
        )  # fmt: skip
    rest = [place for place in range(size) if place != outcome]
    called = [str(place) for place in rest] if names is None else list(names)
    ordered = matrix[np.ix_([*rest, outcome], [*rest, outcome])]
    refuse_collinear(ordered[:-1, :-1], called)
    chosen = ("lmg" if len(rest) <= MANY else "johnson") if method == "auto" else method
    if chosen == "lmg":
        _refuse_many(len(rest))
    widths = (1,) * len(rest)
    weights = _weights(ordered[None], widths, chosen)[0]
    betas = np.linalg.solve(ordered[:-1, :-1], ordered[:-1, -1])
    inflation = _inflation(ordered[:-1, :-1], widths)
    total = float(weights.sum())
    return Drivers.of(
        outcome=str(outcome),
        method=chosen,
        drivers=tuple(
            Driver(name, float(weights[i]), float(weights[i]) / total if total > 0 else 0.0, None, None, None, None,
                   None, float(ordered[i, -1]), float(betas[i]), float(inflation[i]), None)
            for i, name in enumerate(called)
        ),
        fit=Fit(float(ordered[:-1, -1] @ betas), None, None, None, None, None, None),
        answers=None,
        dropped=0,
        draws=Resampling(0, 0, 0),
        coefficients=MappingProxyType({}),
        sheets=None,
    )  # fmt: skip
