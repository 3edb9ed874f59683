"""Names that nobody used: a note each, with the nearest name."""

from collections.abc import Callable
from typing import Any

import pytest

from sojourn import analyse
from sojourn.core.analysis import Journeys
from sojourn.core.instants import instant
from sojourn.core.journeys import Cases
from sojourn.engines import LocalEngine
from sojourn.stores.memory import MemorySource
from tests.factories.journeys import shop
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


ANALYSES: dict[str, Callable[[Journeys], Any]] = {
    "cohort_value": lambda where: analyse.cohort_value(where, start="site.visited"),
    "dropoff": lambda where: analyse.dropoff(where, ["site.visited", "order.paid"]),
    "follows": analyse.follows,
    "funnel": lambda where: analyse.funnel(where, ["site.visited", "order.paid"]),
    "notable": lambda where: analyse.notable_differences(where, ["site.visited", "order.paid"], properties=["channel"]),
    "paths": analyse.paths,
    "retention": lambda where: analyse.retention(where, start="site.visited", returning="order.paid"),
    "sessions": analyse.sessions,
    "survival": lambda where: analyse.survival(where, start="site.visited", end="order.paid"),
    "timing": lambda where: analyse.timing(where, start="site.visited", end="order.paid"),
    "variants": analyse.variants,
}


@pytest.mark.parametrize("name", ANALYSES)
def test_filters_that_leave_nothing_are_noted_in_every_reply_and_table(name: str) -> None:
    source = MemorySource.from_table(shop())
    ask = ANALYSES[name]
    for filters in ({"where": "event = 'never'"}, {"since": instant("2030-01-01")}, {"until": instant("2000-01-01")}):
        result = ask(Journeys(source, LocalEngine(1), **filters))
        assert [entry["code"] for entry in result.to_dict()["notes"]].count("no_events") == 1
        assert "no event is left after since, until and where" in str(result)
    codes = {entry["code"] for entry in ask(Journeys(source, LocalEngine(1))).to_dict()["notes"]}
    assert "no_events" not in codes


def test_a_source_without_events_needs_no_note() -> None:
    empty = Journeys(MemorySource.from_table(shop().slice(0, 0)), LocalEngine(1), where="event = 'never'")
    assert analyse.follows(empty).notes == ()
