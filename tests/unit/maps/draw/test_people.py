"""Several people who feel differently are shown as several, nowhere the first as if it were everybody."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from sojourn import maps
from sojourn.maps.draw import words
from sojourn.maps.draw.change import Change, join, sides
from sojourn.maps.draw.drawing import Drawing, draw_map
from sojourn.maps.model import Feeling, JourneyMap
from tests.factories.overlays import overlay_of

from .test_drawing import sound

RUTH, SAM = "Ruth Bergmann", "Sam"
LINE = re.compile(r'<path d="M[^"M]*C[^"]*" fill="none"')


def two_people() -> JourneyMap:
    """Give a map of two people who feel the same at four of ten steps."""
    return maps.read_map(Path(__file__).parents[3] / "golden/maps/two-people.yaml")


def texts(drawing: Drawing) -> list[str]:
    return [each.text.replace("|", " ") for page in drawing.pages for each in page.boxes]


def curves(drawing: Drawing) -> list[str]:
    """Give the curves through at least four points: parts of a curve in one path."""
    found = re.findall(r'd="(M[^"]*)"', drawing.svg)
    return [each for each in found if each.count("C") > 3]


def test_each_person_has_one_unbroken_line_through_what_everybody_feels() -> None:
    drawing = draw_map(two_people())
    sound(drawing)
    found = curves(drawing)
    assert [each.count("M") for each in found] == [1, 1]
    assert [each.count("C") for each in found] == [9, 9]
    said = texts(drawing)
    assert {RUTH, SAM} <= set(said)
    assert sum(each == "proud" for each in said) == 1 and drawing.notes == ()


def test_a_line_of_one_of_several_people_says_whose_it_is() -> None:
    drawn = two_people()
    only = tuple(
        replace(step, feels=tuple(one for one in step.feels if one.persona == "senior")) for step in drawn.steps
    )
    assert f"feelings of {RUTH} only" in texts(draw_map(replace(drawn, steps=only)))


@pytest.mark.parametrize("variant", ["figure-8", "board"])
def test_a_form_with_one_mark_for_a_step_shows_both_people(variant: str) -> None:
    drawing = draw_map(two_people(), variant=variant)  # type: ignore[arg-type]
    sound(drawing)
    said = texts(drawing)
    assert {"+1", "−0.5"} <= set(said)
    assert any("Sam" in each and "−0.5" in each for each in said) or variant == "figure-8"
    assert any(RUTH in each and "understood" in each for each in said)


def test_a_step_is_said_with_the_names_of_those_who_feel() -> None:
    drawn = two_people()
    names = {each.id: each.name for each in drawn.personas}
    felt = (Feeling(score=-1.0, persona="senior"),)
    assert words.step(drawn, replace(drawn.steps[0], feels=felt), 1, names).endswith("Ruth Bergmann feels −1")
    felt = (*felt, Feeling(score=1.0))
    assert words.step(drawn, replace(drawn.steps[0], feels=felt), 1, names).endswith("everybody else feels +1")
    assert "where Sam reports damage" in words.whole(
        replace(drawn, steps=tuple(step for step in drawn.steps if step.id != "pack"))
    )


def test_what_was_measured_stands_beside_the_line_of_each_person() -> None:
    drawn = two_people()
    drawing = draw_map(drawn, overlay=overlay_of(drawn))
    sound(drawing)
    assert {RUTH, SAM, "the map supposes"} <= set(texts(drawing))


def target() -> JourneyMap:
    """Give the map as it should be: Ruth is relieved when she packs, the bill comes at once, help is new."""
    drawn = two_people()
    steps = {step.id: step for step in drawn.steps}
    steps["pack"] = replace(
        steps["pack"], feels=(Feeling(score=0.5, persona="senior"), Feeling(score=-1.5, persona="student"))
    )
    return replace(drawn, state="target", steps=tuple(steps.values()))


def test_before_and_after_have_a_pair_of_lines_for_each_person() -> None:
    drawing = draw_map(two_people(), variant="before-after", target=target())
    sound(drawing)
    assert [each.count("M") for each in curves(drawing)] == [1, 1, 1, 1]
    assert {RUTH, SAM} <= set(texts(drawing))
    assert "Ruth Bergmann feels −2 → +0.5" in texts(drawing)


def test_before_and_after_tell_of_what_moves_is_thought_and_is_new() -> None:
    drawn = two_people()
    steps = {step.id: step for step in drawn.steps}
    steps["search"] = replace(steps["search"], thinks="My neighbour liked them")
    new = replace(steps["load"], id="gift", does="Gets a plant", feels=())
    order = [*list(steps.values())[:7], steps["claim"], new, steps["review"], steps["recommend"]]
    found = join(drawn, replace(drawn, steps=tuple(order))).changes
    assert found["search"].lines == (
        "thought: “Whom can I trust?”", "now thinks: “My neighbour liked them”",
    )  # fmt: skip
    assert [found[each].lines for each in ("claim", "review")] in (
        [("moves behind “Says where things go”",), ()],
        [(), ("moves behind “Reports damage”",)],
    )
    assert found["gift"] == Change("new", ("at Crew (in person, push)",), ())


def test_what_goes_away_stays_where_it_was_though_others_move() -> None:
    drawn = two_people()
    first, *rest = drawn.steps
    order = (rest[-1], first, *(step for step in rest[:-1] if step.id != "visit"))
    ids = [step.id for step in join(drawn, replace(drawn, steps=order)).drawn.steps]
    assert ids.index("visit") == ids.index("quote") + 1


def test_before_and_after_of_one_state_are_called_by_title_or_version() -> None:
    drawn = two_people()
    assert sides(drawn, replace(drawn, state="target")) == ("current", "target")
    assert sides(drawn, replace(drawn, title="Moving in")) == ("Moving house with a removal…", "Moving in")
    assert sides(drawn, replace(drawn, version=2)) == ("version 1", "version 2")
    assert sides(drawn, drawn) == ("before", "after")
    drawing = draw_map(drawn, variant="before-after", target=replace(drawn, version=2))
    assert "FROM VERSION 1 TO VERSION 2" in texts(drawing)


def test_steps_without_contact_keep_their_dashes_before_and_after() -> None:
    said = texts(draw_map(two_people(), variant="before-after", target=target()))
    assert "no contact" in said
