"""Questions to small worlds: events as tuples in, journeys ready to be asked out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import strategies as st

from sojourn.core.analysis import Journeys
from sojourn.engines import local
from sojourn.stores.memory import MemorySource
from tests.oracles.cases import Event

MINUTE = 60_000_000
NAMES = ("see", "fill", "pay", "ask")

worlds = st.lists(
    st.builds(
        lambda customer, time, name, order, number: Event(
            customer, time * 10 * MINUTE, name, {"order": order, "number": number}
        ),
        st.sampled_from("abcdefg"),
        st.integers(0, 30),
        st.sampled_from(NAMES),
        st.sampled_from([None, "x", "y", "z"]),
        st.sampled_from([None, 0, 7, -7]),
    ),
    max_size=60,
)
"""Up to 60 events of seven customers, many at the same instant, with a text and a numeric property."""


def table_of(events: Sequence[Event]) -> pa.Table:
    return pa.table(
        {
            "customer": pa.array([event.customer for event in events], pa.string()),
            "time": pa.array([event.time for event in events], pa.timestamp("us", "UTC")),
            "event": pa.array([event.name for event in events], pa.string()),
            "order": pa.array([event.props.get("order") for event in events], pa.string()),
            "number": pa.array([event.props.get("number") for event in events], pa.int64()),
        }
    )


def ask(events: Sequence[Event], *, parts: int = 1, threads: int = 1, **options: Any) -> Journeys:
    """Make journeys over events given in order of arrival, the customers cut into so many parts."""
    return Journeys(MemorySource.from_table(table_of(events), parts=parts), local.LocalEngine(threads), **options)


@contextmanager
def fine_ranges() -> Iterator[None]:
    """Let the engine cut ranges as small as there are customers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local, "SMALLEST_RANGE", 1)
        yield


def inside(module: str) -> ModuleType:
    """Give a module of `analyse` itself: its package names functions after modules."""
    return import_module(f"sojourn.analyse.{module}")
