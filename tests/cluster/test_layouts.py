"""How data lie on a cluster: skewed, in empty partitions, in more of them than there are customers, out of order."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sojourn as sj
from sojourn.core.analysis import Journeys
from sojourn.engines import LocalEngine, SparkEngine
from sojourn.stores.memory import MemorySource
from tests.conformance.questions import MEMBERS, QUESTIONS
from tests.conformance.worlds import WORLDS, table_of, world

ASKED = ("funnel by city", "follows", "attribution markov", "conformance")


def alone(table: pa.Table) -> Journeys:
    return Journeys(MemorySource.from_table(table), LocalEngine(1))


def same(journeys: Journeys, table: pa.Table, *names: str) -> None:
    for name in names:
        question = {**QUESTIONS, **MEMBERS}[name]
        assert question.answer(journeys) == question.answer(alone(table)), name


@pytest.fixture
def many_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have as many slices as a cluster of eighteen cores would; partials then are merged on the cluster too."""
    monkeypatch.setattr(SparkEngine, "_slices", lambda self, rows: 18)


def test_one_customer_with_a_tenth_of_all_events(spark: Any, as_parquet: Callable[..., str]) -> None:
    table = world(11, customers=3_000, events=20_000, giant=0.1)
    same(sj.spark_journeys(spark, as_parquet(table)), table, *ASKED)


def test_more_partitions_than_customers(spark: Any, as_parquet: Callable[..., str], many_slices: None) -> None:
    same(sj.spark_journeys(spark, as_parquet(WORLDS["ties"], 4)), WORLDS["ties"], "ratings in groups")
    same(sj.spark_journeys(spark, as_parquet(WORLDS["one customer"], 4)), WORLDS["one customer"], "funnel by city")


def test_partitions_that_are_empty(spark: Any, as_parquet: Callable[..., str]) -> None:
    table = WORLDS["one customer"]
    place = as_parquet(table, 12)
    same(sj.spark_journeys(spark, place), table, "sessions", "paths", "conformance members")
    frame = spark.read.parquet(place).withColumnRenamed("number", "seen").repartition(6)
    found = sj.sessions(sj.spark_journeys(spark, frame.where("customer = 'nobody'")), "1h").to_dict()
    assert (found["sessions"], found["customers"]) == (0, 0)


def test_a_list_larger_than_one_answer_of_spark(
    spark: Any, many_slices: None, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pq.write_table(WORLDS["usual"].slice(0, 200).select(["customer", "time", "event"]), tmp_path / "events.parquet")
    shop = sj.init(tmp_path / "shop")
    shop.import_files(tmp_path / "events.parquet")
    there = sj.spark_journeys(spark, shop.path)
    conf = spark.sparkContext._jsc.sc().conf()
    before = conf.get("spark.driver.maxResultSize", "1g")
    try:
        # Eighteen tasks say twice as much, and each by itself an eighth of it.
        conf.set("spark.driver.maxResultSize", "8k")
        with caplog.at_level(logging.INFO, logger="sojourn"):
            found = sj.funnel_members(there, ["see", "pay"])
        assert "asked for again, task by task" in caplog.text
        assert found.equals(sj.funnel_members(shop.journeys(), ["see", "pay"]))
        conf.set("spark.driver.maxResultSize", "100")
        with pytest.raises(sj.EngineError, match="larger than what the driver takes"):
            sj.funnel_members(there, ["see", "pay"])
    finally:
        conf.set("spark.driver.maxResultSize", before)


def test_nobody_at_all(spark: Any, as_parquet: Callable[..., str]) -> None:
    nobody = sj.spark_journeys(spark, as_parquet(WORLDS["nobody"], 1))
    same(nobody, WORLDS["nobody"], "sessions", "funnel by city", "variants", "survival", "arms", "funnel members")


def test_a_data_frame_with_its_own_order_of_arrival(spark: Any) -> None:
    table = WORLDS["ties"].append_column("arrival", pa.array(range(WORLDS["ties"].num_rows), pa.int64()))
    mixed = table.take(np.random.Generator(np.random.PCG64(5)).permutation(table.num_rows))
    journeys = sj.spark_journeys(spark, spark.createDataFrame(mixed), seq="arrival")
    same(journeys, table, "funnel strict", "follows", "paths from")


class Unsorted:
    """A data frame of an engine that forgets to sort: right rows, in another order."""

    def __init__(self, frame: Any) -> None:
        self.frame = frame

    def __getattr__(self, name: str) -> Any:
        if name == "sortWithinPartitions":
            return lambda *columns: Unsorted(self.frame.sortWithinPartitions(_mixed()))
        found = getattr(self.frame, name)
        if not callable(found) or name in ("collect", "agg"):
            return found

        def wrapped(*given: Any, **named: Any) -> Any:
            made = found(*given, **named)
            return Unsorted(made) if type(made) is type(self.frame) else made

        return wrapped


def _mixed() -> Any:
    from pyspark.sql import functions as f

    return f.rand(3)


@pytest.mark.parametrize("name", ["funnel by city", "follows", "conformance members"])
def test_an_engine_that_forgets_to_sort_counts_nothing_wrong(
    spark: Any, as_parquet: Callable[..., str], name: str
) -> None:
    journeys = sj.spark_journeys(spark, as_parquet(WORLDS["ties"]))
    source: Any = journeys.source
    source.frame = Unsorted(source.frame)
    same(journeys, WORLDS["ties"], name)


def test_rows_that_have_no_order_are_refused_when_they_are_too_many_to_sort(
    spark: Any, as_parquet: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sojourn.engines import spark as module

    monkeypatch.setattr(module, "BUDGET", 1_000)
    journeys = sj.spark_journeys(spark, as_parquet(WORLDS["ties"]))
    source: Any = journeys.source
    source.frame = Unsorted(source.frame)
    with pytest.raises(sj.EngineError) as refused:
        sj.funnel(journeys, ["see", "pay"])
    assert refused.value.hint is not None


def test_what_executors_refuse_is_told_here(spark: Any, as_parquet: Callable[..., str]) -> None:
    table = table_of(WORLDS["ties"].to_pylist()[:50])
    journeys = sj.spark_journeys(spark, as_parquet(table), where="citty = 'Lyon'")
    with pytest.raises(sj.InvalidInput) as told:
        sj.funnel(journeys, ["see", "pay"])
    with pytest.raises(sj.InvalidInput) as locally:
        sj.funnel(sj.journeys(table, where="citty = 'Lyon'"), ["see", "pay"])
    assert (told.value.code, told.value.message) == (locally.value.code, locally.value.message)
