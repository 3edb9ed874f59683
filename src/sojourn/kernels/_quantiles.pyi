import numpy as np
from numpy.typing import NDArray

def tally(values: NDArray[np.int64], groups: NDArray[np.int64], count: int) -> NDArray[np.int64]: ...
def group_values(
    values: NDArray[np.int64], groups: NDArray[np.int64], count: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]: ...
