"""Two people who feel differently go out and come back as two, or what is lost is named."""

from dataclasses import replace
from pathlib import Path

import pytest

from sojourn import maps
from sojourn.maps.exchange import export_map, import_map

DRAWN = maps.read_map(Path(__file__).parents[3] / "golden/maps/two-people.yaml")
NAMES = {persona.id: persona.name for persona in DRAWN.personas}


def scores(drawn):
    """Give what each person feels at each step, by name."""
    people = {persona.id: persona.name for persona in drawn.personas}
    return {
        voice.name or ", ".join(people.values()): [None if each is None else each.score for each in felt]
        for voice in maps.voices_of(drawn)
        for felt in [[voice.felt.get(step.id) for step in drawn.steps]]
    }


def words(drawn):
    names = {persona.id: persona.name for persona in drawn.personas}
    return [[(names.get(one.persona), one.words) for one in step.feels] for step in drawn.steps]


@pytest.mark.parametrize("kind", ["grid", "touchpoints"])
def test_a_table_names_who_feels_what(kind):
    text, dropped = export_map(DRAWN, kind=kind)
    back, _ = import_map(text, kind="grid", title=DRAWN.title)
    assert scores(back) == scores(DRAWN)
    assert words(back) == words(DRAWN)
    assert not {"feeling.persona", "feeling.score", "step.feels"} & {each.field for each in dropped}
    assert "Ruth Bergmann: -2\nSam: -1.5" in text


def test_a_diagram_has_a_task_for_each_score():
    text, _ = export_map(DRAWN, kind="mermaid")
    assert "      Looks for a firm: 2: Ruth Bergmann\n      Looks for a firm: 4: Sam\n" in text
    assert "      Goes to the new place: 3: Ruth Bergmann, Sam\n" in text
    back, _ = import_map(text, kind="mermaid")
    assert [step.does for step in back.steps] == [step.does for step in DRAWN.steps]
    assert scores(back) == {
        "Ruth Bergmann": [-1, -2, 1, -2, 1, 0, 2, -1, -1, 1],
        "Sam": [1, 1, -1, -2, 1, 0, 1, -1, -2, 1],
    }


def test_a_task_names_those_only_who_feel_its_score():
    steps = tuple(step for step in DRAWN.steps if step.id in ("search", "drive"))
    first = replace(steps[0], feels=steps[0].feels[:1])
    text, _ = export_map(replace(DRAWN, steps=(first, steps[1])), kind="mermaid")
    assert "      Looks for a firm: 2: Ruth Bergmann\n" in text


@pytest.mark.parametrize("kind", ["cjml", "mermaid"])
def test_what_is_lost_of_feelings_is_said_with_names(kind):
    _, dropped = export_map(DRAWN, kind=kind)
    said = " ".join(each.said for each in dropped)
    assert "of Ruth Bergmann at 6 steps" in said
    assert "feeling." not in said
