import numpy as np
from numpy.typing import NDArray

def parse_times(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int32],
    order: int,
    micros: NDArray[np.int64],
    kinds: NDArray[np.uint8],
) -> None: ...
