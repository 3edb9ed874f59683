"""The alignment kernels on what is large, narrow or empty; what they mean is tested where they are asked."""

import tracemalloc
from bisect import bisect_left
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from sojourn import analyse, kernels
from sojourn.core.expectation import Expectation, ExpectedStep, Move, Point, Rule
from sojourn.core.journeys import Basis, Cases, JourneyBatch
from tests.factories.questions import inside
from tests.oracles import conformance as oracle

BASIS = Basis("customer", Cases(), 0, 0, 0, 0, None, None, None)


def line(steps: int) -> Expectation:
    """Make steps in line, named by number."""
    return Expectation(
        "line",
        tuple(ExpectedStep(str(i), str(i), (Point(str(i), str(i), (Rule((str(i),)),)),)) for i in range(steps)),
        tuple(Move(i, i + 1) for i in range(steps - 1)),
        (0,),
        (steps - 1,),
    )


def held(expected: Expectation, events: Any, offsets: Any, *, names: int, code: Any) -> tuple[Any, Any]:
    """Hold journeys of event codes against an expectation: counts and members."""
    called = tuple(map(str, range(names)))
    matcher = inside("matching").matcher(expected, called, (), {})
    spec = analyse.Conformance(
        expected,
        matcher,
        inside("conformance_graph").graph(expected),
        inside("conformance_words").words(expected, matcher, called),
        called,
    )
    count = len(offsets) - 1
    event = np.array(events, code)
    event.setflags(write=False)
    batch = JourneyBatch(
        np.array(offsets, np.int64),
        np.arange(count),
        np.zeros(count, np.uint8),
        np.arange(len(event), dtype=np.int64),
        event,
        np.full(len(event), 255, np.uint8),
    )
    return spec.finish(spec.partial(batch), BASIS), spec.members(batch)


def rising(values: list[int]) -> int:
    """Give the length of the longest rising subsequence."""
    ends: list[int] = []
    for value in values:
        place = bisect_left(ends, value)
        ends[place : place + 1] = [value]
    return len(ends)


@pytest.mark.parametrize(("events", "steps"), [(1_000_000, 100), (60_000, 1000), (200_000, 1), (12_000, 100)], ids=str)
def test_a_giant_journey_costs_what_its_longest_rising_part_leaves_over(events: int, steps: int) -> None:
    drawn = np.random.default_rng(7).integers(0, steps, events)
    tracemalloc.start()
    result, members = held(line(steps), drawn, [0, events], names=steps, code=np.uint16)
    memory = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    cost = events + steps - 2 * rising(drawn.tolist())
    assert members["cost"].tolist() == [cost]
    assert result.cost == cost
    assert sum(each.done for each in result.steps) == rising(drawn.tolist())
    # Rows of costs alone would be 800 MB for the first of these.
    assert memory < 60_000_000 + 200 * events + 100 * steps**2


@pytest.mark.parametrize(
    ("names", "code"), [(200, np.uint8), (300, np.uint16), (70_000, np.uint32)], ids=["uint8", "uint16", "uint32"]
)
def test_codes_of_any_width_give_the_same(names: int, code: Any) -> None:
    rng = np.random.default_rng(3)
    sizes = rng.integers(1, 9, 200)
    drawn = rng.choice([0, 1, 2, 3, names - 1], sizes.sum())
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    result, members = held(line(4), drawn, offsets, names=names, code=code)
    journeys = [
        {"events": [str(name) for name in drawn[low:high]], "open": False, "customer": place}
        for place, (low, high) in enumerate(pairwise(offsets))
    ]
    wanted = oracle.summary(line(4), journeys)
    assert [each.to_dict() for each in result.steps] == wanted["steps"]
    assert {(each.start, each.end): (each.count, each.journeys, each.customers) for each in result.breaks} == wanted[
        "breaks"
    ]
    assert members["cost"].tolist() == [oracle.hold(line(4), each)["cost"] for each in journeys]


def test_a_hundred_steps_in_line_are_held() -> None:
    result, members = held(line(100), [*range(100), *range(0, 100, 2)], [0, 100, 150], names=100, code=np.uint8)
    assert members["cost"].tolist() == [0, 50]
    assert [each.missing for each in result.steps] == [0, 1] * 50


def test_a_thousand_steps_that_may_all_be_left_out_are_held() -> None:
    steps = tuple(
        ExpectedStep(str(i), str(i), (Point(str(i), str(i), (Rule((str(i),)),)),), optional=True) for i in range(1000)
    )
    expected = Expectation("loose", steps, tuple(Move(i, i + 1) for i in range(999)), (0,), (999,))
    result, members = held(expected, [5, 999, 998, 3], [0, 2, 4], names=1000, code=np.uint16)
    assert members["cost"].tolist() == [0, 1]
    assert [each.step for each in result.steps if each.out_of_order] == ["3"]


def test_one_event_and_none_are_held() -> None:
    result, members = held(line(2), [0], [0, 1], names=2, code=np.uint8)
    assert (members["cost"].tolist(), result.deviations.of("missing").count) == ([1], 1)
    result, members = held(line(2), [], [0], names=2, code=np.uint8)
    assert (result.journeys, result.fitness, members["cost"].tolist()) == (0, None, [])


def test_equal_hashes_get_one_number() -> None:
    rng = np.random.default_rng(1)
    rows = rng.integers(0, 4, (500, 2)).astype(np.uint64)
    which, first, counts = kernels.distinct(rows)
    seen: dict[tuple[int, ...], int] = {}
    assert which.tolist() == [seen.setdefault(tuple(row), len(seen)) for row in rows.tolist()]
    assert [tuple(row) for row in rows[first].tolist()] == list(seen)
    assert counts.tolist() == np.bincount(which).tolist()
    assert [len(part) for part in kernels.distinct(rows[:0])] == [0, 0, 0]
