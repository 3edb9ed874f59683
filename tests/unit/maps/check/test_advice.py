"""What could be better in a map, rule by rule."""

from dataclasses import replace
from datetime import date

import pytest

from sojourn.core.expectation import Condition, Rule
from sojourn.maps.check import EventSummary, check_map, event_rules
from sojourn.maps.check.upkeep import later
from sojourn.maps.model import (
    Actor,
    Attribute,
    CaseRule,
    Choice,
    Department,
    EventRule,
    Feeling,
    Handover,
    Ignored,
    Initiative,
    Library,
    Link,
    Lint,
    MapOutcome,
    MeasuredBy,
    Metric,
    MomentOfTruth,
    Opportunity,
    Owner,
    Pain,
    Persona,
    Phase,
    Review,
    Touchpoint,
    Work,
)
from tests.factories.walks import journey_map, step, tied, touchpoint

TODAY = date(2026, 11, 21)


def said(map, rule, **more):
    """Messages of one rule."""
    return [each.message for each in check_map(map, today=TODAY, **more) if each.rule == rule]


def phases(*moments, **more):
    """One phase a moment."""
    return tuple(Phase(id=moment, name=moment, moment=moment, **more.get(moment, {})) for moment in moments)


def met(actor, id="desk", **more):
    """A touchpoint with somebody."""
    return Touchpoint(id=id, name=id, actor=actor, **more)


def test_moments_are_asked_for_from_end_to_end_only():
    during = journey_map(tied("a"))
    assert said(during, "M102") == ["no BEFORE and no AFTER phase"]
    assert said(replace(during, scope="typical_path"), "M102") == []


def test_after_leads_back_by_a_link_or_by_its_phase():
    steps = (tied("a", phase="before"), tied("b", phase="after"))
    assert said(journey_map(*steps, phases=phases("before", "after")), "M103") == ["AFTER never leads back to BEFORE"]
    looped = phases("before", "after", after={"loops_to": "before"})
    assert said(journey_map(*steps, phases=looped), "M103") == []
    loop = (Link(from_="b", to="a", kind="loop"),)
    assert said(journey_map(*steps, phases=phases("before", "after"), links=loop), "M103") == []
    assert said(journey_map(*steps, phases=phases("before", "after"), scope="phase"), "M103") == []
    assert said(journey_map(steps[0], phases=phases("before", "after")), "M103") == []


def test_fifteen_steps_are_not_many():
    assert said(journey_map(*(tied(f"s{n}") for n in range(15))), "M105") == []
    assert said(journey_map(*(tied(f"s{n}") for n in range(16))), "M105") == ["16 steps"]


def test_two_owned_touchpoints_say_nothing_about_the_others():
    few = [Touchpoint(id=f"t{n}", name="T", control="owned") for n in range(3)]
    assert said(journey_map(step("a", *few[:2])), "M104") == []
    assert said(journey_map(step("a", *few)), "M104") == ["all 3 touchpoints are owned"]
    unknown = Touchpoint(id="t9", name="T")
    assert said(journey_map(step("a", *few, unknown)), "M104") == []


def test_personas_may_share_a_curve_when_there_is_one_or_none():
    two = (Persona(id="a", name="A"), Persona(id="b", name="B"))
    felt = tied("s", feels=(Feeling(score=1),))
    assert said(replace(journey_map(felt), personas=two), "M106") == ["2 personas share one curve"]
    assert said(journey_map(felt), "M106") == []
    assert said(replace(journey_map(tied("s")), personas=two), "M106") == []
    apart = tied("s", feels=(Feeling(score=1, persona="a"), Feeling(score=2, persona="b")))
    assert said(replace(journey_map(apart), personas=two), "M106") == []


def test_a_touchpoint_says_everything_that_is_missing_at_once():
    full = {
        "channel": "web", "place": "digital", "trigger": "pull", "purpose": "informative", "control": "owned",
        "actor": "shop", "department": "sales",
    }  # fmt: skip
    assert said(journey_map(step("a", Touchpoint(id="site", name="Site", **full))), "M201") == []
    bare = Touchpoint(id="site", name="Site", **{**full, "trigger": None, "department": None})
    assert said(journey_map(step("a", bare)), "M201") == ["touchpoint 'site' has no trigger or department"]


