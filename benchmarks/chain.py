"""A Markov chain of channels for rivals that only count its moves: solved in numpy, the same way for all of them.

Moves come as counts, (c + 1) rows for where from (the channels, then the start) and (c + 2) columns for where to (the
channels, then a conversion, then none). A channel's worth is the share of conversions that are lost when moves to it
lead nowhere; conversions are shared out by worth.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.questions import Answer


def answer(counts: NDArray[np.int64], names: Sequence[str]) -> Answer:
    """Solve the chain with and without each channel, and share the conversions out."""
    c = len(names)
    chances = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    whole = _converts(chances, c)
    lost = np.zeros(c)
    for channel in range(c):
        without = chances.copy()
        without[:, channel] = 0.0
        lost[channel] = 1 - _converts(without, c) / whole if whole else 0.0
    conversions = counts[:, c].sum()
    shares = conversions * lost / lost.sum() if lost.sum() else lost
    return {"channels": [[name, float(share)] for name, share in zip(names, shares, strict=True) if share]}


def _converts(chances: NDArray[np.float64], c: int) -> float:
    """Give the chance that a walk from the start converts."""
    stay = np.eye(c) - chances[:c, :c]
    met = np.linalg.solve(stay, chances[:c, c])
    return float(chances[c, :c] @ met + chances[c, c])
