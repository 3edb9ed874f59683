"""Charts of sessions, graph, variants and paths: they can be drawn, and nothing lies on anything else."""

import re
from collections import defaultdict
from itertools import pairwise
from typing import Any

import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.core.charts import VEGA, Chart
from sojourn.core.journeys import Cases
from tests.factories.questions import NAMES, ask, worlds
from tests.oracles.cases import Event

MINUTE = 60_000_000


def drawn(chart: Chart) -> str:
    spec = chart.to_dict()
    if spec["$schema"] == VEGA:
        return str(vl_convert.vega_to_svg(spec))
    return str(vl_convert.vegalite_to_svg(spec))


def data(chart: Chart, kind: str) -> list[list[dict[str, Any]]]:
    """Give the data of every mark of a kind."""
    held = {entry["name"]: entry["values"] for entry in chart.spec["data"]}
    return [held[mark["from"]["data"]] for mark in chart.spec["marks"] if mark["type"] == kind]


def busy() -> list[Event]:
    return [
        Event(f"c{i % 40}", (i // 40) * 7 * MINUTE, f"event.number.{(i * i + i // 9) % 23}.{'x' * (i % 30)}")
        for i in range(600)
    ]


def answers(events: list[Event]) -> list[Any]:
    journeys = ask(events, cases=Cases("gap"))
    first = events[0].name if events else "nothing"
    return [
        analyse.sessions(journeys),
        analyse.follows(journeys),
        analyse.variants(journeys),
        analyse.paths(journeys, start=first, occurrence="every", top=4),
        analyse.paths(journeys, end=first, top=3),
        analyse.paths(journeys),
    ]


@pytest.mark.parametrize("events", [[], [Event("a", 0, "pay")], busy()], ids=["none", "one", "many"])
def test_every_answer_can_be_drawn(events: list[Event]) -> None:
    for result in answers(events):
        assert drawn(result.chart()).startswith("<svg")


def test_names_that_are_markup_stay_text() -> None:
    name = '<script>alert("1 < 2")</script>'
    for result in answers([Event("a", 0, name), Event("a", 1, "pay")]):
        assert "<script" not in drawn(result.chart())


@given(events=worlds, top=st.integers(1, 4), backwards=st.booleans())
@settings(max_examples=40)
def test_labels_of_paths_have_room_and_bands_fill_their_bars(events: list[Event], top: int, backwards: bool) -> None:
    anchor = {"end" if backwards else "start": "pay"}
    result = analyse.paths(ask(events, cases=Cases("gap")), top=top, occurrence="every", **anchor)
    chart = result.chart()
    columns: dict[float, list[float]] = defaultdict(list)
    names = data(chart, "text")[0]
    for label in names:
        columns[label["x"]].append(label["y"])
    for places in columns.values():
        assert all(below - above >= 32 for above, below in pairwise(places))
    ribbons = data(chart, "path")[0]
    assert len(ribbons) == len(result.links)
    bars = data(chart, "rect")[2]
    assert len(bars) == len(result.nodes) == len(names)
    for ribbon in ribbons:
        numbers = [float(number) for number in re.findall(r"-?\d+\.\d", ribbon["path"])]
        inside = [bar for bar in bars if any(bar["y"] - 0.1 <= y <= bar["y2"] + 0.1 for y in numbers[1::2])]
        assert len(inside) >= 2 or len(bars) < 2


def test_a_narrow_page_gets_lists_without_bands() -> None:
    result = analyse.paths(ask([Event("a", i, name) for i, name in enumerate(NAMES)]))
    wide, narrow = result.chart(width=1200), result.chart(width=360)
    assert (wide.spec["width"], narrow.spec["width"]) == (1200, 360)
    assert data(wide, "path") != []
    assert data(narrow, "path") == []
    texts = [word["text"] for word in data(narrow, "text")[0]]
    assert set(NAMES) <= set(texts)


def test_long_variants_count_the_steps_that_do_not_fit() -> None:
    events = [Event("a", i, NAMES[i % 4]) for i in range(100)]
    words = data(analyse.variants(ask(events)).chart(width=600), "text")[0]
    shown = [word for word in words if word["text"] in NAMES]
    assert words[-1]["text"] == f"+{100 - len(shown)}"


def test_repeats_are_one_step_of_a_variant() -> None:
    words = data(analyse.variants(ask([Event("a", i, "see") for i in range(3)])).chart(), "text")[0]
    assert "see ×3" in [word["text"] for word in words]


@given(events=worlds, top=st.none() | st.integers(0, 5), min_count=st.integers(0, 3))
def test_a_row_of_the_matrix_adds_up_to_everything(events: list[Event], top: int | None, min_count: int) -> None:
    result = analyse.follows(ask(events, cases=Cases("gap")), top=top, min_count=min_count)
    rows: dict[str, float] = defaultdict(float)
    for cell in result.chart().spec["data"]["values"]:
        rows[cell["event"]] += cell["share"]
    assert all(share == pytest.approx(1) for share in rows.values())
    pairs = {name for edge in result.edges for name in (edge.before, edge.after)}
    assert set(rows) == (pairs if top is not None else {node.event for node in result.nodes})


def test_a_matrix_of_many_events_has_twenty_and_says_so() -> None:
    chart = analyse.follows(ask(busy()[:200], cases=Cases("gap"))).chart()
    cells = chart.spec["data"]["values"]
    rows = {cell["event"] for cell in cells}
    assert len(rows) == 20
    assert {cell["next"] for cell in cells} - rows == {"any other", "journey ends"}
    few = analyse.follows(ask(busy()[:200], cases=Cases("gap")), top=1).chart()
    assert len({cell["event"] for cell in few.spec["data"]["values"]}) <= 2


def test_events_that_are_called_as_a_column_have_one_of_their_own() -> None:
    names = ("any other", "journey ends", "see")
    spec = analyse.follows(ask([Event("a", i, names[i % 3]) for i in range(9)]), min_count=3).chart().spec
    columns = spec["encoding"]["x"]["scale"]["domain"]
    assert [name.strip() for name in columns] == [*names, "any other", "journey ends"]
    assert len(set(columns)) == 5
