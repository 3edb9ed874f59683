"""A written case held against the plan."""

from html import escape
from pathlib import Path

import pytest

from sojourn import samples
from sojourn.core.errors import NotFound
from sojourn.maps import read_map
from sojourn.maps.compare import compare_case
from sojourn.maps.model import Choice, Feeling, Link, LivedCase, LivedEvent, Metric, Persona, Phase
from tests.factories.maps import a_step, a_touchpoint, small_map

BANK = read_map(Path(samples.__file__).parent / "maps" / "bank.yaml")
GOLDEN = Path(__file__).parents[3] / "golden" / "maps"
CHOICE = Choice(options=("desk", "kiosk"), expected="desk")


def lived(*events, steps="abcd", map=None, **case):
    """Hold one case against a map of some steps; an event is given by its fields, or by its step alone."""
    told = tuple(LivedEvent(**({"step": each} if isinstance(each, str) else each)) for each in events)
    plan = map or small_map(steps=tuple(a_step(name) if isinstance(name, str) else name for name in steps))
    plan = small_map(
        personas=plan.personas, phases=plan.phases, steps=plan.steps, links=plan.links,
        lived=(LivedCase(case="one", events=told, **case),),
    )  # fmt: skip
    return compare_case(plan)


def single(comparison):
    """Give the deviations of the only case as tuples."""
    return [(each.kind, each.step, each.point, each.detail) for each in comparison.cases[0].deviations.single]


def test_the_bank_appointment_is_told_as_people_would_read_it():
    assert f"{compare_case(BANK)}\n" == (GOLDEN / "bank-lived.txt").read_text()


def test_the_bank_appointment_as_data():
    (case,) = compare_case(BANK, "lewis-1", persona="lewis").to_dict()["cases"]
    assert case["steps_reached"] == ["compare", "booking", "confirm", "checkin", "meeting"]
    assert case["deviations"] == [
        {"kind": "missing", "step": "checkin", "touchpoint": "desk", "event": None, "detail": None,
         "note": "The bank is very busy"}
    ]  # fmt: skip
    assert case["channel_switches"] == [
        {"step": "checkin", "from": "desk", "to": "kiosk", "expected": "check_in_link", "completed": True}
    ]
    assert case["waits"] == [
        {"step": "meeting", "seconds": 0.0, "target": 300.0, "met": True},
        {"step": "checkin", "seconds": None, "target": 120.0, "met": None},
    ]
    assert case["retells"] == [{"step": "meeting", "times": 0, "target": 0.0, "met": True}]
    assert [each["verdict"] for each in case["feels"]] == [None, "as_expected", None, None, "as_expected"]


def test_a_step_passed_between_two_that_were_met_is_missing():
    found = lived("a", "c")
    assert single(found) == [("missing", "b", None, None)]
    assert (found.cases[0].reached, found.cases[0].planned) == (("a", "c"), 4)


def test_steps_behind_the_last_one_told_of_are_not_missing():
    assert single(lived("a", "b")) == []


def test_optional_steps_and_steps_without_contact_are_never_missing():
    found = lived("a", "d", steps=["a", a_step("b", optional=True), a_step("c", kind="no_contact"), "d"])
    assert single(found) == []
    assert found.cases[0].planned == 3


def test_a_step_met_later_than_planned_is_out_of_order_once():
    assert single(lived("a", "c", "b", "d")) == [("out_of_order", "b", None, None)]


def test_a_step_met_again_without_a_loop_is_ad_hoc():
    assert single(lived("a", "b", "a", "c")) == [("ad_hoc", "a", None, "repeated")]


def test_a_loop_may_be_gone_round_any_number_of_times():
    map = small_map(steps=tuple(map_step for map_step in (a_step("a"), a_step("b"), a_step("c"))),
                    links=(Link(from_="b", to="a", kind="loop"),))  # fmt: skip
    assert single(lived("a", "b", "a", "b", "a", "b", "c", map=map)) == []


def test_a_step_of_a_branch_that_was_not_taken_is_not_missing():
    branches = a_step("a", choice=Choice(between="branches", options=("by_app", "by_mail")))
    map = small_map(steps=(branches, a_step("b"), a_step("c")), links=(Link(from_="a", to="c", when="by_mail"),))
    found = lived("a", "c", map=map)
    assert single(found) == []
    assert found.cases[0].planned == 2


def test_what_happened_at_no_step_is_ad_hoc():
    found = lived("a", {"name": "The fire alarm rings"}, "b")
    assert single(found) == [("ad_hoc", None, None, "unknown")]
    assert "ad hoc           1   The fire alarm rings\n" in str(found)


def test_what_the_author_calls_missing_or_out_of_order_is_counted_as_that():
    found = lived("a", {"step": "b", "status": "missing"}, {"step": "d", "status": "out_of_order"}, "c")
    assert single(found) == [("missing", "b", None, None), ("out_of_order", "d", None, None)]
    assert found.cases[0].reached == ("a", "c", "d")


