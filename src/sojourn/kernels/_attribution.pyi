import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]

def cut_paths(
    offsets: NDArray[np.int64],
    status: NDArray[np.uint8],
    time: NDArray[np.int64],
    event: Codes,
    roles: NDArray[np.uint8],
    channel: Codes,
    channels: int,
    lookback: int,
    until: int,
    repeats: int,
) -> tuple[
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.uint8],
    NDArray[np.int64],
    NDArray[np.int64],
    NDArray[np.int32],
    NDArray[np.int64],
]: ...
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
def join_bits(
    starts: NDArray[np.int64], channel: NDArray[np.int32], bit: NDArray[np.int64]
) -> NDArray[np.int64]: ...
def walk_orders(
    sets: NDArray[np.int64], good: NDArray[np.float64], all: NDArray[np.float64], ranks: NDArray[np.int64]
) -> NDArray[np.float64]: ...
def mark_customers(
    offsets: NDArray[np.int64],
    customer: NDArray[np.int64],
    time: NDArray[np.int64],
    event: Codes,
    channel: Codes,
    event_marks: NDArray[np.uint64],
    channel_marks: NDArray[np.uint64],
) -> NDArray[np.uint64]: ...
def add_resampled(
    place: NDArray[np.int64],
    weight: NDArray[np.int64],
    mark: NDArray[np.uint64],
    draws: NDArray[np.uint64],
    table: NDArray[np.int64],
) -> None: ...