def test_a_step_with_a_map_of_its_own_needs_no_touchpoint():
    assert said(journey_map(step("a")), "M202") == ["contact step 'a' has no touchpoint"]
    assert said(journey_map(step("a", map="other")), "M202") == []
    assert said(journey_map(step("a", kind="no_contact")), "M202") == []


def test_the_first_and_last_contact_are_those_with_contact():
    silent = step("walk", kind="no_contact")
    judged = {"satisfaction": Metric(target=4)}
    assert said(journey_map(silent, tied("a"), tied("b"), tied("c"), silent), "M203") == [
        "first contact 'a' is not judged",
        "last contact 'c' is not judged",
    ]
    assert said(journey_map(tied("a")), "M203") == ["first and last contact 'a' is not judged"]
    assert (
        said(journey_map(tied("a", metrics=judged), tied("b", attributes=(Attribute(name="x", importance=4),))), "M203")
        == []
    )
    chosen = journey_map(tied("a"), tied("b", first_impression=True), tied("c", metrics=judged))
    assert said(chosen, "M203") == ["first contact 'b' is not judged"]
    assert said(journey_map(silent), "M203") == []


def test_a_moment_of_truth_needs_a_target_and_somebody_in_charge():
    truth = {"moment_of_truth": MomentOfTruth()}
    desk = Touchpoint(id="desk", name="Desk", department="sales")
    aim = {"metrics": {"wait": Metric(target="PT3M")}}
    assert said(journey_map(tied("a", **truth)), "M204") == ["moment of truth 'a' has no target and no department"]
    assert said(journey_map(tied("a", **truth, **aim)), "M204") == ["moment of truth 'a' has no department"]
    assert said(journey_map(step("a", desk, **truth, **aim)), "M204") == []
    rated = (Attribute(name="Welcome", target=4, question="q"),)
    assert said(journey_map(step("a", desk, **truth, attributes=rated)), "M204") == []
    assert said(journey_map(tied("b"), step("a", kind="no_contact", **truth, **aim)), "M204") == []


def test_context_is_lost_between_those_who_are_named():
    actors = (Actor(id="shop", kind="provider", name="The shop"),)
    lost = Handover(from_="shop", to="line", keeps_context=False)
    assert said(journey_map(tied("a", handover=lost), actors=actors), "M205") == [
        "context is lost from The shop to line"
    ]


def test_a_step_crosses_departments_by_its_work_too():
    names = (Department(id="it", name="Computers"), Department(id="sales"))
    made = step("a", Touchpoint(id="d", name="D", department="sales"), support=(Work(does="Runs", department="it"),))
    assert said(journey_map(made, departments=names), "M206") == ["'a' crosses sales and Computers"]
    alone = step("a", Touchpoint(id="d", name="D", department="it"), support=(Work(does="Runs", department="it"),))
    assert said(journey_map(alone), "M206") == []


def test_hands_change_along_the_ways_of_the_map():
    desk, line = met("shop"), met("hall", "gate")
    walk = step("walk", kind="no_contact")
    change = "actor changes between 'a' and 'b', no handover"
    assert said(journey_map(step("a", desk), walk, step("b", line)), "M207") == [change]
    assert said(journey_map(step("a", desk), step("b", met("shop", "other"))), "M207") == []
    assert said(journey_map(step("a", desk), step("b", line, met("shop", "other"))), "M207") == []
    taken = Handover(from_="shop", to="hall", keeps_context=True)
    assert said(journey_map(step("a", desk), step("b", line, handover=taken)), "M207") == []
    assert said(journey_map(step("a", desk, handover=taken), step("b", line)), "M207") == []
    elsewhere = Handover(from_="web", to="shop", keeps_context=True)
    assert said(journey_map(step("a", desk, handover=elsewhere), step("b", line)), "M207") == [change]
    again = (Link(from_="b", to="a", kind="loop"),)
    assert said(journey_map(step("a", desk), step("b", line, handover=taken), links=again), "M207") == []
    over = (Link(from_="a", to="c"),)
    skipped = journey_map(step("a", desk), step("b", line, entry=True), step("c", met("shop", "other")), links=over)
    assert said(skipped, "M207") == ["actor changes between 'b' and 'c', no handover"]


