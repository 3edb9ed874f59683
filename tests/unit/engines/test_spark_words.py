"""What the engine of a cluster says, without a cluster: which engines there are, what is missing, what was refused."""

import json
import logging
import pickle
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import sojourn as sj
from sojourn.app import clusters
from sojourn.cli.main import main
from sojourn.core.analysis import Journeys
from sojourn.core.journeys import Narrowed
from sojourn.engines import spark_session
from sojourn.engines.spark_session import _failed, _reach, _readable, _worth_telling
from sojourn.engines.spark_stub import carried
from sojourn.engines.spark_tables import address, literal, told, words
from tests.unit.engines.executors import ExecutorsHere, source_of

ROWS = {"customer": ["ann"], "time": ["2024-03-01T10:00:00Z"], "event": ["see"]}


@pytest.mark.parametrize(
    "name", ["spark", "spark://h:7077", "local[*]", "local[2]", "yarn", "k8s://https://h:443", "sc://h"]
)
def test_a_cluster_is_known_by_its_name(name: str) -> None:
    assert clusters.is_cluster(name)


@pytest.mark.parametrize("name", ["local", "Spark", "spark:", "http://h", "local[", "sc:h"])
def test_everything_else_is_none(name: str) -> None:
    assert not clusters.is_cluster(name)


def test_an_engine_that_is_none_is_refused_with_those_there_are() -> None:
    with pytest.raises(sj.InvalidInput, match="'dask' is not an engine") as refused:
        sj.journeys(ROWS, engine="dask")
    assert "spark://host:7077" in (refused.value.hint or "")


@pytest.mark.parametrize("given", ["events.csv", "-", "events.jsonl"])
def test_a_cluster_reads_no_text_files(given: str) -> None:
    with pytest.raises(sj.InvalidInput, match="a cluster cannot read"):
        sj.journeys(given, engine="spark")


def test_a_session_reads_no_text_files_and_no_frames_of_this_machine_either() -> None:
    with pytest.raises(sj.InvalidInput, match=r"a cluster cannot read big\.csv"):
        sj.spark_journeys(NoSession(), "big.csv")
    with pytest.raises(sj.InvalidInput, match=r"a pyarrow\.Table, which lies in memory here") as refused:
        sj.spark_journeys(NoSession(), pa.table(ROWS))
    assert "spark.createDataFrame(frame)" in (refused.value.hint or "")


@pytest.mark.parametrize("master", ["local[0]", "local[x]", "local[2", "local[-1]", "spark://host", "spark://a:1,b"])
def test_a_master_that_cannot_be_read_is_refused_before_spark_starts(master: str) -> None:
    with pytest.raises(sj.InvalidInput, match="no address of a Spark master") as refused:
        _readable(master)
    assert (refused.value.hint or "").startswith("write ")


@pytest.mark.parametrize(
    "master", ["", "local", "local[2]", "local[*]", "local[2,3]", "local[*, 4]", "spark://a:1,b:2", "yarn"]
)
def test_a_master_that_can_be_read_is_left_to_spark(master: str) -> None:
    _readable(master)


def test_a_cluster_takes_neither_tables_nor_threads() -> None:
    with pytest.raises(sj.InvalidInput, match="lies in memory here"):
        sj.journeys(ROWS, engine="local[*]")
    with pytest.raises(sj.InvalidInput, match="decides itself how many threads"):
        sj.journeys("events.parquet", engine="local[*]", threads=2)
    with pytest.raises(sj.InvalidInput, match="a limit of memory is for the threads of this machine"):
        sj.journeys("events.parquet", engine="local[*]", memory="2G")


def test_the_command_line_words_it_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sessions", "--events", "x.csv", "--engine", "dask"]) == 2
    assert "'dask' is not an engine" in capsys.readouterr().err
    assert main(["sessions", "--events", "x.csv", "--spark-conf", "spark.ui.enabled=false"]) == 2
    assert "the engine is local" in capsys.readouterr().err
    assert main(["sessions", "--events", "x.parquet", "--engine", "spark", "--spark-conf", "cores=2"]) == 2
    assert "a key that begins with spark." in capsys.readouterr().err
    assert main(["sessions", "--events", "x.parquet", "--engine", "spark", "--memory", "2G"]) == 2
    assert "spark.executor.memory" in capsys.readouterr().err


