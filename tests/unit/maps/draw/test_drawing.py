"""Drawings hold their text, say everything aloud, and come out the same each time."""

import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn import maps, samples
from sojourn.core.errors import InvalidInput
from sojourn.maps.draw.canvas import TextBox
from sojourn.maps.draw.colours import Theme
from sojourn.maps.draw.drawing import DrawnPage, draw_map
from sojourn.maps.draw.paper import Size
from sojourn.maps.model import Feeling, JourneyMap
from tests.factories.long_maps import ARABIC, EMOJI, JAPANESE, LONG_GERMAN, long_map
from tests.factories.maps import a_step, small_map
from tests.factories.maps import maps as any_map
from tests.factories.overlays import overlay_of, without_numbers

SVG = "{http://www.w3.org/2000/svg}"
SIZES: tuple[Size, ...] = get_args(Size)


def example(name: str) -> JourneyMap:
    return maps.parse_map(samples.example_map(name))


def overlaps(page: DrawnPage) -> list[tuple[str, str]]:
    """List the texts of a page that cover each other: more than a third of a millimetre both ways."""
    boxes = sorted(page.boxes, key=lambda each: each.box.y)
    found = []
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            if other.box.y > one.box.bottom:
                break
            if one.box.overlaps(other.box, 0.35):
                found.append((one.text, other.text))
    return found


def outside(page: DrawnPage) -> list[TextBox]:
    """List the texts that leave their room or the sheet."""
    wide, high = page.width_mm, page.height_mm
    left = [each for each in page.boxes if each.room is not None and not each.box.inside(each.room, 0.6)]
    return left + [
        each for each in page.boxes
        if each.box.x < 0 or each.box.y < 0 or each.box.right > wide or each.box.bottom > high
    ]  # fmt: skip


def sound(drawing: "maps.Drawing") -> None:
    for page in drawing.pages:
        root = ElementTree.fromstring(page.svg)
        ids = [each.get("id") for each in root.iter() if each.get("id")]
        assert len(ids) == len(set(ids))
        assert overlaps(page) == []
        assert outside(page) == []


@pytest.mark.parametrize("name", ["concert", "bank"])
def test_examples_keep_every_text_in_its_place(name: str) -> None:
    sound(draw_map(example(name)))


@pytest.mark.parametrize("steps", [1, 2, 5, 8, 15, 22, 46])
def test_maps_of_any_length_keep_every_text_in_its_place(steps: int) -> None:
    sound(draw_map(long_map(steps, phases=min(3, steps))))


@pytest.mark.parametrize("size", SIZES)
def test_each_paper_holds_eight_steps(size: Size) -> None:
    drawing = draw_map(long_map(8), paper=size)
    assert drawing.paper == size
    sound(drawing)


@pytest.mark.parametrize(
    ("steps", "paper"), [(8, "A3"), (15, "A3"), (16, "A2"), (22, "A2"), (32, "A1"), (46, "A0")], ids=str
)
def test_longer_maps_take_larger_paper(steps: int, paper: str) -> None:
    assert draw_map(long_map(steps)).paper == paper


def test_what_does_not_go_on_the_paper_is_parted_at_phases_with_the_head_repeated() -> None:
    drawing = draw_map(long_map(46, phases=6), paper="A3")
    assert len(drawing.pages) > 1
    for page in drawing.pages:
        assert any(each.owner == "header" for each in page.boxes)
        assert page.svg.count("<title>Looks for a new provider (") == 1
    assert all(f"sheet {number} of {len(drawing.pages)}" in page.svg for number, page in enumerate(drawing.pages, 1))
    firsts = [re.findall(r'id="step-(step\d+)"', page.svg) for page in drawing.pages]
    assert [step for page in firsts for step in page] == [f"step{number}" for number in range(46)]


@pytest.mark.parametrize(
    ("language", "does"),
    [("de", (LONG_GERMAN,)), ("ar", (ARABIC,)), ("ja", (JAPANESE,)), ("en", (EMOJI,)), ("en", ("<b>&\"'</b>", "]]>"))],
    ids=["german", "arabic", "japanese", "emoji", "markup"],
)
def test_any_script_keeps_its_place(language: str, does: tuple[str, ...]) -> None:
    sound(draw_map(long_map(12, does=does, language=language)))


