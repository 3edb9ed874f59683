"""Small numbers: what is shown, and that nobody can be worked out from a total."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.core.errors import InvalidInput
from sojourn.core.small import Limits


@pytest.mark.parametrize(
    ("n", "state"), [(0, "too_few"), (9, "too_few"), (10, "thin"), (29, "thin"), (30, "measured")], ids=str
)
def test_a_number_is_shown_from_ten_on_and_a_point_from_thirty(n: int, state: str) -> None:
    assert Limits().state(n) == state


@pytest.mark.parametrize(("hidden", "thin"), [(4, 30), (0, 30), (20, 10)], ids=str)
def test_limits_that_would_show_single_people_are_refused(hidden: int, thin: int) -> None:
    with pytest.raises(InvalidInput):
        Limits(hidden, thin)


def test_a_single_small_row_takes_the_next_smallest_with_it() -> None:
    rows = (("a", 100), ("b", 40), ("c", 3))
    assert Limits().protected(rows, "elsewhere") == (("a", 100), ("elsewhere", 43))


def test_small_rows_are_added_up_until_they_are_not_small() -> None:
    rows = (("a", 100), ("b", 6), ("c", 5), ("d", 0))
    assert Limits().protected(rows, "elsewhere") == (("a", 100), ("d", 0), ("elsewhere", 11))


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    assert Limits().protected((("a", 10), ("b", 12)), "elsewhere") == (("a", 10), ("b", 12))


@given(st.lists(st.integers(0, 60), max_size=8))
def test_the_total_stays_and_no_small_row_can_be_found_from_it(counts: list[int]) -> None:
    rows = [(f"e{place}", count) for place, count in enumerate(counts)]
    shown = Limits().protected(rows, "elsewhere")
    assert sum(count for _, count in shown) == sum(counts)
    told = dict(shown)
    hidden = [count for name, count in rows if name not in told]
    assert all(count == 0 or count >= 10 for name, count in shown if name != "elsewhere")
    if hidden:
        alone = len(hidden) == 1 or sum(hidden) < 10
        assert not alone or all(count == 0 for name, count in shown if name != "elsewhere")
