"""A change of a map changes its text where the map has changed, and nowhere else."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import sojourn
from sojourn.core.errors import Conflict
from sojourn.maps import MapRefused
from sojourn.maps.document.compose import Composing
from sojourn.maps.document.parsing import parse_library, parse_map
from sojourn.maps.document.same import same
from sojourn.maps.document.splicing import Splicing, rewrite, splice
from sojourn.maps.document.writing import write_map
from sojourn.maps.model import Comment, Feeling, Goal, JourneyMap, Link, Other, kind_of, parts, specs
from tests.factories.maps import maps, texts

SAMPLES = Path(sojourn.__file__).parent / "samples" / "maps"
TEXTS = {name: (SAMPLES / f"{name}.yaml").read_text("utf-8") for name in ("concert", "bank", "retail")}
CONCERT = TEXTS["concert"]


def changed(text, before, after):
    """The lines that a change takes away and those that it brings."""
    made = splice(text, before, after)
    assert not made.whole
    assert same(parse_map(made.text), after)
    old, new = text.split("\n"), made.text.split("\n")
    while old and new and old[0] == new[0]:
        old.pop(0)
        new.pop(0)
    while old and new and old[-1] == new[-1]:
        old.pop()
        new.pop()
    return old, new


def with_step(read, ident, **changes):
    """A map in which one step is different."""
    return replace(read, steps=tuple(replace(each, **changes) if each.id == ident else each for each in read.steps))


@pytest.mark.parametrize("name", TEXTS)
def test_no_change_leaves_every_byte(name):
    read = parse_map(TEXTS[name])
    assert rewrite(TEXTS[name], read, read) == TEXTS[name]
    node = Composing().compose(TEXTS[name])
    assert Splicing(TEXTS[name]).whole(node, read, replace(read)) == TEXTS[name]


@pytest.mark.parametrize("name", TEXTS)
def test_each_text_can_be_changed_on_its_own(name):
    text = TEXTS[name]
    read = parse_map(text)
    for step in read.steps:
        old, new = changed(text, read, with_step(read, step.id, does="Does: something else"))
        assert (len(old), len(new)) == (1, 1)
        assert new[0].replace('"Does: something else"', step.does) == old[0]


def test_a_comment_behind_a_value_stays():
    read = parse_map(CONCERT)
    old, new = changed(CONCERT, read, replace(read, state="ideal"))
    assert [each.split("#")[1] for each in old] == [each.split("#")[1] for each in new]


def test_a_value_that_is_taken_away_takes_its_line_along():
    read = parse_map(CONCERT)
    old, new = changed(CONCERT, read, replace(read, promise=None))
    assert (len(old), new) == (1, [])


def test_a_new_field_stands_where_the_format_has_it():
    read = parse_map(CONCERT)
    _, new = changed(CONCERT, read, replace(read, goals=(Goal(id="g", text="More of it"),)))
    assert new == ["goals:", "  - {id: g, text: More of it}"]
    _, new = changed(CONCERT, read, with_step(read, "travel", wants="amusing", note="one\ntwo"))
    assert new == ["    wants: amusing", "    note: |-", "      one", "      two"]


def test_a_feeling_in_brackets_is_changed_in_its_brackets():
    read = parse_map(CONCERT)
    feeling = replace(read.steps[5].feels[0], score=1.5, words=("excited", "hopeful"), intensity=4)
    old, new = changed(CONCERT, read, with_step(read, "travel", feels=(feeling,)))
    assert old == ["    feels: {score: 1, words: [excited], evidence: hypothesis}"]
    assert new == ["    feels: {score: 1.5, words: [excited, hopeful], intensity: 4, evidence: hypothesis}"]


def test_two_feelings_become_a_list():
    read = parse_map(CONCERT)
    feels = (*read.steps[5].feels, Feeling(score=-1, persona="fan"))
    _, new = changed(CONCERT, read, with_step(read, "travel", feels=feels))
    assert new == ["    feels: [{score: 1, words: [excited]}, {score: -1, persona: fan}]"]


def test_a_short_form_grows_only_when_it_has_to():
    read = parse_map(CONCERT)
    named = (replace(read.departments[0], name="The market"), *read.departments[1:])
    _, new = changed(CONCERT, read, replace(read, departments=named))
    assert new == ["departments: [{id: marketing, name: The market}, ecommerce, product, operations]"]


def test_things_move_with_their_comments():
    text = CONCERT.replace("  - id: site\n", "  # where the ad leads\n  - id: site\n")
    read = parse_map(text)
    first, second, *rest = read.steps
    made = rewrite(text, read, replace(read, steps=(second, first, *rest)))
    assert "steps:\n  # where the ad leads\n  - id: site\n" in made
    assert sorted(made.split("\n")) == sorted(text.split("\n"))


def test_a_comment_above_what_is_taken_away_stays():
    text = CONCERT.replace("  - {from: suggestions, to: site", "  # back again\n  - {from: suggestions, to: site")
    text = text.replace("opportunities:\n", "  - {from: app, to: lost, kind: end}\nopportunities:\n")
    read = parse_map(text)
    made = rewrite(text, read, replace(read, links=(read.links[0], read.links[2])))
    assert made == text.replace("  - {from: suggestions, to: site, kind: loop}\n", "")


def test_items_are_added_removed_and_changed_at_once():
    read = parse_map(CONCERT)
    links = (replace(read.links[0], share=0.25), Link(from_="app", to="lost", kind="end"))
    old, new = changed(CONCERT, read, replace(read, links=links))
    assert len(old) == len(new) == 2
    assert new[0].startswith("  - {from: choose, to: travel, when: by_email, share: 0.25}  ")
    assert new[1] == "  - {from: app, to: lost, kind: end}"


def test_a_new_name_changes_the_lines_that_name_it():
    read = parse_map(CONCERT)
    renamed = with_step(read, "choose", id="pick", was=("choose",))
    renamed = replace(
        renamed,
        links=(replace(read.links[0], from_="pick"), read.links[1]),
        initiatives=tuple(
            replace(each, effect=tuple(replace(one, steps=("buy", "pick")) for one in each.effect or ()))
            if each.id == "guest_checkout" else each for each in read.initiatives
        ),
    )  # fmt: skip
    made = rewrite(CONCERT, read, renamed)
    assert len(set(made.split("\n")) ^ set(CONCERT.split("\n"))) == 7


def test_a_long_line_in_brackets_is_broken():
    read = parse_map(CONCERT)
    touchpoint = replace(
        read.steps[0].touchpoints[0],
        note="What follows, on the telephone, when the line is long enough to be broken",
        channel=Other("a wall"),
    )
    old, new = changed(CONCERT, read, with_step(read, "see_ad", touchpoints=(touchpoint,)))
    assert new[-1].strip() == 'note: "What follows, on the telephone, when the line is long enough to be broken"}'
    assert len(new) == len(old) + 1


def test_the_ends_of_lines_and_the_mark_stay():
    text = "\ufeff" + CONCERT.replace("\n", "\r\n")
    read = parse_map(text)
    made = rewrite(text, read, with_step(replace(read, title="New"), "travel", note="one\ntwo\n"))
    assert made.startswith("\ufeff#")
    assert made.count("\n") == made.count("\r\n") == text.count("\r\n") + 3
    assert parse_map(made).steps[5].note == "one\ntwo\n"


def test_a_text_that_somebody_else_has_changed_is_refused():
    read = parse_map(CONCERT)
    with pytest.raises(Conflict, match="does not say what the map said"):
        rewrite(CONCERT.replace("state: current", "state: ideal"), read, replace(read, title="New"))


def test_one_and_true_are_not_the_same():
    text = CONCERT.replace("{network: facebook}", "{network: 1}")
    read = parse_map(text)
    rule = read.steps[0].touchpoints[0].event_match[0]
    other = replace(rule, where=(replace(rule.where[0], values=(True,)),))
    point = replace(read.steps[0].touchpoints[0], event_match=(other,))
    _, new = changed(text, read, with_step(read, "see_ad", touchpoints=(point,)))
    assert "{network: true}" in new[0]


LIBRARY = parse_library(
    "format: journey-library/1\npersonas: [{id: clerk, name: Clerk}]\n"
    "actors: [{id: shop, kind: provider, name: Shop}]\n"
)
SHARED = """\
format: journey-map/1
id: a
title: A
personas: [clerk] # of the library
phases: [{id: p, name: P, moment: during}]
steps:
  - {id: s, phase: p, does: Sits, third_party: shop}
