"""An experiment that counts who came to a place by any way, put on one way of the chain.

The way from i to j has the share p. Of those who leave i by another way, `onward` come to j before they come back to i,
and `back` come back first. Then from i so many come to j in the end:

    R = (p + (1 − p)·onward) / (p + (1 − p)(1 − back))

and solved for the odds ratio θ of p that brings R to a wanted share: θ = (1 − p)(R(1 − back) − onward) / (p(1 − R)).
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SURELY = 1e-9
"""Nearer to 0 or 1 than this a share says nothing of a way."""


def way_round(shares: Floats, i: int, j: int) -> tuple[float, float]:
    """Give, of those who leave i by another way than to j, who comes to j before i, and who comes back to i first.

    Args:
        shares: (m, m + k), a chain: steps, then outcomes.
        i: a step.
        j: a step or an outcome, other than i.

    Cost: O(m³).
    """
    m = len(shares)
    rest = 1 - float(shares[i, j])
    if rest <= SURELY:
        return 0.0, 0.0
    inner, away = np.array(shares[:, :m]), np.array(shares[i])
    away[j] = 0.0
    away /= rest
    targets = np.column_stack([shares[:, j], shares[:, i]])
    stops = [place for place in (i, j) if place < m]
    inner[stops] = 0.0
    inner[:, stops] = 0.0
    targets[stops] = 0.0
    hit = np.linalg.solve(np.eye(m) - inner, targets)
    passing = away[:m].copy()
    passing[stops] = 0.0
    onward, back = passing @ hit
    return float(onward), float(back + away[i])


def reached(p: float, onward: float, back: float) -> float:
    """Give the share of those at a step who come to a place by any way, p of them straight."""
    return (p + (1 - p) * onward) / (p + (1 - p) * (1 - back))


def ratio_for(
    p: float, onward: float, back: float, *, treated: Floats, today: Floats, blend: Floats | float = 0.5
) -> Floats:
    """Give the odds ratio of a way with which as many come to its end as an experiment found.

    Those who were assigned and those who pass the step need not be the same people. If as many come there of both, the
    answer is one; else an effect may carry over as the odds ratio or as the share itself, and nobody knows which: the
    answer lies between the two, by `blend`.

    Args:
        p: share of the way today.
        treated: share of the arm with the initiative that came there.
        today: the same of everybody assigned as they are today, some with it.
        blend: 0 for the odds ratio, 1 for the share.
    """
    once = reached(p, onward, back)
    shifted = _logit(np.asarray(once)) + _logit(treated) - _logit(today)
    wanted = 1 / (1 + np.exp(-((1 - blend) * shifted + blend * _logit(treated))))
    # Less than those who come there by other ways cannot come there.
    return np.asarray(np.maximum((1 - p) * (wanted * (1 - back) - onward), SURELY * p) / (p * (1 - wanted)))


def _logit(share: Floats) -> Floats:
    kept = np.clip(share, SURELY, 1 - SURELY)
    return np.asarray(np.log(kept / (1 - kept)))
