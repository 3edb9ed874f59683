"""Each variant shows what it is for."""

import re
from dataclasses import replace
from typing import get_args
from xml.etree import ElementTree

import pytest

from sojourn import maps
from sojourn.core.errors import InvalidInput, NotFound
from sojourn.maps.draw.change import join
from sojourn.maps.draw.drawing import Drawing, Variant, draw_map
from sojourn.maps.draw.lanes.actions import actions, in_order
from sojourn.maps.draw.lanes.callouts import at_lowest, strongest
from sojourn.maps.draw.text import MM_PER_PT
from sojourn.maps.model import Feeling, JourneyMap, Metric, Pain, Step
from tests.factories.long_maps import long_map
from tests.factories.maps import a_step, small_map
from tests.factories.overlays import overlay_of

from .test_drawing import example, sound

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 16


def said(drawing: Drawing) -> set[str]:
    return {each.text.replace("|", " ") for page in drawing.pages for each in page.boxes}


def target() -> JourneyMap:
    """Give the concert as it is meant to be: the guest buys without an account, the app is gone, a drink is new."""
    now = example("concert")
    steps = [step for step in now.steps if step.id != "app"]
    steps = [
        replace(step, does="Buys the tickets as a guest", feels=(Feeling(score=1.0),), pains=(),
                metrics={"wait": Metric(target="PT1M")}) if step.id == "buy" else step
        for step in steps
    ]  # fmt: skip
    steps.insert(5, Step(id="drink", phase="during", does="Orders a drink from the seat", feels=(Feeling(score=1.5),)))
    return replace(now, id="concert-target", state="target", steps=tuple(steps))


def test_a_board_is_one_a4_with_the_moments_of_truth_and_five_actions() -> None:
    drawing = draw_map(example("concert"), variant="board")
    sound(drawing)
    assert (drawing.paper, len(drawing.pages)) == ("A4", 1)
    texts = said(drawing)
    assert {"Moments of truth", "3 Buys the tickets online", "7 Shows the QR code and walks in"} <= texts
    assert {"One-page guest checkout", "ecommerce · 40,000 EUR", "Show friends who are there"} <= texts


def test_a_board_with_evidence_shows_it_at_its_moments_of_truth() -> None:
    drawn = example("concert")
    drawing = draw_map(drawn, variant="board", overlay=overlay_of(drawn))
    sound(drawing)
    assert (drawing.paper, len(drawing.pages)) == ("A4", 1)
    texts = [each.text for each in drawing.pages[0].boxes if each.owner == "board"]
    assert texts.count("Reached by") == texts.count("Leave") == texts.count("Satisfied") == 2
    assert {"Go on to 4", "92.0 %", "(7.8–8.2), n = 54,307", "No survey"} <= {*texts}
    assert {"measured, with 95 % interval", "the map supposes"} <= said(drawing)


@pytest.mark.parametrize("steps", [1, 10, 11, 13, 15])
@pytest.mark.parametrize("evidence", [False, True], ids=["plain", "evidence"])
def test_a_board_is_one_a4_for_up_to_fifteen_steps(steps: int, evidence: bool) -> None:
    drawn = long_map(steps, phases=min(4, steps))
    drawing = draw_map(drawn, variant="board", overlay=overlay_of(drawn) if evidence else None)
    sound(drawing)
    assert (drawing.paper, len(drawing.pages), drawing.notes) == ("A4", 1, drawing.notes)
    assert not [note for note in drawing.notes if "A4" in note]


def test_a_longer_board_is_one_larger_sheet_and_says_so() -> None:
    for asked in (None, "A4"):
        drawing = draw_map(long_map(24, phases=4), variant="board", paper=asked)
        assert (drawing.paper, len(drawing.pages)) == ("A3", 1)
        assert [note for note in drawing.notes if "A4" in note and "A3" in note]


def test_actions_say_what_they_answer_and_stand_behind_what_they_require() -> None:
    found = actions(example("concert"), 5)
    assert found[0].answers == "step 3, Buys the tickets online: Account needed before paying"
    assert [each.title for each in found[1:3]] == ["In-app wallet", "Pay for drinks and coat check"]
    assert found[1].answers == "comes before action 3"
    assert found[-1].about == "no initiative yet"
    assert found[-1].answers.startswith("step 7, ")


def test_initiatives_that_require_each_other_are_each_listed_once() -> None:
    one, two, *_ = example("concert").initiatives
    circle = [replace(one, requires=(two.id,)), replace(two, requires=(one.id,))]
    assert [each.id for each in in_order(circle)] == [two.id, one.id]


