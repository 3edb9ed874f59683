import numpy as np
from numpy.typing import NDArray

def count_chain(
    offsets: NDArray[np.int64],
    flags: NDArray[np.uint8],
    symbols: NDArray[np.int32],
    outcome: NDArray[np.int32],
    places: NDArray[np.int64],
    steps: NDArray[np.int64],
    failed: NDArray[np.uint8],
    begins: NDArray[np.uint8],
    ends: NDArray[np.uint8],
    anew: NDArray[np.uint8],
    good: NDArray[np.uint8],
    over: int,
    left: int,
    visits: bool,
) -> tuple[
    NDArray[np.uint8],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
]: ...
