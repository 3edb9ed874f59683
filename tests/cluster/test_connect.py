"""Spark Connect: a session without Java on this side, as notebooks of managed clusters have; the same answers."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable, write_deltalake

import sojourn as sj
from sojourn.core.analysis import Journeys
from sojourn.engines import LocalEngine, SparkEngine, Watch, spark_send
from sojourn.engines import spark as engine
from sojourn.engines.spark_remote import is_remote, parallel, setting
from sojourn.stores.memory import MemorySource
from tests.cluster.awkward import Gated, Wrapping
from tests.cluster.remote import Server
from tests.cluster.standalone import wait_for
from tests.conformance.questions import MEMBERS, QUESTIONS
from tests.conformance.worlds import WORLDS

ALL = {name: question for name, question in {**QUESTIONS, **MEMBERS}.items() if not question.local}
SOME = sorted(ALL)[::3]
STEPS = ["see", "fill|ask", "pay"]
USUAL = WORLDS["usual"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a server."""
    made = Server(tmp_path_factory.mktemp("connect"))
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def remote(server: Server) -> Iterator[Any]:
    """Give a session of it, beside whatever session of another kind this process may have."""
    from pyspark.sql.connect.session import SparkSession

    session = SparkSession.builder.remote(server.address).create()
    try:
        yield session
    finally:
        session.stop()


@pytest.fixture(scope="module")
def there(remote: Any, as_parquet: Callable[..., str]) -> Journeys:
    return sj.spark_journeys(remote, as_parquet(WORLDS["giant"]))


def asked(journeys: Journeys) -> tuple[Any, Any]:
    """Ask for numbers in groups by a property, and for who is behind them."""
    members = sj.funnel_members(journeys, STEPS)
    return sj.funnel(journeys, STEPS, within="7d", breakdown="city").to_dict(), members.to_pylist()


@pytest.mark.parametrize("name", SOME)
def test_a_server_says_what_one_thread_says(there: Journeys, name: str) -> None:
    alone = Journeys(MemorySource.from_table(WORLDS["giant"]), LocalEngine(1))
    assert ALL[name].answer(there) == ALL[name].answer(alone)


def test_a_workspace_says_what_it_says_here(remote: Any, tmp_path: Path) -> None:
    shop = sj.init(tmp_path / "my shop [é] {1}", time_zone="Europe/Paris")
    half = USUAL.num_rows // 2
    for number, part in enumerate((USUAL.slice(0, half), USUAL.slice(half))):
        file = tmp_path / f"{number}.parquet"
        pq.write_table(part.select(["customer", "time", "event", "channel", "value", "order", "number", "city"]), file)
        shop.import_files(file)
    there, here = sj.spark_journeys(remote, shop.path), shop.journeys()
    assert dict(there.source.properties) == dict(here.source.properties)
    assert there.time_zone == here.time_zone == "Europe/Paris"
    assert there.source.customers == here.source.customers
    assert asked(there) == asked(here)
    options: dict[str, Any] = {"where": "value > 5 and hour(time) < 20 and city is not null", "gap": "2h"}
    assert sj.variants(sj.spark_journeys(remote, shop.path, **options)).to_dict() == (
        sj.variants(shop.journeys(**options)).to_dict()
    )


def test_a_delta_table_is_what_its_log_says(remote: Any, tmp_path: Path) -> None:
    root = tmp_path / "delta é"
    for part in (USUAL.slice(0, 100), USUAL.slice(100)):
        write_deltalake(root, part, mode="append")
    DeltaTable(root).delete("event = 'search'")
    DeltaTable(root).create_checkpoint()
    DeltaTable(root).optimize.compact()
    kept = USUAL.filter(pc.not_equal(USUAL["event"], "search"))
    there = sj.spark_journeys(remote, str(root))
    assert there.source.rows == kept.num_rows
    assert sj.sessions(there).to_dict() == sj.sessions(sj.journeys(kept)).to_dict()


def test_files_keep_the_order_of_their_rows(remote: Any, as_parquet: Callable[..., str]) -> None:
    assert asked(sj.spark_journeys(remote, as_parquet(WORLDS["ties"]))) == asked(sj.journeys(WORLDS["ties"]))


def test_a_data_frame_of_the_session(remote: Any) -> None:
    table = WORLDS["ties"].append_column("arrival", pa.array(range(WORLDS["ties"].num_rows), pa.int64()))
    frame = remote.createDataFrame(table).withColumnRenamed("customer", "who.is").repartition(3)
    there = sj.spark_journeys(remote, frame, customer="who.is", seq="arrival")
    assert asked(there) == asked(sj.journeys(table))
    naive = remote.sql("SELECT 'ann' AS customer, 'see' AS event, timestamp_ntz'2024-03-31 02:30:00' AS time")
    shifted = sj.spark_journeys(remote, naive, time_zone="Europe/Paris").source.observed_from
    assert shifted == 1_711_846_800_000_000, "an hour that there never was is the instant of the change"


