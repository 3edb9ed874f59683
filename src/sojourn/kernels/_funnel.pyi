import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]
Found = tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.bool_], NDArray[np.int64], NDArray[np.int64]]

def attempts(
    offsets: NDArray[np.int64],
    status: NDArray[np.uint8],
    time: NDArray[np.int64],
    codes: Codes,
    table: NDArray[np.int32],
    step_first: NDArray[np.int32],
    step_list: NDArray[np.int32],
    fills: NDArray[np.uint8],
    bar_first: NDArray[np.int32],
    bar_list: NDArray[np.int32],
    bar_from: NDArray[np.int32],
    bar_to: NDArray[np.int32],
    step_within: NDArray[np.int64],
    within: int,
    until: int,
    strict: bool,
    ties: int,
    reentry: int,
    tellable: bool,
) -> Found: ...
