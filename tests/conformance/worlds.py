"""Worlds that every engine is asked about: ties, nulls, one giant customer, and nobody at all."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa

START = 1_711_746_000_000_000
"""2024-03-29 21:00 UTC: two nights before clocks go forward in Europe."""

MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE

NAMES = ("see", "search", "fill", "ask", "refused", "pay", "return")
LIKELY = (0.3, 0.15, 0.18, 0.1, 0.07, 0.14, 0.06)
CHANNELS = (None, "web", "shop", "direct", "e-mail")

_TYPES: dict[str, pa.DataType] = {
    "customer": pa.string(),
    "time": pa.timestamp("us", "UTC"),
    "event": pa.string(),
    "channel": pa.string(),
    "value": pa.float64(),
    "currency": pa.string(),
    "order": pa.string(),
    "number": pa.int64(),
    "city": pa.string(),
    "member": pa.bool_(),
    "question": pa.string(),
    "answer": pa.float64(),
    "scale": pa.string(),
    "answer_text": pa.string(),
    "experiment": pa.string(),
    "arm": pa.string(),
}
TYPES = MappingProxyType(_TYPES)

Row = Mapping[str, Any]


def table_of(rows: Sequence[Row]) -> pa.Table:
    """Make a table; what a row does not say is null."""
    return pa.table({name: pa.array([row.get(name) for row in rows], kind) for name, kind in TYPES.items()})


def row(
    rng: np.random.Generator, customer: str, minute: int, *, apart: int = 0, minutes: int = 40 * 24 * 60
) -> dict[str, Any]:
    """Make up one event; `apart` are microseconds after the minute."""

    def one(*values: Any) -> Any:
        return values[int(rng.integers(len(values)))]

    made = {
        "customer": customer,
        "time": START + minute * MINUTE + apart,
        "channel": one(*CHANNELS),
        "city": one(None, "Malmö", "Lyon", "Bath"),
        "member": one(None, True, False),
        "order": one(None, *(f"o{place}" for place in range(1 + minutes // 600))),
        "number": one(None, 0, 1, 7, -7),
        "currency": one(None, "EUR"),
    }
    kind = rng.random()
    if kind < 0.1:
        asked = one("csat_see", "csat_pay", "nps")
        return {
            **made,
            "event": "survey.answered",
            "question": asked,
            "answer": float(rng.integers(1, 6)),
            "scale": "1-5" if asked != "nps" else None,
            "answer_text": one(None, "good", "too slow"),
        }
    if kind < 0.16:
        return {**made, "event": "experiment.assigned", "experiment": one("e1", "e2"), "arm": one("a", "b", None)}
    return {
        **made,
        "event": NAMES[int(rng.choice(len(NAMES), p=LIKELY))],
        "value": one(None, 0.0, 12.5, 0.1, 99.99),
    }


def world(seed: int, *, customers: int, events: int, giant: float = 0.0, minutes: int = 40 * 24 * 60) -> pa.Table:
    """Make up a world.

    Args:
        giant: the share of events that one customer in the middle of the alphabet has.
        minutes: how long it lasts; the shorter, the more events share an instant.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    # Text sorts otherwise than numbers, and otherwise again where letters are not ASCII.
    people = [("c{}", "é{}", "K{}", "{}", "z {}")[place % 5].format(place) for place in range(customers)]
    rows = []
    for _ in range(events):
        who = "big" if rng.random() < giant else people[int(rng.integers(customers))]
        rows.append(row(rng, who, int(rng.integers(minutes)), apart=int(rng.integers(3)) // 2, minutes=minutes))
    return table_of(rows)


def few(seed: int) -> pa.Table:
    """Make up a tiny world, in which nearly everything happens at one of a few instants."""
    rng = np.random.Generator(np.random.PCG64(seed))
    customers, events = int(rng.integers(1, 8)), int(rng.integers(1, 60))
    return world(seed, customers=customers, events=events, minutes=int(rng.integers(1, 400)))


WORLDS: Mapping[str, pa.Table] = MappingProxyType(
    {
        "usual": world(1, customers=110, events=1_400),
        "ties": world(2, customers=60, events=700, minutes=300),
        "giant": world(3, customers=80, events=1_000, giant=0.4),
        "one customer": world(4, customers=1, events=80, minutes=2_000),
        "nobody": table_of([]),
    }
)
