"""Colours keep the contrast that is published, and nothing is said by colour alone."""

import itertools
from typing import get_args

import pytest

from sojourn.maps.draw.colours import AREA_SHARE, DARK, LIGHT, PALETTES, Palette, Theme, Token, contrast, grey, mix

GROUNDS: tuple[Token, ...] = ("sheet", "lane", "band", "band-sheet")
TEXT: tuple[Token, ...] = ("ink", "quiet", "positive", "negative")

LIGHT_TABLE: dict[Token, tuple[str, float, float, float]] = {
    "ink": ("#1B1F24", 16.6, 15.4, 13.9),
    "quiet": ("#5B6570", 5.9, 5.5, 5.0),
    "positive": ("#0B5C8F", 7.1, 6.6, 6.0),
    "negative": ("#B3450A", 5.6, 5.2, 4.7),
    "line": ("#7A828C", 3.9, 3.6, 3.3),
    "soft-positive": ("#4E9AC7", 3.1, 2.9, 2.6),
    "soft-negative": ("#E08A4A", 2.7, 2.5, 2.2),
    "department-1": ("#0072B2", 5.2, 4.8, 4.3),
    "department-2": ("#D55E00", 3.9, 3.6, 3.2),
    "department-3": ("#009E73", 3.4, 3.2, 2.9),
    "department-4": ("#CC79A7", 3.1, 2.9, 2.6),
}
DARK_TABLE: dict[Token, tuple[str, float]] = {
    "ink": ("#F2F4F6", 16.2),
    "quiet": ("#A9B3BE", 8.4),
    "positive": ("#6DB3DE", 7.8),
    "negative": ("#F0A06A", 8.4),
    "line": ("#8A939D", 5.7),
}


@pytest.mark.parametrize("token", list(LIGHT_TABLE), ids=str)
def test_the_light_palette_is_the_published_table(token: Token) -> None:
    colour, *ratios = LIGHT_TABLE[token]
    assert LIGHT[token] == colour
    assert [round(contrast(colour, LIGHT[ground]), 1) for ground in GROUNDS[:3]] == ratios


@pytest.mark.parametrize("token", list(DARK_TABLE), ids=str)
def test_the_dark_palette_is_the_published_table(token: Token) -> None:
    assert (DARK[token], round(contrast(DARK[token], DARK["sheet"]), 1)) == DARK_TABLE[token]


@pytest.mark.parametrize("theme", get_args(Theme), ids=str)
def test_text_can_be_read_on_every_ground(theme: Theme) -> None:
    palette = PALETTES[theme]
    for token, ground in itertools.product(TEXT, GROUNDS):
        assert contrast(palette[token], palette[ground]) >= 4.5, (token, ground)
    for tint in ("positive-tint", "negative-tint", "note-tint"):
        assert contrast(palette["ink"], palette[tint]) >= 4.5
    assert contrast(palette["on-ink"], palette["ink"]) >= 4.5
    assert contrast(palette["on-positive"], palette["positive"]) >= 4.5
    assert contrast(palette["on-negative"], palette["negative"]) >= 4.5


@pytest.mark.parametrize("theme", get_args(Theme), ids=str)
def test_ink_can_be_read_on_the_tinted_area_of_the_curve(theme: Theme) -> None:
    palette = PALETTES[theme]
    for colour, ground in itertools.product(("positive", "negative"), GROUNDS):
        area = mix(palette[colour], palette[ground], AREA_SHARE)  # type: ignore[index]
        assert contrast(palette["ink"], area) >= 4.5


@pytest.mark.parametrize("theme", get_args(Theme), ids=str)
def test_axes_and_borders_can_be_seen_on_every_ground(theme: Theme) -> None:
    palette = PALETTES[theme]
    assert min(contrast(palette["line"], palette[ground]) for ground in GROUNDS) >= 3


@pytest.mark.parametrize("theme", get_args(Theme), ids=str)
def test_every_mark_is_seen_on_the_sheet_or_has_an_ink_edge(theme: Theme) -> None:
    palette = PALETTES[theme]
    for token in ("department-1", "department-2", "department-3", "department-4"):
        assert contrast(palette[token], palette["sheet"]) >= 3  # type: ignore[index]
    assert contrast(palette["ink"], palette["band"]) >= 3


def test_high_contrast_reaches_seven_for_all_text() -> None:
    palette = PALETTES["contrast"]
    assert min(contrast(palette[token], palette[ground]) for token in TEXT for ground in GROUNDS) >= 7


def test_the_ink_saver_covers_no_ground() -> None:
    palette: Palette = PALETTES["ink-saver"]
    assert not palette.tinted
    assert {palette[ground] for ground in GROUNDS} == {"#FFFFFF"}


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#FFFFFF", "#000000", 21.0),
        ("#777777", "#FFFFFF", 4.48),
        ("#FF0000", "#FFFFFF", 4.0),
        ("#1B1F24", "#1B1F24", 1.0),
    ],
    ids=["black-white", "grey", "red", "same"],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


def test_colours_are_mixed_by_share() -> None:
    assert mix("#000000", "#FFFFFF", 0) == "#FFFFFF"
    assert mix("#000000", "#FFFFFF", 1) == "#000000"
    assert mix("#FF0000", "#0000FF", 0.5) == "#800080"


@pytest.mark.parametrize("theme", get_args(Theme), ids=str)
def test_all_text_can_be_read_in_grey(theme: Theme) -> None:
    palette = PALETTES[theme]
    for token, ground in itertools.product(TEXT, GROUNDS):
        assert contrast(grey(palette[token]), grey(palette[ground])) >= 4.4
