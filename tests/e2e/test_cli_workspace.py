"""A newcomer's first hour on the command line, each command a fresh process."""

import fcntl
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow.csv
import pytest

from tests.factories.journeys import shop

PATIENCE = 240.0
"""Seconds after which a command counts as hanging."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Make a folder with the small shop in it."""
    pyarrow.csv.write_csv(shop(), tmp_path / "shop.csv")
    return tmp_path


def run(place: Path, *arguments: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command in a folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SOJOURN_")}
    command = [sys.executable, "-m", "sojourn", *arguments]
    return subprocess.run(
        command, cwd=place, input=given, capture_output=True, check=False, timeout=PATIENCE, env=kept | environment
    )


def test_from_a_file_to_an_answer(place: Path) -> None:
    assert run(place, "init", "shop").returncode == 0
    done = run(place, "import", "shop.csv", "--workspace", "shop")
    assert (done.returncode, b"15 new events" in done.stdout) == (0, True)
    answer = run(place, "funnel", "site.visited", "order.paid", "--within", "7d", "--json", "--workspace", "shop")
    assert json.loads(answer.stdout)["entered"] == 5
    assert answer.stderr == b""


def test_inside_a_workspace_its_name_is_not_needed(place: Path) -> None:
    run(place, "import", "shop.csv", "--workspace", "shop")
    deep = place / "shop" / "notes"
    deep.mkdir()
    assert run(deep, "graph", "--json").returncode == 0
    assert run(place, "graph", "--json", SOJOURN_WORKSPACE="shop").returncode == 0


def test_a_named_workspace_is_made_by_its_first_import(place: Path) -> None:
    done = run(place, "import", "shop.csv", "--workspace", "new")
    assert done.returncode == 0
    assert b"made the workspace new" in done.stderr


def test_a_folder_with_other_things_in_it_is_not_taken_for_a_workspace(place: Path) -> None:
    (place / "other").mkdir()
    (place / "other" / "letter.txt").write_text("Dear")
    done = run(place, "import", "shop.csv", "--workspace", "other")
    assert done.returncode == 66
    assert b"sojourn init other" in done.stderr
    assert [each.name for each in (place / "other").iterdir()] == ["letter.txt"]


def test_importing_again_adds_nothing(place: Path) -> None:
    run(place, "import", "shop.csv", "--workspace", "shop")
    again = run(place, "import", "shop.csv", "--workspace", "shop", "--json")
    report = json.loads(again.stdout)
    assert (report["accepted"], report["duplicates"], report["events_after"]) == (0, 15, 15)


def test_several_files_globs_and_standard_input(place: Path) -> None:
    head, *rows = (place / "shop.csv").read_text().splitlines(keepends=True)
    for number, part in enumerate((rows[:5], rows[5:9]), 1):
        (place / f"orders-{number}.csv").write_text(head + "".join(part))
    done = run(place, "import", "orders-*.csv", "-", "--workspace", "shop", "--source", "orders", "--json",
               given=(head + "".join(rows[7:])).encode())  # fmt: skip
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert [file["rows"] for file in report["files"]] == [5, 4, 8]
    assert (report["accepted"], report["duplicates"]) == (15, 2)


def test_refused_rows_are_kept_told_and_end_in_1(place: Path) -> None:
    with (place / "shop.csv").open("a") as file:
        file.write("fay,yesterday,order.paid,,\n")
    done = run(place, "import", "shop.csv", "--workspace", "shop")
    assert done.returncode == 1
    assert b"15 new events" in done.stdout and b"'yesterday' is not a time" in done.stdout
    listed = run(place, "collect", "refused", "--workspace", "shop", "--json")
    found = json.loads(listed.stdout)
    assert (found["refused"], found["rows"][0]["row"], found["rows"][0]["column"]) == (1, 17, "time")
    written = run(place, "collect", "refused", "--workspace", "shop", "--out", "refused.csv")
    assert written.returncode == 0
    assert pyarrow.csv.read_csv(place / "refused.csv").num_rows == 1


def test_what_was_told_once_is_remembered_for_the_source(place: Path) -> None:
    _, *rows = (place / "shop.csv").read_text().splitlines(keepends=True)
    text = "k1,k2,k3,channel,value\n" + "".join(rows)
    (place / "log-2024-03.csv").write_text(text)
    refused = run(place, "import", "log-2024-03.csv", "--workspace", "shop")
    assert refused.returncode == 65 and b"--customer" in refused.stderr
    told = ["--customer", "k1", "--time", "k2", "--event", "k3"]
    assert run(place, "import", "log-2024-03.csv", "--workspace", "shop", *told).returncode == 0
    (place / "log-2024-04.csv").write_text(text.replace("2024-03", "2024-04"))
    done = run(place, "import", "log-2024-04.csv", "--workspace", "shop", "--json")
    assert json.loads(done.stdout)["accepted"] == 15


def test_a_mapping_can_be_saved_and_given(place: Path) -> None:
    told = ["--customer", "channel", "--allow-future", "--save-mapping", "map.yaml", "--tolerance", "1"]
    run(place, "import", "shop.csv", "--workspace", "one", *told)
    done = run(place, "import", "shop.csv", "--workspace", "two", "--mapping", "map.yaml", "--tolerance", "1", "--json")
    assert json.loads(done.stdout)["customers_after"] == 3


def test_a_dry_run_shows_and_writes_nothing(place: Path) -> None:
    done = run(place, "import", "shop.csv", "--dry-run")
    assert done.returncode == 0
    assert b"The first 15 of 15 events" in done.stdout and b"nothing was written" in done.stderr
    assert [each.name for each in place.iterdir()] == ["shop.csv"]


def test_progress_for_programs_is_json_on_standard_error(place: Path) -> None:
    done = run(place, "import", "shop.csv", "--workspace", "shop", "--progress", "json", "--quiet")
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert lines and lines[-1]["share"] == pytest.approx(1.0)


def test_whoever_stops_reading_hears_no_complaint(place: Path) -> None:
    command = [sys.executable, "-m", "sojourn", "graph", "--events", "shop.csv", "--json"]
    with subprocess.Popen(command, cwd=place, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 141


def test_a_full_disk_is_no_bug(place: Path) -> None:
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "sojourn", "settings"]
        done = subprocess.run(command, cwd=place, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 69
    assert b"No space left" in done.stderr


def _interruptible() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interrupted_import_leaves_the_workspace_as_it_was(place: Path) -> None:
    run(place, "import", "shop.csv", "--workspace", "shop")
    for number in range(120):
        (place / f"{number:03d}.csv").write_text(f"customer,time,event\nc{number},2024-01-01T00:00:00Z,e1\n")
    command = [sys.executable, "-m", "sojourn", "import", "*.csv", "--workspace", "shop", "--progress", "json"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    # A shell that runs tests in the background has interrupts ignored, and a child inherits that.
    with subprocess.Popen(command, cwd=place, preexec_fn=_interruptible, **pipes) as running:
        assert running.stderr is not None
        # News of every file: more than the pipe holds, and it is not read before the import is interrupted. So the
        # import waits in its midst, on the slowest machine and on the quickest.
        fcntl.fcntl(running.stderr, fcntl.F_SETPIPE_SZ, 4096)
        seen = b""
        while b"{" not in seen:
            seen += os.read(running.stderr.fileno(), 256)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=PATIENCE)
    assert running.returncode == 130, err
    assert err.splitlines()[-1] == b"interrupted"
    answer = json.loads(run(place, "graph", "--workspace", "shop", "--json").stdout)
    assert answer["basis"]["events"] == 15


def test_a_report_is_one_page(place: Path) -> None:
    run(place, "import", "shop.csv", "--workspace", "shop")
    done = run(place, "report", "--workspace", "shop", "--step", "site.visited", "--step", "order.paid", "--keep")
    assert done.returncode == 0, done.stderr
    page = (place / "shop" / "report.html").read_text("utf-8")
    assert page.startswith("<!doctype html>") and "<script" not in page
    assert '"order.paid"' in (place / "shop" / "sojourn.toml").read_text("utf-8")


def test_a_simulated_world_comes_with_its_truth(place: Path) -> None:
    done = run(place, "sample", "concert", "--customers", "300", "--out", "concert", "--workspace", "world")
    assert done.returncode == 0, done.stderr
    assert {each.name for each in (place / "concert").iterdir()} == {
        "README.md", "about.json", "events.parquet", "questions.csv", "truths.json",
    }  # fmt: skip
    assert json.loads((place / "concert" / "truths.json").read_text("utf-8"))
    answer = run(place, "funnel", "ad.clicked", "order.completed", "--workspace", "world", "--json")
    assert json.loads(answer.stdout)["basis"]["customers"] == 300


def test_the_demo_ends_with_a_report_and_can_be_run_again(place: Path) -> None:
    first = run(place, "demo", "--workspace", "demo", DEMO_EXIT="1")
    assert first.returncode == 0, first.stderr
    assert (place / "demo" / "report.html").as_uri().encode() in first.stdout
    again = run(place, "demo", "--workspace", "demo", "--exit")
    assert again.returncode == 0, again.stderr
    assert b"is there already" in again.stderr
    assert again.stdout == first.stdout


def test_describe_says_what_is_in_a_workspace(place: Path) -> None:
    run(place, "import", "shop.csv", "--workspace", "shop")
    done = run(place, "describe", "--workspace", "shop")
    assert done.stdout.startswith(b"shop: 15 events of 5 customers\n")
    facts = json.loads(run(place, "describe", "--workspace", "shop", "--json").stdout)
    assert (facts["events"], facts["customers"], facts["by_event"][0]["name"]) == (15, 5, "site.visited")
