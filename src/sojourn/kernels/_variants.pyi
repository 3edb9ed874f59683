from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]

def hash_journeys(offsets: NDArray[np.int64], event: Codes) -> NDArray[np.uint64]: ...
def count_hashes(
    hashes: NDArray[np.uint64], customer: NDArray[np.int64]
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]: ...
def add_hashes(
    runs: Sequence[tuple[NDArray[np.uint64], NDArray[np.int64]]],
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]: ...
def index_hashes(wanted: NDArray[np.uint64]) -> NDArray[np.int32]: ...
def find_hashes(
    offsets: NDArray[np.int64], event: Codes, wanted: NDArray[np.uint64], table: NDArray[np.int32]
) -> NDArray[np.int64]: ...
def first_by_name(
    offsets: NDArray[np.int64],
    event: Codes,
    rank: NDArray[np.int64],
    wanted: NDArray[np.uint64],
    table: NDArray[np.int32],
    most: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]: ...
