"""The commands `sojourn moments` and `sojourn gaps`: their answers in every form, and what they refuse."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from sojourn.cli.main import main
from tests.unit.insight.test_moments import MAP


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Write a map, a register of questions and events: who likes the cabin comes back."""
    folder = tmp_path_factory.mktemp("deciding")
    rng = np.random.Generator(np.random.PCG64(2))
    rows = []
    for who in range(240):
        liked = bool(rng.random() < 0.5)
        events = [("01-01", "looked", "", ""), ("01-02", "tried", "", ""),
                  ("01-03", "survey.answered", "cabin", "5" if liked else "1")]  # fmt: skip
        if rng.random() < (0.8 if liked else 0.2):
            events.append(("01-20", "came.back", "", ""))
        rows += [(f"c{who:03}", f"2024-{day}T10:00:00Z", event, question, answer, "new" if who % 2 else "old")
                 for day, event, question, answer in events]  # fmt: skip
    rows.append(("z", "2024-12-01T10:00:00Z", "looked", "", "", "new"))
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("customer", "time", "event", "question", "answer", "segment"), *rows])
    (folder / "map.yaml").write_text(MAP, "utf-8")
    (folder / "questions.csv").write_text("question,wording,scale,good,about\ncabin,How was it?,likert_1_5,high,try\n")
    return {name: str(folder / f"{name}.{kind}") for name, kind in (("events", "csv"), ("map", "yaml"),
                                                                    ("questions", "csv"))}  # fmt: skip


def asked(world: dict[str, str], command: str, *more: str, known: bool = True) -> list[str]:
    register = ["--questions", world["questions"]] if known else []
    return [command, "--map", world["map"], "--events", world["events"], *register, *more]


def test_moments_are_told_and_documented(world: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(asked(world, "moments", "--draws", "50")) == 0
    out = capsys.readouterr().out
    for words in ("where customers are won or lost", "Breaking point", "Stakes", "no measure of what a better step"):
        assert words in out
    assert main(asked(world, "moments", "--json", "--draws", "50", "--seed", "3", "--window", "60d")) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["analysis"], told["good"], told["seed"]) == ("moments", "back", 3)
    tried = next(each for each in told["steps"] if each["step"] == "try")
    assert tried["signals"]["stake"] is True and tried["stake"]["held_equal"][0] == "segment"


def test_what_is_held_equal_can_be_chosen(world: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(asked(world, "moments", "--json", "--draws", "0", "--group", "none")) == 0
    assert json.loads(capsys.readouterr().out)["held_equal"] == []
    assert main(asked(world, "moments", "--group", "no_such")) == 65
    assert "no_such" in capsys.readouterr().err


def test_gaps_and_priorities(world: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(asked(world, "gaps")) == 0
    assert "To the target" in capsys.readouterr().out
    assert main(asked(world, "gaps", "--against", world["map"], "--csv")) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert {"target", "state"} <= {row["kind"] for row in rows}
    assert main(asked(world, "gaps", "--priorities", "--json")) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["analysis"] == "needs" and told["needs"][0]["step"] == "look"


def test_an_unregistered_question_is_not_read(world: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(asked(world, "moments", "--draws", "0", known=False)) == 0
    assert "cabin is not registered" in capsys.readouterr().out


def test_charts_are_drawn(world: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("moments", "gaps"):
        chart = tmp_path / f"{command}.json"
        assert main(asked(world, command, "--chart", str(chart), "--quiet")) == 0
        assert {"hconcat", "vconcat"} & json.loads(chart.read_text("utf-8")).keys()
    capsys.readouterr()


def test_a_map_is_needed(world: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["moments", "--events", world["events"]]) == 2
    assert "--map" in capsys.readouterr().err


def test_segments_that_events_do_not_have_are_refused(
    world: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    for more in ((), ("--priorities",)):
        assert main(asked(world, "gaps", "--group", "segmnt", *more)) == 65
        assert "the nearest is 'segment'" in capsys.readouterr().err
    assert main(asked(world, "gaps", "--group", "none", "--csv")) == 0
    assert "segment" not in {row["kind"] for row in csv.DictReader(capsys.readouterr().out.splitlines())}


def test_a_competitor_is_held_against_us(world: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    for score in ("try=0.95", "try=95%"):
        assert main(asked(world, "gaps", "--competitor", score, "--json")) == 0
        rows = json.loads(capsys.readouterr().out)["gaps"]
        assert [(each["step"], each["wanted"]) for each in rows if each["kind"] == "competitor"] == [("try", 0.95)]
    assert main(asked(world, "gaps", "--priorities", "--competitor", "try=0.99", "--group", "none", "--json")) == 0
    told = json.loads(capsys.readouterr().out)["needs"]
    # What is possible is what the competitor has; the map wants 0.9.
    assert next(each["target"] for each in told if each["step"] == "try") == 0.99
    for wrong in ("try", "=0.5", "try=good"):
        assert main(asked(world, "gaps", "--competitor", wrong)) == 2
        assert "STEP=SCORE" in capsys.readouterr().err
    assert main(asked(world, "gaps", "--competitor", "tri=0.5")) == 65
    assert "did you mean try?" in capsys.readouterr().err


def test_the_split_that_was_meant_is_checked(
    world: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Path(world["events"]).open(encoding="utf-8", newline="") as file:
        rows = [{**row, "experiment": "", "arm": ""} for row in csv.DictReader(file)]
    rows += [{"customer": f"c{who:03}", "time": "2024-01-01T09:00:00Z", "event": "experiment.assigned",
              "experiment": "try", "arm": "control" if who < 60 else "treatment"} for who in range(240)]  # fmt: skip
    events = tmp_path / "events.csv"
    with events.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    told = {**world, "events": str(events)}

    def ask(*more: str) -> dict[str, object]:
        assert main(asked(told, "moments", "--draws", "0", "--json", *more)) == 0
        found = json.loads(capsys.readouterr().out)
        codes = {each["code"] for each in found["notes"]}
        step = next(each for each in found["steps"] if each["step"] == "try")
        return {**step["experiments"][0], "unknown": "experiment.split_unknown" in codes}

    assert (ask()["ratio_p"], ask()["unknown"]) == (None, True)
    even = ask("--meant", "try:control=0.5,treatment=50%")
    assert even["refused"] is True and even["difference"] is None and even["unknown"] is False
    assert ask("--meant", "try:control=1,treatment=3")["ratio_p"] == pytest.approx(1.0)
    for wrong, code in (("try", 2), ("try:control", 2), ("tri:control=1,treatment=1", 65), ("try:control=1", 65),
                        ("try:control=0,treatment=1", 65)):  # fmt: skip
        assert main(asked(told, "moments", "--draws", "0", "--meant", wrong)) == code
        capsys.readouterr()
