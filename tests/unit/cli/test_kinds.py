"""Numbers, amounts and periods of the command line: what is read, and what is refused with what to write."""

import json
from pathlib import Path

import pytest

from sojourn.cli.failures import Misuse
from sojourn.cli.kinds import MONEY, SHARE, Number, NumberOf, Period
from sojourn.cli.main import main

PLAN = ("plan", "--map", "tickets.yaml", "--budget", "120000", "--draws", "0")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("tickets", "buying", "bank"):
        assert main(["maps", "new", f"{name}.yaml", "--example", name]) == 0
    capsys.readouterr()


@pytest.mark.parametrize(
    ("text", "number"),
    [("120000", 120000.0), ("1e3", 1000.0), (" 0.5 ", 0.5), ("50.00", 50.0), ("0.125", 0.125), ("-0", 0.0)],
)
def test_a_plain_number_is_read(text: str, number: float) -> None:
    assert str(MONEY.convert(text, None, None)) == str(number)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("120,000", "write 120000"),
        ("1,234,567.5", "write 1234567.5"),
        ("120 000", "write 120000"),
        ("120'000", "write 120000"),
        ("120_000", "write 120000"),
        ("50.000", "write 50000 or 50"),
        ("1.250", "write 1250 or 1.25"),
        ("12.345", "write 12345 or 12.3450"),
        ("1.250.000", "write 1250000"),
        ("0,5", "write 0.5"),
        ("nan", "write it as 1200 or 0.5"),
        ("inf", "write it as 1200 or 0.5"),
        ("1e400", "write it as 1200 or 0.5"),
        ("٣", "write it as 1200 or 0.5"),
        ("-1", "give at least 0"),
    ],
)
def test_what_could_be_misread_is_refused_with_what_to_write(text: str, hint: str) -> None:
    with pytest.raises(Misuse) as refused:
        MONEY.convert(text, None, None)
    assert refused.value.hint == hint


@pytest.mark.parametrize("text", ["120,000", "50.000", "12.345", "0,5"])
def test_every_number_that_a_refusal_proposes_is_taken(text: str) -> None:
    with pytest.raises(Misuse) as refused:
        MONEY.convert(text, None, None)
    assert refused.value.hint is not None
    for proposed in refused.value.hint.removeprefix("write ").split(" or "):
        MONEY.convert(proposed, None, None)


def test_bounds_are_told_and_a_share_of_three_digits_is_a_fraction() -> None:
    assert Number(0).convert("1.125", None, None) == 1.125
    assert SHARE.convert("0.125", None, None) == 0.125
    with pytest.raises(Misuse, match="out of bounds") as refused:
        SHARE.convert("1.5", None, None)
    assert refused.value.hint == "give at least 0 and at most 1"
    with pytest.raises(Misuse) as refused:
        Number(0, 1, above=True).convert("0", None, None)
    assert refused.value.hint == "give above 0 and at most 1"


def test_a_name_has_its_number() -> None:
    named = NumberOf(Number(), example="entry=1.5")
    assert named.convert("entry=\u22121.5", None, None) == ("entry", -1.5)
    for text in ("entry", "=1", "entry="):
        with pytest.raises(Misuse) as refused:
            named.convert(text, None, None)
        assert refused.value.hint == "write entry=1.5"


@pytest.mark.parametrize("text", ["P1Y", "P3M", "P1W", "P7D", "P1Y6M"])
def test_a_period_is_taken(text: str) -> None:
    assert Period().convert(text, None, None) == text


