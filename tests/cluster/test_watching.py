"""A cluster at work is watched: it says how far it is and why nothing begins, and ends when it is told to."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import sojourn as sj
from sojourn.core.analysis import Journeys
from sojourn.engines import SparkEngine, Watch
from tests.cluster.awkward import Gated, Wrapping
from tests.cluster.standalone import ROOT, Cluster, wait_for
from tests.conformance.worlds import WORLDS
from tests.e2e.test_waiting import OnTerminal


@pytest.fixture(scope="module")
def there(spark: Any, as_parquet: Callable[..., str]) -> Journeys:
    return sj.spark_journeys(spark, as_parquet(WORLDS["giant"]))


@pytest.fixture(scope="module")
def customers() -> int:
    return sj.journeys(WORLDS["giant"]).source.customers


def gated(spark: Any, folder: Path, watch: Watch | None = None) -> Wrapping:
    """Give an engine whose tasks wait until the file `gate` is there."""
    return Wrapping(SparkEngine(spark, watch=watch), lambda a: Gated(a, str(folder / "begun"), str(folder / "gate")))


def ended() -> bool:
    """Say whether no thread works for a question any more."""
    return not any(each.name.startswith("sojourn-spark") for each in threading.enumerate())


def test_tasks_are_told_while_they_run(spark: Any, there: Journeys, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    callers = set()

    def take(done: int, total: int) -> None:
        told.append((done, total))
        callers.add(threading.current_thread())
        if (tmp_path / "begun").exists():  # it is told while the work waits
            (tmp_path / "gate").touch()

    sj.follows(replace(there, engine=gated(spark, tmp_path, Watch(take))))
    assert callers == {threading.current_thread()}
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1] > 0
    for (before, whole), (done, total) in pairwise(told):
        assert done == 0 if before == whole else (before <= done and total == whole)


def test_choosing_journeys_is_told_too(spark: Any, as_parquet: Callable[..., str]) -> None:
    told: list[tuple[int, int]] = []
    sj.spark_journeys(spark, as_parquet(WORLDS["usual"]), progress=lambda done, total: told.append((done, total)))
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1]


def test_the_pages_of_the_cluster_say_what_a_job_is_for(spark: Any, there: Journeys, tmp_path: Path) -> None:
    found = set()

    def take(done: int, total: int) -> None:
        tracker = spark.sparkContext._jsc.sc().statusTracker()
        store = spark.sparkContext._jsc.sc().statusStore()
        found.update(str(store.job(job).description()) for job in tracker.getActiveJobIds())
        if (tmp_path / "begun").exists():
            (tmp_path / "gate").touch()

    sj.follows(replace(there, engine=gated(spark, tmp_path, Watch(take))))
    assert "Some(sojourn: gated)" in found, "called by the class of the question"


def test_an_interrupt_ends_the_jobs_of_the_question_and_no_others(
    spark: Any, there: Journeys, customers: int, tmp_path: Path
) -> None:
    def stop(done: int, total: int) -> None:
        if (tmp_path / "begun").exists():
            raise KeyboardInterrupt

    other: list[Any] = []
    (tmp_path / "other").mkdir()
    beside = replace(there, engine=gated(spark, tmp_path / "other"))
    thread = threading.Thread(target=lambda: other.append(sj.sessions(beside).to_dict()))
    thread.start()
    try:
        wait_for((tmp_path / "other" / "begun").exists, "a task to begin")
        with pytest.raises(KeyboardInterrupt):
            sj.follows(replace(there, engine=gated(spark, tmp_path, Watch(stop))))
    finally:
        (tmp_path / "other" / "gate").touch()
        thread.join()
    wait_for(ended, "the end of the work")
    assert other[0]["customers"] == customers


def test_what_the_asking_thread_has_set_holds_for_its_jobs(spark: Any, there: Journeys, tmp_path: Path) -> None:
    context = spark.sparkContext
    context.setJobGroup("mine", "what I ask")
    seen = set()

    def take(done: int, total: int) -> None:
        seen.update(context.statusTracker().getJobIdsForGroup("mine"))
        if (tmp_path / "begun").exists():
            (tmp_path / "gate").touch()

    try:
        before = set(context.statusTracker().getJobIdsForGroup("mine"))
        sj.follows(replace(there, engine=gated(spark, tmp_path, Watch(take))))
    finally:
        for name in ("spark.jobGroup.id", "spark.job.description"):
            context.setLocalProperty(name, None)
    assert seen - before
    assert "sojourn" not in str(context.getLocalProperty("spark.job.tags"))


def test_executors_that_are_busy_are_told_of_once(spark: Any, there: Journeys, customers: int, tmp_path: Path) -> None:
    holding = replace(there, engine=gated(spark, tmp_path))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SparkEngine, "_slices", lambda self, rows: 8)
        holds = threading.Thread(target=lambda: sj.sessions(holding))
        holds.start()
        wait_for((tmp_path / "begun").exists, "a task to begin")
    said: list[str] = []

    def note(message: str) -> None:
        said.append(message)
        (tmp_path / "gate").touch()

    try:
        waits = SparkEngine(spark, watch=Watch(note=note, patience=0.2))
        assert sj.sessions(replace(there, engine=waits)).to_dict()["customers"] == customers
    finally:
        (tmp_path / "gate").touch()
        holds.join()
    assert len(said) == 1
    assert said[0].startswith("nothing has begun for 0 s: the executors that spark://127.0.0.1:")
    assert "are busy with something else" in said[0]


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a master that has no worker."""
    made = Cluster(tmp_path_factory.mktemp("idle"))
    made.start(workers=0)
    try:
        yield made.master
    finally:
        made.stop()


def test_a_master_without_workers_is_told_of(idle: str) -> None:
    """In a process of its own: it is a warning, and whoever makes it an error ends the question."""
    code = """
import sys, warnings
from sojourn.engines import NothingBegins, Watch, spark_source, start_spark
from sojourn.stores import elsewhere
warnings.simplefilter("error", NothingBegins)
spark = start_spark(sys.argv[1], {"spark.executor.cores": "3", "spark.driver.host": "127.0.0.1"})
frame = spark.range(5).selectExpr("id AS customer", "'see' AS event", "id AS time")
try:
    spark_source(spark, frame, reading=elsewhere, watch=Watch(patience=0.2))
except NothingBegins as told:
    print(told)
spark.stop()
"""
    done = subprocess.run(
        [sys.executable, "-c", code, idle],
        env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert "has given no executor yet, and each asks for 1g of memory and 3 cores" in done.stdout


def test_the_command_line_shows_tasks_and_ends_when_told(idle: str, as_parquet: Callable[..., str]) -> None:
    words = ["sessions", "--events", as_parquet(WORLDS["usual"]), "--engine", idle]
    asked = OnTerminal([*words, "--spark-conf", "spark.driver.host=127.0.0.1"])
    asked.read_until("0 tasks done")
    asked.interrupt()
    assert asked.end() == (130, "")
    assert asked.shown.rstrip().endswith("interrupted")
