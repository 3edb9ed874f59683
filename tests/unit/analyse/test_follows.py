"""The graph: held to the oracle, to a reply counted by hand, and to its own sums."""

import json
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import analyse, kernels
from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Basis, Cases
from sojourn.core.quantiles import Samples
from sojourn.engines import LocalEngine
from sojourn.stores.memory import MemorySource
from tests.factories.journeys import batch, shop
from tests.factories.questions import NAMES, ask, fine_ranges, inside, worlds
from tests.factories.replies import body, near
from tests.oracles import cases as cutting
from tests.oracles import follows as oracle

GOLDEN = Path(__file__).parents[2] / "golden" / "analyse-paths"
MINUTE = 60_000_000
BASIS = Basis("customer", Cases(), 0, 0, 0, 0, None, None, None)


@given(
    events=worlds,
    parts=st.integers(1, 4),
    collapse=st.booleans(),
    sessions=st.booleans(),
    min_count=st.integers(0, 3),
    top=st.one_of(st.none(), st.integers(0, 5)),
)
def test_the_graph_is_what_the_oracle_counts(
    events: list[cutting.Event], parts: int, collapse: bool, sessions: bool, min_count: int, top: int | None
) -> None:
    rule = {"cases": Cases("gap")} if sessions else {}
    with fine_ranges():
        result = analyse.follows(ask(events, parts=parts, collapse=collapse, **rule), min_count=min_count, top=top)
    cut = cutting.cut(events, "gap" if sessions else "customer", collapse=collapse)
    expected = oracle.follows(cut, min_count, top)
    assert body(result.to_dict()) == near({"collapse": collapse, "quantiles": "exact", **expected})


@given(events=worlds, sessions=st.booleans())
def test_edges_add_up_to_events_less_journeys(events: list[cutting.Event], sessions: bool) -> None:
    result = analyse.follows(ask(events, cases=Cases("gap") if sessions else Cases()), top=2)
    assert result.total == result.basis.events - result.basis.journeys
    assert sum(node.starts for node in result.nodes) == result.basis.journeys
    assert sum(node.ends for node in result.nodes) == result.basis.journeys


def test_the_shop_replies_as_counted_by_hand() -> None:
    golden = json.loads((GOLDEN / "cli-graph.json").read_text("utf-8"))
    result = analyse.follows(Journeys(MemorySource.from_table(shop()), LocalEngine(1))).to_dict()
    assert result == near(golden["expected"])
    assert list(result) == list(golden["expected"])


