"""What a map expects of journeys."""

import pytest
from hypothesis import assume, given, settings

from sojourn.core.errors import InvalidInput
from sojourn.core.expectation import Condition, Expectation, Measure, Move, Outcome, Point, Rule, SilentStep
from sojourn.core.journeys import Cases
from sojourn.maps.expect import expect
from sojourn.maps.model import CaseRule, Choice, EventRule, Link, MapOutcome, MeasuredBy, Metric, Other, Phase
from tests.factories.walks import LONGEST, journey_map, step, tied, touchpoint, walks
from tests.oracles import expectation as oracle


def moves(expected: Expectation) -> list[tuple[str, str, str, str | None]]:
    """Moves in words."""
    ids = [each.id for each in expected.steps]
    return [(ids[move.start], ids[move.end], move.kind, move.option) for move in expected.moves]


@settings(max_examples=400)
@given(walks())
def test_an_expectation_lets_through_exactly_the_paths_of_the_map(walk):
    paths = oracle.paths(walk, LONGEST)
    assume(paths)
    assert oracle.accepted(expect(walk), LONGEST) == paths


@settings(max_examples=200)
@given(walks())
def test_a_silent_step_names_what_comes_next_with_events(walk):
    assume(oracle.paths(walk, LONGEST))
    for silent in expect(walk).silent:
        number = oracle.index_of(walk, silent.id)
        assert set(silent.before) == oracle.next_with_events(walk, number)
        assert (silent.reason == "no_contact") == (walk.steps[number].kind == "no_contact")


@settings(max_examples=200)
@given(walks())
def test_every_move_stands_once_and_leads_on_by_the_links_of_the_map(walk):
    assume(oracle.paths(walk, LONGEST))
    expected = expect(walk)
    assert len({(move.start, move.end, move.option) for move in expected.moves}) == len(expected.moves)
    assert list(expected.moves) == sorted(expected.moves, key=lambda move: (move.start, move.end))


def test_each_step_leads_to_the_one_below():
    expected = expect(journey_map(tied("a"), tied("b"), tied("c")))
    assert moves(expected) == [("a", "b", "next", None), ("b", "c", "next", None)]
    assert (expected.starts, expected.ends) == ((0,), (2,))


def test_a_written_next_replaces_the_step_below_and_others_add_to_it():
    links = (
        Link(from_="a", to="c"),
        Link(from_="b", to="d", kind="skip"),
        Link(from_="c", to="gone", kind="end"),
        Link(from_="d", to="b", kind="loop"),
    )
    outcome = MapOutcome(id="gone", name="Gone", good=False, event_match=(EventRule(event=("left",)),))
    expected = expect(journey_map(tied("a"), tied("b"), tied("c"), tied("d"), links=links, outcomes=(outcome,)))
    assert moves(expected) == [
        ("a", "c", "next", None),
        ("b", "c", "next", None),
        ("b", "d", "skip", None),
        ("c", "d", "next", None),
        ("d", "b", "loop", None),
    ]
    assert expected.ends == (2, 3)
    assert expected.outcomes == (Outcome("gone", "Gone", (Rule(("left",)),), False),)


def test_an_option_with_a_link_takes_it_and_the_others_take_the_step_below():
    choice = Choice(between="branches", options=("far", "near", "out"))
    links = (Link(from_="a", to="c", when="far"), Link(from_="a", to="gone", when="out"))
    outcomes = (MapOutcome(id="gone", name="Gone"),)
    expected = expect(journey_map(tied("a", choice=choice), tied("b"), tied("c"), links=links, outcomes=outcomes))
    assert moves(expected) == [("a", "b", "choice", "near"), ("a", "c", "choice", "far"), ("b", "c", "next", None)]
    assert expected.ends == (0, 2)


def test_a_choice_that_leaves_no_event_is_read_from_the_step_met_next():
    choice = Choice(between="branches", options=("far", "near"))
    links = (Link(from_="pick", to="c", when="far"),)
    expected = expect(journey_map(tied("a"), step("pick", choice=choice), tied("b"), tied("c"), links=links))
    assert moves(expected)[:2] == [("a", "b", "choice", "near"), ("a", "c", "choice", "far")]
    assert expected.silent == (SilentStep("pick", "Does pick", "not_tied", ("b", "c")),)


def test_both_options_are_kept_when_they_lead_to_the_same_step():
    choice = Choice(between="branches", options=("far", "near"))
    links = (Link(from_="a", to="walk", when="far"),)
    expected = expect(journey_map(tied("a", choice=choice), step("ride"), step("walk"), tied("b"), links=links))
    assert moves(expected) == [("a", "b", "choice", "far"), ("a", "b", "choice", "near")]


