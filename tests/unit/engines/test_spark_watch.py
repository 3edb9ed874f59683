"""How the work of a cluster is watched, without a cluster: what its stages come to for whoever asks."""

import pytest

from sojourn.engines import NothingBegins, Watch
from sojourn.engines.spark_jobs import Stage
from sojourn.engines.spark_watch import _Passes, _Waiting, warned
from tests.factories.watches import watch


def told(*looks: dict[int, Stage]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    passes = _Passes(lambda done, total: found.append((done, total)))
    for stages in looks:
        passes.take(stages)
    passes.end()
    return found


def test_a_job_counts_the_tasks_of_its_stages_and_its_last_is_done_when_it_is() -> None:
    assert told(
        {},
        {1: Stage(4, 0, 2), 2: Stage(2, 0, 0)},
        {1: Stage(4, 3, 1), 2: Stage(2, 0, 0)},
        {1: Stage(4, 4, 0), 2: Stage(2, 2, 0)},
    ) == [(0, 6), (0, 6), (3, 6), (5, 6), (6, 6)]


def test_each_job_is_a_pass_of_its_own() -> None:
    first, second = {1: Stage(3, 1, 1)}, {2: Stage(2, 1, 1)}
    assert told(first, second, {}) == [(0, 3), (1, 3), (3, 3), (0, 2), (1, 2), (2, 2)]


def test_a_stage_that_is_tried_again_takes_nothing_back() -> None:
    assert told({1: Stage(3, 2, 1)}, {1: Stage(3, 0, 1)}) == [(0, 3), (2, 3), (2, 3), (3, 3)]


def test_what_ends_beside_what_runs_is_done() -> None:
    both = {1: Stage(3, 0, 1), 2: Stage(4, 1, 1)}
    assert told(both, {2: Stage(4, 2, 1)}, {3: Stage(1, 0, 1)}) == [
        (0, 7), (1, 7), (5, 7), (7, 7), (0, 1), (0, 1), (1, 1),
    ]  # fmt: skip


def test_work_that_nobody_saw_is_one_task() -> None:
    assert told() == told({}) == [(0, 1), (1, 1)]


def waits(*looks: tuple[float, dict[int, Stage]]) -> list[bool]:
    """Say at which look it is told that nothing begins; the clock is looked at only while nothing runs."""
    waiting = _Waiting(watch(*(at for at, _ in looks)), patience=10)
    return [waiting.too_long(stages) for _, stages in looks]


IDLE = {1: Stage(2, 0, 0)}


def test_waiting_is_told_once() -> None:
    assert waits((0, IDLE), (9, IDLE), (10, IDLE), (11, IDLE), (99, IDLE)) == [False, False, True, False, False]


def test_what_runs_does_not_wait_and_neither_does_what_makes_headway() -> None:
    busy, done = {1: Stage(2, 0, 1)}, {1: Stage(2, 1, 0)}
    waiting = _Waiting(watch(0, 10, 20, 30, 40), patience=10)
    looks = [IDLE, busy, IDLE, done, done, {}, done, done, done]
    assert [waiting.too_long(each) for each in looks] == [False] * 8 + [True]


def test_by_default_it_is_a_warning() -> None:
    with pytest.warns(NothingBegins, match="no worker"):
        warned("no worker")


def test_a_session_whose_jobs_cannot_be_told_apart_works_all_the_same() -> None:
    assert Watch().over(object(), lambda: 42, told="x") == 42
