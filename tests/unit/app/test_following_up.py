"""What a plan promised of ratings and waits, held against what is lived and said since; other versions of its map."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sojourn as sj
from sojourn import maps, samples
from sojourn.app import plans_kept
from sojourn.core.clock import FixedClock
from sojourn.core.errors import InvalidInput
from sojourn.core.small import USUAL
from sojourn.prioritise import Measured, Promise
from sojourn.prioritise.follow_levels import between, of_levels
from tests.factories.events import DAY, instant, journeys_of

MAP = """
format: journey-map/1
id: entry
title: At the door
version: 1
currency: EUR
volume: {journeys: 1000, per: P1Y}
personas: [{id: guest, name: Guest}]
phases: [{id: there, name: There, moment: during}]
outcomes:
  - {id: again, name: Again, good: true, margin: 10, event_match: {event: bought.again}}
  - {id: lost, name: Lost, good: false}
steps:
  - id: queue
    phase: there
    does: Waits at the door
    metrics:
      wait: {target: PT10M, measured_by: {event: door.reached, property: wait_minutes, unit: min}}
      satisfaction: {target: 0.8, question: csat_queue}
    touchpoints: [{id: door, name: Door, event_match: {event: door.reached}}]
  - id: show
    phase: there
    does: Sees the show
    touchpoints: [{id: hall, name: Hall, event_match: {event: show.seen}}]
links: [{from: queue, to: show}]
initiatives:
  - id: gates
    title: More gates
    cost: 100
    effect:
      - {kind: transition, steps: [show, again], from: 0.3, to: [0.31, 0.32, 0.33]}
      - {kind: rating, steps: [queue], by: [0.5, 1.0, 1.5]}
      - {kind: wait, steps: [queue], by: [-8, -6, -4], leaving_per_minute: 0.001, source: [study]}
