"""`sojourn maps import`: what cannot be read is told with its file."""

from pathlib import Path

import pytest

from sojourn.cli.main import main


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("broken.xml", "<cjml"),
        ("broken.mmd", "journey\n  section A\n    Do it: 9: Me\n"),
        ("empty.csv", "phase,does\n"),
        ("broken.json", "{"),
    ],
)
def test_an_error_of_an_import_names_the_file(name, text, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(text)
    assert main(["maps", "import", name]) != 0
    told = capsys.readouterr().err
    assert f"{name}" in told
    assert "X010" in told


def test_one_of_a_thing_is_one(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("one.mmd").write_text("journey\n  title T\n  section A\n    Do it: 4: Me\n")
    assert main(["maps", "import", "one.mmd", "--dry-run"]) == 0
    assert "a map of 1 phase, 1 step from one.mmd" in capsys.readouterr().err
