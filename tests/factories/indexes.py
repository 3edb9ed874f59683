"""Indexes of any size, made without a record: random walks of many customers."""

from pathlib import Path

import numpy as np
import pyarrow as pa

from sojourn.stores.hashing import PARTITION_BITS, PARTITIONS
from sojourn.stores.index_build import IndexBuild
from sojourn.stores.naming import Names
from sojourn.stores.parts import PartArrays

MONDAY = 1_704_067_200_000_000
HOUR = 3_600_000_000


def walks(root: Path, customers: int, *, mean: float = 10, names: int = 30, parts: int = 8) -> None:
    """Write an index of customers with so many events each on average, an hour apart; most walks are unlike all others.

    Args:
        customers: a multiple of `parts`.
    """
    rng = np.random.default_rng(5)
    events, channels = Names([f"e{number:02d}" for number in range(names)]), Names(["web", "app", "store"])
    build = IndexBuild(root, subject="customer", events=events, channels=channels, previous=None)
    for part in range(parts):
        count = customers // parts
        lengths = rng.geometric(1 / mean, count)
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        pauses = rng.integers(0, 2 * HOUR, offsets[-1])
        run = np.cumsum(pauses)
        hashes = np.arange(count, dtype=np.uint64) + np.uint64(part * PARTITIONS // parts << 63 - PARTITION_BITS)
        arrays = PartArrays(
            hash=hashes,
            check=hashes,
            customers=pa.array([f"{part}-{number}" for number in range(count)]),
            offsets=offsets,
            time=MONDAY + run - np.repeat(run[offsets[:-1]], lengths),
            event=rng.integers(0, names, offsets[-1]).astype(np.uint8),
            channel=rng.integers(0, 3, offsets[-1]).astype(np.uint8),
        )
        build.write(arrays, first_partition=part * PARTITIONS // parts)
    build.publish(lake_version=1, properties={})
