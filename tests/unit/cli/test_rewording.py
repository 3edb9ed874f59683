from pathlib import Path

import pytest

from sojourn.cli.main import main


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (
            b"customer,time,thing\na,2024-01-01,x\n",
            (
                "pass --event-column COLUMN; if every row is the same event, import it: "
                "sojourn import log.csv --workspace DIR --event-name NAME"
            ),
        ),
        (
            "customer,time,event\na,2024-01-01,gepr\u00fcft\n".encode("cp1252"),
            (
                "a question cannot be told that, an import can: sojourn import log.csv --workspace DIR, "
                "with --encoding cp1252"
            ),
        ),
        (
            b"customer,time,event\na,01/02/2024,x\n",
            (
                "a question cannot be told that, an import can: sojourn import log.csv --workspace DIR, "
                "with --date-order dmy or --date-order mdy"
            ),
        ),
        (b"customer,event,Paid At,sent\na,x,2024-01-01,2024-01-02\n", '--time-column "Paid At" or --time-column sent'),
        (
            b"customer,time,event\na,2024-01-01,x\nb,31.02.2024,x\nc,2024-01-01\n",
            (
                "write 2024-01-31 13:45:00, or another form that docs/reference/import.md lists; or import the good"
                " rows: sojourn import log.csv --workspace DIR --tolerance 1"
            ),
        ),
    ],
    ids=["event", "encoding", "dates", "columns", "bad rows"],
)
def test_a_hint_names_what_a_question_can_be_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], content: bytes, hint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("log.csv").write_bytes(content)
    assert main(["graph", "--events", "log.csv"]) == 65
    assert capsys.readouterr().err.splitlines()[1] == f"hint: {hint}"
