"""The command `sojourn conformance`: a path or a map, its case rule, who stands behind the numbers."""

import csv
import json
from pathlib import Path

import pytest

from sojourn import samples
from sojourn.cli.main import main
from tests.factories.journeys import SHOP

GOLDEN = Path(__file__).parents[2] / "golden" / "analyse-conformance"
BANK = Path(samples.__file__).parent / "maps" / "bank.yaml"
PATH = "site.visited > basket.filled > order.paid"


@pytest.fixture
def shop(tmp_path: Path) -> str:
    path = tmp_path / "shop.csv"
    path.write_text("customer,time,event,channel,value\n" + "\n".join(SHOP.split()), "utf-8")
    return str(path)


def test_one_journey_against_a_map_is_told_in_five_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conformance", "--events", str(GOLDEN / "lewis.jsonl"), "--map", str(BANK)]) == 0
    assert capsys.readouterr().out == (GOLDEN / "lewis.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "cases"),
    [
        ([], {"by": "gap", "gap_seconds": 2_592_000.0}),
        (["--cases", "customer"], {"by": "customer"}),
        (["--gap", "1d"], {"by": "gap", "gap_seconds": 86_400.0}),
    ],
    ids=["not given", "customer", "gap"],
)
def test_the_rule_of_the_map_cuts_unless_another_is_given(
    options: list[str], cases: dict[str, object], capsys: pytest.CaptureFixture[str]
) -> None:
    place = ["--events", str(GOLDEN / "lewis.jsonl"), "--map", str(BANK), "--json"]
    assert main(["conformance", *place, *options]) == 0
    assert json.loads(capsys.readouterr().out)["basis"]["cases"] == cases


def test_members_have_a_row_a_journey(shop: str, tmp_path: Path) -> None:
    out = tmp_path / "who.csv"
    command = ["conformance", "--events", shop, "--expect", PATH, "--gap", "30m", "--members", str(out), "--quiet"]
    assert main(command) == 0
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    assert len(rows) == 7
    assert [row["status"] for row in rows].count("open") == 1
    assert rows[0] | {"customer": "ann", "cost": "0", "missing": "0"} == rows[0]


def test_unknown_events_can_be_left_out(shop: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conformance", "--events", shop, "--expect", PATH, "--ignore-unknown", "--json"]) == 0
    assert "unknown" not in {each["kind"] for each in json.loads(capsys.readouterr().out)["ad_hoc"]}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ([], "--expect or --map"),
        (["--expect", PATH, "--map", str(BANK)], "--expect or --map"),
        (["--map", str(BANK), "--ignore-unknown"], "--ignore-unknown is for --expect"),
        (["--expect", "a > > b"], "character 5 is '>' where an event should be"),
    ],
    ids=["neither", "both", "map ignores", "no path"],
)
def test_what_cannot_be_asked_is_wrong_usage(
    options: list[str], says: str, shop: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["conformance", "--events", shop, *options]) == 2
    assert says in capsys.readouterr().err


def test_what_is_missing_from_the_command_is_said_before_the_events_are_looked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["conformance", "--workspace", str(tmp_path / "none")]) == 2
    assert "--expect or --map" in capsys.readouterr().err


def test_a_long_path_is_not_told_in_full(shop: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["conformance", "--events", shop, "--expect", "a > " * 3000 + "> b"]) == 2
    said = capsys.readouterr().err
    assert "character 12001 is '>'" in said
    assert len(said) < 600


def test_a_path_of_too_many_steps_is_not_told_in_full(shop: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = " > ".join(f"step{place}" for place in range(5000))
    assert main(["conformance", "--events", shop, "--expect", path]) != 0
    said = capsys.readouterr().err
    assert "5,000 steps" in said
    assert len(said) < 600
