"""Plans and follow-ups of young journeys: who leaves is known late, and nothing may be said before."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sojourn as sj
from sojourn import maps
from sojourn.app import plans_kept
from sojourn.core.clock import FixedClock
from sojourn.prioritise import PlanRefused
from tests.factories.events import DAY, instant, journeys_of

MAP = """
format: journey-map/1
id: shop
title: In the shop
version: 1
currency: EUR
case: {gap: P60D}
volume: {journeys: 1000, per: P1Y}
personas: [{id: buyer, name: Buyer}]
phases: [{id: there, name: There, moment: during}]
outcomes: [{id: done, name: Bought, good: true, margin: 10}, {id: lost, name: Gave up, good: false}]
steps:
  - id: pay
    phase: there
    does: Pays
    touchpoints: [{id: page, name: Page, event_match: {event: pay}}]
  - id: buy
    phase: there
    does: Buys
    touchpoints: [{id: till, name: Till, event_match: {event: buy}}]
links: [{from: pay, to: buy}]
initiatives:
  - id: guest
    title: Pay as a guest
    cost: 100
    effect: [{kind: transition, steps: [pay, lost], to: [0.18, 0.19, 0.2]}]
"""
LEAVES = 0.25


def lived(begin: float, end: float, *, people: int, leave: float = LEAVES, seed: int = 0) -> list[dict[str, Any]]:
    """Let people come evenly; some leave, the others buy after a day or so, and nothing is seen after the end."""
    random = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    for person in range(people):
        day = begin + (end - begin) * person / people
        rows.append({"customer": f"p{seed}_{person}", "time": day, "event": "pay"})
        if random.random() >= leave:
            rows.append({"customer": f"p{seed}_{person}", "time": day + random.exponential(), "event": "buy"})
    return [row for row in rows if row["time"] <= end]


@pytest.fixture(scope="module")
def read() -> maps.JourneyMap:
    return maps.parse_map(MAP)


@pytest.fixture(scope="module")
def kept(read: maps.JourneyMap, tmp_path_factory: pytest.TempPathFactory) -> Path:
    plan = sj.plan(read, journeys=journeys_of(lived(0, 120, people=6_000)), needs=None, budget=100, draws=20,
                   include=["guest"])  # fmt: skip
    assert plan.model.chain.share("pay", "lost") == pytest.approx(LEAVES, abs=0.03)
    assert plan.to_dict()["basis"]["n"] == 6_000
    file = tmp_path_factory.mktemp("kept") / "plan.json"
    plans_kept.save_plan(plan, file, clock=FixedClock(datetime(2024, 5, 1, tzinfo=UTC)), map=read)
    return file


@pytest.mark.parametrize("end", [125, 150, 179, 185, 240])
def test_while_as_many_leave_as_before_young_journeys_never_look_better(kept: Path, end: int) -> None:
    journeys = journeys_of(lived(121, end, people=4_000, seed=end), since=instant(121))
    found = plans_kept.follow_up(kept, journeys, since="2024-05-01")
    (way,) = (each for each in found.promises if each.what == "transition")
    assert way.standing != "better"
    assert way.passages == pytest.approx(4_000, abs=1)
    outcomes = [each for each in found.promises if each.what == "outcome"]
    if end < 181:
        assert {each.verdict for each in (way, *outcomes)} == {"too early"}
        assert way.now is None
        assert "too early, ask from 2024-0" in way.said
        assert all(each.now_low is None for each in outcomes)
        assert any(note["code"] == "too_early" for note in found.to_dict()["notes"])
        day = instant(121 + (end - 121) * 29 / 4_000) + 60 * DAY
        told = int(datetime.fromisoformat(f"{way.known_from}T00:00:00+00:00").timestamp() * 1e6)
        assert day < told <= day + DAY
    else:
        assert way.standing == "short"
        assert way.now == pytest.approx(LEAVES, abs=0.06)
        assert way.n < 4_000
    told_here = found.tables()[0].notes[0]
    assert told_here.startswith(f"Journeys: {found.closed:,} are over, {found.open:,} may still go on.")
    assert found.to_dict()["basis"]["open"] == found.open


def test_what_really_became_better_is_said_once_it_is_known(kept: Path) -> None:
    journeys = journeys_of(lived(121, 300, people=6_000, leave=0.1, seed=7), since=instant(121))
    (way,) = (each for each in plans_kept.follow_up(kept, journeys, since="2024-05-01").promises if each.initiative)
    assert way.standing == "better"


def test_a_plan_of_young_journeys_says_that_they_are_young(read: maps.JourneyMap) -> None:
    with pytest.raises(PlanRefused, match="too young for a plan: 0 journeys are over and 900 may still go on") as young:
        sj.plan(read, journeys=journeys_of(lived(0, 50, people=900)), needs=None, budget=100, draws=0)
    assert young.value.code == "plan.too_young"
    assert "ask again from 2024-03-0" in str(young.value.hint)
    rows = lived(0, 61, people=900)
    with pytest.raises(PlanRefused, match=r"of 900 passages of 'pay' it is known of 1. whether they went on"):
        sj.plan(read, journeys=journeys_of(rows), needs=None, budget=100, draws=0)


def test_a_promise_of_an_experiment_is_not_held_against_itself(kept: Path) -> None:
    random = np.random.default_rng(3)
    rows = lived(121, 300, people=2_000, seed=4)
    arms = {f"p4_{person}": random.random() < 0.5 for person in range(2_000)}
    rows += [{"customer": row["customer"], "time": row["time"] - 0.001, "event": "experiment.assigned",
              "experiment": "guest", "arm": "treatment" if arms[row["customer"]] else "control"}
             for row in rows if row["event"] == "pay"]  # fmt: skip
    text = MAP.replace("steps: [pay, lost], to: [0.18, 0.19, 0.2]", "steps: [pay, buy], to: [0.8, 0.81, 0.82]")
    plan = sj.plan(
        maps.parse_map(text), journeys=journeys_of(rows), needs=None, budget=100, draws=20, include=["guest"]
    )
    saved = kept.parent / "own.json"
    plans_kept.save_plan(plan, saved, clock=FixedClock(datetime(2024, 12, 1, tzinfo=UTC)), map=maps.parse_map(text))
    assert json.loads(saved.read_text())["promises"][0]["tried"] is True
    for since, circular in ((None, True), ("2024-05-01", True), ("2025-01-01", False)):
        found = plans_kept.follow_up(saved, journeys_of([*rows, *lived(301, 302, people=3, seed=9)]), since=since)
        (way,) = (each for each in found.promises if each.initiative)
        assert way.effect is not None
        assert (way.circular, way.calibration is None) == (circular, circular)
        assert ("the same experiment" in str(found.tables())) is circular
        assert any(note["code"] == "circular" for note in found.to_dict()["notes"]) is circular
