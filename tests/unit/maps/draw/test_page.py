"""A map as a page: complete in itself, without a script, with a table of the same content."""

import re
from html.parser import HTMLParser
from typing import get_args

import pytest
from hypothesis import given, settings

from sojourn.core.errors import InvalidInput
from sojourn.maps.draw.colours import Theme
from sojourn.maps.draw.page import draw_html
from sojourn.maps.draw.svg import escape
from sojourn.maps.draw.table import rows
from sojourn.maps.model import JourneyMap
from tests.factories.long_maps import ARABIC, long_map
from tests.factories.maps import a_step, small_map
from tests.factories.maps import maps as any_map
from tests.factories.overlays import overlay_of

from .test_drawing import example
from .test_variants import PNG

EMPTY = {"meta", "input", "br", "img", "path", "rect", "circle", "use", "line"}


class Reading(HTMLParser):
    """Read a page: its tags in order, its attributes, and the text of its tables."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in EMPTY:
            self.open.append(tag)
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("td", "th"):
            self.cells[-1] += data


def read(page: str) -> Reading:
    reading = Reading()
    reading.feed(page)
    assert reading.open == []
    return reading


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    page = draw_html(example("concert"), overlay=overlay_of(example("concert")))
    found = read(page)
    assert "script" not in found.tags
    addresses = [value or "" for name, value in found.attributes if name in ("src", "href", "action", "srcset")]
    assert all(address.startswith(("data:", "#")) for address in addresses)
    assert not re.findall(r"url\((?!data:)", page)
    assert "default-src 'none'" in page
    assert not [name for name, _ in found.attributes if name.startswith("on")]


def test_the_table_says_what_the_lanes_say() -> None:
    drawn = example("concert")
    cells = " ".join(read(draw_html(drawn)).cells)
    for row in rows(drawn):
        assert row.name in cells
        for lines in row.cells.values():
            assert all(line.text in cells for line in lines)


def test_every_lane_folds_and_has_a_name() -> None:
    page = draw_html(example("concert"))
    assert page.count("<details") == page.count("<summary") == len(rows(example("concert"))) + 1


def test_the_curve_is_as_wide_as_the_steps() -> None:
    page = draw_html(example("concert"))
    found = re.search(r'<svg [^>]*width="(\d+)"', page)
    assert found is not None
    assert int(found[1]) == 144 + 8 * 192


def test_evidence_is_in_the_lanes_and_in_the_table() -> None:
    drawn = example("concert")
    page = draw_html(drawn, overlay=overlay_of(drawn))
    cells = read(page).cells
    assert {"Reach", "Go on", "Measured feeling"} <= {*cells}
    assert any("100.0 %(100.0–100.0), n = 100,000" in cell for cell in cells)
    assert "Evidence 2026-08-01 to 2026-11-20" in page


@pytest.mark.parametrize("theme", [*get_args(Theme), None], ids=str)
def test_a_page_has_the_colours_asked_for_or_those_of_the_system(theme: Theme | None) -> None:
    page = draw_html(example("bank"), theme=theme)
    assert ("prefers-color-scheme:dark" in page) == (theme is None)


def test_a_map_in_arabic_is_a_page_from_right_to_left() -> None:
    assert '<html lang="ar" dir="rtl">' in draw_html(long_map(3, does=(ARABIC,), language="ar"))


def test_pictures_of_steps_are_inside_the_page() -> None:
    drawn = small_map(steps=(a_step("come", image="door.png"), a_step("go")))
    assert '<img alt="" style="width:100%" src="data:image/png;base64,' in draw_html(drawn, images={"door.png": PNG})
    assert "<img" not in draw_html(drawn)


def test_a_map_without_feelings_has_no_curve() -> None:
    page = draw_html(small_map())
    assert 'class="curve"' not in page
    assert 'class="small"' not in page


def test_a_map_without_steps_is_refused() -> None:
    with pytest.raises(InvalidInput, match="has no steps"):
        draw_html(small_map(steps=()))


def test_the_same_map_is_the_same_page() -> None:
    assert draw_html(example("concert")) == draw_html(example("concert"))


@settings(max_examples=40)
@given(any_map(steps=4))
def test_whatever_a_map_says_stays_text(drawn: JourneyMap) -> None:
    found = read(draw_html(drawn))
    assert not {"script", "iframe", "object", "link", "b1"} & {*found.tags}
    assert not [name for name, _ in found.attributes if name.startswith("on")]


def test_on_a_narrow_screen_every_step_is_a_card_with_all_that_is_said_of_it() -> None:
    drawn = example("concert")
    overlay = overlay_of(drawn)
    page = draw_html(drawn, overlay=overlay)
    listed = page[page.index('<section class="narrow"') : page.index('<section class="twin"')]
    assert listed.count('<li class="one') == len(drawn.steps)
    assert 'class="small"' in listed
    for row in rows(drawn, overlay):
        assert all(escape(line.text) in listed for lines in row.cells.values() for line in lines)
    assert "Step 1 of 8 · first contact" in listed
    assert "max-width:859.98px" in page


def test_ways_and_beginnings_are_said_in_plain_words() -> None:
    page = draw_html(example("concert"))
    ways = next(row for row in rows(example("concert")) if row.key == "ways")
    texts = {line.text for lines in ways.cells.values() for line in lines}
    assert {"back to step 2", "by email: on to step 6"} <= texts
    assert "the company begins" in page
    assert not re.search(r"[>, ](push|pull)[<,]", page)
    assert '<use href="#sign-social"/>' in page
    assert '<symbol id="sign-social"' in page
    assert "version 3 · reviewed 2026-11-01 · Marketing lead" in page


def test_ways_on_and_choices_carry_their_intervals() -> None:
    drawn = example("bank")
    told = {row.key: row for row in rows(drawn, overlay_of(drawn))}
    said = [line.text for lines in told["data-ways"].cells.values() for line in lines]
    assert any(text.startswith("(") and "n = " in text for text in said)
    assert any("taken by" in line.text for lines in told["touchpoints"].cells.values() for line in lines)
