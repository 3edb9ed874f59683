"""Where events on a cluster may lie, and what their columns may be: the answers are those of the local engine."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable, write_deltalake

import sojourn as sj
from sojourn.core.analysis import Journeys
from tests.conformance.worlds import WORLDS

STEPS = ["see", "fill|ask", "pay"]
USUAL = WORLDS["usual"]


def asked(journeys: Journeys) -> tuple[Any, Any]:
    """Ask for numbers in groups by a property, and for who is behind them."""
    members = sj.funnel_members(journeys, STEPS)
    return sj.funnel(journeys, STEPS, within="7d", breakdown="city").to_dict(), members.to_pylist()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> sj.Workspace:
    """Give a workspace of two imports, in a folder that looks like a pattern."""
    folder = tmp_path_factory.mktemp("kept") / "my shop [é] {1}"
    made = sj.init(folder, time_zone="Europe/Paris")
    half = USUAL.num_rows // 2
    for number, part in enumerate((USUAL.slice(0, half), USUAL.slice(half))):
        file = folder.parent / f"{number}.parquet"
        pq.write_table(part.select(["customer", "time", "event", "channel", "value", "order", "number", "city"]), file)
        made.import_files(file)
    return made


def test_a_workspace_says_what_it_says_here(spark: Any, shop: sj.Workspace) -> None:
    there, here = sj.spark_journeys(spark, str(shop.path)), shop.journeys()
    assert dict(there.source.properties) == dict(here.source.properties)
    assert there.time_zone == here.time_zone == "Europe/Paris"
    assert there.source.customers == here.source.customers
    assert asked(there) == asked(here)
    options: dict[str, Any] = {"where": "value > 5 and hour(time) < 20 and city is not null", "gap": "2h"}
    options |= {"since": "2024-03-30T00:30", "collapse": True}
    asked_there = sj.spark_journeys(spark, shop.path, **options)
    assert sj.variants(asked_there).to_dict() == sj.variants(shop.journeys(**options)).to_dict()


def test_a_workspace_is_asked_by_the_name_of_its_engine(spark: Any, shop: sj.Workspace) -> None:
    found = sj.sessions(shop.journeys(engine=spark.sparkContext.master))
    assert found.to_dict() == sj.sessions(shop.journeys()).to_dict()


def test_a_cohort_narrows_a_cluster_too(spark: Any, shop: sj.Workspace) -> None:
    answers = []
    for journeys in (sj.spark_journeys(spark, shop.path), shop.journeys()):
        cohort = sj.cohort_by_step(journeys, "payers", STEPS, step=3)
        answers.append((cohort.size, sj.follows(sj.within_cohort(journeys, cohort)).to_dict()))
    assert answers[0] == answers[1]


def test_a_delta_table_is_what_its_log_says(spark: Any, tmp_path: Path) -> None:
    root = tmp_path / "delta é"
    for part in (USUAL.slice(0, 100), USUAL.slice(100)):
        write_deltalake(root, part, mode="append")
    DeltaTable(root).delete("event = 'search'")
    DeltaTable(root).create_checkpoint()
    DeltaTable(root).optimize.compact()
    kept = USUAL.filter(pa.compute.not_equal(USUAL["event"], "search"))
    there = sj.spark_journeys(spark, str(root))
    assert there.source.rows == kept.num_rows
    assert sj.sessions(there).to_dict() == sj.sessions(sj.journeys(kept)).to_dict()


def test_files_are_in_the_order_of_their_names_and_rows(spark: Any, as_parquet: Callable[[pa.Table], str]) -> None:
    table = WORLDS["ties"]
    there = sj.spark_journeys(spark, as_parquet(table))
    assert asked(there) == asked(sj.journeys(table))


def test_columns_may_have_any_names_and_times_any_type(spark: Any) -> None:
    first = int(np.datetime64("2024-03-30T23:00", "us").astype(np.int64))
    minutes = [(each * 37) % 300 for each in range(200)]  # over the hour that there was not, in Paris
    rows = [
        (each % 7, first + minute * 60_000_000, ("see", "pay", "fill")[each % 3], 200 - each)
        for each, minute in enumerate(minutes)
    ]
    frame = spark.createDataFrame(rows, "`who.is` int, at long, what string, n int")
    naive = frame.selectExpr(
        "`who.is`", "what", "n", "timestamp_ntz'1970-01-01' + make_dt_interval(0, 0, 0, at / 1000000) AS at"
    )
    table = pa.table(
        {
            "who.is": [row[0] for row in rows],
            "at": pa.array([row[1] for row in rows], pa.timestamp("us")),
            "what": [row[2] for row in rows],
            "n": [row[3] for row in rows],
        }
    ).sort_by("n")
    columns: dict[str, Any] = {"customer": "who.is", "time": "at", "event": "what"}
    for given, zone in ((frame, "UTC"), (naive, "UTC"), (naive, "Europe/Paris")):
        there = sj.spark_journeys(spark, given, **columns, seq="n", time_zone=zone)
        here = sj.journeys(table, **columns, time_zone=zone)
        assert sj.timing(there, start="see", end="pay").to_dict() == sj.timing(here, start="see", end="pay").to_dict()
    for unit, made in (("s", "at div 1000000"), ("ns", "at * 1000 + 999")):
        given = frame.selectExpr("`who.is`", "what", "n", f"{made} AS at")
        counted = sj.spark_journeys(spark, given, **columns, seq="n", time_unit=unit)
        assert counted.source.observed_from == first


def test_without_an_order_of_arrival_ties_are_always_the_same(
    spark: Any, as_parquet: Callable[[pa.Table], str]
) -> None:
    frame = spark.read.parquet(as_parquet(WORLDS["ties"]))
    one = sj.variants(sj.spark_journeys(spark, frame)).to_dict()
    assert sj.variants(sj.spark_journeys(spark, frame.repartition(5))).to_dict() == one


def test_what_cannot_be_used_is_refused_with_what_would_be_right(spark: Any, tmp_path: Path) -> None:
    frame = spark.createDataFrame(
        [("ann", "yesterday", "see"), (None, "today", "see")], "customer string, time string, event string"
    )
    for data, options, said in (
        (frame, {"customer": "buyer"}, "no column 'buyer'"),
        (frame, {}, "is string, which is no time"),
        (frame.selectExpr("customer", "event", "5L AS time"), {}, "1 row has no 'customer'"),
        (frame.selectExpr("event AS customer", "event", "9223372036854775807L AS time"), {}, "years 1 to 9999"),
        (frame.selectExpr("event AS customer", "event", "array(1) AS t", "5L AS time"), {"event": "t"}, "text or"),
    ):  # fmt: skip
        with pytest.raises(sj.InvalidInput, match=said):
            sj.spark_journeys(spark, data, **options)
    with pytest.raises(sj.NotFound, match="no workspace, Delta table or Parquet"):
        sj.spark_journeys(spark, str(tmp_path / "nothing"))
    with pytest.raises(sj.InvalidInput, match="no Spark session"):
        sj.spark_journeys(str(tmp_path), spark)
    usable = sj.spark_journeys(spark, frame.selectExpr("event AS customer", "event", "5L AS time"))
    with pytest.raises(sj.EngineError, match="lie on a cluster"):
        usable.source.ranges(most=1, at_least=1)
    with pytest.raises(sj.InvalidInput, match="have no property 'city'"):
        sj.funnel(usable, ["see"], breakdown="city")
