"""What every source promises, held against plain Python over the same rows."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Labels, Source
from sojourn.stores.index import open_index
from sojourn.stores.index_update import rebuild
from sojourn.stores.lake import Lake
from sojourn.stores.layout import Layout
from sojourn.stores.memory import MemorySource
from tests.factories.workspaces import bring, events_of, expected, table_of

START = 1_704_067_200_000_000
MINUTE = 60_000_000


def rows() -> list[dict[str, Any]]:
    """40 customers, 600 events, many at the same instant, every property null somewhere."""
    made = []
    for number in range(600):
        made.append(
            {
                "customer": f"c{number * 7919 % 40:02d}",
                "time": START + (number * 31 % 97) * MINUTE,
                "event": ("see", "fill", "pay", "ask")[number * 13 % 4],
                "channel": (None, "web", "shop")[number % 3],
                "value": None if number % 5 else number / 4,
                "pieces": None if number % 4 == 0 else number,
                "city": (None, "Malmö", "Lyon", "Bath")[number * 3 % 4],
                "member": (None, True, False)[number % 3],
                "due": None if number % 6 else START + number * MINUTE,
            }
        )
    return made


def in_memory(parts: int) -> Callable[[Path], Source]:
    return lambda _: MemorySource.from_table(table_of(rows()), parts=parts)


def imported(folder: Path) -> Source:
    bring(folder / "w", rows())
    return open_index(folder / "w")


def imported_in_three(folder: Path) -> Source:
    all_rows = rows()
    bring(folder / "w", all_rows[:100])
    bring(folder / "w", all_rows[100:350], all_rows[350:360])
    bring(folder / "w", all_rows[360:])
    return open_index(folder / "w")


def rebuilt(folder: Path) -> Source:
    imported_in_three(folder)
    layout = Layout(folder / "w")
    rebuild(layout.index, Lake(layout.lake), note=lambda _: None)
    return open_index(folder / "w")


SOURCES = {
    "memory": in_memory(1),
    "memory in parts": in_memory(7),
    "index": imported,
    "index of three imports": imported_in_three,
    "index rebuilt": rebuilt,
}


@pytest.fixture(scope="module", params=SOURCES)
def source(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Source:
    return SOURCES[request.param](tmp_path_factory.mktemp("source"))


COLUMNS = ("value", "pieces", "city", "member", "due")


def test_events_come_by_customer_in_recorded_order(source: Source) -> None:
    assert events_of(source, COLUMNS) == expected(rows(), COLUMNS)


def test_facts_are_those_of_the_events(source: Source) -> None:
    assert source.rows == 600
    assert source.customers == 40
    assert source.subject == "customer"
    assert sorted(source.events) == ["ask", "fill", "pay", "see"]
    assert sorted(source.channels) == ["shop", "web"]
    assert source.observed_from == START
    assert source.observed_until == START + 96 * MINUTE


def test_properties_have_their_types(source: Source) -> None:
    wanted = {"value": "money", "pieces": "int64", "city": "string", "member": "bool", "due": "timestamp"}
    assert {name: source.properties.get(name) for name in wanted} == wanted


@pytest.mark.parametrize(("most", "at_least"), [(1, 1), (4, 1), (100, 1), (100, 50), (3, 1_000)])
def test_ranges_hold_every_customer_once(source: Source, most: int, at_least: int) -> None:
    spans = source.ranges(most=most, at_least=at_least)
    assert sum(span.events for span in spans) == 600
    for before, after in pairwise(spans):
        follows = after.part == before.part and after.first == before.last
        assert follows or (after.part == before.part + 1 and after.first == 0)
    for span in spans:
        batch = source.read(span, frozenset())
        assert batch.events == span.events
        assert batch.journeys == span.last - span.first
        assert batch.offsets[0] == 0
        assert (batch.customer == np.arange(batch.journeys)).all()


def test_codes_are_as_narrow_as_the_dictionary_allows(source: Source) -> None:
    batch = source.read(source.ranges(most=1, at_least=1)[0], frozenset())
    assert batch.event.dtype == batch.channel.dtype == np.uint8


def test_labels_have_the_same_codes_in_all_ranges(source: Source) -> None:
    seen: dict[str, int] = {}
    for span in source.ranges(most=10, at_least=1):
        column = source.read(span, frozenset({"city"})).columns["city"]
        assert isinstance(column, Labels)
        for code, label in enumerate(column.labels):
            assert seen.setdefault(label, code) == code


CONDITIONS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "channel = 'web'": lambda row: row["channel"] == "web",
    "channel IS NULL": lambda row: row["channel"] is None,
    "event IN ('see', 'pay') AND city = 'Lyon'": lambda row: row["event"] in ("see", "pay") and row["city"] == "Lyon",
    "NOT channel = 'web'": lambda row: row["channel"] not in (None, "web"),
    "value > 60.25": lambda row: row["value"] is not None and row["value"] > 60.25,
    "pieces % 2 = 0 OR member": lambda row: bool(row["member"] or (row["pieces"] or 1) % 2 == 0),
    "time >= '2024-01-01 01:00:00'": lambda row: row["time"] >= START + 60 * MINUTE,
    "due < '2024-01-01T03:00:00+02:00'": lambda row: row["due"] is not None and row["due"] < START + 60 * MINUTE,
    "customer = 'c07'": lambda row: row["customer"] == "c07",
    "1 = 1": lambda row: True,
    "lower(city) LIKE '%ö'": lambda row: row["city"] == "Malmö",
}


@pytest.mark.parametrize("where", CONDITIONS)
def test_select_keeps_what_the_expression_says(source: Source, where: str) -> None:
    names = {name: place for place, name in enumerate(("time", "event", "channel", *COLUMNS))}
    found = []
    for span in source.ranges(most=3, at_least=1):
        keep = source.select(span, where)
        batch = source.read(span, frozenset())
        assert keep.dtype == np.bool_
        assert len(keep) == batch.events
        who = np.repeat(batch.customer, np.diff(batch.offsets))
        found += [source.identifiers(span, who[[i]])[0].as_py() for i in np.flatnonzero(keep)]
    assert names["time"] == 0
    assert sorted(found) == sorted(row["customer"] for row in rows() if CONDITIONS[where](row))


def test_an_unknown_property_is_named_with_its_nearest(source: Source) -> None:
    span = source.ranges(most=1, at_least=1)[0]
    with pytest.raises(InvalidInput, match="citty") as told:
        source.read(span, frozenset({"citty"}))
    assert "city" in str(told.value.hint)
    with pytest.raises(InvalidInput, match="citty") as told:
        source.select(span, "citty = 'Bath'")
    assert "city" in str(told.value.hint)
