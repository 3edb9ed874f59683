from datetime import timedelta

import pytest

from sojourn.app import build
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Cases
from tests.factories.journeys import shop


def test_without_a_rule_a_customer_is_a_journey() -> None:
    assert build.cases() == Cases()


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ({"gap": "30m"}, Cases("gap", gap=1_800_000_000)),
        ({"gap": timedelta(hours=1)}, Cases("gap", gap=3_600_000_000)),
        ({"start": "a"}, Cases("between", start=("a",))),
        ({"end": ["b", "c"], "timeout": "1d"}, Cases("between", end=("b", "c"), timeout=86_400_000_000)),
        ({"key": "order"}, Cases("key", key="order")),
    ],
)
def test_options_imply_the_rule(options: dict[str, object], rule: Cases) -> None:
    assert build.cases(**options) == rule  # type: ignore[arg-type]  # the options of each case


def test_a_rule_given_whole_is_taken_as_it_is() -> None:
    assert build.cases(Cases("gap", gap=5)) == Cases("gap", gap=5)


@pytest.mark.parametrize(
    ("by", "options", "word"),
    [
        ("customer", {"gap": "30m"}, "gap"),
        ("gap", {"key": "order"}, "case key"),
        ("key", {"key": "order", "timeout": "1d"}, "case timeout"),
        (Cases(), {"gap": "30m"}, "gap"),
        (None, {"gap": "30m", "key": "order"}, "case key"),
    ],
)
def test_an_option_that_the_rule_does_not_use_is_refused(by: object, options: dict[str, str], word: str) -> None:
    with pytest.raises(InvalidInput, match=word):
        build.cases(by, **options)  # type: ignore[arg-type]  # the options of each case


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(InvalidInput, match="not a rule"):
        build.cases("week")


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(InvalidInput, match="not an engine"):
        build.engine("warp")


def test_dates_are_read_in_the_time_zone() -> None:
    from sojourn.stores.memory import MemorySource

    found = build.journeys(
        MemorySource.from_table(shop()),
        since="2024-03-05",
        until="2024-03-06T00:00:00Z",
        time_zone="Europe/Paris",
        engine=build.engine(threads=1),
    )
    assert (found.since, found.until) == (1_709_593_200_000_000, 1_709_683_200_000_000)


def test_an_empty_span_is_refused() -> None:
    from sojourn.stores.memory import MemorySource

    with pytest.raises(InvalidInput, match="nothing lies"):
        build.journeys(
            MemorySource.from_table(shop()), since="2024-03-05", until="2024-03-05", engine=build.engine(threads=1)
        )
