"""An answer that came before the contact it is asked about counts nowhere, and is counted in a note."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sojourn as sj
from sojourn import analyse, insight, maps
from sojourn.core.answers import Question
from tests.factories.desk import desk
from tests.oracles import contacts as slow

MAP = desk(
    "q",
    """
      attributes: [{id: pen, name: Pen, question: pen, target: 3}]
    - {id: talk, phase: here, does: Talks, kind: no_contact, metrics: {satisfaction: {metric: csat, question: talk}}}
    """,
)
REGISTRY = {
    "q": Question("q", "How was the counter?", "likert_1_5", "high", role="satisfaction", about="ask"),
    "pen": Question("pen", "How was the pen?", "likert_1_5", "high", role="satisfaction"),
    "matters": Question("matters", "How important is it?", "likert_1_5", "high", role="importance", about="ask"),
    "talk": Question("talk", "How was the talk?", "likert_1_5", "high", role="satisfaction", about="talk"),
}
THE_MAP = maps.parse_map(MAP)


def event(who: int, minute: int, name: str, question: str | None = None, value: float | None = None) -> dict[str, Any]:
    """Make an event."""
    return {"customer": f"c{who:03}", "time": minute, "name": name, "steps": ["ask"] if name == "asked" else [],
            "question": question, "value": value}  # fmt: skip


def journeys(events: list[dict[str, Any]]) -> sj.Journeys:
    """Make journeys of events whose time is in minutes."""
    return sj.journeys(
        {
            "customer": [each["customer"] for each in events],
            "time": [f"2024-01-01T{each['time'] // 60:02}:{each['time'] % 60:02}:00Z" for each in events],
            "event": [each["name"] for each in events],
            "question": [each["question"] for each in events],
            "answer": [each["value"] for each in events],
        }
    )


def world(asked: tuple[str, ...] = ("q",)) -> list[dict[str, Any]]:
    """Make 200 customers of whom 80 answer 1 before the contact, and the others 4 or 5 after it."""
    rows = []
    for who in range(200):
        early = who < 80
        rows.append(event(who, 10, "asked"))
        rows += [event(who, 5 if early else 15, "survey.answered", name, 1.0 if early else 4.0 + who % 2)
                 for name in asked]  # fmt: skip
    return [*rows, event(200, 600, "asked")]


def told(notes: tuple[Mapping[str, Any], ...]) -> dict[str, Any]:
    """Give the one note that counts them."""
    found = [each for each in notes if each["code"] == "answers.before_contact"]
    assert len(found) == 1
    return dict(found[0])


def test_gaps_and_needs_leave_them_out_and_say_so() -> None:
    lived = journeys(world())
    found = insight.gaps(THE_MAP, lived, registry=REGISTRY)
    target = next(each for each in found.gaps if each.kind == "target")
    assert (target.got, target.n, target.verdict) == (1.0, 120, "met")
    assert told(found.notes)["answers"] == 80 and "80 about “Asks”" in told(found.notes)["message"]
    needs = insight.needs(THE_MAP, lived, registry=REGISTRY, draws=0)
    first = needs.needs[0]
    assert (first.step, first.satisfaction, first.verdict) == ("ask", 1.0, "met")
    assert told(needs.notes)["steps"] == {"ask": 80}


def test_satisfaction_feeling_and_reaction_rest_on_the_others() -> None:
    # 1 is as strong a feeling as 5: without the 80 answers of 1 the feelings are weak.
    rows = [{**each, "value": 4.0} if each["time"] == 15 else each for each in world()]
    found = insight.moments(THE_MAP, journeys(rows), registry=REGISTRY, draws=0)
    step = found.step("ask")
    assert step.satisfaction is not None and step.feeling is not None and step.rated is not None
    assert (step.satisfaction.value, step.satisfaction.n) == (1.0, 120)
    assert (step.feeling.value, step.feeling.n) == (1.0, 120)
    assert step.signals["reaction"] is False
    assert step.rated.before_contact == told(found.notes)["answers"] == 80


def test_the_curve_and_the_means_rest_on_the_others() -> None:
    lived = journeys(world())
    overlay = insight.evidence(THE_MAP, lived, registry=REGISTRY)
    marks = {each.measure: each for each in overlay.marks if each.at.step == "ask"}
    assert (marks["satisfaction"].value, marks["satisfaction"].n, marks["feeling"].n) == (1.0, 120, 120)
    assert any("80 answers left out" in each for each in overlay.notes)
    answers = analyse.answers(lived, expectation=maps.expect(THE_MAP))
    assert insight.rating_means(THE_MAP, answers, REGISTRY)["ask"].value == 4.5


def test_attributes_of_the_step_follow_the_same_rule() -> None:
    found = insight.gaps(THE_MAP, journeys(world(("pen",))), registry=REGISTRY)
    pen = next(each for each in found.gaps if each.about == "Pen")
    assert (pen.got, pen.n) == (4.5, 120)
    assert told(found.notes)["answers"] == 80


@pytest.mark.parametrize("name", ["matters", "talk"])
def test_importance_and_steps_without_events_ask_for_no_contact(name: str) -> None:
    lived = journeys(world(("q", name)))
    found = insight.moments(THE_MAP, lived, registry=REGISTRY, draws=0)
    if name == "talk":
        step = found.step("talk")
        assert step.satisfaction is not None and step.satisfaction.n == 200
    else:
        assert found.step("ask").critical.asked == 200


def test_derived_importance_is_learned_from_the_others() -> None:
    answers = analyse.answers(journeys(world(("q", "matters"))), expectation=maps.expect(THE_MAP))
    kept = insight.after_contact(THE_MAP, answers, REGISTRY)
    assert answers is not None and kept is not None
    assert [int((kept.question == place).sum()) for place in range(2)] == [200, 120]
    assert kept.questions == ("matters", "q")
    # Answers from files know of no contact: they are never left out.
    files = replace(answers, met={})
    assert insight.after_contact(THE_MAP, files, REGISTRY) is files


@given(
    drawn=st.lists(
        st.tuples(
            st.integers(0, 25), st.integers(0, 30), st.sampled_from(["asked", "survey.answered", "survey.answered"]),
            st.sampled_from([1.0, 3.0, 4.0, 5.0]),
        ),
        max_size=80,
        unique_by=lambda each: each[:2],
    )
)  # fmt: skip
def test_the_level_is_that_of_the_slow_twin(drawn: list[tuple[int, int, str, float]]) -> None:
    events = [event(*each[:3], *(("q", each[3]) if each[2] == "survey.answered" else ())) for each in drawn]
    events += [event(99, 600, "asked"), event(99, 601, "survey.answered", "talk", 3.0)]
    found = insight.moments(THE_MAP, journeys(events), registry=REGISTRY, draws=0)
    good, number, early = slow.satisfied(events, "q", "ask")
    step = found.step("ask")
    if number + early:
        assert step.satisfaction is not None
        assert (step.satisfaction.n, step.satisfaction.answers) == (number, number)
        assert step.satisfaction.value == (pytest.approx(good / number) if number else None)
    codes = [each["code"] for each in found.notes]
    assert ("answers.before_contact" in codes) is (early > 0)
    if early:
        assert told(found.notes)["answers"] == early
