"""Penalty and reward: what low ratings go with, and what high ones, apart from each other.

Sources: Brandt, How service marketers can identify value-enhancing service elements, J. Services Marketing 2(3)
(1988), for the two dummies; MacKinnon and White, Some heteroskedasticity-consistent covariance matrix estimators, J.
Econometrics 29 (1985), for HC3; MacKinnon, Nielsen and Webb, Leverage, influence, and the jackknife in clustered
regression models, Stata Journal 23(4) (2023), for customers with several sheets; Mikulić and Prebežac,
Prioritizing improvement of service attributes using impact range-performance analysis and impact-asymmetry analysis,
Managing Service Quality 18(6) (2008), for range and asymmetry.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput
from sojourn.core.small import Limits

from .estimates import student

Floats = NDArray[np.float64]

CUTS: Mapping[tuple[float, float], tuple[float, float]] = MappingProxyType(
    {(1.0, 5.0): (2.0, 5.0), (1.0, 7.0): (3.0, 7.0), (0.0, 10.0): (6.0, 9.0)}
)
"""For each scale the highest rating that is low and the lowest that is high."""

DELIGHTS, SATISFIES = 0.7, 0.2
"""Limits of the asymmetry between classes."""

FEWEST = 10
"""Ratings there must be on each side."""

ALONE = 1e-9
"""As little as this of a coefficient left without somebody is nothing."""
BLOCK = 500
"""Customers who are left out at once."""

_HINTS = MappingProxyType(
    {
        "contrast.too_few": "ask more customers, or leave it out: few ratings at one end say nothing of that end",
        "contrast.collinear": "leave one of them out: their ratings are low and high together",
        "contrast.one_row": "one customer alone decides what it goes with; ask more customers, or leave it out",
        "contrast.too_empty": "leave out the questions that most were not asked; where an empty answer says that the "
        "customer did not meet the thing, name the question with --not-met (in Python not_met)",
        "answer.out_of_scale": "name the scale the ratings were given on (scale), and leave out what is no rating",
        "contrast.scale": "the scale is 1 to 5, 1 to 7 or 0 to 10",
        "outcome.constant": "an outcome that never differs goes with nothing; ask more customers",
    }
)


class ContrastRefused(InvalidInput):
    """Ratings that cannot be contrasted.

    Attributes:
        names: the drivers it is about.
        low, high: low and high ratings of the first of them, for `contrast.too_few`.
    """

    code = "contrast"

    def __init__(
        self, message: str, *, code: str, names: Sequence[str] = (), low: int | None = None, high: int | None = None
    ) -> None:
        super().__init__(message, code=code, hint=_HINTS[code])
        self.names = tuple(names)
        self.low = low
        self.high = high


@dataclass(frozen=True, slots=True)
class ContrastDriver:
    """What goes with low and with high ratings of one thing, in points of the outcome.

    Attributes:
        penalty, reward: with its sign cut at zero: a penalty is never above it, a reward never below.
        penalty_raw, reward_raw: as estimated, each with its standard error (`jackknifed`), its 95 % interval and p.
        range: reward minus penalty; range_low, range_high: interval of the raw difference.
        asymmetry: (reward + penalty)/range; None for no range.
        kind: delighter, satisfier, hybrid, dissatisfier or frustrator; None where that is not decided.
        low, high: ratings at each end; n: ratings; met: share of the sheets that have one.
        warnings: `contrast.flat`: the interval of the range holds 0; `contrast.reversed`: a sign that was cut was
            significant.
    """

    name: str
    penalty: float
    penalty_raw: float
    penalty_se: float
    penalty_low: float
    penalty_high: float
    penalty_p: float
    reward: float
    reward_raw: float
    reward_se: float
    reward_low: float
    reward_high: float
    reward_p: float
    range: float
    range_low: float
    range_high: float
    asymmetry: float | None
    kind: str | None
    low: int
    high: int
    n: int
    met: float
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            **{name: getattr(self, name) for name in self.__slots__ if name != "warnings"},
            "warnings": list(self.warnings),
        }


def cuts_of(scale: tuple[float, float]) -> tuple[float, float]:
    """Give the highest low and the lowest high rating of a scale."""
    found = CUTS.get((float(scale[0]), float(scale[1])))
    if found is None:
        raise ContrastRefused(f"a scale from {scale[0]:g} to {scale[1]:g} has no cuts", code="contrast.scale")
    return found


def class_of(asymmetry: float) -> str:
    """Give the class of an asymmetry, from −1 to 1."""
    if asymmetry > DELIGHTS:
        return "delighter"
    if asymmetry > SATISFIES:
        return "satisfier"
    if asymmetry >= -SATISFIES:
        return "hybrid"
    return "dissatisfier" if asymmetry >= -DELIGHTS else "frustrator"


def contrasted(
    outcome: Floats,
    ratings: Mapping[str, Floats],
    scales: Mapping[str, tuple[float, float]],
    weight: Floats,
    *,
    person: NDArray[np.int64],
    not_met: Collection[str],
    decided: bool,
) -> tuple[tuple[ContrastDriver, ...], float]:
    """Regress the outcome on two columns a driver; give what each goes with, and R².

    `y = b₀ + Σ(b⁻ Low + b⁺ High)` by least squares, errors of leaving out each customer in turn, intervals with
    Student's t: as many degrees of freedom as customers less one, and no more than rows less columns. Whoever did not
    meet a driver has a column of their own, so that nobody is taken for somebody who rated it in the middle.

    Args:
        outcome, weight, person: (n,); sheets of one customer hang together.
        ratings: (n,) each, more is better; not a number only in those of `not_met`.
        decided: whether classes are given at all.

    Raises:
        ContrastRefused: too few low or high ratings, columns that cannot be told apart.

    Cost: O(n k²), and O(k³) for each customer of several sheets.
    """
    parts = [np.ones(len(outcome))]
    tails = {}
    for name, values in ratings.items():
        most, least = cuts_of(scales[name])
        low, high = values <= most, values >= least
        tails[name] = (low, high, ~np.isnan(values))
        parts += [low.astype(np.float64), high.astype(np.float64)]
    short = [name for name, (low, high, _) in tails.items() if min(int(low.sum()), int(high.sum())) < FEWEST]
    if short:
        lows, highs = (int(each.sum()) for each in tails[short[0]][:2])
        raise ContrastRefused(
            f"{short[0]} has {lows} low and {highs} high ratings, and {FEWEST} of each are needed",
            code="contrast.too_few", names=short, low=lows, high=highs,
        )  # fmt: skip
    parts += [np.isnan(ratings[name]).astype(np.float64) for name in not_met if np.isnan(ratings[name]).any()]
    design = np.column_stack(parts)
    coefficient, covariance, r2 = jackknifed(design, outcome, weight, person, list(ratings))
    degrees = min(len(outcome) - len(parts), len(np.unique(person)) - 1)
    quantile = student(degrees)
    found = []
    for place, name in enumerate(ratings):
        at = 1 + 2 * place
        pair = slice(at, at + 2)
        low, high, met = tails[name]
        found.append(
            _driver(
                name, coefficient[pair], covariance[pair, pair], quantile, degrees, decided,
                (int(low.sum()), int(high.sum()), int(met.sum()), float(met.mean())),
            )
        )  # fmt: skip
    return tuple(found), r2


def jackknifed(
    design: Floats, outcome: Floats, weight: Floats, person: NDArray[np.int64], names: Sequence[str]
) -> tuple[Floats, Floats, float]:
    """Fit least squares and give coefficients, their covariance when each customer in turn is left out, and R².

    `V = Σ_c d_c d_c'`, `d_c = (X'X − X_c'X_c)⁻¹ X_c'e_c` the change of the coefficients when customer c is left out:
    CR3, which holds with few customers, and with unequal numbers of sheets. Where each customer filled one sheet it is
    HC3, `(X'X)⁻¹ X' diag(e²/(1−h)²) X (X'X)⁻¹`, h the leverage of a row.

    Raises:
        ContrastRefused: columns that follow from others, or a customer who alone decides a coefficient.
    """
    root = np.sqrt(weight)
    x, y = design * root[:, None], outcome * root
    if len(x) <= x.shape[1] or np.linalg.matrix_rank(x) < x.shape[1]:
        raise ContrastRefused(
            f"{', '.join(names)} cannot be told apart: some are low, or high, on the same sheets",
            code="contrast.collinear", names=names,
        )  # fmt: skip
    inverse = np.asarray(np.linalg.inv(x.T @ x), np.float64)
    coefficient = inverse @ (x.T @ y)
    left = np.asarray(y - x @ coefficient, np.float64)
    who = np.unique(person, return_inverse=True)[1].reshape(-1)
    alone = np.bincount(who)[who] == 1
    kept = 1 - np.einsum("ij,jk,ik->i", x[alone], inverse, x[alone])
    spread = None if len(kept) and kept.min() < ALONE else _of_several(x[~alone], left[~alone], who[~alone], inverse)
    if spread is None:
        raise ContrastRefused(
            "one customer alone decides what a rating goes with", code="contrast.one_row", names=names
        )
    pulled = x[alone] @ inverse * (left[alone] / kept)[:, None]
    mean = float(weight @ outcome) / float(weight.sum())
    total = float(weight @ (outcome - mean) ** 2)
    if total <= 1e-24 * max(1.0, mean * mean) * len(y):
        raise ContrastRefused("the outcome never differs", code="outcome.constant")
    return coefficient, pulled.T @ pulled + spread, 1 - float(left @ left) / total


def _of_several(x: Floats, left: Floats, who: NDArray[np.int64], inverse: Floats) -> Floats | None:
    """Sum the squared changes when each customer of several sheets is left out; None where one alone decides."""
    wide = x.shape[1]
    found = np.zeros((wide, wide))
    order = np.argsort(who, kind="stable")
    starts = np.flatnonzero(np.diff(who[order], prepend=-1))
    # In these axes X'X is the unit: what a customer adds to it has no eigenvalue of one unless they alone decide.
    axes = np.linalg.cholesky(inverse)
    z = (x @ axes)[order]
    score = z * left[order][:, None]
    for begun in range(0, len(starts), BLOCK):
        ends = [*starts[begun + 1 : begun + BLOCK + 1].tolist(), len(order)][: len(starts[begun : begun + BLOCK])]
        own = [z[start:end].T @ z[start:end] for start, end in zip(starts[begun : begun + BLOCK], ends, strict=True)]
        rest = np.eye(wide) - np.stack(own)
        if np.linalg.eigvalsh(rest)[:, 0].min() < ALONE:
            return None
        sums = np.add.reduceat(score, starts, axis=0)[begun : begun + BLOCK]
        change = np.linalg.solve(rest, sums[:, :, None])[:, :, 0] @ axes.T
        found += change.T @ change
    return found


def _driver(
    name: str,
    estimate: Floats,
    covariance: Floats,
    quantile: float,
    degrees: int,
    decided: bool,
    seen: tuple[int, int, int, float],
) -> ContrastDriver:
    """Put the two coefficients of a driver together."""
    down, up = float(estimate[0]), float(estimate[1])
    errors = [float(np.sqrt(covariance[i, i])) for i in (0, 1)]
    spread = float(np.sqrt(max(0.0, covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1])))
    penalty, reward = min(0.0, down), max(0.0, up)
    across = reward - penalty
    wide = (up - down - quantile * spread, up - down + quantile * spread)
    flat = wide[0] <= 0 <= wide[1] or across == 0
    reversed_ = down - quantile * errors[0] > 0 or up + quantile * errors[1] < 0
    asymmetry = (reward + penalty) / across if across else None
    kind = None if flat or reversed_ or asymmetry is None or not decided else class_of(asymmetry)
    warnings = [code for code, holds in (("contrast.flat", flat), ("contrast.reversed", reversed_)) if holds]
    ends = [(each - quantile * error, each + quantile * error) for each, error in zip((down, up), errors, strict=True)]
    p = [_p(each, error, degrees) for each, error in zip((down, up), errors, strict=True)]
    return ContrastDriver(
        name, penalty, down, errors[0], *ends[0], p[0], reward, up, errors[1], *ends[1], p[1], across, *wide,
        asymmetry, kind, seen[0], seen[1], seen[2], seen[3], tuple(warnings),
    )  # fmt: skip


def _p(estimate: float, error: float, degrees: int) -> float:
    """Test whether a coefficient is zero, two-sided."""
    if error == 0:
        return 0.0 if estimate else 1.0
    from scipy.special import stdtr  # noqa: PLC0415 - start-up

    return float(2 * stdtr(degrees, -abs(estimate / error)))


def whole_rows(columns: Sequence[Floats], weight: Floats) -> NDArray[np.bool_]:
    """Say which rows have a value in each column, and a weight."""
    whole = np.isfinite(weight)
    for values in columns:
        whole &= np.isfinite(values)
    return whole


def stated(n: int, limits: Limits) -> bool:
    """Say whether classes may be given on so many customers."""
    return n >= limits.thin
