"""A canvas remembers where text stands, and writes drawings that look the same everywhere."""

import base64
import re
from typing import get_args
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.maps.draw.canvas import Anchor, Box, Canvas
from sojourn.maps.draw.colours import DARK, LIGHT, PALETTES, Token
from sojourn.maps.draw.svg import Element
from sojourn.maps.draw.text import LEADING, MM_PER_PT, Face, width, wrap

SVG = "{http://www.w3.org/2000/svg}"


def drawing(canvas: Canvas, *children: Element | None, **more: str) -> str:
    return canvas.document(420, 297, *children, heading="A <map>", summary="Three & more", **more)  # type: ignore[arg-type]


def placed(element: Element | None) -> dict[str, str]:
    assert element is not None
    return dict(element.attributes)


def test_the_box_of_a_text_is_remembered_with_its_owner_and_room() -> None:
    canvas = Canvas()
    room = Box(10, 10, 40, 20)
    canvas.text(wrap("Sees an ad for a concert", 30, 9), 12, 11, size=9, owner="step:see", room=room)
    (found,) = canvas.boxes
    assert (found.owner, found.room, found.text) == ("step:see", room, "Sees an ad for a|concert")
    assert found.box.inside(room)
    assert found.box.x == 12
    assert found.box.width == pytest.approx(width("Sees an ad for a", 9))
    assert found.box.height == pytest.approx((1 + LEADING) * 9 * MM_PER_PT)


@pytest.mark.parametrize(("align", "left"), [("left", 100.0), ("middle", 95.0), ("right", 90.0)], ids=str)
def test_sides_are_those_of_the_paper(align: str, left: float) -> None:
    for text in ("Agent", "مرحبا"):
        canvas = Canvas()
        size = 10 / width(text, 1)
        canvas.text(text, 100, 20, size=size, align=align)  # type: ignore[arg-type]
        assert canvas.boxes[0].box.x == pytest.approx(left)


@given(st.integers(1, 5), st.sampled_from(get_args(Anchor)), st.floats(4, 30))
def test_a_block_hangs_from_its_anchor(lines: int, anchor: Anchor, size: float) -> None:
    canvas = Canvas()
    text = wrap("\n".join("line" for _ in range(lines)), 1000, size)
    canvas.text(text, 0, 100, size=size, anchor=anchor)
    box, whole = canvas.boxes[0].box, text.height(size)
    if anchor == "top":
        assert 100 <= box.y <= box.bottom <= 100 + whole
    if anchor == "bottom":
        assert 100 - whole <= box.y <= box.bottom <= 100
    if anchor == "middle":
        assert (box.y + box.bottom) / 2 == pytest.approx(100, abs=0.12 * size * MM_PER_PT)


def test_lines_stand_exactly_below_one_another() -> None:
    text = Canvas().text(wrap("one two", 8, 10), 5, 5, size=10)
    assert text is not None
    first, second = [child for child in text.children if isinstance(child, Element)]
    assert dict(first.attributes) == {"x": "5"}
    assert dict(second.attributes) == {"x": "5", "dy": f"{10 * MM_PER_PT * LEADING:.2f}"}
    assert (first.children, second.children) == (("one ",), ("two",))


def test_a_text_that_was_cut_has_all_of_it_as_its_title() -> None:
    text = str(Canvas().text(wrap("Is shown concerts nearby by artists", 30, 9, most=1), 0, 0, size=9))
    assert "<title>Is shown concerts nearby by artists</title>" in text
    assert "<title>" not in str(Canvas().text("short", 0, 0, size=9))


def test_nothing_to_show_makes_nothing() -> None:
    canvas = Canvas()
    assert canvas.text(" \n", 0, 0, size=9) is None
    assert canvas.boxes == ()


def test_right_to_left_lines_say_so_in_characters_that_renderers_obey() -> None:
    assert "\u202bمرحبا.\u202c" in str(Canvas().text("مرحبا.", 0, 0, size=9))
    assert "\u202aBob מה\u202c" in str(Canvas().text("Bob מה", 0, 0, size=9))
    assert "\u202a" not in str(Canvas().text("Bob", 0, 0, size=9))


def test_faces_are_named_by_what_renderers_know() -> None:
    assert placed(Canvas().text("a", 0, 0, size=9, face=Face.BOLD))["font-weight"] == "600"
    said = placed(Canvas().text("a", 0, 0, size=9, face=Face.SAY))
    assert said["font-style"] == "italic"
    assert said["font-family"].startswith("&#x27;Source Serif 4&#x27;, &#x27;Sojourn Serif&#x27;")


