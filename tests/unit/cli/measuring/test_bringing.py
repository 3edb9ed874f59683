"""Files as people export them, brought to the commands."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sojourn.cli.main import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def done(*words: object) -> tuple[int, str, str]:
        status = main(["measure", *map(str, words)])
        out, err = capsys.readouterr()
        return status, out, err

    return done


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "questions.csv"
    path.write_text(
        "question,scale,good,role,words\nliked,likert_1_5,high,satisfaction,schön=5|mäßig=3|übel=1\n", "utf-8"
    )
    return path


@pytest.fixture
def german(tmp_path: Path) -> Path:
    said = ("schön", "mäßig", "übel")
    rows = "".join(f"{number};{number % 2 + 1:02}.03.2026;{said[number % 3]}\n" for number in range(90))
    path = tmp_path / "umfrage.csv"
    path.write_bytes(f"Teilnehmer-ID;Datum;liked\n{rows}".encode("cp1252"))
    return path


def test_a_german_export(run: Run, register: Path, german: Path) -> None:
    given = ("csat", "--answers", german, "--questions", register, "--column", "at=Datum")
    status, _, err = run(*given)
    assert status == 65
    assert "--encoding cp1252" in err
    status, _, err = run(*given, "--encoding", "cp1252")
    assert status == 65
    assert "90 rows refused (answer.bad_time 90). The first: umfrage.csv, row 2, column at" in err
    status, out, _ = run(*given, "--encoding", "cp1252", "--date-order", "dmy", "--delimiter", ";", "--json")
    assert status == 0
    assert '"answers.customer_taken"' in out
    assert '"n":90' in out


def test_a_mistyped_role_is_refused(run: Run, register: Path, german: Path) -> None:
    given = ("csat", "--answers", german, "--questions", register, "--encoding", "cp1252")
    status, _, err = run(*given, "--column", "customers=Teilnehmer-ID")
    assert status == 65
    assert "did you mean customer?" in err


def test_how_a_file_is_read_is_about_answers(run: Run) -> None:
    status, _, err = run("nps", "--date-order", "dmy")
    assert status == 2
    assert "--date-order is about --answers" in err
