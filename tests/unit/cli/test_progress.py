import json
from collections.abc import Callable

import pytest

from sojourn.cli.progress import ImportBar, Progress


def watch(*seconds: float) -> Callable[[], float]:
    """Give a watch that shows these times, one after the other."""
    times = iter(seconds)
    return lambda: next(times)


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
