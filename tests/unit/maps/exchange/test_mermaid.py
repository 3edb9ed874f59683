"""Mermaid's user journey."""

import pytest

from sojourn.maps import MapRefused
from sojourn.maps.exchange import export_map, import_map
from sojourn.maps.model import Feeling, Persona
from tests.factories.maps import a_step, small_map

DAY = """journey
    title A day at the lake
    section Get there
      Take the bus: 2: Ann, Bob
      Walk down: 4.5: Ann
    section Swim
      Jump in: 5: Bob
"""


def test_sections_tasks_and_actors_become_phases_steps_and_personas() -> None:
    map, findings = import_map(DAY, kind="mermaid")
    assert (map.id, map.title) == ("a_day_at_the_lake", "A day at the lake")
    assert [(phase.id, phase.name) for phase in map.phases] == [("get_there", "Get there"), ("swim", "Swim")]
    assert [persona.name for persona in map.personas] == ["Ann", "Bob"]
    assert [(step.id, step.phase, step.does) for step in map.steps] == [
        ("take_the_bus", "get_there", "Take the bus"),
        ("walk_down", "get_there", "Walk down"),
        ("jump_in", "swim", "Jump in"),
    ]
    assert [[(feeling.persona, feeling.score) for feeling in step.feels] for step in map.steps] == [
        [(None, -1)], [("ann", 1.5)], [("bob", 2)],
    ]  # fmt: skip
    assert {feeling.evidence for step in map.steps for feeling in step.feels} == {"hypothesis"}
    assert [finding.rule for finding in findings] == ["X003"]


def test_repeated_tasks_get_numbered_ids() -> None:
    map, _ = import_map("journey\n section A\n Wait: 3: X\n Wait: 3: X\n Wait!: 3: X", kind="mermaid")
    assert [step.id for step in map.steps] == ["wait", "wait_2", "wait_3"]


@pytest.mark.parametrize("score", ["0", "6", "-1", "x", "", "nan", "inf", "1e3"])
def test_a_score_outside_one_to_five_is_refused_with_its_line(score: str) -> None:
    with pytest.raises(MapRefused) as caught:
        import_map(f"journey\n  section A\n    Wait: {score}: X\n    Go: 9: X", kind="mermaid")
    assert [finding.place.line for finding in caught.value.findings if finding.place] == [3, 4]
    assert "'Wait'" in caught.value.lines[0]


def test_scores_between_halves_are_rounded_and_said() -> None:
    map, findings = import_map("journey\nsection A\nWait: 3.7: X\nGo: 2.25: X", kind="mermaid")
    assert [step.feels[0].score for step in map.steps] == [0.5, -1.0]
    assert [finding.rule for finding in findings if finding.rule == "X004"] == ["X004", "X004"]


def test_a_diagram_in_a_page_of_markdown_keeps_its_line_numbers() -> None:
    page = f"# Notes\n\n```mermaid\n{DAY}      Break: 9: Ann\n```\nmore"
    with pytest.raises(MapRefused) as caught:
        import_map(page, kind="mermaid")
    assert caught.value.findings[0].place is not None and caught.value.findings[0].place.line == 11


def test_settings_titles_above_comments_and_descriptions_are_read_or_kept() -> None:
    text = (
        "---\ntitle: From above\n---\n%%{init: {'theme': 'base'}}%%\njourney\n  accTitle: For readers\n"
        "  accDescr {\n    Two\n    lines\n  }\n  %% aside\n  section A\n    Go: 3: X  # why\n    section Empty\n"
    )
    map, findings = import_map(text, kind="mermaid")
    assert map.title == "From above"
    assert sorted(map.extra["x-unsorted"]) == ["Empty", "For readers", "Two lines", "aside", "why"]
    assert sum(finding.rule == "X002" for finding in findings) == 5


def test_tasks_without_section_actor_or_title_are_guessed_about() -> None:
    map, findings = import_map("journey\nGo: 3", kind="mermaid")
    assert (map.title, map.phases[0].name, map.personas[0].name) == ("Imported journey", "Journey", "Customer")
    assert sum(finding.rule == "X003" for finding in findings) == 3


@pytest.mark.parametrize("text", ["graph TD", "journey\n", "journey\nsection A", "\n \n"])
def test_what_holds_no_task_is_refused(text: str) -> None:
    with pytest.raises(MapRefused):
        import_map(text, kind="mermaid")


def test_halves_are_rounded_away_from_zero_and_said() -> None:
    steps = tuple(
        a_step(f"s{at}", feels=(Feeling(score=score),)) for at, score in enumerate((-1.5, -0.5, 0, 0.5, 1.5, 2))
    )
    text, dropped = export_map(small_map(steps=steps), kind="mermaid")
    assert [line.split(":")[1].strip() for line in text.splitlines()[3:]] == ["1", "2", "3", "4", "5", "5"]
    assert next(str(each) for each in dropped if each.field == "feeling.score").startswith("feeling.score: 4 rounded")


def test_a_step_without_a_feeling_is_written_as_three_and_said() -> None:
    text, dropped = export_map(small_map(), kind="mermaid")
    assert text.splitlines()[3] == "      Does what come says: 3: The guest"
    assert "without a score, written as 3" in str(next(each for each in dropped if each.field == "step.feels"))


def test_what_ends_a_task_is_written_otherwise() -> None:
    steps = (a_step("one", does="Pays #3: half; rest\nlater 100%%"), a_step("two", does="title of a book"))
    text, _ = export_map(small_map(steps=steps, personas=(Persona(id="guest", name="Ann, the guest"),)), kind="mermaid")
    assert text.splitlines()[3:] == [
        "      Pays no. 3 – half, rest, later 100%: 3: Ann the guest",
        "      “title of a book”: 3: Ann the guest",
    ]


def test_personas_that_feel_differently_have_a_task_each_and_come_back() -> None:
    people = (Persona(id="guest", name="Guest"), Persona(id="host", name="Host"))
    feels = (Feeling(score=1, persona="guest"), Feeling(score=-1, persona="host"))
    text, dropped = export_map(small_map(personas=people, steps=(a_step("a", feels=feels),)), kind="mermaid")
    assert text.splitlines()[3:] == ["      Does what a says: 4: Guest", "      Does what a says: 2: Host"]
    assert import_map(text, kind="mermaid")[0].steps[0].feels == feels
    assert "step.feels" not in {each.field for each in dropped}


def test_markup_is_written_as_what_no_page_obeys_and_said() -> None:
    steps = (a_step("one", does="Sees <script>alert(1)</script>"),)
    map = small_map(steps=steps, title="<b>A map</b>", personas=(Persona(id="guest", name="<i>Ann</i>"),))
    text, dropped = export_map(map, kind="mermaid")
    assert "<" not in text and ">" not in text
    assert "Sees ‹script›alert(1)‹/script›" in text
    assert {"step.does", "persona.name"} <= {each.field for each in dropped}
