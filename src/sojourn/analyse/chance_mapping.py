"""Calibration: what a model's chances came to on a slice of time that it did not learn from.

Sources: Platt, Advances in Large Margin Classifiers (1999), with his targets; Zadrozny and Elkan, KDD (2002), for
isotonic regression; Guo and others, ICML (2017), for one temperature for several classes.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from .ridge_logistic import sigmoid

Floats = NDArray[np.float64]

STEPS_FROM = 1_000
"""Predictions from which on a curve of any rising shape is learned; with fewer one of two numbers."""

FEWEST = 20
"""Of each kind; with fewer nothing is changed."""

_CLEAR = 100
_EDGE = 1e-6

Kind = Literal["isotonic", "sigmoid", "none"]


@dataclass(frozen=True, slots=True, eq=False)
class ChanceMapping:
    """What becomes of a model's chance.

    Attributes:
        kind: `isotonic`, straight between points that rise; `sigmoid`, of the log-odds; `none`.
        at, to: the points; for `sigmoid` slope and shift in `to`.
    """

    kind: Kind
    at: Floats
    to: Floats

    @staticmethod
    def of(chance: Floats, hit: NDArray[np.bool_]) -> "ChanceMapping":
        """Learn it; the rule looks at nothing but how many predictions there are."""
        good = int(hit.sum())
        if min(good, len(hit) - good) < FEWEST:
            return ChanceMapping("none", np.zeros(0), np.zeros(0))
        if len(hit) < STEPS_FROM or min(good, len(hit) - good) < _CLEAR:
            return ChanceMapping("sigmoid", np.zeros(0), _platt(_odds(chance), hit))
        at, to = _rising(chance, hit)
        # Nobody is told 0 or 1: that would be more than so many predictions can know.
        edge = 1 / (len(hit) + 2)
        return ChanceMapping("isotonic", at, np.clip(to, edge, 1 - edge))

    def __call__(self, chance: Floats) -> Floats:
        """Give the calibrated chances."""
        if self.kind == "none":
            return chance
        if self.kind == "sigmoid":
            return sigmoid(self.to[0] * _odds(chance) + self.to[1])
        return np.interp(chance, self.at, self.to)


def temperature(shares: Floats, answer: NDArray[np.int64]) -> float:
    """Give the power to which shares are raised so that they fit the answers best; 1 where there are too few.

    Args:
        shares: (n, c), rows adding up to 1.
        answer: (n,) places of classes.
    """
    if len(answer) < 5 * FEWEST:
        return 1.0
    logs = np.log(np.maximum(shares, _EDGE))
    own = logs[np.arange(len(answer)), answer]

    def loss(power: float) -> float:
        scaled = power * logs
        top = scaled.max(1)
        return float((top + np.log(np.exp(scaled - top[:, None]).sum(1)) - power * own).mean())

    # Golden section: the loss is convex in the power.
    low, high, ratio = 0.05, 3.0, (5**0.5 - 1) / 2
    while high - low > 1e-3:
        a, b = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, b) if loss(a) < loss(b) else (a, high)
    return (low + high) / 2


def raised(shares: Floats, power: float) -> Floats:
    """Raise shares to a power; rows add up to 1 again."""
    found = np.maximum(shares, _EDGE) ** power
    return np.asarray(found / found.sum(1, keepdims=True))


def _odds(chance: Floats) -> Floats:
    """Give log-odds."""
    told = np.clip(chance, _EDGE, 1 - _EDGE)
    return np.asarray(np.log(told / (1 - told)))


def _platt(odds: Floats, hit: NDArray[np.bool_]) -> Floats:
    """Fit slope and shift of the log-odds by Newton's method."""
    good, bad = int(hit.sum()), int((~hit).sum())
    target = np.where(hit, (good + 1) / (good + 2), 1 / (bad + 2))
    design = np.stack([odds, np.ones(len(odds))], axis=1)

    def loss(weights: Floats) -> float:
        said = design @ weights
        return float((np.logaddexp(0, said) - said * target).sum())

    found = np.zeros(2)
    best = loss(found)
    for _ in range(100):
        told = sigmoid(design @ found)
        weight = np.maximum(told * (1 - told), 1e-9)
        step = np.linalg.solve((design * weight[:, None]).T @ design + 1e-6 * np.eye(2), design.T @ (target - told))
        size = 1.0
        while (reached := loss(found + size * step)) > best and size > 1e-6:
            size /= 2
        if best - reached < 1e-10:
            break
        found, best = found + size * step, reached
    # A slope that falls would turn the order round: then only the level is learned.
    return found if found[0] > 0 else np.array([0.0, float(np.log(target.mean() / (1 - target.mean())))])


def _rising(chance: Floats, hit: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Fit the rising steps nearest to what came, by pooling neighbours that fall."""
    at, places = np.unique(chance, return_inverse=True)
    number = np.bincount(places.reshape(-1)).astype(np.float64)
    good = np.bincount(places.reshape(-1), hit.astype(np.float64))
    blocks: list[tuple[float, float, int]] = []
    for has, of in zip(good.tolist(), number.tolist(), strict=True):
        block = (has, of, 1)
        while blocks and blocks[-1][0] * block[1] >= block[0] * blocks[-1][1]:
            last = blocks.pop()
            block = (last[0] + block[0], last[1] + block[1], last[2] + block[2])
        blocks.append(block)
    return at, np.repeat([has / of for has, of, _ in blocks], [size for *_, size in blocks])
