"""The hash that decides where a customer's events lie: bucket, file, part, and order inside them.

It must never change: it stands in the record (`customer_hash`).
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.kernels import hash_strings

from .arrays import numbers_in

PARTITION_BITS = 12
PARTITIONS = 1 << PARTITION_BITS
"""The finest cut of the space of hashes; files and parts end at borders between partitions."""

_SEED_HI = 0x536F6A6F75726E21
_SEED_LO = 0x637573746F6D6572


def customer_hashes(customers: Any) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Hash identifiers to 63 and 64 bits.

    Returns:
        `hash`: 0 to 2**63 - 1, which decides the order, and `check`, which tells two customers of one hash apart.
    """
    count = len(customers)
    hi, lo = np.zeros(count, np.uint64), np.zeros(count, np.uint64)
    if count:
        _, ends, data = customers.buffers()
        offsets = numbers_in(ends, np.int32)[customers.offset : customers.offset + count + 1]
        text = numbers_in(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)
        hash_strings(text, offsets, _SEED_HI, _SEED_LO, hi, lo)
    return hi >> np.uint64(1), lo


def first_hash(partition: int) -> int:
    """Give the first hash of a partition; that of `PARTITIONS` is one past the last hash there is."""
    return partition << (63 - PARTITION_BITS)


def bucket_of(hashes: NDArray[np.uint64], buckets: int) -> NDArray[np.int64]:
    """Give the bucket of each hash: its highest bits, so that a bucket is a stretch of hashes."""
    return (hashes >> np.uint64(63 - (buckets.bit_length() - 1))).astype(np.int64)
