"""A map drafted from a world whose truth is known."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
import pytest

import sojourn as sj
from sojourn import insight, maps
from sojourn.core.errors import InvalidInput

TODAY = date(2026, 11, 22)
START = datetime(2026, 1, 1, 9, tzinfo=UTC)

Row = tuple[str, datetime, str, str | None, str | None]


def visits(customers: int) -> list[Row]:
    """Make customers of a café: they look at the town's page, then the menu, order by app or at the counter, of whom
    some are refused first; half take a newspaper; days later a thank-you is sent; a tenth begin again weeks after.
    """
    rows: list[Row] = []
    for who in range(customers):
        name = f"c{who:03}"
        for round_ in range(2 if who % 10 == 0 else 1):
            now = START + timedelta(days=20 * round_, minutes=7 * who)

            def at(minutes: float, event: str, channel: str | None = None, part: str | None = None) -> None:
                rows.append((name, now + timedelta(minutes=minutes), event, channel, part))  # noqa: B023

            at(0, "page.viewed", "web", "town")
            at(2, "page.viewed", "web", "menu")
            at(2.001, "experiment.assigned")
            if who % 5 == 4:
                continue
            if who % 7 == 0:
                at(9, "payment.refused", "app")
            at(10, "order.completed", "app" if who % 2 else "in_person")
            at(10.001, "loyalty.counted")
            at(12, "coffee.collected" if who % 2 else "coffee.served", "in_person")
            if who % 4 < 2:
                at(15, "newspaper.taken", "in_person")
            if 40 <= who < 44:
                at(16, "help.opened", "phone")
            at(60 * 60, "message.sent", "email")
            at(60 * 60 + 5, "survey.sent", "email")
    return rows


def journeys(rows: list[Row]) -> sj.Journeys:
    names = ("customer", "time", "event", "channel", "part")
    columns = {name: pa.array([row[at] for row in rows]) for at, name in enumerate(names)}
    return sj.journeys(
        pa.table({**columns, **{name: columns[name].cast(pa.string()) for name in names if name != "time"}})
    )


@pytest.fixture(scope="module")
def lived() -> sj.Journeys:
    return journeys(visits(240))


@pytest.fixture(scope="module")
def draft(lived: sj.Journeys) -> insight.Draft:
    return insight.draft_map(lived, today=TODAY)


def step(draft: insight.Draft, does: str) -> maps.Step:
    return next(each for each in draft.map.steps if each.does == does)


def test_steps_stand_in_the_order_of_what_customers_do(draft: insight.Draft) -> None:
    assert [step.does for step in draft.map.steps] == [
        "Views a town page",
        "Views a menu page",
        "Completes an order",
        "Serves coffee, or collects coffee",
        "Takes a newspaper",
        "Receives a message",
    ]


def test_a_name_is_told_apart_by_what_comes_one_after_the_other(draft: insight.Draft) -> None:
    rules = step(draft, "Views a menu page").touchpoints[0].event_match
    assert [(rule.event, rule.where[0].property, rule.where[0].values) for rule in rules] == [
        (("page.viewed",), "part", ("menu",))
    ]


def test_channels_are_points_of_contact_of_which_one_does(draft: insight.Draft) -> None:
    bought = step(draft, "Completes an order")
    assert [point.channel for point in bought.touchpoints] == ["in_person", "app"]
    assert [point.place for point in bought.touchpoints] == ["physical", "digital"]
    assert bought.choice is not None and bought.choice.expected == bought.touchpoints[0].id
    assert bought.touchpoints[1].event_match[0].where[0].values == ("app",)


def test_what_goes_wrong_fails_the_step_that_it_comes_before(draft: insight.Draft) -> None:
    rules = [rule for point in step(draft, "Completes an order").touchpoints for rule in point.event_match]
    assert [rule.event for rule in rules if rule.status == "failed"] == [("payment.refused",)]


def test_one_or_the_other_is_a_choice_and_what_half_do_is_optional(draft: insight.Draft) -> None:
    assert step(draft, "Serves coffee, or collects coffee").choice is not None
    assert step(draft, "Takes a newspaper").optional
    assert not step(draft, "Views a menu page").optional


def test_the_company_begins_what_it_sends(draft: insight.Draft) -> None:
    assert {point.trigger for point in step(draft, "Receives a message").touchpoints} == {"push"}
    assert {point.trigger for point in step(draft, "Views a town page").touchpoints} == {"pull"}


def test_ways_out_say_how_many_take_them(draft: insight.Draft) -> None:
    ends = {link.from_: link.share for link in draft.map.links if link.kind == "end"}
    assert list(ends) == ["views_a_menu_page"]
    assert ends["views_a_menu_page"] == pytest.approx(0.2, abs=0.05)
    assert step(draft, "Views a menu page").breaking_point


def test_journeys_end_at_the_silence_that_is_said(draft: insight.Draft) -> None:
    assert draft.map.case == maps.CaseRule(gap="P3D")
    assert "cut at silences longer than 3d" in draft.notes[0]


def test_a_second_round_is_a_loop_where_journeys_are_longer(lived: sj.Journeys) -> None:
    whole = insight.draft_map(replace(lived, cases=sj.Cases("gap", gap=90 * 86_400_000_000)), today=TODAY, cut=True)
    loops = [(link.from_, link.to) for link in whole.map.links if link.kind == "loop"]
    assert ("receives_a_message", "views_a_town_page") in loops
    assert whole.map.case == maps.CaseRule(gap="P90D")


def test_phases_end_where_going_on_takes_longest(draft: insight.Draft) -> None:
    assert {step.does: step.phase for step in draft.map.steps}["Receives a message"] == "after"
    assert [phase.moment for phase in draft.map.phases] == ["during", "after"]


def test_phases_may_be_named(lived: sj.Journeys) -> None:
    found = insight.draft_map(lived, today=TODAY, phases=("Discover", "Enjoy", "Remember")).map
    assert [phase.name for phase in found.phases] == ["Discover", "Enjoy", "Remember"]
    assert [phase.moment for phase in found.phases] == ["before", "during", "after"]


def test_machines_surveys_and_facts_of_the_same_moment_are_left_out_and_named(draft: insight.Draft) -> None:
    notes = "\n".join(draft.notes)
    assert "machines: experiment.assigned" in notes
    assert "it asks about the journey: survey.sent" in notes
    assert "in the moment of order.completed: loyalty.counted" in notes


def test_what_is_rare_is_watched(draft: insight.Draft) -> None:
    assert [rule.event for rule in draft.map.watch] == [("help.opened",)]


def test_the_draft_fits_customers_it_was_not_drafted_from(draft: insight.Draft) -> None:
    assert draft.held_out > 30
    assert draft.fitness is not None and draft.fitness > 0.95
    assert f"fitness: {draft.fitness:.2f} of 1 on {draft.held_out} customers" in draft.notes[-1]


def test_every_step_says_from_how_many_it_is_known_and_no_feeling_is_made_up(draft: insight.Draft) -> None:
    for each in draft.map.steps:
        assert each.note is not None and each.note.startswith("To be confirmed: ")
        assert each.evidence == "partial" and each.source == ("events",)
        assert each.feels == () and each.thinks is None
    (source,) = draft.map.sources
    assert (source.type, source.n, source.period) == ("event_log", 240, "2026-01-01 to 2026-01-24")


def test_the_draft_is_a_map_without_errors(draft: insight.Draft) -> None:
    text = maps.text_of_new_map(draft.map, draft.summary, counted=True)
    assert maps.parse_map(text) == draft.map
    assert not [each for each in maps.check_map(draft.map, today=TODAY) if each.severity == "error"]


def test_the_same_events_make_the_same_draft_in_whatever_order_they_came(draft: insight.Draft) -> None:
    assert insight.draft_map(journeys(sorted(visits(240), key=lambda row: row[1])), today=TODAY) == draft


def test_few_customers_are_all_drafted_from(lived: sj.Journeys) -> None:
    found = insight.draft_map(journeys(visits(20)), today=TODAY, title="Café", persona="A guest")
    assert found.fitness is None and found.held_out == 0
    assert "not judged" in found.notes[-1]
    assert (found.map.title, found.map.personas[0].name) == ("Café", "A guest")


def test_one_event_is_a_map_of_one_step() -> None:
    found = insight.draft_map(journeys([("a", START, "ψ", None, None)]), today=TODAY).map
    assert [step.does for step in found.steps] == ["Ψ"]
    assert not [each for each in maps.check_map(found, today=TODAY) if each.severity == "error"]


def test_the_most_steps_are_kept_that_were_asked_for(lived: sj.Journeys) -> None:
    found = insight.draft_map(lived, today=TODAY, most_steps=3)
    assert len(found.map.steps) <= 3
    assert len(found.map.watch) >= 3


@pytest.mark.parametrize("names", [(), ("experiment.assigned",), ("payment.refused",)], ids=["none", "machine", "slip"])
def test_events_that_can_be_no_step_are_refused(names: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput):
        insight.draft_map(journeys([("a", START, name, None, None) for name in names]), today=TODAY)


def test_one_customer_is_said_in_the_singular() -> None:
    made = pa.table({"customer": ["a"], "time": pa.array([0], pa.timestamp("us", "UTC")), "event": ["order.paid"]})
    drafted = insight.draft_map(sj.journeys(made), today=TODAY)
    assert drafted.summary == "A draft from events: 1 journey of 1 customer."
    assert drafted.notes[:2] == (
        "drafted from 1 journey of 1 customer, cut by customer, for nobody is ever silent",
        "1 step; what people feel there, and why, events do not show: ask them",
    )
    assert drafted.map.sources[0].title == "Events of 1 customer"
    assert drafted.map.steps[0].note == "To be confirmed: 100 % of 1 journey comes here."
