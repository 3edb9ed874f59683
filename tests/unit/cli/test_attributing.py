"""The command `sojourn attribution`: in every form, from events and from ready paths, and what it refuses."""

import csv
import json
from pathlib import Path

import pytest

from sojourn.app.path_files import read_paths
from sojourn.cli.main import main
from sojourn.core.errors import InvalidInput
from tests.factories.journeys import SHOP
from tests.golden.measurement.vectors import same

BOUGHT = ["--conversion", "order.paid"]
PATHS = "path,conversions,nulls\ngoogle ads,2,1\nmailing,1,0\ngoogle ads > mailing,1,\n"


@pytest.fixture
def shop(tmp_path: Path) -> str:
    """Write the small shop."""
    file = tmp_path / "shop.csv"
    file.write_text("customer,time,event,channel,value\n" + SHOP.lstrip(), "utf-8")
    return str(file)


def test_it_says_which_channels_came_before(shop: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--model", "markov", "--value", "value", "--bootstrap", "20"]
    assert main(["attribution", "--events", shop, *BOUGHT, *options]) == 0
    out = capsys.readouterr().out
    for words in ("email", "54.5 %", "Lost without", "66.7 %", "69.3", "30d", "only an experiment tells"):
        assert words in " ".join(out.split())


def test_the_reply_is_the_one_that_was_worked_out(shop: str, capsys: pytest.CaptureFixture[str]) -> None:
    golden = Path(__file__).parents[2] / "golden" / "analyse-attribution" / "vectors.json"
    (case,) = (each for each in json.loads(golden.read_text("utf-8")) if each["id"] == "cli-attribution")
    assert main([*case["command"][1:], "--events", shop]) == 0
    reply = json.loads(capsys.readouterr().out)
    same(reply, case["expected"], 1e-9)
    assert [key for key in reply if key in case["expected"]] == list(case["expected"])


def test_the_document_and_the_rows_agree(shop: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--model", "time_decay", "--half-life", "2d", "--lookback", "none", "--touch", "site.visited"]
    assert main(["attribution", "--events", shop, *BOUGHT, *options, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["half_life_seconds"], document["lookback_seconds"]) == (172_800.0, None)
    assert document["touch"] == ["site.visited"]
    assert main(["attribution", "--events", shop, *BOUGHT, *options, "--csv"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert [float(row["conversions"]) for row in rows] == [row["conversions"] for row in document["channels"]]


def test_a_number_can_be_opened_and_drawn(shop: str, tmp_path: Path) -> None:
    who, drawing = tmp_path / "who.csv", tmp_path / "channels.svg"
    options = ["--model", "linear", "--channel", "email", "--members", str(who), "--chart", str(drawing), "--quiet"]
    assert main(["attribution", "--events", shop, *BOUGHT, *options]) == 0
    rows = list(csv.DictReader(who.read_text("utf-8").splitlines()))
    assert [row["path"] for row in rows] == ["email", "search > email", "email"]
    assert sum(float(row["credit"]) for row in rows) == 1.5
    assert drawing.read_text("utf-8").startswith("<svg")


def test_paths_that_are_there_already_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "paths.csv"
    file.write_text(PATHS, "utf-8")
    assert main(["attribution", "--paths", str(file), "--model", "markov", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [round(each["conversions"], 9) for each in document["channels"]] == [2.4, 1.6]
    assert document["total_value"] is None
    other = tmp_path / "other.jsonl"
    other.write_text('{"way": "a/b", "n": 2, "worth": 7.5}\n{"way": "b", "n": 1, "worth": 0.0}\n', "utf-8")
    columns = ["--path-column", "way", "--separator", "/", "--conversions-column", "n", "--value-column", "worth"]
    assert main(["attribution", "--paths", str(other), *columns, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["channels"][0] | {"share": 1.0} == {
        "channel": "b", "touches": 3, "conversions": 3.0, "value": 7.5, "share": 1.0, "removal_effect": None,
        "removal_effect_value": None, "conversions_low": None, "conversions_high": None, "conversions_error": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "which event is a conversion"),
        ([*BOUGHT, "--separator", "/"], "there is none"),
        ([*BOUGHT, "--channel", "email"], "nothing says where to write it"),
        ([*BOUGHT, "--model", "w"], "w needs the event"),
        ([*BOUGHT, "--paths", "paths.csv"], "looks at events"),
        (["--paths", "paths.csv"], "a source of its own"),
    ],
    ids=["nothing", "separator", "channel", "w", "conversion", "both"],
)
def test_what_contradicts_itself_is_refused(
    shop: str, options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["attribution", "--events", shop, *options]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.txt", "x"), ("a.csv", "way,n\na,1\n"), ("b.csv", "path,conversions\na,1.5\n"), ("gone.csv", None)],
    ids=["ending", "column", "half", "gone"],
)
def test_files_that_hold_no_paths_are_refused(name: str, text: str | None, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(InvalidInput) as refused:
        read_paths(tmp_path / name)
    assert refused.value.code == "bad-path"


def test_an_unknown_channel_is_refused_before_anything_is_answered(
    shop: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    who = tmp_path / "who.csv"
    assert main(["attribution", "--events", shop, *BOUGHT, "--channel", "nobody", "--members", str(who)]) == 2
    shown = capsys.readouterr()
    assert shown.out == "" and "no event has the channel 'nobody'" in shown.err


@pytest.mark.parametrize(
    "option", [["--order", "2"], ["--half-life", "2d"], ["--no-null"], ["--key-event", "a"]], ids=" ".join
)
def test_an_option_of_another_model_is_refused(
    shop: str, option: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["attribution", "--events", shop, *BOUGHT, *option]) == 2
    assert "last does not look at" in capsys.readouterr().err


def test_paths_may_be_lists_and_errors_name_their_row(tmp_path: Path) -> None:
    file = tmp_path / "paths.jsonl"
    file.write_text('{"path": ["a", "b"], "conversions": 2}\n{"path": ["a"], "conversions": 1}\n', "utf-8")
    assert [path.path for path in read_paths(file)] == [("a", "b"), ("a",)]
    file.write_text('{"path": ["a", "b"], "conversions": 2}\n{"path": ["a"], "conversions": -1}\n', "utf-8")
    with pytest.raises(InvalidInput, match=r"paths.jsonl, row 2: 'a' has -1 journeys"):
        read_paths(file)