"""


def test_what_the_library_says_is_not_written_into_the_map():
    read = parse_map(SHARED, library=LIBRARY)
    assert rewrite(SHARED, read, replace(read, title="B"), library=LIBRARY) == SHARED.replace("title: A", "title: B")


def test_what_differs_from_the_library_is_written_into_the_map():
    read = parse_map(SHARED, library=LIBRARY)
    mine = replace(read, personas=(replace(read.personas[0], goal="To go home"),))
    made = rewrite(SHARED, read, mine, library=LIBRARY)
    assert made == SHARED.replace("[clerk]", "[{id: clerk, name: Clerk, goal: To go home}]")


def test_a_text_that_cannot_be_taken_apart_is_written_anew_and_that_is_told():
    text = (
        SHARED.replace("[clerk]", "[{id: c, name: C}]")
        .replace(", third_party: shop", "")
        .replace("id: a\n", "? id\n: a\n")
    )
    read = parse_map(text)
    made = splice(text, read, replace(read, id="b"))
    assert parse_map(made.text) == replace(read, id="b")
    odd = text.replace("steps:\n  -", "steps: # here\n  -\n    #-\n    !!map").replace("!!map", "")
    read = parse_map(odd)
    made = splice(odd, read, replace(read, steps=(replace(read.steps[0], does="Stands"),)))
    assert parse_map(made.text).steps[0].does == "Stands"


@settings(max_examples=30)
@given(maps(), maps())
def test_any_map_can_become_any_other(before, after):
    made = splice(write_map(before), before, after)
    assert same(parse_map(made.text), after)


@settings(max_examples=40)
@given(st.data())
def test_comments_elsewhere_survive_any_change_of_one_text(data):
    name = data.draw(st.sampled_from(sorted(TEXTS)))
    read = parse_map(TEXTS[name])
    text = "".join(
        f"{' ' * (len(line) - len(line.lstrip()))}# comment {number}\n{line}"
        if data.draw(st.integers(0, 9)) == 0
        else line
        for number, line in enumerate(TEXTS[name].splitlines(keepends=True))
    )
    assume(_reads(text, read))
    path, entity = data.draw(
        st.sampled_from([each for each in parts(read) if kind_of(each[1]) in ("step", "touchpoint")])
    )
    new = data.draw(texts())
    field = "does" if kind_of(entity) == "step" else "name"
    after = _replaced(read, entity, replace(entity, **{field: new}))
    made = rewrite(text, read, after)
    assert same(parse_map(made), after)
    assert [line.strip() for line in made.splitlines() if line.strip().startswith("# comment")] == [
        line.strip() for line in text.splitlines() if line.strip().startswith("# comment")
    ]
    assert specs(type(entity))[field].need == "required" and path


def _reads(text, read):
    try:
        return same(parse_map(text), read)
    except MapRefused:
        return False


def _replaced(read: JourneyMap, old, new):
    """A map with one entity replaced, wherever it stands among the steps."""
    steps = tuple(
        new if each is old else replace(each, touchpoints=tuple(new if one is old else one for one in each.touchpoints))
        for each in read.steps
    )
    return replace(read, steps=steps)


def test_lists_of_things_without_ids_keep_what_stays():
    read = parse_map(CONCERT)
    more = (*read.comments, Comment(text="Another"))
    _, new = changed(CONCERT, read, replace(read, comments=more))
    assert new == ["  - {text: Another}"]
