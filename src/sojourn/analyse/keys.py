"""Sets of whole numbers as ascending arrays."""

import numpy as np
from numpy.typing import NDArray


def either(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give what is in one of two ascending arrays without repeats, in order.

    np.union1d does the same, but loads masked arrays first: 60 ms, much of a short command's time.
    """
    if np.array_equal(a, b):
        return a
    both = np.sort(np.concatenate([a, b]), kind="stable")
    first: NDArray[np.bool_] = np.concatenate([np.ones(min(1, len(both)), np.bool_), both[1:] != both[:-1]])
    distinct: NDArray[np.int64] = both[first]
    return distinct
