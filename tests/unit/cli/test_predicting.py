"""The commands `sojourn next` and `sojourn outcome`: their answers in every form, and what they refuse."""

import csv
import json
from pathlib import Path

import pytest

from sojourn.cli.main import main
from tests.factories.predictions import known_chances, second_order


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Write a world for each command."""
    folder = tmp_path_factory.mktemp("worlds")
    found = {}
    for name, world in (("next", second_order(300, 1)), ("outcome", known_chances(900, 1)[0])):
        file = folder / f"{name}.csv"
        source = world.source
        span = source.ranges(most=1, at_least=1)[0]
        batch = source.read(span, frozenset())
        customers = source.identifiers(span, batch.customer).to_pylist()
        rows = [
            (customers[journey], int(batch.time[place]), source.events[batch.event[place]])
            for journey in range(batch.journeys)
            for place in range(int(batch.offsets[journey]), int(batch.offsets[journey + 1]))
        ]
        with open(file, "w", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["customer", "time", "event"])
            writer.writerows(rows)
        found[name] = str(file)
    return found


def test_it_predicts_what_comes_next(
    worlds: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    who, chart = tmp_path / "who.csv", tmp_path / "next.json"
    asked = ["next", "--events", worlds["next"], "--time-unit", "us", "--model", "markov", "--quiet"]
    assert main([*asked, "--members", str(who), "--chart", str(chart)]) == 0
    told = capsys.readouterr().out
    assert "use the longest past seen" in told and "How far back is it worth looking?" in told
    assert len(who.read_text().splitlines()) == 301 and json.loads(chart.read_text())["title"]
    assert main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["analysis"], told["use"]) == ("next", "markov")


def test_it_counts_what_came_after(worlds: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["next", "--events", worlds["next"], "--time-unit", "us", "--after", "a > b"]
    assert main([*asked, "--csv"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "event,times,share,share_low,share_high"
    assert main([*asked, "--members", "who.csv"]) == 2


def test_it_predicts_outcomes(worlds: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    who = tmp_path / "who.csv"
    asked = ["outcome", "--events", worlds["outcome"], "--time-unit", "us", "--outcome", "pay", "--model", "logistic"]
    assert main([*asked, "--at", "7 events", "--within", "12d", "--members", str(who), "--quiet"]) == 0
    assert "Will it come to pay? After 7 events, within 12d" in capsys.readouterr().out
    header = next(csv.reader(who.read_text().splitlines()))
    told = ["customer", "journey_start", "point", "open_until", "chance_now", "chance"]
    assert header == [*told, "because_1", "because_2", "because_3"]
    assert main([*asked, "--at", "7 events", "--within", "12d", "--csv"]) == 0
    assert capsys.readouterr().out.startswith("model,use,area")


def test_it_refuses_what_cannot_be_predicted(worlds: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["outcome", "--events", worlds["outcome"], "--time-unit", "us", "--outcome", "pay", "--model", "logistic"]
    assert main([*asked, "--at", "pay"]) != 0
    assert "nothing is left to predict" in capsys.readouterr().err
    assert main([*asked, "--within", "300d"]) != 0
    assert "no time is left" in capsys.readouterr().err
