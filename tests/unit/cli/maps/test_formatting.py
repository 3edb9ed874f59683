"""`sojourn maps format` and `schema`."""

import json
from pathlib import Path

import pytest

from sojourn import maps
from sojourn.cli.main import main
from tests.factories.maps import small_map

TIDY = maps.write_map(small_map())
LIBRARY = "format: journey-library/1\npersonas: [{id: guest, name: Guest}]\n"


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each command in a folder of its own, with a tidy map and an untidy one in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOJOURN_WORKSPACE", raising=False)
    Path("tidy.yaml").write_text(TIDY)
    Path("untidy.yaml").write_text(TIDY.replace("title: A", "title:   A"))


def ran(capsys, *arguments):
    """Exit status, standard output and standard error."""
    status = main(["maps", *arguments])
    return status, *capsys.readouterr()


def test_files_are_laid_out_in_place(capsys):
    status, out, err = ran(capsys, "format", "tidy.yaml", "untidy.yaml")
    assert (status, out) == (0, "")
    assert err == "tidy.yaml is laid out so already\nlaid out untidy.yaml\n"
    assert Path("untidy.yaml").read_text() == TIDY


def test_a_check_writes_nothing_and_says_no(capsys):
    before = Path("untidy.yaml").read_text()
    status, _, err = ran(capsys, "format", "tidy.yaml", "untidy.yaml", "--check")
    assert (status, err) == (1, "tidy.yaml is laid out so already\nwould lay out untidy.yaml\n")
    assert Path("untidy.yaml").read_text() == before
    assert ran(capsys, "format", "tidy.yaml", "--check")[0] == 0


def test_the_text_can_be_printed(capsys):
    assert ran(capsys, "format", "untidy.yaml", "--stdout")[:2] == (0, TIDY)


def test_a_bundle_stands_for_itself(capsys):
    Path("library.yaml").write_text(LIBRARY)
    Path("tidy.yaml").write_text(TIDY.replace("  - id: guest\n    name: The guest\n", "  - guest\n"))
    status, out, _ = ran(capsys, "format", "tidy.yaml", "--bundle", "--stdout")
    assert status == 0
    assert maps.parse_map(out).personas[0].name == "Guest"


def test_what_is_wrong_is_told_a_line_each(capsys):
    Path("tidy.yaml").write_text("a: &x 1\nb: *x\n")
    status, out, err = ran(capsys, "format", "tidy.yaml")
    assert (status, out) == (65, "")
    assert err == (
        "error: tidy.yaml:1:4 M007 anchor '&x' is not read. Remove it\n"
        "tidy.yaml:2:4 M007 alias '*x' is not read. Write out what it stands for\n"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["format"],
        ["format", "a.yaml", "b.yaml", "--stdout"],
        ["format", "a.yaml", "--check", "--stdout"],
        ["format", "a.yaml", "--library", "b"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_told(arguments, capsys):
    assert ran(capsys, *arguments)[0] == 2


def test_a_file_that_is_not_there_is_told(capsys):
    assert ran(capsys, "format", "none.yaml")[0] == 66


def test_the_schema_is_printed(capsys):
    assert json.loads(ran(capsys, "schema")[1]) == maps.json_schema()
    assert json.loads(ran(capsys, "schema", "--library")[1]) == maps.library_schema()