@pytest.mark.parametrize(("consent", "count"), [(None, 1), ("none", 1), ("informed", 0), ("opt_in", 0)])
def test_what_is_personal_needs_consent(consent, count):
    tip = Touchpoint(id="tip", name="Tip", personalised_by=("place", "taste"), consent=consent)
    assert (
        said(journey_map(step("a", tip)), "M208")
        == ["'tip' is personalised by place and taste without consent"] * count
    )


def test_a_feeling_without_a_score_is_no_point_on_the_curve():
    assert said(journey_map(tied("a", feels=(Feeling(words=("calm",)),))), "M209") == [
        "the feeling at 'a' has no score"
    ]


def test_an_owner_is_a_person():
    assert said(journey_map(tied("a")), "M301") == ["no owner"]
    assert said(journey_map(tied("a"), owner=Owner(department="x")), "M301") == ["the owner names no person or role"]
    assert said(journey_map(tied("a"), owner=Owner(person="x")), "M301") == []


@pytest.mark.parametrize(
    ("review", "message"),
    [
        (None, "no review is planned"),
        (Review(), "the review has no 'last' and no 'every'"),
        (Review(last="2026-11-01"), "the review has no 'every'"),
        (Review(last="2026-07-31", every="P3M"), "review 21 days overdue"),
        (Review(last="2026-11-20", every="P0D"), "review 1 day overdue"),
        (Review(last="2026-11-21", every="P0D"), None),
        (Review(last="2026-08-21", every="P3M"), None),
        (Review(last="2026-08-20", every="P3M"), "review 1 day overdue"),
        (Review(last="2027-01-01", every="P1M"), None),
        (Review(last="last year", every="P1M"), "the last review was on 'last year', which is no date"),
    ],
    ids=["none", "empty", "no-period", "months", "one-day", "today", "to-the-day", "a-day-after", "to-come", "no-date"],
)
def test_a_review_is_overdue_the_day_after_it_was_due(review, message):
    assert said(journey_map(tied("a"), review=review), "M302") == ([] if message is None else [message])


@pytest.mark.parametrize(
    ("day", "period", "expected"),
    [
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2024-01-31", "P1M", "2024-02-29"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2026-10-31", "P13M", "2027-11-30"),
        ("2026-12-31", "P1D", "2027-01-01"),
        ("2026-01-01", "P2W", "2026-01-15"),
        ("2026-01-31", "P1Y1M1DT49H", "2027-03-03"),
        ("2026-01-01", "PT5M", "2026-01-01"),
        ("2026-01-01", "P9000Y", None),
        ("9999-12-31", "P1D", None),
        ("2026-01-01", "soon", None),
    ],
)
def test_a_period_is_added_as_calendars_do(day, period, expected):
    found = later(date.fromisoformat(day), period)
    assert found == (None if expected is None else date.fromisoformat(expected))


def test_half_of_the_feelings_may_be_hypotheses():
    known = Feeling(score=1, evidence="research", source=("x",))
    two = journey_map(tied("a", feels=(Feeling(score=1),)), tied("b", feels=(known,)))
    assert said(two, "M303") == []
    assert said(journey_map(tied("a", feels=(Feeling(score=1), Feeling(score=2), known))), "M303") == [
        "2 of 3 feelings are hypotheses"
    ]
    assert said(journey_map(tied("a", feels=(Feeling(score=1),))), "M303") == ["1 of 1 feelings is a hypothesis"]
    assert said(replace(two, state="target", steps=two.steps[:1]), "M303") == []
    assert said(journey_map(tied("a")), "M303") == []


