"""Watches that show what a test says."""

from collections.abc import Callable


def watch(*seconds: float) -> Callable[[], float]:
    """Give a watch that shows these times, one after the other."""
    times = iter(seconds)
    return lambda: next(times)
