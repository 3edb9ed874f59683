"""Which answers came after a contact with the step they are about."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.core.expectation import Expectation, ExpectedStep, Move, Point, Rule
from sojourn.core.journeys import Cases
from tests.factories.events import DAY, instant, journeys_of
from tests.factories.questions import fine_ranges
from tests.oracles import contacts as slow


def step(name: str, *failures: str) -> ExpectedStep:
    """Make a step that the event of its name does."""
    return ExpectedStep(name, name, (Point("p", "P", (Rule((name,)),), tuple(Rule((f,)) for f in failures)),))


SHOP = Expectation("shop", (step("buy", "refused"), step("collect")), (Move(0, 1),), (0,), (1,), map_id="shop")
STEPS = {"buy": ["buy"], "refused": ["buy"], "collect": ["collect"]}
LAST = {"customer": "zed", "time": 30, "event": "survey.answered", "question": "other", "answer": 1.0, "key": "k"}
CASES = {
    "customer": Cases(),
    "gap": Cases(by="gap", gap=2 * DAY),
    "key": Cases(by="key", key="key"),
}

EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["ann", "ben", "cat"]),
        st.integers(0, 12),
        st.sampled_from(["buy", "refused", "collect", "csat", "csat", "nps", "seen"]),
        st.sampled_from([1.0, 5.0]),
        st.sampled_from(["k", "l", None]),
    ),
    max_size=25,
)


@pytest.mark.parametrize("cases", CASES)
@given(drawn=EVENTS, parts=st.integers(1, 3))
def test_what_was_met_is_that_of_the_slow_twin(cases: str, drawn: list[tuple[Any, ...]], parts: int) -> None:
    rows = [
        {"customer": who, "time": when, "event": "survey.answered", "question": name, "answer": value, "key": key}
        if name in ("csat", "nps")
        else {"customer": who, "time": when, "event": name, "key": key}
        for who, when, name, value, key in drawn
    ]
    with fine_ranges():
        journeys = journeys_of([*rows, LAST], parts=parts, cases=CASES[cases])
        found, plain = analyse.answers(journeys, expectation=SHOP), analyse.answers(journeys)
    assert found is not None and plain is not None
    for name in ("question", "person", "case", "value", "at"):
        assert np.array_equal(getattr(found, name), getattr(plain, name)), name
    assert set(found.met) == {"buy", "collect"} and not plain.met
    events = [{**row, "name": row["event"], "steps": STEPS.get(row["event"], [])} for row in rows]
    given_by = {
        (row["customer"], row["question"], row["answer"], instant(row["time"])): row
        for row in events
        if row["name"] == "survey.answered"
    }
    people = sorted({row["customer"] for row in [*events, LAST] if _in_a_journey(row, cases)})
    for place in range(len(found)):
        asked = found.questions[found.question[place]]
        if asked == "other":
            assert not found.met["buy"][place]
            continue
        own = given_by[people[found.person[place]], asked, float(found.value[place]), int(found.at[place])]
        for name in found.met:
            assert bool(found.met[name][place]) is slow.met(events, own, name)


def _in_a_journey(row: dict[str, Any], cases: str) -> bool:
    """Say whether a row is an answer that a journey holds, which numbers its customer."""
    return (row.get("question") is not None) and (cases != "key" or row["key"] is not None)


def test_a_step_that_only_answers_show_asks_for_no_contact() -> None:
    talk = Expectation("talk", (step("buy"), step("survey.answered")), (Move(0, 1),), (0,), (1,), map_id="talk")
    found = analyse.answers(journeys_of([LAST]), expectation=talk)
    assert found is not None and list(found.met) == ["buy"]


def test_what_was_met_goes_with_the_answers_that_are_kept() -> None:
    from sojourn import measure

    rows = [
        {"customer": "ann", "time": 1, "event": "buy"},
        {"customer": "ann", "time": 2, "event": "survey.answered", "question": "csat", "answer": 5.0},
        {"customer": "ben", "time": 2, "event": "survey.answered", "question": "csat", "answer": 1.0},
    ]
    found = analyse.answers(journeys_of(rows), expectation=SHOP)
    assert found is not None and found.met["buy"].tolist() == [True, False]
    assert measure.chosen(found, found.value == 1).met["buy"].tolist() == [False]
    assert measure.between(found, instant(2), None).met["buy"].tolist() == [True, False]
