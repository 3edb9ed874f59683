"""One order made of two."""

from hypothesis import given
from hypothesis import strategies as st

from sojourn.maps.compare.order import merged, stayed
from tests.oracles.merge import longest_shared

LISTS = st.lists(st.sampled_from("abcdefg"), unique=True)


@given(LISTS, LISTS)
def test_what_stayed_is_a_longest_run_that_both_lists_share(before, after):
    run = stayed(before, after)
    assert len(run) == longest_shared(before, after)
    for side in (before, after):
        places = iter(side)
        assert all(key in places for key in run)


@given(LISTS, LISTS)
def test_an_order_that_only_one_side_changed_is_taken(base, side):
    assert merged(base, side, base, set(side)) == (side, [])
    assert merged(base, base, side, set(side)) == (side, [])
    assert merged(base, side, side, set(side)) == (side, [])


@given(LISTS, LISTS, LISTS)
def test_every_member_stands_once_and_sides_may_be_swapped_when_nothing_is_torn(base, ours, theirs):
    members = {key for key in {*ours, *theirs} if key not in base or (key in ours and key in theirs)}
    order, torn = merged(base, ours, theirs, members)
    assert sorted(order) == sorted(members)
    swapped, also = merged(base, theirs, ours, members)
    assert sorted(torn) == sorted(also)
    assert torn or order == swapped


def test_things_put_into_one_gap_by_both_sides_stand_in_the_order_of_their_names():
    order, torn = merged(["a", "b"], ["a", "y", "b"], ["a", "x", "z", "b"], {"a", "b", "x", "y", "z"})
    assert (order, torn) == (["a", "x", "z", "y", "b"], [])


def test_a_thing_that_both_sides_moved_to_different_places_is_torn_and_stands_where_ours_has_it():
    order, torn = merged(list("abcd"), list("bcda"), list("bcad"), set("abcd"))
    assert (order, torn) == (list("bcda"), ["a"])
