"""Ratings of steps: whose contact they are about, what followed, what is left out."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.core.errors import InvalidInput
from sojourn.core.expectation import Condition, Expectation, ExpectedStep, Move, Outcome, Point, Rule
from sojourn.core.journeys import Cases
from tests.factories.events import DAY, instant, journeys_of
from tests.factories.questions import fine_ranges
from tests.oracles import ratings as slow


def step(name: str, *failures: str) -> ExpectedStep:
    """Make a step that the event of its name does."""
    return ExpectedStep(name, name, (Point("p", "P", (Rule((name,)),), tuple(Rule((f,)) for f in failures)),))


SHOP = Expectation(
    "shop",
    (step("buy", "refused"), step("collect")),
    (Move(0, 1),),
    (0,),
    (1,),
    outcomes=(
        Outcome("again", "Buys again", (Rule(("buy",), (Condition("number", "gte", (2,)),)),), True),
        Outcome("gone", "Gone"),
        Outcome("complains", "Complains", (Rule(("complaint",)),), False),
    ),
    map_id="shop",
)
QUESTIONS = {"buy": "csat_buy", "collect": "csat_collect"}


def event(customer: str, time: float, name: str, **more: Any) -> dict[str, Any]:
    """Make an event; a number after the name of an answer is the answer."""
    return {"customer": customer, "time": time, "event": name, **more}


def answer(customer: str, time: float, question: str, value: float | None, **more: Any) -> dict[str, Any]:
    """Make an answer."""
    return event(customer, time, "survey.answered", question=question, answer=value, **more)


LATER = [event("zed", 200, "seen", number=1), answer("zed", 200, "other", 1.0)]
"""The observed span ends on the two hundredth day; every column is there."""


def rated(events: list[dict[str, Any]], **options: Any) -> analyse.Ratings:
    """Ask with a window of ten days, unless said otherwise."""
    cases = options.pop("cases", Cases())
    return analyse.ratings(journeys_of([*events, *LATER], cases=cases), SHOP, QUESTIONS, **{"window": "10d", **options})


def test_a_rating_is_about_the_latest_contact_before_it() -> None:
    found = rated(
        [
            event("ann", 1, "buy", number=1),
            event("ann", 3, "buy", number=1),
            answer("ann", 4, "csat_buy", 5.0),
            event("ann", 5, "buy", number=1),
        ]
    )
    assert (found.contact.tolist(), found.value.tolist(), found.at.tolist()) == ([instant(3)], [5.0], [instant(4)])
    assert found.followed.tolist() == [0]
    assert (found.outcome, found.window, len(found)) == ("again", 10 * DAY, 1)


@pytest.mark.parametrize(
    ("when", "number", "followed"),
    [(1, 2, 0), (1.5, 2, 1), (11, 2, 1), (11 + 1 / 1440, 2, 0), (5, 1, 0), (0.5, 2, 0)],
    ids=["same instant", "after", "on the last instant", "too late", "another event", "before"],
)
def test_the_outcome_follows_strictly_after_and_within_the_window(when: float, number: int, followed: int) -> None:
    found = rated(
        [
            event("ann", 1, "collect"),
            event("ann", when, "buy", number=number),
            answer("ann", 2, "csat_collect", 4.0),
        ]
    )
    assert found.followed.tolist() == [followed]


def test_a_contact_that_shows_the_outcome_does_not_follow_itself() -> None:
    rows = [event("ann", 1, "buy", number=2), answer("ann", 2, "csat_buy", 4.0)]
    assert rated(rows).followed.tolist() == [0]
    assert rated([*rows, event("ann", 3, "buy", number=3)]).followed.tolist() == [1]


def test_a_window_that_is_not_over_is_open_whatever_happened() -> None:
    def rows(day: float) -> list[dict[str, Any]]:
        return [
            event("ann", day, "collect"),
            answer("ann", day, "csat_collect", 4.0),
            event("ann", day + 1, "buy", number=2),
        ]

    assert rated(rows(190)).followed.tolist() == [1]
    found = rated(rows(190.5))
    assert found.followed.tolist() == [-1]
    assert (found.open("collect"), found.open("buy")) == (1, 0)


def test_answers_before_any_contact_are_counted_and_left_out() -> None:
    found = rated(
        [
            answer("ann", 1, "csat_buy", 5.0),
            event("ann", 2, "buy", number=1),
            answer("ben", 1, "csat_buy", 3.0),
            event("cat", 1, "buy", number=1),
            answer("cat", 1, "csat_buy", 2.0),
            answer("cat", 2, "csat_buy", None),
        ]
    )
    assert found.value.tolist() == [2.0]
    assert dict(found.before_contact) == {"buy": 2, "collect": 0}
    assert dict(found.unread) == {"buy": 1, "collect": 0}


def test_one_answer_counts_for_each_journey_of_the_contact() -> None:
    rows = [
        event("ann", 1, "buy", number=1),
        answer("ann", 2, "csat_buy", 1.0),
        answer("ann", 3, "csat_buy", 2.0),
        event("ann", 40, "buy", number=1),
        answer("ann", 75, "csat_buy", 3.0),
    ]
    whole = rated(rows)
    assert (whole.value.tolist(), whole.replaced["buy"]) == ([3.0], 2)
    # The answer comes so late that it is a journey of its own; it is about the one in which the contact lies.
    split = rated(rows, cases=Cases(by="gap", gap=30 * DAY))
    assert (split.value.tolist(), split.person.tolist(), split.case.tolist()) == ([2.0, 3.0], [0, 0], [0, 1])
    assert (split.basis.cases.by, split.basis.journeys) == ("gap", 4)


def test_events_in_no_journey_are_looked_at_too() -> None:
    found = rated(
        [
            event("ann", 1, "buy", number=1, key="k"),
            answer("ann", 2, "csat_buy", 4.0),
            event("ann", 3, "buy", number=2),
        ],
        cases=Cases(by="key", key="key"),
    )
    assert (found.value.tolist(), found.followed.tolist()) == ([4.0], [1])
    assert (found.basis.journeys, found.basis.outside_events) == (1, 4)


def test_a_failed_attempt_is_a_contact() -> None:
    found = rated([event("ann", 1, "refused"), answer("ann", 2, "csat_buy", 1.0)])
    assert found.contact.tolist() == [instant(1)]


def test_earlier_answers_come_before_the_contact() -> None:
    found = rated(
        [
            event("ann", 1, "buy", number=1),
            answer("ann", 2, "csat_buy", 3.0),
            event("ann", 4, "collect"),
            answer("ann", 5, "csat_buy", 1.0),
            answer("ann", 5, "csat_collect", 5.0),
        ]
    )
    rows = found.of("collect")
    assert found.earlier["csat_buy"][rows].tolist() == [3.0]
    assert np.isnan(found.earlier["csat_collect"][rows]).all()
    assert np.isnan(found.earlier["csat_buy"][found.of("buy")]).all()


def test_groups_and_scales_stand_beside_each_rating() -> None:
    found = rated(
        [
            event("ann", 1, "buy", number=1, segment="old"),
            answer("ann", 2, "csat_buy", 3.0, scale="likert_1_5", channel="email"),
        ],
        groups=("segment", "channel"),
    )
    assert {name: each.tolist() for name, each in found.groups.items()} == {"segment": ["old"], "channel": ["email"]}
    assert found.scale.tolist() == ["likert_1_5"]


def test_an_outcome_may_be_an_event_or_a_rule() -> None:
    rows = [event("ann", 1, "buy", number=1), answer("ann", 1, "csat_buy", 3.0), event("ann", 2, "friend.told")]
    assert rated(rows).followed.tolist() == [0]
    assert rated(rows, outcome="friend.told").followed.tolist() == [1]
    assert rated(rows, outcome=Rule(("friend.told", "party"))).outcome == "friend.told or party"
    assert rated(rows, outcome="complains").followed.tolist() == [0]


@pytest.mark.parametrize(
    ("options", "questions", "code"),
    [
        ({"outcome": "gone"}, QUESTIONS, "outcome-not-tied"),
        ({"window": "0d"}, QUESTIONS, "bad-window"),
        ({"groups": ("colour",)}, QUESTIONS, "unknown-property"),
        ({}, {"sell": "q"}, "unknown-step"),
    ],
    ids=["outcome", "window", "group", "step"],
)
def test_what_cannot_be_asked_is_refused(options: dict[str, Any], questions: dict[str, str], code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        analyse.ratings(journeys_of(LATER), SHOP, questions, **options)
    assert refused.value.code == code


def test_without_a_good_outcome_one_must_be_named() -> None:
    with pytest.raises(InvalidInput) as refused:
        analyse.ratings(journeys_of(LATER), Expectation("t", (step("buy"),), (), (0,), (0,)), {"buy": "q"})
    assert refused.value.code == "outcome-not-tied"


def test_without_answers_there_is_a_word() -> None:
    found = analyse.ratings(journeys_of([event("ann", 1, "buy", number=2)]), SHOP, QUESTIONS)
    assert len(found) == 0
    assert [note["code"] for note in found.notes][-1] == "no_answers"


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["ann", "ben", "cat"]),
        st.integers(0, 12),
        st.sampled_from(["buy", "refused", "collect", "csat_buy", "csat_buy", "csat_collect", "seen"]),
        st.sampled_from([1, 2]),
        st.sampled_from([1.0, 3.0, 5.0, None]),
    ),
    max_size=25,
)


@given(drawn=EVENTS, parts=st.integers(1, 3), threads=st.integers(1, 2), gap=st.booleans(), window=st.integers(1, 9))
def test_ratings_are_those_of_the_slow_twin(
    drawn: list[tuple[Any, ...]], parts: int, threads: int, gap: bool, window: int
) -> None:
    rows = [
        answer(who, when, name, value) if name.startswith("csat") else event(who, when, name, number=number)
        for who, when, name, number, value in drawn
    ]
    rows += [answer("zed", 12, "other", 1.0), event("zed", 12, "seen", number=1)]
    cases = Cases(by="gap", gap=2 * DAY) if gap else Cases()
    with fine_ranges():
        found = analyse.ratings(
            journeys_of(rows, parts=parts, threads=threads, cases=cases), SHOP, QUESTIONS, window=f"{window}d"
        )
    expected, left = slow.ratings(_plain(rows, 2 if gap else None), QUESTIONS, window=window, until=12)
    people = {name: i for i, name in enumerate(dict.fromkeys(row["customer"] for row in expected))}
    numbered = {case: i for i, case in enumerate(dict.fromkeys(row["case"] for row in expected))}
    assert [found.steps[place] for place in found.step] == [row["step"] for row in expected]
    assert found.person.tolist() == [people[row["customer"]] for row in expected]
    assert found.case.tolist() == [numbered[row["case"]] for row in expected]
    for name, key in (("value", "value"), ("followed", "followed")):
        assert getattr(found, name).tolist() == [row[key] for row in expected]
    assert found.at.tolist() == [instant(row["at"]) for row in expected]
    assert found.contact.tolist() == [instant(row["contact"]) for row in expected]
    for question in QUESTIONS.values():
        seen = [None if np.isnan(value) else value for value in found.earlier[question]]
        assert seen == [row["earlier"][question] for row in expected]
    assert {name: dict(getattr(found, name)) for name in left} == left


def _plain(rows: list[dict[str, Any]], gap: float | None) -> list[dict[str, Any]]:
    """Give events as the slow twin takes them."""
    found = []
    for customer in sorted({row["customer"] for row in rows}):
        case, before = 0, None
        for row in sorted((row for row in rows if row["customer"] == customer), key=lambda row: row["time"]):
            case += gap is not None and before is not None and row["time"] - before > gap
            before = row["time"]
            name = row["event"]
            steps = {"buy": ["buy"], "refused": ["buy"], "collect": ["collect"]}.get(name, [])
            found.append(
                {
                    "customer": customer, "time": row["time"], "name": name, "steps": steps, "case": case,
                    "shows": name == "buy" and row["number"] >= 2, "question": row.get("question"),
                    "value": row.get("answer"),
                }
            )  # fmt: skip
    return found


TEXTS = {"5/5": 5.0, "3/5": 3.0, "gut": None, " ": None}
WORDS = {"great": 5.0}


@given(
    drawn=st.lists(
        st.tuples(
            st.sampled_from(["ann", "ben"]),
            st.integers(0, 12),
            st.sampled_from(["buy", "csat_buy", "csat_buy", "csat_collect", "collect"]),
            st.sampled_from(["5/5", "3/5", "4", "gut", " ", None]),
            st.sampled_from(["Great ", "so so", None]),
            st.sampled_from([0.5, 2.0, None]),
        ),
        max_size=20,
    ),
    parts=st.integers(1, 3),
)
def test_texts_that_say_numbers_are_read_and_weights_are_those_of_the_answers(
    drawn: list[tuple[Any, ...]], parts: int
) -> None:
    rows = [
        answer(who, when, name, said, answer_text=beside, weight=weight)
        if name.startswith("csat")
        else event(who, when, name, number=1)
        for who, when, name, said, beside, weight in drawn
    ]
    rows += [answer("zed", 12, "other", "1", answer_text="x", weight=1.0), event("zed", 12, "seen", number=1)]
    with fine_ranges():
        found = analyse.ratings(
            journeys_of(rows, parts=parts), SHOP, QUESTIONS, window="3d", weight="weight",
            spoken={"csat_buy": {"5/5": 5.0, "3/5": 3.0}}, named_words={"csat_buy": WORDS},
        )  # fmt: skip

    def meant(row: dict[str, Any]) -> float | None:
        said, beside = row.get("answer"), (row.get("answer_text") or "").strip().casefold()
        if said == "4":
            return 4.0
        if row.get("question") != "csat_buy":
            return None
        return WORDS.get(beside, TEXTS.get(said or ""))

    plain = [{**row, "answer": meant(row)} if "answer" in row else row for row in rows]
    expected, left = slow.ratings(_plain(plain, None), QUESTIONS, window=3, until=12)
    assert found.value.tolist() == [row["value"] for row in expected]
    assert {name: dict(getattr(found, name)) for name in left} == left
    ordered = sorted(rows, key=lambda row: (row["customer"], row["time"]))
    assert found.weight.tolist() == [ordered[row["place"]]["weight"] or 1.0 for row in expected]
    unread = {
        row["answer"] for row in rows
        if row.get("question") == "csat_buy" and row["answer"] == "gut"
        and (row.get("answer_text") or "").strip().casefold() not in WORDS
    }  # fmt: skip
    assert set(found.said["csat_buy"]) == unread
