"""Two answers agree, or the difference is named; and the peers' forms say what a slow reading of the events says."""

import collections
import itertools
from typing import Any

import pyarrow.parquet as pq
import pytest
from benchmarks import questions as q
from benchmarks import world
from benchmarks.peers import duckdb as peer
from benchmarks.peers.sojourn_engine import translate


def slowly(customers: dict[int, list[tuple[int, int]]]) -> dict[str, Any]:
    """Answer all four questions event by event; a customer is a list of (microseconds, event) in recorded order."""
    reached = [0] * len(q.STEPS)
    gaps = collections.defaultdict(list)
    sequences = collections.Counter(tuple(event for _, event in events) for events in customers.values())
    cells: collections.Counter[tuple[int, int]] = collections.Counter()
    for events in customers.values():
        attempts = [set() for _ in q.STEPS]  # for each step, the starts of all attempts that got there
        for time, event in events:
            for k in range(len(q.STEPS) - 1, -1, -1):
                if event == q.STEPS[k]:
                    from_before = {time} if k == 0 else {s for s in attempts[k - 1] if time - s <= q.WITHIN_US}
                    attempts[k] |= from_before
        reached = [n + bool(starts) for n, starts in zip(reached, attempts, strict=True)]
        for (t1, e1), (t2, e2) in itertools.pairwise(events):
            gaps[e1, e2].append(t2 - t1)
        weeks = sorted({(t - q.MONDAY_US) // q.WEEK_US for t, event in events if event == q.START})
        cells.update((weeks[0], week - weeks[0]) for week in weeks if week - weeks[0] <= q.PERIODS)
    return {
        "funnel": {"reached": reached},
        "follows": {"edges": sorted([a, b, len(d), sum(d) / len(d) / 1e6] for (a, b), d in gaps.items())},
        "variants": {"distinct": len(sequences), "top": [[n, list(p)] for p, n in sequences.most_common(q.TOP)]},
        "retention": {"cells": sorted([b, k, n] for (b, k), n in cells.items())},
    }


@pytest.fixture(scope="module")
def block() -> world.Block:
    whole = world.make_block(3, world.chances())
    some = whole.customer < whole.customer[0] + 1_500
    return world.Block(*(getattr(whole, name)[some] for name in world.COLUMNS))


@pytest.fixture(scope="module")
def expected(block: world.Block) -> dict[str, Any]:
    customers = collections.defaultdict(list)
    for customer, time, event in zip(block.customer.tolist(), block.time.tolist(), block.event.tolist(), strict=True):
        customers[customer].append((time, event))
    return slowly(customers)


@pytest.fixture(scope="module")
def engine(block: world.Block, tmp_path_factory: pytest.TempPathFactory) -> peer.Engine:
    folder = tmp_path_factory.mktemp("world")
    pq.write_table(world.to_table(block, seq=True), folder / "events.parquet")
    made = peer.Engine()
    made.load(folder)
    return made


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("funnel", "funnel"),
        ("funnel", "funnel_any_order"),
        ("follows", "follows"),
        ("follows", "follows_any_order"),
        ("variants", "variants"),
        ("retention", "retention"),
    ],
)
def test_duckdb_answers_as_a_slow_reading_does(
    question: str, form: str, engine: peer.Engine, expected: dict[str, Any]
) -> None:
    assert q.differences(question, expected[question], getattr(engine, form)()) == []


def test_the_checked_world_reaches_the_last_step(expected: dict[str, Any]) -> None:
    assert expected["funnel"]["reached"][-1] > 0


def test_one_count_off_is_named() -> None:
    assert q.differences("funnel", {"reached": [3, 2]}, {"reached": [3, 1]}) == ["reached: [3, 2] and [3, 1]"]
    assert q.differences("retention", {"cells": [[0, 0, 5]]}, {"cells": [[0, 0, 4]]})
    assert q.differences("follows", {"edges": [[0, 1, 5, 1.0]]}, {"edges": [[0, 1, 6, 1.0]]})
    assert q.differences("follows", {"edges": [[0, 1, 5, 1.0]]}, {"edges": []})


def test_mean_times_may_differ_by_one_part_in_a_thousand_million() -> None:
    assert q.differences("follows", {"edges": [[0, 1, 5, 1000.0]]}, {"edges": [[0, 1, 5, 1000.0 + 9e-7]]}) == []
    assert q.differences("follows", {"edges": [[0, 1, 5, 1000.0]]}, {"edges": [[0, 1, 5, 1000.0 + 2e-6]]}) != []


def test_variants_that_tie_for_the_last_place_may_differ() -> None:
    full = [[9, [1]]] + [[2, [5, k]] for k in range(q.TOP - 1)]
    other = [[9, [1]]] + [[2, [6, k]] for k in range(q.TOP - 1)]
    assert q.differences("variants", {"distinct": 500, "top": full}, {"distinct": 500, "top": other}) == []
    other[0] = [9, [2]]
    assert q.differences("variants", {"distinct": 500, "top": full}, {"distinct": 500, "top": other}) != []


def test_few_variants_are_compared_to_the_last() -> None:
    assert q.differences("variants", {"distinct": 1, "top": [[9, [1]]]}, {"distinct": 1, "top": [[9, [2]]]}) != []


def test_sojourn_s_documents_become_codes() -> None:
    visited, viewed = world.EVENTS[:2]
    graph = {"edges": [{"from": visited, "to": viewed, "count": 3, "mean_seconds": 1.5}]}
    assert translate("follows", graph) == {"edges": [[0, 1, 3, 1.5]]}
    assert translate("funnel", {"steps": [{"reached": 2}, {"reached": 1}]}) == {"reached": [2, 1]}
    variants = {"distinct": 4, "variants": [{"journeys": 2, "path": [viewed, visited]}]}
    assert translate("variants", variants) == {"distinct": 4, "top": [[2, [1, 0]]]}
    cells = [{"period": 0, "retained": 7}, {"period": 1, "retained": 0}]
    assert translate("retention", {"cohorts": [{"cohort": "2018-01-15", "cells": cells}]}) == {"cells": [[2, 0, 7]]}
