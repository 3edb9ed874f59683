from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Value = TypeVar("Value", np.uint8, np.uint16, np.uint32, np.int32, np.int64, np.float64)

Codes = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]

def cut_by_gap(
    offsets: NDArray[np.int64], customer: NDArray[np.int64], time: NDArray[np.int64], gap: int, observed_until: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]: ...
def cut_between(
    offsets: NDArray[np.int64],
    time: NDArray[np.int64],
    event: Codes,
    role: NDArray[np.uint8],
    timeout: int,
    observed_until: int,
) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]: ...
def cut_by_key(
    offsets: NDArray[np.int64], key: NDArray[np.int32], keys: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.uint8]]: ...
def mark_repeats(offsets: NDArray[np.int64], event: Codes) -> tuple[NDArray[np.uint8], NDArray[np.int64]]: ...
def pack(values: NDArray[Value], keep: NDArray[np.uint8], count: int) -> NDArray[Value]: ...