def test_a_poster_shows_pictures_and_says_which_are_missing() -> None:
    drawn = example("concert")
    first, second, *rest = drawn.steps
    pictured = replace(drawn, steps=(replace(first, image="ad.png"), replace(second, image="site.png"), *rest))
    drawing = draw_map(pictured, variant="poster", images={"ad.png": PNG})
    sound(drawing)
    assert drawing.paper == "A1"
    assert drawing.svg.count("<image ") == 1
    assert "data:image/png;base64," in drawing.svg
    assert drawing.notes == ("picture 'site.png' of step 'site' is missing; its place is left quiet",)


def test_a_poster_says_what_is_promised_and_to_whom() -> None:
    drawn = example("concert")
    texts = [each.text for each in draw_map(drawn, variant="poster").pages[0].boxes if each.owner == "header"]
    assert {"The right concert at the right time, without a paper ticket", "F", "The fan"} <= {*texts}
    assert "The right concert at the right time, without a paper ticket" in said(draw_map(drawn))
    pictured = replace(drawn, personas=(replace(drawn.personas[0], image="fan.png"),))
    drawing = draw_map(pictured, variant="poster", images={"fan.png": PNG})
    sound(drawing)
    assert drawing.svg.count("<image ") == 1
    assert not [each for each in drawing.pages[0].boxes if each.text == "F"]


def test_a_poster_points_at_the_strongest_pain_and_at_what_could_be_better_at_the_lowest_point() -> None:
    drawn = example("concert")
    texts = [each.text for each in draw_map(drawn, variant="poster").pages[0].boxes if each.owner == "callouts"]
    assert texts[:2] == ["Strongest pain, step 3", "Account needed before paying"]
    assert texts[-1] == "Pay as a guest"
    mild, bad = Pain(text="slow", severity=2), Pain(text="lost", severity=5)
    both = small_map(steps=(a_step("come", pains=(bad,)), a_step("go", pains=(mild,))))
    assert strongest(both) == (both.steps[0], bad)
    assert at_lowest(both) is None


@pytest.mark.parametrize("name", ["concert", "bank", "retail"])
@pytest.mark.parametrize("evidence", [False, True], ids=["plain", "evidence"])
def test_a_poster_is_read_from_afar(name: str, evidence: bool) -> None:
    drawn = example(name)
    drawing = draw_map(drawn, variant="poster", overlay=overlay_of(drawn) if evidence else None)
    sound(drawing)
    sizes = [float(each) / MM_PER_PT for each in re.findall(r'font-size="([\d.]+)"', drawing.svg)]
    assert min(sizes) >= 19.98


def test_a_blueprint_has_three_lines_even_where_nothing_is_written() -> None:
    texts = said(draw_map(example("bank"), variant="blueprint"))
    assert {"line of interaction", "line of visibility", "line of internal interaction"} <= texts
    assert {"Frontstage", "Backstage", "Support"} <= texts
    assert "Feels" not in texts


def test_before_and_after_marks_what_changes() -> None:
    drawing = draw_map(example("concert"), variant="before-after", target=target())
    sound(drawing)
    texts = said(drawing)
    assert {"changes", "goes away", "new", "feels −1 → +1", "wait 3 min → 1 min"} <= texts
    assert {"new step", "step that goes away", "current", "target", "better"} <= texts


def test_before_and_after_names_the_initiatives_that_claim_a_change_and_what_nobody_claims() -> None:
    now = example("concert")
    found = join(now, target()).changes
    assert found["buy"].lines[-1] == "through One-page guest checkout"
    assert [found[step].lines for step in ("app", "drink")] == [("no initiative",)] * 2
    bare = replace(now, initiatives=()), replace(target(), initiatives=())
    assert join(*bare).changes["drink"].lines == ()


def test_before_and_after_draws_both_curves_through_all_they_have() -> None:
    root = ElementTree.fromstring(draw_map(example("concert"), variant="before-after", target=target()).svg)
    paths = list(root.iter("{http://www.w3.org/2000/svg}path"))
    dashed = next(
        each.get("d", "") for each in paths if each.get("stroke-width") == "0.5" and each.get("stroke-dasharray")
    )
    solid = next(each.get("d", "") for each in paths if each.get("stroke-width") == "0.85")
    assert (dashed.count("M"), dashed.count("C")) == (1, 7)
    assert (solid.count("M"), solid.count("C")) == (1, 7)


def test_before_and_after_needs_a_second_map() -> None:
    with pytest.raises(InvalidInput, match="second map"):
        draw_map(example("concert"), variant="before-after")