def test_partials_merge_on_the_server(there: Journeys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SparkEngine, "_slices", lambda self, rows: 18)
    for placed in (True, False):  # a server before 4.1 chooses partitions by a hash
        monkeypatch.setattr(engine, "by_number", lambda frame, placed=placed: placed)
        assert sj.follows(there).to_dict() == sj.follows(sj.journeys(WORLDS["giant"])).to_dict()


def test_nobody_at_all(remote: Any, as_parquet: Callable[..., str]) -> None:
    nobody = sj.spark_journeys(remote, as_parquet(WORLDS["nobody"], 1))
    alone = Journeys(MemorySource.from_table(WORLDS["nobody"]), LocalEngine(1))
    for name in ("sessions", "funnel by city", "funnel members"):
        assert ALL[name].answer(nobody) == ALL[name].answer(alone)


def test_what_is_wrong_is_worded_as_elsewhere(remote: Any, there: Journeys, tmp_path: Path) -> None:
    here = sj.journeys(WORLDS["giant"])
    for where, said in (("cast(city as integer) > 1", "city"), ("cty = 'Lyon'", "which is no column")):
        told = []
        for journeys in (there, here):
            with pytest.raises(sj.InvalidInput, match=said) as refused:
                sj.sessions(replace(journeys, where=where))
            told.append((refused.value.code, refused.value.message.partition(":")[0], refused.value.hint))
        assert told[0] == told[1]
    with pytest.raises(sj.NotFound, match="no workspace, Delta table or Parquet"):
        sj.spark_journeys(remote, str(tmp_path / "nothing"))
    with pytest.raises(sj.NotFound, match="no workspace, Delta table or Parquet"):
        sj.spark_journeys(remote, str(tmp_path))
    frame = remote.createDataFrame([("ann", 1)], "customer string, time long")
    with pytest.raises(sj.InvalidInput, match="no column 'event'"):
        sj.spark_journeys(remote, frame)


