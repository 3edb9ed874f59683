import numpy as np
from numpy.typing import NDArray

def hash_bytes(data: NDArray[np.uint8], seed_hi: int, seed_lo: int) -> tuple[int, int]: ...
def hash_strings(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int32],
    seed_hi: int,
    seed_lo: int,
    hi: NDArray[np.uint64],
    lo: NDArray[np.uint64],
) -> None: ...
def hash_words(
    values: NDArray[np.uint64],
    valid: NDArray[np.uint8],
    seed_hi: int,
    seed_lo: int,
    hi: NDArray[np.uint64],
    lo: NDArray[np.uint64],
) -> None: ...
def hash_codes(
    codes: NDArray[np.int32],
    value_hi: NDArray[np.uint64],
    value_lo: NDArray[np.uint64],
    hi: NDArray[np.uint64],
    lo: NDArray[np.uint64],
) -> None: ...
def finish_hashes(seed_hi: int, seed_lo: int, hi: NDArray[np.uint64], lo: NDArray[np.uint64]) -> None: ...
