import numpy as np
from numpy.typing import NDArray

def weigh_touches(
    starts: NDArray[np.int64],
    state: NDArray[np.uint8],
    key: NDArray[np.int64],
    channel: NDArray[np.int32],
    time: NDArray[np.int64],
    direct: NDArray[np.uint8],
    rule: int,
    half_life: float,
    one: int,
) -> NDArray[np.int64]: ...
def sum_products(
    starts: NDArray[np.int64],
    channel: NDArray[np.int32],
    weight: NDArray[np.int64],
    amount: NDArray[np.int64],
    channels: int,
) -> NDArray[np.int64]: ...
def walk_paths(
    starts: NDArray[np.int64],
    state: NDArray[np.uint8],
    taken: NDArray[np.uint8],
    channel: NDArray[np.int32],
    channels: int,
    order: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]: ...
def join_bits(starts: NDArray[np.int64], channel: NDArray[np.int32], bit: NDArray[np.int64]) -> NDArray[np.int64]: ...
def walk_orders(
    sets: NDArray[np.int64], good: NDArray[np.float64], all: NDArray[np.float64], ranks: NDArray[np.int64]
) -> NDArray[np.float64]: ...
