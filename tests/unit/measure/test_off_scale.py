"""Answers off the scale of their question: said which scale they look like, and no score is given of the rest."""

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sojourn as sj
from sojourn import analyse, insight, maps, measure
from sojourn.core.answers import Answers, Question
from tests.factories.desk import desk
from tests.oracles import off_scale as slow

SAT = Question("sat", "Satisfied?", "likert_1_5", "high", role="satisfaction", about="ask")
NPS = Question("rec", "Recommend?", "nps", "high", role="recommend")


def answers(values: list[Any], question: Question = SAT, **more: Any) -> Answers:
    """Read answers of as many customers."""
    table = {"customer": [f"c{each}" for each in range(len(values))], "question": [question.id] * len(values),
             "value": values, **more}  # fmt: skip
    return measure.read_answers(table, questions={question.id: question})


def suspect(notes: Any) -> list[dict[str, Any]]:
    """Give what is said of scales."""
    return [dict(each) for each in notes if each["code"] == "scale.suspect"]


def drawn(low: int, high: int, n: int = 400, times: int = 1) -> list[float]:
    """Draw answers."""
    rng = np.random.Generator(np.random.PCG64(1))
    return [float(times * each) for each in rng.integers(low, high + 1, n)]


@pytest.mark.parametrize(
    ("question", "values", "like"),
    [
        (SAT, drawn(1, 7), "1 to 7 (likert_1_7)"),
        (SAT, drawn(0, 4), "0 to 4, a scale of five counted from 0"),
        (SAT, drawn(0, 10), "0 to 10 (nps, likert_0_10)"),
        (SAT, drawn(-2, 2), "−2 to 2 (faces)"),
        (SAT, [each / 2 for each in drawn(2, 10)], "fractions of it, such as means or half steps"),
        (NPS, drawn(0, 10, times=10), "0 to 100 in tens, ten times 0 to 10"),
        (NPS, drawn(0, 100), "0 to 100"),
    ],
    ids=["seven", "from nothing", "eleven", "faces", "halves", "tens", "hundred"],
)
def test_no_score_is_given_where_answers_lie_off_the_scale(question: Question, values: list[float], like: str) -> None:
    ask = measure.nps if question is NPS else measure.csat
    found = ask(answers(values, question))
    score = found.scores[0]
    assert (score.estimate, score.low, score.high, score.mean, score.shown) == (None, None, None, None, "hidden")
    assert score.reason == "off its scale" and score.n > 0
    told = suspect(found.notes)
    assert len(told) == 1 and told[0]["looks_like"] == like and told[0]["withheld"] is True
    assert told[0]["off"] == sum(not measure.SCALES[question.scale].has(each) for each in values)
    assert "withheld: many answers off the scale" in str(found) and "hidden" not in found.warnings
    assert "withheld" in str(found.chart().spec)


def test_groups_and_periods_are_withheld_too() -> None:
    values = drawn(1, 7)
    times = [f"2026-0{1 + place % 6}-10" for place in range(400)]
    given = answers(values, segment=["a", "b"] * 200, at=times)
    assert {score.reason for score in measure.csat(given, by="segment").scores} == {"off its scale"}
    trend = measure.trend(given, "csat")
    assert {(point.estimate, point.limit_low, point.reason) for point in trend.series[0].points} == {
        (None, None, "off its scale")
    }
    assert "withheld" in str(trend)


def test_a_slip_of_the_pen_withholds_nothing() -> None:
    few = answers([*[4.0] * 30, *[2.0] * 10, 44.0, 55.0])
    assert not suspect(few.notes) and measure.csat(few).scores[0].estimate == pytest.approx(0.75)
    # 4 in 100 lie off the scale: no verdict is withheld, and the scale they look like is named all the same.
    some = measure.csat(answers([*[4.0] * 48, *[2.0] * 48, *[7.0] * 4]))
    assert some.scores[0].estimate == 0.5
    assert [(each["looks_like"], each["withheld"]) for each in suspect(some.notes)] == [("1 to 7 (likert_1_7)", False)]
    more = measure.csat(answers([*[4.0] * 47, *[2.0] * 47, *[7.0] * 6]))
    assert more.scores[0].estimate is None


def test_words_that_are_no_answers_are_no_other_scale() -> None:
    given = answers([*[4.0] * 40, *["not known"] * 20])
    assert measure.csat(given).scores[0].estimate == 1.0 and not suspect(given.notes)


def test_fewer_customers_than_may_be_shown_stay_hidden_for_that() -> None:
    assert measure.csat(answers([5.0] * 5 + [7.0] * 5)).scores[0].reason == "small"


@given(
    numbers=st.lists(st.sampled_from([-2, -1, 0, 1, 2, 4, 5, 6, 7, 9, 10, 20, 55, 100, 2.5]), min_size=1, max_size=120),
    scale=st.sampled_from(["likert_1_5", "likert_1_7", "nps", "yes_no"]),
)  # fmt: skip
def test_the_likeness_is_that_of_the_slow_twin(numbers: list[float], scale: str) -> None:
    on = measure.SCALES[scale]
    found = measure.off_scale(Counter(float(each) for each in numbers), on)
    off, like = slow.looks_like(numbers, range(int(on.low), int(on.high) + 1))
    assert (found.off, found.on, found.looks_like) == (off, len(numbers) - off, like)
    assert found.withheld is (off >= 3 and 20 * off > len(numbers))


MAP = desk("sat")


def lived(values: list[float]) -> sj.Journeys:
    """Make customers who ask, then answer."""
    rows = [(f"c{who:03}", minute, *event) for who, value in enumerate(values) for minute, event in (
        (1, ("asked", None, None)), (2, ("survey.answered", "sat", value)))]  # fmt: skip
    names = ("customer", "time", "event", "question", "answer")
    cells = [(who, f"2024-01-01T10:{minute:02}:00Z", *rest) for who, minute, *rest in rows]
    return sj.journeys(dict(zip(names, map(list, zip(*cells, strict=True)), strict=True)))


def test_answers_among_events_are_withheld_alike() -> None:
    journeys, registry, read = lived(drawn(1, 7)), {"sat": SAT}, maps.parse_map(MAP)
    raw = analyse.answers(journeys)
    assert raw is not None
    found = measure.csat(measure.with_registry(raw, registry))
    assert found.scores[0].reason == "off its scale" and len(suspect(found.notes)) == 1
    again = measure.csat(measure.with_registry(measure.with_registry(raw, registry), registry))
    assert again.scores[0].reason == "off its scale" and len(suspect(again.notes)) == 1
    moments = insight.moments(read, journeys, registry=registry, draws=0)
    step = moments.step("ask")
    assert (step.state, step.satisfaction, step.feeling, step.rated, step.signals["reaction"]) == (
        "off_scale", None, None, None, None,
    )  # fmt: skip
    assert len(suspect(moments.notes)) == 1
    gaps = insight.gaps(read, journeys, registry=registry)
    assert not gaps.gaps and len(suspect(gaps.notes)) == 1
    marks = insight.evidence(read, journeys, registry=registry).marks
    assert [each.state for each in marks if each.measure == "satisfaction"] == ["off_scale"]
