"""From lengths of waits to the curve that rivals are compared in: Kaplan and Meier's, in numpy."""

import numpy as np
from numpy.typing import NDArray

from benchmarks.questions import AT_SECONDS, Answer


def answer(length: NDArray[np.int64], reached: NDArray[np.bool_]) -> Answer:
    """Estimate who got there by some times; lengths are microseconds, and those who did not were last seen then."""
    times, place = np.unique(length, return_inverse=True)
    ended = np.bincount(place, reached, len(times))
    leaving = np.bincount(place, minlength=len(times))
    at_risk = len(length) - np.concatenate(([0], np.cumsum(leaving)[:-1]))
    return read(times, np.cumprod(1 - ended / at_risk), len(length), int(reached.sum()))


def read(times: NDArray[np.int64], waiting: NDArray[np.float64], waits: int, reached: int) -> Answer:
    """Read a curve of those still waiting at the times that are compared."""
    place = np.searchsorted(times, np.array(AT_SECONDS) * 1_000_000, side="right") - 1
    shares = [float(1 - waiting[at]) if at >= 0 else 0.0 for at in place]
    return {"waits": waits, "reached": reached, "shares": [list(pair) for pair in zip(AT_SECONDS, shares, strict=True)]}
