"""Lines of an acquisition, renamed, changed and added."""

from dataclasses import replace
from pathlib import Path

import pytest

from sojourn import samples
from sojourn.maps import read_map
from sojourn.maps.compare import compare_maps
from sojourn.maps.edit import Add, EditRefused, Rename, SetField, apply

BUYING = read_map(Path(samples.__file__).parent / "maps" / "buying.yaml")
LINES = [line.id for line in BUYING.acquisition.lines]


@pytest.mark.parametrize("line", LINES)
def test_every_line_can_be_renamed(line):
    after, back = apply(BUYING, Rename(line, "other_name"))
    (change,) = compare_maps(BUYING, after).changes
    assert (change.change, change.id, change.after) == ("renamed", line, "other_name")
    assert apply(after, back)[0] == BUYING


def test_a_change_of_a_line_names_the_line_and_the_field():
    after, _ = apply(BUYING, SetField("search_ads", "cost", 1.0))
    (change,) = compare_maps(BUYING, after).changes
    assert (change.field, change.after) == ("acquisition.lines.search_ads.cost", 1.0)


def test_lines_in_another_order_differ():
    turned = replace(BUYING.acquisition, lines=BUYING.acquisition.lines[::-1])
    (change,) = compare_maps(BUYING, replace(BUYING, acquisition=turned)).changes
    assert (change.field, change.after) == ("acquisition.lines", tuple(LINES[::-1]))


def test_a_line_that_is_added_alone_is_told_where_to_write_it():
    with pytest.raises(EditRefused, match="in its acquisition") as told:
        apply(BUYING, Add("acquisition_line", {"id": "x"}))
    assert "lines" in told.value.hint
