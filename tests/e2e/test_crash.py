"""An import killed anywhere leaves the workspace as before or as after, and run again it completes."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sojourn.app.importing import ImportReport, Options
from sojourn.stores import dead_letters
from sojourn.stores.import_state import under_way
from sojourn.stores.index import open_index
from sojourn.stores.lake import Lake
from sojourn.stores.layout import Layout
from tests.factories.workspaces import bring, events_of, record_of

START = 1_704_067_200_000_000
MINUTE = 60_000_000
POINTS = (
    "begun",
    "chunk-staged",
    "spilled",
    "state-saved",
    "lake-file-written",
    "part-written",
    "before-commit",
    "committed",
    "index-published",
    "letters-settled",
    "report-placed",
)
SECOND_TIME = ("chunk-staged", "spilled", "state-saved")
CONTINUED = (*SECOND_TIME, "lake-file-written", "part-written", "before-commit")
EAGER = Options(budget=1, threads=2)
"""Everything is written aside at once."""


def rows(first: int, count: int) -> list[dict[str, Any]]:
    """Rows of which every 50th lies in the future and is refused, and every 20th is said twice."""
    made = []
    for number in range(first, first + count):
        time_ = START + number * 7919 % 10_000 * MINUTE
        row = {
            "customer": f"c{number * 31 % 700}",
            "time": time_ if number % 50 else START * 2,
            "event": f"e{number % 9}",
            "channel": "web" if number % 2 else None,
            "city": f"town {number % 5}",
        }
        made += [row, row] if number % 20 == 0 else [row]
    return made


Truth = tuple[dict[str, list[Any]], dict[str, list[Any]], dict[str, int]]
BEFORE = rows(0, 800)
FILES = (rows(400, 1000), rows(1400, 500), rows(1900, 700))
NAMES = ("one.parquet", "two.parquet", "three.parquet")


def do_import(workspace: Path, **more: Any) -> ImportReport:
    return bring(workspace, *FILES, names=NAMES, options=more.pop("options", EAGER), fresh=False, **more)


def killed_at(point: str, at_count: int) -> Options:
    """Make options with which the process ends at a point, the n-th time it is reached."""
    left = at_count

    def faults(reached: str) -> None:
        nonlocal left
        if reached == point:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return Options(budget=1, threads=2, faults=faults)


def state(workspace: Path) -> dict[str, list[Any]]:
    return events_of(open_index(workspace), ("city",))


@pytest.fixture(scope="module")
def truth(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    """What a workspace holds before the import and after one that nothing disturbs."""
    workspace = tmp_path_factory.mktemp("truth") / "w"
    bring(workspace, BEFORE, names=["zero.parquet"])
    before = state(workspace)
    report = do_import(workspace, options=Options())
    assert report.accepted > 1000
    return before, state(workspace), dead_letters.counts(Layout(workspace).dead_letters)


def child(workspace: Path, point: str, at_count: int) -> "subprocess.Popen[bytes]":
    # The child imports this module, so that both sides import the same rows from the same files.
    code = (
        "from tests.e2e import test_crash as t\n"
        f"t.do_import(t.Path({str(workspace)!r}), options=t.killed_at({point!r}, {at_count}))"
    )
    return subprocess.Popen([sys.executable, "-c", code], cwd=Path(__file__).parents[2])


def check_after_death(workspace: Path, truth: Truth) -> ImportReport:
    before, after, letters = truth
    found = state(workspace)
    assert found in (before, after), "half an import is in the workspace"
    report = do_import(workspace)
    assert state(workspace) == after
    layout = Layout(workspace)
    assert dead_letters.counts(layout.dead_letters) == letters
    assert under_way(layout.imports) == []
    snapshot = Lake(layout.lake).snapshot()
    assert {str(p.relative_to(layout.lake)) for p in layout.lake.glob("bucket=*/*")} == {f.path for f in snapshot.files}
    assert record_of(workspace).num_rows == sum(map(len, after.values()))
    reports = sorted(layout.imports.glob("*.json"))
    assert len(reports) == (3 if found == after else 2)
    assert sum(json.loads(path.read_bytes())["accepted"] for path in reports) == sum(map(len, after.values()))
    open_index(workspace).verify()
    return report


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_a_point(point: str, tmp_path: Path, truth: Any) -> None:
    workspace = tmp_path / "w"
    bring(workspace, BEFORE, names=["zero.parquet"])
    process = child(workspace, point, 2 if point in SECOND_TIME else 1)
    assert process.wait(240) == -signal.SIGKILL
    report = check_after_death(workspace, truth)
    assert report.continued == (point in CONTINUED)


@pytest.mark.parametrize("seed", range(4))
def test_killed_at_any_time(seed: int, tmp_path: Path, truth: Any) -> None:
    workspace = tmp_path / "w"
    bring(workspace, BEFORE, names=["zero.parquet"])
    process = child(workspace, "never", 1)
    folder = Layout(workspace).imports
    while process.poll() is None and not under_way(folder):
        time.sleep(0.002)
    time.sleep(random.Random(seed).random() * 0.15)
    process.kill()
    process.wait(240)
    check_after_death(workspace, truth)
