"""Names that nobody used: a note each, with the nearest name."""

from sojourn.core.journeys import Cases
from tests.factories.questions import inside

names = inside("names")
EVENTS = ("site.visited", "basket.filled", "order.paid")


def test_a_name_has_its_code_and_an_unknown_one_has_none() -> None:
    assert [names.code_of(name, EVENTS) for name in ("order.paid", "order.payed")] == [2, -1]


def test_each_unknown_name_is_noted_once_with_the_nearest() -> None:
    notes = names.unknown(["order.payed", "site.visited", "order.payed", "zzz"], EVENTS)
    assert [(note["event"], note["nearest"]) for note in notes] == [("order.payed", "order.paid"), ("zzz", None)]
    assert notes[0]["message"] == "no event is called 'order.payed'; the nearest name is 'order.paid'"
    assert notes[1]["message"] == "no event is called 'zzz'"


def test_known_names_need_no_note() -> None:
    assert names.unknown(EVENTS, EVENTS) == ()


def test_only_a_rule_that_uses_names_is_checked_for_them() -> None:
    assert names.unknown_in_cases(Cases("gap"), EVENTS) == ()
    rule = Cases("between", start=("site.visit",), end=("order.paid",))
    assert [note["nearest"] for note in names.unknown_in_cases(rule, EVENTS)] == ["site.visited"]
