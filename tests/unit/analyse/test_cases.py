"""Cases: cutting held to the plain oracle, vectors, order of filters, and extremes."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.core.errors import InvalidInput
from sojourn.core.instants import instant, rfc3339
from sojourn.core.journeys import Cases, JourneyBatch, JourneyStatus, Range
from sojourn.core.journeys import cases as cases_of
from sojourn.engines import LocalEngine
from tests.factories.journeys import MINUTE, START, batch
from tests.factories.questions import ask, worlds
from tests.oracles import cases as oracle

GOLDEN = Path(__file__).parents[2] / "golden" / "analyse-paths"
RULES: list[tuple[Cases, dict[str, Any]]] = [
    (Cases(), {"by": "customer"}),
    (Cases("gap", gap=30 * MINUTE), {"by": "gap", "gap": 30 * MINUTE}),
    (
        Cases("between", start=("see",), end=("pay",), timeout=40 * MINUTE),
        {"by": "between", "start": ["see"], "end": ["pay"], "timeout": 40 * MINUTE},
    ),
    (Cases("between", end=("pay", "see")), {"by": "between", "end": ["pay", "see"]}),
    (
        Cases("between", start=("fill",), timeout=10 * MINUTE),
        {"by": "between", "start": ["fill"], "timeout": 10 * MINUTE},
    ),
    (Cases("between", start=("pay",), end=("pay",)), {"by": "between", "start": ["pay"], "end": ["pay"]}),
    (Cases("key", key="order"), {"by": "key", "key": "order"}),
    (Cases("key", key="number"), {"by": "key", "key": "number"}),
]


def cut_all(events: list[oracle.Event], cases: Cases, **options: Any) -> tuple[list[analyse.Cut], list[Any]]:
    """Cut the events of every part of a source."""
    journeys = ask(events, parts=2)
    source = journeys.source
    pieces = []
    for span in source.ranges(most=4, at_least=1):
        read = source.read(span, frozenset(source.properties))
        until = options.get("until")
        seen = source.observed_until if until is None else until - 1
        pieces.append((span, analyse.cut(read, cases=cases, events=source.events, observed_until=seen, **options)))
    listed = [journey for span, piece in pieces for journey in spelled(source, span, piece.batch)]
    return [piece for _, piece in pieces], listed


def shared(pieces: list[analyse.Cut]) -> int:
    """Count shared keys over all parts."""
    keys = [piece.keys for piece in pieces if piece.keys is not None]
    numbers = [piece.key_numbers for piece in pieces if piece.key_numbers is not None]
    return analyse.shared_keys(
        np.minimum(np.sum(keys, axis=0), 2) if keys else None, np.concatenate(numbers) if numbers else None
    )


def spelled(source: Any, span: Range, made: JourneyBatch) -> list[tuple[str, list[tuple[int, str]], str]]:
    who = source.identifiers(span, made.customer).to_pylist()
    return [
        (
            who[i],
            [
                (int(made.time[k]), source.events[made.event[k]])
                for k in range(int(made.offsets[i]), int(made.offsets[i + 1]))
            ],
            JourneyStatus(made.status[i]).name.lower(),
        )
        for i in range(made.journeys)
    ]


@pytest.mark.parametrize("rule", range(len(RULES)))
@given(
    events=worlds,
    span=st.one_of(st.none(), st.tuples(st.integers(0, 150), st.integers(150, 310))),
    collapse=st.booleans(),
)
def test_cutting_is_what_the_oracle_says(
    rule: int, events: list[oracle.Event], span: tuple[int, int] | None, collapse: bool
) -> None:
    cases, words = RULES[rule]
    limits = {} if span is None else {"since": span[0] * MINUTE, "until": span[1] * MINUTE}
    expected = oracle.cut(events, **words, **limits, collapse=collapse)
    pieces, journeys = cut_all(events, cases, **limits, collapse=collapse)
    told = [(j.customer, [(e.time, e.name) for e in j.events], j.status) for j in expected.journeys]
    assert journeys == told
    assert sum(piece.customers for piece in pieces) == expected.customers
    assert sum(piece.events for piece in pieces) == expected.events
    assert sum(piece.outside_events for piece in pieces) == expected.outside
    assert shared(pieces) == expected.shared


@pytest.mark.parametrize("name", ["cases-gap", "cases-between", "cases-key"])
def test_cutting_gives_the_golden_answer(name: str) -> None:
    golden = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))
    columns = golden["events"]["columns"]
    rows = [dict(zip(columns, row, strict=True)) for row in golden["events"]["rows"]]
    events = [
        oracle.Event(row["customer"], instant(row["time"]), row["event"], {"order": row.get("order")}) for row in rows
    ]
    pieces, journeys = cut_all(events, cases_of(**golden["options"]))
    assert [
        {
            "customer": who,
            "events": [name for _, name in steps],
            "from": rfc3339(steps[0][0]),
            "to": rfc3339(steps[-1][0]),
            "status": status,
        }
        for who, steps, status in journeys
    ] == golden["expected"]["journeys"]
    assert sum(piece.outside_events for piece in pieces) == golden["expected"]["outside_events"]
    assert shared(pieces) == golden["expected"].get("shared_keys", 0)


def test_whole_customers_are_passed_on_without_a_copy() -> None:
    made = batch([[0, 1], [2]], read_only=True)
    assert analyse.cut(made, cases=Cases(), events=("a", "b", "c"), observed_until=START).batch is made


def test_customers_left_without_events_are_gone_and_the_others_keep_their_ordinals() -> None:
    made = batch([[0, 1], [2], [1]], read_only=True)
    keep = np.array([True, True, False, True])
    cut = analyse.cut(made, cases=Cases(), events=("a", "b", "c"), observed_until=START, keep=keep)
    assert cut.batch.customer.tolist() == [0, 2]
    assert (cut.customers, cut.events, cut.batch.offsets.tolist()) == (2, 3, [0, 2, 3])


def test_filters_come_before_cutting_and_repeats_are_merged_after_it() -> None:
    looks = batch([[(0, 0), (0, 20), (0, 40), (1, 60)]])
    gap = Cases("gap", gap=30 * MINUTE)
    end = START + 60 * MINUTE
    merged = analyse.cut(looks, cases=gap, events=("look", "buy"), observed_until=end, collapse=True)
    assert merged.batch.journeys == 1
    assert merged.batch.event.tolist() == [0, 1]
    assert merged.events == 4
    filtered = analyse.cut(
        looks, cases=gap, events=("look", "buy"), observed_until=end, keep=np.array([True, False, True, True])
    )
    assert filtered.batch.journeys == 2


def test_orders_that_interleave_are_not_merged_as_repeats() -> None:
    placed = batch([[0, 0, 1, 1]], labels={"order": ([[0, 1, 0, 1]], ["A1", "A2"])})
    cut = analyse.cut(
        placed, cases=Cases("key", key="order"), events=("placed", "paid"), observed_until=START, collapse=True
    )
    assert cut.batch.event.tolist() == [0, 1, 0, 1]
    assert cut.batch.offsets.tolist() == [0, 2, 4]


def test_columns_travel_with_their_events() -> None:
    made = batch(
        [[0, 1, 2]],
        labels={"order": ([[1, -1, 0]], ["A", "B"])},
        numbers={"value": [[5, None, 9]]},
    )
    cut = analyse.cut(made, cases=Cases("key", key="order"), events=("a", "b", "c"), observed_until=START)
    assert cut.batch.columns["order"].codes.tolist() == [1, 0]
    assert cut.batch.columns["value"].values.tolist() == [5, 9]
    assert cut.batch.columns["value"].valid.tolist() == [True, True]


@pytest.mark.parametrize("names", [4, 300, 70_000])
def test_names_of_any_number_open_and_close_journeys(names: int) -> None:
    events = tuple(f"e{i}" for i in range(names))
    made = batch([[names - 2, 0, names - 1, 0]], names=names, read_only=True)
    rule = Cases("between", start=(events[-2],), end=(events[-1],))
    cut = analyse.cut(made, cases=rule, events=events, observed_until=START, collapse=True)
    assert cut.batch.event.tolist() == [names - 2, 0, names - 1]
    assert cut.outside_events == 1


def test_one_giant_journey_is_cut_like_any_other() -> None:
    made = batch([[i % 2 for i in range(50_000)]])
    rule = Cases("gap", gap=MINUTE)
    cut = analyse.cut(made, cases=rule, events=("a", "b"), observed_until=START + 50_000 * MINUTE)
    assert (cut.batch.journeys, cut.batch.events) == (1, 50_000)
    assert cut.batch.status.tolist() == [JourneyStatus.TIMED_OUT]


@pytest.mark.parametrize("cases", [case for case, _ in RULES if case.by != "key"], ids=lambda case: case.by)
def test_nothing_is_cut_into_nothing(cases: Cases) -> None:
    cut = analyse.cut(batch([]), cases=cases, events=(), observed_until=None, collapse=True)
    assert (cut.batch.journeys, cut.batch.events, cut.customers) == (0, 0, 0)


def test_a_key_that_is_no_property_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no property 'basket'"):
        analyse.cut(batch([[0]]), cases=Cases("key", key="basket"), events=("a",), observed_until=START)


def test_shared_numeric_keys_reach_the_envelope() -> None:
    events = [oracle.Event(who, 0, "paid", {"number": 7}) for who in "ab"]
    journeys = ask(events, cases=Cases("key", key="number"))
    assert LocalEngine(1).run(journeys, analyse.Follows(journeys.source.events)).to_dict()["basis"]["shared_keys"] == 1
