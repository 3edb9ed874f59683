import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]

def count_nodes(
    offsets: NDArray[np.int64], customer: NDArray[np.int64], event: Codes, nodes: NDArray[np.int64]
) -> None: ...
def count_edges(
    offsets: NDArray[np.int64],
    customer: NDArray[np.int64],
    time: NDArray[np.int64],
    event: Codes,
    nodes: NDArray[np.int64],
    edges: NDArray[np.int64],
    names: int,
) -> None: ...
def count_edges_hashed(
    offsets: NDArray[np.int64],
    customer: NDArray[np.int64],
    time: NDArray[np.int64],
    event: Codes,
    keys: NDArray[np.int64],
    edges: NDArray[np.int64],
    progress: NDArray[np.int64],
    names: int,
) -> bool: ...
def place_keys(wanted: NDArray[np.int64], keys: NDArray[np.int64]) -> NDArray[np.int64]: ...
def edge_powers(
    offsets: NDArray[np.int64],
    time: NDArray[np.int64],
    event: Codes,
    keys: NDArray[np.int64],
    slots: NDArray[np.int32],
    names: int,
    powers: NDArray[np.uint32],
) -> None: ...
def edge_buckets(
    offsets: NDArray[np.int64],
    time: NDArray[np.int64],
    event: Codes,
    keys: NDArray[np.int64],
    slots: NDArray[np.int32],
    names: int,
    cells: NDArray[np.int32],
    buckets: NDArray[np.uint32],
) -> None: ...
