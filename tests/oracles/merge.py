"""The longest run that two lists share, by trying every one."""

from collections.abc import Sequence
from itertools import combinations


def longest_shared(before: Sequence[str], after: Sequence[str]) -> int:
    """Give the length of the longest run of keys that stands in both lists in the same order."""
    for size in range(len(before), 0, -1):
        for run in combinations(before, size):
            places = iter(after)
            if all(key in places for key in run):
                return size
    return 0
