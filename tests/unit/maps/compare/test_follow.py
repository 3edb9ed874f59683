"""A story laid on the ways through a map."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sojourn.maps.compare.follow import START, Plan, follow, plan_of
from sojourn.maps.model import Choice, Link
from tests.factories.maps import a_step, small_map
from tests.oracles.story import least_cost


@st.composite
def plans(draw):
    """Draw steps that each lead towards the last, and perhaps elsewhere too."""
    number = draw(st.integers(1, 5))
    some = st.lists(st.integers(0, number - 1), unique=True, max_size=3)
    onward = {}
    for step in (START, *range(number)):
        towards = [draw(st.integers(step + 1, number - 1))] if step < number - 1 else []
        onward[step] = tuple(sorted({*draw(some), *towards}))
    needed = tuple(draw(st.lists(st.booleans(), min_size=number, max_size=number)))
    return Plan(onward, needed, frozenset({number - 1}))


@given(plans(), st.data())
def test_a_story_costs_what_the_cheapest_way_costs(plan, data):
    visits = data.draw(st.lists(st.integers(0, len(plan.needed) - 1), max_size=6))
    found = follow(plan, visits)
    cost = sum(plan.needed[step] for step in (*found.passed, *found.ahead)) + sum(not each for each in found.visits)
    assert len(found.visits) == len(visits)
    assert cost == least_cost(plan.onward, plan.needed, plan.closing, visits)


def test_steps_lead_down_and_along_links():
    steps = (a_step("a"), a_step("b", optional=True), a_step("c", kind="no_contact"), a_step("d", entry=True))
    links = (Link(from_="c", to="a", kind="loop"), Link(from_="a", to="c", kind="skip"))
    plan = plan_of(small_map(steps=steps, links=links))
    assert plan.onward == {0: (1, 2), 1: (2,), 2: (0, 3), 3: (), START: (0, 3)}
    assert plan.needed == (True, False, False, True)
    assert plan.closing == {3}


def test_what_lies_behind_the_last_visit_is_the_shortest_way_to_an_end():
    steps = tuple(a_step(name) for name in "abcd")
    choice = Choice(between="branches", options=("long", "short"))
    map = small_map(
        steps=(replace(steps[0], choice=choice), *steps[1:]), links=(Link(from_="a", to="d", when="short"),)
    )
    found = follow(plan_of(map), [0])
    assert (found.passed, found.ahead) == ((), (3,))
