import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Small = NDArray[np.int32]

def distinct(hashes: NDArray[np.uint64]) -> tuple[Ints, Ints, Ints]: ...
def align(
    starts: Ints,
    chosen: Ints,
    codes: NDArray[np.uint32],
    weight: Ints,
    blank: int,
    serves_at: Small,
    serves: Small,
    failed: NDArray[np.uint8],
    price: Small,
    lacking: Small,
    broken: Small,
    recovered: Small,
    event: Small,
    events: int,
    next_at: Small,
    next_step: Small,
    ways: Ints,
    finish: Ints,
    optional: NDArray[np.uint8],
    room: int,
) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints, Ints, int]: ...
