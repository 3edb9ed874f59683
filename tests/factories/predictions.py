"""Worlds in which it is known how well the future can be told."""

from typing import Any

import numpy as np
import pyarrow as pa

from sojourn.core.analysis import Journeys
from sojourn.core.journeys import Cases
from sojourn.engines import LocalEngine
from sojourn.stores.memory import MemorySource

MINUTE = 60_000_000
DAY = 1_440 * MINUTE
START = 1_704_067_200_000_000


def journeys_of(rows: list[tuple[int, int, str]], **options: Any) -> Journeys:
    """Make journeys of (customer, microseconds after the start, event)."""
    customer, time, event = zip(*rows, strict=True)
    table = pa.table(
        {
            "customer": pa.array([f"c{each:06}" for each in customer]),
            "time": pa.array([START + each for each in time], pa.timestamp("us", "UTC")),
            "event": pa.array(event),
        }
    )
    return Journeys(MemorySource.from_table(table), LocalEngine(1), **options)


def coin(customers: int, seed: int, **options: Any) -> Journeys:
    """A world in which neither the next event nor the outcome has to do with anything before."""
    rng = np.random.default_rng(seed)
    rows = []
    for who in range(customers):
        time = int(rng.integers(0, 200 * DAY))
        # Whoever is there goes on with one chance, whatever was before: nothing remembers anything.
        while True:
            rows.append((who, time, ["a", "b", "c", "pay"][rng.choice(4, p=[0.4, 0.3, 0.2, 0.1])]))
            time += int(rng.integers(1, 20)) * MINUTE
            if rng.random() < 0.2:
                break
    return journeys_of(rows, **options)


def second_order(customers: int, seed: int, **options: Any) -> Journeys:
    """A world in which the event after next repeats the one before, four times of five."""
    rng = np.random.default_rng(seed)
    rows = []
    for who in range(customers):
        time = int(rng.integers(0, 200 * DAY))
        past = ["a" if rng.random() < 0.5 else "b", "a" if rng.random() < 0.5 else "b"]
        for place in range(10):
            if place >= 2:
                same = rng.random() < 0.8
                past.append(past[-2] if same else ("b" if past[-2] == "a" else "a"))
            rows.append((who, time, past[place]))
            time += int(rng.integers(1, 20)) * MINUTE
    return journeys_of(rows, **options)


def known_chances(customers: int, seed: int, **options: Any) -> tuple[Journeys, dict[str, float]]:
    """A world in which what was done says with what chance somebody pays: the chance of each customer, too."""
    rng = np.random.default_rng(seed)
    rows, truth = [], {}
    for who in range(customers):
        time = int(rng.integers(0, 200 * DAY))
        done = [["see", "ask", "fill"][rng.integers(0, 3)] for _ in range(7)]
        chance = 0.04 + 0.13 * done.count("fill")
        truth[f"c{who:06}"] = chance
        for name in done:
            rows.append((who, time, name))
            time += int(rng.integers(1, 20)) * MINUTE
        if rng.random() < chance:
            rows.append((who, time + int(rng.integers(0, 10)) * DAY, "pay"))
        elif rng.random() < 0.5:
            rows.append((who, time + int(rng.integers(0, 10)) * DAY, "see"))
    return journeys_of(rows, **options), truth


SESSIONS = Cases("gap", gap=30 * MINUTE)
