"""`sojourn maps set`, `add`, `remove`, `move` and `rename`: what they write into files, and what they say."""

from pathlib import Path

import pytest

from sojourn import samples
from sojourn.cli.main import main
from sojourn.maps import read_map

CONCERT = (Path(samples.__file__).parent / "maps" / "concert.yaml").read_text()


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each command in a folder of its own, with a map in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOJOURN_WORKSPACE", raising=False)
    Path("concert.yaml").write_text(CONCERT)


def run(capsys, verb, *arguments):
    """Exit status, the lines that differ in the file, and standard error."""
    status = main(["maps", verb, "concert.yaml", *arguments])
    found = capsys.readouterr()
    assert found.out == ""
    now = Path("concert.yaml").read_text()
    read_map("concert.yaml", contradictory=True)
    before = set(CONCERT.splitlines())
    return status, [line for line in now.splitlines() if line not in before], found.err


def test_a_field_is_set_and_nothing_else_moves(capsys):
    status, lines, err = run(capsys, "set", "buy", "feels.score", "-2")
    assert (status, err) == (0, "wrote concert.yaml: 1 difference\n  buy feels.score: −1 → −2\n")
    assert lines == ["    feels: {score: -2, words: [frustrated], evidence: partial, source: [exit_survey]}"]


def test_values_are_written_as_in_the_file(capsys):
    assert run(capsys, "set", "travel", "optional", "true")[1] == ["    optional: true"]
    assert run(capsys, "set", "fan", "behaviour", "[buys late]")[1][0] == "    behaviour: [buys late]"
    assert main(["maps", "set", "concert.yaml", "see_ad", "thinks", "--nothing"]) == 0
    assert "He is playing here!" not in Path("concert.yaml").read_text()


def test_a_dry_run_writes_nothing(capsys):
    status, lines, err = run(capsys, "set", "buy", "thinks", "Hm.", "--dry-run")
    assert (status, lines) == (0, [])
    assert err.startswith("would write concert.yaml: 1 difference; nothing is written\n  buy thinks: ")


def test_what_stands_there_already_is_not_written_again(capsys):
    found = run(capsys, "set", "buy", "does", "Buys the tickets online")
    assert found == (0, [], "concert.yaml says so already; nothing is written\n")


def test_something_new_stands_where_it_is_put(capsys):
    step = "{id: park, phase: during, does: Parks the car}"
    assert run(capsys, "add", "step", step, "--after", "travel")[0] == 0
    assert [each.id for each in read_map("concert.yaml").steps][5:8] == ["travel", "park", "entry"]
    assert run(capsys, "add", "pain", "The page is slow", "--into", "buy", "--first")[0] == 0
    assert read_map("concert.yaml").steps[2].pains[0].text == "The page is slow"


def test_things_are_moved_renamed_and_removed(capsys):
    assert run(capsys, "move", "travel", "--first")[2].endswith("step 'travel' moved to the front\n")
    assert run(capsys, "rename", "buy", "purchase")[2].endswith("step 'buy' is now 'purchase'\n")
    assert run(capsys, "remove", "purchase", "--cascade")[0] == 0
    assert [each.id for each in read_map("concert.yaml").steps][:3] == ["travel", "see_ad", "site"]


def test_what_is_refused_leaves_the_file_as_it_is(capsys):
    status, lines, err = run(capsys, "remove", "buy")
    assert (status, lines) == (65, [])
    assert err.splitlines()[0].startswith("error: 'buy' is named in 4 places: opportunities.o_account.steps, ")
    status, lines, err = run(capsys, "set", "buy", "phase", "beforehand")
    assert (status, lines, err.splitlines()[0]) == (
        65, [], "error: phase 'beforehand' does not exist, which steps.buy.phase names",
    )  # fmt: skip


def test_options_that_contradict_each_other_are_wrong_usage(capsys):
    assert run(capsys, "set", "buy", "thinks")[0] == 2
    assert run(capsys, "set", "buy", "thinks", "x", "--nothing")[0] == 2
    assert run(capsys, "move", "buy", "--first", "--after", "app")[0] == 2


def test_ids_of_the_library_beside_the_map_may_be_named(capsys):
    library = "format: journey-library/1\ndepartments: [legal]\n"
    Path("library.yaml").write_text(library)
    status, lines, _ = run(capsys, "set", "checkout", "department", "legal")
    assert (status, lines) == (
        0, ["departments: [marketing, ecommerce, product, operations, legal]", "        department: legal"],
    )  # fmt: skip
