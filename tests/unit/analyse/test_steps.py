"""Steps: read as written, written as read, and matched event by event."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.core.errors import InvalidInput
from tests.factories.attempts import CONDITIONS, NAMES, World, source, worlds
from tests.factories.journeys import batch
from tests.factories.questions import inside
from tests.oracles.funnel import meets

steps = inside("steps")
names = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).map(str.strip).filter(bool)
terms = st.builds(
    lambda event, where: steps.Term(event, tuple(sorted(where.items()))),
    names,
    st.dictionaries(names, names, max_size=2),
)


@given(st.lists(terms, min_size=1, max_size=3, unique=True), st.booleans())
def test_what_is_written_is_read_again(wanted: list[Any], optional: bool) -> None:
    made = steps.Step(tuple(wanted), optional)
    assert steps.step(str(made) + "?" * optional) == made


@pytest.mark.parametrize(
    ("text", "events", "where", "optional"),
    [
        ("order.paid", ["order.paid"], [()], False),
        (" a | b ", ["a", "b"], [(), ()], False),
        ("a[channel=store]?", ["a"], [(("channel", "store"),)], True),
        ("a[device=web, channel=store]|b", ["a", "b"], [(("channel", "store"), ("device", "web")), ()], False),
        ('"odd | name"[x="a,b"]', ["odd | name"], [(("x", "a,b"),)], False),
        (r'"she said \"go\""?', ['she said "go"'], [()], True),
        ("Order créée: 2", ["Order créée: 2"], [()], False),
        ("a|a", ["a"], [()], False),
    ],
)
def test_a_step_is_read(text: str, events: list[str], where: list[Any], optional: bool) -> None:
    made = steps.step(text)
    assert [term.event for term in made.terms] == events
    assert [term.where for term in made.terms] == where
    assert made.optional is optional


@pytest.mark.parametrize(
    "text",
    ["", "?", "|", "a|", "|a", "a[", "a[]", "a[x]", "a[x=]", "a[x=y", "a]b", "a??", 'a"', '""', "a=b", "a[x=y]z"],
)
def test_what_is_no_step_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        steps.step(text)
    assert caught.value.code == "bad-step"
    assert repr(text) in caught.value.message


@pytest.mark.parametrize(
    ("a", "b", "alike", "apart"),
    [
        ("a", "a", True, False),
        ("a|b", "b|a", True, False),
        ("a", "b", False, True),
        ("a|b", "b|c", False, False),
        ("a", "a[channel=w]", False, False),
        ("a[channel=w]", "a[channel=s]", False, True),
        ("a[channel=w]", "a[device=x]", False, False),
    ],
)
def test_conditions_are_alike_apart_or_neither(a: str, b: str, alike: bool, apart: bool) -> None:
    one, other = steps.step(a), steps.step(b)
    assert (steps.alike(one, other), steps.apart(one, other)) == (alike, apart)
    assert steps.tellable([one, other]) is (alike or apart)


@given(world=worlds(), wanted=st.lists(st.sampled_from(list(CONDITIONS)), max_size=5))
def test_lookup_says_which_conditions_each_event_meets(world: World, wanted: list[str]) -> None:
    lookup = steps.Matcher.of([steps.step(text) for text in wanted], source()).lookup(world.batch(read_only=True))
    met = [lookup.classes[lookup.table[code]] for code in lookup.codes]
    events = [event for journey in world.plain() for event in journey["events"]]
    assert met == [tuple(i for i, text in enumerate(wanted) if meets(event, CONDITIONS[text])) for event in events]
    assert lookup.classes[0] == ()


@pytest.mark.parametrize(
    ("kind", "text", "numbers", "expected"),
    [
        ("int64", "7", [7, None, 0], [True, False, False]),
        ("int64", "0", [7, None, 0], [False, False, True]),
        ("money", "2.5", [2_500_000, 2, None], [True, False, False]),
        ("timestamp", "2024-01-01T00:00:00Z", [1_704_067_200_000_000, 0, None], [True, False, False]),
    ],
)
def test_numbers_are_compared_as_what_they_are(kind: str, text: str, numbers: Any, expected: list[bool]) -> None:
    made = batch([[0, 0, 0]], names=4, numbers={"p": [numbers]})
    matcher = steps.Matcher(len(NAMES), (((0, (("p", text),)),),), (), {"p": kind})
    lookup = matcher.lookup(made)
    assert [bool(lookup.table[code]) for code in lookup.codes] == expected


def test_labels_are_compared_as_texts_and_null_has_none() -> None:
    made = batch([[0, 0, 0]], names=4, labels={"p": ([[1, -1, 0]], ("false", "true"))})
    matcher = steps.Matcher(len(NAMES), (((0, (("p", "True"),)),),), (), {"p": "bool"})
    lookup = matcher.lookup(made)
    assert lookup.table[lookup.codes].astype(bool).tolist() == [True, False, False]
    assert lookup.codes.dtype == np.uint16
