"""`sojourn acquisition` and `sojourn radar`: what they say, write and exit with."""

import io
import json
import sys
from pathlib import Path

import pytest

from sojourn.cli.main import main


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Run each command in a folder of its own, away from a terminal, with the worked map of a buying journey."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert main(["maps", "new", "buying.yaml", "--example", "buying"]) == 0
    capsys.readouterr()


def run(capsys, *arguments):
    """Exit status, standard output and standard error."""
    status = main([*arguments])
    found = capsys.readouterr()
    return status, found.out, found.err


def test_a_matrix_that_is_done_is_told_with_who_answers_whom(capsys):
    status, out, _ = run(capsys, "acquisition", "check", "buying.yaml")
    assert status == 0
    assert "left to Friends who ride one" in out
    assert "Each box is filled or marked unknown" in out


def test_too_little_money_and_too_few_people_end_with_one(capsys):
    status, out, _ = run(
        capsys, "acquisition", "check", "buying.yaml", "--budget", "40000", "--capacity", "sales=0.9/month", "--json"
    )
    told = json.loads(out)
    assert status == 1
    codes = [each["code"] for each in told["findings"]]
    assert codes[0] == "plan.over_budget"
    assert set(codes[1:]) == {"plan.over_capacity"}
    assert told["done"] is False


def test_a_plan_keeps_to_budget_and_people(capsys):
    status, out, _ = run(
        capsys, "acquisition", "plan", "buying.yaml", "--budget", "50000", "--capacity", "sales=0.7/month", "--json"
    )
    told = json.loads(out)
    assert status == 0
    assert told["analysis"] == "acquisition_plan"
    assert told["cost"] <= 50000
    assert max(row["person_months"] for row in told["work"] if row["team"] == "sales") <= 0.7
    assert sum(row["cost"] for row in told["spent"]) == pytest.approx(told["cost"])
    assert "if the effects are as assumed" in str(told["notes"])


def test_the_same_seed_prints_the_same_plan(capsys):
    asked = ("acquisition", "plan", "buying.yaml", "--budget", "30000", "--draws", "200", "--seed", "7", "--json")
    assert run(capsys, *asked) == run(capsys, *asked)


@pytest.mark.parametrize("view", ["canvas", "journey", "matrix", "plan"])
@pytest.mark.parametrize("ending", ["svg", "pdf", "png", "html"])
def test_every_view_is_written_in_every_form(capsys, view, ending):
    status, out, err = run(
        capsys, "acquisition", "draw", "buying.yaml", view, "-o", f"a.{ending}", *(["--dpi", "40"] * (ending == "png"))
    )
    assert (status, out, err) == (0, "", f"wrote a.{ending}\n")
    assert Path(f"a.{ending}").stat().st_size > 5000


def test_the_plan_is_drawn_with_the_lines_that_were_chosen(capsys):
    status, _, _ = run(capsys, "acquisition", "draw", "buying.yaml", "plan", "--budget", "20000", "-o", "plan.svg")
    assert status == 0
    assert "Not in this plan" in Path("plan.svg").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("draw", "buying.yaml", "canvas", "--budget", "5"), "money and people are for the plan"),
        (("draw", "buying.yaml", "plan", "--capacity", "sales=1"), "there is no --budget"),
        (("plan", "buying.yaml", "--budget", "5", "--capacity", "sales"), "says no person-months"),
        (("plan", "buying.yaml", "--budget", "5", "--capacity", "cooks=1"), "no team 'cooks'"),
        (("plan", "buying.yaml", "--budget", "5", "--capacity", "sales=1", "--capacity", "sales=2"), "says twice"),
    ],
    ids=["money", "people", "no-number", "no-team", "twice"],
)
def test_what_contradicts_itself_is_refused(capsys, words, said):
    status, _, err = run(capsys, "acquisition", *words)
    assert status == 2
    assert said in err


def test_a_map_without_acquisition_is_told_how_to_begin(capsys):
    assert main(["maps", "new", "bank.yaml", "--example", "bank"]) == 0
    status, _, err = run(capsys, "acquisition", "plan", "bank.yaml", "--budget", "5")
    assert status == 65
    assert "maps new --template buying" in err
    status, _, err = run(capsys, "acquisition", "draw", "bank.yaml", "canvas")
    assert status == 65
    assert "maps new --template buying" in err


def test_the_radar_reads_priorities_from_a_table_or_an_answer(capsys):
    Path("p.csv").write_text("step,priority,segment\nsearches,30,\ntries,10,\ntries,99,young\n", "utf-8")
    rows = [{"step": "searches", "priority": 30.0}, {"step": "tries", "priority": 10.0}]
    Path("p.json").write_text(json.dumps({"analysis": "gaps", "steps": rows}), "utf-8")
    asked = ("radar", "buying.yaml", "--today", "2026-11-21", "--json", "--priorities")
    status, out, _ = run(capsys, *asked, "p.csv")
    assert status == 0
    told = json.loads(out)
    assert {each["id"]: each["relevance"] for each in told["items"]}["t_quote"] == 0.75
    assert told["unserved_needs"] == ["b_spread", "n_space", "n_weather"]
    assert run(capsys, *asked, "p.json")[1] == out


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("p.csv", "step,weight\nbuy,3\n", "holds no priorities"),
        ("p.csv", "step,priority\nnowhere,3\n", "which is not in map"),
        ("p.csv", "step,priority\ntries,much\n", "'much'"),
        ("p.json", "{", "is not JSON"),
    ],
    ids=["no-column", "no-step", "no-number", "no-json"],
)
def test_priorities_that_cannot_be_read_are_refused(capsys, name, text, code):
    Path(name).write_text(text, "utf-8")
    status, _, err = run(capsys, "radar", "buying.yaml", "--priorities", name)
    assert status == 65
    assert code in err


def test_charts_are_drawn(capsys):
    assert run(capsys, "acquisition", "plan", "buying.yaml", "--budget", "30000", "--chart", "a.svg")[0] == 0
    assert run(capsys, "acquisition", "check", "buying.yaml", "--chart", "b.svg")[0] == 0
    assert run(capsys, "radar", "buying.yaml", "--chart", "c.svg")[0] == 0
    assert all(Path(name).read_text("utf-8").startswith("<svg") for name in ("a.svg", "b.svg", "c.svg"))
