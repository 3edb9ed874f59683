"""Worked maps that ship."""

import pytest

from sojourn import maps
from sojourn.core.errors import NotFound
from sojourn.samples import example_map, example_maps


def test_the_worked_maps_are_there() -> None:
    assert {"bank", "concert"} <= set(example_maps())


@pytest.mark.parametrize("name", example_maps())
def test_a_worked_map_can_be_read(name: str) -> None:
    assert maps.parse_map(example_map(name)).steps


@pytest.mark.parametrize("name", ["", "nosuch", "../maps/bank"])
def test_another_name_is_answered_with_those_that_are_there(name: str) -> None:
    with pytest.raises(NotFound) as caught:
        example_map(name)
    assert all(known in str(caught.value.hint) for known in ("bank", "concert"))
