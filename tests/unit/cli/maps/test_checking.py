"""`sojourn maps check`: what it prints, and how it exits."""

import io
import json
from pathlib import Path

import pytest

from sojourn.cli.main import main
from sojourn.maps.check.examples import EXAMPLES, FRAME, around

TODAY = ["--today", "2026-11-21"]
WRONG = around("steps:\n  - {id: buy, phase: before, does: We sell a ticket, feels: {score: 1}}\n")
BROKEN = around("steps:\n  - {id: buy, phase: start, does: Buys a ticket}\n")
CONTRADICTORY = around(EXAMPLES["M010"].wrong)
FINE = around("""\
state: planned
steps:
  - id: buy
    phase: before
    does: Buys a ticket
    feels: {score: 1}
    metrics: {importance: {stated: 4}}
    touchpoints:
      - {id: site, name: Website, channel: web, place: digital, trigger: pull, purpose: transactional,
         control: owned, actor: shop, department: sales, event_match: {event: order.completed}}
""")


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each command in a folder of its own, with some maps in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOJOURN_WORKSPACE", raising=False)
    for name, text in (("wrong", WRONG), ("broken", BROKEN), ("contradictory", CONTRADICTORY), ("fine", FINE)):
        Path(f"{name}.yaml").write_text(text)


def checked(capsys, *arguments):
    """Exit status, standard output and standard error."""
    status = main(["maps", "check", *arguments])
    found = capsys.readouterr()
    return status, found.out, found.err


def test_findings_stand_by_file_with_their_place_and_what_to_do(capsys):
    status, out, err = checked(capsys, "wrong.yaml", "fine.yaml", *TODAY)
    assert (status, err) == (0, "")
    assert out.splitlines()[-3:] == ["fine.yaml  nothing to say", "", "0 errors, 2 warnings, 2 notes in 2 files"]
    place = out.index('wrong.yaml:21:30  warning  M101  speaks for the company: "We sell a ticket"\n')
    assert out[place:].splitlines()[1] == "    say what the customer does or meets, such as 'Receives the confirmation'"


def test_one_document_of_json(capsys):
    status, out, _ = checked(capsys, "wrong.yaml", "broken.yaml", "--json", *TODAY)
    found = json.loads(out)
    assert status == 1
    assert (found["errors"], found["warnings"], found["notes"]) == (1, 2, 2)
    wrong, broken = found["files"]
    assert (wrong["file"], wrong["map"], wrong["warnings"]) == ("wrong.yaml", "example", 2)
    assert {"rule", "severity", "message", "hint", "path", "file", "line", "column"} == set(wrong["findings"][0])
    assert (broken["map"], [each["rule"] for each in broken["findings"]]) == (None, ["M006"])


def test_a_map_that_contradicts_itself_is_checked_to_the_end(capsys):
    status, out, _ = checked(capsys, "contradictory.yaml", *TODAY)
    assert status == 1
    assert "M010  step 'app' cannot be reached" in out
    assert "M209" in out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["fine.yaml"], 0),
        (["wrong.yaml"], 0),
        (["fine.yaml", "--strict"], 0),
        (["wrong.yaml", "--strict"], 1),
        (["broken.yaml"], 1),
        (["none.yaml"], 66),
        (["broken.yaml", "none.yaml"], 66),
        ([], 2),
        (["fine.yaml", "--today", "tomorrow"], 2),
        (["fine.yaml", "--rules"], 2),
        (["--explain", "M999"], 2),
        (["fine.yaml", "--library", "none.yaml"], 66),
        (["fine.yaml", "--library", "fine.yaml"], 65),
        (["fine.yaml", "--workspace", "nowhere"], 66),
    ],
)  # fmt: skip
def test_the_exit_status_says_how_it_went(capsys, arguments, expected):
    dated = arguments if "--today" in arguments or not arguments else [*arguments, *TODAY]
    assert checked(capsys, *(arguments if "--rules" in arguments or "--explain" in arguments else dated))[0] == expected


