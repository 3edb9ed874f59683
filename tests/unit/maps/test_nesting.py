"""What the step that holds a map tells of it, and how deep maps may lie."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.maps import JourneyMap, MapRefused, Persona, aloud, facts, inside, insides
from sojourn.maps.model import Feeling, MomentOfTruth
from tests.factories.maps import a_step, small_map

TRUTH = MomentOfTruth()


def holding(ident: str, *children: str) -> JourneyMap:
    """Make a map with a step for each map that it holds, and one without."""
    steps = [a_step(f"s{number}", map=child) for number, child in enumerate(children)]
    return small_map(id=ident, title=f"Map {ident}", steps=(*steps, a_step("alone")))


def felt(ident: str, *scores: float, truth: MomentOfTruth | None = None, persona: str | None = None):
    """Make a step with feelings."""
    return a_step(ident, feels=tuple(Feeling(score=score, persona=persona) for score in scores), moment_of_truth=truth)


def by_id(*maps: JourneyMap) -> dict[str, JourneyMap]:
    return {each.id: each for each in maps}


def test_the_end_is_the_last_step_with_a_feeling() -> None:
    told = inside(small_map(steps=(felt("a", 2), felt("b", -1), felt("c"))))
    assert [one.score for one in told.end] == [-1]
    assert (told.steps, told.ending) == (3, "ends −1")


def test_feelings_of_several_personas_stand_beside_each_other() -> None:
    people = (Persona(id="ada", name="Ada"), Persona(id="ben", name="Ben"))
    last = a_step("a", feels=(Feeling(score=1, persona="ada"), Feeling(score=-1.5, persona="ben", words=("torn",))))
    told = inside(small_map(personas=people, steps=(last,)))
    assert told.ending == "ends +1 / −1.5"


def test_the_worst_moment_of_truth_is_the_lowest_then_the_one_most_is_at_stake() -> None:
    steps = (
        felt("calm", -2),
        felt("one", -1, truth=MomentOfTruth(stake=2)),
        felt("two", -1, 2, truth=MomentOfTruth(stake=5)),
        felt("three", -1, truth=MomentOfTruth(stake=5)),
        felt("unsaid", truth=MomentOfTruth(stake=5)),
    )
    told = inside(small_map(steps=steps))
    assert told.worst is steps[2]
    assert told.truth == "Does what two says, −1"
    assert inside(small_map(steps=steps[4:])).truth == "Does what unsaid says"
    assert inside(small_map(steps=steps[:1])).worst is None


def test_facts_say_steps_end_and_worst() -> None:
    child = small_map(
        steps=(felt("a", -1, truth=TRUTH), a_step("b", map="deep", feels=(Feeling(score=0, words=("calm",)),)))
    )
    assert facts(inside(child)) == (
        "2 steps, holds 1 map",
        "ends calm, 0",
        "worst moment of truth: Does what a says, −1",
    )
    assert facts(inside(small_map(steps=(a_step("a"),)))) == ("1 step",)
    assert inside(child).to_dict() == {
        "map": "small", "title": "A small map", "steps": 2, "end": [0], "worst": {"step": "a", "score": -1},
        "holds": ["deep"],
    }  # fmt: skip


def test_a_step_says_aloud_what_it_holds() -> None:
    parent, child = holding("a", "b"), holding("b", "c")
    told = insides(parent, by_id(child))
    assert aloud(parent.steps[0], told) == "holds the map Map b, 2 steps, holds 1 map"
    assert aloud(parent.steps[0], {}) == "holds the map b, not found"
    assert aloud(parent.steps[0], None) == "holds the map b"
    assert aloud(parent.steps[1], told) == ""


def test_maps_inside_are_called_by_their_titles() -> None:
    maps = by_id(holding("b", "c", "d"), holding("c"))
    assert insides(holding("a", "b"), maps)["b"].holds == ("Map c", "d")


def test_three_levels_are_the_most() -> None:
    maps = by_id(holding("b", "c"), holding("c"))
    assert list(insides(holding("a", "b"), maps)) == ["b"]
    with pytest.raises(MapRefused, match=r"M006 maps lie 4 levels deep: a → b → c → d\. Use at most 3 levels"):
        insides(holding("a", "b"), {**maps, **by_id(holding("c", "d"), holding("d"))})


@given(st.integers(1, 9), st.integers(0, 8), st.integers(0, 2))
def test_a_circle_of_any_length_is_refused(length: int, start: int, spare: int) -> None:
    names = [f"m{number}" for number in range(length)]
    leaves = [f"leaf{number}" for number in range(spare)]
    circle = [holding(name, *leaves, names[(number + 1) % length]) for number, name in enumerate(names)]
    maps = by_id(*circle, *(holding(leaf) for leaf in leaves))
    with pytest.raises(MapRefused, match=r"M006 map.* (lies inside itself|levels deep)"):
        insides(circle[start % length], maps)


@given(st.lists(st.lists(st.integers(0, 5), max_size=3), min_size=6, max_size=6))
def test_what_is_not_refused_comes_to_an_end_in_three_levels(children: list[list[int]]) -> None:
    maps = by_id(*(holding(f"m{n}", *(f"m{child}" for child in held)) for n, held in enumerate(children)))

    def depth(number: int, left: int) -> int:
        return 1 + max((depth(child, left - 1) for child in children[number]), default=0) if left else 1

    for number in range(6):
        try:
            insides(maps[f"m{number}"], maps)
        except MapRefused:
            assert depth(number, 6) > 3
        else:
            assert depth(number, 6) <= 3
