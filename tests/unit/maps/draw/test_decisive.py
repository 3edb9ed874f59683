"""Moments of truth that data found, and the place of initiatives in a plan, on the drawing and in its twins."""

import pytest

from sojourn.core.errors import InvalidInput
from sojourn.maps import At, Mark, Overlay, RankedInitiative, draw_html, draw_map, read_ranks
from tests.factories.overlays import SINCE, UNTIL

from .test_drawing import example, sound
from .test_variants import said

SIGNALS = ("stake", "reaction", "leverage", "breaking_point", "first_or_last")


def moment(step: str, label: str, *held: int) -> Mark:
    details = tuple(zip(SIGNALS, held, strict=True))
    return Mark(At(step), "moment", "measured", details=details, label=label, unit="number")


def of(*marks: Mark) -> Overlay:
    return Overlay("concert-ticket", 3, SINCE, UNTIL, None, 100_000, 70_000, 214, marks)


FOUND = of(
    moment("buy", "both", 1, 1, 0, 0, 0),
    moment("entry", "expert", 0, 0, -1, 0, 0),
    moment("choose", "data", 1, 1, 0, 1, 0),
    moment("see_ad", "candidate", 0, 0, 0, 0, 1),
    Mark(At("choose"), "breaking_point", "measured", 0.31, 0.29, 0.33, 2000, 620, target=0.12),
    Mark(At("buy"), "criticality", "measured", 72.0, 66.0, 78.0, unit="number"),
    Mark(At("buy"), "priority", "measured", 81.0, 70.0, 90.0, unit="number"),
)


def test_the_diamond_says_whether_people_or_data_say_so():
    drawing = draw_map(example("concert"), overlay=FOUND)
    sound(drawing)
    shown = said(drawing)
    assert {
        "moment of truth", "moment of truth, shown by data", "moment of truth, people and data agree",
    } <= shown  # fmt: skip
    assert {"no signal in the data", "may be a moment of truth", "31 % leave"} <= shown


def test_the_map_itself_is_not_changed_by_what_was_found():
    drawn = example("concert")
    before = repr([step.moment_of_truth for step in drawn.steps])
    draw_map(drawn, overlay=FOUND)
    assert repr([step.moment_of_truth for step in drawn.steps]) == before
    assert draw_map(drawn).svg == draw_map(drawn, overlay=None).svg


def test_criticality_and_priority_stand_among_what_was_measured():
    shown = said(draw_map(example("concert"), overlay=FOUND))
    assert {"Where it counts", "criticality 72", "(66–78)", "priority 81", "(70–90)"} <= shown


def test_the_page_tells_which_signals_held_and_which_could_not_be_judged():
    page = draw_html(example("concert"), overlay=FOUND)
    assert "People and data agree" in page
    assert "much at stake, strong reaction" in page
    assert "not judged: much depends on it" in page
    assert "No signal in the data" in page


@pytest.mark.parametrize("theme", ["dark", "contrast", "ink-saver"])
def test_every_theme_keeps_every_text_in_its_place(theme):
    sound(draw_map(example("concert"), overlay=FOUND, theme=theme))


PLAN = {
    "guest_checkout": RankedInitiative(2, "2027-03", "firm"),
    "app_wallet": RankedInitiative(None),
    "pay_in_app": RankedInitiative(None),
    "after_show": RankedInitiative(1),
}


def test_initiatives_carry_their_place_in_the_plan():
    drawing = draw_map(example("concert"), plan=PLAN)
    sound(drawing)
    shown = said(drawing)
    assert "2. One-page guest checkout" in shown
    for words in ("in the plan from Mar 2027, firm, ", "in the plan, ", "not in the plan, "):
        assert any(each.replace("|", " ").startswith(words) for each in shown), words
    page = draw_html(example("concert"), plan=PLAN)
    assert "→ 2. One-page guest checkout" in page
    assert "in the plan from Mar 2027, firm" in page


def test_a_plan_is_read_from_its_document():
    rows = [
        {"id": "b", "chosen": True, "begin": "2027-03", "standing": "firm"},
        {"id": "a", "chosen": True, "begin": 4, "standing": None},
        {"id": "c", "chosen": False, "begin": None},
    ]
    found = read_ranks({"analysis": "plan", "initiatives": rows})
    assert found == {
        "b": RankedInitiative(1, "2027-03", "firm"), "a": RankedInitiative(2), "c": RankedInitiative(None),
    }  # fmt: skip


@pytest.mark.parametrize("document", [{}, {"analysis": "plan"}, {"analysis": "plan", "initiatives": [{"id": "a"}]}])
def test_what_is_no_plan_is_refused(document):
    with pytest.raises(InvalidInput) as refused:
        read_ranks(document)
    assert refused.value.code == "bad-plan-file"


def test_evidence_goes_on_the_next_paper_that_holds_it_and_a_note_says_so():
    drawing = draw_map(example("concert"), overlay=FOUND, paper="A4")
    assert drawing.paper in ("A4", "A3")
    assert drawing.paper == "A4" or any("does not go on A4" in note for note in drawing.notes)
