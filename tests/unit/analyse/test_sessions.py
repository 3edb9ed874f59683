"""Sessions: held to the oracle and to a reply counted by hand."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.core import quantiles
from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Cases
from sojourn.engines import LocalEngine
from sojourn.stores.memory import MemorySource
from tests.factories.journeys import batch, shop
from tests.factories.questions import ask, fine_ranges, inside, worlds
from tests.factories.replies import body, near
from tests.oracles import cases as cutting
from tests.oracles import sessions as oracle

GOLDEN = Path(__file__).parents[2] / "golden" / "analyse-paths"
MINUTE = 60_000_000


@given(events=worlds, gap=st.sampled_from([1, 10, 25, 60]), parts=st.integers(1, 4), collapse=st.booleans())
def test_sessions_are_what_the_oracle_counts(events: list[cutting.Event], gap: int, parts: int, collapse: bool) -> None:
    with fine_ranges():
        result = analyse.sessions(ask(events, parts=parts, collapse=collapse), gap=f"{gap}m")
    expected = oracle.sessions(cutting.cut(events, "gap", gap=gap * MINUTE, collapse=collapse), gap * MINUTE)
    assert body(result.to_dict()) == near(expected)


def test_the_shop_replies_as_counted_by_hand() -> None:
    golden = json.loads((GOLDEN / "cli-sessions.json").read_text("utf-8"))
    result = analyse.sessions(Journeys(MemorySource.from_table(shop()), LocalEngine(1)), gap="30m").to_dict()
    assert result == near(golden["expected"])
    assert list(result) == list(golden["expected"])


def test_sessions_of_nobody_have_no_mean() -> None:
    result = analyse.sessions(ask([]))
    assert (result.sessions, result.duration_seconds, result.entries) == (0, (None, None, None), ())
    assert "not known" in str(result)


def test_a_case_rule_given_before_makes_way_for_the_gap() -> None:
    events = [cutting.Event("a", 0, "see"), cutting.Event("a", 90 * MINUTE, "pay")]
    result = analyse.sessions(ask(events, cases=Cases("between", start=("pay",))), gap="1h")
    assert result.to_dict()["basis"]["cases"] == {"by": "gap", "gap_seconds": 3600.0}
    assert result.sessions == 2


def test_many_sessions_are_sketched_whatever_the_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside("sketches"), "EXACT", 50)
    monkeypatch.setattr(quantiles, "EXACT", 50)
    journeys = [[(0, 0), (1, i % 7), (2, 3 + i % 11)] for i in range(120)]
    journeys = [sorted(journey, key=lambda step: step[1]) for journey in journeys]
    spec = analyse.Sessions(("a", "b", "c"), 30 * MINUTE)
    whole = spec.partial(batch(journeys))
    for size in (40, 60, 119):
        parts = [batch(journeys[i : i + size], customers=range(i, min(i + size, 120))) for i in range(0, 120, size)]
        merged = spec.partial(parts[0])
        for part in parts[1:]:
            merged = spec.merge(merged, spec.partial(part))
        assert merged.durations.kind == "sketch"
        assert np.array_equal(merged.durations.buckets, whole.durations.buckets)
        assert np.array_equal(merged.durations.counts, whole.durations.counts)


def test_a_gap_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidInput, match="longer than nothing"):
        analyse.sessions(ask([]), gap="0s")
