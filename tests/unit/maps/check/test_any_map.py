"""Whatever a map says, checking it says something sensible."""

from datetime import date

from hypothesis import assume, given, settings

from sojourn import maps
from sojourn.core.errors import InvalidInput
from sojourn.maps.check import RULES, check_map
from tests.factories.maps import maps as any_map
from tests.factories.walks import walks

TODAY = date(2026, 11, 21)


def said(map):
    """Findings without their places."""
    return sorted((each.rule, each.message, each.path) for each in check_map(map, today=TODAY))


@settings(max_examples=60)
@given(any_map())
def test_every_finding_names_a_rule_and_a_part_of_the_map(map):
    for each in check_map(map, today=TODAY):
        assert each.severity == RULES[each.rule].severity
        assert each.message and each.hint
        at = map
        for key in each.path:
            at = part(at, key)
            assert at is not None, each.path


def part(whole, key):
    """What a path leads to."""
    if isinstance(whole, tuple):
        if isinstance(key, int):
            return whole[key]
        return next(each for each in whole if key in (getattr(each, "id", None), getattr(each, "case", None)))
    if hasattr(whole, "get"):
        return whole.get(key)
    return getattr(whole, {"from": "from_"}.get(key, key))


@settings(max_examples=40)
@given(any_map(hostile=False))
def test_a_map_written_and_read_back_is_found_to_say_the_same(map):
    try:
        again = maps.parse_map(maps.write_map(map))
    except maps.MapRefused:
        assume(False)
    assert said(again) == said(map)
    for each in check_map(again, today=TODAY):
        assert each.place is not None


@settings(max_examples=60)
@given(any_map())
def test_a_map_expects_something_or_says_why_not(map):
    try:
        expected = maps.expect(map)
    except InvalidInput as error:
        assert error.code in ("map-not-tied", "map-without-way", "bad-duration", "invalid-input")
        assert error.hint
    else:
        assert expected.starts and expected.ends


@settings(max_examples=60)
@given(walks())
def test_small_maps_of_any_shape_can_be_checked(map):
    assert all(each.rule in RULES for each in check_map(map, today=TODAY))
