"""The last page: claims with their intervals, what comes next, and plain words where something cannot be said."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import escape

import pyarrow as pa
import pyarrow.compute as pc
import pytest

import sojourn as sj
from sojourn import maps, samples
from sojourn.app.report.decision import known_of
from sojourn.app.report.focus import content_of, focus
from sojourn.app.report.focus_page import LastPage, Promise, Undertaking, in_short, last_page
from sojourn.app.report.named import in_words_of
from sojourn.app.report.page import Card, Section
from sojourn.app.report.planned import planned

QUESTIONS = samples.concert_world().questions
LIVED = maps.parse_map(samples.example_map("concert-lived"))


@pytest.fixture(scope="module")
def events() -> pa.Table:
    """Give a concert world that is large enough for satisfaction to be known."""
    return samples.concert_events(4_000, 2).events


@pytest.fixture(scope="module")
def page(events: pa.Table) -> Callable[..., Section]:
    """Give a function that writes the last page."""

    def write(map: maps.JourneyMap = LIVED, budget: float | None = 50_000, table: pa.Table | None = None) -> Section:
        journeys = sj.journeys(events if table is None else table)
        return focus(known_of(map, journeys, registry=QUESTIONS, budget=budget))

    return write


def words(section: Section) -> str:
    """Give the page as a reader sees it."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", f"{section.lead} {section.body}"))


def test_the_page_claims_with_intervals_and_says_what_comes_next(page: Callable[..., Section]) -> None:
    section = page()
    assert section == page()
    told = words(section)
    assert section.last
    assert section.body.count('class="card"') == 3
    assert section.body.count("<b>Next:</b>") == 3
    assert re.search(r"Shows the code and walks in .* % \(\d+\.\d–\d+\.\d\) are satisfied; 85 % is wanted", told)
    assert re.search(
        r"€[\d,]+ a year (trust the lower gain, €[\d,]+ a year; the whole is )?expected, if the effects are as "
        "assumed; 95 % of draws lie between",
        told,
    )
    assert "if only half of those won over behave as others do" in told
    assert re.search("is a hypothesis: nobody has tried (it|them) on customers yet", told)
    assert "Left out, and why" in told
    assert "What the silent think." in told
    assert "drives" not in told
    assert "return on investment" not in told


def test_without_surveys_leaving_ranks_alone_and_the_page_says_so(
    page: Callable[..., Section], events: pa.Table
) -> None:
    silent = events.filter(
        pc.invert(pc.is_in(events["event"].cast("string"), pa.array(["survey.sent", "survey.answered"])))
    )
    told = words(page(table=silent))
    assert "No customer was asked anything, so steps are ranked by how many leave there" in told
    assert "No answers are among the events" in told
    assert "are satisfied" not in told
    assert "breaking point" in told
    assert "moment of truth, by data" not in told


def test_answers_that_nobody_registered_are_not_read(events: pa.Table) -> None:
    journeys = sj.journeys(events)
    told = words(focus(known_of(LIVED, journeys, registry={}, budget=None)))
    assert "Which answers are good is not registered" in told
    assert "There are answers to csat_payment , csat_entry , but nobody said which end" in told


def test_without_a_budget_or_initiatives_there_is_no_promise(page: Callable[..., Section]) -> None:
    assert "No budget was given" in words(page(budget=None))
    assert "The map has no initiatives" in words(page(map=replace(LIVED, initiatives=())))
    assert "€" not in words(page(map=replace(LIVED, initiatives=())))


def test_a_budget_that_no_rule_can_be_kept_with_is_said(page: Callable[..., Section]) -> None:
    assert "No plan could be made:" in words(page(budget=1))


def test_without_an_experiment_the_page_says_what_cannot_be_told(
    page: Callable[..., Section], events: pa.Table
) -> None:
    untried = events.filter(pc.not_equal(events["event"].cast("string"), "experiment.assigned"))
    assert "Nothing here was given to some customers by lot" in words(page(table=untried))
    assert "Nothing here was given" not in words(page())


