import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]
Found = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.bool_], NDArray[np.int64], NDArray[np.int64]]

def gatherings(
    offsets: NDArray[np.int64],
    status: NDArray[np.uint8],
    time: NDArray[np.int64],
    codes: Codes,
    table: NDArray[np.int32],
    room: NDArray[np.int32],
    steps: int,
    within: int,
    until: int,
    reentry: int,
) -> Found: ...
