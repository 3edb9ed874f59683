import json
import os
import pty
import sys
from pathlib import Path

import pyarrow.csv
import pytest

from sojourn.cli.main import main
from tests.factories.journeys import shop


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each command in a folder of its own, whatever the surroundings say."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOJOURN_WORKSPACE", raising=False)
    pyarrow.csv.write_csv(shop(), tmp_path / "shop.csv")


RETENTION = ["retention", "--events", "shop.csv", "--start", "site.visited", "--return", "order.paid"]


@pytest.mark.parametrize(
    ("arguments", "status", "error", "hint"),
    [
        (["funel"], 2, "sojourn has no command 'funel'", "did you mean funnel?"),
        (["xyzzy"], 2, "sojourn has no command 'xyzzy'", "`sojourn --help` lists the commands"),
        (["graph", "--min-cuont", "3"], 2, "sojourn graph has no option --min-cuont", "did you mean --min-count?"),
        (["graph", "--top", "0"], 2, "invalid value for '--top': 0 is not in the range x>=1", "`sojourn graph --help`"),
        ([*RETENTION, "--period", "wek"], 2, "'wek' is not one of 'day', 'week', 'month'", "did you mean week?"),
        ([*RETENTION, "--gap", "7x"], 2, "--gap: '7x' is not a duration", "write for example 90s"),
        ([*RETENTION, "--since", "lately"], 2, "--since: 'lately' is not a time", "write 2024-03-01"),
        ([*RETENTION, "--time-zone", "Mars"], 2, "--time-zone: 'Mars' is not a time zone", "IANA name"),
        ([*RETENTION, "--json", "--csv"], 2, "the answer can take one form", "give one of them"),
        ([*RETENTION, "--out", "x.xlsx"], 2, "'x.xlsx' does not say in what form to write", "let the name end in .csv"),
        ([*RETENTION, "--cases", "gap", "--case-key", "k"], 2, "cases by gap do not use case key", "cut by key"),
        ([*RETENTION, "--cases", "key"], 2, "cases by key need the property", "add --case-key PROPERTY"),
        ([*RETENTION, "--workspace", "shop"], 2, "--workspace and --events both say", "give one of them"),
        (["graph", "--time-column", "t"], 2, "no file with --events", "add --events FILE"),
        ([*RETENTION, "--where", "channel ="], 65, "the filter 'channel =' cannot be read", "write an expression"),
        (["graph"], 66, "there is no workspace here", "make one with `sojourn init DIR`"),
        (["graph", "--workspace", "shop"], 66, "there is no folder shop", "make it one with `sojourn init shop`"),
        (["graph", "--events", "no.csv"], 66, "no.csv", "check"),
    ],
)
def test_what_is_wrong_ends_in_a_status_an_error_and_a_hint(
    capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, error: str, hint: str
) -> None:
    assert main(arguments) == status
    out, err = capsys.readouterr()
    first, second = err.splitlines()
    assert out == ""
    assert first.startswith("error: ") and error in first
    assert second.startswith("hint: ") and hint in second


def test_a_wrong_setting_ends_in_78(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOJOURN_THREADS", "many")
    assert main(["settings"]) == 78
    assert "SOJOURN_THREADS" in capsys.readouterr().err


def test_debug_shows_where_an_error_comes_from() -> None:
    from sojourn.core.errors import NotFound

    with pytest.raises(NotFound):
        main(["graph", "--debug"])


def test_quiet_says_nothing_beside_the_result(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--quiet", *RETENTION, "--chart", "x.svg"]) == 0
    assert main([*RETENTION, "--chart", "y.svg", "--quiet"]) == 0
    assert capsys.readouterr().err == ""
    assert Path("x.svg").exists() and Path("y.svg").exists()


def test_json_is_one_document_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*RETENTION, "--json"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["analysis"] == "retention"
    assert out.count("\n") == 1 and err == ""


def test_an_unknown_event_is_no_error_but_a_note(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["retention", "--events", "shop.csv", "--start", "site.visitd", "--return", "order.paid"]
    assert main(arguments) == 0
    said = "".join(capsys.readouterr())
    assert said.count("no event is called 'site.visitd'; the nearest name is 'site.visited'") == 1


def test_out_takes_the_place_of_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*RETENTION, "--out", "answer.csv"]) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ("", "wrote answer.csv\n")
    assert Path("answer.csv").read_text().startswith("cohort,")


def test_members_are_those_behind_the_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*RETENTION, "--members", "who.csv", "--json"]) == 0
    size = sum(cohort["size"] for cohort in json.loads(capsys.readouterr().out)["cohorts"])
    assert pyarrow.csv.read_csv("who.csv").num_rows == size


