"""The curve goes through its points, never beyond them, and its areas meet at zero."""

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import PchipInterpolator

from sojourn.maps.draw.curve import Curve, Point, through

SCORES = st.lists(st.one_of(st.none(), st.integers(-4, 4).map(lambda half: half / 2)), min_size=1, max_size=12)


def points(scores: list[float | None], widths: list[float] | None = None) -> list[Point | None]:
    widths = widths or [10.0] * len(scores)
    places = np.cumsum(widths)
    return [None if score is None else (float(x), -10 * score) for x, score in zip(places, scores, strict=True)]


def samples(curve: Curve) -> list[Point]:
    return [piece.at(part / 20) for run in curve.parts for piece in run for part in range(21)]


@given(SCORES)
def test_the_curve_goes_through_every_point_that_has_a_neighbour(scores: list[float | None]) -> None:
    placed = points(scores)
    curve = through(placed, 0)
    for number, point in enumerate(placed):
        lonely = all(placed[near] is None for near in (number - 1, number + 1) if 0 <= near < len(placed))
        if point is not None and not lonely:
            assert curve.at(point[0]) == pytest.approx(point[1])


@given(SCORES, st.data())
def test_the_curve_stays_between_neighbours(scores: list[float | None], data: st.DataObject) -> None:
    widths = data.draw(st.lists(st.floats(1, 60), min_size=len(scores), max_size=len(scores)))
    for run in through(points(scores, widths), 0).parts:
        for piece in run:
            low, high = sorted((piece.start[1], piece.end[1]))
            ys = [piece.at(part / 30)[1] for part in range(31)]
            assert low - 1e-9 <= min(ys) <= max(ys) <= high + 1e-9
            rising = [later - earlier for earlier, later in pairwise(ys)]
            assert all(step >= -1e-9 for step in rising) or all(step <= 1e-9 for step in rising)


@given(st.lists(st.integers(-4, 4), min_size=2, max_size=10), st.data())
def test_the_curve_is_the_monotone_cubic(halves: list[int], data: st.DataObject) -> None:
    widths = data.draw(st.lists(st.floats(5, 60), min_size=len(halves), max_size=len(halves)))
    placed = [point for point in points([half / 2 for half in halves], widths) if point is not None]
    curve = through(placed, 0)
    other = PchipInterpolator([x for x, _ in placed], [y for _, y in placed])
    for x, y in samples(curve):
        assert y == pytest.approx(float(other(x)), abs=1e-6)


@given(SCORES)
def test_a_step_without_a_feeling_breaks_the_line(scores: list[float | None]) -> None:
    runs = "".join(" " if score is None else "x" for score in scores).split()
    curve = through(points(scores), 0)
    assert [len(part) for part in curve.parts] == [len(run) - 1 for run in runs]
    assert curve.d.count("M") == sum(len(run) > 1 for run in runs)
    for number, score in enumerate(scores):
        if score is None:
            assert curve.at(10.0 * (number + 1)) is None


@given(SCORES)
def test_areas_reach_zero_and_stay_on_their_side(scores: list[float | None]) -> None:
    curve = through(points(scores), 0)
    for area, side in ((curve.above, -1), (curve.below, 1)):
        for path in area.split("Z")[:-1]:
            numbers = [float(each) for each in re.findall(r"-?[\d.]+", path)]
            xs, ys = numbers[::2], numbers[1::2]
            assert ys[0] == ys[-1] == 0
            assert xs == sorted(xs)
            assert all(y * side >= -0.011 for y in ys)


@given(SCORES)
def test_areas_together_are_the_area_under_the_curve(scores: list[float | None]) -> None:
    curve = through(points(scores), 0)
    total = sum(abs(y) > 1e-9 for _, y in samples(curve))
    assert bool(curve.above or curve.below) == bool(total)


def test_areas_meet_where_the_line_crosses_zero() -> None:
    curve = through([(0, -10), (10, 10)], 0)
    assert curve.above == "M0 0L0 -10C1.67 -6.67 3.33 -3.33 5 0L5 0Z"
    assert curve.below == "M5 0L5 0C6.67 3.33 8.33 6.67 10 10L10 0Z"


def test_a_level_line_stays_level() -> None:
    assert through([(0, 5), (10, 5), (20, 5)], 0).d == "M0 5C3.33 5 6.67 5 10 5C13.33 5 16.67 5 20 5"


def test_one_point_has_no_line() -> None:
    curve = through([None, (5, 5), None], 0)
    assert (curve.d, curve.above, curve.below, curve.at(5)) == ("", "", "", None)


def test_points_that_do_not_run_to_the_right_are_refused() -> None:
    with pytest.raises(ValueError, match="left to right"):
        through([(0, 0), (0, 1)], 0)