def test_a_map_in_arabic_begins_at_the_right() -> None:
    boxes = draw_map(long_map(3, does=(ARABIC,), language="ar")).pages[0].boxes
    first, last = (next(each.box.x for each in boxes if each.owner == f"step:step{number}") for number in (0, 2))
    assert first > last


def test_three_people_have_three_curves_and_a_fourth_is_named() -> None:
    drawing = draw_map(long_map(9, personas=3))
    sound(drawing)
    assert drawing.notes == ()
    assert draw_map(long_map(9, personas=4)).notes == ("Only 3 curves are drawn; left out: Person 4",)


def test_six_points_of_contact_stand_in_one_bracket_with_the_expected_one_bold() -> None:
    drawing = draw_map(long_map(4, options=6))
    sound(drawing)
    assert sum(each.text == "one of" for each in drawing.pages[0].boxes) == 1


def test_empty_lanes_are_left_out_with_their_lines() -> None:
    svg = draw_map(small_map()).svg
    for word in ("Thinks", "Pains", "line of visibility", "Opportunities", "Feels"):
        assert word not in svg


def test_a_map_without_steps_is_refused() -> None:
    with pytest.raises(InvalidInput, match="has no steps"):
        draw_map(small_map(steps=()))


def test_a_card_is_at_most_sixty_millimetres_wide() -> None:
    svg = ElementTree.fromstring(draw_map(example("bank")).svg)
    widths = {float(each.get("width", "0")) for each in svg.iter(f"{SVG}rect") if each.get("rx") == "1.6"}
    assert widths == {60.0}


def test_the_curve_passes_through_each_feeling() -> None:
    """Every disc of the example stands on the line: its middle is an end of one of the line's pieces."""
    drawing = draw_map(example("concert"))
    root = ElementTree.fromstring(drawing.svg)
    line = next(each.get("d", "") for each in root.iter(f"{SVG}path") if each.get("stroke-width") == "0.78")
    ends = {tuple(map(float, found)) for found in re.findall(r"([\d.]+) ([\d.]+)(?=C|$)", line)}
    discs = [each for each in drawing.pages[0].boxes if each.owner == "feeling"]
    assert len(discs) == 8
    for each in discs:
        assert each.room is not None
        x, y = each.room.x + each.room.width / 2, each.room.y + each.room.height / 2
        assert any(abs(x - ex) < 0.02 and abs(y - ey) < 0.02 for ex, ey in ends)


def test_a_step_without_a_feeling_breaks_the_line() -> None:
    felt = [a_step(f"s{n}", feels=(Feeling(score=1.0),) if n != 2 else ()) for n in range(5)]
    root = ElementTree.fromstring(draw_map(small_map(steps=tuple(felt))).svg)
    line = next(each.get("d", "") for each in root.iter(f"{SVG}path") if each.get("stroke-width") == "0.78")
    assert line.count("M") == 2


def test_each_step_is_a_group_that_says_all_of_it() -> None:
    root = ElementTree.fromstring(draw_map(example("concert")).svg)
    assert root.get("role") == "graphics-document document"
    assert root.find(f"{SVG}title") is not None
    assert root.find(f"{SVG}desc") is not None
    labels = [each.get("aria-label", "") for each in root.iter(f"{SVG}g") if (each.get("id") or "").startswith("step-")]
    assert len(labels) == 8
    assert labels[2] == "Step 3 of 8, Buys the tickets online, feels frustrated, −1, moment of truth"


def test_a_step_holds_its_card_before_its_feeling_and_its_thought() -> None:
    root = ElementTree.fromstring(draw_map(example("concert")).svg)
    step = next(each for each in root.iter(f"{SVG}g") if each.get("id") == "step-buy")
    said = ["".join(text.itertext()) for text in step.iter(f"{SVG}text")]
    order = [said.index(word) for word in ("Buys the tickets online", "Payment page", "−1", "frustrated")]
    assert order == sorted(order)
    assert said.index("frustrated") < next(place for place, text in enumerate(said) if "really" in text)


