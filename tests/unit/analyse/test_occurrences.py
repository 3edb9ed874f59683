"""Occurrences: held to a look at one event after the other."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.core.expectation import Condition, Rule
from tests.factories.questions import NAMES, ask, fine_ranges, worlds
from tests.oracles import matching as oracle

conditions = st.one_of(
    st.builds(lambda value: Condition("order", "is", (value,)), st.sampled_from(["x", "y", "none"])),
    st.builds(lambda value: Condition("number", "gte", (value,)), st.sampled_from([-7, 0, 1])),
    st.builds(lambda name: Condition(name, "exists", (False,)), st.sampled_from(["order", "nowhere"])),
)
rules = st.builds(
    lambda events, where: Rule(tuple(events), tuple(where)),
    st.lists(st.sampled_from([*NAMES, "nobody"]), min_size=1, max_size=2),
    st.lists(conditions, max_size=2),
)


@given(worlds, st.lists(rules, max_size=4), st.sampled_from([1, 3]))
def test_events_are_counted_as_the_oracle_counts_them(world, asked, threads):
    with fine_ranges():
        found = analyse.occurrences(ask(world, parts=2, threads=threads), asked)
    plainly = [(event.name, None, dict(event.props)) for event in world]
    assert found.fits == {rule: sum(oracle.fits(event, rule) for event in plainly) for rule in asked}
    assert found.names == Counter(event.name for event in world)
    assert found.total == len(world)


def test_the_most_frequent_name_comes_first():
    from tests.oracles.cases import Event

    names = ["see", "pay", "pay", "ask"]
    found = analyse.occurrences(ask([Event("a", place, name, {}) for place, name in enumerate(names)]), [])
    assert list(found.names.items()) == [("pay", 2), ("ask", 1), ("see", 1)]
