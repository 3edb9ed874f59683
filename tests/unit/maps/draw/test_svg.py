"""What is written as SVG is well-formed, inert and the same each time."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.maps.draw.svg import (
    Element,
    Path,
    description,
    element,
    escape,
    group,
    hidden,
    ident,
    number,
    polygon,
    style,
    title,
    use,
)


@given(st.text(st.characters()), st.text(st.characters()))
def test_any_text_is_inert(value: str, inside: str) -> None:
    written = str(element("text", {"aria-label": value}, inside))
    read = ElementTree.fromstring(written)
    assert len(read) == 0
    assert "<" not in escape(value)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"])))
def test_ordinary_text_is_read_back_as_it_was(text: str) -> None:
    assert (ElementTree.fromstring(str(element("text", {"d": text}, text))).text or "") == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("<script>alert('x')</script>", "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;"),
        ('" onload="x', "&quot; onload=&quot;x"),
        ("a & b", "a &amp; b"),
        ("\x1b[31m\x00", "\\x1b[31m\\x00"),
        ("\ud800\ufffe", "\\ud800\\ufffe"),
    ],
    ids=["markup", "quote", "ampersand", "controls", "not-in-xml"],
)
def test_hostile_text_is_escaped(text: str, written: str) -> None:
    assert escape(text) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(1, "1"), (1.0, "1"), (-0.0, "0"), (-0.004, "0"), (0.005, "0.01"), (2.5, "2.5"), (-1.239, "-1.24"), (100, "100"),
     (1e-9, "0"), (123456.789, "123456.79")],
    ids=str,
)  # fmt: skip
def test_numbers_have_two_decimals_at_most(value: float, written: str) -> None:
    assert number(value) == written


@given(st.floats(-1e5, 1e5))
def test_numbers_are_within_half_a_hundredth(value: float) -> None:
    assert abs(float(number(value)) - value) <= 0.005 + 1e-9
    assert not number(value).endswith((".", "-0"))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")], ids=str)
def test_a_place_that_is_not_a_number_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="no place"):
        number(value)


@given(st.text(max_size=12), st.text(max_size=12))
def test_different_ids_stay_different(one: str, other: str) -> None:
    assert (ident("step", f"a{one}") == ident("step", f"a{other}")) == (one == other) or "_" in one + other
    assert ident(one or "x").replace("-", "").replace("_", "").isalnum() or set(ident(one or "x")) <= set("-_")


def test_ids_of_the_map_are_ids_of_the_drawing() -> None:
    assert ident("concert", "step", "buy_ticket-2") == "concert-step-buy_ticket-2"
    assert ident("", "step", "buy") == "step-buy"
    assert ident("1x") == "_1x"
    assert ident("a b<") == "a_20_b_3c_"


def test_attributes_stand_in_the_order_given_and_none_is_left_out() -> None:
    assert str(element("rect", {"y": 1, "x": 2.0, "rx": None, "fill": "none"})) == '<rect y="1" x="2" fill="none"/>'


def test_groups_speak_and_decoration_is_silent() -> None:
    step = group(title("Buys"), None, label="Step 3 of 8", ident="step-buy", attributes={"class": "step"})
    assert str(step) == '<g id="step-buy" role="group" aria-label="Step 3 of 8" class="step"><title>Buys</title></g>'
    assert str(hidden(element("path", {"d": "M0 0"}))) == '<g aria-hidden="true"><path d="M0 0"/></g>'
    assert str(group()) == "<g/>"
    assert str(description("a < b")) == "<desc>a &lt; b</desc>"


def test_a_symbol_is_placed_by_its_corner_and_size() -> None:
    assert str(use("channel-web", 1, 2.5, 6)) == '<use href="#channel-web" x="1" y="2.5" width="6" height="6"/>'


def test_an_outline_is_built_step_by_step() -> None:
    start = Path().move(0, 0)
    drawn = start.line(1, 0).curve(1, 1, 2, 2, 3, 3).arc(2, 4, 4, large=True, sweep=False).close()
    assert drawn.d == "M0 0L1 0C1 1 2 2 3 3A2 2 0 1 0 4 4Z"
    assert start.d == "M0 0"
    assert polygon([(0, 0), (1, 0), (1, 1)]) == "M0 0L1 0L1 1Z"


def test_rules_cannot_end_their_element() -> None:
    assert "</style><" not in str(style(["a{content:'</style><script>'}"]))


def test_elements_are_values() -> None:
    assert element("g", {"id": "a"}) == Element("g", (("id", "a"),), ())
    assert hash(element("g", {"id": "a"})) == hash(element("g", {"id": "a"}))
