"""Frameworks as drawings: stages, maps in them, every text in its place."""

from dataclasses import replace
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.core.errors import InvalidInput
from sojourn.maps import JourneyMap, read_folder
from sojourn.maps.draw.colours import Theme
from sojourn.maps.draw.framework import draw_framework
from sojourn.maps.draw.paper import Size
from sojourn.maps.model import Framework, Stage
from tests.factories.long_maps import ARABIC, EMOJI, JAPANESE, LONG_GERMAN, long_map
from tests.factories.maps import maps as any_map
from tests.factories.maps import small_map

from .test_drawing import sound

LIBRARY = Path(__file__).parents[4] / "examples" / "library"


def life(*counts: int, name: str = "Stage") -> tuple[Framework, list[JourneyMap]]:
    """Make a framework with so many maps in each stage."""
    maps = [
        replace(long_map(1 + (stage + number) % 9), id=f"m{stage}-{number}")
        for stage, count in enumerate(counts)
        for number in range(count)
    ]
    stages = [
        Stage(id=f"s{stage}", name=f"{name} {stage + 1}", maps=tuple(f"m{stage}-{number}" for number in range(count)))
        for stage, count in enumerate(counts)
    ]
    return Framework(id="life", title="The life of a customer", stages=tuple(stages)), maps


def texts(drawing) -> list[str]:
    return [each.text.replace("|", " ").replace("\u00a0", " ") for each in drawing.pages[0].boxes]


def labels(drawing) -> list[str]:
    return [each.get("aria-label") or "" for each in ElementTree.fromstring(drawing.svg).iter()]


def test_the_example_is_drawn_with_its_stages_and_maps() -> None:
    folder = read_folder(LIBRARY)
    assert folder.library is not None
    drawing = draw_framework(folder.library.frameworks[0], folder.maps.values())
    sound(drawing)
    shown = texts(drawing)
    assert [each for each in shown if each in ("Prospect", "Active", "Lost")] == ["Prospect", "Active", "Lost"]
    assert {"3 stages, 3 maps", "ends understood, +2", "Buys the tickets, −1", "Buying the tickets"} <= {*shown}
    assert drawing.paper == "A4"
    assert "Stage 2 of 3, Active, 1 map" in labels(drawing)
    said = (
        "Map From an ad to the concert and the next one, current, 5 steps, holds 1 map, ends understood, +2, "
        "worst moment of truth: Buys the tickets, −1, holds Buying the tickets"
    )
    assert said in labels(drawing)


def test_a_map_that_is_not_there_and_a_stage_without_maps_are_told() -> None:
    framework, maps = life(1, 2, 0)
    drawing = draw_framework(framework, maps[:2])
    sound(drawing)
    assert {"map not found", "No map yet"} <= {*texts(drawing)}
    assert drawing.notes == ("stage s1 names the map 'm1-1', which was not found",)


@pytest.mark.parametrize(
    "counts", [(1,), (0,), (3, 1), (1, 1, 1), (5, 0, 9), (1,) * 6, (2,) * 10, (1, 12, 3), (1,) * 24], ids=str
)
def test_any_number_of_stages_and_maps_keeps_every_text_in_its_place(counts: tuple[int, ...]) -> None:
    sound(draw_framework(*life(*counts)))


@pytest.mark.parametrize("size", get_args(Size))
def test_each_paper_holds_three_stages(size: Size) -> None:
    drawing = draw_framework(*life(2, 1, 2), paper=size)
    assert drawing.paper == size
    sound(drawing)


@pytest.mark.parametrize("said", [LONG_GERMAN, ARABIC, JAPANESE, EMOJI, "<b>&\"'\x1b</b>", "word " * 50], ids=range(6))
def test_any_words_stay_in_their_place(said: str) -> None:
    framework, maps = life(1, 2, 1, 1, 1, name=said)
    framework = replace(framework, title=said)
    sound(draw_framework(framework, [replace(each, title=said) for each in maps]))


@pytest.mark.parametrize("theme", get_args(Theme))
def test_every_theme_is_drawn(theme: Theme) -> None:
    sound(draw_framework(*life(1, 2), theme=theme))


def test_what_has_no_stage_or_is_too_large_is_told() -> None:
    with pytest.raises(InvalidInput, match="has no stage"):
        draw_framework(Framework(id="life", title="Life", stages=()), [])
    with pytest.raises(InvalidInput, match="does not go on A4"):
        draw_framework(*life(9, 9), paper="A4")
    with pytest.raises(InvalidInput, match="does not go on A0"):
        draw_framework(*life(*[1] * 60))


def test_the_same_framework_gives_the_same_bytes() -> None:
    assert draw_framework(*life(2, 1)).svg == draw_framework(*life(2, 1)).svg


@settings(max_examples=15)
@given(st.lists(any_map(), max_size=4), st.integers(1, 4))
def test_maps_of_any_kind_keep_every_text_in_its_place(found: list[JourneyMap], stages: int) -> None:
    maps = [replace(each, id=f"m{number}") for number, each in enumerate(found)]
    parts = [tuple(f"m{number}" for number in range(stage, len(maps), stages)) for stage in range(stages)]
    framework = Framework(
        id="any", title="Any", stages=tuple(Stage(id=f"s{n}", name=f"S {n}", maps=part) for n, part in enumerate(parts))
    )
    sound(draw_framework(framework, maps))


def test_a_map_without_feelings_says_so() -> None:
    framework, _ = life(1)
    assert "no feelings yet" in texts(draw_framework(framework, [small_map(id="m0-0")]))
