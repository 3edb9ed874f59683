"""How failures are told."""

import pytest

from sojourn.cli import failures


def test_what_comes_from_data_does_not_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    failures.report("no event is called '\x1b]52;c;eA==\x07'", "the nearest is '\x9b2J'\nor none")
    said = capsys.readouterr().err
    assert said == "error: no event is called '\\x1b]52;c;eA==\\x07'\nhint: the nearest is '\\x9b2J'\\nor none\n"
