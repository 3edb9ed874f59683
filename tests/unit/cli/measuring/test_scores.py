"""`sojourn measure nps`, `csat`, `ces`, `questions`, `sample-size`, on the theatre of the examples and a workspace."""

import csv
import importlib.util
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sojourn as sj
from sojourn.cli.main import main

ROOT = Path(__file__).parents[4]
EXAMPLES = ROOT / "examples"
GIVEN = ["--answers", str(EXAMPLES / "answers.csv"), "--questions", str(EXAMPLES / "questions.csv")]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a command, and give its status and what it prints."""

    def done(*words: str) -> tuple[int, str, str]:
        status = main(["measure", *words])
        told = capsys.readouterr()
        return status, told.out, told.err

    return done


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a workspace with surveys among its events."""
    rows = ["customer,time,event,question,answer,scale,survey,segment"]
    for number in range(90):
        who, segment = f"c{number:02}", "ab"[number % 2]
        rows.append(f"{who},2026-03-01T08:00:00Z,survey.sent,,,,spring,{segment}")
        if number < 72:
            rows.append(f"{who},2026-03-02T08:00:00Z,survey.answered,nps,{10 if number % 2 else 6},nps,spring,")
            rows.append(f"{who},2026-03-02T08:01:00Z,survey.answered,entry,{1 + number % 5},likert_1_5,spring,")
    rows.append("c00,2026-03-03T08:00:00Z,survey.answered,nps,8,nps,spring,")
    folder = tmp_path_factory.mktemp("surveys")
    (folder / "events.csv").write_text("\n".join(rows) + "\n", "utf-8")
    sj.init(folder / "shop").import_files(folder / "events.csv")
    return folder / "shop"


@pytest.fixture
def shop(made: Path, tmp_path: Path) -> Path:
    """Give a workspace of one's own."""
    return Path(shutil.copytree(made, tmp_path / "shop"))


def test_a_score_of_a_file(run: Callable[..., Any], tmp_path: Path) -> None:
    status, out, _ = run("nps", *GIVEN, "--by", "segment", "--asked", "1200", "--json")
    found = json.loads(out)
    assert status == 0
    assert list(found)[:4] == ["analysis", "format", "basis", "notes"]
    assert (found["analysis"], found["asked"], found["responded"]) == ("nps", 1200, 430)
    assert [(each["group"], each["shown"]) for each in found["scores"]] == [
        (None, "full"), ("group", "hidden"), ("member", "full"), ("press", "hidden"), ("single", "full"),
    ]  # fmt: skip
    refused, drawn, table = tmp_path / "refused.csv", tmp_path / "nps.svg", tmp_path / "nps.parquet"
    status, _, err = run(
        "nps", *GIVEN, "--refused", str(refused), "--chart", str(drawn), "--out", str(table)
    )  # fmt: skip
    assert status == 0, err
    with refused.open(encoding="utf-8") as file:
        assert [(row["row"], row["code"]) for row in csv.DictReader(file)] == [
            ("1005", "answer.out_of_scale"), ("1006", "answer.empty"), ("1007", "answer.unknown_question"),
            ("1008", "answer.bad_time"),
        ]  # fmt: skip
    assert drawn.read_text("utf-8").startswith("<svg")
    assert table.exists()


def test_a_file_says_in_words_what_it_says_in_numbers(run: Callable[..., Any]) -> None:
    for command in ("nps", "csat", "ces"):
        status, out, _ = run(command, *GIVEN, "--asked", "1200")
        assert status == 0
        assert "430 of 1,200 customers" in out
        assert "4 rows refused" in out
        assert "do not cover those who did not answer" in out


def test_a_trend_of_a_file(run: Callable[..., Any]) -> None:
    status, out, _ = run("csat", *GIVEN, "--trend", "month", "--json")
    (series,) = json.loads(out)["series"]
    assert status == 0
    assert series["signals"] == [7]
    assert run("csat", *GIVEN, "--trend", "month", "--csv")[1].count("\n") == 13


