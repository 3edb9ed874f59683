import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]

def optional_events(
    offsets: NDArray[np.int64],
    time: NDArray[np.int64],
    codes: Codes,
    table: NDArray[np.int32],
    fills: NDArray[np.uint8],
    after: NDArray[np.int32],
    step_within: NDArray[np.int64],
    within: int,
    ties: int,
    journey: NDArray[np.int64],
    furthest: NDArray[np.int32],
    where: NDArray[np.int64],
    places: NDArray[np.int64],
) -> NDArray[np.int64]: ...
def moves(
    time: NDArray[np.int64],
    where: NDArray[np.int64],
    furthest: NDArray[np.int32],
    rows: NDArray[np.int64],
    listing: NDArray[np.int64],
    width: int,
    count: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]: ...
