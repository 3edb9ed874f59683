"""Small texts find room, or say that there is none."""

from hypothesis import given
from hypothesis import strategies as st

from sojourn.maps.draw.canvas import Box
from sojourn.maps.draw.lanes.places import Places, beside

SHEET = Box(0, 0, 100, 100)
boxes = st.builds(
    Box, st.floats(0, 90), st.floats(0, 90), st.floats(0.5, 20), st.floats(0.5, 20)
)  # fmt: skip


def test_the_first_of_equal_places_is_taken() -> None:
    places = Places(SHEET)
    first = Box(10, 10, 5, 5)
    assert places.best([(first, 0.0), (Box(30, 30, 5, 5), 0.0)]) == first


def test_a_line_is_avoided_when_there_is_another_place() -> None:
    places = Places(SHEET)
    places.straight(0, 12, 100, 12)
    free = Box(10, 40, 5, 5)
    assert places.best([(Box(10, 10, 5, 5), 0.0), (free, 2.0)]) == free


def test_what_lies_outside_is_a_last_resort() -> None:
    places = Places(SHEET)
    assert places.best([(Box(98, 10, 5, 5), 0.0), (Box(50, 50, 5, 5), 20.0)]) == Box(50, 50, 5, 5)


def test_there_is_no_place_where_all_is_taken() -> None:
    places = Places(SHEET)
    places.add(SHEET)
    assert places.best([(Box(10, 10, 5, 5), 0.0)]) is None
    assert places.best([]) is None


@given(st.lists(boxes, max_size=12), st.lists(boxes, min_size=1, max_size=6))
def test_what_is_placed_covers_nothing(taken: list[Box], wanted: list[Box]) -> None:
    places = Places(SHEET)
    places.add(*taken)
    placed: list[Box] = []
    for box in wanted:
        found = places.best([(box, 0.0)])
        if found is not None:
            assert not any(found.overlaps(other, 0.3) for other in (*taken, *placed))
            placed.append(found)
        else:
            assert any(box.overlaps(other, 0.3) for other in (*taken, *placed))


@given(boxes, st.booleans())
def test_places_beside_a_point_keep_to_their_column(box: Box, above: bool) -> None:
    offered = beside(50, 50, box.width, box.height, above=above, least=40, most=60, shift=(0.0, 2.0))
    for each, cost in offered:
        assert cost >= 0
        assert each.x >= 40 - 1e-9
        assert each.right <= 60 + 1e-9 or box.width > 20
        assert each.bottom <= 50 + 1e-9 if above else each.y >= 50 - 1e-9