def test_texts_of_the_map_are_never_markup(page: Callable[..., Section]) -> None:
    bad = "<script>alert('x')</script> & co"
    hostile = replace(
        LIVED,
        steps=tuple(replace(step, does=f"{bad} {step.id}") for step in LIVED.steps),
        initiatives=tuple(replace(each, title=f"{bad} {each.id}", owner=bad) for each in LIVED.initiatives),
    )
    body = page(map=hostile).body
    assert "<script" not in body
    assert "&lt;script&gt;" in body


def test_a_mark_of_the_map_alone_says_how_far_the_data_go_along_and_the_plan_is_tied_to_the_steps(
    page: Callable[..., Section],
) -> None:
    found = samples.concert_events(3_000, 1).events
    told = words(page(table=found))
    assert re.search(r"marked by the map; the data (do not support it|support it in part|cannot judge it yet)", told)
    assert re.search(r"(No initiative works on|What would help) steps? [\d and,]+", told)
    assert "or longer; at most 10 min is wanted" in told
    assert re.search(r"€[\d,]+ \+€[\d,]+ ", told)
    assert re.search(r"(More|No more) journeys come to a good end", told)
    assert "tried by lot" in told
    known = known_of(LIVED, sj.journeys(found), registry=QUESTIONS, budget=50_000)
    assert known.plan is not None
    section, _ = planned(known.plan, content_of(known).promise)
    assumed = words(section)
    assert re.search(r"Adds €[\d,]+ a year and pays back after [\d.]+ years", assumed)
    assert "tried by lot: of" in assumed
    assert "customers assigned to treatment, treated or not" in assumed
    assert "€0.05" in assumed


def test_the_head_of_the_report_says_the_answer_in_short(events: pa.Table) -> None:
    content = content_of(known_of(LIVED, sj.journeys(events), registry=QUESTIONS, budget=50_000))
    short = in_short(content)
    assert all(escape(step.title) in short for step in content.steps)
    assert short.count("Next: ") == len(content.steps) == 3
    assert content.promise is not None
    assert content.promise.gain in short
    assert 'href="#focus"' in short
    assert in_short(replace(content, steps=())) == ""


def test_a_long_plan_keeps_to_its_page() -> None:
    row = Undertaking("Do it", "Halls", "€1", "1 month", 1.0, "firm", "assumed")
    promise = Promise("€9 a year", "expected", (), (row,) * 12, (), (("Not this", "too dear"),) * 9, "a year")
    body = last_page(LastPage("Why.", promise=promise)).body
    assert body.count("Do it") == 8
    assert "And 4 more" in body
    assert body.count("Not this") == 4
    assert "and 5 more." in body


def test_cards_speak_in_the_words_of_the_map_and_say_nothing_twice() -> None:
    cards = [
        Card("46 % stop at “Opens the payment page”", "", "", "map"),
        Card("1 minute to order.completed", "to <code>order.completed</code>, not order.completed.late", "", "timing"),
        Card("46 % do not get to payment.started", "", "", "funnel"),
        Card("4 % come back", "", "", "retention"),
    ]
    told = in_words_of(LIVED, cards)
    assert [card.anchor for card in told] == ["map", "retention", "timing"]
    assert told[2].title == "1 minute to “Pays for the tickets”"
    assert told[2].text == "to “Pays for the tickets”, not order.completed.late"
    assert [card.anchor for card in in_words_of(LIVED, cards, told=["Opens the payment page"])] == [
        "retention", "timing",
    ]  # fmt: skip


def test_an_event_that_several_steps_share_is_said_in_plain_words() -> None:
    card = Card(
        "Who does not get to page.viewed[site=shop] has page.viewed next", "<code>page.viewed</code>", "", "dropoff"
    )
    (told,) = in_words_of(LIVED, [card])
    assert told.title == "Who does not get to “Looks for seats in the ticket shop” has “Views a page” next"
    assert told.text == "“Views a page”"
