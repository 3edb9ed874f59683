"""Where phases begin that somebody named."""

import pytest

from sojourn.core.errors import InvalidInput
from sojourn.insight.drafting_counts import Label
from sojourn.insight.drafting_map import Group
from sojourn.insight.drafting_phases import named_phases, phase_note

EVENTS = ("ad.clicked", "page.viewed", "order.completed", "gate.reached", "photos.viewed")
GROUPS = [Group((Label(event),), ((1,),)) for event in EVENTS]


def test_a_phase_begins_at_the_event_that_is_said():
    named = named_phases(("Discover", "Buy=order.completed", "Again = photos.viewed"), GROUPS, 2)
    assert named.names == ("Discover", "Buy", "Again")
    assert dict(named.begins) == {1: 2, 2: 4}
    assert phase_note(named, 2) == (
        "Buy begins at order.completed, as you said; Again begins at photos.viewed, as you said: confirm them"
    )


def test_a_phase_called_after_buying_begins_where_customers_bind_themselves():
    named = named_phases(("Discover", "Buy", "Evening"), GROUPS, 2)
    assert dict(named.begins) == {1: 2}
    assert phase_note(named, 2) == (
        "Buy begins at order.completed, where customers bind themselves; the others where going on takes longest: "
        "confirm them, or say where one begins, such as Evening=EVENT"
    )
    assert named_phases(("Discover", "Buy"), GROUPS, None).begins == {}


def test_names_without_more_are_cut_by_time_and_say_so():
    note = phase_note(named_phases(("One", "Two"), GROUPS, None), 1)
    assert note == "phases begin where going on takes longest: confirm them, or say where one begins, such as Two=EVENT"


def test_names_that_are_more_than_the_phases_are_left_out_with_a_word():
    note = phase_note(named_phases(tuple("abcdefg"), GROUPS, None), 4)
    assert note is not None and note.startswith("7 phases were asked for and the steps give 5: the names are left out")


def test_nothing_is_said_when_nobody_asked():
    assert phase_note(named_phases((), GROUPS, 2), 2) is None


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("A", "B=nothing"), "no step of the draft has that event"),
        (("A=photos.viewed", "B=ad.clicked"), "phase 'B' does not begin after 'A'"),
        (("A=ad.clicked", "B", "C=page.viewed"), "phase 'C' does not begin after 'A'"),
    ],
)
def test_phases_that_cannot_begin_there_are_refused(asked, said):
    with pytest.raises(InvalidInput, match=said):
        named_phases(asked, GROUPS, 2)
