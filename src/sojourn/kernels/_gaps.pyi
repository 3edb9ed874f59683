from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_Codes = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]

def sort_gaps(
    offsets: NDArray[np.int64],
    time: NDArray[np.int64],
    event: _Codes,
    names: int,
    cursor: NDArray[np.int64],
    buckets: NDArray[np.uint16],
) -> None: ...
def rank_buckets(
    runs: Sequence[tuple[NDArray[np.uint16], NDArray[np.int64]]],
    pairs: NDArray[np.int64],
    low: NDArray[np.int64],
    high: NDArray[np.int64],
) -> NDArray[np.int64]: ...