def test_the_plainest_way_to_a_step_is_told():
    expected = expect(journey_map(tied("a"), step("b"), tied("c"), links=(Link(from_="a", to="c", kind="skip"),)))
    assert moves(expected) == [("a", "c", "next", None)]


def test_a_way_through_a_silent_step_that_loops_is_a_loop():
    links = (Link(from_="b", to="a", kind="loop"),)
    expected = expect(journey_map(tied("a"), tied("c"), step("b"), links=links))
    assert moves(expected) == [("a", "c", "next", None), ("c", "a", "loop", None)]
    assert expected.silent[0].before == ()
    assert expected.ends == (1,)


def test_a_journey_begins_at_the_first_step_with_events_and_at_entries():
    expected = expect(journey_map(step("a", kind="no_contact"), tied("b"), tied("c"), tied("d", entry=True)))
    assert expected.starts == (0, 2)
    assert expected.silent == (SilentStep("a", "Does a", "no_contact", ("b",)),)


def test_the_last_step_with_events_is_an_end_when_only_silent_ones_follow():
    assert expect(journey_map(tied("a"), tied("b"), step("c"), step("d"))).ends == (1,)


def test_a_phase_that_loops_leads_from_its_last_step_to_the_first_of_the_other():
    phases = (
        Phase(id="one", name="One", moment="before"),
        Phase(id="two", name="Two", moment="after", loops_to="one"),
    )
    steps = (tied("a", phase="one"), tied("b", phase="one"), tied("c", phase="two"), tied("d", phase="two"))
    assert ("d", "a", "loop", None) in moves(expect(journey_map(*steps, phases=phases)))
    exact = (Link(from_="c", to="b", kind="loop"),)
    loops = [move for move in moves(expect(journey_map(*steps, phases=phases, links=exact))) if move[2] == "loop"]
    assert loops == [("c", "b", "loop", None)]


def test_one_option_of_a_choice_between_touchpoints_completes_the_step():
    choice = Choice(options=("desk", "kiosk", "link"), expected="kiosk")
    points = [touchpoint("desk", "met", channel="in_person"), touchpoint("kiosk", "typed"), touchpoint("link")]
    (found,) = expect(journey_map(step("a", *points, choice=choice))).steps
    assert (found.one_of, found.expected, [point.id for point in found.points]) == (True, "kiosk", ["desk", "kiosk"])
    assert found.points[0].channel == "in_person"


def test_an_expected_option_that_leaves_no_event_is_not_looked_for():
    choice = Choice(options=("desk", "link"), expected="link")
    (found,) = expect(journey_map(step("a", touchpoint("desk", "met"), touchpoint("link"), choice=choice))).steps
    assert found.expected is None


def test_without_a_choice_every_touchpoint_that_is_not_optional_is_expected():
    points = [touchpoint("shown", "shown"), touchpoint("asked", "asked", optional=True), touchpoint("paid", "paid")]
    (found,) = expect(journey_map(step("a", *points))).steps
    assert not found.one_of
    assert [point.required for point in found.points] == [True, False, True]


def test_rules_of_failure_stand_apart():
    point = touchpoint("till", "paid", failures=["refused"], channel=Other("fax"))
    (found,) = expect(journey_map(step("a", point))).steps
    assert found.points == (Point("till", "Till", (Rule(("paid",)),), (Rule(("refused",)),), True, None),)


def test_a_step_known_only_by_its_failures_may_be_passed():
    found = expect(journey_map(tied("a"), step("b", touchpoint("till", failures=["refused"])))).steps[1]
    assert found.optional
    assert not found.points[0].required


def test_conditions_stand_as_written_and_the_channel_is_none_of_them():
    where = (Condition("method", "is", ("desk", "kiosk")), Condition("channel", "is", ("web",)))
    rule = EventRule(event=("met", "seen"), where=where)
    point = touchpoint("desk", channel="phone")
    found = expect(journey_map(step("a", type(point)(id="desk", name="Desk", channel="phone", event_match=(rule,)))))
    assert found.steps[0].points[0].rules == (Rule(("met", "seen"), where),)


