"""Answers to surveys: which count, whose they are, who was asked."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sojourn as sj
from sojourn import analyse
from sojourn.core.answers import Answers
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Cases
from tests.factories.events import DAY, START, cut, instant, journeys_of
from tests.factories.questions import fine_ranges
from tests.oracles import answers as slow


def asked(rows: list[tuple[str, str, str, object, object]], **options: Any) -> sj.Journeys:
    """Make journeys of (customer, time, event, question, answer)."""
    return sj.journeys(
        {
            "customer": [row[0] for row in rows],
            "time": [f"2024-01-{row[1]}Z" for row in rows],
            "event": [row[2] for row in rows],
            "question": [row[3] for row in rows],
            "answer": [row[4] for row in rows],
        },
        **options,
    )


def found_in(journeys: sj.Journeys, **options: Any) -> Answers:
    """Ask for the answers, where there are some."""
    found = analyse.answers(journeys, **options)
    assert found is not None
    return found


def test_the_latest_answer_of_a_customer_to_a_question_counts() -> None:
    found = found_in(
        asked(
            [
                ("ann", "01T10:00", "survey.answered", "csat", 2.0),
                ("ann", "02T10:00", "survey.answered", "csat", 5.0),
                ("ann", "02T10:00", "survey.answered", "nps", 9.0),
                ("ben", "01T10:00", "site.visited", None, None),
                ("cat", "03T10:00", "survey.answered", "csat", 4.0),
                ("cat", "04T10:00", "survey.answered", None, 4.0),
                ("cat", "04T10:00", "survey.answered", "csat", None),
            ]
        )
    )
    assert found.questions == ("csat", "nps")
    assert sorted(zip(found.question.tolist(), found.person.tolist(), found.value.tolist(), strict=True)) == [
        (0, 0, 5.0),
        (0, 1, 4.0),
        (1, 0, 9.0),
    ]
    assert (found.replaced, found.unread) == (1, 2)
    assert found.at.tolist()[0] == START + DAY + 10 * 3_600_000_000
    assert (found.asked, found.responded, found.notes) == (None, None, ())


def test_another_journey_has_an_answer_of_its_own() -> None:
    rows = [("ann", f"{day}T10:00", "survey.answered", "csat", float(day)) for day in ("01", "02", "20")]
    found = found_in(asked(rows, cases=Cases(by="gap", gap=5 * DAY)))  # type: ignore[arg-type]
    assert found.value.tolist() == [2.0, 20.0]
    assert found.person.tolist() == [0, 0]
    assert found.case.tolist() == [0, 1]


def test_answers_that_follow_each_other_are_never_merged() -> None:
    rows = [("ann", f"01T10:0{minute}", "survey.answered", f"q{minute}", 1.0) for minute in range(3)]
    assert len(found_in(asked(rows, collapse=True))) == 3  # type: ignore[arg-type]


@pytest.mark.parametrize("event", ["site.visited", "survey.sent"], ids=str)
def test_there_may_be_none(event: str) -> None:
    assert analyse.answers(asked([("ann", "01T10:00", event, "csat", 1.0)])) is None


def test_answers_as_text_are_read_where_they_are_numbers_and_kept_as_words_where_not() -> None:
    found = found_in(
        asked(
            [
                ("ann", "01T10:00", "survey.answered", "csat", "4"),
                ("ben", "01T10:00", "survey.answered", "csat", "good"),
                ("cat", "01T10:00", "survey.answered", "csat", " "),
                ("dan", "01T10:00", "survey.answered", "csat", "inf"),
            ]
        )
    )
    assert found.value.tolist()[0] == 4.0
    assert np.isnan(found.value[1:]).all()
    assert found.text.tolist() == [None, "good", "inf"]
    assert found.unread == 1


def test_what_was_written_stands_beside_the_number() -> None:
    answer = {"event": "survey.answered", "time": 1, "question": "csat"}
    found = found_in(
        journeys_of(
            [
                {**answer, "customer": "ann", "answer": 2.0, "answer_text": "too long a line"},
                {**answer, "customer": "ben", "answer": None, "answer_text": "splendid"},
                {**answer, "customer": "cat", "answer": 5.0, "answer_text": None},
            ]
        )
    )
    assert found.text.tolist() == ["too long a line", "splendid", None]
    assert found.value.tolist()[::2] == [2.0, 5.0]


def test_answers_may_be_words_only() -> None:
    found = found_in(
        journeys_of(
            [{"customer": "a", "time": 1, "event": "survey.answered", "question": "why", "answer_text": "price"}]
        )
    )
    assert found.text.tolist() == ["price"]
    assert len(found) == 1


def test_a_group_is_of_the_event_or_known_of_the_customer() -> None:
    journeys = journeys_of(
        [
            {"customer": "ann", "time": 1, "event": "seen", "segment": "old", "survey": "x", "channel": "web"},
            {"customer": "ann", "time": 3, "event": "seen", "segment": "new", "survey": "x", "channel": "web"},
            {"customer": "ann", "time": 9, "event": "seen", "segment": "later", "survey": "x", "channel": "web"},
            {"customer": "ann", "time": 5, "event": "survey.answered", "question": "q", "answer": 1.0},
            {"customer": "ben", "time": 2, "event": "survey.answered", "question": "q", "answer": 2.0,
             "segment": "own", "channel": "email", "survey": "exit"},
            {"customer": "cat", "time": 2, "event": "survey.answered", "question": "q", "answer": 3.0},
        ],
        cases=Cases(by="gap", gap=DAY),
    )  # fmt: skip
    found = found_in(journeys)
    assert {name: values.tolist() for name, values in found.groups.items()} == {
        "channel": [None, "email", None],
        "survey": [None, "exit", None],
        "segment": ["new", "own", None],
    }
    assert list(found_in(journeys, groups=("segment",)).groups) == ["segment"]


@pytest.mark.parametrize(
    ("groups", "code"), [(("colour",), "unknown-property"), (("when",), "bad-breakdown")], ids=["unknown", "times"]
)
def test_groups_that_cannot_be_made_are_refused(groups: tuple[str, ...], code: str) -> None:
    from datetime import UTC, datetime

    journeys = sj.journeys(
        {
            "customer": ["a"], "time": ["2024-01-01T00:00Z"], "event": ["survey.answered"], "question": ["q"],
            "answer": [1.0], "when": [datetime(2024, 1, 1, tzinfo=UTC)],
        }
    )  # fmt: skip
    with pytest.raises(InvalidInput) as refused:
        analyse.answers(journeys, groups=groups)
    assert refused.value.code == code


def test_an_answer_may_weigh_more_than_another() -> None:
    answer = {"event": "survey.answered", "time": 1, "question": "q", "answer": 1.0}
    journeys = journeys_of([{**answer, "customer": "ann", "w": 2.5}, {**answer, "customer": "ben", "w": None}])
    weighed = found_in(journeys, weight="w")
    assert weighed.weight.tolist() == [2.5, 1.0]
    assert [each["unweighed"] for each in weighed.notes if each["code"] == "answers.unweighed"] == [1]
    assert found_in(journeys).weight.tolist() == [1.0, 1.0]


@pytest.mark.parametrize("name", ["segment", "age", "channel"])
def test_what_holds_no_number_at_any_answer_weighs_none(name: str) -> None:
    met = {"event": "site.visited", "customer": "ann", "time": 0, "segment": "fan", "age": 31}
    answer = {
        "event": "survey.answered",
        "customer": "ann",
        "time": 1,
        "question": "q",
        "answer": 1.0,
        "segment": "fan",
    }
    with pytest.raises(InvalidInput, match=f"'{name}' cannot weigh answers") as refused:
        analyse.answers(journeys_of([{**met, "question": None, "answer": None}, {**answer, "age": None}]), weight=name)
    assert refused.value.code == "answers.bad_weight"


def test_who_was_asked_is_counted_by_survey() -> None:
    def event(customer: str, name: str, survey: str | None) -> dict[str, Any]:
        return {"customer": customer, "time": 1, "event": name, "survey": survey, "question": "q",
                "answer": 1.0 if name == "survey.answered" else None}  # fmt: skip

    found = found_in(
        journeys_of(
            [
                event("ann", "survey.sent", "a"),
                event("ann", "survey.answered", "a"),
                event("ben", "survey.sent", "a"),
                event("ben", "survey.sent", "b"),
                event("ben", "survey.answered", "b"),
                event("cat", "survey.sent", "b"),
                event("cat", "survey.answered", "exit"),
                event("dan", "survey.answered", "exit"),
                event("eve", "survey.sent", "b"),
                event("eve", "survey.answered", None),
            ]
        )
    )
    assert (found.asked, found.responded) == (4, 3)
    assert found.notes[0]["surveys"] == [
        {"survey": "a", "sent": 2, "answered": 1},
        {"survey": "b", "sent": 3, "answered": 2},
    ]
    assert "a 1 of 2 (50.0 %), b 2 of 3 (66.7 %)" in str(found.notes[0]["message"])


def test_a_question_carries_who_was_asked_by_its_own_survey() -> None:
    def event(customer: str, name: str, survey: str, question: str | None = None) -> dict[str, Any]:
        return {"customer": customer, "time": 1, "event": name, "survey": survey, "question": question,
                "answer": None if question is None else 1.0}  # fmt: skip

    found = found_in(
        journeys_of(
            [
                *(event(f"a{number}", "survey.sent", "a") for number in range(3)),
                *(event(f"b{number}", "survey.sent", "b") for number in range(5)),
                event("a0", "survey.answered", "a", "entry"),
                event("a0", "survey.answered", "a", "both"),
                event("b0", "survey.answered", "b", "show"),
                event("b1", "survey.answered", "b", "both"),
                event("cat", "survey.answered", "never sent", "other"),
            ]
        )
    )
    assert dict(found.asked_by) == {"entry": (3, 1), "show": (5, 2)}
    assert found.share_of("entry") == (3, 1)
    assert found.share_of("both") == (8, 3)


EVENTS = st.fixed_dictionaries(
    {
        "customer": st.sampled_from(["ann", "ben", "cat", "dan"]),
        "event": st.sampled_from(["seen", "survey.sent", "survey.answered", "survey.answered", "survey.answered"]),
        "question": st.sampled_from(["csat", "nps", None]),
        "answer": st.sampled_from([1.0, 4.0, 5.0, None]),
        "answer_text": st.sampled_from(["fine", "slow", " ", None]),
        "scale": st.sampled_from(["likert_1_5", None]),
        "survey": st.sampled_from(["exit", "order", None]),
        "segment": st.sampled_from(["old", "new", None, None]),
        "channel": st.sampled_from(["web", "shop", None]),
    }
)
ANCHORS = [
    {"customer": "zoe", "event": "survey.answered", "time": 0, "question": "nps", "answer": 9.0, "answer_text": "so",
     "scale": "nps", "survey": "exit", "segment": "old", "channel": "web"},
    {"customer": "zoe", "event": "survey.sent", "time": 0, "survey": "exit"},
]  # fmt: skip
"""So that every column and event is there, whatever is drawn."""


@given(events=st.lists(EVENTS, max_size=24), parts=st.integers(1, 4), threads=st.integers(1, 2), gap=st.booleans())
def test_answers_are_those_of_the_slow_twin(events: list[dict[str, Any]], parts: int, threads: int, gap: bool) -> None:
    rows = [*ANCHORS, *({**event, "time": place // 3 + place % 3 / 24} for place, event in enumerate(events))]
    cases = Cases(by="gap", gap=2 * DAY) if gap else Cases()
    with fine_ranges():
        found = found_in(journeys_of(rows, parts=parts, threads=threads, cases=cases))
    expected = slow.answers(cut(rows, 2 if gap else None), groups=tuple(found.groups))
    people = {name: i for i, name in enumerate(dict.fromkeys(row["customer"] for row in expected["rows"]))}
    numbered = {case: i for i, case in enumerate(sorted({row["case"] for row in expected["rows"]}))}
    seen = [
        {
            "question": found.questions[found.question[i]],
            "person": int(found.person[i]),
            "case": int(found.case[i]),
            "value": None if np.isnan(found.value[i]) else float(found.value[i]),
            "text": found.text[i],
            "scale": found.scale[i],
            "at": int(found.at[i]),
            **{name: values[i] for name, values in found.groups.items()},
        }
        for i in range(len(found))
    ]
    wanted = [
        {
            **{name: row[name] for name in ("question", "value", "text", "scale", *found.groups)},
            "person": people[row["customer"]],
            "case": numbered[row["case"]],
            "at": instant(row["at"]),
        }
        for row in expected["rows"]
    ]
    # Of facts that changed at one instant any may be the last.
    place = {(row["case"], row["question"]): row for row in seen}
    for row in wanted:
        other = place[row["case"], row["question"]]
        row.update({name: other[name] for name, value in row.items() if value is ...})
    assert sorted(seen, key=_which) == sorted(wanted, key=_which)
    assert (found.replaced, found.unread) == (expected["replaced"], expected["unread"])
    assert (found.asked, found.responded) == (expected["asked"], expected["responded"])


def _which(row: dict[str, Any]) -> tuple[int, str]:
    return row["case"], row["question"]
