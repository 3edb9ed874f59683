"""Observation grids: what a mystery visit, or a call that was listened to, is worth, and whether two observers agree.

Sources: Cohen, Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial credit,
Psychological Bulletin 70 (1968), with weights that grow with the distance of the two answers; Student, Biometrika 6
(1908), for the interval of a mean.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput

Floats = NDArray[np.float64]

FEWEST = 5
"""Visits that an interval needs."""

HALF, MOST = 0.5, 0.8
CLASSES = ("disappointing", "met", "delighted")
KINDS = ("must_be", "expected", "delight")
SLACK = 1e-12


@dataclass(frozen=True, slots=True)
class GridScore:
    """What visits of one touchpoint are worth.

    Attributes:
        score: q of each visit, 0 to 1; None where nothing was observed.
        base: the same over what must be and what is expected; delight: over what delights.
        visit: the class of each visit: disappointing, met or delighted.
        mean: of q; interval: Student's t; None, with a note, under 5 visits.
        n: visits with a score.
    """

    score: tuple[float | None, ...]
    base: tuple[float | None, ...]
    delight: tuple[float | None, ...]
    visit: tuple[str | None, ...]
    mean: float | None
    interval: tuple[float, float] | None
    n: int
    note: str | None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            **{name: list(getattr(self, name)) for name in ("score", "base", "delight", "visit")},
            "mean": self.mean,
            "interval": None if self.interval is None else list(self.interval),
            "n": self.n,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class ObserverAgreement:
    """How far two observers agree beyond chance.

    Attributes:
        n: judgements that both gave.
        agreement: share of them that are the same.
        kappa: Cohen's, linearly weighted; None where both used one category only.
        warnings: `agreement.one_category`.
    """

    n: int
    agreement: float | None
    kappa: float | None
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {"n": self.n, "agreement": self.agreement, "kappa": self.kappa, "warnings": list(self.warnings)}


def grid_score(criteria: Sequence[Mapping[str, Any]], visits: Sequence[Sequence[float | None]]) -> GridScore:
    """Score visits of one touchpoint on its criteria.

    `q = Σwv/Σw`, v = 1, ½ or 0; what could not be observed leaves both sums. A visit is disappointing if something that
    must be was missed altogether, or base < ½; delighted if base ≥ 0.8 and delight ≥ ½; else met. So a missed must-be
    cannot be bought back.

    Args:
        criteria: k of them, each with `kind` (must_be, expected, delight) and `weight`.
        visits: (visits, k) values from 0 to 1; None for what could not be observed.

    Raises:
        InvalidInput: rows of another length, a value off 0 to 1, a kind or weight that is none
            (`observation.bad_grid`).
    """
    kinds = [str(each.get("kind") or "expected") for each in criteria]
    weight = np.array([1.0 if each.get("weight") is None else float(each["weight"]) for each in criteria])
    if any(kind not in KINDS for kind in kinds) or not (np.isfinite(weight) & (weight > 0)).all():
        raise InvalidInput(
            "a criterion needs a kind (must_be, expected or delight) and a weight above 0", code="observation.bad_grid"
        )
    if any(len(row) != len(kinds) for row in visits):
        raise InvalidInput("a visit needs a value, or None, for each criterion", code="observation.bad_grid")
    value = np.array([[np.nan if each is None else each for each in row] for row in visits], np.float64)
    value = value.reshape(len(visits), len(kinds))
    if ((value < 0) | (value > 1)).any():
        raise InvalidInput("a value lies between 0, for no, and 1, for yes", code="observation.bad_grid")
    delights = np.array([kind == "delight" for kind in kinds], np.bool_)
    musts = np.array([kind == "must_be" for kind in kinds], np.bool_)
    score = [_mean(row, weight) for row in value]
    base = [_mean(row[~delights], weight[~delights]) for row in value]
    delight = [_mean(row[delights], weight[delights]) for row in value]
    classes = [
        None if whole is None else _class(bool((row[musts] == 0).any()), below, above)
        for whole, row, below, above in zip(score, value, base, delight, strict=True)
    ]
    known = np.array([each for each in score if each is not None])
    few = len(known) < FEWEST
    return GridScore(
        tuple(score), tuple(base), tuple(delight), tuple(classes),
        float(known.mean()) if len(known) else None,
        None if few else mean_interval(known),
        len(known),
        f"fewer than {FEWEST} visits" if few else None,
    )  # fmt: skip


def mean_interval(values: Floats) -> tuple[float, float]:
    """Give Student's 95 % interval of a mean of values from 0 to 1, cut at both ends; at least two values."""
    from scipy.special import stdtrit  # noqa: PLC0415 - start-up

    half = float(stdtrit(len(values) - 1, 0.975)) * float(values.std(ddof=1)) / math.sqrt(len(values))
    return max(0.0, float(values.mean()) - half), min(1.0, float(values.mean()) + half)


def agreement(table: Sequence[Sequence[float]]) -> ObserverAgreement:
    """Say how far two observers agree: linearly weighted Cohen's κ of a table of counts.

    `κ = 1 − Σ d·observed / Σ d·expected`, d the distance of two categories. Counts of one category only leave no
    disagreement to expect: κ does not exist (`agreement.one_category`).

    Args:
        table: (k, k) how often the first observer said the row and the second the column; categories in order.

    Raises:
        InvalidInput: no square table of counts (`agreement.bad_table`).

    Source: Cohen 1968.
    """
    try:
        counts = np.asarray(table, np.float64)
    except (TypeError, ValueError):
        # Rows of different length, or words.
        counts = np.full(1, np.nan)
    square = counts.ndim == 2 and counts.shape[0] == counts.shape[1]
    if not square or not np.isfinite(counts).all() or (counts < 0).any():
        raise InvalidInput("agreement needs a square table of counts", code="agreement.bad_table")
    total = float(counts.sum())
    if not total:
        return ObserverAgreement(0, None, None, ())
    places = np.arange(len(counts))
    distance = np.abs(places[:, None] - places[None, :])
    expected = np.outer(counts.sum(1), counts.sum(0)) / total
    same = float(np.trace(counts)) / total
    apart = float((distance * expected).sum())
    if apart == 0:
        return ObserverAgreement(round(total), same, None, ("agreement.one_category",))
    return ObserverAgreement(round(total), same, 1 - float((distance * counts).sum()) / apart)


def journey_score(touchpoints: Sequence[Mapping[str, float]]) -> float | None:
    """Weigh the touchpoints of a journey by how critical they are: `ΣCq/ΣC`; None where nothing is critical.

    Args:
        touchpoints: each with `criticality` (C, from 0 up) and `score` (q, 0 to 1).
    """
    if any(each["criticality"] < 0 for each in touchpoints):
        raise InvalidInput("a criticality is 0 or more", code="observation.bad_criticality")
    total = math.fsum(each["criticality"] for each in touchpoints)
    if not total:
        return None
    return math.fsum(each["criticality"] * each["score"] for each in touchpoints) / total


def _mean(values: Floats, weight: Floats) -> float | None:
    """Weigh what could be observed."""
    seen = ~np.isnan(values)
    return float(weight[seen] @ values[seen] / weight[seen].sum()) if seen.any() else None


def _class(missed: bool, base: float | None, delight: float | None) -> str:
    """Give the class of a visit; limits are met by what is a hair's breadth away."""
    if missed or (base is not None and base < HALF - SLACK):
        return "disappointing"
    if base is not None and delight is not None and base >= MOST - SLACK and delight >= HALF - SLACK:
        return "delighted"
    return "met"
