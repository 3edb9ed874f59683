"""`sojourn maps new`, `import` and `export`: what they write, say and exit with."""

import io
import json
import sys
from pathlib import Path

import pytest

from sojourn import maps
from sojourn.cli.main import main

SHOP = Path(__file__).parents[4] / "examples" / "shop.csv"


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each command in a folder of its own, away from a terminal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOJOURN_WORKSPACE", raising=False)
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))


def run(capsys, *arguments):
    """Exit status, standard output and standard error."""
    status = main(["maps", *arguments])
    found = capsys.readouterr()
    return status, found.out, found.err


def test_a_map_is_printed_or_written_with_the_schema_beside_it(capsys):
    status, out, _ = run(capsys, "new")
    assert status == 0 and maps.parse_map(out).steps
    status, out, err = run(capsys, "new", "visit.yaml", "--template", "appointment", "--title", "A visit: 1")
    assert (status, out) == (0, "")
    assert "sojourn maps draw visit.yaml" in err
    assert maps.read_map("visit.yaml").title == "A visit: 1"
    assert json.loads(Path("journey-map-1.schema.json").read_text())["$schema"]


def test_a_file_that_is_there_is_kept_unless_told(capsys):
    Path("visit.yaml").write_text("mine")
    status, _, err = run(capsys, "new", "visit.yaml")
    assert status == 75 and "--force" in err
    assert Path("visit.yaml").read_text() == "mine"
    assert run(capsys, "new", "visit.yaml", "--force", "--no-schema")[0] == 0
    assert not Path("journey-map-1.schema.json").exists()


def test_a_worked_map_is_written_out(capsys):
    assert run(capsys, "new", "c.yaml", "--example", "concert")[0] == 0
    assert maps.read_map("c.yaml").id == "concert-ticket"
    status, _, err = run(capsys, "new", "d.yaml", "--example", "nosuch")
    assert status == 66 and "bank" in err and not Path("d.yaml").exists()


ANSWERS = """A day at the zoo
A family
Plan, Go

web
not a number
1

Sees the lions
nothing
2,0

The keeper
zoo.yaml
"""


def test_questions_may_be_answered_from_a_pipe(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(ANSWERS))
    status, out, err = run(capsys, "new", "--ask")
    assert (status, out) == (0, "")
    assert "'not a number' is not between -2 and +2" in err
    made = maps.read_map("zoo.yaml")
    assert (made.title, made.personas[0].name) == ("A day at the zoo", "A family")
    assert made.owner is not None and made.owner.person == "The keeper"
    assert [(step.does, step.kind, step.feels[0].score) for step in made.steps] == [
        ("Notices that they need something", "contact", 1.0), ("Sees the lions", "no_contact", 2.0),
    ]  # fmt: skip
    assert run(capsys, "check", "zoo.yaml")[0] == 0


