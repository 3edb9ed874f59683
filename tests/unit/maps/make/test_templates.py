"""Templates of maps, and maps made of answers."""

from datetime import date

import pytest

from sojourn import maps
from sojourn.cli.maps.making import TEMPLATES as OFFERED
from sojourn.core.errors import InvalidInput
from sojourn.maps import TEMPLATES, AnsweredPhase, AnsweredStep, Answers
from tests.factories.maps import HOSTILE

TODAY = date(2026, 11, 22)
NAMED = [text for text in HOSTILE if text.strip() and text.isprintable()]

PHASES = {
    "before-during-after": "Before, During, After",
    "retail-5": "Discovery, Learning, Receipt, After-purchase sale, Return",
    "purchase-4": "Awareness, Consideration, Decision, After-sales",
    "social-business-10": "Raising awareness, Research, Selection, Acquisition, Discovery, Use, Maintenance, Loyalty, "
    "Recommendation, Engagement",
    "figure-8": "Problem, Search, Select, Buy, Discover, Use, Maintain, Recommend",
    "buying-journey": "Not aware, Aware of the problem, Exploring solutions, Deciding, Committed",
    "buying": "Not looking, Aware, Considering, Deciding, Settled",
    "service-blueprint": "Request, Service, Follow-up",
    "appointment": "Book, Arrive, Meet, Afterwards",
}


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_is_a_map_with_nothing_but_notes(template: str) -> None:
    map = maps.parse_map(maps.new_map(template, today=TODAY))
    found = maps.check_map(map, today=TODAY)
    assert [str(each) for each in found if each.severity != "note"] == []
    assert {each.rule for each in found} <= {"M104", "M203", "M206", "M207", "M303", "M501"}


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_has_its_phases_and_a_step_in_each(template: str) -> None:
    map = maps.parse_map(maps.new_map(template, today=TODAY))
    assert ", ".join(phase.name for phase in map.phases) == PHASES[template]
    assert {step.phase for step in map.steps} == {phase.id for phase in map.phases}
    assert map.title == maps.TEMPLATE_TITLES[template]
    assert all(step.feels for step in map.steps)


@pytest.mark.parametrize("text", NAMED, ids=ascii)
def test_whatever_a_map_is_called_stays_text(text: str) -> None:
    map = maps.parse_map(maps.new_map("appointment", today=TODAY, title=text, persona=text, owner=text))
    assert map.owner is not None
    assert (map.title, map.personas[0].name, map.owner.person) == (text, text, text)


def test_the_id_of_the_map_is_not_that_of_something_in_it() -> None:
    map = maps.parse_map(maps.new_map(today=TODAY, title="Customer"))
    assert map.id == "customer_2"


def test_the_day_is_the_one_that_was_given() -> None:
    map = maps.parse_map(maps.new_map(today=TODAY))
    assert map.review is not None and map.review.last == "2026-11-22"


def test_a_new_map_names_its_schema_and_what_to_do_next() -> None:
    first, summary, *rest = maps.new_map("figure-8", today=TODAY).splitlines()
    assert first == "# yaml-language-server: $schema=journey-map-1.schema.json"
    assert summary == f"# {maps.template_summaries()['figure-8']}"
    assert any("sojourn maps check" in line for line in rest)


def test_an_unknown_template_is_refused_with_what_is_near() -> None:
    with pytest.raises(InvalidInput) as caught:
        maps.new_map("figure8", today=TODAY)
    assert caught.value.hint == "did you mean figure-8?"


def test_the_command_offers_every_template() -> None:
    assert OFFERED == TEMPLATES
    assert set(maps.template_summaries()) == set(TEMPLATES)


def test_answers_become_a_map_without_errors() -> None:
    told = Answers(
        "A visit to the zoo",
        "A family",
        (
            AnsweredPhase("Plan", (AnsweredStep("Looks up the hours", "web", 1.0),)),
            AnsweredPhase("Nothing", ()),
            AnsweredPhase("Go", (AnsweredStep("Sees the lions", None, 2.0), AnsweredStep("Sees the lions", "zoo map"))),
        ),
        "Me",
    )
    made = maps.map_from_answers(told, today=TODAY)
    assert [phase.name for phase in made.phases] == ["Plan", "Go"]
    assert [(step.id, step.kind) for step in made.steps] == [
        ("looks_up_the_hours", "contact"), ("sees_the_lions", "no_contact"), ("sees_the_lions_2", "contact"),
    ]  # fmt: skip
    assert [point.channel for step in made.steps for point in step.touchpoints] == ["web", None]
    assert [[feeling.score for feeling in step.feels] for step in made.steps] == [[1.0], [2.0], []]
    assert maps.parse_map(maps.text_of_new_map(made, "From answers.")) == made
    assert not [each for each in maps.check_map(made, today=TODAY) if each.severity == "error"]
