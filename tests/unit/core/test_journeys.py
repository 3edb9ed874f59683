"""Case rules, the batch and the envelope of results."""

from typing import Any

import pytest

from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Basis, Cases, cases
from tests.factories.journeys import batch


@pytest.mark.parametrize(
    ("asked", "made"),
    [
        ({}, Cases()),
        ({"by": "gap"}, Cases(by="gap", gap=1_800_000_000)),
        ({"gap": "1h"}, Cases(by="gap", gap=3_600_000_000)),
        ({"key": "order"}, Cases(by="key", key="order")),
        ({"start": ["a"]}, Cases(by="between", start=("a",))),
        ({"end": ["z"], "timeout": "1d"}, Cases(by="between", end=("z",), timeout=86_400_000_000)),
        ({"by": "between", "end": ["z"]}, Cases(by="between", end=("z",))),
    ],
)
def test_rules_follow_from_what_was_given(asked: dict[str, Any], made: Cases) -> None:
    assert cases(**asked) == made


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"by": "moon"}, "'moon' is not a rule for cases"),
        ({"by": "key"}, "need the property"),
        ({"by": "between"}, "need a start or an end"),
        ({"gap": "0s"}, "longer than nothing"),
        ({"gap": "soon"}, "not a duration"),
        ({"end": ["z"], "timeout": "never"}, "not a duration"),
    ],
)
def test_rules_without_what_they_need_are_refused(asked: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        cases(**asked)


@pytest.mark.parametrize(
    ("rule", "written"),
    [
        (cases(), {"by": "customer"}),
        (cases("gap"), {"by": "gap", "gap_seconds": 1800.0}),
        (cases(key="order"), {"by": "key", "key": "order"}),
        (cases(start=["a"]), {"by": "between", "start": ["a"], "end": [], "timeout_seconds": None}),
        (
            cases(end=["z"], timeout="90s"),
            {"by": "between", "start": [], "end": ["z"], "timeout_seconds": 90.0},
        ),
    ],
)
def test_a_rule_is_written_with_what_it_uses(rule: Cases, written: dict[str, Any]) -> None:
    assert rule.to_dict() == written


def test_the_envelope_names_shared_keys_for_cases_by_key_only() -> None:
    def basis(rule: Cases) -> dict[str, Any]:
        return Basis("customer", rule, 5, 7, 15, 0, 0, 60_000_000, None, shared_keys=2).to_dict()

    assert "shared_keys" not in basis(cases())
    assert basis(cases(key="order"))["shared_keys"] == 2
    assert basis(cases())["observed_until"] == "1970-01-01T00:01:00Z"
    assert list(basis(cases())) == [
        "subject",
        "cases",
        "customers",
        "journeys",
        "events",
        "outside_events",
        "observed_from",
        "observed_until",
        "where",
    ]


def test_a_batch_counts_journeys_and_events() -> None:
    made = batch([[0, 1], [], [2]])
    assert (made.journeys, made.events) == (3, 3)
    assert batch([]).journeys == batch([]).events == 0
