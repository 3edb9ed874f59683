"""The walk through steps and the timing of waits, by hand-made arrays; the oracle holds them through the analysis."""

from typing import Any

import numpy as np
import pytest

from sojourn import kernels


def walk(
    journeys: list[list[int]],
    *,
    meanings: list[tuple[list[int], bool]],
    steps: int,
    customers: list[int] | None = None,
    flags: list[int] | None = None,
    anew: int = -1,
    visits: bool = True,
) -> Any:
    """Run over journeys of symbols, an event a microsecond, one point a step; nothing may be written to."""
    flat = [symbol for journey in journeys for symbol in journey]
    arrays: list[Any] = [
        np.concatenate([[0], np.cumsum([len(journey) for journey in journeys])]).astype(np.int64),
        np.array(range(len(journeys)) if customers is None else customers, np.int64),
        np.array([0] * len(journeys) if flags is None else flags, np.uint8),
        np.array([place for journey in journeys for place in range(len(journey))], np.int64),
        np.array(flat, np.int32),
        np.concatenate([[0], np.cumsum([len(found) for found, _ in meanings])]).astype(np.int64),
        np.array([step for found, _ in meanings for step in found], np.int64),
        np.array([step for found, _ in meanings for step in found], np.int64),
        np.array([failed for _, failed in meanings], np.uint8),
        np.ones(steps, np.uint8),
        np.array([1] + [0] * steps, np.uint8)[:steps],
        np.array([0] * (steps - 1) + [1], np.uint8)[:steps],
        np.array([anew == step for step in range(steps)], np.uint8),
        np.zeros((steps, steps), np.uint8),
    ]
    for array in arrays:
        array.setflags(write=False)
    return kernels.pass_steps(*arrays, steps, visits)


ONE_EACH = [([0], False), ([1], False), ([2], False), ([1], True)]


def test_an_empty_batch_counts_nothing() -> None:
    state, by_step, by_point, moves, _, whole, move, took, last_step, last_event = walk([], meanings=ONE_EACH, steps=3)
    assert not any(found.any() for found in (by_step, by_point, moves, whole))
    assert len(state) == len(move) == len(took) == len(last_step) == len(last_event) == 0


def test_no_steps_and_no_meanings_are_walked_past() -> None:
    _, by_step, *_, whole, _, _, last_step, _ = walk([[-1, -2]], meanings=[], steps=0)
    assert (by_step.shape, whole.tolist(), len(last_step)) == ((12, 0), [0, 0, 0, 0], 0)


@pytest.mark.parametrize(
    ("between", "visits"), [(-2, 1), (-1, 2), (3, 1), (1, 2)], ids=["left out", "ad hoc", "failed", "another step"]
)
def test_what_lies_between_decides_whether_a_visit_goes_on(between: int, visits: int) -> None:
    meanings = [([0], False), ([1], False), ([2], False), ([0], True)]
    _, by_step, *_ = walk([[0, between, 0]], meanings=meanings, steps=3)
    assert by_step[2, 0] == visits


def test_without_visits_each_event_is_one() -> None:
    _, by_step, _, moves, *_ = walk([[0, 0, 0]], meanings=ONE_EACH, steps=3, visits=False)
    assert (by_step[2, 0], moves[0, 0, 0], moves[1, 0, 0]) == (3, 2, 1)


def test_an_event_of_several_steps_means_the_next_of_them() -> None:
    _, by_step, *_ = walk([[0, 1, 0, 0]], meanings=[([0, 2], False), ([1], False)], steps=3, visits=False)
    assert by_step[2].tolist() == [1, 1, 2]


def test_squares_are_summed_over_customers_and_not_over_journeys() -> None:
    _, by_step, *_ = walk([[0, 1, 0], [0], [0]], customers=[4, 4, 9], meanings=ONE_EACH, steps=3)
    assert by_step[[1, 2, 9, 10, 11], 0].tolist() == [2, 4, 10, 7, 5]


def test_a_journey_stops_at_its_last_step_unless_it_came_to_an_end_or_may_go_on() -> None:
    journeys = [[0, 1, 3], [0, 2, 0], [0, 1]]
    *_, whole, _, _, last_step, last_event = walk(journeys, flags=[0, 0, 1], meanings=ONE_EACH, steps=3)
    assert (last_step.tolist(), last_event.tolist(), whole.tolist()) == ([1], [1], [3, 1, 2, 1])


def test_an_end_is_past_when_a_round_begins_anew() -> None:
    journeys = [[0, 1, 2, 0], [0, 2, 1], [0, 2, 0, 2], [0, 2, 0, 1]]
    *_, last_step, last_event = walk(journeys, meanings=ONE_EACH, steps=3, anew=0)
    assert (last_step.tolist(), last_event.tolist()) == ([0, 1], [3, 14])


def test_journeys_that_are_outside_or_under_way_are_not_followed() -> None:
    journeys = [[-2], [], [1, 0], [-1, 0], [3, 0], [-2, 0], [1, 0]]
    state, by_step, *_ = walk(journeys, flags=[2, 2, 2, 2, 2, 2, 1], meanings=ONE_EACH, steps=3)
    assert (state.tolist(), by_step[0].tolist()) == ([0, 0, 2, 2, 2, 1, 1], [2, 1, 0])


def test_moves_take_the_time_from_the_last_event_of_one_visit_to_the_first_of_the_next() -> None:
    *_, move, took, _, _ = walk([[0, 0, -2, 1, 1, 2]], meanings=ONE_EACH, steps=3)
    assert (move.tolist(), took.tolist()) == ([0 * 3 + 1, 1 * 3 + 2], [2, 1])


def test_waits_are_from_the_latest_start_to_the_next_finish() -> None:
    offsets, time = np.array([0, 5, 7, 8], np.int64), np.array([0, 2, 7, 9, 11, 3, 8, 4], np.int64)
    starts, finishes = (np.array([int(c) for c in text], np.uint8) for text in ("11011101", "00100000"))
    for array in (offsets, time, starts, finishes):
        array.setflags(write=False)
    took, left, waiting = kernels.wait_times(offsets, np.array([0, 0, 1], np.uint8), time, starts, finishes, 20)
    assert (took.tolist(), left.tolist(), waiting.tolist()) == ([5], [0, 5], [16])


def test_a_wait_that_begins_after_the_observed_span_has_lasted_no_time() -> None:
    one = np.array([1], np.uint8)
    found = kernels.wait_times(np.array([0, 1], np.int64), one, np.array([9], np.int64), one, one - 1, 5)
    assert [each.tolist() for each in found] == [[], [], [0]]
