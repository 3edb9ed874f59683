"""The local engine: ranges, threads, the envelope, and what it does with an empty source."""

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput
from sojourn.core.instants import instant
from sojourn.core.journeys import Cases, cases
from sojourn.engines import LocalEngine
from sojourn.engines import local as local_engine
from sojourn.stores.memory import MemorySource
from tests.factories.journeys import events_table, shop

rows = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.integers(0, 40), st.sampled_from(["see", "fill", "pay"])), max_size=40
)


def asked(table, *, threads: int = 2, parts: int = 1, **options) -> Journeys:
    return Journeys(MemorySource.from_table(table, parts=parts), LocalEngine(threads), **options)


def table_of(found: list[tuple[str, int, str]]):
    return events_table([(who, f"2024-03-01T00:{minute:02d}:00Z", what, None, None) for who, minute, what in found])


@given(found=rows, parts=st.integers(1, 5), threads=st.integers(1, 4))
@settings(max_examples=60)
def test_parts_and_threads_change_nothing(found, parts: int, threads: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_engine, "SMALLEST_RANGE", 1)
        one = analyse.follows(asked(table_of(found), threads=1)).to_dict()
        many = analyse.follows(asked(table_of(found), threads=threads, parts=parts)).to_dict()
    assert one == many


def test_the_envelope_counts_what_was_looked_at() -> None:
    basis = analyse.follows(asked(shop())).to_dict()["basis"]
    assert (basis["customers"], basis["journeys"], basis["events"]) == (5, 5, 15)
    assert basis["observed_from"] == "2024-03-04T09:00:00Z"
    assert basis["observed_until"] == "2024-03-15T20:02:00Z"


def test_sessions_make_more_journeys_than_customers() -> None:
    basis = analyse.follows(asked(shop(), cases=cases("gap", gap="30m"))).to_dict()["basis"]
    assert (basis["customers"], basis["journeys"]) == (5, 7)
    assert basis["cases"] == {"by": "gap", "gap_seconds": 1800.0}


def test_until_ends_the_observed_span_and_leaves_later_events_out() -> None:
    basis = analyse.follows(asked(shop(), until=instant("2024-03-06"))).to_dict()["basis"]
    assert basis["observed_until"] == "2024-03-05T23:59:59.999999Z"
    assert (basis["customers"], basis["events"]) == (3, 7)


def test_where_is_applied_before_journeys_are_cut() -> None:
    basis = analyse.follows(asked(shop(), where="channel = 'email'")).to_dict()["basis"]
    assert (basis["customers"], basis["journeys"], basis["events"]) == (3, 3, 3)
    assert basis["where"] == "channel = 'email'"


def test_a_key_seen_under_two_customers_is_counted_once_as_shared() -> None:
    table = events_table(
        [
            ("ann", "2024-03-01T00:00Z", "see", "k1", None),
            ("ben", "2024-03-01T00:01Z", "see", "k1", None),
            ("ben", "2024-03-01T00:02Z", "pay", "k2", None),
            ("cat", "2024-03-01T00:02Z", "pay", "k1", None),
            ("dan", "2024-03-01T00:02Z", "pay", None, None),
        ]
    ).rename_columns(["customer", "time", "event", "order", "value"])
    basis = analyse.follows(asked(table, cases=Cases(by="key", key="order"), parts=3)).to_dict()["basis"]
    assert (basis["shared_keys"], basis["journeys"], basis["outside_events"]) == (1, 4, 1)


def test_a_source_without_events_is_answered_with_zeros() -> None:
    result = analyse.follows(asked(events_table([]))).to_dict()
    assert result["edges"] == []
    assert (result["basis"]["customers"], result["basis"]["observed_until"]) == (0, None)


def test_nothing_runs_on_after_an_analysis_has_failed() -> None:
    class Broken:
        columns = frozenset()

        def partial(self, batch):
            raise InvalidInput("broken")

    before = {*threading.enumerate()}
    with pytest.raises(InvalidInput, match="broken"):
        LocalEngine(2).run(asked(shop(), parts=5), Broken())
    assert not {*threading.enumerate()} - before


def test_fewer_threads_than_one_are_refused() -> None:
    with pytest.raises(InvalidInput, match="0 threads"):
        LocalEngine(0)


def test_members_are_named_by_their_identifiers() -> None:
    class First:
        columns = frozenset()

        def members(self, batch):
            return {"customer": batch.customer, "events": np.diff(batch.offsets)}

    table = LocalEngine(2).members(asked(shop(), parts=3), First())
    assert table.to_pydict() == {"customer": ["ann", "ben", "cat", "dan", "eve"], "events": [5, 3, 4, 1, 2]}


@pytest.mark.parametrize(
    ("ask", "times"),
    [
        (lambda j: analyse.funnel_members(j, ["site.visited", "order.paid"]), ["journey_start", "step_1", "step_2"]),
        (
            lambda j: analyse.dropoff_members(j, ["site.visited", "order.paid"]),
            ["journey_start", "reached", "next_time"],
        ),
        (
            lambda j: analyse.timing_members(j, start="site.visited", end="order.paid"),
            ["journey_start", "start", "end"],
        ),
        (
            lambda j: analyse.survival_members(j, start="site.visited", end="order.paid"),
            ["journey_start", "start", "stopped"],
        ),
        (lambda j: analyse.retention_members(j, start="site.visited", returning="order.paid", periods=1), ["born"]),
        (lambda j: analyse.follows_members(j, "site.visited", "basket.filled"), ["journey_start"]),
        (lambda j: analyse.variant_members(j, ["site.visited"]), ["journey_start"]),
        (
            lambda j: analyse.path_members(j, analyse.paths(j, start="site.visited"), node=0),
            ["journey_start", "path_start"],
        ),
    ],
)
def test_times_of_members_say_their_zone(ask, times: list[str]) -> None:
    table = ask(asked(shop()))
    assert [name for name in table.column_names if str(table[name].type).startswith("timestamp")] == times
    assert {str(table[name].type) for name in times} == {"timestamp[us, tz=UTC]"}