def test_dates_and_columns_of_a_file(run: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    text = (EXAMPLES / "answers.csv").read_text("utf-8").replace("customer", "who", 1)
    path.write_text(text, "utf-8")
    given = ["--answers", str(path), "--questions", str(EXAMPLES / "questions.csv"), "--column", "customer=who"]
    status, out, _ = run("nps", *given, "--since", "2026-08-01", "--until", "2026-10-01", "--json")
    found = json.loads(out)
    assert status == 0
    assert found["period"]["since"].startswith("2026-08")
    assert found["period"]["until"].startswith("2026-09")


def test_a_workspace_stores_questions_and_answers_by_events(run: Callable[..., Any], shop: Path) -> None:
    where = ["--workspace", str(shop)]
    status, out, _ = run("nps", *where, "--by", "segment", "--json")
    found = json.loads(out)
    assert status == 0
    assert (found["asked"], found["responded"], found["scores"][0]["n"]) == (90, 72, 72)
    assert [each["group"] for each in found["scores"]] == [None, "a", "b"]
    assert any(each["code"] == "answers.replaced" for each in found["notes"])
    status, _, err = run("csat", *where)
    assert status == 65
    assert "entry" in err
    assert "never guessed" in err
    register = shop.parent / "q.csv"
    register.write_text("question,wording,scale,good,role\nentry,Getting in?,likert_1_5,high,satisfaction\n", "utf-8")
    status, out, err = run("questions", *where, "--add", str(register))
    assert status == 0
    assert "stored 1 of now 1 questions" in err
    status, out, _ = run("csat", *where, "--json")
    assert status == 0
    assert json.loads(out)["scores"][0]["estimate"] == pytest.approx(28 / 72)
    status, out, _ = run("questions", *where, "--json")
    assert [(each["question"], each["registered"]) for each in json.loads(out)["questions"]] == [
        ("nps", False), ("entry", True),
    ]  # fmt: skip


def test_the_same_from_python(shop: Path) -> None:
    found = sj.nps(sj.open(shop).answers(), by="segment")
    assert [score.group for score in found.scores] == [None, "a", "b"]
    opened = sj.open(shop)
    opened.register({"entry": sj.Question("entry", "?", "likert_1_5", "high", role="satisfaction")})
    assert sj.csat(opened.answers(where="segment is null"), by="survey").scores[0].n == 72
    late = opened.answers(since="2026-03-03")
    assert len(late) == 1
    read = sj.read_answers(EXAMPLES / "answers.csv", questions=EXAMPLES / "questions.csv")
    assert sj.ces(read).scores[0].n == 143
    assert sj.trend(read, "csat", period="quarter").series[0].points[0].period == "Q1 2026"


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["nps", *GIVEN, "--workspace", "nowhere"], 66, "nowhere"),
        (["nps", *GIVEN, "--where", "true"], 2, "--where is about events"),
        (["nps", *GIVEN, "--events", "x.csv"], 2, "--events is about events"),
        (["nps", "--events", "x.csv", "--column", "customer=a"], 2, "--column is about --answers"),
        (["nps", *GIVEN, "--column", "customer"], 2, "names no column"),
        (["nps", *GIVEN, "--column", "customer=nobody"], 65, "no column nobody"),
        (["nps", *GIVEN, "--refused", "x.txt"], 2, ".csv"),
        (["nps", *GIVEN, "--trend", "month", "--by", "segment"], 2, "--by does not go with it"),
        (["nps", *GIVEN, "--by", "shoe"], 65, "no shoe to break down by"),
        (["nps", *GIVEN, "--asked", "10"], 65, "430 customers answered"),
        (["nps", *GIVEN, "--hide-below", "3"], 2, "5"),
        (["nps", "--answers", "none.csv"], 66, "none.csv"),
        (["csat", "--answers", str(EXAMPLES / "answers.csv"), "--question", "entry"], 65, "no stored direction"),
        (["questions", *GIVEN, "--add", str(EXAMPLES / "questions.csv")], 2, "leave out --answers"),
    ],
)
def test_what_cannot_be_asked_is_told(run: Callable[..., Any], words: list[str], status: int, told: str) -> None:
    found, _, err = run(*words)
    assert (found, told in err) == (status, True), err


def test_events_without_answers_are_told(run: Callable[..., Any]) -> None:
    status, _, err = run("nps", "--events", str(EXAMPLES / "shop.csv"))
    assert status == 65
    assert "no event carries an answer" in err
    status, out, _ = run(
        "questions", "--events", str(EXAMPLES / "shop.csv"), "--questions", str(EXAMPLES / "questions.csv")
    )  # fmt: skip
    assert status == 0
    assert out.count("likert_1_5") == 2


def test_how_many_answers_it_takes(run: Callable[..., Any]) -> None:
    words = ["sample-size", "--promoters", "0.5", "--detractors", "0.1666666667", "--margin", "5", "--answered", "0.3"]
    found = json.loads(run(*words, "--json")[1])
    assert list(found)[:4] == ["analysis", "format", "basis", "notes"]
    assert (found["analysis"], found["n"], found["ask"]) == ("nps_sample_size", 854, 2847)
    assert run(*words)[1].splitlines()[1] == "ask 2,847 customers, if 30 % answer"
    assert run("sample-size", "--promoters", "0.9", "--detractors", "0.9")[0] == 2


def test_the_examples_are_what_their_script_writes() -> None:
    spec = importlib.util.spec_from_file_location("theatre", ROOT / "tools" / "theatre_answers.py")
    assert spec is not None
    assert spec.loader is not None
    theatre = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(theatre)
    assert (EXAMPLES / "answers.csv").read_text("utf-8") == theatre.answers()
    assert (EXAMPLES / "questions.csv").read_text("utf-8") == theatre.questions()
