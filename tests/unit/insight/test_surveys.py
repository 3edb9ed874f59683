"""Which answers belong to a step, which way they point, and what is left out. `measure` holds the arithmetic."""

import numpy as np
import pytest

from sojourn import maps
from sojourn.core.answers import Answers, Question
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


def of(
    values: list[float], scale: str, people: list[int] | None = None, *, good: str = "high", top: int | None = None
) -> surveys.Answered:
    """Make the answers to one question; without `people` each is another customer's."""
    who = people or list(range(len(values)))
    rows = [("q", who[i], value, scale) for i, value in enumerate(values)]
    found = surveys.answered(answers(rows), "q", {"q": Question("q", "How was it?", scale, good, top)})
    assert isinstance(found, surveys.Answered)
    return found


def test_csat_of_a_hundred_and_fifty() -> None:
    found = of([1.0] * 4 + [2.0] * 6 + [3.0] * 20 + [4.0] * 70 + [5.0] * 50, "likert_1_5")
    said = surveys.satisfied(found)
    assert (said.n, int(found.satisfied.sum()), said.value) == (150, 120, 0.8)
    assert (said.low, said.high) == pytest.approx((0.7288586692, 0.8561591842), abs=1e-9)


def test_a_scale_on_which_low_is_good_is_turned() -> None:
    found = of([1.0, 2.0, 3.0, 5.0], "likert_1_5", good="low")
    assert found.satisfied.tolist() == [True, True, False, False]
    assert found.feeling.tolist() == [2, 1, 0, -2]
    assert of([1.0, 2.0, 5.0], "likert_1_5", good="low", top=1).satisfied.tolist() == [True, False, False]


def test_a_net_promoter_score_stands_in_points() -> None:
    score = surveys.promoters(of([10.0] * 162 + [7.0] * 108 + [3.0] * 54, "nps")).score
    assert score.value == pytest.approx(33.3333333333)
    assert (score.low, score.high) == pytest.approx((24.945251413, 41.1097944585))


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
        assert surveys.felt(of([float(value)] * 8, scale)).value == pytest.approx(point)


def test_what_lies_off_its_scale_is_left_out_and_told() -> None:
    rows = [("q", 0, 4.0, "likert_1_5"), ("q", 1, 9.0, "likert_1_5"), ("q", 2, 3.0, "nps"), ("q", 3, 2.0, None)]
    found = surveys.answered(answers(rows), "q", {"q": Question("q", "How was it?", "likert_1_5", "high")})
    assert isinstance(found, surveys.Answered)
    assert found.value.tolist() == [4.0, 2.0]
    assert found.outside == 2


def test_nobody_asked_and_no_direction_are_told_apart() -> None:
    asked = answers([("q", 0, 4.0, "likert_1_5"), ("words", 0, float("nan"), "choice")])
    assert surveys.answered(None, "q") == "not_asked"
    assert surveys.answered(asked, "other") == "not_asked"
    assert surveys.answered(asked, "words") == "not_asked"
    assert surveys.answered(asked, "q") == "no_direction"


def test_the_question_of_a_step_is_the_map_s_or_the_registered_one() -> None:
    metric = maps.Metric(question="liked")
    step = maps.Step(id="pay", phase="p", does="Pays", metrics={"satisfaction": metric})
    plain = maps.Step(id="pay", phase="p", does="Pays", touchpoints=(maps.Touchpoint(id="desk", name="Desk"),))
    about = {
        "why": Question("why", "Why?", "likert_1_5", "high", role="importance", about="pay"),
        "desk": Question("desk", "How was the desk?", "likert_1_5", "high", role="satisfaction", about="desk"),
    }
    assert surveys.question_of(step, about) == "liked"
    assert surveys.question_of(plain, about) == "desk"
    assert surveys.question_of(plain, {}) is None