def test_a_missing_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spark_session, "find_spec", lambda name: None)
    with pytest.raises(sj.ConfigurationError, match="pyspark is not installed") as refused:
        clusters.session("spark")
    assert refused.value.hint == "pip install 'sojourn[spark]'"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("JAVA_HOME is not set\n", "java-missing"),
        ("java.lang.UnsupportedClassVersionError: org/apache/spark/launcher/Main\n", "java-missing"),
        ("ERROR SparkContext: no\norg.apache.spark.SparkException: Invalid master URL\n", "spark-does-not-start"),
        ("", "spark-does-not-start"),
    ],
    ids=["none", "old", "address", "silent"],
)
def test_why_spark_does_not_start(text: str, code: str) -> None:
    assert _failed("[JAVA_GATEWAY_EXITED]", text).code == code


def test_the_best_reason_is_told_first() -> None:
    text = "ERROR SparkContext: no context.\norg.apache.spark.SparkException: no such master\n"
    assert "no such master" in _failed("", text).message
    assert (
        "unresponsive" in _failed("", f"{text}ERROR Backend: killed. Reason: All masters are unresponsive!\n").message
    )


@contextmanager
def closed_port() -> Iterator[int]:
    """Give a port that is taken, so that nobody else gets it, and at which nobody listens."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        yield silent.getsockname()[1]


def test_a_master_that_does_not_answer_is_refused_before_java_starts() -> None:
    with socket.create_server(("127.0.0.1", 0)) as there:
        _reach(f"spark://127.0.0.1:{there.getsockname()[1]}")
    refused = pytest.raises(sj.ConfigurationError, match=r"no Spark master answers at spark://127\.0\.0\.1")
    with closed_port() as port, refused:
        _reach(f"spark://127.0.0.1:{port}")


def test_one_master_of_several_is_enough() -> None:
    with closed_port() as closed, socket.create_server(("127.0.0.1", 0)) as there:
        _reach(f"spark://127.0.0.1:{closed},127.0.0.1:{there.getsockname()[1]}")


@pytest.mark.parametrize("master", ["", "local[2]", "yarn", "k8s://h:1", "spark://h", "spark://h:port", "spark://[::1"])
def test_other_addresses_are_left_to_spark(master: str) -> None:
    _reach(master)


def test_an_error_of_a_java_that_has_ended_still_has_words() -> None:
    class Silent(Exception):
        def __str__(self) -> str:
            raise ConnectionRefusedError(111, "Connection refused")

    assert words(Silent()) == "the Java of this process has ended"
    assert told(Silent()).message == "Spark could not compute: the Java of this process has ended"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("KeyboardInterrupt while sending command.", False),
        ("Exception while sending command.", False),
        ("anything else", True),
    ],
)
def test_a_broken_talk_with_java_is_not_written_beside_its_error(text: str, kept: bool) -> None:
    assert _worth_telling(logging.LogRecord("root", logging.ERROR, "", 1, text, None, None)) is kept


def test_a_workspace_into_which_nothing_was_imported_is_said_to_be_empty(tmp_path: Path) -> None:
    empty = sj.init(tmp_path / "shop")
    with pytest.raises(sj.NotFound, match="nothing has been imported") as refused:
        sj.spark_journeys(NoSession(), empty.path)
    assert "sojourn import FILE" in (refused.value.hint or "")
    assert refused.value.code == "nothing-imported"


class NoSession:
    """What passes for a session as long as nobody asks it anything."""

    conf = None


def test_asking_without_spark_loads_no_spark(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("customer,time,event\nann,2024-03-01T10:00:00Z,see\n", "utf-8")
    code = (
        "import sys, sojourn as sj, sojourn.engines\n"
        "sj.sessions(sj.journeys('e.csv'))\n"
        "print([n for n in sys.modules if n.startswith(('pyspark', 'py4j'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def refused(kind: str, version_: str) -> dict[str, Any]:
    (row,) = carried(kind, b"", version_)(iter([]))
    assert isinstance(row, pa.RecordBatch)
    told: dict[str, Any] = json.loads(row.column(3)[0].as_py())
    return told


def test_another_version_is_refused_by_a_row() -> None:
    found = refused("reduce", "0.0.1")
    assert found["code"] == "executor-version"
    assert "and the question was asked by 0.0.1" in found["message"]
    assert "sojourn==0.0.1" in found["hint"]


def test_an_error_of_the_question_is_refused_by_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(given: Any, batches: Any) -> Any:
        raise sj.InvalidInput("no such", code="bad-where", hint="write another")
        yield

    monkeypatch.setattr("sojourn.engines.spark_task.reduce", fails)
    (row,) = carried("reduce", pickle.dumps(1), version("sojourn"))(iter([]))
    assert json.loads(row.column(3)[0].as_py()) == {
        "kind": "InvalidInput",
        "code": "bad-where",
        "message": "no such",
        "hint": "write another",
    }


def test_what_spark_says_becomes_one_line() -> None:
    text = (
        "Job aborted: Task 0 failed 4 times: Lost task 0.3 in stage 1.0 (TID 7) (10.0.0.4 executor 2): "
        "org.apache.spark.api.python.PythonException: Traceback (most recent call last):\n"
        '  File "x.py", line 1, in f\n'
        "ModuleNotFoundError: No module named 'pyarrow'\n\n"
        "\tat org.apache.spark.api.python.BasePythonRunner\n"
    )
    found = told(Exception(text))
    assert isinstance(found, sj.ConfigurationError) and found.code == "executor-lacks-package"
    assert found.message == "the Python that Spark runs on the executor 2 of 10.0.0.4 has no pyarrow"
    assert "PYSPARK_PYTHON" in (found.hint or "")
    assert told(Exception(text.replace("ModuleNotFoundError", "KeyError"))).message == (
        "Spark could not compute on the executor 2 of 10.0.0.4: KeyError: No module named 'pyarrow'"
    )
    assert told(Exception("bigger than spark.driver.maxResultSize (1024.0 MiB)")).code == "answer-too-large"
    java = "An error occurred while calling o35.parquet.\n: org.apache.spark.SparkException: no footer in x\n\tat a.b"
    assert told(Exception(java)).message == "Spark could not compute: org.apache.spark.SparkException: no footer in x"
    assert told(Exception("[PATH_NOT_FOUND] Path does not exist: x")).message.endswith("does not exist: x")


def test_places_are_taken_as_they_are_written(tmp_path: Path) -> None:
    assert address(tmp_path) == f"file://{tmp_path}"
    assert address("s3a://lake/events/") == "s3a://lake/events"
    assert address("/only/on/the/cluster") == "/only/on/the/cluster"
    assert literal("a [b] {c}*") == r"a \[b\] \{c\}\*"


def test_other_events_are_refused_by_the_engine() -> None:
    with pytest.raises(sj.InvalidInput, match="do not lie on a cluster"):
        sj.sessions(Journeys(sj.journeys(ROWS).source, ExecutorsHere()))


def test_a_narrowed_source_travels_without_the_source() -> None:
    nowhere = pa.array([None], pa.string())
    source = source_of(pa.table({**ROWS, "time": pa.array([1], pa.timestamp("us", "UTC")), "channel": nowhere}))
    cohort = sj.Cohort("all", datetime(2024, 3, 2, tzinfo=UTC), "customer", {"by": "list"}, ("ann",))
    inside = sj.within_cohort(Journeys(source, ExecutorsHere()), cohort).source
    assert isinstance(inside, Narrowed)
    again = pickle.loads(pickle.dumps(inside.narrowing))(source)
    assert (again.kept, again.whole) == (inside.kept, source)
