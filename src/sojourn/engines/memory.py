"""How much memory of its own a question may take, and what it is divided among."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sojourn.core.errors import InvalidInput
from sojourn.core.sizes import size_in_words

SHARE = 4
"""A question takes a fourth of the machine's memory, unless told otherwise."""

LEAST = 8 << 20
"""Bytes that every question may take: below, ranges would be too small to be worth reading."""

UNKNOWN = 4 << 30
"""What a machine is taken to have that does not say."""

EVENT = 96
"""Bytes of its own that an event in work may take: what filters and cuts copy, and what kernels need beside."""

COLUMN = 24
"""The same for an event's value of one property."""

_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")
"""Where a container says how much it may have."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Bytes of private memory that the data of one question may take; files mapped into memory do not count.

    Half is for ranges in work, an eighth for what they come to, the rest for adding that up. Python and its packages
    take about 100 MB beside it.
    """

    bytes: int

    def __post_init__(self) -> None:
        if self.bytes < LEAST:
            raise InvalidInput(
                f"{size_in_words(self.bytes)} of memory are too little to work with",
                code="too-little-memory",
                hint=f"give {size_in_words(LEAST)} or more",
            )

    def events(self, threads: int, columns: int) -> int:
        """Say how many events a range may have, of which each thread holds one, with so many properties."""
        return max(1, self.bytes // 2 // threads // (EVENT + COLUMN * columns))

    @property
    def held(self) -> int:
        """Bytes above which what ranges come to is put aside on disk."""
        return self.bytes // 8


def budget(memory: int | None) -> Budget:
    """Give the budget of so many bytes; by default a fourth of what the machine, or its container, has."""
    return Budget(max(LEAST, machine_memory() // SHARE) if memory is None else memory)


def machine_memory() -> int:
    """Say how many bytes of memory there are for this process."""
    found = UNKNOWN
    with suppress(AttributeError, ValueError, OSError):  # not every system knows these names
        found = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit in _LIMITS:
        with suppress(OSError, ValueError):  # no container, or one without a limit: `max`
            found = min(found, int(Path(limit).read_text()))
    return found
