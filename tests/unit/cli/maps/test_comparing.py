"""`sojourn maps diff`, `merge` and `lived`: what they print, write and exit with; and `merge` as Git calls it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sojourn import samples
from sojourn.cli.main import main

EXAMPLES = Path(samples.__file__).parent / "maps"
CONCERT = (EXAMPLES / "concert.yaml").read_text()
BANK = (EXAMPLES / "bank.yaml").read_text()


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each command in a folder of its own, with two maps in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOJOURN_WORKSPACE", raising=False)
    Path("concert.yaml").write_text(CONCERT)
    Path("bank.yaml").write_text(BANK)


def run(capsys, *arguments):
    """Exit status, standard output and standard error."""
    status = main(["maps", *arguments])
    found = capsys.readouterr()
    return status, found.out, found.err


def changed(text, *pairs):
    """Replace pieces of a text that are there once."""
    for old, new in pairs:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


WORRIED = ("I really have to create an account?", "they take my card?")
ANNOYED = ("I really have to create an account?", "I have to sign up again?")
HAPPIER = ("score: 0, words: [attentive]", "score: 1, words: [attentive, curious]")


def test_two_maps_are_told_apart(capsys):
    Path("other.yaml").write_text(changed(CONCERT, WORRIED, HAPPIER))
    status, out, err = run(capsys, "diff", "concert.yaml", "other.yaml")
    assert (status, err) == (0, "")
    assert "Is redirected to the artist's website  feeling  0     +1  none" in out
    assert "no initiative explains 1 of 1 steps: site" in out
    assert "changed  step     buy   thinks" in out


def test_differences_as_json_have_both_values(capsys):
    Path("other.yaml").write_text(changed(CONCERT, HAPPIER))
    found = json.loads(run(capsys, "diff", "concert.yaml", "other.yaml", "--json")[1])
    assert found["steps"][0]["feeling"] == {"from": 0.0, "to": 1.0}
    assert found["unexplained"] == ["site"]
    assert [(each["id"], each["field"], each["to"]) for each in found["changes"]] == [
        ("site", "feels.score", "1"),
        ("site", "feels.words", "['attentive', 'curious']"),
    ]


def test_the_same_map_twice_has_no_difference(capsys):
    assert run(capsys, "diff", "bank.yaml", "bank.yaml")[1].endswith("the maps say the same\n")


def test_what_both_sides_changed_apart_is_put_together_and_comments_stay(capsys):
    Path("ours.yaml").write_text(changed(CONCERT, WORRIED, ("mixed                   ", "digital # ours\n#")))
    Path("theirs.yaml").write_text(changed(CONCERT, HAPPIER, ("version: 3", "version: 4")))
    assert run(capsys, "merge", "concert.yaml", "ours.yaml", "theirs.yaml") == (0, "", "")
    expected = changed(
        CONCERT, WORRIED, ("mixed                   ", "digital # ours\n#"), HAPPIER, ("version: 3", "version: 4")
    )
    assert Path("ours.yaml").read_text() == expected


def test_what_both_sides_changed_differently_is_told_and_stays_as_ours_has_it(capsys):
    Path("ours.yaml").write_text(changed(CONCERT, WORRIED))
    Path("theirs.yaml").write_text(changed(CONCERT, ANNOYED, HAPPIER))
    status, out, err = run(capsys, "merge", "concert.yaml", "ours.yaml", "theirs.yaml", "-o", "both.yaml", "-q")
    assert (status, out) == (1, "")
    assert err == (
        "ours.yaml: both changed: buy thinks: ours says 'Do they take my card?', theirs 'Do I have to sign up again?', "
        "before 'Do I really have to create an account?'\n"
    )
    assert Path("both.yaml").read_text() == changed(CONCERT, WORRIED, HAPPIER)
    assert Path("ours.yaml").read_text() == changed(CONCERT, WORRIED)


def test_changes_that_fit_alone_and_not_together_are_told(capsys):
    ours = changed(
        CONCERT,
        ("    kind: no_contact             # contact | no_contact: a step need not be a point of contact\n", ""),
    )
    point = "      - {id: bus, name: Bus, channel: screen}"
    ours = changed(
        ours, ("    does: Travels to the hall\n", f"    does: Travels to the hall\n    touchpoints:\n{point}\n")
    )
    again = changed(ours, (f"    touchpoints:\n{point}\n", ""))
    Path("base.yaml").write_text(again)
    Path("ours.yaml").write_text(ours)
    Path("theirs.yaml").write_text(CONCERT)
    status, _, err = run(capsys, "merge", "base.yaml", "ours.yaml", "theirs.yaml")
    assert status == 1
    assert err == "ours.yaml: the changes do not fit together: M012 no-contact step 'travel' has a touchpoint: 'bus'\n"


def test_a_map_that_both_sides_added_stays_as_ours_has_it(capsys):
    Path("base.yaml").write_text("")
    status, _, err = run(capsys, "merge", "base.yaml", "concert.yaml", "bank.yaml")
    assert (status, err) == (1, "concert.yaml: both sides added this map; it stays as ours has it\n")


def test_a_side_that_is_no_map_changes_nothing(capsys):
    Path("theirs.yaml").write_text(changed(CONCERT, ("format: journey-map/1", "format: journey-map/9")))
    status, _, err = run(capsys, "merge", "concert.yaml", "concert.yaml", "theirs.yaml")
    assert status == 65
    assert "theirs.yaml" in err
    assert Path("concert.yaml").read_text() == CONCERT


def test_a_lived_case_is_held_against_the_plan(capsys):
    status, out, err = run(capsys, "lived", "bank.yaml")
    assert (status, err) == (0, "")
    assert out == (Path(__file__).parents[3] / "golden" / "maps" / "bank-lived.txt").read_text()


def test_a_lived_case_as_json_has_every_deviation(capsys):
    found = json.loads(run(capsys, "lived", "bank.yaml", "lewis-1", "--json")[1])
    assert found["cases"][0]["counts"] == {"missing": 1, "failed": 0, "ad_hoc": 0, "out_of_order": 0}


def test_a_case_or_persona_that_is_not_there_is_said_with_those_that_are(capsys):
    status, _, err = run(capsys, "lived", "bank.yaml", "lewis")
    assert (status, err.splitlines()[1]) == (66, "hint: did you mean 'lewis-1'?")
    status, _, err = run(capsys, "lived", "bank.yaml", "--persona", "louis")
    assert (status, err.splitlines()[1]) == (66, "hint: did you mean 'lewis'?")
    status, _, err = run(capsys, "lived", "concert.yaml")
    assert (status, err.splitlines()[0]) == (66, "error: the map 'concert-ticket' has no lived case")


def test_git_merges_maps_with_the_driver(tmp_path):
    driver = f"'{sys.executable}' -m sojourn maps merge %O %A %B --name %P"
    people = {f"GIT_{who}_{what}": "ann@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    env = {**os.environ, **people, "HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1"}

    def git(*arguments, status=0):
        done = subprocess.run(["git", *arguments], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == status, done.stderr
        return done.stdout + done.stderr

    def on(branch, *pairs):
        git("switch", "-q", *branch)
        Path("concert.yaml").write_text(changed(Path("concert.yaml").read_text(), *pairs))
        git("commit", "-qam", "change")

    git("init", "-q", "-b", "main")
    git("config", "merge.journey-map.name", "journey maps, by id and field")
    git("config", "merge.journey-map.driver", driver)
    Path(".gitattributes").write_text("*.yaml merge=journey-map\n")
    git("add", ".gitattributes", "concert.yaml")
    git("commit", "-qm", "start")
    # Neighbouring lines, which a merge by lines would not put together.
    on(["-c", "ann"], WORRIED)
    on(["-c", "ben", "main"], ("score: -1, words: [frustrated]", "score: -2, words: [frustrated]"))
    git("switch", "-q", "ann")
    git("merge", "-q", "ben", "-m", "both")
    both = changed(CONCERT, WORRIED, ("score: -1, words: [frustrated]", "score: -2, words: [frustrated]"))
    assert Path("concert.yaml").read_text() == both
    on(["-c", "cat", "main"], ANNOYED, HAPPIER)
    git("switch", "-q", "ann")
    said = git("merge", "-q", "cat", "-m", "torn", status=1)
    assert "concert.yaml: both changed: buy thinks: ours says 'Do they take my card?'" in said
    assert Path("concert.yaml").read_text() == changed(both, HAPPIER)
    assert git("status", "--short", "concert.yaml").startswith("UU concert.yaml")