def test_evidence_without_a_source_says_where():
    made = tied(
        "a",
        evidence="partial",
        feels=(Feeling(score=1, evidence="research"),),
        pains=(Pain(id="slow", text="Slow", evidence="partial"), Pain(text="Dear", evidence="partial", source=("x",))),
        metrics={"wait": Metric(evidence="partial")},
    )
    assert sorted(said(journey_map(made), "M304")) == [
        "'partial' without a source: metric wait at 'a'",
        "'partial' without a source: pain 'slow'",
        "'partial' without a source: step 'a'",
        "'research' without a source: feeling at 'a'",
    ]


def test_a_pain_without_an_id_is_met_by_an_opportunity_at_its_step():
    sore = journey_map(tied("a", pains=(Pain(text="Slow"),)))
    assert said(sore, "M401") == ["pain at 'a' meets no opportunity: \"Slow\""]
    assert said(replace(sore, opportunities=(Opportunity(id="o", steps=("a",), text="Faster"),)), "M401") == []
    other = Opportunity(id="o", steps=("a",), text="Faster", solves=("p",))
    assert len(said(replace(sore, opportunities=(other,)), "M401")) == 1


def test_an_initiative_says_everything_that_is_missing_at_once():
    bare = Initiative(id="i", title="I")
    assert said(journey_map(tied("a"), initiatives=(bare,)), "M403") == [
        "initiative 'i' has no department, cost or effect"
    ]
    dear = Initiative(id="i", title="I", department="d", cost=5, effect=())
    assert said(journey_map(tied("a"), initiatives=(dear,)), "M403") == ["initiative 'i' has no currency of its cost"]
    assert said(journey_map(tied("a"), initiatives=(dear,), currency="EUR"), "M403") == []


def test_a_map_without_any_tie_is_told_once():
    assert said(journey_map(step("a", touchpoint("t")), step("b", touchpoint("u"))), "M501") == [
        "none of the 2 touchpoints is tied to events"
    ]
    assert said(journey_map(tied("a"), step("b", touchpoint("u"))), "M501") == ["'u' is not tied to events"]


def summary(**matches):
    """A summary in which each event name has so many matches."""
    return EventSummary(90, 1000, {"paid": 990, "seen": 10}, {Rule((name,)): n for name, n in matches.items()})


def test_a_rule_that_matches_nothing_names_events_that_are_near():
    (found,) = [
        each
        for each in check_map(journey_map(step("a", touchpoint("t", "payed"))), today=TODAY, events=summary(payed=0))
        if each.rule == "M503"
    ]
    assert found.message == "rule of 't' matched 0 of 1,000 events in 90 days: payed"
    assert found.hint == "did you mean 'paid'?"
    assert found.path == ("steps", "a", "touchpoints", "t", "event_match", 0)


def test_a_rule_whose_conditions_never_hold_is_told_apart_from_a_wrong_name():
    rule = EventRule(event=("paid",), where=(Condition("by", "is", ("card",)),))
    map = journey_map(step("a", Touchpoint(id="t", name="T", event_match=(rule,))))
    events = replace(summary(), matches={Rule(rule.event, rule.where): 0})
    (found,) = [each for each in check_map(map, today=TODAY, events=events) if each.rule == "M503"]
    assert found.hint == "there are 990 paid, but none of them meets the conditions"


def test_rules_that_match_or_were_not_counted_say_nothing():
    map = journey_map(step("a", touchpoint("t", "paid", "other")))
    assert said(map, "M503", events=summary(paid=990)) == []
    assert said(map, "M503") == []


def test_a_workspace_without_events_is_told_once():
    map = journey_map(step("a", touchpoint("t", "paid", "other")))
    events = EventSummary(90, 0, {}, {Rule(("paid",)): 0, Rule(("other",)): 0})
    assert said(map, "M503", events=events) == ["there are no events in the last 90 days"]


