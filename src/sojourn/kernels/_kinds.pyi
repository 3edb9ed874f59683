import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]

def lay_journeys(
    offsets: NDArray[np.int64],
    event: Codes,
    events: NDArray[np.int32],
    compact: NDArray[np.int32],
    moves: NDArray[np.int32],
    weights: NDArray[np.float64],
    kept: int,
    one: float,
) -> NDArray[np.float64]: ...
def place_journeys(
    offsets: NDArray[np.int64],
    event: Codes,
    events: NDArray[np.int32],
    compact: NDArray[np.int32],
    moves: NDArray[np.int32],
    weights: NDArray[np.float64],
    kept: int,
    one: float,
    centres: NDArray[np.float64],
    used: NDArray[np.uint8],
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]: ...
def place_vectors(
    starts: NDArray[np.int64],
    columns: NDArray[np.int64],
    values: NDArray[np.float64],
    weights: NDArray[np.float64],
    centres: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]: ...
def chances_of_ending(
    starts: NDArray[np.int64],
    to: NDArray[np.int64],
    share: NDArray[np.float64],
    first: NDArray[np.float64],
    many: int,
) -> NDArray[np.float64]: ...
def draw_moves(
    starts: NDArray[np.int64],
    to: NDArray[np.int64],
    share: NDArray[np.float64],
    ending: NDArray[np.float64],
    chance: NDArray[np.float64],
    now: NDArray[np.int64],
) -> None: ...
