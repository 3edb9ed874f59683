"""Marks of feelings that lie close together never touch."""

import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import maps
from sojourn.maps.draw.drawing import draw_map
from sojourn.maps.draw.lanes.changes import clear_of
from sojourn.maps.draw.lanes.marks import RADIUS, SLIT, abreast
from sojourn.maps.draw.narrow import APART, small
from sojourn.maps.model import Feeling
from tests.factories.overlays import overlay_of

from .test_drawing import sound

heights = st.lists(st.floats(-20, 20), min_size=1, max_size=3)


@given(heights=heights, reach=st.floats(1, 7), scale=st.floats(0.4, 1.5), diamonds=st.booleans())
def test_marks_abreast_leave_a_slit(heights: list[float], reach: float, scale: float, diamonds: bool) -> None:
    places = abreast(heights, reach, scale, diamonds=diamonds)
    assert places == sorted(places)
    for (x, y), (other, level) in combinations(zip(places, heights, strict=True), 2):
        across, down = abs(x - other), abs(y - level)
        away = across + down if diamonds else (across**2 + down**2) ** 0.5
        assert away >= (2 * reach + SLIT) * scale - 1e-9


@given(
    y=st.floats(-15, 15),
    marks=st.lists(st.tuples(st.tuples(st.floats(-20, 20), st.floats(-15, 15)), st.floats(1, 7)), max_size=3),
)
def test_a_mark_of_today_never_moves_right_and_is_clear_of_one_other(
    y: float, marks: list[tuple[tuple[float, float], float]]
) -> None:
    x = clear_of(0.0, y, RADIUS, marks)
    assert x <= 0.0
    if len(marks) == 1:
        (other, level), reach = marks[0]
        assert ((x - other) ** 2 + (y - level) ** 2) ** 0.5 >= RADIUS + reach - 1e-9


@pytest.mark.parametrize("score", [0.5, 1.0, 1.5])
def test_two_people_who_feel_nearly_the_same_at_a_moment_of_truth_are_drawn_soundly(score: float) -> None:
    drawn = maps.read_map(Path(__file__).parents[3] / "golden/maps/two-people.yaml")
    names = [each.id for each in drawn.personas]
    felt = tuple(Feeling(score=own, persona=name) for name, own in zip(names, (score, score - 0.2), strict=False))
    steps = tuple(
        replace(step, feels=felt) if step.moment_of_truth is not None else step for step in drawn.steps
    )  # fmt: skip
    sound(draw_map(replace(drawn, steps=steps)))


def test_dots_of_the_small_curve_never_touch() -> None:
    drawn = maps.read_map(Path(__file__).parents[3] / "golden/maps/two-people.yaml")
    names = [each.id for each in drawn.personas]
    felt = tuple(Feeling(score=own, persona=name) for name, own in zip(names, (1.0, 0.8), strict=False))
    drawn = replace(drawn, steps=tuple(replace(step, feels=felt) for step in drawn.steps))
    dots = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="3.5"', small(drawn, overlay_of(drawn)))
    places = [(float(x), float(y)) for x, y in dots]
    assert len(places) > 2 * len(drawn.steps)
    for (x, y), (other, level) in combinations(places, 2):
        assert ((x - other) ** 2 + (y - level) ** 2) ** 0.5 > APART - 0.1