sources: [{id: study, type: statistics, title: A study, n: 400}]
"""
QUESTIONS = {"csat_queue": sj.Question("csat_queue", "How was the queue?", "likert_1_5", "high", role="satisfaction")}


def lived(rating: float, wait: float, *, begin: float = 0, people: int = 200, seed: int = 0) -> list[dict[str, Any]]:
    """Let people queue, rate that, and go on or come again."""
    rng = np.random.default_rng(seed)
    rows: list[dict[str, Any]] = []
    for person in range(people):
        name, day = f"p{seed}_{person}", begin + person / people * 20
        minutes = float(np.round(wait + rng.normal(0, 2), 1))
        said = float(np.clip(np.round(rating + rng.normal(0, 0.7)), 1, 5))
        rows.append({"customer": name, "time": day, "event": "door.reached", "wait_minutes": minutes})
        rows.append({"customer": name, "time": day + 0.01, "event": "survey.answered", "question": "csat_queue",
                     "answer": said, "scale": "likert_1_5"})  # fmt: skip
        if person % 10 == 9:
            continue
        rows.append({"customer": name, "time": day + 0.1, "event": "show.seen"})
        if person % 3 == 0:
            rows.append({"customer": name, "time": day + 1, "event": "bought.again"})
    return rows


@pytest.fixture(scope="module")
def read() -> maps.JourneyMap:
    return maps.parse_map(MAP)


@pytest.fixture(scope="module")
def kept(read: maps.JourneyMap, tmp_path_factory: pytest.TempPathFactory) -> Path:
    journeys = journeys_of(lived(3.0, 20.0))
    plan = sj.plan(read, journeys=journeys, needs=None, budget=100, draws=20, include=["gates"])
    file = tmp_path_factory.mktemp("kept") / "plan.json"
    clock = FixedClock(datetime(2026, 11, 22, tzinfo=UTC))
    sj.save_plan(plan, file, clock=clock, map=read, journeys=journeys, registry=QUESTIONS)
    return file


def followed(kept: Path, rows: list[dict[str, Any]], **options: Any) -> dict[str, Any]:
    found = sj.follow_up(kept, journeys_of(rows), since="2026-01-01", registry=QUESTIONS, **options)
    return {each.what: each for each in found.promises if each.what != "outcome"} | {"all": found}


def test_levels_are_kept_with_the_plan(kept: Path) -> None:
    promises = {each["kind"]: each for each in json.loads(kept.read_text())["promises"] if each["kind"] != "transition"}
    rating, wait = promises["rating"]["measured"], promises["wait"]["measured"]
    assert (rating[0]["step"], rating[0]["n"], wait[0]["n"]) == ("queue", 200, 200)
    assert rating[0]["low"] < 3.0 + 0.1 and rating[0]["high"] > 3.0 - 0.1
    assert wait[0]["low"] <= wait[0]["value"] <= wait[0]["high"]
    assert 19 < wait[0]["value"] < 21


def test_a_promise_that_was_kept_is_within_and_one_that_was_not_is_below(kept: Path) -> None:
    good = followed(kept, lived(4.0, 14.0, people=2000, seed=1))
    assert good["rating"].verdict == "within"
    assert good["rating"].difference == pytest.approx(1.0, abs=0.2)
    assert good["wait"].verdict == "within"
    assert good["wait"].difference == pytest.approx(-6.0, abs=0.6)
    bad = followed(kept, lived(3.0, 20.0, people=2000, seed=2))
    assert bad["rating"].verdict == "below"
    assert bad["wait"].verdict == "above"
    told = str(good["all"].tables())
    assert "min" in told
    assert "+1 (+0.5 to +1.5)" in told


def test_few_people_are_not_shown_and_nothing_measured_then_says_nothing_now(kept: Path) -> None:
    few = followed(kept, lived(4.0, 14.0, people=40, seed=3)[:30])
    assert few["rating"].verdict in ("too few", "not measured")
    assert (few["rating"].now, few["rating"].difference) == (None, None)
    document = json.loads(kept.read_text())
    for each in document["promises"]:
        each.pop("measured", None)
    file = kept.parent / "older.json"
    file.write_text(json.dumps(document))
    old = followed(file, lived(4.0, 14.0, people=200, seed=4))
    assert (old["rating"].verdict, old["rating"].before) == ("not measured", None)
    assert old["rating"].now is not None
    assert any(each["code"] == "level_unknown" for each in old["all"].to_dict()["notes"])


def test_another_version_of_the_map_is_said_and_another_map_is_refused(kept: Path, read: maps.JourneyMap) -> None:
    rows = lived(4.0, 14.0, seed=5)
    later = replace(read, version=2)
    notes = followed(kept, rows, map=later)["all"].to_dict()["notes"]
    assert any("version 1 of the map, and is held against version 2" in str(each["message"]) for each in notes)
    without = maps.parse_map(
        MAP.replace("version: 1", "version: 3").replace("id: show", "id: concert").replace("to: show", "to: concert")
        .replace("[show, again]", "[concert, again]")
    )  # fmt: skip
    notes = followed(kept, rows, map=without)["all"].to_dict()["notes"]
    assert any("it no longer has show" in str(each["message"]) for each in notes)
    with pytest.raises(InvalidInput, match="was made of the map 'entry', and 'tickets' is given"):
        followed(kept, rows, map=maps.parse_map(samples.example_map("tickets")))


def test_a_map_in_the_plan_that_cannot_be_read_is_named(kept: Path) -> None:
    document = json.loads(kept.read_text())
    document["map"]["document"] = {"format": "journey-map/1", "id": 5}
    file = kept.parent / "broken.json"
    file.write_text(json.dumps(document))
    with pytest.raises(InvalidInput, match=r"map\.document of the plan cannot be read"):
        followed(file, lived(4.0, 14.0))


def test_a_span_that_begins_after_the_last_event_is_told(kept: Path) -> None:
    journeys = replace(journeys_of(lived(4.0, 14.0)), since=instant(400) + DAY)
    with pytest.raises(InvalidInput, match="no event lies in the span looked at") as told:
        plans_kept.follow_up(kept, journeys, since="later")
    assert told.value.code == "chain.no_events"


def test_the_interval_of_a_difference_is_made_of_those_of_both_levels() -> None:
    then = Measured("queue", "wait", 20.0, 18.0, 21.0, 100)
    now = Measured("queue", "wait", 14.0, 13.0, 18.0, 100)
    # 14 − 20, less √(1² + 1²), and more √(4² + 2²).
    assert between(then, now) == pytest.approx((-6.0, -6.0 - 2**0.5, -6.0 + 20**0.5))
    assert between(then, replace(now, high=None))[1:] == (between(then, now)[1], None)
    promise = Promise("a", "A", "wait", ("queue",), None, None, -8, -6, -1, (), (then,))
    (kept,) = of_levels(promise, [now], chosen={}, limits=USUAL)
    assert (kept.verdict, kept.before, kept.now, kept.n) == ("within", 20.0, 14.0, 100)
    (kept,) = of_levels(promise, [replace(now, n=5)], chosen={}, limits=USUAL)
    assert (kept.verdict, kept.now, kept.now_low, kept.difference) == ("too few", None, None, None)
    (kept,) = of_levels(promise, [replace(now, n=20)], chosen={}, limits=USUAL)
    assert (kept.now, kept.difference) == (None, None)
    assert kept.now_low == 13.0


def test_journeys_from_before_the_plan_are_no_follow_up(kept: Path) -> None:
    ended = json.loads(kept.read_text())["lived_until"]
    journeys = journeys_of(lived(3.0, 20.0))
    early = sj.follow_up(kept, journeys, since="2000-01-01", registry=QUESTIONS)
    assert {each.standing for each in early.promises} == {None}
    assert early.to_dict()["notes"][0]["code"] == "rehearsal"
    assert early.to_dict()["basis"]["rehearsal"] is True
    assert early.tables()[0].title.startswith("A rehearsal: these journeys are from before the plan")
    assert "A rehearsal" in json.dumps(early.chart().to_dict())
    later = sj.follow_up(kept, journeys, since=ended, registry=QUESTIONS)
    assert later.to_dict()["basis"]["rehearsal"] is False and later.promises[0].rehearsal is False
