"""The first import of a stranger: what is shown is what is used, and what fails leaves nothing behind."""

import tomllib
from pathlib import Path

import pytest

from sojourn.cli.main import main

CRM = "customer,Created At,Closed At,Stage\na,2024-01-01,2024-02-01,won\nb,2024-01-03,,lost\n"


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each command in a folder of its own, whatever the surroundings say."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOJOURN_WORKSPACE", raising=False)
    Path("crm.csv").write_text(CRM)


def test_the_next_import_of_a_source_needs_no_encoding(capsys: pytest.CaptureFixture[str]) -> None:
    text = "customer;time;event\na;2024-01-01;Zahlung für Müller\n"
    Path("german.csv").write_bytes(text.encode("cp1252"))
    assert main(["import", "german.csv", "--encoding", "cp1252", "-w", "shop"]) == 0
    Path("german.csv").write_bytes((text + "b;2024-01-02;geprüft\n").encode("cp1252"))
    assert main(["import", "german.csv", "-w", "shop"]) == 0
    assert main(["describe", "-w", "shop"]) == 0
    out = capsys.readouterr().out
    assert "Zahlung für Müller" in out and "geprüft" in out


def test_a_source_that_has_become_utf_8_is_read_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    text = "customer,time,event\na,2024-01-01,geprüft\n"
    Path("german.csv").write_bytes(text.encode("cp1252"))
    assert main(["import", "german.csv", "--encoding", "cp1252", "-w", "shop"]) == 0
    Path("german.csv").write_text(text + "b,2024-01-02,geprüft\n")
    assert main(["import", "german.csv", "-w", "shop"]) == 0
    assert main(["describe", "-w", "shop"]) == 0
    assert "Ã" not in capsys.readouterr().out


def shown(err: str) -> dict[str, str]:
    """Give what stands beside each role in the table of an import."""
    found: dict[str, str] = {}
    for line in err.splitlines():
        words = [word for word in line.split("  ") if word.strip()]
        if len(words) == 4:
            found[words[0].strip()] = found.get(words[0].strip(), "") + words[1].strip()
    return found


@pytest.mark.parametrize("first", [[], ["import", "crm.csv", "-w", "shop"]], ids=["fresh", "remembered"])
@pytest.mark.parametrize(
    ("told", "role", "choice"),
    [
        (["--times", "Created At=deal.created"], "time", "Created At, as deal.created"),
        (["--event-name", "deal"], "event", "always deal"),
        (["--channel-name", "web"], "channel", "always web"),
        (["--zone", "Europe/Berlin"], "zone", "Europe/Berlin"),
    ],
)
def test_the_table_shows_what_is_used(
    capsys: pytest.CaptureFixture[str], first: list[str], told: list[str], role: str, choice: str
) -> None:
    assert not first or main(first) == 0
    capsys.readouterr()
    assert main(["import", "crm.csv", "-w", "shop", *told]) == 0
    table = shown(capsys.readouterr().err)
    assert table[role] == choice
    assert ("event" in table) is (told[0] != "--times")


def test_a_clock_in_a_column_of_its_own_is_shown_and_can_be_told(capsys: pytest.CaptureFixture[str]) -> None:
    Path("two.csv").write_text("customer,time,started,event\na,2024-01-01,10:30,x\n")
    assert main(["import", "two.csv", "-w", "shop", "--clock", "started"]) == 0
    assert shown(capsys.readouterr().err)["clock"] == "started"


@pytest.mark.parametrize(
    ("content", "files"),
    [
        (None, ["missing.csv"]),
        (None, ["*.nothing"]),
        ("", ["bad.csv"]),
        ("customer,age\na,7\n", ["bad.csv"]),
        ("customer,time,event\n" + "a,2024-01-01,\n" * 9, ["bad.csv", "--event", "event"]),
    ],
)
@pytest.mark.parametrize("there", [True, False])
def test_an_import_that_fails_leaves_no_workspace_behind(content: str | None, files: list[str], there: bool) -> None:
    if content is not None:
        Path("bad.csv").write_text(content)
    if there:
        Path("shop").mkdir()
    assert main(["import", *files, "-w", "shop"]) in (65, 66)
    assert Path("shop").exists() is there
    assert not there or list(Path("shop").iterdir()) == []


def test_a_workspace_made_by_an_import_takes_the_zone_of_its_times(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "crm.csv", "-w", "shop", "--zone", "Europe/Berlin"]) == 0
    assert tomllib.loads(Path("shop/sojourn.toml").read_text())["time_zone"] == "Europe/Berlin"
    assert "made the workspace shop, time zone Europe/Berlin" in capsys.readouterr().err
    assert main(["import", "crm.csv", "-w", "shop", "--zone", "Asia/Tokyo"]) == 0
    assert "the workspace keeps its own, Europe/Berlin" in capsys.readouterr().err


def test_a_note_on_a_file_is_said_once(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mark.csv").write_bytes(b"\xef\xbb\xbf" + CRM.encode())
    assert main(["import", "mark.csv", "-w", "shop"]) == 0
    out, err = capsys.readouterr()
    assert (out + err).count("byte-order mark") == 1


def test_one_event_is_no_events(capsys: pytest.CaptureFixture[str]) -> None:
    Path("one.csv").write_text("customer,time,event\na,2024-01-01,x\n")
    assert main(["import", "one.csv", "-w", "shop"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("1 new event\n") and "shop now holds 1 event of 1 customer\n" in out


def test_a_sample_in_a_workspace_brings_the_questions_of_its_report() -> None:
    assert main(["sample", "concert", "--customers", "30", "--workspace", "here", "--quiet"]) == 0
    about = tomllib.loads(Path("here/sojourn.toml").read_text())
    assert about["report"]["steps"] and about["report"]["simulated"] is True


def test_a_file_that_looks_like_another_source_is_told_to_come_in_twice(capsys: pytest.CaptureFixture[str]) -> None:
    rows = "customer,time,event\nann,2024-03-04T09:00:00Z,site.visited\n"
    Path("export.csv").write_text(rows)
    Path("export_longer.csv").write_text(rows + "ben,2024-03-05T09:00:00Z,site.visited\n")
    Path("other.csv").write_text("customer,time,event,channel\nann,2024-03-04T09:00:00Z,site.visited,web\n")
    assert main(["import", "export.csv", "--workspace", "w"]) == 0
    assert main(["import", "other.csv", "--workspace", "w"]) == 0
    assert "new source" not in capsys.readouterr().err
    assert main(["import", "export_longer.csv", "--workspace", "w", "--dry-run"]) == 0
    told = capsys.readouterr().err
    assert "export_longer; export has the same columns" in told
    assert "--source export" in told
    assert main(["import", "export_longer.csv", "--workspace", "w", "--source", "export"]) == 0
    said = capsys.readouterr()
    assert "new source" not in said.err
    assert "1 new event" in said.out
