"""Cards that tell of the map inside their step, on paper and on pages."""

from dataclasses import replace
from typing import get_args
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn import maps
from sojourn.core.errors import InvalidInput
from sojourn.maps import MapRefused
from sojourn.maps.draw.colours import Theme
from sojourn.maps.draw.drawing import Variant, draw_map
from sojourn.maps.draw.page import draw_html
from sojourn.maps.draw.paper import Size
from sojourn.maps.model import Feeling, JourneyMap, MomentOfTruth
from tests.factories.long_maps import ARABIC, EMOJI, JAPANESE, LONG_GERMAN, long_map
from tests.factories.maps import a_step, small_map
from tests.factories.maps import maps as any_map

from .test_drawing import overlaps, sound
from .test_page import read


def child(ident: str = "inner", **changes: object) -> JourneyMap:
    """Make a map that ends well after a bad moment of truth."""
    steps = (
        a_step("ask", feels=(Feeling(score=-2, words=("ignored",)),), moment_of_truth=MomentOfTruth()),
        a_step("get", feels=(Feeling(score=1.5, words=("relieved",)),)),
    )
    return small_map(**{"id": ident, "title": "What happens inside", "steps": steps, **changes})


def parent(*, steps: int = 5, holds: str = "inner", every: int = 2) -> JourneyMap:
    """Make a map of which every second step holds a map."""
    drawn = long_map(steps)
    held = [replace(step, map=holds) if number % every == 0 else step for number, step in enumerate(drawn.steps)]
    return replace(drawn, steps=tuple(held))


def labels(svg: str) -> list[str]:
    return [each.get("aria-label") or "" for each in ElementTree.fromstring(svg).iter()]


def texts(drawing: maps.Drawing) -> list[str]:
    return [each.text.replace("|", " ").replace("\u00a0", " ") for page in drawing.pages for each in page.boxes]


def test_a_card_tells_title_steps_end_and_worst_moment_of_truth() -> None:
    drawing = draw_map(parent(), nested={"inner": child()})
    shown = texts(drawing)
    assert shown.count("What happens inside") == 3
    assert {"2 steps", "ends relieved, +1.5", "Does what ask says, −2"} <= {*shown}
    assert drawing.notes == ()
    said = [each for each in labels(drawing.svg) if "holds the map" in each]
    worst = "worst moment of truth: Does what ask says, −2"
    assert len(said) == 3
    assert f"holds the map What happens inside, 2 steps, ends relieved, +1.5, {worst}" in said[0]


def test_a_map_that_is_not_there_is_told_quietly_and_noted() -> None:
    drawing = draw_map(parent(steps=3, every=3), nested={})
    assert "map not found" in texts(drawing)
    assert drawing.notes == ("step 1 holds the map 'inner', which was not found",)
    assert [each for each in labels(drawing.svg) if "holds the map inner, not found" in each]


def test_without_maps_to_look_into_only_the_id_is_told() -> None:
    drawing = draw_map(parent(steps=3, holds="paying-in-the_shop"))
    assert "paying in the shop" in texts(drawing)
    assert "map not found" not in texts(drawing)
    assert drawing.notes == ()


def test_maps_in_a_circle_are_not_drawn() -> None:
    inner = child(steps=(a_step("a", map=parent().id),))
    for draw in (draw_map, draw_html):
        with pytest.raises(MapRefused, match="lies inside itself"):
            draw(parent(), nested={"inner": inner})


@pytest.mark.parametrize("title", [LONG_GERMAN, ARABIC, JAPANESE, EMOJI, "<b>&\"'</b>", "word " * 60], ids=range(6))
def test_titles_of_any_kind_stay_on_their_card(title: str) -> None:
    sound(draw_map(parent(), nested={"inner": child(title=title)}))


@pytest.mark.parametrize("variant", ["working", "poster", "board", "blueprint"])
@pytest.mark.parametrize("steps", [1, 8, 15, 46])
def test_cards_that_hold_maps_stay_whole(variant: Variant, steps: int) -> None:
    sound(draw_map(parent(steps=steps, every=1), variant=variant, nested={"inner": child()}))


@pytest.mark.parametrize("size", get_args(Size))
def test_they_stay_whole_on_every_paper(size: Size) -> None:
    sound(draw_map(parent(steps=8), paper=size, nested={"inner": child()}))


@pytest.mark.parametrize("theme", get_args(Theme))
def test_before_and_after_tell_it_too(theme: Theme) -> None:
    today = parent()
    drawing = draw_map(
        today, variant="before-after", target=replace(today, state="target"), nested={"inner": child()}, theme=theme
    )
    sound(drawing)
    assert "What happens inside" in texts(drawing)


@settings(max_examples=15)
@given(any_map(), st.integers(0, 3))
def test_any_map_inside_leaves_every_text_in_its_place(inner: JourneyMap, every: int) -> None:
    inner = replace(inner, id="inner", steps=tuple(replace(step, map=None) for step in inner.steps))
    drawing = draw_map(parent(steps=6, every=every + 1), nested={"inner": inner})
    assert all(overlaps(page) == [] for page in drawing.pages)


def test_a_page_tells_it_and_leads_there() -> None:
    page = draw_html(parent(steps=3, every=3), nested={"inner": child()}, links={"inner": "what's inside & more.html"})
    found = read(page)
    assert ("href", "./what%27s%20inside%20%26%20more.html") in found.attributes
    cells = " ".join(found.cells)
    assert "Map inside" in cells
    assert "What happens inside2 stepsEnds relieved, +1.5Worst moment of truth: Does what ask says, −2" in cells
    assert "Map not found" in " ".join(read(draw_html(parent(), nested={})).cells)
    assert "<a " not in draw_html(parent(), nested={"inner": child()})


@pytest.mark.parametrize("name", ["../up.html", "/etc/passwd", "a\\b", "..", ".", ""])
def test_a_page_leads_to_files_beside_it_only(name: str) -> None:
    with pytest.raises(InvalidInput, match="is no file beside the page"):
        draw_html(parent(), nested={"inner": child()}, links={"inner": name})


def test_a_name_that_looks_like_an_address_stays_a_file() -> None:
    page = draw_html(parent(), nested={"inner": child()}, links={"inner": "javascript:alert(1)"})
    assert 'href="./javascript%3Aalert%281%29"' in page