@pytest.mark.parametrize("text", ["xyz", "P", "P0D", "1Y", "PT5H", "P1YT", ""])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(Misuse, match="is no period"):
        Period().convert(text, None, None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*PLAN, "--worth", "loyal=nan"), "--worth loyal: 'nan' is not a finite number"),
        (("plan", "--map", "tickets.yaml", "--budget", "inf"), "--budget: 'inf' is not a finite number"),
        (("plan", "--map", "tickets.yaml", "--budget", "120,000"), "sets thousands apart"),
        (("plan", "--map", "tickets.yaml", "--budget", "50.000"), "point for thousands"),
        ((*PLAN, "--volume", "nan"), "--volume: 'nan'"),
        ((*PLAN, "--discount", "inf"), "--discount: 'inf'"),
        ((*PLAN, "--carry", "nan"), "--carry: 'nan'"),
        ((*PLAN, "--period", "xyz"), "--period: 'xyz' is no period"),
        ((*PLAN, "--capacity", "product:2027-13=1"), "'2027-13' is not a month"),
        ((*PLAN, "--capacity", "product=-1"), "--capacity product: -1 is out of bounds"),
        (("acquisition", "plan", "buying.yaml", "--budget", "1e400"), "--budget: '1e400'"),
        (("acquisition", "plan", "buying.yaml", "--budget", "5", "--carry", "nan"), "--carry: 'nan'"),
        (("acquisition", "plan", "buying.yaml", "--budget", "5", "--capacity", "sales=2027-13:1"), "no person-months"),
        (("measure", "sample-size", "--promoters", "0.8", "--detractors", "0.5"), "no shares of one whole"),
        (("measure", "sample-size", "--margin", "1e-300"), "--margin: 1e-300 is out of bounds"),
        (("measure", "sample-size", "--margin", "nan"), "--margin: 'nan'"),
        (("measure", "nps", "--hide-below", "1"), "--hide-below"),
        (("moments", "--map", "tickets.yaml", "--hide-below", "1"), "--hide-below"),
    ],
    ids=lambda each: " ".join(each) if isinstance(each, tuple) else "",
)
def test_commands_refuse_them_as_wrong_usage(words, said, capsys) -> None:
    assert main([*words]) == 2
    assert said in capsys.readouterr().err


def test_a_map_without_lines_is_wrong_input_and_not_wrong_usage(capsys) -> None:
    assert main(["acquisition", "plan", "bank.yaml", "--budget", "5"]) == 65
    assert "has no lines" in capsys.readouterr().err


def test_a_hundred_million_periods_are_not_added_up_one_by_one(capsys) -> None:
    words = (*PLAN, "--objective", "net", "--periods", "100000000", "--discount", "0.1", "--json")
    assert main([*words]) == 0
    assert json.loads(capsys.readouterr().out)["objective"]["periods"] == 100_000_000


def test_a_sample_size_has_an_envelope(capsys) -> None:
    assert main(["measure", "sample-size", "--promoters", "0.5", "--detractors", "0.2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told)[:4] == ["analysis", "format", "basis", "notes"]
    assert told["analysis"] == "nps_sample_size"


def test_a_score_of_nothing_has_no_minus(capsys) -> None:
    assert main(["measure", "sample-size", "--promoters", "0.2", "--detractors", "0.2001"]) == 0
    assert "about +0 to within" in capsys.readouterr().out


DRAWN = (*PLAN[:-1], "20")
WRITTEN = (
    *((*DRAWN, *(() if view == "plan" else ("--view", view)))
      for view in ("plan", "curve", "improvement", "timeline", "inclusion", "order", "rice", "benefits")),
    ("acquisition", "plan", "buying.yaml", "--budget", "50000", "--draws", "0"),
    ("acquisition", "check", "buying.yaml"),
    ("radar", "buying.yaml"),
)  # fmt: skip


@pytest.mark.parametrize("ending", ["csv", "parquet", "json", "html", "svg", "png"])
@pytest.mark.parametrize("words", WRITTEN, ids=" ".join)
def test_results_of_maps_alone_are_written_in_every_form(words, ending) -> None:
    assert main([*words, "--out", f"a.{ending}", "-q"]) == 0
    assert Path(f"a.{ending}").stat().st_size > 0


@pytest.mark.parametrize("text", ["nan", "inf", "nan,3", "3,inf", "1e400,2", "3,", "4,5,6", "3;4", "four"])
def test_a_cross_is_a_finite_place(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("answers.csv").write_text("customer,question,value\na,q,3\n")
    assert main(["measure", "ipa", "--answers", "answers.csv", "--cross", text]) == 2
    assert "says no place" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["nan", "inf", "-1", "50.000", "12,5", "much"])
def test_the_budget_of_a_report_is_an_amount_as_elsewhere(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--budget", text]) == 2
    assert "--budget" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command", [["maps", "draw", "tickets.yaml"], ["acquisition", "draw", "buying.yaml", "canvas"]]
)
def test_a_drawing_has_a_finite_resolution(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command, "--dpi", "nan"]) == 2
    assert "--dpi" in capsys.readouterr().err


def test_a_radar_names_its_map_as_other_answers_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["radar", "tickets.yaml", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["basis"]["map_id"] == "tickets"
