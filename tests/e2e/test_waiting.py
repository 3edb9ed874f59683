"""A long question on a real terminal: it shows how far it is, and ends when it is told to."""

import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path
from select import select
from time import monotonic

import pytest
from pyarrow import parquet

from sojourn import samples

LONG = ["kinds", "--kinds", "3", "--redraws", "10000"]
PATIENCE = 120.0


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("waiting") / "events.parquet"
    parquet.write_table(samples.concert_events(1_500, seed=1).events, path)
    return path


class OnTerminal:
    """A command whose standard error is a terminal, and whose answer goes elsewhere."""

    def __init__(self, words: list[str]) -> None:
        self._ours, theirs = pty.openpty()
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100", "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-m", "sojourn", *words]
        self._running = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=theirs, env=environment, preexec_fn=_interruptible
        )
        os.close(theirs)
        self.shown = ""

    def read_until(self, pattern: str) -> None:
        """Read what it shows until a pattern is in it, or it says no more."""
        ends = monotonic() + PATIENCE
        while not re.search(pattern, self.shown) and monotonic() < ends and select([self._ours], [], [], PATIENCE)[0]:
            try:
                piece = os.read(self._ours, 65_536)
            except OSError:  # Linux says so when the other end is closed
                return
            if not piece:
                return
            self.shown += piece.decode("utf-8", "replace")

    def interrupt(self) -> None:
        """Press Ctrl-C."""
        self._running.send_signal(signal.SIGINT)

    def end(self) -> tuple[int, str]:
        """Wait for its end; give its status and its answer."""
        self.read_until("\0")
        answer, _ = self._running.communicate(timeout=PATIENCE)
        os.close(self._ours)
        return self._running.returncode, answer.decode()


def _interruptible() -> None:
    """Take interrupts: a shell that runs tests in the background has them ignored, and a child inherits that."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def test_a_long_question_shows_how_far_it_is_and_stops_when_told(events: Path) -> None:
    asked = OnTerminal([*LONG, "--events", str(events)])
    asked.read_until(" drawn, .*s left")
    assert " drawn, " in asked.shown
    asked.interrupt()
    assert asked.end() == (130, "")
    assert asked.shown.rstrip().endswith("interrupted")
    assert "\x1b[2K" in asked.shown  # the line of the bar was wiped
    assert "\x1b[?25h" in asked.shown  # and the cursor is back


def test_without_a_terminal_nothing_is_said_but_the_answer(events: Path) -> None:
    command = [sys.executable, "-m", "sojourn", *LONG[:3], "--redraws", "60", "--json", "--events", str(events)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True, timeout=PATIENCE)
    assert done.stderr == ""
    assert done.stdout.startswith("{")
