"""Maps of two people on the command line: whose feeling it is is said, and can be said."""

import json
from pathlib import Path

import pytest

from sojourn.cli.main import main
from sojourn.maps import read_map

MAP = (Path(__file__).parents[3] / "golden/maps/two-people.yaml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each command in a folder of its own, with the map in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOJOURN_WORKSPACE", raising=False)
    Path("house.yaml").write_text(MAP)


def run(capsys, *arguments):
    status = main(["maps", *arguments])
    found = capsys.readouterr()
    return status, found.out, found.err


def felt(step: str, file: str = "house.yaml"):
    found = next(each for each in read_map(file).steps if each.id == step)
    return [(one.persona, one.score, one.words) for one in found.feels]


def test_the_feeling_of_one_person_is_set_and_its_words_stay(capsys):
    status, _, err = run(capsys, "set", "house.yaml", "pack", "feels.senior.score", "-1")
    assert status == 0
    assert "pack feels.senior.score: −2 → −1" in err
    assert felt("pack") == [("senior", -1, ("overwhelmed",)), ("student", -1.5, ("tired",))]
    now = Path("house.yaml").read_text()
    assert sum(one != other for one, other in zip(MAP.splitlines(), now.splitlines(), strict=True)) == 1


def test_somebody_without_a_feeling_gets_one_beside_that_of_everybody(capsys):
    assert run(capsys, "set", "house.yaml", "load", "feels.student.score", "1")[0] == 0
    assert felt("load") == [(None, 0.5, ("relieved",)), ("student", 1, ())]
    assert run(capsys, "set", "house.yaml", "load", "feels.student", "--nothing")[0] == 0
    assert felt("load") == [(None, 0.5, ("relieved",))]


def test_a_feeling_of_several_is_refused_with_the_words_to_write(capsys):
    status, _, err = run(capsys, "set", "house.yaml", "pack", "feels.score", "1")
    assert status != 0 and "feels.senior.score" in err
    status, _, err = run(capsys, "set", "house.yaml", "pack", "feels.nobody.score", "1")
    assert status != 0 and "nobody" in err
    assert Path("house.yaml").read_text() == MAP


def test_a_difference_says_whose_feeling_it_is(capsys):
    Path("other.yaml").write_text(MAP.replace("score: -2, words: [overwhelmed]", "score: -1, words: [overwhelmed]"))
    status, out, _ = run(capsys, "diff", "house.yaml", "other.yaml", "--json")
    assert status == 0
    assert [each["field"] for each in json.loads(out)["changes"]] == ["feels.senior.score"]


def test_a_conflict_says_whose_feeling_it_is_and_has_the_new_id(capsys):
    old, new = "score: -1.5, words: [at a loss, worried]", "score: {}, words: [at a loss, worried]"
    Path("ours.yaml").write_text(MAP.replace(old, new.format("-1")))
    assert main(["maps", "rename", "ours.yaml", "quote", "offer"]) == 0
    Path("theirs.yaml").write_text(MAP.replace(old, new.format("1")))
    capsys.readouterr()
    status, _, err = run(capsys, "merge", "house.yaml", "ours.yaml", "theirs.yaml")
    assert status == 1
    assert "offer feels.senior.score: ours says −1, theirs 1, before −1.5" in err
    assert "quote" not in err


def test_what_was_moved_is_said_and_not_its_neighbour(capsys):
    Path("house.yaml").write_text(MAP)
    status, _, err = run(capsys, "move", "house.yaml", "review", "--after", "claim")
    assert status == 0
    assert "step 'review' moved behind 'claim'" in err
    status, _, err = run(capsys, "move", "house.yaml", "claim", "--after", "review")
    assert "step 'claim' moved behind 'review'" in err


def test_each_person_has_a_curve_on_the_terminal(capsys):
    status, out, _ = run(capsys, "show", "house.yaml")
    assert status == 0
    assert out.index("Feelings of Ruth Bergmann") < out.index("Feelings of Sam") < out.index("Plan ─")
    assert out.count("very good") == 2
    assert "Sam feels curious, +1 ○" in out


def test_a_curve_of_everybody_has_no_name(capsys, tmp_path):
    text = "\n".join(line for line in MAP.splitlines() if "- {persona: student" not in line)
    Path("house.yaml").write_text(text.replace("persona: senior, ", ""))
    status, out, _ = run(capsys, "show", "house.yaml")
    assert status == 0 and "Feelings of" not in out and out.count("very good") == 1
