import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]

def pairs(
    offsets: NDArray[np.int64],
    status: NDArray[np.uint8],
    time: NDArray[np.int64],
    codes: Codes,
    roles: NDArray[np.uint8],
    within: int,
    until: int,
    ties: int,
    every: bool,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]: ...
def waits(
    offsets: NDArray[np.int64],
    status: NDArray[np.uint8],
    time: NDArray[np.int64],
    journey: NDArray[np.int64],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    rival: NDArray[np.int64],
    after: NDArray[np.int64],
    within: int,
    until: int,
    recorded: bool,
) -> tuple[NDArray[np.int64], NDArray[np.uint8]]: ...
