"""Paths: held to the oracle, to replies counted by hand, and to their own sums."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput, NotFound
from sojourn.core.instants import instant
from sojourn.core.journeys import Cases
from sojourn.engines import LocalEngine
from sojourn.stores.memory import MemorySource
from tests.factories.journeys import batch, shop
from tests.factories.questions import NAMES, ask, fine_ranges, inside, worlds
from tests.factories.replies import body, near
from tests.oracles import cases as cutting
from tests.oracles import paths as oracle

GOLDEN = Path(__file__).parents[2] / "golden" / "analyse-paths"
anchors = st.one_of(st.none(), st.sampled_from(NAMES))
occurrences = st.sampled_from(["first", "last", "every"])
MINUTE = 60_000_000


@given(
    events=worlds,
    parts=st.integers(1, 4),
    start=anchors,
    end=anchors,
    depth=st.integers(1, 4),
    top=st.integers(1, 4),
    occurrence=occurrences,
    collapse=st.booleans(),
    gap=st.sampled_from([None, 20]),
    listed=st.booleans(),
)
def test_paths_are_what_the_oracle_counts(
    events: list[cutting.Event],
    parts: int,
    start: str | None,
    end: str | None,
    depth: int,
    top: int,
    occurrence: Any,
    collapse: bool,
    gap: int | None,
    listed: bool,
) -> None:
    rule = Cases() if gap is None else Cases("gap", gap=gap * MINUTE)
    options: dict[str, Any] = {"start": start, "end": end, "depth": depth, "top": top, "occurrence": occurrence}
    with fine_ranges(), pytest.MonkeyPatch.context() as patch:
        if listed:
            patch.setattr(inside("paths"), "DENSE", 0)
            patch.setattr(inside("paths"), "_LISTED", 6)
        result = analyse.paths(ask(events, parts=parts, cases=rule), collapse=collapse, **options).to_dict()
    cut = cutting.cut(events, rule.by, gap=rule.gap, collapse=collapse)
    told = {"from": start, "to": end, "occurrence": occurrence, "depth": depth, "top": top, "collapse": collapse}
    assert body(result) == {**told, **oracle.paths(cut, **options)}


@given(events=worlds, start=anchors, end=anchors, top=st.integers(1, 3), occurrence=occurrences)
def test_every_path_is_accounted_for(
    events: list[cutting.Event], start: str | None, end: str | None, top: int, occurrence: Any
) -> None:
    journeys = ask(events, cases=Cases("gap"))
    result = analyse.paths(journeys, start=start, end=end, depth=3, top=top, occurrence=occurrence)
    assert sum(node.paths for node in result.nodes if node.step == 0) == result.paths
    for node in result.nodes:
        leaving = [link.paths for link in result.links if link.source == node.id]
        entering = [link.paths for link in result.links if link.target == node.id]
        assert node.paths == node.ended + node.open + node.continues
        assert sum(leaving) == (node.continues if abs(node.step) < 3 else 0)
        assert sum(entering) == (node.paths if node.step else 0)


@given(events=worlds, start=anchors, end=anchors, occurrence=occurrences)
def test_the_paths_behind_a_node_or_a_link_are_as_many_as_it_says(
    events: list[cutting.Event], start: str | None, end: str | None, occurrence: Any
) -> None:
    journeys = ask(events, cases=Cases("gap"))
    result = analyse.paths(journeys, start=start, end=end, depth=2, top=2, occurrence=occurrence)
    for node in result.nodes:
        states = analyse.path_members(journeys, result, node=node.id)["state"].to_pylist()
        told = (states.count("ended"), states.count("open"), states.count("continues"))
        assert told == (node.ended, node.open, node.continues)
    for place, link in enumerate(result.links):
        assert analyse.path_members(journeys, result, link=place).num_rows == link.paths


def test_the_shop_replies_as_counted_by_hand() -> None:
    golden = json.loads((GOLDEN / "cli-paths.json").read_text("utf-8"))
    journeys = Journeys(MemorySource.from_table(shop()), LocalEngine(1), cases=Cases("gap"))
    result = analyse.paths(journeys, start="site.visited", depth=2, top=2).to_dict()
    assert result == near(golden["expected"])
    assert list(result) == list(golden["expected"])


def test_paths_before_a_purchase_are_as_counted_by_hand() -> None:
    golden = json.loads((GOLDEN / "paths-backward.json").read_text("utf-8"))
    events = [cutting.Event(who, instant(when), what) for who, when, what in golden["events"]["rows"]]
    for options, expected in zip(golden["vary"], golden["expected"], strict=True):
        result = analyse.paths(ask(events), end="buy", depth=2, top=1, **options)
        assert body(result.to_dict()) == expected


@pytest.mark.parametrize("names", [300, 70_000])
def test_names_of_any_number_have_nodes(names: int) -> None:
    events = tuple(f"e{i:05d}" for i in range(names))
    spec = analyse.Paths(events, names - 1, None, depth=2, top=3, occurrence="every", collapse=False)
    made = batch([[names - 1, 0, 256], [names - 1, 0], [0, names - 1]], names=names, read_only=True)
    counts = spec.partial(made)
    again = spec.merge(counts, spec.partial(batch([], names=names)))
    assert counts.node_keys.tolist() == [names - 1, names, 2 * names + 256] == again.node_keys.tolist()
    assert counts.nodes.tolist() == [[1, 0, 2], [1, 0, 1], [1, 0, 0]]
    assert counts.links.tolist() == [2, 1]


def test_one_giant_journey_gives_a_path_at_every_occurrence() -> None:
    events = [cutting.Event("a", i, NAMES[i % 4]) for i in range(20_000)]
    result = analyse.paths(ask(events), start="see", occurrence="every", depth=3)
    assert result.paths == 5_000
    assert [node.paths for node in result.nodes] == [5_000] * 4


def test_an_unknown_anchor_gives_no_paths_and_a_note() -> None:
    reply = analyse.paths(ask([cutting.Event("a", 0, "pay")]), start="pays").to_dict()
    assert (reply["paths"], reply["nodes"], reply["links"]) == (0, [], [])
    assert reply["notes"][0]["nearest"] == "pay"


@pytest.mark.parametrize("options", [{"depth": 0}, {"top": 0}, {"occurrence": "second"}])
def test_what_cannot_be_followed_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        analyse.paths(ask([]), **options)


def test_a_node_that_is_not_there_has_no_members() -> None:
    journeys = ask([cutting.Event("a", 0, "pay")])
    with pytest.raises(NotFound, match="no node 3"):
        analyse.path_members(journeys, analyse.paths(journeys), node=3)


def test_tables_say_where_paths_end_or_begin() -> None:
    events = [cutting.Event("a", i, name) for i, name in enumerate(NAMES)]
    assert "End here" in str(analyse.paths(ask(events), start="see"))
    assert "Begin here" in str(analyse.paths(ask(events), end="pay"))


def test_members_need_one_node_or_one_link() -> None:
    journeys = ask([cutting.Event("a", 0, "pay")])
    result = analyse.paths(journeys)
    with pytest.raises(InvalidInput, match="one node or along one link"):
        analyse.path_members(journeys, result)
    with pytest.raises(InvalidInput, match="one node or along one link"):
        analyse.path_members(journeys, result, node=0, link=0)
    with pytest.raises(NotFound, match="no link 9"):
        analyse.path_members(journeys, result, link=9)
