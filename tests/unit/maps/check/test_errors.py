"""What refuses a map that can be read."""

import pytest
from hypothesis import given

from sojourn.core.errors import InvalidInput
from sojourn.core.expectation import Condition
from sojourn.maps.check import errors
from sojourn.maps.expect import expect
from sojourn.maps.model import Choice, EventRule, Feeling, Link, MapOutcome, Phase, Touchpoint
from tests.factories.walks import journey_map, step, tied, touchpoint, walks
from tests.oracles import expectation as oracle

GONE = (MapOutcome(id="gone", name="Gone"),)
BRANCHES = Choice(between="branches", options=("far", "near"), expected="near")


def said(map):
    """Rules and messages."""
    return [(each.rule, each.message) for each in errors(map)]


def claiming(id, *rules):
    """A step whose touchpoint has rules."""
    return step(id, Touchpoint(id=f"at_{id}", name=id, event_match=rules))


def rule(*event, status="done", **where):
    """A rule with values that must be equal."""
    conditions = tuple(Condition(name, "is", value) for name, value in where.items())
    return EventRule(event=event, where=conditions, status=status)


FINE = {
    "line": journey_map(tied("a"), tied("b")),
    "branches": journey_map(
        tied("a", choice=BRANCHES), tied("b"), tied("c"), links=(Link(from_="a", to="c", when="far"),)
    ),
    "branch-to-outcome": journey_map(
        tied("a"),
        tied("b", choice=BRANCHES),
        links=(Link(from_="b", to="a", when="far", kind="loop"), Link(from_="b", to="gone", when="near")),
        outcomes=GONE,
    ),
    "touchpoints": journey_map(
        step("a", touchpoint("far", "x"), touchpoint("near"), choice=Choice(options=("far", "near"), expected="far"))
    ),
    "touchpoint-with-a-link": journey_map(
        step("a", touchpoint("far", "x"), touchpoint("near"), choice=Choice(options=("far", "near"))),
        tied("b"),
        tied("c"),
        links=(Link(from_="a", to="c", when="far"),),
    ),
    "loop-at-the-end": journey_map(tied("a"), tied("b"), links=(Link(from_="b", to="a", kind="loop"),)),
    "entry": journey_map(tied("a"), tied("b", entry=True), links=(Link(from_="a", to="gone"),), outcomes=GONE),
    "hypothesis-when-planned": journey_map(tied("a", feels=(Feeling(score=1),)), state="planned"),
    "measured-when-current": journey_map(tied("a", feels=(Feeling(score=1, evidence="research"),))),
    "other-value": journey_map(claiming("a", rule("x", by=("desk",))), claiming("b", rule("x", by=("kiosk",)))),
    "other-type": journey_map(
        claiming("a", rule("x", by=(1,))), claiming("b", rule("x", by=("1",)), rule("x", by=(True,)))
    ),
    "more-conditions": journey_map(claiming("a", rule("x")), claiming("b", rule("x", by=("kiosk",)))),
    "overlap": journey_map(claiming("a", rule("x", by=("desk", "kiosk"))), claiming("b", rule("x", by=("kiosk",)))),
    "twice-in-one-touchpoint": journey_map(claiming("a", rule("x"), rule("x", "y"))),
    "outcome-and-step": journey_map(
        tied("a"), outcomes=(MapOutcome(id="won", name="Won", event_match=(rule("a"),)),)
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FINE)
def test_a_map_without_contradiction_is_accepted(name):
    assert said(FINE[name]) == []


BROKEN = {
    "option-without-touchpoint": (
        journey_map(step("a", touchpoint("desk", "x"), choice=Choice(options=("desk", "post")))),
        [("M009", "option 'post' leads nowhere: step 'a' has no such touchpoint")],
    ),
    "branch-at-the-last-step": (
        journey_map(tied("a"), tied("b", choice=BRANCHES), links=(Link(from_="b", to="a", when="far", kind="loop"),)),
        [("M009", "option 'near' leads nowhere: no link takes it, and no step is below 'b'")],
    ),
    "expected-is-no-option": (
        journey_map(step("a", touchpoint("desk", "x"), choice=Choice(options=("desk",), expected="post"))),
        [("M009", "expected 'post' is not an option of step 'a'")],
    ),
    "option-twice": (
        journey_map(step("a", touchpoint("desk", "x"), choice=Choice(options=("desk", "desk")))),
        [("M009", "option 'desk' stands twice")],
    ),
    "when-is-no-option": (
        journey_map(tied("a", choice=BRANCHES), tied("b"), tied("c"), links=(Link(from_="a", to="c", when="post"),)),
        [("M009", "when 'post' is not an option of step 'a'")],
    ),
    "when-without-choice": (
        journey_map(
            tied("a"), tied("b"), tied("c"), links=(Link(from_="a", to="c", when="post"), Link(from_="a", to="b"))
        ),
        [("M009", "when 'post' is not an option: step 'a' has no choice")],
    ),
    "choice-link-without-option": (
        journey_map(tied("a", choice=BRANCHES), tied("b"), tied("c"), links=(Link(from_="a", to="c", kind="choice"),)),
        [("M009", "the link from 'a' to 'c' is one of a choice, and does not say of which option")],
    ),
    "unreached": (
        journey_map(tied("a"), tied("b"), tied("c"), links=(Link(from_="a", to="c"),)),
        [("M010", "step 'b' cannot be reached")],
    ),
    "no-end": (
        journey_map(tied("a"), tied("b"), links=(Link(from_="b", to="a"),)),
        [("M010", "no way leads from 'a' or 'b' to an end")],
    ),
    "end-at-a-step": (
        journey_map(tied("a"), tied("b"), links=(Link(from_="a", to="b", kind="end"),)),
        [("M010", "the link from 'a' ends the journey, and 'b' is a step")],
    ),
    "loop-to-an-outcome": (
        journey_map(tied("a"), tied("b"), links=(Link(from_="a", to="gone", kind="loop"),), outcomes=GONE),
        [("M010", "the loop from 'a' leads to the outcome 'gone', not to a step")],
    ),
    "measured-on-a-planned-map": (
        journey_map(tied("a", feels=(Feeling(score=1), Feeling(score=2, evidence="partial"))), state="planned"),
        [("M011", "measured feeling at 'a' on a map that is planned: 'partial'")],
    ),
    "touchpoint-without-contact": (
        journey_map(tied("a"), step("b", touchpoint("desk"), touchpoint("post"), kind="no_contact")),
        [("M012", "no-contact step 'b' has touchpoints: 'desk' and 'post'")],
    ),
    "same-event": (
        journey_map(claiming("a", rule("x", by=("desk",))), claiming("b", rule("x", by=("desk",)))),
        [("M502", "'at_a' and 'at_b' claim the same events: x")],
    ),
    "same-after-normalisation": (
        journey_map(
            claiming("a", rule("\u00e9", "y", by=(1, 2), at=("e\u0301",))),
            claiming("b", rule("e\u0301", at=("\u00e9",), by=(2.0, 1.0, 1))),
        ),
        [("M502", "'at_a' and 'at_b' claim the same events: \u00e9")],
    ),
    "done-and-failed": (
        journey_map(claiming("a", rule("x"), rule("x", status="failed"))),
        [("M502", "'at_a' takes the same x as done and as failed")],
    ),
    "two-outcomes": (
        journey_map(
            tied("a"),
            outcomes=(
                MapOutcome(id="won", name="Won", event_match=(rule("z"),)),
                MapOutcome(id="lost", name="Lost", event_match=(rule("z"),)),
            ),
        ),
        [("M502", "'won' and 'lost' claim the same events: z")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_map_that_contradicts_itself_is_told_where(name):
    map, expected = BROKEN[name]
    assert said(map) == expected


def test_branches_that_forgot_to_say_so_are_told():
    choice = Choice(options=("far", "near"))
    links = (Link(from_="a", to="c", when="far"),)
    found = errors(journey_map(step("a", choice=choice), tied("b"), tied("c"), links=links))
    assert {each.hint for each in found} == {"write 'between: branches'"}


def test_a_finding_names_its_path_and_what_to_do():
    (found,) = errors(journey_map(tied("a"), tied("b"), tied("c"), links=(Link(from_="a", to="c"),)))
    assert (found.path, found.severity, found.place) == (("steps", "b"), "error", None)
    assert found.hint == "add a link to it, or 'entry: true' if journeys begin there"


def test_findings_stand_in_the_order_of_the_map():
    phases = (Phase(id="during", name="During", moment="during"),)
    steps = (tied("a"), step("b", touchpoint("b1"), kind="no_contact"), tied("c"), claiming("d", rule("c")))
    found = errors(journey_map(*steps, phases=phases, links=(Link(from_="b", to="d", when="x"),)))
    assert [(each.rule, each.path[1]) for each in found] == [("M012", "b"), ("M502", "d"), ("M009", 0)]


@given(walks())
def test_a_map_without_errors_expects_what_its_steps_with_events_allow(walk):
    if not errors(walk):
        try:
            expected = expect(walk)
        except InvalidInput as error:
            assert error.code == "map-not-tied" or not oracle.paths(walk, 3)
        else:
            assert oracle.accepted(expected, 3) == oracle.paths(walk, 3)