def test_maps_without_a_common_step_are_not_held_against_each_other() -> None:
    with pytest.raises(InvalidInput, match="no step in common"):
        draw_map(example("concert"), variant="before-after", target=small_map())


def test_steps_are_matched_by_the_ids_they_had() -> None:
    renamed = small_map(steps=(a_step("arrive", was=("come",), does="Does what come says"), a_step("go")))
    found = join(small_map(), renamed).changes
    assert [(step, change.kind) for step, change in found.items()] == [("arrive", "changed"), ("go", "same")]
    assert found["arrive"].lines == ("adds The arrive_desk", "drops The come_desk")


def test_a_step_that_goes_away_stands_where_it_was() -> None:
    both = join(small_map(), small_map(steps=(a_step("go"),)))
    assert [step.id for step in both.drawn.steps] == ["come", "go"]
    assert both.changes["come"].kind == "gone"


def test_a_deviation_tells_the_written_case_below_the_plan() -> None:
    drawing = draw_map(example("bank"), variant="deviation")
    sound(drawing)
    texts = said(drawing)
    assert {"Planned", "Lived", "missing", "“The bank is very busy”", "instead of Service desk"} <= texts
    assert "expected Check-in link" in texts
    assert any("a story, not a rate" in text for text in texts)


def test_a_deviation_of_many_journeys_is_drawn_from_evidence() -> None:
    drawn = example("concert")
    drawing = draw_map(drawn, variant="deviation", overlay=overlay_of(drawn))
    sound(drawing)
    assert {"Evidence", "Not as planned"} <= said(drawing)


def test_a_deviation_without_a_case_says_where_to_write_one() -> None:
    with pytest.raises(InvalidInput, match="tells no lived case"):
        draw_map(example("concert"), variant="deviation")
    with pytest.raises(NotFound, match="tells no case 'x'"):
        draw_map(example("bank"), variant="deviation", case="x")


def test_a_figure_of_eight_parts_purchase_and_use() -> None:
    drawing = draw_map(example("concert"), variant="figure-8")
    sound(drawing)
    boxes = {each.text.replace("|", " "): each.box.x for each in drawing.pages[0].boxes}
    assert boxes["Purchase"] < boxes["Use"]
    assert boxes["7 Shows the QR code and walks in"] < boxes["8 Is shown concerts nearby by artists they like"]


def test_lanes_may_be_chosen() -> None:
    texts = said(draw_map(example("concert"), lanes=("does", "thinks")))
    assert "Thinks" in texts
    assert "Feels" not in texts
    with pytest.raises(InvalidInput, match="no lane 'mood'"):
        draw_map(example("concert"), lanes=("mood",))


def test_an_unknown_variant_is_refused() -> None:
    with pytest.raises(InvalidInput, match="no variant 'comic'"):
        draw_map(example("concert"), variant="comic")  # type: ignore[arg-type]


def test_the_notation_of_cjml_draws_arrows_in_place_of_signs() -> None:
    assert "<use " in draw_map(example("concert")).svg
    assert "<use " not in draw_map(example("concert"), notation="cjml").svg


@pytest.mark.parametrize("variant", ["working", "poster", "board", "blueprint", "deviation", "figure-8"])
def test_every_variant_is_drawn_alike_twice(variant: Variant) -> None:
    assert draw_map(example("bank"), variant=variant).svg == draw_map(example("bank"), variant=variant).svg


def test_every_variant_has_a_name() -> None:
    assert {*get_args(Variant), "screen"} == {*maps.VARIANTS}


def test_larger_paper_than_asked_for_is_told() -> None:
    drawn = example("retail")
    step = next(each for each in example("concert").steps if each.pains)
    crowded = replace(
        drawn, steps=(*drawn.steps, replace(step, phase=drawn.steps[-1].phase, pains=step.pains[:1] * 40))
    )
    drawing = draw_map(crowded, paper="A4")
    assert drawing.paper != "A4"
    assert [note for note in drawing.notes if "A4" in note and drawing.paper in note]
    assert draw_map(drawn, paper="A4").notes == ()
    assert draw_map(drawn, paper="A4", overlay=overlay_of(drawn)).notes == ()


def test_a_deviation_from_evidence_begins_with_what_went_otherwise() -> None:
    drawn = example("concert")
    boxes = draw_map(drawn, variant="deviation", overlay=overlay_of(drawn)).pages[0].boxes
    names = [each.text for each in sorted(boxes, key=lambda each: each.box.y) if each.owner == "lanes"]
    assert names.index("Evidence") < names.index("Not as planned") < names.index("Reach")
