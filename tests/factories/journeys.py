"""Journeys made by hand: lists of events in, batches and sources out."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from sojourn.core.journeys import JourneyBatch, JourneyStatus, Labels, Numbers

MINUTE = 60_000_000
START = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000


def batch(
    journeys: Sequence[Sequence[int | tuple[int, int]]],
    *,
    names: int = 4,
    customers: Sequence[int] | None = None,
    status: Sequence[int] | int = JourneyStatus.UNKNOWN,
    channels: Sequence[Sequence[int]] | None = None,
    labels: Mapping[str, tuple[Sequence[Sequence[int]], Sequence[str]]] | None = None,
    numbers: Mapping[str, Sequence[Sequence[int | None]]] | None = None,
    read_only: bool = False,
) -> JourneyBatch:
    """Make a batch from journeys of event codes, or of (code, time) with times in minutes after 2024-01-01.

    Without times the k-th event of a journey happens k minutes after the start. Without `customers` each journey is
    another customer's. `labels` and `numbers` give extra columns, nested like the journeys; -1 and None are null.
    """
    flat = [
        (event, START + MINUTE * place) if isinstance(event, int) else (event[0], START + MINUTE * event[1])
        for journey in journeys
        for place, event in enumerate(journey)
    ]
    code = np.uint8 if names <= 255 else np.uint16 if names <= 65_535 else np.uint32
    n = len(journeys)
    columns: dict[str, Any] = {}
    for name, (codes, values) in (labels or {}).items():
        columns[name] = Labels(np.array([c for journey in codes for c in journey], np.int32), tuple(values))
    for name, rows in (numbers or {}).items():
        row = [value for journey in rows for value in journey]
        valid = np.array([value is not None for value in row], np.bool_)
        columns[name] = Numbers(np.array([value or 0 for value in row], np.int64), valid)
    made = JourneyBatch(
        offsets=np.concatenate([[0], np.cumsum([len(journey) for journey in journeys])]).astype(np.int64),
        customer=np.array(range(n) if customers is None else customers, np.int64),
        status=np.full(n, status, np.uint8) if isinstance(status, int) else np.array(status, np.uint8),
        time=np.array([time for _, time in flat], np.int64),
        event=np.array([event for event, _ in flat], code),
        channel=np.array([c for journey in channels for c in journey], np.uint8)
        if channels is not None
        else np.full(len(flat), 255, np.uint8),
        columns=columns,
        # Odd, so that no two customers of a batch have the same.
        mark=np.array(range(n) if customers is None else customers, np.uint64) * np.uint64(0x9E37_79B9_7F4A_7C15),
    )
    if read_only:
        for array in (made.offsets, made.customer, made.status, made.time, made.event, made.channel):
            array.setflags(write=False)
    return made


SHOP = """
ann,2024-03-04T09:00Z,site.visited,search,
ann,2024-03-04T09:05Z,basket.filled,,
ann,2024-03-04T09:20Z,order.paid,,40
ann,2024-03-12T10:00Z,site.visited,email,
ann,2024-03-12T10:10Z,order.paid,,60
ben,2024-03-05T10:00Z,site.visited,social,
ben,2024-03-05T10:04Z,basket.filled,,
ben,2024-03-05T10:06Z,help.opened,,
cat,2024-03-05T18:00Z,site.visited,search,
cat,2024-03-06T08:00Z,site.visited,email,
cat,2024-03-06T08:10Z,order.paid,,25
cat,2024-03-06T08:10Z,basket.filled,,
dan,2024-03-11T12:00Z,site.visited,social,
eve,2024-03-15T20:00Z,site.visited,email,
eve,2024-03-15T20:02Z,basket.filled,,
"""
"""Five customers of a small shop, the world of the examples in the documentation."""


def shop() -> pa.Table:
    """Give the small shop as a table of events."""
    rows = [line.split(",") for line in SHOP.split()]
    return events_table(
        [(who, when, what, where or None, float(value) if value else None) for who, when, what, where, value in rows]
    )


def events_table(rows: Sequence[tuple[str, str, str, str | None, float | None]]) -> pa.Table:
    """Make a table from (customer, RFC 3339 time, event, channel, value)."""
    customer, time, event, channel, value = zip(*rows, strict=True) if rows else ((), (), (), (), ())
    return pa.table(
        {
            "customer": pa.array(customer, pa.string()),
            "time": pa.array([datetime.fromisoformat(text) for text in time], pa.timestamp("us", "UTC")),
            "event": pa.array(event, pa.string()),
            "channel": pa.array(channel, pa.string()),
            "value": pa.array(value, pa.float64()),
        }
    )
