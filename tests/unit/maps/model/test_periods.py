"""Durations taken apart."""

import pytest

from sojourn.maps.model import amounts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("P3M", ("", "3", "", "", "", "", "")),
        ("P1Y2W4D", ("1", "", "2", "4", "", "", "")),
        ("PT1H30M0.5S", ("", "", "", "", "1", "30", "0.5")),
    ],
    ids=str,
)
def test_each_unit_has_its_amount(text, parts):
    assert amounts(text) == parts


@pytest.mark.parametrize("text", ["", "P", "PT", "P1H", "3M", "P٣M", "P1D\n"], ids=repr)
def test_what_is_no_duration_has_none(text):
    assert amounts(text) is None
