import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]

def mark_customers(
    offsets: NDArray[np.int64],
    customer: NDArray[np.int64],
    time: NDArray[np.int64],
    event: Codes,
    channel: Codes,
    event_marks: NDArray[np.uint64],
    channel_marks: NDArray[np.uint64],
) -> NDArray[np.uint64]: ...
def add_resampled(
    place: NDArray[np.int64],
    weight: NDArray[np.int64],
    mark: NDArray[np.uint64],
    draws: NDArray[np.uint64],
    table: NDArray[np.int64],
) -> None: ...
