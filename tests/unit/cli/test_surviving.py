"""The command `sojourn survival`: its answer in every form, and what it refuses."""

import csv
import json
from pathlib import Path

import pytest

from sojourn.cli.main import main
from tests.factories.journeys import SHOP

WAIT = ["--from", "site.visited", "--to", "order.paid"]


@pytest.fixture
def shop(tmp_path: Path) -> str:
    """Write the small shop."""
    file = tmp_path / "shop.csv"
    file.write_text("customer,time,event,channel,value\n" + SHOP.lstrip(), "utf-8")
    return str(file)


def test_it_says_who_got_there_by_when(shop: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["survival", "--events", shop, *WAIT, "--breakdown", "channel", "--at", "1h,1d"]) == 0
    out = capsys.readouterr().out
    for words in (
        "Half got there by",
        "Got there by then",
        "1h",
        "Seen on the way for at least so long",
        "Log-rank test",
    ):
        assert words in out


def test_the_document_holds_curves_and_tests(shop: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = [
        "--breakdown",
        "channel",
        "--strata",
        "channel",
        "--rho",
        "1",
        "--competing",
        "help.opened",
        "--top",
        "2",
    ]
    assert main(["survival", "--events", shop, *WAIT, *options, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["analysis"], told["competing"], told["strata"]) == ("survival", "help.opened", "channel")
    assert [group["kind"] for group in told["groups"]] == ["value", "value", "other"]
    assert (told["test"]["rho"], told["test"]["p_value"]) == (1.0, None)
    assert told["all"]["competed"] == 1


def test_sessions_that_close_compete_unless_told_otherwise(shop: str, capsys: pytest.CaptureFixture[str]) -> None:
    for options, competed, censored in (([], 3, 1), (["--closed", "censors"], 0, 4)):
        assert main(["survival", "--events", shop, *WAIT, "--gap", "30m", *options, "--json"]) == 0
        told = json.loads(capsys.readouterr().out)["all"]
        assert (told["waits"], told["reached"], told["competed"], told["censored"]) == (7, 3, competed, censored)


def test_rows_chart_and_members_go_to_files(shop: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chart, who = tmp_path / "chart.json", tmp_path / "who.csv"
    assert main(["survival", "--events", shop, *WAIT, "--csv", "--chart", str(chart), "--members", str(who)]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert [row["at_risk"] for row in rows] == ["4", "3"]
    assert "vconcat" in json.loads(chart.read_text("utf-8"))
    assert [row["state"] for row in csv.DictReader(who.read_text("utf-8").splitlines())].count("reached") == 2


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (["--strata", "channel"], 65, "strata"),
        (["--landmark", "2d", "--within", "1d"], 65, "landmark"),
        (["--breakdown", "colour"], 65, "colour"),
        (["--top", "50"], 2, "top"),
    ],
    ids=["strata", "landmark", "property", "top"],
)
def test_what_cannot_be_asked_is_named(
    shop: str, options: list[str], status: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["survival", "--events", shop, *WAIT, *options]) == status
    assert words in capsys.readouterr().err