def test_every_rule_for_events_is_counted():
    rule = lambda name: (EventRule(event=(name,)),)  # noqa: E731
    map = journey_map(
        tied("a", metrics={"wait": Metric(measured_by=MeasuredBy(from_=rule("f"), to=rule("t")))}),
        tied("b", metrics={"retell": Metric(measured_by=MeasuredBy(event=("e",), property="n"))}),
        outcomes=(MapOutcome(id="o", name="O", event_match=rule("z")),),
        watch=rule("w"),
    )
    assert [found.events for _, _, found in event_rules(map)] == [
        ("a",),
        ("f",),
        ("t",),
        ("b",),
        ("e",),
        ("z",),
        ("w",),
    ]


def test_branches_are_alike_when_the_same_steps_come_next():
    choice = Choice(between="branches", options=("far", "near", "out"))
    links = (Link(from_="a", to="c", when="far"), Link(from_="a", to="gone", when="out"))
    outcomes = (MapOutcome(id="gone", name="Gone"),)
    seen = journey_map(tied("a", choice=choice), tied("b"), tied("c"), links=links, outcomes=outcomes)
    assert said(seen, "M504") == []
    silent = journey_map(tied("a", choice=choice), step("b"), tied("c"), links=links, outcomes=outcomes)
    assert said(silent, "M504") == ["branches of 'a' look alike in events: 'far' and 'near'"]
    assert (
        said(journey_map(step("a", choice=choice), step("b"), step("c"), links=links, outcomes=outcomes), "M504") == []
    )


@pytest.mark.parametrize(
    ("name", "metric", "hint"),
    [
        ("wait", Metric(target="PT3M"), "add 'measured_by'"),
        ("wait", Metric(), None),
        ("wait", Metric(target="PT3M", question="q"), None),
        ("wait", Metric(target="PT3M", measured_by=MeasuredBy(event=("e",), property="p", unit="s")), None),
        (
            "wait",
            Metric(target="PT3M", measured_by=MeasuredBy(event=("e",), property="p")),
            "add 'unit' to 'measured_by'",
        ),
        ("wait", Metric(target=3, measured_by=MeasuredBy(event=("e",))), "add 'property' to 'measured_by'"),
        (
            "wait",
            Metric(target=3, measured_by=MeasuredBy(from_=(EventRule(event=("e",)),))),
            "add 'to' to 'measured_by'",
        ),
        (
            "wait",
            Metric(target="P3M", measured_by=MeasuredBy(event=("e",), property="p", unit="d")),
            "write the target in weeks, days, hours, minutes or seconds",
        ),
        ("satisfaction", Metric(target=0.8), "add 'question'"),
        ("delight", Metric(target=0.8, metric="csat"), "add 'question'"),
        ("conversion", Metric(target=0.8), None),
    ],
)
def test_a_target_is_measured_by_a_question_or_by_events(name, metric, hint):
    map = journey_map(tied("a", metrics={name: metric}))
    found = [each.hint for each in check_map(map, today=TODAY) if each.rule == "M505"]
    assert found == ([] if hint is None else [hint])


def test_a_share_that_goes_on_is_measured_where_events_show_the_step():
    found = check_map(journey_map(step("a", metrics={"conversion": Metric(target=0.8)}), tied("b")), today=TODAY)
    assert [each.hint for each in found if each.rule == "M505"] == ["tie the step to events"]


@pytest.mark.parametrize(
    ("case", "message"),
    [
        (None, "rules without 'case'"),
        (CaseRule(), "rules without 'case'"),
        (CaseRule(gap="P6M"), "the gap P6M has no fixed length"),
        (CaseRule(gap="PT0S"), "the gap PT0S has no length"),
        (CaseRule(gap="P180D"), None),
        (CaseRule(key="booking"), None),
    ],
    ids=["none", "empty", "months", "nothing", "days", "key"],
)
def test_rules_need_a_case_that_cuts(case, message):
    assert said(journey_map(tied("a"), case=case), "M506") == ([] if message is None else [message])
    assert said(journey_map(step("a"), case=case), "M506") == []


def ignoring(*entries):
    """A map with two contact steps that have no touchpoint, which ignores some of it."""
    ignore = tuple(Ignored(because="so", **entry) for entry in entries)
    return journey_map(tied("x"), step("a"), step("b"), lint=Lint(ignore=ignore))


