"""`sojourn measure drivers`, `importance` and `ipa`, on the evening of the examples."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sojourn.cli.main import main

EXAMPLES = Path(__file__).parents[4] / "examples"
GIVEN = ["--answers", str(EXAMPLES / "evening.csv"), "--questions", str(EXAMPLES / "evening-questions.csv")]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a command that must succeed, and give what it prints."""

    def done(*words: str) -> str:
        status = main(["measure", *words])
        told = capsys.readouterr()
        assert status == 0, told.err
        return told.out

    return done


def test_drivers_of_a_file(run: Callable[..., str]) -> None:
    wanted = ["drivers", *GIVEN, "--outcome", "nps", "--drivers", "entry,payment", "--drivers", "drinks"]
    found = json.loads(run(*wanted, "--not-met", "drinks", "--bootstrap", "50", "--seed", "3", "--json"))
    assert found["analysis"] == "drivers"
    assert found["method"] == "lmg"
    assert (found["n"], found["bootstrap"], found["seed"]) == (240, 50, 3)
    assert [each["name"] for each in found["drivers"]] == ["entry", "payment", "drinks"]
    assert found["drivers"][2]["met"] == pytest.approx(145 / 240, abs=0.05)
    assert sum(each["weight"] for each in found["drivers"]) == pytest.approx(found["r2"])


def test_drivers_are_all_ratings_where_none_is_named(run: Callable[..., str]) -> None:
    found = json.loads(run("drivers", *GIVEN, "--outcome", "nps", "--not-met", "drinks", "--bootstrap", "0", "--json"))
    assert [each["name"] for each in found["drivers"]] == ["entry", "payment", "sound", "drinks", "way_home"]


def test_stated_stands_beside_derived(run: Callable[..., str]) -> None:
    wanted = ["drivers", *GIVEN, "--outcome", "nps", "--not-met", "drinks", "--stated"]
    assert "hidden driver" in run(*wanted)
    found = json.loads(run(*wanted, "--json"))
    kinds = {each["name"]: each["kind"] for each in found["things"]}
    assert kinds["entry"] == "hidden_driver"
    assert kinds["sound"] == "price_of_entry"


def test_importance_and_performance_of_a_file(run: Callable[..., str], tmp_path: Path) -> None:
    assert "sound" in run("importance", *GIVEN)
    run("ipa", *GIVEN, "--cross", "4,3.5", "--chart", str(tmp_path / "ipa.svg"))
    assert "<svg" in (tmp_path / "ipa.svg").read_text("utf-8")
    found = json.loads(run("ipa", *GIVEN, "--cross", "median", "--json"))
    assert found["cross"]["by"] == "median"
    assert found["largest_gap"] == "payment"
    assert run("ipa", *GIVEN, "--csv").startswith("name,")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["ipa", *GIVEN, "--cross", "middle"], 2),
        (["drivers", *GIVEN, "--outcome", "npx"], 65),
        (["drivers", *GIVEN, "--outcome", "nps", "--drivers", "entry,entree"], 65),
    ],
)
def test_what_cannot_be_meant_ends_with_the_right_status(
    words: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["measure", *words]) == code
    told = capsys.readouterr().err
    assert "did you mean" in told or "write" in told
