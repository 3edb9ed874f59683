"""A feeling without a name is everybody's; one with a name is that person's only."""

from pathlib import Path

from sojourn.maps.document.parsing import parse_map
from sojourn.maps.model import Feeling, Persona
from sojourn.maps.voices import voices, voices_of
from tests.factories.maps import a_step, small_map

PEOPLE = (Persona(id="a", name="Anna"), Persona(id="b", name="Bo"), Persona(id="c", name="Cy"))


def felt(*feelings: tuple[tuple[str | None, float], ...]):
    return tuple(
        a_step(f"s{place}", feels=tuple(Feeling(persona=who, score=score) for who, score in each))
        for place, each in enumerate(feelings)
    )


def scores(people, steps):
    found = voices_of(small_map(personas=people, steps=steps))
    return {each.name: [each.felt[step].score for step in each.felt] for each in found}


def test_what_everybody_feels_belongs_to_each_persona():
    steps = felt((("a", 1), ("b", -1)), ((None, 0.5),), (("a", 2), ("b", -2)))
    assert scores(PEOPLE[:2], steps) == {"Anna": [1, 0.5, 2], "Bo": [-1, 0.5, -2]}


def test_people_who_feel_the_same_everywhere_have_one_voice_without_a_name():
    assert scores(PEOPLE, felt(((None, 1),), ((None, -1),))) == {"": [1, -1]}
    assert scores(PEOPLE[:1], felt((("a", 1),), ((None, -1),))) == {"": [1, -1]}


def test_one_of_several_people_is_named_when_only_that_one_is_known():
    assert scores(PEOPLE[:2], felt((("a", 1),), (("a", -1),))) == {"Anna": [1, -1]}


def test_those_of_whom_nothing_is_said_feel_as_everybody_else_does():
    steps = felt(((None, 1), ("a", -1)), ((None, 2),))
    assert scores(PEOPLE, steps) == {"Anna": [-1, 2], "Bo, Cy": [1, 2]}


def test_steps_of_two_maps_are_held_together_by_person():
    before, after = felt(((None, -1),), ((None, 0),)), felt((("a", 1), ("b", -1)), ((None, 0),))
    found = voices(PEOPLE[:2], before, after)
    assert [(each.name, [[one.score for one in side.values()] for side in each.sides]) for each in found] == [
        ("Anna", [[-1, 0], [1, 0]]),
        ("Bo", [[-1, 0], [-1, 0]]),
    ]


def test_two_people_of_an_example_have_every_step():
    drawn = parse_map((Path(__file__).parents[2] / "golden/maps/two-people.yaml").read_text(encoding="utf-8"))
    assert [(each.name, len(each.felt)) for each in voices_of(drawn)] == [("Ruth Bergmann", 10), ("Sam", 10)]
