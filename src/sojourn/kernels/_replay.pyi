import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]

def replay(
    offsets: NDArray[np.int64],
    customer: NDArray[np.int64],
    flags: NDArray[np.uint8],
    label: Codes,
    kind: NDArray[np.int32],
    name: NDArray[np.int32],
    names: int,
    group: NDArray[np.int32],
    failed: NDArray[np.uint8],
    point: NDArray[np.int32],
    bit: NDArray[np.int32],
    serves_at: NDArray[np.int32],
    serves: NDArray[np.int32],
    allowed: NDArray[np.uint8],
    visits: bool,
    words: int,
    dense: bool,
) -> tuple[
    NDArray[np.uint8],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.uint32],
    NDArray[np.uint64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int64],
]: ...
