import numpy as np
from numpy.typing import NDArray

def order_by(keys: NDArray[np.uint64], order: NDArray[np.int64], low: int, ordered: bool) -> None: ...
def is_ascending(values: NDArray[np.int64]) -> bool: ...
def find_keys(
    hi: NDArray[np.uint64],
    lo: NDArray[np.uint64],
    other_hi: NDArray[np.uint64],
    other_lo: NDArray[np.uint64],
    found: NDArray[np.int64],
) -> None: ...
def mark_equal_keys(
    group: NDArray[np.uint64],
    time: NDArray[np.int64],
    hi: NDArray[np.uint64],
    lo: NDArray[np.uint64],
    marked: NDArray[np.uint8],
) -> None: ...
def mix_keys(hi: NDArray[np.uint64], lo: NDArray[np.uint64], more: NDArray[np.uint64]) -> None: ...
def checksum(data: NDArray[np.uint8]) -> int: ...
