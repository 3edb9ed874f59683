"""Retention: who comes back, held to counting by hand and to the plain oracle."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput
from sojourn.core.instants import instant
from sojourn.core.journeys import JourneyBatch, cases
from sojourn.engines.local import LocalEngine
from sojourn.stores.memory import MemorySource
from tests.factories.journeys import events_table, shop
from tests.factories.questions import inside
from tests.oracles import retention as oracle

GOLDEN = Path(__file__).parents[2] / "golden" / "retention"
MINUTE = 60_000_000
DAY = 1440 * MINUTE


def journeys(table: pa.Table, *, parts: int = 1, **options: Any) -> Journeys:
    return Journeys(MemorySource.from_table(table, parts=parts), LocalEngine(2), **options)


def world(rows: Sequence[Sequence[str]]) -> pa.Table:
    return events_table([(who, when, what, None, None) for who, when, what in rows])


def counted(result: analyse.RetentionResult) -> dict[str, Any]:
    """Give the whole numbers of a result in the form of the oracle."""
    keep = ("period", "eligible", "retained", "complete")
    return {
        "cohorts": [
            {
                "cohort": cohort.cohort,
                "size": cohort.size,
                "cells": [{key: getattr(cell, key) for key in keep} for cell in cohort.cells],
            }
            for cohort in result.cohorts
        ],
        "overall": [{key: getattr(cell, key) for key in keep[:3]} for cell in result.overall],
    }


def rounded(value: Any) -> Any:
    """Round every double to nine decimals."""
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [rounded(inner) for inner in value]
    return round(value, 9) if isinstance(value, float) else value


def test_the_shop_gives_the_reply_counted_by_hand() -> None:
    result = analyse.retention(journeys(shop()), start="site.visited", returning="order.paid", periods=1)
    reply = result.to_dict()
    assert reply.pop("groups") is None
    assert rounded(reply) == rounded(json.loads((GOLDEN / "shop.json").read_text("utf-8")))


@pytest.mark.parametrize("name", ["days", "rolling"])
@pytest.mark.parametrize("parts", [1, 3])
def test_worlds_counted_by_hand(name: str, parts: int) -> None:
    golden = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))
    for answer in golden["answers"]:
        asked = golden["options"] | answer["options"]
        where = journeys(
            world(golden["events"]),
            parts=parts,
            until=instant(asked.pop("until")),
            time_zone=asked.pop("time_zone", "UTC"),
        )
        asked["returning"] = asked.pop("return")
        result = analyse.retention(where, unbounded=not asked.pop("bounded", True), **asked)
        found = [
            {
                "cohort": cohort.cohort,
                "size": cohort.size,
                **{key: [getattr(cell, key) for cell in cohort.cells] for key in ("eligible", "retained", "complete")},
            }
            for cohort in result.cohorts
        ]
        assert found == answer["cohorts"]
        for key, values in answer["overall"].items():
            assert [getattr(cell, key) for cell in result.overall] == values


BASES = {
    "Europe/Paris": ["2024-03-31T00:30:00Z", "2024-10-27T00:30:00Z", "2020-12-31T22:30:00Z"],
    "America/New_York": ["2024-03-10T06:30:00Z", "2024-11-03T05:30:00Z", "2023-01-01T04:00:00Z"],
    "America/Sao_Paulo": ["2018-11-04T02:30:00Z", "2018-02-18T01:30:00Z"],
    "UTC": ["2024-02-29T12:00:00Z", "2023-12-31T23:00:00Z"],
}


@st.composite
def worlds(draw: st.DrawFn) -> tuple[dict[str, list[oracle.Event]], str]:
    zone = draw(st.sampled_from(sorted(BASES)))
    base = instant(draw(st.sampled_from(BASES[zone])))
    reach = draw(st.sampled_from([60, 3 * 1440, 30 * 1440, 200 * 1440]))
    event = st.tuples(
        st.integers(-reach, reach).map(lambda m: base + m * MINUTE),
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["x", "y", "z", None]),
    )
    people = draw(st.lists(st.lists(event, min_size=1, max_size=7), min_size=1, max_size=6))
    # A stable sort keeps the order of arrival among ties: recorded order.
    return {f"p{i}": sorted(events, key=lambda event: event[0]) for i, events in enumerate(people)}, zone


def table_of(people: dict[str, list[oracle.Event]]) -> pa.Table:
    rows = [(who, *event) for who, events in people.items() for event in events]
    who, time, event, plan = zip(*rows, strict=True)
    return pa.table(
        {
            "customer": pa.array(who, pa.string()),
            "time": pa.array(time, pa.timestamp("us", "UTC")),
            "event": pa.array(event, pa.string()),
            "plan": pa.array(plan, pa.string()),
        }
    )


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    some = st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, max_size=2, unique=True)
    asked: dict[str, Any] = {
        "start": draw(some),
        "returning": draw(some),
        "periods": draw(st.integers(0, 5)),
        "unbounded": draw(st.booleans()),
    }
    if draw(st.booleans()):
        asked["rolling"] = draw(st.sampled_from(["1h", "1d", "7d", "30d"]))
    else:
        asked |= {
            "period": draw(st.sampled_from(["day", "week", "month"])),
            "cohorts": draw(st.sampled_from(["first", "every"])),
            "week_starts": draw(st.sampled_from(["monday", "sunday"])),
        }
    return asked


def plainly(asked: dict[str, Any], zone: str, until: int) -> dict[str, Any]:
    """Translate options for the oracle."""
    lengths = {"1h": DAY // 24, "1d": DAY, "7d": 7 * DAY, "30d": 30 * DAY}
    rolling = {"rolling": lengths[asked["rolling"]]} if "rolling" in asked else {}
    return {**asked, **rolling, "time_zone": zone, "observed_until": until}


@settings(max_examples=250, deadline=None)
@given(people=worlds(), asked=questions(), parts=st.integers(1, 4), late=st.none() | st.integers(-3, 40 * 1440))
def test_any_split_merges_to_the_oracle(
    people: tuple[dict[str, list[oracle.Event]], str], asked: dict[str, Any], parts: int, late: int | None
) -> None:
    customers, zone = people
    last = max(event[0] for events in customers.values() for event in events)
    until = last if late is None else last + late * MINUTE - 1
    seen = {who: [event for event in events if event[0] <= until] for who, events in customers.items()}
    where = journeys(table_of(customers), parts=parts, until=None if late is None else until + 1, time_zone=zone)

    assert counted(analyse.retention(where, **asked)) == oracle.retention(seen, **plainly(asked, zone, until))

    broken = analyse.retention(where, breakdown="plan", top=2, **asked)
    assert broken.groups is not None
    found = [
        {
            "value": group.value,
            "kind": group.kind,
            "size": group.size,
            **counted(group),  # type: ignore[arg-type]  # a group has cohorts and a curve as a result has
        }
        for group in broken.groups
    ]
    assert found == oracle.groups(seen, top=2, **plainly(asked, zone, until))


@settings(max_examples=100, deadline=None)
@given(people=worlds(), asked=questions(), parts=st.integers(1, 3))
def test_members_are_the_customers_that_were_counted(
    people: tuple[dict[str, list[oracle.Event]], str], asked: dict[str, Any], parts: int
) -> None:
    customers, zone = people
    where = journeys(table_of(customers), parts=parts, time_zone=zone)
    result = analyse.retention(where, **asked)
    rows = analyse.retention_members(where, **asked).to_pylist()
    assert len(rows) == sum(cohort.size for cohort in result.cohorts)
    for cohort in result.cohorts:
        members = [row for row in rows if row["cohort"] == cohort.cohort]
        assert len({row["customer"] for row in members}) == len(members) == cohort.size
        for cell in cohort.cells:
            marks = [row[f"period_{cell.period}"] for row in members]
            assert sum(mark >= 0 for mark in marks) == cell.eligible
            assert sum(mark == 1 for mark in marks) == cell.retained
        for k in range(len(cohort.cells), asked["periods"] + 1):
            assert {row[f"period_{k}"] for row in members} == {-1}


@settings(max_examples=60, deadline=None)
@given(people=worlds(), asked=questions())
def test_equal_events_bring_everyone_back_in_period_0(
    people: tuple[dict[str, list[oracle.Event]], str], asked: dict[str, Any]
) -> None:
    customers, zone = people
    result = analyse.retention(journeys(table_of(customers), time_zone=zone), **asked | {"returning": asked["start"]})
    for cohort in result.cohorts:
        assert cohort.cells == () or cohort.cells[0].retained == cohort.cells[0].eligible


@settings(max_examples=60, deadline=None)
@given(people=worlds(), asked=questions())
def test_unbounded_curves_never_rise_and_contain_the_bounded(
    people: tuple[dict[str, list[oracle.Event]], str], asked: dict[str, Any]
) -> None:
    customers, zone = people
    where = journeys(table_of(customers), time_zone=zone)
    wide = analyse.retention(where, **asked | {"unbounded": True})
    narrow = analyse.retention(where, **asked | {"unbounded": False})
    for cohort, bounded in zip(wide.cohorts, narrow.cohorts, strict=True):
        retained = [cell.retained for cell in cohort.cells]
        assert retained == sorted(retained, reverse=True)
        assert all(a.retained >= b.retained for a, b in zip(cohort.cells, bounded.cells, strict=True))


def test_a_customer_may_be_in_two_groups_when_every_period_gives_birth() -> None:
    rows = [("ann", "2024-01-01T10:00Z", "visit", "web", None), ("ann", "2024-01-08T10:00Z", "visit", "shop", None)]
    result = analyse.retention(
        journeys(events_table(rows)), start="visit", returning="visit", cohorts="every", breakdown="channel"
    )
    assert result.groups is not None
    assert [(group.value, group.size) for group in result.groups] == [("shop", 1), ("web", 1)]
    assert [cell.retained for cell in result.groups[1].cohorts[0].cells] == [1, 1]


def test_numbers_and_nulls_make_groups() -> None:
    rows = [
        ("ann", "2024-01-01T10:00Z", "visit", None, 2.5),
        ("ben", "2024-01-01T11:00Z", "visit", None, None),
        ("cat", "2024-01-01T12:00Z", "visit", None, 2.5),
    ]
    table = events_table(rows).rename_columns(["customer", "time", "event", "channel", "weight"])
    result = analyse.retention(journeys(table), start="visit", returning="visit", breakdown="weight")
    assert result.groups is not None
    assert [(group.value, group.size) for group in result.groups] == [("2.5", 2), (None, 1)]


def test_a_zero_length_history_gives_no_cohorts() -> None:
    for asked in ({"period": "month"}, {"rolling": "7d"}):
        result = analyse.retention(journeys(shop()), start="nobody.did", returning="order.paid", **asked)
        assert result.cohorts == ()
        assert result.overall == ()
        assert [entry["code"] for entry in result.notes] == ["unknown_event"]
        assert result.notes[0]["event"] == "nobody.did"


def test_births_after_since_are_said_to_be_new() -> None:
    result = analyse.retention(
        journeys(shop(), since=instant("2024-03-11")), start="site.visited", returning="order.paid"
    )
    assert [entry["code"] for entry in result.notes] == ["births_since"]
    assert sum(cohort.size for cohort in result.cohorts) == 3


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"period": "week", "rolling": "7d"}, "not both"),
        ({"rolling": "month"}, "cannot roll"),
        ({"rolling": "0d"}, "longer than nothing"),
        ({"rolling": "7d", "cohorts": "every"}, "one cohort"),
        ({"cohorts": "some"}, "no way to form cohorts"),
        ({"period": "year"}, "not a calendar period"),
        ({"week_starts": "friday"}, "cannot start on 'friday'"),
        ({"periods": -1}, "cannot be negative"),
        ({"top": 0}, "at least 1"),
        ({"breakdown": "colour"}, "no property 'colour'"),
        ({"breakdown": "value"}, "holds amounts"),
        ({"start": []}, "at least one event"),
    ],
)
def test_what_cannot_be_asked_is_refused(asked: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        analyse.retention(journeys(shop()), **{"start": "site.visited", "returning": "order.paid"} | asked)


def test_journeys_that_are_not_customers_are_refused() -> None:
    with pytest.raises(InvalidInput, match="cut by gap"):
        analyse.retention(journeys(shop(), cases=cases("gap")), start="site.visited", returning="order.paid")


@pytest.mark.parametrize("names", [1, 300, 70_000])
def test_any_width_of_codes_and_read_only_arrays_are_taken(names: int) -> None:
    code = np.uint8 if names <= 255 else np.uint16 if names <= 65_535 else np.uint32
    rng = np.random.default_rng(3)
    event = rng.integers(0, names, 4_000).astype(code)
    time = np.sort(rng.integers(0, 100 * DAY, 4_000))
    batch = JourneyBatch(
        np.array([0, 0, 3_999, 4_000, 4_000], np.int64),
        np.arange(4),
        np.zeros(4, np.uint8),
        time,
        event,
        np.full(4_000, 255, np.uint8),
    )
    for array in (batch.offsets, batch.time, batch.event):
        array.setflags(write=False)
    for every in (False, True):
        spec = analyse.Retention(
            roles=np.full(names, 3, np.uint8),
            channels=(),
            start=("any",),
            returning=("any",),
            calendar=analyse.calendar("week", 0, 100 * DAY),
            period="week",
            rolling=None,
            periods=20,
            every=every,
            bounded=True,
            observed_until=int(time[-1]),
            time_zone="UTC",
            week_starts="monday",
            breakdown=None,
            top=10,
        )
        counts = spec.partial(batch)
        assert counts.size.sum() == (2 if not every else 1 + len({*((time[:-1] // DAY + 3) // 7).tolist()}))
        assert (counts.returned[:, 0] == counts.size).all()


def test_the_chart_draws_every_cell_and_keeps_the_unfinished_apart() -> None:
    result = analyse.retention(journeys(shop()), start="site.visited", returning="order.paid", periods=1)
    spec = result.chart().to_dict()
    triangle, curve = spec["vconcat"]
    assert [(row["period"], row["complete"]) for row in triangle["data"]["values"]] == [
        (0, True),
        (1, False),
        (0, False),
    ]
    assert [row["period"] for row in curve["data"]["values"]] == [0]
    assert "search" not in str(spec)


def test_tables_mark_what_is_not_over() -> None:
    result = analyse.retention(
        journeys(shop()), start="site.visited", returning="order.paid", periods=1, breakdown="channel"
    )
    triangle, overall, *groups = result.tables()
    assert triangle.rows == (("2024-03-04", "3", "66.7 %", "33.3 %*"), ("2024-03-11", "2", "0.0 %*", ""))
    assert overall.rows[0] == ("0", "3", "2", "66.7 % (20.8–93.9)")
    assert [table.title for table in groups] == [
        "channel: search (2 customers)",
        "channel: social (2 customers)",
        "channel: email (1 customer)",
    ]
    assert result.to_arrow().num_rows == len(result.rows()) == 6


def test_very_many_cells_are_counted_like_few() -> None:
    asked = {"start": "site.visited", "returning": "order.paid", "period": "day"}
    few = analyse.retention(journeys(shop()), periods=20, **asked)
    many = analyse.retention(journeys(shop()), periods=20_000, **asked)
    assert counted(many) == counted(few)


def test_dates_far_ahead_cost_nothing() -> None:
    until = instant(datetime(9999, 1, 1, tzinfo=UTC))
    result = analyse.retention(
        journeys(shop(), until=until), start="site.visited", returning="order.paid", period="day", periods=2
    )
    assert all(cell.complete for cohort in result.cohorts for cell in cohort.cells)
    assert [len(cohort.cells) for cohort in result.cohorts] == [3] * 4


@pytest.mark.parametrize(
    ("last", "ticks"),
    [(0, [0]), (2, [0, 1, 2]), (12, list(range(13))), (13, list(range(0, 14, 2))), (61, list(range(0, 62, 10)))],
)
def test_an_axis_of_periods_marks_whole_ones(last: int, ticks: list[int]) -> None:
    assert inside("retention_result").whole_ticks(last) == ticks


def test_the_curve_of_a_few_periods_is_marked_at_each_of_them_once() -> None:
    rows = [("u", "2024-01-01T00:00:00Z", "a"), ("u", "2024-01-02T00:00:00Z", "b"), ("v", "2024-01-04T00:00:00Z", "z")]
    result = analyse.retention(journeys(world(rows)), start="a", returning="b", period="day", periods=2)
    assert [cell.rate for cell in result.overall] == [0.0, 1.0, 0.0]
    chart = result.chart().to_dict()
    picture = vl_convert.vegalite_to_svg({**chart, "vconcat": chart["vconcat"][1:]}, allowed_base_urls=[])
    assert re.findall(r">([\d.]+)</text>", picture) == ["0", "1", "2"]
