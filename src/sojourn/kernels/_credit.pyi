import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]

def credit_paths(
    offsets: NDArray[np.int64],
    status: NDArray[np.uint8],
    time: NDArray[np.int64],
    event: Codes,
    roles: NDArray[np.uint8],
    channel: Codes,
    direct: NDArray[np.uint8],
    lookback: int,
    until: int,
    one: int,
    rule: int,
    order: int,
    collapse: bool,
    with_open: bool,
    with_null: bool,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]: ...
