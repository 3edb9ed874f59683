"""What goes wrong on clusters, each with what is done about it."""

import logging
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sojourn as sj
from sojourn.core.analysis import Journeys
from sojourn.engines import SparkEngine, spark_send
from sojourn.engines import spark as engine
from tests.conformance.worlds import WORLDS

STEPS = ["see", "fill|ask", "pay"]


@pytest.fixture(scope="module")
def there(spark: Any, as_parquet: Callable[[pa.Table], str]) -> Journeys:
    return sj.spark_journeys(spark, as_parquet(WORLDS["usual"]))


@pytest.fixture(scope="module")
def here() -> Journeys:
    return sj.journeys(WORLDS["usual"])


def test_partials_merge_in_a_tree_and_empty_partitions_say_nothing(
    there: Journeys, here: Journeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "EVENTS_A_SLICE", 60)
    monkeypatch.setattr(engine, "FAN_IN", 3)
    # A Spark that chooses partitions by a hash: one may hold several groups, or none.
    monkeypatch.setattr(engine, "_spread", lambda frame, count, name: frame.repartition(count, name))
    assert sj.follows(there).to_dict() == sj.follows(here).to_dict()
    few = {"since": here.observed_until}
    assert sj.sessions(replace(there, **few)).to_dict() == sj.sessions(replace(here, **few)).to_dict()
    none = {"until": here.observed_from}
    assert sj.sessions(replace(there, **none)).to_dict() == sj.sessions(replace(here, **none)).to_dict()


def test_a_cluster_that_loses_the_order_is_found_out(
    there: Journeys, here: Journeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = SparkEngine._customers

    def unsorted(self: SparkEngine, *given: Any) -> Any:
        return usual(self, *given).sortWithinPartitions("seq", ascending=False)

    monkeypatch.setattr(SparkEngine, "_customers", unsorted)
    assert sj.variants(there).to_dict() == sj.variants(here).to_dict()
    monkeypatch.setattr(engine, "BUDGET", 1)
    with pytest.raises(sj.EngineError, match="came out of order") as refused:
        sj.variants(there)
    assert refused.value.code == "partition-out-of-order"


def test_an_executor_with_another_version_is_named(there: Journeys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_send, "version", lambda name: "9.9.9")
    with pytest.raises(
        sj.ConfigurationError, match=r"the Spark executor on \S+ \(.*\) has Sojourn .* asked by 9\.9\.9"
    ):
        sj.sessions(there)


def test_an_executor_without_the_package_is_named(spark: Any, there: Journeys, tmp_path: Path) -> None:
    bare = tmp_path / "python"
    # The same packages, and none that is called Sojourn.
    hidden = """
import importlib.metadata as found
there = found.version
def version(name):
    if name == "sojourn":
        raise found.PackageNotFoundError(name)
    return there(name)
found.version = version
"""
    (tmp_path / "sitecustomize.py").write_text(hidden, "utf-8")
    bare.write_text(f'#!/bin/sh\nPYTHONPATH="{tmp_path}:$PYTHONPATH" exec {sys.executable} "$@"\n', "utf-8")
    bare.chmod(0o755)
    context = spark.sparkContext
    before = context.pythonExec
    context.pythonExec = str(bare)
    try:
        with pytest.raises(sj.ConfigurationError, match=r"executor on \S+ \(.*\) has no Sojourn") as refused:
            sj.sessions(there)
    finally:
        context.pythonExec = before
    assert "pip install --no-deps sojourn==" in (refused.value.hint or "")


def test_what_an_executor_refuses_is_worded_as_here(there: Journeys, here: Journeys) -> None:
    said = []
    for journeys in (there, here):
        with pytest.raises(sj.InvalidInput) as refused:
            sj.sessions(replace(journeys, where="cast(city as integer) > 1"))
        said.append((refused.value.code, refused.value.message.partition(":")[0], refused.value.hint))
        with pytest.raises(sj.InvalidInput, match="which is no column"):
            sj.sessions(replace(journeys, where="cty = 'Lyon'"))
    assert said[0] == said[1]


def test_one_large_customer_is_told_of(
    there: Journeys, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(engine, "SKEW", (0.001, 1))
    with caplog.at_level(logging.WARNING, logger="sojourn"):
        sj.sessions(there)
    assert "a customer is never split" in caplog.text


def test_the_session_is_left_as_it_was(spark: Any, there: Journeys) -> None:
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "11")
    sj.sessions(there)
    assert spark.conf.get("spark.sql.execution.arrow.maxRecordsPerBatch") == "11"
    spark.conf.unset("spark.sql.execution.arrow.maxRecordsPerBatch")


def test_names_that_are_new_since_are_refused(spark: Any, tmp_path: Path) -> None:
    root = tmp_path / "growing"
    root.mkdir()
    pq.write_table(WORLDS["usual"].slice(0, 50), root / "a.parquet")
    journeys = sj.spark_journeys(spark, str(root))
    pq.write_table(pa.table({**{name: WORLDS["usual"][name].slice(0, 1) for name in WORLDS["usual"].column_names},
                             "event": ["never seen"]}), root / "a.parquet")  # fmt: skip
    with pytest.raises(sj.EngineError):
        sj.sessions(journeys)


def test_the_command_prints_its_answer_and_nothing_else(tmp_path: Path) -> None:
    file = tmp_path / "events.parquet"
    pq.write_table(WORLDS["usual"], file)
    command = [sys.executable, "-m", "sojourn", "funnel", "see", "pay", "--events", str(file), "--json"]
    local = subprocess.run(command, capture_output=True, check=True)
    conf = ["--spark-conf", "spark.sql.shuffle.partitions=2"]
    there = subprocess.run([*command, "--engine", "local[1]", *conf], capture_output=True, check=False)
    assert there.returncode == 0, there.stderr
    assert there.stdout == local.stdout
    assert there.stderr == b""
