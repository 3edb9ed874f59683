"""Evidence for a map: numbers counted by hand, words where there is no number, and marks that follow a changed map."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

import sojourn as sj
from sojourn import insight, maps
from sojourn.core.answers import Question
from sojourn.core.errors import InvalidInput

MAP = """
format: journey-map/1
id: desk-visit
title: A visit to the desk
personas: [{id: one, name: One}]
outcomes: [{id: happy, name: Comes again, good: true, event_match: {event: came.again}}, {id: lost, name: Left}]
phases: [{id: here, name: Here, moment: during}]
steps:
  - {id: book, phase: here, does: Books, touchpoints: [{id: web, name: Web, event_match: {event: booked}}]}
  - {id: travel, phase: here, does: Travels, kind: no_contact}
  - {id: bus, phase: here, does: Takes the bus, touchpoints: [{id: stop, name: Stop}]}
  - id: arrive
    phase: here
    does: Arrives
    choice: {between: touchpoints, options: [desk, kiosk], expected: desk}
    touchpoints:
      - {id: desk, name: Desk, event_match: {event: arrived, where: {by: desk}}}
      - {id: kiosk, name: Kiosk, event_match: {event: arrived, where: {by: kiosk}}}
  - id: meet
    phase: here
    does: Meets
    touchpoints: [{id: adviser, name: Adviser, event_match: [{event: met}, {event: no_show, status: failed}]}]
    metrics:
      satisfaction: {metric: csat, question: liked, target: 0.5}
      wait: {target: PT10M, measured_by: {event: met, property: late, unit: min}}
      retell: {target: 0}
