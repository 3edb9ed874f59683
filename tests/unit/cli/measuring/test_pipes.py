"""Answers and questions that come through pipes are read like those of files, and no command waits for ever."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ANSWERS = "customer,question,value\n" + "".join(f"c{n},recommend,{n % 11}\n" for n in range(60))
QUESTIONS = "question,scale,good,role\nrecommend,nps,high,recommend\n"
SOJOURN = f"{sys.executable} -m sojourn measure nps --json -q --questions"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "answers.csv").write_text(ANSWERS)
    (tmp_path / "questions.csv").write_text(QUESTIONS)
    return tmp_path


def run(folder: Path, line: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["bash", "-c", line], cwd=folder, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    "line",
    [
        f"cat answers.csv | {SOJOURN} questions.csv --answers -",
        f"cat answers.csv | {SOJOURN} questions.csv --answers /dev/stdin",
        f"{SOJOURN} <(cat questions.csv) --answers <(cat answers.csv)",
        f"mkfifo pipe; (sleep 0.3; cat answers.csv > pipe) & {SOJOURN} questions.csv --answers pipe",
        f"{SOJOURN} questions.csv --answers - < answers.csv",
    ],
    ids=["dash", "device", "substitution", "named pipe", "redirected"],
)
def test_answers_may_come_through_a_pipe(folder: Path, line: str) -> None:
    wanted = json.loads(run(folder, f"{SOJOURN} questions.csv --answers answers.csv").stdout)
    done = run(folder, line)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["scores"] == wanted["scores"]


def test_an_empty_pipe_is_told(folder: Path) -> None:
    done = run(folder, f"{SOJOURN} questions.csv --answers <(true)")
    assert done.returncode == 65
    assert "has no heading" in done.stderr
