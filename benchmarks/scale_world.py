"""Make worlds of any size, slice by slice, so that none is ever held whole in memory.

    python -m benchmarks.scale_world FOLDER --customers 10000000

A slice is the same 500,000 customers whatever the size of the world: about ten million events in the order of their
arrival, mixed within the day, as one Parquet file. A world of a million customers is thus the first two files of one of
ten million.
"""

import argparse
from pathlib import Path

import numpy as np

from benchmarks.world import BLOCK, COLUMNS, Block, Writer, arrival_order, chances, make_block, to_table

SLICE = 500_000
"""Customers of a slice."""

ROWS = 1_000_000
"""Rows of a group of the file."""


def slices(folder: Path, customers: int) -> list[Path]:
    """Make the slices of a world unless they are there, and give their files.

    Args:
        customers: a multiple of 10,000.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for low in range(0, customers, SLICE):
        high = min(low + SLICE, customers)
        files.append(folder / f"customers-{low:09d}-{high:09d}.parquet")
        if not files[-1].exists():
            _make(files[-1], low // BLOCK, high // BLOCK)
    return files


def _make(path: Path, first: int, last: int) -> None:
    """Write one slice."""
    tables = chances()
    blocks = [make_block(number, tables) for number in range(first, last)]
    whole = Block(*(np.concatenate([getattr(block, name) for block in blocks]) for name in COLUMNS))
    del blocks
    order = arrival_order(whole.customer, whole.time)
    with Writer(path, seq=False) as writer:
        for low in range(0, len(order), ROWS):
            rows = order[low : low + ROWS]
            part = Block(*(getattr(whole, name)[rows] for name in COLUMNS))
            writer.write_table(to_table(part, seq=False), row_group_size=len(rows))


def main() -> None:
    """Make slices from the command line."""
    parser = argparse.ArgumentParser(description="Make a world slice by slice.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--customers", type=int, default=10_000_000)
    given = parser.parse_args()
    for path in slices(given.folder, given.customers):
        print(path, path.stat().st_size)


if __name__ == "__main__":
    main()
