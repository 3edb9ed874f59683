"""The report hears the same answers as the analyses of its map."""

from typing import Any

import sojourn as sj
from sojourn import maps, measure
from sojourn.app.report.decision import heard
from sojourn.core.answers import Question
from tests.factories.desk import desk

DESK = maps.parse_map(desk("q"))
REGISTRY = {"q": Question("q", "How was the counter?", "likert_1_5", "high", role="satisfaction", about="ask")}


def visits() -> sj.Journeys:
    """Make forty visits: twenty answer 1 before they ask, twenty answer 5 after it."""
    rows: list[dict[str, Any]] = []
    for who in range(40):
        early = who < 20
        at = [(10, "asked", None, None), (5 if early else 15, "survey.answered", "q", 1.0 if early else 5.0)]
        rows += [
            {"customer": f"c{who:02}", "time": f"2024-01-01T00:{minute:02}:00Z", "event": name, "question": question,
             "answer": answer}
            for minute, name, question, answer in at
        ]  # fmt: skip
    return sj.journeys(rows)


def test_with_a_map_answers_from_before_the_contact_are_left_out() -> None:
    found = heard(visits(), DESK, REGISTRY)
    assert found is not None
    (score,) = measure.csat(found).scores
    assert (score.n, score.estimate) == (20, 1.0)


def test_without_a_map_nobody_knows_what_an_answer_is_about() -> None:
    found = heard(visits(), None, REGISTRY)
    assert found is not None
    (score,) = measure.csat(found).scores
    assert (score.n, score.estimate) == (40, 0.5)
