"""One map, journeys and budget give one plan: to the report, to the command, and to Python with and without needs."""

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

import sojourn as sj
from sojourn import maps, measure, samples
from sojourn.app.report.decision import known_of
from sojourn.cli.main import main
from sojourn.core.errors import InvalidInput
from sojourn.prioritise import Plan

QUESTIONS = samples.concert_world().questions
LIVED = maps.parse_map(samples.example_map("concert-lived"))
BUDGET = 50_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give events, questions and the map as files."""
    folder = tmp_path_factory.mktemp("concert")
    pyarrow.parquet.write_table(samples.concert_events(4_000, 2).events, folder / "events.parquet")
    measure.write_questions(folder / "questions.csv", QUESTIONS)
    (folder / "map.yaml").write_text(samples.example_map("concert-lived"), "utf-8")
    return folder


@pytest.fixture(scope="module")
def journeys(folder: Path) -> Any:
    return sj.journeys(folder / "events.parquet")


@pytest.fixture(scope="module")
def lived(journeys: Any) -> Plan:
    """Give the plan as Python makes it of itself."""
    return sj.plan(LIVED, journeys=journeys, registry=QUESTIONS, budget=BUDGET)


def told(folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    capsys.readouterr()
    given = ["--map", folder / "map.yaml", "--events", folder / "events.parquet", "--budget", BUDGET, *words]
    assert main(["plan", *map(str, given), "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_report_makes_the_plan_that_python_makes(journeys: Any, lived: Plan) -> None:
    known = known_of(LIVED, journeys, registry=QUESTIONS, budget=BUDGET)
    assert known.plan is not None
    assert known.plan.to_dict() == lived.to_dict()
    assert known.plan.group == lived.group


def test_the_command_makes_the_plan_that_python_makes(folder: Path, capsys: Any, lived: Plan) -> None:
    assert told(folder, capsys, "--questions", str(folder / "questions.csv")) == json.loads(json.dumps(lived.to_dict()))


def test_needs_may_be_handed_over_as_they_are_found(journeys: Any, lived: Plan) -> None:
    needs = sj.needs(LIVED, journeys, registry=QUESTIONS)
    assert {row["segment"] for row in needs.rows()} > {None}
    for given in (needs, needs.to_arrow(), needs.rows()):
        made = sj.plan(LIVED, journeys=journeys, needs=given, budget=BUDGET, draws=0)
        assert made.rules == lived.rules
        assert made.chosen == lived.at_mode


def test_a_floor_that_needs_set_is_told_with_what_it_costs(folder: Path, capsys: Any, lived: Plan) -> None:
    note = next(note for note in lived.to_dict()["notes"] if note["code"] == "floors")
    assert note["steps"] == note["short"] == ["entry"]
    assert note["costs"] == lived.cost_of_floor > 0
    begins = "Something must be done at “Shows the code and walks in” (a moment of truth that falls short). It costs "
    assert note["message"].startswith(begins)
    without = told(folder, capsys, "--no-needs")
    assert (without["cost_of_floor"], [note["code"] for note in without["notes"]].count("floors")) == (None, 0)
    assert without["gain"] == pytest.approx(lived.gain + lived.cost_of_floor) or without["at_mode"] != without["chosen"]


def test_needs_are_left_out_or_given_not_both(folder: Path, capsys: Any) -> None:
    (folder / "needs.csv").write_text("step,moment,verdict,priority\nentry,yes,short,10\n", "utf-8")
    assert told(folder, capsys, "--needs", str(folder / "needs.csv"))["cost_of_floor"] is not None
    words = ["--map", folder / "map.yaml", "--budget", BUDGET, "--needs", folder / "needs.csv", "--no-needs"]
    assert main(["plan", *map(str, words)]) == 2
    assert "choose one of both" in capsys.readouterr().err


def test_without_journeys_there_are_no_needs_to_find() -> None:
    tickets = maps.parse_map(samples.example_map("tickets"))
    with pytest.raises(InvalidInput) as refused:
        sj.plan(tickets, budget=BUDGET, needs="asked")
    assert refused.value.code == "needs.unread"
    assert sj.plan(tickets, budget=BUDGET, draws=0).cost_of_floor is None
