import numpy as np
from numpy.typing import NDArray

def count_contexts(
    offsets: NDArray[np.int64],
    status: NDArray[np.uint8],
    time: NDArray[np.int64],
    event: NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32],
    window: int,
    cut: int,
    until: int,
    bits: int,
    length: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]: ...
def merge_contexts(
    keys: NDArray[np.int64], counts: NDArray[np.int64], other: NDArray[np.int64], other_counts: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]: ...
def count_merged(keys: NDArray[np.int64], other: NDArray[np.int64]) -> int: ...
def shorten_contexts(
    keys: NDArray[np.int64], counts: NDArray[np.int64], kept: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]: ...
