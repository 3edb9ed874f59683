import numpy as np
from numpy.typing import NDArray

def parse_integers(
    data: NDArray[np.uint8], offsets: NDArray[np.int32], values: NDArray[np.int64], good: NDArray[np.uint8]
) -> None: ...
def find_decimals(data: NDArray[np.uint8], offsets: NDArray[np.int32], good: NDArray[np.uint8]) -> None: ...
def parse_money(
    data: NDArray[np.uint8],
    offsets: NDArray[np.int32],
    point: int,
    values: NDArray[np.int64],
    good: NDArray[np.uint8],
) -> None: ...
def scan_records(data: NDArray[np.uint8], delimiter: int, quote: int, state: int) -> tuple[int, int, int, int]: ...