@given(events=worlds, parts=st.integers(1, 4), kept=st.booleans(), hashed=st.booleans(), page=st.integers(1, 5))
def test_sketched_quantiles_are_those_of_the_whole_histogram(
    events: list[cutting.Event], parts: int, kept: bool, hashed: bool, page: int
) -> None:
    with fine_ranges(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(inside("follows"), "EXACT", 0)
        patch.setattr(inside("follows_times"), "PAGE", page)
        if not kept:
            patch.setattr(inside("follows"), "KEPT", 0)
        if hashed:
            patch.setattr(inside("follows"), "DENSE", 0)
            patch.setattr(inside("follows_times"), "_DENSE_KEYS", 0)
        sketch = analyse.follows(ask(events, parts=parts))
    exact = analyse.follows(ask(events))
    assert [edge.count for edge in sketch.edges] == [edge.count for edge in exact.edges]
    assert [edge.mean_seconds for edge in sketch.edges] == [edge.mean_seconds for edge in exact.edges]
    times: dict[tuple[str, str], list[int]] = {}
    for journey in cutting.cut(events).journeys:
        for before, after in zip(journey.events, journey.events[1:], strict=False):
            times.setdefault((before.name, after.name), []).append(after.time - before.time)
    for edge in sketch.edges:
        values = np.array(times[edge.before, edge.after], np.int64)
        histogram = Samples.tallied(kernels.tally(values, np.zeros(0, np.int64), 1))
        expected = histogram.quantiles(0, (0.1, 0.25, 0.5, 0.75, 0.9))
        assert edge.quantiles == pytest.approx([q / 1e6 for q in expected or ()])
    if sketch.edges:
        assert sketch.quantiles == "sketch"


def test_filters_that_leave_few_pairs_keep_quantiles_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    events = [cutting.Event("a", i * MINUTE, NAMES[i % 2]) for i in range(12)]
    monkeypatch.setattr(inside("follows"), "EXACT", 6)
    result = analyse.follows(ask(events, until=6 * MINUTE))
    assert result.quantiles == "exact"
    assert result.edges[0].quantiles == (60.0,) * 5
    assert analyse.follows(ask(events)).quantiles == "sketch"


def test_sums_beyond_64_bits_are_exact() -> None:
    long = 2**62
    times = np.array([-long, long - 1, -long, long - 1, -long, long - 1], np.int64)
    event = np.array([0, 1, 0, 1, 0, 1], np.uint8)
    for customer in ([0, 1, 2], [0, 0, 1]):
        nodes, edges = np.zeros((2, 8), np.int64), np.zeros((4, 5), np.int64)
        owners = np.array(customer, np.int64)
        kernels.count_edges(np.array([0, 2, 4, 6]), owners, times, event, nodes, edges, 2)
        count, low, high, journeys, customers = edges[1].tolist()
        assert (high << 64) + low % 2**64 == 3 * (2 * long - 1)
        assert (count, journeys, customers) == (3, 3, len(set(customer)))
        assert nodes[:, :5].tolist() == [[3, 3, 0, 3, len(set(customer))], [3, 0, 3, 3, len(set(customer))]]


def test_mean_times_leave_quantiles_out() -> None:
    reply = analyse.follows(ask([cutting.Event("a", i, "see") for i in range(3)]), times="mean").to_dict()
    assert reply["quantiles"] is None
    assert reply["edges"][0]["median_seconds"] is None
    assert reply["edges"][0]["quantiles_seconds"] is None


@pytest.mark.parametrize("names", [4, 300, 513, 70_000])
@pytest.mark.parametrize("keep", ["times", None])
def test_names_of_any_number_are_counted(names: int, keep: Literal["times"] | None) -> None:
    events = tuple(f"e{i:05d}" for i in range(names))
    journeys = [[names - 1, 0, names - 1], [0, names - 1, names - 1], [names - 2]]
    spec = analyse.Follows(events, keep=keep)
    result = spec.finish(spec.partial(batch(journeys, names=names, read_only=True)), BASIS)
    first, last = events[0], events[-1]
    assert [(edge.before, edge.after, edge.count) for edge in result.edges] == [
        (first, last, 2),
        (last, first, 1),
        (last, last, 1),
    ]
    assert result.nodes[0].event == last
    assert (result.nodes[0].events, result.nodes[0].journeys) == (4, 2)


def test_a_hash_table_grows_in_the_middle_of_one_giant_journey(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside("follows"), "_FIRST_TABLE", 4)
    names = 600
    walk = [(i * i + i // 7) % names for i in range(20_000)]
    made = batch([walk, walk[:500]], names=names, customers=[0, 0])
    spec = analyse.Follows(tuple(map(str, range(names))))
    hashed = spec.partial(made)
    monkeypatch.setattr(inside("follows"), "DENSE", names)
    dense = spec.partial(made)
    assert np.array_equal(hashed.keys, dense.keys)
    assert np.array_equal(hashed.edges, dense.edges)
    assert hashed.edges[:, 0].sum() == 19_999 + 499
    assert hashed.edges[:, 4].max() == 1


def test_times_add_up_beyond_64_bits() -> None:
    year = 365 * 24 * 60
    spec = analyse.Follows(("a",))
    long = batch([[(0, 0), (0, 100_000 * year)]])
    partial = spec.partial(long)
    for _ in range(13):
        partial = spec.merge(partial, partial)
    result = spec.finish(partial, BASIS)
    assert result.edges[0].count == 2**13
    assert result.edges[0].mean_seconds == 100_000 * year * 60.0


def test_the_journeys_behind_an_edge_are_as_many_as_it_says() -> None:
    journeys = Journeys(MemorySource.from_table(shop()), LocalEngine(1), cases=Cases("gap", gap=14 * 60 * MINUTE))
    for edge in analyse.follows(journeys).edges:
        table = analyse.follows_members(journeys, edge.before, edge.after)
        assert table.num_rows == edge.journeys
        assert sum(table["count"].to_pylist()) == edge.count
        assert len(set(table["customer"].to_pylist())) == edge.customers


@given(events=worlds, before=st.sampled_from(NAMES), after=st.sampled_from(NAMES))
def test_members_agree_with_the_edge(events: list[cutting.Event], before: str, after: str) -> None:
    used = {event.name for event in events}
    if not {before, after} <= used:
        return
    journeys = ask(events, cases=Cases("gap"))
    table = analyse.follows_members(journeys, before, after)
    edges = {(edge.before, edge.after): edge for edge in analyse.follows(journeys).edges}
    counts = edges[before, after].journeys if (before, after) in edges else 0
    assert table.num_rows == counts


def test_members_of_an_unknown_event_name_the_nearest() -> None:
    with pytest.raises(InvalidInput, match="the nearest name is 'pay'"):
        analyse.follows_members(ask([cutting.Event("a", 0, "pay")]), "pai", "pay")


def test_unknown_names_of_a_case_rule_are_noted() -> None:
    rule = Cases("between", start=("sea",))
    reply = analyse.follows(ask([cutting.Event("a", 0, "see")], cases=rule)).to_dict()
    assert reply["edges"] == []
    assert reply["notes"] == [
        {
            "code": "unknown_event",
            "message": "no event is called 'sea'; the nearest name is 'see'",
            "event": "sea",
            "nearest": "see",
        }
    ]


@pytest.mark.parametrize("options", [{"min_count": -1}, {"top": -1}, {"times": "mode"}])
def test_what_cannot_be_shown_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        analyse.follows(ask([]), **options)


def test_nothing_gives_an_empty_graph() -> None:
    result = analyse.follows(ask([]))
    assert (result.nodes, result.edges, result.other) == ((), (), None)
    assert "What follows what" in str(result)
    assert result.chart().spec


def test_rows_are_flat() -> None:
    rows = analyse.follows(Journeys(MemorySource.from_table(shop()), LocalEngine(1))).rows()
    assert rows[0]["p90_seconds"] == pytest.approx(288.0)
    assert set(map(type, rows[0].values())) <= {str, int, float}


def test_counts_that_could_outgrow_32_bits_are_kept_in_64() -> None:
    times = inside("follows_times")
    made = batch([[0, 1], [0, 1]])
    for total, kind in ((2, np.uint32), (1 << 32, np.int64)):
        spec = times.EdgePowers(times._Slots.of(np.array([1]), 4, total))
        counts = spec.merge(spec.partial(made), spec.partial(made))
        assert counts.dtype == kind
        assert counts.sum() == 4


@given(events=worlds, top=st.none() | st.integers(0, 5))
def test_the_table_of_events_keeps_to_the_top_and_adds_the_rest_up(
    events: list[cutting.Event], top: int | None
) -> None:
    result = analyse.follows(ask(events), top=top)
    _, table = result.tables()
    shown = [row[0] for row in table.rows if not row[0].startswith("other (")]
    assert shown == [node.event for node in result.nodes[:top]]
    for column, field in ((1, "events"), (4, "starts"), (5, "ends")):
        assert sum(int(row[column]) for row in table.rows) == sum(getattr(node, field) for node in result.nodes)
    rest = len(result.nodes) - len(shown)
    assert [row[0] for row in table.rows[len(shown) :]] == [f"other ({rest} event{'s' * (rest > 1)})"] * (rest > 0)


def test_many_names_are_not_all_listed() -> None:
    events = [cutting.Event("a", i, f"event {i}") for i in range(1_000)]
    result = analyse.follows(ask(events))
    assert (len(result.nodes), len(result.edges)) == (1_000, 999)
    assert len(str(result).splitlines()) < 80
    assert "other (970 events)" in str(result) and "969 more edges in the document." in str(result)
    assert "Other: 998 edges, 998 times." in str(analyse.follows(ask(events), top=1))
