"""Every rule has a map in which it speaks, and the same one in which it does not."""

from datetime import date

import pytest

from sojourn.maps import MapRefused, parse_map
from sojourn.maps.check import RULES, check_map
from sojourn.maps.check.examples import EVENTS, EXAMPLES, IMAGES, around

TODAY = date(2026, 11, 21)


def found(piece):
    """What is found in a map around a piece: what the reader refuses, else what the check says."""
    try:
        map = parse_map(around(piece))
    except MapRefused as refused:
        return refused.findings
    return check_map(map, today=TODAY, events=EVENTS, images=IMAGES)


def test_every_rule_has_an_example():
    assert list(EXAMPLES) == list(dict(sorted(RULES.items())))


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_speaks_where_its_example_is_wrong(rule):
    findings = [each for each in found(EXAMPLES[rule].wrong) if each.rule == rule]
    assert findings
    assert {each.severity for each in findings} == {RULES[rule].severity}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_silent_where_its_example_is_put_right(rule):
    assert [str(each) for each in found(EXAMPLES[rule].right) if each.rule == rule] == []


@pytest.mark.parametrize("rule", RULES)
def test_an_example_put_right_can_be_read(rule):
    assert [str(each) for each in found(EXAMPLES[rule].right) if each.severity == "error"] == []


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule > "M008"])
def test_a_finding_says_what_to_do(rule):
    for each in found(EXAMPLES[rule].wrong):
        assert not each.message[:1].isupper() or each.message.startswith(("AFTER", "BEFORE"))
        assert not each.message.endswith(".")
        assert each.hint
        assert each.place is not None


def test_the_map_around_the_examples_has_nothing_to_correct():
    assert [str(each) for each in found("") if each.rule not in ("M202", "M303", "M203")] == []
