"""Importance–performance: fields, ellipses, gaps, the points made of answers, and names that keep apart."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn import measure
from sojourn.core.errors import InvalidInput
from sojourn.measure.quadrants_labels import LETTER, LINE_HEIGHT, Place, spread
from tests.unit.measure.test_importance import long

CORNERS = [
    {"name": "a", "importance": 5, "performance": 1},
    {"name": "b", "importance": 5, "performance": 5},
    {"name": "c", "importance": 1, "performance": 1},
    {"name": "d", "importance": 1, "performance": 5},
]


def test_each_corner_has_its_field() -> None:
    found = measure.importance_performance(CORNERS)
    assert list(found.quadrant.values()) == ["concentrate", "keep_up", "low_priority", "overkill"]
    assert (found.importance_cross, found.performance_cross) == (3, 3)
    assert found.largest_gap == "a"
    assert found.undecided == ()


@pytest.mark.parametrize(
    ("cross", "where"),
    [("median", (3, 3)), (2, (2, 2)), ((4, 2), (4, 2)), ({"importance": 1.5, "performance": 2.5}, (1.5, 2.5))],
)
def test_the_cross_may_be_moved(cross: object, where: tuple[float, float]) -> None:
    found = measure.importance_performance(CORNERS, cross=cross)  # type: ignore[arg-type]  # of every kind
    assert (found.importance_cross, found.performance_cross) == where
    assert f"importance {where[0]:.2f}" in str(found)


def test_who_lies_on_the_cross_counts_as_high() -> None:
    points = [{"name": str(i), "importance": 0.1 * i, "performance": 0.7} for i in (1, 2, 3)]
    found = measure.importance_performance(points)
    assert found["2"].quadrant == "keep_up"


@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(0.01, 2), st.floats(0.01, 2), st.floats(-0.95, 0.95))
def test_a_point_is_undecided_exactly_when_its_ellipse_meets_a_hair(
    x: float, y: float, x_var: float, y_var: float, lean: float
) -> None:
    covariance = lean * math.sqrt(x_var * y_var)
    point = {"name": "p", "importance": y, "performance": x, "importance_var": y_var, "performance_var": x_var,
             "covariance": covariance}  # fmt: skip
    found = measure.importance_performance([point], cross=0)
    # Walk around the leaning ellipse: the image of a circle under a root of the covariance matrix.
    root = np.linalg.cholesky([[x_var, covariance], [covariance, y_var]])
    angles = np.linspace(0, 2 * np.pi, 2001)
    edge = np.array([[x], [y]]) + math.sqrt(5.991464547107979) * root @ np.stack([np.cos(angles), np.sin(angles)])
    margin = min(abs(abs(x) - math.sqrt(5.9915 * x_var)), abs(abs(y) - math.sqrt(5.9915 * y_var)))
    if margin > 0.01:
        meets = bool((edge.min(axis=1) <= 0).any() and ((edge.min(axis=1) <= 0) & (edge.max(axis=1) >= 0)).any())
        assert found["p"].undecided == meets


def test_small_points_are_hidden_or_given_no_field() -> None:
    points = [{**point, "n": n, "importance_var": 0.01, "performance_var": 0.01}
              for point, n in zip(CORNERS, (9, 10, 30, 500), strict=True)]  # fmt: skip
    found = measure.importance_performance(points)
    assert [each.shown for each in found.points] == ["hidden", "interval", "full", "full"]
    assert found["a"].importance is None
    assert found["a"].gap is None
    assert found["b"].quadrant is None
    assert found.importance_cross == pytest.approx(7 / 3)
    drawn = str(found.chart().to_dict())
    assert "'a'" not in drawn
    assert "too few answers: 1" in drawn


def test_a_gap_within_chance_is_not_told_as_one() -> None:
    near = {"name": "near", "importance": 4.1, "performance": 4.0}
    points = [{**each, "n": 100, "importance_var": 0.01, "performance_var": 0.01, "covariance": 0.0}
              for each in (near, CORNERS[3])]  # fmt: skip
    found = measure.importance_performance(points)
    assert (found.largest_gap, found.clear_gap) == ("near", None)
    assert "No gap is clear" in str(found) and "The largest gap" not in str(found)
    assert "No gap is clear" in str(found.chart().to_dict())
    sure = measure.importance_performance([{**each, "name": each["name"] + "b"} for each in points] + [
        {**points[0], "importance": 4.05, "importance_var": 1e-6, "performance_var": 1e-6}
    ])  # fmt: skip
    assert sure.largest_gap == "nearb" and sure.clear_gap == sure["near"]
    assert "The largest gap, whatever the field: near, +0.05" in str(sure)


def test_different_scales_have_no_gap_and_no_diagonal() -> None:
    found = measure.importance_performance(CORNERS, same_scale=False)
    assert found.largest_gap is None
    assert all(each.gap is None for each in found.points)
    assert "strokeDash" not in str(found.chart().to_dict())
    assert "strokeDash" in str(measure.importance_performance(CORNERS).chart().to_dict())


@pytest.mark.parametrize(
    ("points", "options", "code"),
    [
        ([], {}, "quadrants.no_points"),
        ([{"name": "a"}], {}, "quadrants.bad_point"),
        ([{"name": "a", "importance": math.nan, "performance": 1}], {}, "quadrants.bad_point"),
        ([{**CORNERS[0], "importance_var": -1}], {}, "quadrants.bad_point"),
        ([CORNERS[0], CORNERS[0]], {}, "quadrants.named_twice"),
        (CORNERS, {"cross": "middle"}, "quadrants.bad_cross"),
        (CORNERS, {"cross": (1, 2, 3)}, "quadrants.bad_cross"),
        ([{**CORNERS[0], "n": 3}], {}, "quadrants.no_points"),
    ],
)
def test_what_is_no_point_and_no_cross_is_refused(points: list, options: dict, code: str) -> None:  # type: ignore[type-arg]
    with pytest.raises(InvalidInput) as refused:
        measure.importance_performance(points, **options)
    assert refused.value.code == code


def test_points_of_answers_have_variances_by_customer() -> None:
    rng = np.random.default_rng(1)
    matters = rng.integers(1, 6, 60).astype(float)
    done = np.clip(matters + rng.integers(-2, 3, 60), 1, 5)
    answers = long({"how much": list(matters), "how well": list(done)})
    (point,) = measure.importance_points(answers, {"thing": ("how much", "how well")})
    assert point.importance == pytest.approx(matters.mean())
    assert point.importance_var == pytest.approx(matters.var(ddof=1) / 60)
    assert point.performance_var == pytest.approx(done.var(ddof=1) / 60)
    assert point.covariance == pytest.approx(np.cov(matters, done)[0, 1] / 60)
    found = measure.quadrants_of(answers, {"thing": ("how much", "how well")}, cross=3)
    gap = matters - done
    half = 2.0009953780882688 * gap.std(ddof=1) / math.sqrt(60)
    assert found["thing"].gap_low == pytest.approx(gap.mean() - half)
    assert found["thing"].gap_high == pytest.approx(gap.mean() + half)
    assert "quadrants.over_whom" not in found.warnings, "all answered both"
    fewer = long({"how much": [*matters[:40], *[None] * 20], "how well": list(done)})
    told = measure.quadrants_of(fewer, {"thing": ("how much", "how well")}, cross=3)
    (said,) = [each for each in told.notes if each["code"] == "quadrants.over_whom"]
    assert said["answered"] == {"how much": 40, "how well": 60}


def test_who_answers_again_is_one_customer() -> None:
    values = [1.0, 5, 2, 4, 3, 5] * 10
    once = long({"a": list(values), "b": list(reversed(values))})
    twice = long({"a": values * 2, "b": list(reversed(values)) * 2}, person=[*range(60), *range(60)])
    one, two = (measure.importance_points(each, {"t": ("a", "b")})[0] for each in (once, twice))
    assert two.n == one.n == 60
    assert two.importance_var == pytest.approx(one.importance_var)


def test_answers_without_pairs_are_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        measure.importance_points(long({"a": [1.0] * 30}))
    assert refused.value.code == "quadrants.no_pairs"


def covered(name: str, place: Place) -> tuple[float, float, float, float]:
    """Give the box of a name."""
    width = LETTER * len(name)
    left = {"left": place.x, "right": place.x - width, "center": place.x - width / 2}[place.align]
    return left, place.y - LINE_HEIGHT / 2, left + width, place.y + LINE_HEIGHT / 2


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.integers(2, 14))
def test_names_said_to_be_clear_cover_nothing(seed: int, number: int) -> None:
    rng = np.random.default_rng(seed)
    points = [(float(x), float(y)) for x, y in 230 + 60 * rng.normal(size=(number, 2))]
    names = [f"thing number {i}" for i in range(number)]
    places = spread(names, points, width=460, height=460)
    boxes = [covered(name, place) for name, place in zip(names, places, strict=True)]
    for (one, a), (other, b) in itertools.combinations(zip(places, boxes, strict=True), 2):
        if one.clear and other.clear:
            assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3])
    assert sum(place.clear for place in places) >= number - 1 or number > 10


@pytest.mark.parametrize("width", [320, 460])
def test_names_or_numbers_stand_on_the_drawing(width: int) -> None:
    drawn = str(measure.importance_performance(CORNERS).chart(width=width).to_dict())
    assert ("'number': '4'" in drawn) == (width == 320)
    for title in ("Performance: how well it is done", "Importance: how much it matters"):
        assert title in drawn
