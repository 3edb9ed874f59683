import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]

def find_paths(
    offsets: NDArray[np.int64], event: Codes, start: int, end: int, anchors: int, occurrence: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]: ...
def count_steps(
    event: Codes,
    begin: NDArray[np.int64],
    last: NDArray[np.int64],
    is_open: NDArray[np.uint8],
    step: int,
    depth: int,
    names: int,
    nodes: NDArray[np.int64],
    links: NDArray[np.int64],
) -> None: ...
def list_links(
    event: Codes,
    begin: NDArray[np.int64],
    last: NDArray[np.int64],
    is_open: NDArray[np.uint8],
    step: int,
    depth: int,
    names: int,
    nodes: NDArray[np.int64],
    links: NDArray[np.int64],
) -> int: ...
