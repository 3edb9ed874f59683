import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]

def cut_paths(
    offsets: NDArray[np.int64],
    status: NDArray[np.uint8],
    time: NDArray[np.int64],
    event: Codes,
    roles: NDArray[np.uint8],
    channel: Codes,
    channels: int,
    lookback: int,
    until: int,
    repeats: int,
) -> tuple[
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.uint8],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int32],
    NDArray[np.int64],
]: ...
