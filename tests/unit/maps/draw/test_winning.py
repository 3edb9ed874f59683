"""Canvas, journey, matrix and plan as drawings and pages: every text in its place, nothing open hidden."""

from dataclasses import replace
from typing import get_args

import pytest

from sojourn.core.errors import InvalidInput
from sojourn.maps import (
    Acquisition,
    AcquisitionLine,
    Canvas,
    ChosenLines,
    LeftToOthers,
    acquisition_html,
    draw_acquisition,
    parse_map,
)
from sojourn.maps.draw.colours import Theme
from sojourn.maps.draw.winning.drawing import View
from sojourn.samples import example_map
from tests.factories.long_maps import ARABIC, EMOJI, JAPANESE, LONG_GERMAN, long_map

from .test_drawing import sound
from .test_framework import labels, texts

BUYING = parse_map(example_map("buying"))
CHOSEN = ChosenLines(
    lines=("guide_l", "ride_home", "call_back"), budget=40000, gain=60000.0, gain_low=41000.0, gain_high=82000.0,
    period="P1Y", adds={"guide_l": 9000.0, "ride_home": 30000.0, "call_back": 11000.0},
    capacity={"sales": {"2027-03": 0.9}, "marketing": 2.0},
)  # fmt: skip


@pytest.mark.parametrize("view", get_args(View))
@pytest.mark.parametrize("theme", get_args(Theme))
def test_every_view_in_every_theme_keeps_every_text_in_its_place(view, theme):
    sound(draw_acquisition(BUYING, view, theme=theme, chosen=CHOSEN))


@pytest.mark.parametrize("view", get_args(View))
@pytest.mark.parametrize("paper", ["A4", "A3", "A1", "A0"])
def test_every_view_goes_on_paper_that_is_asked_for(view, paper):
    drawing = draw_acquisition(BUYING, view, paper=paper)
    sound(drawing)
    assert drawing.paper == paper


@pytest.mark.parametrize("view", get_args(View))
def test_the_same_map_gives_the_same_bytes(view):
    assert draw_acquisition(BUYING, view).svg == draw_acquisition(parse_map(example_map("buying")), view).svg


def test_an_unknown_box_is_told_from_an_open_one():
    assert BUYING.acquisition is not None
    canvas = replace(BUYING.acquisition.canvas, proof=None)
    drawing = draw_acquisition(replace(BUYING, acquisition=replace(BUYING.acquisition, canvas=canvas)), "canvas")
    sound(drawing)
    shown = texts(drawing)
    assert {"10 of 12 boxes filled, 1 unknown, 1 open", "Open", "Nobody knows yet", "?"} <= {*shown}
    assert "Box 10 of 12, Proof: What would convince them? open" in labels(drawing)
    assert "Box 11 of 12, Moment: When do they decide? nobody knows yet" in labels(drawing)


def test_the_matrix_shows_what_nobody_serves_and_what_is_left_to_others():
    lines = tuple(line for line in BUYING.acquisition.lines if line.step != "tries")
    drawing = draw_acquisition(replace(BUYING, acquisition=replace(BUYING.acquisition, lines=lines)), "matrix")
    sound(drawing)
    shown = texts(drawing)
    assert "7 of 9 customer actions served, 1 left to others on purpose, 1 served by nobody" in shown
    assert {"Served by nobody", "Friends who ride one"} <= {*shown}
    assert "Tries a bike with the children in it: served by nobody" in labels(drawing)


def test_the_plan_shows_money_months_teams_and_what_is_left_out():
    drawing = draw_acquisition(BUYING, "plan", chosen=CHOSEN)
    shown = texts(drawing)
    assert {
        "3 actions for €36,000 of €40,000",
        "should bring €60,000 (€41,000 to €82,000) a year, if the effects are as assumed",
        "€36,000", "3.0 of 2 person-months",
    } <= {*shown}  # fmt: skip
    assert any(each.startswith("Not in this plan: A morning in front of the school (€4,000)") for each in shown)
    assert any("too much in Mar 2027" in each for each in labels(drawing))


def test_without_a_choice_every_line_is_drawn():
    drawing = draw_acquisition(BUYING, "plan")
    sound(drawing)
    assert "every action of the matrix, €68,000 with all levels added; nothing was chosen yet" in texts(drawing)


@pytest.mark.parametrize("words", [ARABIC, JAPANESE, EMOJI, LONG_GERMAN], ids=["arabic", "japanese", "emoji", "german"])
@pytest.mark.parametrize("view", ["canvas", "matrix", "plan"])
def test_any_script_and_any_length_stays_in_its_place(view, words):
    drawn = long_map(7)
    line = AcquisitionLine(
        id="a", step=drawn.steps[0].id, action=words * 3, content=words, kpi=words * 2, cost=1e9, team="sales",
        start="2027-11-30", months=14.5, effort=3.0, owner=words,
    )  # fmt: skip
    bare = AcquisitionLine(id="b", step=drawn.steps[1].id, action=words)
    canvas = Canvas(who=words * 4, need=words, unknown=("fears",))
    others = (LeftToOthers(step=drawn.steps[2].id, to=words, because=words),)
    acquisition = Acquisition(canvas=canvas, lines=(line, bare), left_to_others=others)
    sound(draw_acquisition(replace(drawn, title=words, view="buying", acquisition=acquisition), view))


@pytest.mark.parametrize("count", [1, 8, 15, 24])
def test_matrices_of_any_width_are_drawn(count):
    drawn = long_map(count, phases=min(3, count))
    lines = tuple(AcquisitionLine(id=f"l{step.id}", step=step.id, action="Does something") for step in drawn.steps)
    sound(draw_acquisition(replace(drawn, view="buying", acquisition=Acquisition(lines=lines)), "matrix"))


@pytest.mark.parametrize("view", get_args(View))
def test_the_page_says_the_same_and_loads_nothing(view):
    page = acquisition_html(BUYING, view, chosen=CHOSEN)
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert "A family swaps the second car for a cargo bike" in page
    wanted = {
        "canvas": "Nobody knows yet", "journey": "delighted", "matrix": "Left to Friends who ride one",
        "plan": "adds €30,000",
    }  # fmt: skip
    assert wanted[view] in page


@pytest.mark.parametrize("view", ["canvas", "matrix", "plan"])
def test_a_map_without_acquisition_is_refused_with_a_way_on(view):
    with pytest.raises(InvalidInput) as refused:
        draw_acquisition(replace(BUYING, acquisition=None), view)
    assert refused.value.code == "acquisition-missing"
    assert "maps new --template buying" in (refused.value.hint or "")