def test_every_question_has_a_default(capsys, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n" * 60))
    assert run(capsys, "new", "--ask", "first.yaml")[0] == 0
    assert [phase.name for phase in maps.read_map("first.yaml").phases] == ["Before", "During", "After"]


def test_answers_that_break_off_leave_nothing(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "stdin", io.StringIO("A day\n"))
    assert run(capsys, "new", "--ask", "first.yaml")[0] != 0
    assert list(tmp_path.iterdir()) == []


def test_a_draft_is_made_from_events(capsys):
    status, _, err = run(
        capsys, "new", "lived.yaml", "--from-events", "--events", str(SHOP), "--phases", "Look,Buy", "--gap", "30d"
    )
    assert status == 0
    assert "fitness" in err and "cut as you said" in err
    made = maps.read_map("lived.yaml")
    assert [phase.name for phase in made.phases] == ["Look", "Buy"]
    assert made.case == maps.CaseRule(gap="P30D")
    assert [step.does for step in made.steps] == ["Visits the site", "Fills the basket", "Pays an order"]
    assert run(capsys, "check", "lived.yaml")[0] == 0


@pytest.mark.parametrize(
    "arguments",
    [("--template", "retail-5", "--ask"), ("--example", "bank", "--from-events"), ("--phases", "A,B"), ("--gap", "1d")],
    ids=["two", "example", "phases", "gap"],
)
def test_what_does_not_go_together_is_wrong_usage(capsys, arguments):
    assert run(capsys, "new", *arguments)[0] == 2


def test_a_map_goes_out_and_comes_back(capsys):
    run(capsys, "new", "visit.yaml", "--template", "appointment", "--no-schema")
    status, out, err = run(capsys, "export", "visit.yaml", "--to", "mermaid")
    assert status == 0 and out.startswith("journey\n")
    assert "mermaid has no place for" in err and "rounded away from zero" in err
    assert run(capsys, "export", "visit.yaml", "-o", "visit.xml")[0] == 0
    status, _, err = run(capsys, "import", "visit.xml", "--strict", "-o", "back.yaml")
    assert status == 0 and "wrote back.yaml: 4 phases, 6 steps" in err
    assert [step.id for step in maps.read_map("back.yaml").steps] == [
        step.id for step in maps.read_map("visit.yaml").steps
    ]
    assert run(capsys, "export", "visit.yaml")[0] == 2
    assert run(capsys, "export", "visit.yaml", "-o", "visit.xml")[0] == 75


def test_an_import_says_line_by_line_what_it_did(capsys):
    Path("day.mmd").write_text("journey\n  section A\n    Go: 3.3: X  # why\n")
    status, out, err = run(capsys, "import", "day.mmd")
    assert status == 0 and maps.parse_map(out).steps[0].does == "Go"
    assert "day.mmd:3:17: warning: a comment is kept under x-unsorted: 'why'" in err
    Path("day.mmd").write_text("journey\n  Go: 9: X\n")
    status, _, err = run(capsys, "import", "day.mmd", "-o", "day.yaml")
    assert status == 65 and "2:3 X010 task 'Go' has the score '9'" in err and not Path("day.yaml").exists()


def test_notes_are_written_into_a_map_and_comments_stay(capsys):
    run(capsys, "new", "visit.yaml", "--template", "appointment", "--no-schema")
    Path("board.csv").write_text("text,colour,step\nToo loud,pink,check_in\nSays hello,yellow,\n")
    status, _, err = run(capsys, "import", "board.csv", "--into", "visit.yaml")
    assert status == 65 and "pink (1), yellow (1)" in err
    colours = ("--colour", "pink=pains", "--colour", "yellow=does")
    assert "nothing is written" in run(capsys, "import", "board.csv", "--into", "visit.yaml", "--dry-run", *colours)[2]
    status, _, err = run(capsys, "import", "board.csv", "--into", "visit.yaml", *colours)
    assert status == 0 and "new steps says_hello" in err
    after = maps.read_map("visit.yaml")
    assert [pain.text for step in after.steps for pain in step.pains] == ["Too loud"]
    assert "# what should happen" in Path("visit.yaml").read_text()


def test_a_grid_is_called_after_its_file_and_columns_are_named_by_hand(capsys):
    Path("my_steps.csv").write_bytes("Activité;Étape\nPaie;Fin".encode("cp1252"))
    columns = ("--column", "does=Activité", "--column", "phase=Étape")
    assert run(capsys, "import", "my_steps.csv", "--from", "grid", *columns)[0] == 65
    status, out, _ = run(capsys, "import", "my_steps.csv", "--from", "grid", "--encoding", "cp1252", *columns)
    assert status == 0
    made = maps.parse_map(out)
    assert (made.title, made.steps[0].does, made.phases[0].name) == ("My steps", "Paie", "Fin")


def test_files_that_are_not_there_or_no_text_are_refused(capsys):
    assert run(capsys, "import", "nosuch.xml")[0] == 66
    Path("x.xml").write_bytes(b"\xff\xfe\x00")
    assert run(capsys, "import", "x.xml")[0] == 65
    Path("x.csv").write_bytes(b"\x80abc")
    assert run(capsys, "import", "x.csv", "--encoding", "nosuch")[0] == 65
    assert run(capsys, "import", "x.csv", "--column", "does")[0] in (2, 65)