def test_files_that_are_there_are_checked_beside_those_that_are_not(capsys):
    status, out, err = checked(capsys, "none.yaml", "fine.yaml", *TODAY)
    assert status == 66
    assert "fine.yaml  nothing to say" in out
    assert "there is no map at none.yaml" in err


def test_a_map_may_come_from_standard_input(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(WRONG.encode())))
    assert "-:21:30  warning  M101" in checked(capsys, "-", *TODAY)[1]


def test_what_maps_share_is_looked_up(capsys):
    shared = "format: journey-library/1\nactors: [{id: bank, kind: provider, name: Bank B}]\n"
    Path("shared.yaml").write_text(shared)
    Path("speaks.yaml").write_text(WRONG.replace("We sell", "Bank B sells"))
    assert "M101" not in checked(capsys, "speaks.yaml", *TODAY)[1]
    assert "M101" in checked(capsys, "speaks.yaml", "--library", "shared.yaml", *TODAY)[1]


def test_reviews_are_held_against_the_clock_when_no_day_is_named(capsys):
    Path("old.yaml").write_text(FRAME.replace("last: 2026-11-01", "last: 2001-11-01"))
    assert "M302" in checked(capsys, "old.yaml")[1]


def test_rules_are_tried_on_the_events_of_a_workspace(capsys):
    Path("shop.csv").write_text("customer,time,event\nann,2024-03-04,order.complete\nben,2024-03-05,page.viewed\n")
    assert main(["import", "shop.csv", "--workspace", "shop"]) == 0
    capsys.readouterr()
    status, out, _ = checked(capsys, "fine.yaml", "--workspace", "shop", *TODAY)
    assert status == 0
    assert "M503  rule of 'site' matched 0 of 2 events in 90 days: order.completed" in out
    assert "did you mean 'order.complete'?" in out


def test_every_rule_is_listed(capsys):
    out = checked(capsys, "--rules")[1]
    assert [line[:4] for line in out.splitlines()] == list(json_rules(capsys))


def json_rules(capsys):
    """Numbers of the rules as JSON has them."""
    return [each["rule"] for each in json.loads(checked(capsys, "--rules", "--json")[1])["rules"]]


def test_a_rule_is_explained_with_an_example(capsys):
    out = checked(capsys, "--explain", "m204")[1]
    assert out.startswith("M204  warning  A moment of truth has no target, or nobody in charge\n")
    assert "\nWhat to do: add a metric with a target, and a department to the touchpoint.\n" in out
    assert "        moment_of_truth: {why: The code works or the evening is lost}\n" in out
    found = json.loads(checked(capsys, "--explain", "M204", "--json")[1])
    assert list(found) == ["rule", "severity", "title", "why", "do", "wrong", "right"]


def test_colours_are_for_terminals(capsys):
    assert "\x1b" not in checked(capsys, "wrong.yaml", *TODAY)[1]


def test_pictures_are_looked_for_beside_the_map(tmp_path, capsys):
    Path("shown.yaml").write_text(around(EXAMPLES["M306"].wrong))
    status, out, _ = checked(capsys, "shown.yaml")
    assert status == 0
    assert "M306  there is no picture 'stage.jpg'" in out
    Path("stage.jpg").write_bytes(b"\xff\xd8\xff")
    assert "M306" not in checked(capsys, "shown.yaml")[1]


def test_a_picture_whose_name_no_file_can_have_is_not_there(capsys):
    Path("shown.yaml").write_text(around(EXAMPLES["M306"].wrong).replace("stage.jpg", "s" * 300))
    assert "M306" in checked(capsys, "shown.yaml")[1]


@pytest.mark.parametrize("rule", ["X001", "X002", "X003", "X004", "x010"])
def test_rules_of_imports_are_explained_too(capsys, rule):
    status, out, _ = checked(capsys, "--explain", rule)
    assert status == 0
    assert out.startswith(rule.upper())
    assert "sojourn maps import" in out
    told = json.loads(checked(capsys, "--explain", rule, "--json")[1])
    assert (told["rule"], told["wrong"]) == (rule.upper(), None)
