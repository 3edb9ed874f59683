"""A cluster that loses executors, workers and patience: the answer is the same."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import sojourn as sj
from sojourn.core.analysis import Journeys
from sojourn.engines import LocalEngine, SparkEngine
from sojourn.stores.memory import MemorySource
from tests.cluster.awkward import Doomed, Slow, Wrapping
from tests.cluster.standalone import Cluster, end, wait_for
from tests.conformance.questions import QUESTIONS
from tests.conformance.worlds import WORLDS

FUNNEL = QUESTIONS["funnel by city"]


def alone(world: str) -> Journeys:
    return Journeys(MemorySource.from_table(WORLDS[world]), LocalEngine(1))


@pytest.fixture
def journeys(spark: Any, as_parquet: Callable[..., str]) -> Journeys:
    return sj.spark_journeys(spark, as_parquet(WORLDS["giant"]))


@contextmanager
def meanwhile(marker: Path, happens: Callable[[list[int]], None]) -> Iterator[list[Exception]]:
    """Wait for the marker and let something happen to the processes it names, while the block runs."""
    wrong: list[Exception] = []

    def wait() -> None:
        try:
            wait_for(lambda: marker.exists() and bool(marker.read_text()), "a task to begin")
            happens([int(word) for word in marker.read_text().split()])
        except Exception as error:  # noqa: BLE001 - told where the test looks
            wrong.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    try:
        yield wrong
    finally:
        thread.join()


def test_an_executor_killed_in_mid_run(journeys: Journeys, cluster: Cluster, tmp_path: Path) -> None:
    marker = tmp_path / "begun"
    killed: list[int] = []

    def kill(processes: list[int]) -> None:
        killed.extend({*processes} & {*cluster.executors()})
        for each in killed:
            end(each)

    engine = Wrapping(journeys.engine, lambda asked: Doomed(asked, str(marker)))
    with meanwhile(marker, kill) as wrong:
        answer = FUNNEL.answer(replace(journeys, engine=engine))
    assert not wrong
    assert len(killed) == 1, "the first task ran below one of the workers' executors"
    assert engine.asked, "the question went through the doomed analysis"
    assert answer == FUNNEL.answer(alone("giant"))


def test_a_worker_lost_in_mid_run(journeys: Journeys, cluster: Cluster, tmp_path: Path) -> None:
    marker = tmp_path / "begun"
    engine = Wrapping(journeys.engine, lambda asked: Doomed(asked, str(marker)))

    def lose(processes: list[int]) -> None:
        # The one whose executor runs the task that waits.
        cluster.workers.sort(key=lambda worker: worker.pid not in processes)
        assert cluster.workers[0].pid in processes
        cluster.lose_worker()

    try:
        with meanwhile(marker, lose) as wrong:
            answer = FUNNEL.answer(replace(journeys, engine=engine))
    finally:
        while len(cluster.workers) < 2:
            cluster.add_worker()
    assert not wrong
    assert answer == FUNNEL.answer(alone("giant"))


def test_a_slow_task_is_run_twice_and_counted_once(journeys: Journeys, tmp_path: Path) -> None:
    begun, woken = tmp_path / "begun", tmp_path / "woken"
    engine = Wrapping(journeys.engine, lambda asked: Slow(asked, str(begun), str(woken)))
    with pytest.MonkeyPatch.context() as patch:
        # Spark compares a task with others of its kind, half of which must have ended.
        patch.setattr(SparkEngine, "_slices", lambda self, rows: 6)
        answer = FUNNEL.answer(replace(journeys, engine=engine))
    assert begun.exists(), "one task went to sleep"
    assert not woken.exists(), "the answer is there while it sleeps: it comes from the second try"
    assert answer == FUNNEL.answer(alone("giant"))
