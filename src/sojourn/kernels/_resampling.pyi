import numpy as np
from numpy.typing import NDArray

def add_resampled(
    place: NDArray[np.int64],
    weight: NDArray[np.int64],
    mark: NDArray[np.uint64],
    draws: NDArray[np.uint64],
    table: NDArray[np.int64],
) -> None: ...
