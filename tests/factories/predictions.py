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


def badges(customers: int, seed: int, *, planted: bool) -> Journeys:
    """A world of customers who come back, and of ones who come late and never before, both with badges.

    The first half come three times, a hundred days apart; the second half once, in the last hundred days. Where it is
    planted, an old badge says with what chance somebody pays; those who come late have badges that nobody has seen.
    """
    rng = np.random.default_rng(seed)
    rows: list[tuple[int, int, str, str]] = []
    for who in range(customers):
        back = who < customers // 2
        kind = int(rng.integers(0, 10))
        chance = (0.1 if kind % 2 else 0.7) if planted and back else 0.4
        first = int(rng.integers(0, 100 * DAY))
        for visit in range(3) if back else (2,):
            time = first + visit * 100 * DAY
            badge = f"old {kind}" if back or not planted else f"late {kind}"
            rows.append((who, time, "see", badge))
            if rng.random() < chance:
                rows.append((who, time + int(rng.integers(1, 20)) * MINUTE, "pay", badge))
            else:
                rows.append((who, time + int(rng.integers(1, 20)) * MINUTE, "see", badge))
    table = pa.table(
        {
            "customer": pa.array([f"c{who:06}" for who, *_ in rows]),
            "time": pa.array([START + time for _, time, *_ in rows], pa.timestamp("us", "UTC")),
            "event": pa.array([event for *_, event, _ in rows]),
            "badge": pa.array([badge for *_, badge in rows]),
        }
    )
    return Journeys(MemorySource.from_table(table), LocalEngine(1), cases=SESSIONS)


def known_waits(customers: int, seed: int, *, now: int, **options: Any) -> tuple[Journeys, dict[str, tuple[str, int]]]:
    """A world in which what comes next is a purchase soon, a question late or nothing, seen up to an instant.

    Args:
        now: microseconds after the start.

    Returns:
        The journeys, and of each customer what comes next and when; nothing is never.
    """
    rng = np.random.default_rng(seed)
    rows, truth = [], {}
    for who in range(customers):
        time = int(rng.integers(0, 200 * DAY))
        rows.append((who, time, "see"))
        kind = ["buy", "ask", "nothing"][rng.choice(3, p=[0.5, 0.3, 0.2])]
        wait = int(rng.exponential(DAY / 4)) if kind == "buy" else int(rng.uniform(0, 20 * DAY))
        if kind != "nothing":
            rows.append((who, time + wait, kind))
        truth[f"c{who:06}"] = (kind, time + wait if kind != "nothing" else 10**18)
    rows.sort(key=lambda row: (row[0], row[1]))
    return journeys_of([row for row in rows if row[1] <= now], **options), truth


SESSIONS = Cases("gap", gap=30 * MINUTE)
