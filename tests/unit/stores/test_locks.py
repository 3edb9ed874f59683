"""One writer at a time; who comes second learns who holds the workspace."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from sojourn.core.errors import Conflict
from sojourn.stores.locks import held

HOLD = """
import sys
from pathlib import Path
from sojourn.stores.locks import held
with held(Path(sys.argv[1]), doing="import", note=print):
    print("held", flush=True)
    sys.stdin.read(1)
"""


def holder(path: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_holder_is_refused_and_told_who_has_it(tmp_path: Path) -> None:
    with holder(tmp_path / "lock") as process:
        with (
            pytest.raises(Conflict, match=f"process {process.pid} on .*: import, since 20"),
            held(tmp_path / "lock", doing="import", note=print),
        ):
            pass
        process.communicate("x")
    with held(tmp_path / "lock", doing="import", note=print):
        pass


def test_a_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    with holder(tmp_path / "lock") as process:
        process.kill()
        process.wait()
        with held(tmp_path / "lock", doing="index", note=print):
            pass


def test_whoever_waits_says_for_whom_and_gets_it(tmp_path: Path) -> None:
    notes: list[str] = []
    with holder(tmp_path / "lock") as process:
        ends = threading.Thread(target=lambda: process.communicate("x"))

        def note(said: str) -> None:
            notes.append(said)
            ends.start()

        with held(tmp_path / "lock", doing="import", wait=True, note=note):
            ends.join()
            assert process.returncode == 0
    assert notes[0].startswith(f"waiting for process {process.pid} ")