def test_colours_are_plain_unless_the_theme_may_be_switched() -> None:
    assert Canvas(DARK).paint("ink") == {"class": None, "fill": DARK["ink"], "fill-opacity": None}
    switched = Canvas(switchable=True).paint("sheet", "line", 0.4, dash="1 1", opacity=0.5, cap="round", join="round")
    assert switched == {
        "class": "f-sheet s-line", "fill": LIGHT["sheet"], "fill-opacity": 0.5, "stroke": LIGHT["line"],
        "stroke-width": 0.4, "stroke-dasharray": "1 1", "stroke-linecap": "round", "stroke-linejoin": "round",
    }  # fmt: skip
    assert Canvas().paint() == {"class": None, "fill": "none", "fill-opacity": None}
    assert Canvas(switchable=True).colour("ink") == {"class": "c-ink", "color": LIGHT["ink"]}


def test_shapes_are_drawn_in_their_paint() -> None:
    canvas = Canvas()
    ink = canvas.paint("ink")
    assert str(canvas.rect(Box(1, 2, 3, 4), ink, radius=1)) == (
        f'<rect x="1" y="2" width="3" height="4" rx="1" fill="{LIGHT["ink"]}"/>'
    )
    assert str(canvas.circle(1, 2, 3, ink)) == f'<circle cx="1" cy="2" r="3" fill="{LIGHT["ink"]}"/>'
    assert str(canvas.line(0, 0, 1.5, 2, ink)) == f'<path d="M0 0L1.5 2" fill="{LIGHT["ink"]}"/>'
    assert str(canvas.path("M0 0", ink)) == f'<path d="M0 0" fill="{LIGHT["ink"]}"/>'


def test_a_drawing_is_a_document_with_a_title_and_a_size_in_mm() -> None:
    canvas = Canvas(prefix="concert")
    root = ElementTree.fromstring(drawing(canvas, canvas.text("a", 0, 0, size=9), None, language="de"))
    assert root.tag == f"{SVG}svg"
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("420mm", "297mm", "0 0 420 297")
    assert root.get("role") == "graphics-document document"
    assert root.get("lang") == "de"
    assert root.get("id") == "concert-drawing"
    assert [child.text for child in root[:2]] == ["A <map>", "Three & more"]


def test_a_drawing_carries_the_type_of_the_letters_it_shows_and_no_other() -> None:
    def families(text: str, face: Face = Face.SANS) -> list[tuple[str, str]]:
        canvas = Canvas()
        canvas.text(text, 0, 0, size=9, face=face)
        rules = re.findall(r'font-family:"(.*?)".*?base64,(.*?)\).*?range:(.*?)}', drawing(canvas))
        assert all(base64.b64decode(data).startswith(b"wOF2") for _, data, _ in rules)
        return [(family, span.split(",")[0]) for family, _, span in rules]

    assert families("Agent") == [("Inter", "U+20-7E")]
    assert families("Agent Ω Ж") == [("Inter", "U+400-479"), ("Inter", "U+342-343"), ("Inter", "U+20-7E")]
    assert [family for family, _ in families("“Oh”", Face.SAY)] == ["Source Serif 4"]
    assert families("日本") == []


def test_a_drawing_may_name_its_typefaces_only() -> None:
    canvas = Canvas()
    canvas.text("Agent", 0, 0, size=9)
    assert "@font-face" not in drawing(canvas, fonts="named")
    assert "font-family=" in drawing(canvas, fonts="named")


def test_every_theme_can_be_chosen_in_a_switchable_drawing() -> None:
    canvas = Canvas(switchable=True)
    shape = canvas.circle(1, 1, 1, canvas.paint("positive", "ink"))
    written = drawing(canvas, shape, fonts="named")
    for theme, palette in PALETTES.items():
        assert f'[data-theme="{theme}"]' in written.replace("&quot;", '"')
        assert f"--positive:{palette['positive']}" in written
    assert ".f-positive{fill:var(--positive)}" in written
    assert ".s-ink{stroke:var(--ink)}" in written
    assert ".f-ink{" not in written
    assert f'fill="{LIGHT["positive"]}"' in written
    assert "prefers-color-scheme:dark" in written


def test_a_plain_drawing_has_no_variables() -> None:
    canvas = Canvas()
    assert "var(" not in drawing(canvas, canvas.circle(1, 1, 1, canvas.paint("positive")))


def test_the_same_drawing_has_the_same_bytes() -> None:
    def draw() -> str:
        canvas = Canvas(switchable=True, prefix="m")
        return drawing(canvas, canvas.text("Ünïcode Ж Ω", 1, 1, size=9), canvas.text("x", 1, 9, size=9, face=Face.SAY))

    assert draw() == draw()


def test_boxes_know_what_they_meet() -> None:
    box = Box(0, 0, 10, 10)
    assert box.overlaps(Box(9, 9, 5, 5))
    assert not box.overlaps(Box(10, 0, 5, 5))
    assert not box.overlaps(Box(9.99, 0, 5, 5))
    assert Box(1, 1, 2, 2).inside(box)
    assert not Box(-1, 1, 2, 2).inside(box)
    assert not Box(9, 9, 2, 2).inside(box)


def test_every_token_has_a_colour_in_every_palette() -> None:
    for palette in PALETTES.values():
        assert set(palette.colours) == set(get_args(Token))
