"""The shape that counts give to a draft."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.insight.drafting_counts import Label, Looked, Placed, Walked
from sojourn.insight.drafting_shape import alternatives, candidates, ordered, split, ways
from tests.oracles.drafting import best_order

HOUR = 3_600_000_000


def placed(before: list[list[int]], both: list[list[int]], **changes: object) -> Placed:
    zeros = np.zeros((len(both), len(both)), np.int64)
    fields = {"apart": np.array(both), "together": zeros, "through": zeros} | changes
    return Placed(100, np.array(both), np.array(before), **fields)  # type: ignore[arg-type]


def walked(moves: list[list[int]], **changes: object) -> Walked:
    size = len(moves)
    plain = np.full(size, 100, np.int64)
    fields: dict[str, object] = {
        "journeys": 100, "closed": 100, "reach": plain, "reach_closed": plain, "visits": plain,
        "starts": np.array([100] + [0] * (size - 1)), "ends": np.array([0] * (size - 1) + [100]),
        "passed": np.array([100] * (size - 1) + [0]), "passed_with": np.array([100] * (size - 1) + [0]),
        "waits": np.array([[a, a + 1, 60_000_000] for a in range(size - 1)]).T.reshape(3, -1),
    }  # fmt: skip
    return Walked(moves=np.array(moves), **(fields | changes))  # type: ignore[arg-type]


@settings(max_examples=40)
@given(order=st.permutations(range(6)))
def test_an_order_that_every_journey_keeps_is_found(order: list[int]) -> None:
    before = [[int(order.index(a) < order.index(b)) * 10 for b in range(6)] for a in range(6)]
    both = [[10] * 6 for _ in range(6)]
    assert ordered(placed(before, both), range(6)) == order


@settings(max_examples=40)
@given(cells=st.lists(st.integers(0, 9), min_size=25, max_size=25))
def test_no_single_move_makes_an_order_better_and_it_is_near_the_best(cells: list[int]) -> None:
    before = [[0 if a == b else cells[5 * a + b] for b in range(5)] for a in range(5)]
    both = [[before[a][b] + before[b][a] for b in range(5)] for a in range(5)]
    found = ordered(placed(before, both), range(5))

    def agreed(order: list[int]) -> int:
        return sum(before[order[i]][order[j]] for i in range(5) for j in range(i + 1, 5))

    assert sorted(found) == list(range(5))
    for at in range(5):
        rest = [each for each in found if each != at]
        assert agreed(found) >= max(agreed([*rest[:to], at, *rest[to:]]) for to in range(5))
    assert agreed(found) >= 0.9 * best_order(before)


def test_one_or_the_other_is_a_choice() -> None:
    both = [[100, 50, 48, 90], [50, 50, 2, 45], [48, 2, 48, 44], [90, 45, 44, 90]]
    counts = placed([[0] * 4 for _ in range(4)], both)
    assert alternatives(counts, [0, 1, 2, 3]) == [(0,), (1, 2), (3,)]


def test_two_that_meet_as_by_chance_are_no_choice() -> None:
    both = [[100, 50, 48], [50, 50, 24], [48, 24, 48]]
    assert alternatives(placed([[0] * 3 for _ in range(3)], both), [0, 1, 2]) == [(0,), (1,), (2,)]


def test_few_frequent_values_may_set_apart() -> None:
    values = Counter({("see", "site", "a"): 50, ("see", "site", "b"): 49, ("see", "site", "rare"): 1})
    values |= Counter({("see", "id", f"{n:03}"): 1 for n in range(100)})
    values |= Counter({("see", "half", "x"): 30, ("see", "half", "y"): 30})
    looked = Looked(np.array([100]), np.array([0]), values, np.zeros(512, np.int64), 10)
    assert candidates(looked, ["see"], ["see"]) == {("see", "site"): ("a", "b")}


LABELS = (Label("see"), Label("see", "site", "a"), Label("see", "site", "b"))


@pytest.mark.parametrize(
    ("first", "apart", "found"),
    [(45, 50, "site"), (26, 50, None), (45, 10, None)],
    ids=["in order", "mixed", "in one moment"],
)
def test_values_that_come_one_after_the_other_set_apart(first: int, apart: int, found: str | None) -> None:
    both = [[60, 55, 55], [55, 55, 50], [55, 50, 55]]
    before = [[0, 0, 0], [0, 0, first], [0, 50 - first, 0]]
    far = np.array([[60, 0, 0], [0, 55, apart], [0, apart, 55]])
    assert split(LABELS, placed(before, both, apart=far), "see", ["site"]) == found


def test_a_value_that_says_it_went_wrong_sets_apart_always() -> None:
    labels = (Label("see"), Label("scan", "result", "ok"), Label("scan", "result", "refused"))
    counts = placed([[0] * 3 for _ in range(3)], [[9, 0, 0], [0, 9, 0], [0, 0, 2]])
    assert split(labels, counts, "scan", ["result"]) == "result"


def test_a_step_that_many_pass_by_is_optional() -> None:
    found = ways(walked([[0] * 4 for _ in range(4)], passed_with=np.array([100, 79, 80, 0])), phases=1, anchor=None)
    assert found.optional == {1}


def test_one_step_stays_when_all_are_passed_by() -> None:
    found = ways(walked([[0] * 3 for _ in range(3)], passed_with=np.array([10, 20, 0])), phases=1, anchor=None)
    assert found.optional == {0}


def test_ways_back_out_and_in_are_told_with_their_shares() -> None:
    moves = [[0, 90, 0], [15, 0, 80], [30, 5, 0]]
    counts = walked(moves, starts=np.array([80, 15, 5]), ends=np.array([9, 10, 81]))
    found = ways(counts, phases=1, anchor=None)
    assert found.loops == ((1, 0, 0.15), (2, 0, 0.3))
    assert found.ends == ((1, 0.1),)
    assert found.entry == {1}


def test_phases_end_where_going_on_takes_longest() -> None:
    waits = np.array([[0, 1, 60], [1, 2, 50 * HOUR], [2, 3, 60], [3, 4, 20 * HOUR], [4, 5, 60]]).T
    counts = walked([[0] * 6 for _ in range(6)], waits=waits)
    assert ways(counts, phases=None, anchor=None).cuts == (1, 3)
    assert ways(counts, phases=2, anchor=None).cuts == (1,)
    assert ways(counts, phases=6, anchor=None).cuts == (0, 1, 2, 3, 4)


def test_phases_begin_where_it_is_said_and_the_others_by_time() -> None:
    counts = walked([[0] * 6 for _ in range(6)])
    assert len(ways(counts, phases=4, anchor=None, begins={1: 4}).cuts) == 3 - 1
    assert 3 in ways(counts, phases=4, anchor=None, begins={1: 4}).cuts
    assert ways(counts, phases=3, anchor=None, begins={1: 2, 2: 5}).cuts == (1, 4)


def test_without_long_waits_phases_lie_around_the_purchase_or_in_thirds() -> None:
    counts = walked([[0] * 6 for _ in range(6)])
    assert ways(counts, phases=None, anchor=3).cuts == (2, 3)
    assert ways(counts, phases=None, anchor=5).cuts == (4,)
    assert ways(counts, phases=None, anchor=None).cuts == (1, 3)
    assert ways(walked([[0] * 2 for _ in range(2)]), phases=None, anchor=1).cuts == ()


@settings(max_examples=30)
@given(size=st.integers(1, 8), phases=st.integers(1, 9), seed=st.integers(0, 99))
def test_phases_are_as_many_as_asked_and_never_empty(size: int, phases: int, seed: int) -> None:
    draw = np.random.default_rng(seed)
    waits = np.array([[a, a + 1, int(draw.integers(0, HOUR))] for a in range(size - 1)]).T.reshape(3, -1)
    found = ways(walked([[0] * size for _ in range(size)], waits=waits.astype(np.int64)), phases=phases, anchor=None)
    borders = [-1, *found.cuts, size - 1]
    assert all(a < b for a, b in pairwise(borders)) and len(borders) == min(phases, size) + 1
