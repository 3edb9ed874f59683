"""Satisfaction and feeling from answers: worked numbers, an independent library, and what is left out."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sojourn.core.answers import Answers
from sojourn.core.journeys import Basis, Cases
from sojourn.insight import surveys

BASIS = Basis("customer", Cases(), 1, 1, 1, 0, 0, 0, None)


def answers(rows: list[tuple[str, int, float, str | None]]) -> Answers:
    """Make answers of (question, person, value, scale)."""
    names = sorted({row[0] for row in rows})
    scale = np.empty(len(rows), np.object_)
    scale[:] = [row[3] for row in rows]
    person = np.array([row[1] for row in rows], np.int64)
    return Answers(
        questions=tuple(names),
        question=np.array([names.index(row[0]) for row in rows], np.int32),
        person=person,
        case=person,
        value=np.array([row[2] for row in rows], np.float64),
        text=np.full(len(rows), None, np.object_),
        scale=scale,
        at=np.zeros(len(rows), np.int64),
        weight=np.ones(len(rows)),
        basis=BASIS,
    )


def of(values: list[float], scale: str, people: list[int] | None = None) -> surveys.Answered:
    """Make the answers to one question; without `people` each is another customer's."""
    who = people or list(range(len(values)))
    found = surveys.answered(answers([("q", who[i], value, scale) for i, value in enumerate(values)]), "q")
    assert found is not None
    return found


def test_csat_of_a_hundred_and_fifty() -> None:
    found = surveys.satisfied(of([1.0] * 4 + [2.0] * 6 + [3.0] * 20 + [4.0] * 70 + [5.0] * 50, "likert_1_5"))
    assert found is not None
    assert (found.n, found.count, found.value) == (150, 120, 0.8)
    assert (found.low, found.high) == pytest.approx((0.7288586692, 0.8561591842), abs=1e-9)


@pytest.mark.parametrize(
    ("promoters", "passives", "detractors", "value", "low", "high"),
    [
        (291, 476, 395, -8.9500860585, -13.3083704169, -4.5457068364),
        (162, 108, 54, 33.3333333333, 24.945251413, 41.1097944585),
        (7, 2, 1, 60.0, 7.0394086556, 85.2682836521),
    ],
    ids=["1162", "324", "10"],
)
def test_net_promoter_scores_with_adjusted_wald_limits(
    promoters: int, passives: int, detractors: int, value: float, low: float, high: float
) -> None:
    found = surveys.promoters(of([10.0] * promoters + [7.0] * passives + [3.0] * detractors, "nps"))
    assert found is not None
    assert tuple(100 * each for each in (found.value, found.low, found.high)) == pytest.approx(
        (value, low, high), abs=1e-6
    )


def test_answers_of_one_customer_count_for_less_when_they_agree() -> None:
    values, people = [1.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0], [0, 0, 1, 2, 2, 2, 3, 4]
    assert surveys.effective(np.array(values), np.array(people)) == 8.0
    assert surveys.effective(np.repeat([0.0, 1.0, 1.0], 10), np.repeat([0, 1, 2], 10)) == pytest.approx(2.0)
    assert surveys.effective(np.ones(12), np.repeat([0, 1, 2], 4)) == 3.0
    found = surveys.satisfied(of([4.0 if value else 2.0 for value in values], "likert_1_5", people))
    assert found is not None
    assert (found.value, found.n, found.answers) == (0.625, 5, 8)
    assert (found.low, found.high) == pytest.approx((0.3057423946, 0.8631557142), abs=1e-9)


@pytest.mark.parametrize(
    ("scale", "given", "points"),
    [
        ("likert_1_5", [1, 3, 5], [-2, 0, 2]),
        ("likert_1_7", [1, 4, 6, 7], [-2, 0, 4 / 3, 2]),
        ("nps", [0, 5, 7, 10], [-2, 0, 0.8, 2]),
        ("sam_1_9", [1, 5, 8, 9], [-2, 0, 1.5, 2]),
        ("faces", [-2, 1], [-2, 1]),
    ],
    ids=lambda each: str(each)[:12],
)
def test_every_scale_is_laid_on_points_of_feeling(scale: str, given: list[float], points: list[float]) -> None:
    for value, point in zip(given, points, strict=True):
        found = surveys.felt(of([float(value)] * 8, scale))
        assert found is not None
        assert found.value == pytest.approx(point)


@given(st.lists(st.integers(1, 5), min_size=8, max_size=60))
def test_a_mean_of_one_answer_each_has_students_interval(values: list[int]) -> None:
    found = surveys.felt(of([float(value) for value in values], "likert_1_5"))
    assert found is not None
    half = stats.t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / math.sqrt(len(values))
    assert found.high == pytest.approx(min(2.0, np.mean(values) - 3 + half), abs=2e-3)
    assert found.n == len(values)


def test_few_customers_have_no_mean() -> None:
    assert surveys.felt(of([4.0] * 9, "likert_1_5", [0, 0, 0, 1, 1, 1, 2, 2, 2])) is None


def test_what_lies_off_its_scale_is_left_out_and_told() -> None:
    rows = [("q", 0, 4.0, "likert_1_5"), ("q", 1, 9.0, "likert_1_5"), ("q", 2, 3.0, "nps"), ("q", 3, 2.0, None)]
    found = surveys.answered(answers(rows), "q")
    assert found is not None
    assert found.value.tolist() == [4.0]
    assert found.outside == 3


def test_no_question_and_no_scale_mean_not_asked() -> None:
    assert surveys.answered(None, "q") is None
    assert surveys.answered(answers([("q", 0, 4.0, "likert_1_5")]), "other") is None
    assert surveys.answered(answers([("q", 0, 4.0, "stars")]), "q") is None