def test_the_legend_explains_the_marks_used_and_no_others() -> None:
    said = {each.text for each in draw_map(example("concert")).pages[0].boxes if each.owner == "footer"}
    assert {"moment of truth", "partly researched", "paid for", "pain", "no contact"} <= said
    assert "researched" not in said
    assert "context is lost" not in said


def test_the_legend_explains_a_share_that_nobody_counted() -> None:
    for name, there in (("tickets", True), ("concert", False)):
        boxes = draw_map(example(name)).pages[0].boxes
        said = {each.text for each in boxes if each.owner == "footer"}
        assert ("share that the map supposes to go this way" in said) is there
        assert any("%?" in each.text for each in boxes if each.owner.startswith("step:")) is there


def test_an_ending_of_the_last_step_turns_to_where_its_words_have_room() -> None:
    boxes = draw_map(example("tickets")).pages[0].boxes
    said = {each.text for each in boxes if "%?:" in each.text}
    assert {"25 %?: Comes again", "75 %?: Has seen the concert"} <= said
    assert not any(text.endswith("…") for text in said)


def test_a_cut_text_keeps_all_of_itself_as_its_title() -> None:
    long = "word " * 400
    svg = draw_map(small_map(steps=(a_step("come", does=long.strip()), a_step("go")))).svg
    assert f"<title>{long.strip()}</title>" in svg


@pytest.mark.parametrize("theme", get_args(Theme))
def test_every_theme_draws_the_same_places(theme: Theme) -> None:
    themes: tuple[Theme, Theme] = ("light", theme)
    light, themed = (draw_map(example("concert"), theme=each).pages[0].boxes for each in themes)
    assert [each.box for each in themed] == [each.box for each in light]


def test_two_processes_write_the_same_bytes() -> None:
    code = (
        "import sys; from sojourn import maps, samples; "
        "sys.stdout.write(maps.draw_map(maps.parse_map(samples.example_map('concert'))).svg)"
    )
    root = Path(__file__).parents[4]
    runs = [
        subprocess.run([sys.executable, "-c", code], env={"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"}, cwd=root,
                       capture_output=True, check=True).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert runs[0] == runs[1] == draw_map(example("concert")).svg.encode()


@pytest.mark.parametrize("name", ["concert", "bank"])
def test_evidence_keeps_every_text_in_its_place(name: str) -> None:
    drawn = example(name)
    sound(draw_map(drawn, overlay=overlay_of(drawn)))
    sound(draw_map(drawn, overlay=without_numbers(drawn)))


def test_two_drawings_may_stand_on_one_page() -> None:
    one, other = (re.findall(r' id="([^"]+)"', draw_map(example("concert"), prefix=prefix).svg) for prefix in "ab")
    assert not {*one} & {*other}


@settings(max_examples=50)
@given(any_map(steps=5), st.sampled_from(("working", "poster", "board", "blueprint", "figure-8")))
def test_any_map_is_drawn_without_texts_that_collide_and_without_what_it_could_run(
    drawn: JourneyMap, variant: str
) -> None:
    drawing = draw_map(drawn, variant=variant)  # type: ignore[arg-type]
    for page in drawing.pages:
        root = ElementTree.fromstring(page.svg)
        assert not [each.tag for each in root.iter() if each.tag.endswith("script")]
        assert not [name for each in root.iter() for name in each.attrib if name.startswith("on")]
        numbers = (each.get(name, "0") for each in root.iter() for name in ("x", "y", "width", "height"))
        assert not [number for number in numbers if "nan" in number or "inf" in number]
        assert overlaps(page) == []
        assert outside(page) == []


def test_pairs_of_boxes_are_compared_once() -> None:
    """What the other tests rely on: a text over another is found."""
    page = draw_map(example("concert")).pages[0]
    doubled = DrawnPage(page.svg, page.width_mm, page.height_mm, (*page.boxes, page.boxes[0]))
    assert len(overlaps(doubled)) == 1
    assert len(list(combinations(page.boxes, 2))) > 1000
