"""`sojourn measure kano`, `contrast`, `feeling` and `visits`, on the evening that the examples invent."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sojourn.cli.main import main

EXAMPLES = Path(__file__).parents[4] / "examples" / "after-the-show"
SHEETS = ["--answers", str(EXAMPLES / "sheets.csv"), "--questions", str(EXAMPLES / "questions.csv")]
COMMENTS = ["--answers", str(EXAMPLES / "comments.csv"), "--questions", str(EXAMPLES / "questions.csv")]
VISITS = ["visits", str(EXAMPLES / "observations.csv"), "--criteria", str(EXAMPLES / "criteria.csv")]
Run = Callable[..., str]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command that must end with a status, and give what it prints: the answer, or why there is none."""

    def done(*words: str, status: int = 0) -> str:
        found = main(["measure", *words])
        told = capsys.readouterr()
        assert found == status, told.err
        return told.out if status == 0 else told.err

    return done


def test_kano_of_a_table_of_pairs(run: Run, tmp_path: Path) -> None:
    found = json.loads(run("kano", str(EXAMPLES / "pairs.csv"), "--json", "--chart", str(tmp_path / "kano.svg")))
    assert (found["analysis"], found["n"], len(found["features"])) == ("kano", 84, 6)
    kinds = {each["feature"]: each["category"] for each in found["features"]}
    assert kinds["ticket in the wallet"] == "M"
    assert kinds["drinks brought to the seat"] == "A"
    assert kinds["short way in"] is None
    assert all(sum(each["counts"].values()) == 84 for each in found["features"])
    assert "<svg" in (tmp_path / "kano.svg").read_text("utf-8")


def test_kano_says_how_a_table_of_pairs_is_read(run: Run) -> None:
    pairs = str(EXAMPLES / "pairs.csv")
    assert f"sojourn measure kano {pairs}" in run("kano", "--answers", pairs, status=2).replace("\n", " ")


def test_kano_by_segment_with_higher_limits(run: Run) -> None:
    words = [
        "kano",
        str(EXAMPLES / "pairs.csv"),
        "--by",
        "segment",
        "--hide-below",
        "40",
        "--thin-below",
        "60",
        "--csv",
    ]
    rows = list(csv.DictReader(run(*words).splitlines()))
    assert {(row["segment"], row["shown"]) for row in rows} == {("first time", "hidden"), ("subscriber", "hidden")}


def test_kano_of_answers_and_not_of_two_sources(run: Run, tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text(
        "question,wording,scale,about\nwith,With?,kano_functional,wallet\nwithout,Without?,kano_dysfunctional,wallet\n",
        "utf-8",
    )
    rows = "".join(f"c{n},must-be,dislike\n" for n in range(31))
    (tmp_path / "a.csv").write_text(f"customer,with,without\n{rows}", "utf-8")
    given = ["--answers", str(tmp_path / "a.csv"), "--questions", str(tmp_path / "q.csv")]
    found = json.loads(run("kano", *given, "--json"))["features"]
    assert [(each["feature"], each["category"], each["counts"]["M"]) for each in found] == [("wallet", "M", 31)]
    assert "both say where answers are" in run("kano", str(EXAMPLES / "pairs.csv"), *given, status=2)


def test_contrast_says_classes(run: Run, tmp_path: Path) -> None:
    words = ["contrast", "--outcome", "overall", *SHEETS]
    found = json.loads(run(*words, "--json"))
    assert set(found["drivers"]) == {"rate_entry", "rate_bar", "rate_sound", "rate_photos"}
    assert found["drivers"]["rate_bar"]["kind"] == "dissatisfier"
    assert found["drivers"]["rate_photos"]["kind"] == "satisfier"
    assert "cause" in run(*words, "--drivers", "rate_bar,rate_photos", "--chart", str(tmp_path / "c.svg"))


def test_feeling_of_ratings_beside_what_was_supposed(run: Run) -> None:
    found = json.loads(run("feeling", *SHEETS, "--hypothesis", "entry=-1", "--json"))
    assert [each["step"] for each in found["steps"]] == ["booking", "entry", "show", "way home"]
    assert found["steps"][1]["hypothesis"] == -1
    assert found["journeys"][0]["peak_at"] == "show"
    assert found["predicts"]["n"] == 154
    assert "is not a name and a number" in run("feeling", *SHEETS, "--hypothesis", "entry", status=2)


def test_feeling_of_text_needs_an_agreement(run: Run) -> None:
    alone = json.loads(run("feeling", "--text", *COMMENTS, "--json"))
    assert {each["reason"] for each in alone["steps"]} == {"unproven"}
    assert {each["feeling"] for each in alone["steps"]} == {None}
    held = json.loads(run("feeling", "--text", "--labelled", str(EXAMPLES / "labelled.csv"), *COMMENTS, "--json"))
    assert held["agreement"]["good"] is True
    assert held["steps"][2]["feeling"] > 0.5
    assert "--labelled is for --text" in run("feeling", "--labelled", "x.csv", *SHEETS, status=2)
    assert "VADER knows English" in run("feeling", "--text", "--lang", "fr", *COMMENTS, status=65)


def test_visits_alone_and_beside_answers(run: Run, tmp_path: Path) -> None:
    found = json.loads(run(*VISITS, "--criticality", "entry=56", "--criticality", "bar=20", "--json"))
    assert [each["touchpoint"] for each in found["touchpoints"]] == ["entry", "bar"]
    assert found["touchpoints"][0]["pairs"] == 8
    scores = [each["score"] for each in found["touchpoints"]]
    assert found["journey"] == pytest.approx((56 * scores[0] + 20 * scores[1]) / 76)
    assert "north" not in run(*VISITS)
    beside = json.loads(run(*VISITS, *SHEETS, "--desired", "entry=80", "--json", "--chart", str(tmp_path / "d.svg")))
    assert beside["analysis"] == "satisfaction_delivered"
    assert beside["cells"][0]["desired"] == 80
    assert beside["cells"][0]["csat"]["n"] == 154
    assert "must lie between 0 and 100" in run(*VISITS, "--criticality", "entry=560", status=65)
    assert "must lie between 0 and 100" in run(*VISITS, *SHEETS, "--desired", "entry=800", status=65)
    assert "no visit of it has a score" in run(*VISITS, "--criticality", "moon=1", status=65)
