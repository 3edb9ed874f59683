import io
import json
import re
from contextlib import redirect_stderr

import pytest

from sojourn.cli.progress import ImportBar, Passes, Progress
from tests.factories.watches import watch


def test_without_a_terminal_a_line_comes_every_ten_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("rows", watch=watch(0, 0, 4, 10, 15, 20)) as progress:
        for done in (100, 250, 375, 500):
            progress.at(done, share=done / 1000, label="reading")
    assert capsys.readouterr().err.splitlines() == [
        "reading: 250 rows, 25/s (25%, about 30 s left)",
        "reading: 500 rows, 25/s (50%, about 20 s left)",
    ]


def test_quiet_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("rows", quiet=True, watch=watch(0, 0, 100)) as progress:
        progress.at(100)
    assert capsys.readouterr().err == ""


def test_programs_get_every_step_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("rows", quiet=True, as_json=True, watch=watch(0, 0, 2, 4)) as progress:
        bar = ImportBar(progress)
        bar.update(50, 100, 1000, 3, "read")
        bar.update(1000, 1000, 1000, 3, "write")
    first, last = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert first == {
        "done": 1000, "share": pytest.approx(1 / 3), "per_second": 500.0, "seconds_left": pytest.approx(4.0),
        "label": "reading", "refused": 3, "bytes_done": 50, "bytes_total": 100,
    }  # fmt: skip
    assert (last["share"], last["seconds_left"], last["label"]) == (1.0, 0.0, "writing")


def test_what_cannot_be_foreseen_has_no_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("events written", watch=watch(0, 0, 10)) as progress:
        progress.at(5000)
    assert capsys.readouterr().err == "5,000 events written, 500/s\n"


WIPED = "\x1b[1A\x1b[2K"
"""One line up, and everything on it is gone."""


class Terminal(io.StringIO):
    """Standard error that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def usual(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let terminals be usual ones, whatever runs the tests."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)


def asked(*dones: int, seconds: tuple[float, ...], **options: bool) -> str:
    """Tell a pass of a thousand on a terminal, and give what it shows."""
    terminal = Terminal()
    with redirect_stderr(terminal):
        progress = Passes("events read", watch=watch(*seconds), **options)
        for done in dones:
            progress(done, 1000)
        progress.close()
    return terminal.getvalue()


def test_a_question_that_lasts_shows_a_bar_and_takes_it_away() -> None:
    shown = asked(0, 100, 500, 1000, seconds=(0, 0, 0.5, 1.5))
    assert "500 events read, 333/s about 2 s left" in shown
    assert "100 events read" not in shown
    assert shown.endswith(WIPED)


def test_a_question_of_which_nothing_is_done_yet_shows_that_it_runs() -> None:
    shown = asked(0, 0, 0, seconds=(0, 0, 0.6, 1.2))
    assert "0 events read" in shown
    assert "/s" not in shown
    assert shown.endswith(WIPED)


def test_a_question_that_is_broken_off_takes_its_bar_away_too() -> None:
    assert asked(0, 500, seconds=(0, 0, 1.5)).endswith(WIPED)


def test_a_quick_question_shows_nothing() -> None:
    assert asked(0, 500, 1000, seconds=(0, 0, 0.9)) == ""


def test_a_quiet_question_shows_nothing() -> None:
    assert asked(0, 500, seconds=(), quiet=True) == ""


def test_without_colour_the_bar_has_none() -> None:
    shown = asked(0, 500, seconds=(0, 0, 1.5), colour=False)
    assert "500 events read" in shown
    assert not re.search("\x1b\\[[0-9;]*m", shown)


def test_in_a_pipe_a_question_says_nothing_however_long_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    progress = Passes("events read", watch=watch())
    progress(0, 1000)
    progress(500, 1000)
    assert capsys.readouterr().err == ""