def test_a_failure_that_was_made_good_is_told_as_such():
    found = lived("a", {"step": "b", "status": "failed"}, "b", {"step": "c", "status": "failed"})
    assert single(found) == [("failed", "b", None, "recovered"), ("failed", "c", None, "failed")]
    assert "Does what b says, done afterwards" in str(found)


def test_points_of_contact_left_out_where_all_are_wanted_are_missing():
    both = a_step("a", touchpoints=(a_touchpoint("desk"), a_touchpoint("form"), a_touchpoint("tea", optional=True)))
    assert single(lived({"step": "a", "touchpoint": "desk"}, "b", steps=[both, "b"])) == [
        ("missing", "a", "form", None)
    ]
    assert single(lived("a", "b", steps=[both, "b"])) == []


def test_an_option_that_was_not_chosen_is_not_missing():
    one_of = a_step("a", touchpoints=(a_touchpoint("desk"), a_touchpoint("kiosk")), choice=CHOICE)
    found = lived({"step": "a", "touchpoint": "kiosk"}, "b", steps=[one_of, "b"])
    assert (single(found), found.cases[0].switches) == ([], ())


def test_a_second_option_in_the_same_visit_is_a_switch_of_channel():
    one_of = a_step("a", touchpoints=(a_touchpoint("desk"), a_touchpoint("kiosk")), choice=CHOICE)
    events = [
        {"step": "a", "touchpoint": "kiosk", "status": "failed"},
        {"step": "a", "touchpoint": "desk", "status": "failed"},
    ]
    (switch,) = lived(*events, steps=[one_of, "b"]).cases[0].switches
    assert (switch.start, switch.end, switch.completed) == ("kiosk", "desk", False)
    text = str(lived(*events, steps=[one_of, "b"]))
    assert "The kiosk → The desk\n                     the step was not completed\n" in text


def test_waits_are_the_longest_told_of_and_not_met_when_above_the_target():
    waiting = a_step("a", metrics={"wait": Metric(target="PT5M")})
    found = lived({"step": "a", "wait": "PT4M"}, {"step": "a", "wait": "PT7M30S"}, "b", steps=[waiting, "b"])
    assert "wait             7 min 30 s   target 5 min   not met\n" in str(found)


def test_a_wait_without_a_target_is_told():
    assert "wait             2 h   no target\n" in str(lived({"step": "a", "wait": "PT2H"}, "b"))
    assert "told again       not recorded\n" in str(lived("a"))


def test_feelings_are_held_against_those_of_the_persona():
    feels = (Feeling(score=0), Feeling(score=-1, persona="guest"))
    plan = small_map(
        personas=(Persona(id="guest", name="Guest"),), phases=(Phase(id="visit", name="Visit", moment="during"),),
        steps=(a_step("a", feels=feels), a_step("b", feels=feels), a_step("c")),
    )  # fmt: skip
    events = [{"step": "a", "feels": Feeling(score=-1)}, {"step": "b", "feels": Feeling(score=1.5)},
              {"step": "c", "feels": Feeling(score=2)}]  # fmt: skip
    assert str(lived(*events, map=plan, persona="guest")).endswith(
        "feels            3 of 3 recorded, 1 as expected (−1)\n"
        "                 +1.5 at Does what b says, better than −1 expected\n"
        "                 +2 at Does what c says, nothing expected"
    )
    assert str(lived("a", map=plan)).endswith("feels            none of 3 recorded")


def test_several_cases_stand_below_one_another():
    plan = small_map(lived=(LivedCase(case="one", events=(LivedEvent(step="go"),)), LivedCase(case="two")))
    lines = str(compare_case(plan)).split("\n")
    assert lines[:2] == ["A small map: planned against lived", "2 written cases: stories, not rates; no intervals"]
    assert [line for line in lines if line in ("one", "two")] == ["one", "two"]
    assert [len(case.reached) for case in compare_case(plan).cases] == [1, 0]


@pytest.mark.parametrize(
    ("case", "persona", "said", "hint"),
    [
        ("lewis-2", None, "the map 'bank-appointment' has no lived case 'lewis-2'", "did you mean 'lewis-1'?"),
        ("zoe", None, "the map 'bank-appointment' has no lived case 'zoe'", "there are: lewis-1"),
        (None, "lewi", "the map 'bank-appointment' has no persona 'lewi'", "did you mean 'lewis'?"),
    ],
    ids=["nearly a case", "no case", "nearly a persona"],
)
def test_a_name_that_is_not_there_is_said_with_what_was_meant(case, persona, said, hint):
    with pytest.raises(NotFound) as caught:
        compare_case(BANK, case, persona=persona)
    assert (str(caught.value), caught.value.hint) == (said, hint)


def test_a_map_without_cases_says_so():
    with pytest.raises(NotFound, match="has no lived case"):
        compare_case(small_map())


def test_a_notebook_shows_what_is_written_for_people():
    compared = compare_case(BANK)
    assert compared._repr_html_() == f"<pre>{escape(str(compared))}</pre>"