def test_a_rule_may_be_ignored_everywhere_or_at_one_thing():
    assert len(said(ignoring(), "M202")) == 2
    assert said(ignoring({"rule": "M202"}), "M202") == []
    assert said(ignoring({"rule": "M202", "about": "a"}), "M202") == ["contact step 'b' has no touchpoint"]
    assert said(ignoring({"rule": "M202", "about": "a"}), "M305") == []


def test_what_is_about_a_step_is_about_its_parts():
    made = tied("a", metrics={"wait": Metric(target="PT1M")})
    lint = Lint(ignore=(Ignored(rule="M505", about="a", because="so"),))
    assert said(journey_map(made, lint=lint), "M505") == []


def test_what_is_ignored_in_vain_is_told():
    found = ignoring({"rule": "M202", "about": "x"}, {"rule": "M106"}, {"rule": "M999"}, {"rule": "M010"})
    assert said(found, "M305") == [
        "rule M202 is ignored at 'x', but says nothing there",
        "rule M106 is ignored, but says nothing there",
        "there is no rule 'M999' to ignore",
        "rule M010 is an error and cannot be ignored",
    ]


def test_errors_cannot_be_ignored():
    links = (Link(from_="a", to="c"),)
    lint = Lint(ignore=(Ignored(rule="M010", because="so"),))
    map = journey_map(tied("a"), tied("b"), tied("c"), links=links, lint=lint)
    assert said(map, "M010") == ["step 'b' cannot be reached"]


def test_actors_of_the_library_are_known():
    library = Library(actors=(Actor(id="shop", kind="provider", name="Bank B"),))
    map = journey_map(replace(tied("a"), does="Bank B sends a letter"))
    assert said(map, "M101") == []
    assert said(map, "M101", library=library) == ['speaks for the company: "Bank B sends a letter"']


@pytest.mark.parametrize(
    ("kind", "start", "to", "hint"),
    [
        ("loop", "a", "c", "loops lead back; did you mean 'kind: skip'?"),
        ("skip", "c", "a", "skips lead forward; did you mean 'kind: loop'?"),
        ("skip", "b", "b", "skips lead forward; did you mean 'kind: loop'?"),
        ("loop", "c", "a", None),
        ("loop", "b", "b", None),
        ("skip", "a", "c", None),
        ("next", "a", "c", None),
    ],
)
def test_a_link_of_the_wrong_kind_for_its_direction_is_told(kind, start, to, hint):
    map = journey_map(step("a"), step("b"), step("c"), links=(Link(from_=start, to=to, kind=kind),))
    found = [each for each in check_map(map, today=TODAY) if each.rule == "M107"]
    assert [each.hint for each in found] == ([] if hint is None else [hint])
    assert {each.severity for each in found} <= {"warning"}


def test_pictures_are_only_looked_for_where_files_are_known():
    map = journey_map(replace(step("a"), image="a.png"), step("b"))
    assert said(map, "M306") == []
    assert said(map, "M306", images=["a.png"]) == []
    assert said(map, "M306", images=[]) == ["there is no picture 'a.png'"]


def test_initiatives_that_wait_for_each_other_are_told_once() -> None:
    def asks(**requires: tuple[str, ...]) -> list[str]:
        made = tuple(Initiative(id=name, title=name, requires=needed) for name, needed in requires.items())
        return said(journey_map(tied("a"), initiatives=made), "M409")

    assert asks(a=("b",), b=("c",), c=()) == []
    assert asks(a=("b",), b=("a",)) == ["initiative 'a' requires 'b' requires 'a'"]
    assert asks(z=("a",), a=("c",), b=(), c=("b", "a")) == ["initiative 'a' requires 'c' requires 'a'"]
    assert asks(a=("a",)) == ["initiative 'a' requires 'a'"]
    wide = {f"n{row}": tuple(f"n{other}" for other in range(row + 1, 40)) for row in range(40)}
    assert asks(**wide) == []
