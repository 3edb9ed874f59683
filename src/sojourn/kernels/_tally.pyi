import numpy as np
from numpy.typing import NDArray

def tally_codes(
    offsets: NDArray[np.int64],
    codes: NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32],
    time: NDArray[np.int64],
    events: NDArray[np.int64],
    customers: NDArray[np.int64],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    seen: NDArray[np.int64],
) -> None: ...
def tally_times(
    offsets: NDArray[np.int64],
    time: NDArray[np.int64],
    start: int,
    unit: int,
    counts: NDArray[np.int64],
    oddities: NDArray[np.int64],
) -> None: ...
