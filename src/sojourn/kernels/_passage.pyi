import numpy as np
from numpy.typing import NDArray

def pass_steps(
    offsets: NDArray[np.int64],
    customer: NDArray[np.int64],
    flags: NDArray[np.uint8],
    time: NDArray[np.int64],
    symbols: NDArray[np.int32],
    places: NDArray[np.int64],
    steps: NDArray[np.int64],
    points: NDArray[np.int64],
    failed: NDArray[np.uint8],
    any_point: NDArray[np.uint8],
    begins: NDArray[np.uint8],
    ends: NDArray[np.uint8],
    anew: NDArray[np.uint8],
    branches: NDArray[np.uint8],
    all_points: int,
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
def wait_times(
    offsets: NDArray[np.int64],
    still: NDArray[np.uint8],
    time: NDArray[np.int64],
    starts: NDArray[np.uint8],
    finishes: NDArray[np.uint8],
    until: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]: ...
