"""Answers to surveys: which count, and whose they are."""

from typing import Any

import numpy as np
import pytest

import sojourn as sj
from sojourn import analyse
from sojourn.core.journeys import Cases


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


def test_the_latest_answer_of_a_customer_to_a_question_counts() -> None:
    found = analyse.answers(
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
    assert found is not None
    assert found.questions == ("csat", "nps")
    assert sorted(zip(found.question.tolist(), found.person.tolist(), found.value.tolist(), strict=True)) == [
        (0, 0, 5.0),
        (0, 1, 4.0),
        (1, 0, 9.0),
    ]
    assert (found.replaced, found.unread) == (1, 2)


def test_another_journey_has_an_answer_of_its_own() -> None:
    rows = [("ann", f"{day}T10:00", "survey.answered", "csat", float(day)) for day in ("01", "02", "20")]
    found = analyse.answers(asked(rows, cases=Cases(by="gap", gap=5 * 86_400_000_000)))  # type: ignore[arg-type]
    assert found is not None
    assert found.value.tolist() == [2.0, 20.0]
    assert found.person.tolist() == [0, 0]


@pytest.mark.parametrize("event", ["site.visited", "survey.sent"], ids=str)
def test_there_may_be_none(event: str) -> None:
    assert analyse.answers(asked([("ann", "01T10:00", event, "csat", 1.0)])) is None


def test_answers_as_text_are_read_where_they_are_numbers() -> None:
    found = analyse.answers(
        asked(
            [
                ("ann", "01T10:00", "survey.answered", "csat", "4"),
                ("ben", "01T10:00", "survey.answered", "csat", "good"),
            ]
        )
    )
    assert found is not None
    assert found.value.tolist() == [4.0]
    assert found.unread == 1


def test_how_the_customers_are_cut_changes_nothing() -> None:
    rows = [
        (f"c{who:02}", f"{day:02}T10:00", "survey.answered", f"q{(who + day) % 3}", float(who % 5))
        for who in range(40)
        for day in range(1, 4)
    ]
    whole = analyse.answers(asked(rows))
    assert whole is not None
    journeys = asked(rows)
    collect = _spec(journeys)
    pieces = [
        collect.partial(journeys.source.read(span, collect.columns))
        for span in journeys.source.ranges(most=7, at_least=1)
    ]
    assert len(pieces) > 1
    merged = pieces[0]
    for piece in pieces[1:]:
        merged = collect.merge(merged, piece)
    found = collect.finish(merged, whole.basis)
    for name in ("question", "person", "value"):
        assert np.array_equal(getattr(found, name), getattr(whole, name)), name


def _spec(journeys: sj.Journeys) -> Any:
    """Make the analysis itself, as `answers` does."""
    from sojourn.analyse.answers import _Collect

    return _Collect(tuple(journeys.source.events).index("survey.answered"), "question", "answer", None, False)
