"""The command `sojourn kinds`: its answer in every form, what it refuses, and who is in which kind."""

import csv
import json
from pathlib import Path

import pytest

from sojourn.cli.main import main
from tests.factories.kinds import planted


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Write a world with two kinds."""
    file = tmp_path_factory.mktemp("kinds") / "world.csv"
    rows = [f"{each.customer},{each.time},{each.name}" for each in planted(160, 2)]
    file.write_text("\n".join(["customer,time,event", *rows]) + "\n", "utf-8")
    return str(file)


def ask(world: str, *options: str) -> int:
    return main(["kinds", "--events", world, "--time-unit", "us", "--redraws", "5", *options])


def test_it_says_which_kinds_there_are(world: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(world) == 0
    out = capsys.readouterr().out
    for words in (
        "Kinds among 160 journeys",
        "What sets kind 1 apart",
        "of them stable: more gathered than",
        "made of it",
    ):
        assert words in out


def test_the_document_holds_evidence_and_differences(world: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(world, "--json", "--outcome", "pay|ask") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["analysis"] == "kinds"
    assert told["verdict"] == "kinds"
    assert told["outcomes"] == ["pay", "ask"]
    assert {"tried", "kinds", "compare", "p_value", "sampled_journeys", "worlds"} <= told.keys()


def test_files_are_written_beside_the_answer(world: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    who, chart = tmp_path / "who.csv", tmp_path / "kinds.json"
    assert ask(world, "--csv", "--kinds", "2", "--members", str(who), "--chart", str(chart), "--quiet") == 0
    rows = list(csv.DictReader(who.read_text("utf-8").splitlines()))
    assert len(rows) == 160
    assert {row["kind"] for row in rows} == {"1", "2"}
    assert "vconcat" in json.loads(chart.read_text("utf-8"))
    assert capsys.readouterr().out.startswith("number,journeys,customers,share")


def test_no_members_are_written_where_there_are_no_kinds(
    world: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(world, "--until", "1970-01-01T00:01:00Z", "--members", str(tmp_path / "who.csv")) == 2
    assert "--kinds K" in capsys.readouterr().err
