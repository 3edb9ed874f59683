"""`sojourn plan`: the worked map at every budget, rules, what cannot be, plans kept and followed up."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sojourn.cli.main import main
from tests.factories import tickets

CURVE = [
    (20_000, ["friends"], 4_072.79),
    (30_000, ["photos"], 13_032.94),
    (50_000, ["friends", "photos"], 18_409.03),
    (70_000, ["guest_checkout", "photos"], 23_589.10),
    (90_000, ["guest_checkout", "friends", "photos"], 29_358.56),
    (110_000, ["app_wallet", "pay_at_show", "photos"], 33_396.92),
    (130_000, ["app_wallet", "pay_at_show", "friends", "photos"], 38_773.01),
    (150_000, ["guest_checkout", "app_wallet", "pay_at_show", "photos"], 45_443.12),
    (170_000, ["guest_checkout", "app_wallet", "pay_at_show", "friends", "photos"], 51_212.58),
    (195_000, ["guest_checkout", "deep_link", "app_wallet", "pay_at_show", "friends", "photos"], 55_005.56),
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert main(["maps", "new", "tickets.yaml", "--example", "tickets"]) == 0
    return tmp_path


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["plan", "--map", "tickets.yaml", *words, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    capsys.readouterr()
    status = main(["plan", *words])
    return status, capsys.readouterr().err


@pytest.mark.parametrize(("budget", "chosen", "gain"), CURVE, ids=[str(row[0]) for row in CURVE])
def test_the_worked_map_gives_its_plan_at_every_budget(capsys, budget, chosen, gain):
    found = asked(capsys, "--budget", str(budget), "--draws", "0")
    assert found["chosen"] == chosen
    assert found["gain"] == pytest.approx(gain, abs=0.01)
    assert found["cost"] == budget
    assert [found["basis"][key] for key in ("map_id", "currency", "period")] == ["tickets", "EUR", "P1Y"]


def test_the_plan_at_120000_says_how_sure_it_is(capsys):
    found = asked(capsys, "--budget", "120000")
    assert found["chosen"] == ["app_wallet", "pay_at_show", "photos"]
    assert found["gain"] == pytest.approx(33_396.92, abs=0.01)
    assert found["payback"] == pytest.approx(110_000 / found["expected"])
    assert found["information"]["best_share"] < 0.5
    assert any("is the best in" in note["message"] for note in found["notes"])
    assert not any("return on investment" in note["message"] for note in found["notes"])


def test_a_view_of_the_curve_has_all_steps_and_says_that_they_are_not_nested(capsys):
    found = asked(capsys, "--budget", "120000", "--draws", "0", "--view", "curve")
    assert [(step["budget"], step["chosen"]) for step in found["steps"]] == [row[:2] for row in CURVE]
    assert "not_nested" in [note["code"] for note in found["notes"]]


@pytest.mark.parametrize("name", ["improvement", "timeline", "inclusion", "order", "rice", "benefits"])
def test_each_view_is_a_document_with_rows_and_a_drawing(capsys, name):
    found = asked(capsys, "--budget", "120000", "--draws", "50", "--view", name, "--chart", f"{name}.svg")
    assert found["analysis"] == f"plan_{name}"
    assert found["rows"]
    assert Path(f"{name}.svg").stat().st_size > 1000


def test_a_floor_costs_what_it_costs_and_names_the_budget_it_needs(capsys):
    found = asked(capsys, "--budget", "120000", "--draws", "0", "--floor", "buy")
    assert found["chosen"] == ["guest_checkout", "deep_link", "friends", "photos"]
    assert found["cost_of_floor"] == pytest.approx(699.71, abs=0.01)
    status, told = refused(capsys, "--map", "tickets.yaml", "--budget", "30000", "--floor", "buy")
    assert status == 65
    assert "floor:buy" in told
    assert "40,000" in told


def test_capacity_exclusion_and_requirement_are_kept(capsys):
    words = ("--budget", "120000", "--draws", "0")
    assert asked(capsys, *words, "--capacity", "product=6")["chosen"] == [
        "guest_checkout", "deep_link", "friends", "photos",
    ]  # fmt: skip
    assert "photos" not in asked(capsys, *words, "--exclude", "photos")["chosen"]
    assert "deep_link" in asked(capsys, *words, "--require", "deep_link")["chosen"]


def test_needs_put_floors_at_moments_that_fall_short_and_the_plan_into_groups(capsys):
    Path("needs.csv").write_text("step,moment,verdict,priority\nbuy,data,short,30\nafter,,met,2\n", "utf-8")
    found = asked(capsys, "--budget", "120000", "--draws", "0", "--needs", "needs.csv")
    groups = {row["id"]: row["group"] for row in found["initiatives"] if row["chosen"]}
    assert groups["guest_checkout"] == "disappointment at a moment of truth"
    assert groups["photos"] == "delight"
    assert found["initiatives"][0]["id"] == "guest_checkout"


def test_net_counts_the_cost(capsys):
    words = ("--budget", "120000", "--draws", "0", "--objective", "net")
    assert asked(capsys, *words, "--periods", "2")["chosen"] == []
    assert asked(capsys, *words, "--periods", "3")["chosen"] == ["photos"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--budget", "1000"], "a plan needs a map and a budget"),
        (["--map", "tickets.yaml"], "a plan needs a map and a budget"),
        (["--map", "tickets.yaml", "--budget", "1000", "--since", "2026-01-01"], "about lived journeys"),
        (["--map", "tickets.yaml", "--budget", "1000", "--worth", "show"], "is not a name and a number"),
        (["--map", "tickets.yaml", "--budget", "1000", "--begins", "soon"], "is not a month"),
        (["follow", "plan.json"], "did you mean follow-up?"),
        (["follow-up", "tickets.yaml"], "is not JSON"),
        (["follow-up", "no.json"], "there is no file no.json"),
        (["--map", "tickets.yaml", "--budget", "1", "--worth", "bar=4"], "neither a step nor an outcome"),
        (["--map", "tickets.yaml", "--budget", "1", "--floor", "bar"], "no step of tickets"),
        (["--map", "tickets.yaml", "--budget", "1", "--exclude", "bar"], "'bar' is no initiative"),
    ],
    ids=["no map", "no budget", "span", "worth", "month", "command", "not JSON", "no file", "where", "floor", "who"],
)
def test_what_cannot_be_asked_is_told(capsys, words, said):
    status, told = refused(capsys, *words)
    assert status in (2, 65, 66)
    assert said in told


def test_a_plan_from_lived_journeys_is_kept_and_followed_up(capsys):
    tickets.write(Path("before.csv"), customers=3_000)
    found = asked(capsys, "--budget", "120000", "--draws", "100", "--events", "before.csv", "--save", "plan.json")
    assert found["basis"]["evidence"] == "research"
    words = ("--map", "tickets.yaml", "--budget", "120000", "--events", "before.csv", "--draws", "100", "-q")
    assert main(["plan", *words, "--require", "guest_checkout", "--save", "plan.json"]) == 0
    tickets.write(Path("after.csv"), customers=6_000, seed=1, checkout=0.92, experiment=True)
    capsys.readouterr()
    assert main(["plan", "follow-up", "plan.json", "--events", "after.csv", "--json", "--assigned",
                 "guest_checkout=0.5", "--chart", "follow.svg"]) == 0  # fmt: skip
    told = json.loads(capsys.readouterr().out)
    checkout = next(each for each in told["promises"] if each["initiative"] == "guest_checkout")
    assert checkout["now_low"] < 0.87 < checkout["now_high"]
    assert checkout["difference_low"] < checkout["difference"] < checkout["difference_high"]
    assert checkout["effect"]["low"] < 0.1 < checkout["effect"]["high"]
    assert checkout["calibration"] > 1
    assert told["notes"][0]["code"] == "not_an_effect"
    assert main(["plan", "follow-up", "plan.json", "--events", "after.csv"]) == 0
    assert "What experiments found" in capsys.readouterr().out


def test_a_saved_plan_that_was_changed_is_refused(capsys):
    assert main(["plan", "--map", "tickets.yaml", "--budget", "50000", "--save", "plan.json", "-q"]) == 0
    document = json.loads(Path("plan.json").read_text())
    del document["promises"]
    Path("plan.json").write_text(json.dumps(document))
    status, told = refused(capsys, "follow-up", "plan.json")
    assert (status, "plan.json has no promises" in told) == (65, True)
    Path("plan.json").write_text("[1]")
    assert "not a plan that was saved" in refused(capsys, "follow-up", "plan.json")[1]


def test_a_follow_up_asks_the_workspace_that_everything_asks(capsys, monkeypatch, tmp_path):
    tickets.write(Path("before.csv"), customers=500)
    assert main(["plan", "--map", "tickets.yaml", "--budget", "50000", "--save", "plan.json", "-q"]) == 0
    assert main(["init", "shop", "-q"]) == 0
    assert main(["import", "before.csv", "-w", "shop", "-q"]) == 0
    capsys.readouterr()
    status, told = refused(capsys, "follow-up", "plan.json")
    assert (status, "workspace" in told) == (66, True)
    monkeypatch.setenv("SOJOURN_WORKSPACE", str(tmp_path / "shop"))
    for words in ((), ("-w", "shop"), ("--threads", "1", "--time-zone", "Europe/Paris")):
        assert main(["plan", "follow-up", "plan.json", *words, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["basis"]["saved"]
    monkeypatch.delenv("SOJOURN_WORKSPACE")
    monkeypatch.chdir("shop")
    assert main(["plan", "follow-up", "../plan.json", "-q"]) == 0
    # A plan itself takes the map's shares unless journeys are named.
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOJOURN_WORKSPACE", str(tmp_path / "shop"))
    assert asked(capsys, "--budget", "50000", "--draws", "0")["basis"]["evidence"] == "hypothesis"


def test_a_follow_up_since_after_the_last_event_says_so(capsys):
    tickets.write(Path("before.csv"), customers=500)
    assert main(["plan", "--map", "tickets.yaml", "--budget", "50000", "--save", "plan.json", "-q"]) == 0
    status, told = refused(capsys, "follow-up", "plan.json", "--events", "before.csv", "--since", "2035-01-01")
    assert (status, "no event lies in the span looked at" in told) == (65, True)
    assert "--since" in told


def test_events_may_call_their_columns_otherwise(capsys):
    tickets.write(Path("before.csv"), customers=3_000)
    text = Path("before.csv").read_text().split("\n", 1)
    heading = text[0].replace("customer", "buyer").replace("time", "when").replace("event", "what")
    Path("other.csv").write_text(f"{heading}\n{text[1]}")
    named = ("--customer-column", "buyer", "--time-column", "when", "--event-column", "what", "--threads", "2")
    words = ("--budget", "50000", "--draws", "20", "--no-needs")
    same = asked(capsys, *words, "--events", "before.csv", "--save", "plan.json")
    other = asked(capsys, *words, "--events", "other.csv", *named)
    assert (other["chosen"], other["gain"]) == (same["chosen"], same["gain"])
    assert main(["plan", "follow-up", "plan.json", "--events", "other.csv", *named, "-q"]) == 0
    status, told = refused(capsys, "--map", "tickets.yaml", *words, "--customer-column", "buyer")
    assert (status, "add --events FILE" in told) == (2, True)


def test_a_plan_and_its_map_may_come_through_pipes(tmp_path):
    words = ["--budget", "50000", "--draws", "0", "--json", "-q"]
    sojourn = f"{sys.executable} -m sojourn"
    line = (
        f"{sojourn} plan --map <(cat tickets.yaml) --save plan.json {' '.join(words)} > a.json && "
        f"cat tickets.yaml | {sojourn} plan --map - {' '.join(words)} > b.json && "
        f"cat tickets.yaml | {sojourn} plan --map /dev/stdin {' '.join(words)} > c.json"
    )
    subprocess.run(["bash", "-c", line], check=True, timeout=120, cwd=tmp_path)
    found = [json.loads((tmp_path / f"{name}.json").read_text())["chosen"] for name in "abc"]
    assert found == [["friends", "photos"]] * 3


def test_so_many_initiatives_at_least_are_in_a_phase_or_of_a_department(capsys):
    found = asked(capsys, "--budget", "120000", "--draws", "0", "--at-least", "evening=2")
    assert {"pay_at_show", "friends"} <= set(found["chosen"])
    assert any(each["rule"] == "at least 2 initiatives of evening" for each in found["binding"])
    found = asked(capsys, "--budget", "130000", "--draws", "0", "--at-least", "marketing=1")
    assert {row["department"] for row in found["initiatives"] if row["chosen"]} >= {"marketing"}
    assert main(["plan", "--map", "tickets.yaml", "--budget", "120000", "--at-least", "nowhere=1"]) == 65
    told = capsys.readouterr().err
    assert "'nowhere' is neither a phase nor a department of tickets" in told
    assert "phases are find, buy_phase, evening, later" in told


def test_the_gain_at_half_and_paying_back_stand_on_the_expected_gain(capsys):
    found = asked(capsys, "--budget", "120000")
    assert found["net"] == pytest.approx(found["expected"] - found["cost"])
    mode = asked(capsys, "--budget", "120000", "--draws", "0")
    assert mode["payback"] == pytest.approx(mode["cost"] / mode["gain"])
    assert found["gain_at_half"] != mode["gain_at_half"]
    assert found["gain_at_half"] / found["expected"] == pytest.approx(mode["gain_at_half"] / mode["gain"], rel=0.05)


def test_rice_knows_the_share_that_is_carried(capsys):
    whole = {
        row["id"]: row["rice"] for row in asked(capsys, "--budget", "120000", "--draws", "0", "--view", "rice")["rows"]
    }
    half = asked(capsys, "--budget", "120000", "--draws", "0", "--view", "rice", "--carry", "0.5")["rows"]
    assert all(row["rice"] <= whole[row["id"]] + 1e-9 for row in half)
    assert any(row["rice"] < 0.7 * whole[row["id"]] for row in half)


def test_the_improvement_plan_says_opportunity_segment_and_between_what_each_adds(capsys):
    rows = asked(capsys, "--budget", "120000", "--view", "improvement")["rows"]
    assert all(row["opportunities"] for row in rows if row["id"] == "photos")
    assert all(row["adds_low"] <= row["adds"] <= row["adds_high"] for row in rows)
    assert all("segment" in row for row in rows)