def test_names_may_be_given_again_or_together(capsys: pytest.CaptureFixture[str]) -> None:
    start = ["retention", "--events", "shop.csv", "--return", "order.paid", "--json"]
    assert main([*start, "--start", "site.visited", "--start", "help.opened"]) == 0
    assert main([*start, "--start", "site.visited|help.opened"]) == 0
    one, two = capsys.readouterr().out.splitlines()
    assert one == two


def test_the_workspace_may_come_from_the_environment(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOJOURN_WORKSPACE", "elsewhere")
    assert main(["graph"]) == 66
    assert "elsewhere" in capsys.readouterr().err


def test_init_makes_a_workspace_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "shop", "--time-zone", "Europe/Paris"]) == 0
    assert "sojourn import FILE --workspace shop" in capsys.readouterr().err
    assert main(["init", "shop"]) == 75


def test_an_interrupt_ends_in_130(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from sojourn.app import settings

    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(settings, "from_environment", interrupted)
    assert main(["settings"]) == 130
    assert capsys.readouterr().err == "interrupted\n"


def test_a_bug_ends_in_70_and_asks_for_a_report(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from sojourn.app import settings

    def broken() -> None:
        raise RuntimeError("unthought of")

    monkeypatch.setattr(settings, "from_environment", broken)
    assert main(["settings"]) == 70
    assert "a bug in Sojourn: RuntimeError: unthought of" in capsys.readouterr().err


def test_one_row_with_several_dates_unfolds(capsys: pytest.CaptureFixture[str]) -> None:
    Path("deals.csv").write_text("who,qualified_at,won_at\nann,2024-01-01,2024-02-01\nben,2024-01-05,\n")
    times = ["--times", "qualified_at=lead.qualified,won_at=deal.won"]
    assert main(["import", "deals.csv", "--workspace", "crm", "--customer", "who", *times, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["accepted"] == 3
    assert main(["funnel", "lead.qualified", "deal.won", "--workspace", "crm", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["converted"] == 1


def test_a_pair_without_its_sign_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "shop.csv", "--times", "won_at"]) == 2
    assert "write --times COLUMN=EVENT" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--breakdown", "--breadth"])
def test_only_a_near_option_is_proposed(capsys: pytest.CaptureFixture[str], option: str) -> None:
    assert main(["sessions", option, "channel"]) == 2
    assert capsys.readouterr().err.splitlines()[1] == "hint: `sojourn sessions --help` shows what it takes"


def test_an_error_without_colour_has_none_on_a_terminal_either(monkeypatch: pytest.MonkeyPatch) -> None:
    leader, follower = pty.openpty()
    with open(follower, "w") as terminal:
        monkeypatch.setenv("NO_COLOR", "1")
        monkeypatch.setattr(sys, "stderr", terminal)
        assert main(["funel"]) == 2
    said = os.read(leader, 1000)
    os.close(leader)
    assert b"error: " in said and b"\x1b" not in said


def test_a_report_is_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--out", "x.txt"]) == 2
    assert "'x.txt' does not end so" in capsys.readouterr().err