def test_a_place_that_only_this_machine_sees(remote: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pq.write_table(USUAL, tmp_path / "events.parquet")
    monkeypatch.chdir(tmp_path)
    # To each process this is its own folder.
    with pytest.raises(sj.NotFound, match=r"the Spark server sees nothing at .*, which this machine does") as refused:
        sj.spark_journeys(remote, "/proc/self/cwd/events.parquet")
    assert "spark.createDataFrame(table)" in (refused.value.hint or "")


def test_a_place_that_only_the_server_sees(remote: Any, server: Server) -> None:
    pq.write_table(USUAL, server.folder / "events.parquet")
    there = sj.spark_journeys(remote, "/proc/self/cwd/events.parquet")
    assert sj.sessions(there).to_dict() == sj.sessions(sj.journeys(USUAL)).to_dict()
    write_deltalake(server.folder / "table", USUAL)
    assert sj.spark_journeys(remote, "/proc/self/cwd/table").source.rows == USUAL.num_rows


def test_an_executor_with_another_version_is_named(there: Journeys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_send, "version", lambda name: "9.9.9")
    with pytest.raises(sj.ConfigurationError, match=r"the Spark executor on \S+ \(.*\) has Sojourn .* by 9\.9\.9"):
        sj.sessions(there)


def test_what_is_sent_needs_no_sojourn_to_be_read(tmp_path: Path) -> None:
    from pyspark import cloudpickle

    from sojourn.engines.spark_stub import carried

    (tmp_path / "sent").write_bytes(cloudpickle.dumps(carried("reduce", b"", "1.0")))
    code = """
import importlib.metadata as found, pickle, sys
sys.modules["sojourn"] = None
def version(name):
    raise found.PackageNotFoundError(name)
found.version = version
(row,) = pickle.load(open("sent", "rb"))(iter([]))
print(row.column(3)[0])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["code"] == "executor-lacks-sojourn"


def test_a_session_is_known_and_left_as_it_was(remote: Any, there: Journeys) -> None:
    batch = "spark.sql.execution.arrow.maxRecordsPerBatch"
    assert is_remote(remote)
    assert parallel(remote) == 2
    remote.conf.set(batch, "11")
    sj.sessions(there)
    assert remote.conf.get(batch) == "11"
    remote.conf.unset(batch)
    with setting(remote, "spark.executor.memory", "3g"):  # a server refuses that
        assert remote.conf.get("spark.executor.memory", "none") != "3g"
    assert repr(SparkEngine(remote)) == "SparkEngine('local[2]')"


def test_a_server_tells_how_far_it_is(remote: Any, there: Journeys, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    callers = set()

    def take(done: int, total: int) -> None:
        told.append((done, total))
        callers.add(threading.current_thread())
        if (tmp_path / "begun").exists():  # it is told while the work waits
            (tmp_path / "gate").touch()

    around = Wrapping(
        SparkEngine(remote, watch=Watch(take)), lambda a: Gated(a, str(tmp_path / "begun"), str(tmp_path / "gate"))
    )
    assert sj.follows(replace(there, engine=around)).to_dict() == sj.follows(sj.journeys(WORLDS["giant"])).to_dict()
    assert callers == {threading.current_thread()}
    assert told[0][0] == 0
    assert told[-1][0] == told[-1][1] > 0


def test_an_interrupt_ends_the_work_of_the_server(remote: Any, there: Journeys, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if (tmp_path / "begun").exists():
            raise KeyboardInterrupt

    around = Wrapping(
        SparkEngine(remote, watch=Watch(stop)), lambda a: Gated(a, str(tmp_path / "begun"), str(tmp_path / "never"))
    )
    with pytest.raises(KeyboardInterrupt):
        sj.follows(replace(there, engine=around))
    wait_for(lambda: not any(each.name == "sojourn-spark" for each in threading.enumerate()), "the end of the work")
    assert sj.sessions(there).to_dict()["customers"] > 0, "the session goes on"


def test_a_busy_server_is_told_of_once(remote: Any, there: Journeys, tmp_path: Path) -> None:
    begun, gate = tmp_path / "begun", tmp_path / "gate"
    holding = Wrapping(SparkEngine(remote), lambda a: Gated(a, str(begun), str(gate)))
    said: list[str] = []

    def note(message: str) -> None:
        said.append(message)
        gate.touch()

    many = replace(there, engine=holding)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SparkEngine, "_slices", lambda self, rows: 8)
        holds = threading.Thread(target=lambda: sj.sessions(many))
        holds.start()
        wait_for(begun.exists, "a task to begin")
    try:
        waits = SparkEngine(remote, watch=Watch(note=note, patience=0.2))
        assert sj.sessions(replace(there, engine=waits)).to_dict()["customers"] > 0
    finally:
        gate.touch()
        holds.join()
    assert len(said) == 1
    assert "the cluster has started no task" in said[0]


def test_the_command_line_asks_a_server(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "events.parquet"
    pq.write_table(USUAL, file)
    command = [sys.executable, "-m", "sojourn", "funnel", "see", "pay", "--events", str(file), "--json"]
    local = subprocess.run(command, capture_output=True, check=True)
    there = subprocess.run([*command, "--engine", server.address], capture_output=True, check=False)
    assert (there.returncode, there.stdout, there.stderr) == (0, local.stdout, b"")
    conf = ["--spark-conf", "spark.executor.memory=3g"]
    refused = subprocess.run([*command, "--engine", server.address, *conf], capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert "does not let a session set spark.executor.memory" in refused.stderr


def test_as_a_notebook_has_it(server: Server, as_parquet: Callable[..., str], tmp_path: Path) -> None:
    """A session as pyspark gives it, which tells the whole process that it is remote."""
    code = """
import sys
import pyarrow.parquet as pq, sojourn as sj
from pyspark.sql import SparkSession
from pyspark.sql import functions as f
spark = SparkSession.builder.remote(sys.argv[1]).getOrCreate()
frame = spark.read.parquet(sys.argv[2]).where(f.col("customer").isNotNull())
there = sj.spark_journeys(spark, frame)
assert sj.sessions(there).to_dict()["customers"] == there.source.customers
print(sj.sessions(sj.spark_journeys(spark, sys.argv[2])).to_dict()["sessions"])
"""
    done = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", code, server.address, as_parquet(USUAL)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == sj.sessions(sj.journeys(USUAL)).to_dict()["sessions"]


def test_a_server_that_ends_is_told_of(tmp_path: Path) -> None:
    """Where nobody listens, and where somebody listens who is none."""
    import socket

    command = [sys.executable, "-m", "sojourn", "sessions", "--events", str(tmp_path / "x.parquet"), "--engine"]
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        address = f"sc://127.0.0.1:{silent.getsockname()[1]}"
        done = subprocess.run([*command, address], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (78, "")
    assert done.stderr.startswith(f"error: no Spark server answers at {address}: ")
