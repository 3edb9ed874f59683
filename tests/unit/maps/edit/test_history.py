"""Undo, redo, and edits by several people."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn import samples
from sojourn.core.errors import Conflict
from sojourn.maps import read_map
from sojourn.maps.edit import Add, EditConflict, EditRefused, History, Remove, Rename, SetField, SetLink
from tests.factories.edits import commands

EXAMPLES = Path(samples.__file__).parent / "maps"
CONCERT = read_map(EXAMPLES / "concert.yaml")


def bare(map):
    """Give a map without its version, which the history counts."""
    return replace(map, version=1)


def thinks(map, step):
    """Give a thought."""
    return next(each.thinks for each in map.steps if each.id == step)


@given(st.data())
@settings(max_examples=15)
def test_undoing_everything_gives_the_first_map_and_redoing_everything_the_last(data):
    history = History.of(CONCERT)
    for _ in range(4):
        try:
            history = history.edit(data.draw(commands(history.map)), by="ann")
        except EditRefused:
            continue
    made, last = len(history.changes), history.map
    for _ in range(made):
        history = history.undo(by="ann")
    assert bare(history.map) == bare(CONCERT)
    for _ in range(made):
        history = history.redo(by="ann")
    assert bare(history.map) == bare(last)
    assert len(history.changes) == 3 * made
    assert history.map.version == history.version == CONCERT.version + 3 * made


def test_a_new_edit_leaves_nothing_to_redo():
    history = History.of(CONCERT).edit(SetField("buy", "thinks", "Quick!"), by="ann").undo(by="ann")
    history = history.edit(SetField("site", "thinks", "Nice."), by="ann")
    with pytest.raises(Conflict, match="ann has nothing to redo"):
        history.redo(by="ann")


def test_an_edit_of_somebody_else_leaves_what_one_may_redo():
    history = History.of(CONCERT).edit(SetField("buy", "thinks", "Quick!"), by="ann").undo(by="ann")
    history = history.edit(SetField("site", "thinks", "Nice."), by="ben").redo(by="ann")
    assert (thinks(history.map, "buy"), thinks(history.map, "site")) == ("Quick!", "Nice.")


def test_undo_takes_back_ones_own_change_and_keeps_later_ones_of_others():
    history = History.of(CONCERT).edit(SetLink("app", "site", "loop"), by="ann")
    history = history.edit(SetLink("entry", "site", "loop"), by="ben").undo(by="ann")
    assert [(link.from_, link.to) for link in history.map.links][2:] == [("entry", "site")]


def test_undo_names_who_has_since_changed_the_same_field_and_both_values():
    history = History.of(CONCERT).edit(SetField("buy", "thinks", "Quick!"), by="ann")
    history = history.edit(SetField("buy", "thinks", "Slow."), by="ben")
    with pytest.raises(EditConflict) as caught:
        history.undo(by="ann")
    assert caught.value.by == "ben"
    assert [(each.at, each.field, each.ours, each.theirs) for each in caught.value.conflicts] == [
        ("buy", "thinks", "Slow.", "Do I really have to create an account?")
    ]
    assert str(caught.value) == (
        "cannot undo: ben has since changed 'thinks' of 'buy': it is 'Slow.' now, and would become "
        "'Do I really have to create an account?'"
    )


def test_undoing_a_removal_conflicts_when_its_id_was_used_again():
    history = History.of(CONCERT).edit(Remove("o_pay", cascade=True), by="ann")
    again = {"id": "o_pay", "steps": ["entry"], "text": "Pay at the bar by phone"}
    history = history.edit(Add("opportunity", again), by="ben")
    with pytest.raises(EditConflict) as caught:
        history.undo(by="ann")
    assert (caught.value.by, caught.value.conflicts[0].kind) == ("ben", "same_id_added")


def test_an_edit_on_an_older_version_is_made_when_it_changes_something_else():
    start = History.of(CONCERT)
    history = start.edit(Rename("buy", "purchase"), by="ben")
    history = history.edit(SetField("site", "thinks", "Hm."), by="ben")
    history = history.edit(SetField("buy", "thinks", "Quick!"), by="ann", base_version=start.version)
    assert (thinks(history.map, "purchase"), thinks(history.map, "site")) == ("Quick!", "Hm.")
    assert thinks(history.undo(by="ann").map, "purchase") == thinks(CONCERT, "buy")


def test_an_edit_on_an_older_version_conflicts_when_the_field_was_changed_since():
    start = History.of(CONCERT)
    history = start.edit(SetField("buy", "feels.score", -2), by="ben")
    with pytest.raises(EditConflict) as caught:
        history.edit(SetField("buy", "feels.score", 1), by="ann", base_version=start.version)
    only = caught.value.conflicts[0]
    assert (caught.value.by, only.at, only.field, only.ours, only.theirs) == ("ben", "buy", "feels.score", -2, 1)


def test_an_edit_of_what_somebody_removed_conflicts():
    start = History.of(CONCERT)
    history = start.edit(Remove("o_friends"), by="ben")
    with pytest.raises(EditConflict) as caught:
        history.edit(SetField("o_friends", "text", "Meet"), by="ann", base_version=start.version)
    assert (caught.value.by, caught.value.conflicts[0].kind) == ("ben", "removed_and_changed")


@pytest.mark.parametrize("version", [2, 4], ids=["before the first", "not yet"])
def test_a_version_that_the_history_does_not_have_is_a_conflict(version):
    with pytest.raises(Conflict, match=f"no version {version}"):
        History.of(CONCERT).edit(SetField("buy", "thinks", "Quick!"), by="ann", base_version=version)