"""

LIKED = {"liked": Question("liked", "How did you like it?", "likert_1_5", "high")}

Row = tuple[str, int, str, dict[str, object]]


def lived(rows: Sequence[Row]) -> sj.Journeys:
    """Make journeys of (customer, minute, event, properties)."""
    names = ("by", "late", "question", "answer", "scale")
    table: dict[str, list[object]] = {
        "customer": [row[0] for row in rows],
        "time": [f"2024-01-01T{row[1] // 60:02}:{row[1] % 60:02}:00Z" for row in rows],
        "event": [row[2] for row in rows],
        **{name: [row[3].get(name) for row in rows] for name in names},
    }
    return sj.journeys(table)


def visit(who: int, *, by: str = "desk", meets: bool = True, late: int = 5, says: float | None = None) -> list[Row]:
    """Make the events of one customer."""
    name = f"c{who:03}"
    rows: list[Row] = [(name, 0, "booked", {}), (name, 60, "arrived", {"by": by})]
    rows += [(name, 70, "met", {"late": late})] if meets else [(name, 65, "went home", {})]
    if says is not None:
        answer = {"question": "liked", "answer": says, "scale": "likert_1_5"}
        rows.append((name, 90, "survey.answered", answer))
    return rows


def world() -> sj.Journeys:
    """Forty met after the desk, twenty after the kiosk, twenty left at the desk; forty of those who met answered."""
    rows: list[Row] = []
    for who in range(80):
        by = "kiosk" if 40 <= who < 60 else "desk"
        says = None if who >= 40 else 5.0 if who < 30 else 2.0
        rows += visit(who, by=by, meets=who < 60, says=says, late=5 if who < 50 else 30)
    return lived(rows)


@pytest.fixture(scope="module")
def overlay() -> maps.Overlay:
    return insight.evidence(maps.parse_map(MAP), world(), registry=LIKED)


def one(overlay: maps.Overlay, measure: maps.Measure, **at: str) -> maps.Mark:
    found = overlay.of(measure, **at)
    assert len(found) == 1, found
    return found[0]


def test_reach_and_conversion_are_counted_by_journey(overlay: maps.Overlay) -> None:
    assert (overlay.n_journeys, overlay.n_customers, overlay.open_journeys) == (80, 80, 0)
    reach = one(overlay, "reach", step="meet")
    assert (reach.value, reach.count, reach.n, reach.state) == (0.75, 60, 80, "measured")
    assert reach.low is not None and reach.high is not None and reach.low < 0.75 < reach.high
    going_on = one(overlay, "conversion", step="arrive", to="meet")
    assert (going_on.value, going_on.n) == (0.75, 80)
    assert one(overlay, "time_between", step="book", to="arrive").value == 3600


def test_those_who_left_are_told_with_where_they_went(overlay: maps.Overlay) -> None:
    left = one(overlay, "leaving", step="arrive")
    assert (left.value, left.n, left.count) == (0.25, 80, 20)
    assert left.details == (("went home", 20),)


def test_the_channel_that_was_used_stands_beside_the_one_that_is_expected(overlay: maps.Overlay) -> None:
    shares = {mark.at.touchpoint: (mark.value, mark.expected) for mark in overlay.of("branch", step="arrive")}
    assert shares == {"desk": (0.75, True), "kiosk": (0.25, False)}


def test_a_wait_is_held_against_its_target(overlay: maps.Overlay) -> None:
    wait = one(overlay, "wait", step="meet")
    assert wait.quantiles is not None
    assert (wait.value, wait.target, wait.met, wait.n) == (300, 600, "met", 60)


def test_deviations_are_shares_of_all_journeys(overlay: maps.Overlay) -> None:
    missing = one(overlay, "missing", step="meet")
    assert (missing.value, missing.count, missing.n) == (0.25, 20, 80)
    assert one(overlay, "failed", step="meet").value == 0
    assert overlay.conforming is not None
    assert (overlay.conforming.value, overlay.conforming.n) == (0.75, 80)


def test_satisfaction_and_feeling_come_from_the_question_of_the_step(overlay: maps.Overlay) -> None:
    liked = one(overlay, "satisfaction", step="meet")
    assert (liked.value, liked.n, liked.met) == (0.75, 40, "met")
    felt = one(overlay, "feeling", step="meet")
    assert felt.value == pytest.approx((30 * 2 - 10) / 40)
    assert felt.unit == "points"


def test_where_there_is_no_number_a_word_says_why(overlay: maps.Overlay) -> None:
    assert one(overlay, "reach", step="travel").state == "not_observable"
    assert one(overlay, "reach", step="bus").state == "not_tied"
    assert {mark.at.outcome: mark.state for mark in overlay.of("outcome")} == {"happy": "measured", "lost": "not_tied"}
    assert {mark.state for mark in overlay.marks} <= {"measured", "not_observable", "not_tied"}
    assert one(overlay, "reach", step="travel").words() == "No contact"


def test_few_journeys_have_no_numbers_and_some_have_no_point() -> None:
    read = maps.parse_map(MAP)
    few = insight.evidence(read, lived([row for who in range(6) for row in visit(who)]))
    assert all(mark.value is None and mark.low is None and mark.n is None for mark in few.marks)
    assert {mark.state for mark in few.marks if mark.at.step == "book"} == {"too_few"}
    thin = insight.evidence(read, lived([row for who in range(12) for row in visit(who)]))
    reach = one(thin, "reach", step="meet")
    assert (reach.state, reach.value, reach.n) == ("thin", None, 12)
    assert reach.low is not None


def test_no_events_is_not_nobody() -> None:
    found = insight.evidence(maps.parse_map(MAP), lived([("ann", 0, "something else", {})] * 1))
    assert one(found, "reach", step="book").state == "no_events"
    assert one(found, "satisfaction", step="meet").state == "not_asked"
    assert any("booked" in note for note in found.notes)


def test_an_overlay_can_be_kept_and_read_again(overlay: maps.Overlay) -> None:
    import json

    assert maps.read_overlay(json.loads(json.dumps(overlay.to_dict()))) == overlay
    told = replace(overlay, notes=("something to know",))
    answer = insight.EvidenceResult(maps.parse_map(MAP), told).to_dict()
    assert maps.read_overlay(json.loads(json.dumps(answer))).notes == told.notes
    with pytest.raises(InvalidInput, match="overlay"):
        maps.read_overlay({"overlay": 99})


def test_marks_follow_ids_that_were_renamed_and_others_are_told(overlay: maps.Overlay) -> None:
    changed = maps.parse_map(MAP.replace("{id: book,", "{id: reserve, was: book,").replace("{id: kiosk,", "{id: stand,")
                             .replace("options: [desk, kiosk]", "options: [desk, stand]"))  # fmt: skip
    moved = insight.replaced(overlay, changed)
    assert one(moved, "reach", step="reserve").count == 80
    assert {mark.at.touchpoint for mark in moved.unplaced} == {"kiosk"}
    assert "no longer has" in moved.notes[-1]
    assert insight.replaced(overlay, maps.parse_map(MAP)) == overlay


def test_the_answer_shows_every_mark_and_its_tables_say_the_words(overlay: maps.Overlay) -> None:
    result = insight.EvidenceResult(maps.parse_map(MAP), overlay)
    text = str(result)
    assert "75.0 % (64.5–83.2)" in text
    assert "No contact" in text and "Not tied to events" in text
    assert len(result.rows()) == len(overlay.marks)
    document = result.to_dict()
    assert document["analysis"] == "evidence"
    assert document["basis"]["journeys"] == 80
    assert result.to_arrow().num_rows == len(overlay.marks)
    assert result.chart().to_dict()["layer"]


def test_journeys_that_come_cut_stay_as_they_are_cut() -> None:
    read = maps.parse_map(MAP + "case: {gap: PT30M}\n")
    assert insight.evidence(read, world()).n_journeys > 80
    assert insight.evidence(read, world(), as_map=False).n_journeys == 80
    assert insight.evidence(read, replace(world(), cases=sj.Cases(by="gap", gap=10**12))).n_journeys == 80
