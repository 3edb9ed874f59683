import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]

def tails(
    time: NDArray[np.int64],
    event: Codes,
    after: NDArray[np.int64],
    before: NDArray[np.int64],
    limit: NDArray[np.int64],
    group: NDArray[np.uint8],
    where: NDArray[np.int64],
    places: NDArray[np.int64],
    names: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]: ...
