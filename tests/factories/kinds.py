"""Worlds of journeys with kinds planted in them, and without."""

from collections.abc import Sequence

import numpy as np

from tests.oracles.cases import Event

MINUTE = 60_000_000
NAMES = ("see", "read", "ask", "fill", "pay", "call")

WAYS = (
    {"": "see", "see": "see see read read fill", "read": "see read fill", "fill": "pay see", "pay": "see"},
    {"": "call", "call": "ask ask call", "ask": "call ask ask read", "read": "ask"},
    {"": "read fill", "read": "fill", "fill": "pay", "pay": "fill read"},
)
"""What comes after each event in three kinds: one of the words, each as likely."""


def walk(way: dict[str, str], rng: np.random.Generator, mean: float) -> list[str]:
    """Go from event to event until chance says to stop."""
    path = [""]
    while len(path) < 2 or (rng.random() > 1 / mean and len(path) < 60):
        after = way[path[-1]].split()
        path.append(after[int(rng.integers(len(after)))])
    return path[1:]


def lived(paths: Sequence[Sequence[str]], rng: np.random.Generator) -> list[Event]:
    """Give every path to a customer of its own, at instants of its own; half by phone, half by web."""
    events = []
    for number, path in enumerate(paths):
        time = int(rng.integers(0, 10_000_000_000))
        for name in path:
            time += int(rng.integers(1, 30 * MINUTE))
            events.append(Event(f"c{number:05d}", time, name, {"order": "xy"[number % 2], "number": 1}))
    return events


def planted(number: int, kinds: int, *, seed: int = 0, mean: float = 8) -> list[Event]:
    """Give journeys of so many kinds, dealt in turn: journey i is of kind i modulo `kinds`."""
    rng = np.random.default_rng(seed)
    return lived([walk(WAYS[place % kinds], rng, mean) for place in range(number)], rng)


def structureless(number: int, *, seed: int = 0, own_length: bool = False) -> list[Event]:
    """Give journeys in which everybody goes by the same shares; with stamina of their own, if wanted."""
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(np.full(len(NAMES), 0.7), len(NAMES) + 1)
    paths = []
    for _ in range(number):
        stop = float(rng.beta(1, 5)) if own_length else 0.15
        path = [len(NAMES)]
        while len(path) < 2 or (rng.random() > stop and len(path) < 60):
            path.append(int(rng.choice(len(NAMES), p=shares[path[-1]])))
        paths.append([NAMES[code] for code in path[1:]])
    return lived(paths, rng)