@pytest.mark.parametrize(
    ("metric", "measure"),
    [
        (
            Metric(target="PT3M", measured_by=MeasuredBy(event=("met",), property="late", unit="s")),
            Measure("wait", (Rule(("met",)),), (), "late", "s", 180.0),
        ),
        (
            Metric(target=3, at=0.9, measured_by=MeasuredBy(event=("met",), property="late", unit="min")),
            Measure("wait", (Rule(("met",)),), (), "late", "min", 180.0, 0.9),
        ),
        (
            Metric(target=0, measured_by=MeasuredBy(event=("met",), property="told")),
            Measure("wait", (Rule(("met",)),), (), "told", None, 0),
        ),
        (
            Metric(measured_by=MeasuredBy(from_=(EventRule(event=("in",)),), to=(EventRule(event=("met", "left")),))),
            Measure("wait", (Rule(("in",)),), (Rule(("met", "left")),)),
        ),
    ],
    ids=["time", "number-in-the-unit", "number", "between-two-events"],
)
def test_a_metric_that_is_measured_becomes_a_measure(metric, measure):
    assert expect(journey_map(tied("a", metrics={"wait": metric}))).steps[0].measures == (measure,)


@pytest.mark.parametrize(
    ("name", "metric"),
    [
        ("wait", Metric(target="PT3M")),
        ("wait", Metric(target="PT3M", measured_by=MeasuredBy(event=("met",)))),
        ("wait", Metric(target="PT3M", measured_by=MeasuredBy(event=("met",), property="late"))),
        ("wait", Metric(target="P3M", measured_by=MeasuredBy(event=("met",), property="late", unit="s"))),
        ("wait", Metric(target="PT3M", measured_by=MeasuredBy(from_=(EventRule(event=("in",)),)))),
        ("satisfaction", Metric(target=4, measured_by=MeasuredBy(event=("rated",), property="mark"))),
    ],
    ids=["not-measured", "no-property", "time-without-unit", "months", "no-end", "more-is-better"],
)
def test_what_cannot_be_held_against_a_target_is_no_measure(name, metric):
    assert expect(journey_map(tied("a", metrics={name: metric}))).steps[0].measures == ()


@pytest.mark.parametrize(
    ("case", "cases"),
    [
        (None, None),
        (CaseRule(), None),
        (CaseRule(gap="P30D"), Cases("gap", gap=30 * 86_400_000_000)),
        (CaseRule(key="booking"), Cases("key", key="booking")),
        (CaseRule(key="booking", gap="P30D"), Cases("key", key="booking")),
    ],
    ids=["none", "empty", "gap", "key", "both"],
)
def test_the_case_rule_cuts_events_into_journeys(case, cases):
    assert expect(journey_map(tied("a"), case=case)).cases == cases


def test_what_it_is_expected_of_comes_along():
    watch = (EventRule(event=("complaint.made",)),)
    expected = expect(journey_map(tied("a"), watch=watch, version=4))
    assert (expected.map_id, expected.map_version, expected.title, expected.visits) == ("walk", 4, "A walk", True)
    assert expected.watch == (Rule(("complaint.made",)),)
    assert expect(journey_map(tied("a"))).watch == ()


@pytest.mark.parametrize(
    ("refused", "says"),
    [
        (journey_map(step("a"), step("b", kind="no_contact")), "no step of the map 'walk' is tied to events"),
        (journey_map(tied("a"), tied("b"), links=(Link(from_="b", to="a"),)), "leads to an end"),
        (
            journey_map(
                step("a"), tied("b"), links=(Link(from_="a", to="g"),), outcomes=(MapOutcome(id="g", name="G"),)
            ),
            "can be reached",
        ),
        (journey_map(tied("a"), case=CaseRule(gap="P6M")), "a gap of P6M, which has no fixed length"),
    ],
    ids=["not-tied", "no-end", "not-reached", "months"],
)
def test_a_map_that_expects_nothing_to_look_for_is_refused(refused, says):
    with pytest.raises(InvalidInput, match=says):
        expect(refused)


def test_the_ways_of_a_story_with_a_choice_a_silent_step_and_a_loop():
    choice = Choice(between="branches", options=("by_email", "by_app"), expected="by_app")
    links = (Link(from_="choose", to="travel", when="by_email"), Link(from_="again", to="site", kind="loop"))
    steps = (tied("ad"), tied("site"), tied("choose", choice=choice), tied("app"), step("travel", kind="no_contact"))
    expected = expect(journey_map(*steps, tied("entry"), tied("again"), links=links))
    assert moves(expected) == [
        ("ad", "site", "next", None),
        ("site", "choose", "next", None),
        ("choose", "app", "choice", "by_app"),
        ("choose", "entry", "choice", "by_email"),
        ("app", "entry", "next", None),
        ("entry", "again", "next", None),
        ("again", "site", "loop", None),
    ]
    assert expected.moves[2] == Move(2, 3, "choice", "by_app")
    assert (expected.starts, expected.ends) == ((0,), (5,))
