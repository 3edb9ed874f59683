"""Expected paths in text: what they become, which words they allow, and what is refused."""

import re
from itertools import product

import pytest
from hypothesis import assume, given, settings

from sojourn import analyse
from sojourn.core.errors import InvalidInput
from sojourn.core.expectation import Expectation, Move
from tests.factories.expectations import paths
from tests.oracles import conformance as oracle


def shape(expected: Expectation) -> tuple[list[str], list[tuple[int, int, str]], tuple[int, ...], tuple[int, ...]]:
    steps = [step.id + "?" * step.optional for step in expected.steps]
    return steps, [(m.start, m.end, m.kind) for m in expected.moves], expected.starts, expected.ends


def test_a_line_leads_from_step_to_step() -> None:
    expected = analyse.expectation(" book  > confirm? > meet!noshow!late ")
    assert expected.title == "book  > confirm? > meet!noshow!late"
    assert shape(expected) == (["book", "confirm?", "meet"], [(0, 1, "next"), (1, 2, "next")], (0,), (2,))
    assert [rule.events for rule in expected.steps[2].points[0].failures] == [("noshow",), ("late",)]
    assert not expected.visits and expected.watch is None and not expected.ignored


def test_a_choice_leads_to_each_of_its_steps() -> None:
    assert shape(analyse.expectation("a > (b | c > d) > e")) == (
        ["a", "b", "c", "d", "e"],
        [(0, 1, "choice"), (0, 2, "choice"), (1, 4, "next"), (2, 3, "next"), (3, 4, "next")],
        (0,),
        (4,),
    )


def test_repeats_lead_back() -> None:
    assert shape(analyse.expectation("a+ > (b > c)+ > d*")) == (
        ["a", "b", "c", "d?"],
        [(0, 0, "loop"), (0, 1, "next"), (1, 2, "next"), (2, 1, "loop"), (2, 3, "next"), (3, 3, "loop")],
        (0,),
        (3,),
    )


def test_a_longer_group_that_may_be_left_out_is_bridged() -> None:
    assert shape(analyse.expectation("a > (b > c)? > d")) == (
        ["a", "b", "c", "d"],
        [(0, 1, "next"), (0, 3, "skip"), (1, 2, "next"), (2, 3, "next")],
        (0,),
        (3,),
    )
    assert shape(analyse.expectation("(a > b)? > c > (d > e)*"))[2:] == ((0, 2), (2, 4))


def test_a_choice_of_single_events_that_may_be_left_out_is_optional_steps() -> None:
    assert shape(analyse.expectation("(a | b)? > c"))[0] == ["a?", "b?", "c"]


def test_an_event_named_twice_is_two_steps() -> None:
    expected = analyse.expectation('a > "a#2" > a > a')
    assert [step.id for step in expected.steps] == ["a", "a#2", "a#3", "a#4"]
    assert [step.name for step in expected.steps] == ["a", "a#2", "a", "a"]


def test_names_in_quotes_may_hold_anything() -> None:
    expected = analyse.expectation("'it''s > done' > " + '"say ""hi""" > ünïcode_1.x-y')
    assert [step.name for step in expected.steps] == ["it's > done", 'say "hi"', "ünïcode_1.x-y"]


def test_unknown_events_can_be_left_out() -> None:
    assert analyse.expectation("a > b", ignore_unknown=True).ignored


def words(text: str) -> re.Pattern[str]:
    """Write a path as a regular expression over letters, without failures."""
    return re.compile(re.sub(r"[\s>]|!\w", "", text))


@settings(max_examples=50)  # each holds 84 words against a path
@given(text=paths())
def test_just_the_words_of_the_path_cost_nothing(text: str) -> None:
    try:
        expected = analyse.expectation(text)
    except InvalidInput:
        assume(False)
    pattern = words(text)
    for length in range(1, 4):
        for word in product("abcd", repeat=length):
            found = oracle.hold(expected, {"events": word, "open": False})
            assert (found["cost"] == 0) == (pattern.fullmatch("".join(word)) is not None), word
            assert (found["breaks"] == []) == (found["cost"] == 0), word


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "the text ends where an event should be"),
        ("a >", "the text ends where an event should be"),
        ("a > > b", "character 5 is '>' where an event should be"),
        ("a b", "character 3 is 'b' where '>' or the end should be"),
        ("(a | b", "the text ends where '>', '|' or ')' should be"),
        ("a ! ?", "character 5 is '?' where an event should be"),
        ("a & b", "character 3 is '&' where an event or a mark should be"),
        ("a > 'b", 'character 5 is "\'" where an event or a mark should be'),
        ("a?+", "character 3 is '+' where '>' or the end should be"),
        ("(a > b)?", "may be left out as a whole"),
        ("a!b > b", "'b' is a step of the expected path, and also means that a step failed"),
        ("(" * 50 + "a" + ")" * 50, "more than 40 parentheses"),
    ],
    ids=["empty", "after", "twice", "two", "open", "failure", "mark", "quote", "both", "nothing", "role", "deep"],
)
def test_what_is_no_path_is_refused_with_the_place(text: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(says)) as caught:
        analyse.expectation(text)
    assert caught.value.code == "bad-path"
    assert caught.value.hint


def test_moves_are_listed_once() -> None:
    moves = analyse.expectation("(a+)+ > b").moves
    assert moves == (Move(0, 0, "loop"), Move(0, 1, "next"))
