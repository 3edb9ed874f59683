"""Cohorts: saved groups, questions asked of them, and what they are worth."""

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput
from sojourn.core.instants import instant
from sojourn.core.journeys import cases
from sojourn.engines.local import LocalEngine
from sojourn.stores.memory import MemorySource
from tests.factories.journeys import events_table, shop
from tests.oracles import cohorts as oracle

MADE = datetime(2024, 4, 1, 9, 30, tzinfo=UTC)
MINUTE = 60_000_000


def journeys(table: pa.Table, *, parts: int = 2, **options: Any) -> Journeys:
    return Journeys(MemorySource.from_table(table, parts=parts), LocalEngine(2), **options)


def group(*members: str, **changed: Any) -> analyse.Cohort:
    return analyse.Cohort(
        **{"name": "some", "made": MADE, "subject": "customer", "definition": {"by": "list"}} | changed, members=members
    )


def test_members_are_kept_once_and_in_order() -> None:
    cohort = group("dan", "ann", "dan")
    assert cohort.members == ("ann", "dan")
    assert cohort.size == 2
    assert cohort.shared(group("ann", "eve")) == 1


def test_a_birth_cohort_holds_who_retention_counted() -> None:
    cohort = analyse.cohort_by_birth(
        journeys(shop()), "first week", start="site.visited", cohort="2024-03-04", made=MADE
    )
    assert cohort.members == ("ann", "ben", "cat")
    assert cohort.definition == {
        "by": "birth",
        "start": ["site.visited"],
        "period": "week",
        "cohort": "2024-03-04",
        "time_zone": "UTC",
    }


def test_a_property_cohort_looks_at_the_first_event() -> None:
    def members(value: str | None, **asked: Any) -> tuple[str, ...]:
        return analyse.cohort_by_property(
            journeys(shop()), "by channel", property="channel", value=value, made=MADE, **asked
        ).members

    assert members("search") == ("ann", "cat")
    assert members("email") == ("eve",)
    assert members(None, start="basket.filled") == ("ann", "ben", "cat", "eve")


def test_a_step_cohort_holds_the_members_of_the_funnel() -> None:
    steps = ["site.visited", "basket.filled", "order.paid"]

    def members(**asked: Any) -> tuple[str, ...]:
        return analyse.cohort_by_step(journeys(shop()), "steps", steps, within="7d", made=MADE, **asked).members

    assert members(step=1) == ("ann", "ben", "cat", "dan", "eve")
    assert members(step=3) == ("ann", "cat")
    assert members(step=2, state="dropped") == ("ben",)
    assert members(step=2, state="open") == ("eve",)


@pytest.mark.parametrize("asked", [{"step": 0}, {"step": 4}, {"step": 1, "state": "lost"}])
def test_steps_and_states_that_are_not_there_are_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput, match="the funnel has no step"):
        analyse.cohort_by_step(
            journeys(shop()), "x", ["site.visited", "help?", "basket.filled", "order.paid"], made=MADE, **asked
        )


def test_where_is_part_of_the_definition() -> None:
    where = journeys(shop(), where="channel = 'email'")
    cohort = analyse.cohort_by_property(where, "mail", property="channel", value="email", made=MADE)
    assert cohort.definition["where"] == "channel = 'email'"
    assert cohort.members == ("ann", "cat", "eve")


def test_a_saved_cohort_reads_back_the_same(tmp_path: Any) -> None:
    cohort = group("ann", "Żaneta", "0042", definition={"by": "property", "property": "plan", "value": None})
    assert analyse.Cohort.from_dict(cohort.to_dict()) == cohort
    pq.write_table(cohort.to_arrow(), tmp_path / "cohort.parquet")
    assert analyse.Cohort.from_arrow(pq.read_table(tmp_path / "cohort.parquet")) == cohort
    assert analyse.Cohort.from_arrow(group().to_arrow()) == group()


def test_other_files_are_no_cohorts() -> None:
    with pytest.raises(InvalidInput, match="not a saved cohort"):
        analyse.Cohort.from_arrow(shop())
    with pytest.raises(InvalidInput, match="format 2 cannot be read"):
        analyse.Cohort.from_dict({**group().to_dict(), "format": 2})
    with pytest.raises(InvalidInput, match="damaged"):
        analyse.Cohort.from_dict({"format": 1, "name": "x"})
    with pytest.raises(InvalidInput, match="needs a name"):
        group(name=" ")
    with pytest.raises(InvalidInput, match="needs a time zone"):
        group(made=datetime(2024, 4, 1))


def test_any_question_can_be_asked_of_a_cohort() -> None:
    whole = journeys(shop())
    some = analyse.within_cohort(whole, group("ann", "cat", "nobody"))
    assert analyse.sessions(some).to_dict()["sessions"] == 4
    funnel = analyse.funnel(some, ["site.visited", "order.paid"])
    assert (funnel.entered, funnel.converted, funnel.basis.customers, funnel.basis.events) == (2, 2, 2, 9)
    assert funnel.basis.observed_until == whole.observed_until
    visits = analyse.within_cohort(journeys(shop(), where="event = 'site.visited'"), group("ann", "cat"))
    assert analyse.funnel(visits, ["site.visited", "order.paid"]).basis.events == 4
    members = analyse.funnel_members(some, ["site.visited", "order.paid"])
    assert members["customer"].to_pylist() == ["ann", "cat"]
    assert analyse.funnel(analyse.within_cohort(whole, group()), ["site.visited", "order.paid"]).entered == 0


def test_a_cohort_of_another_subject_is_refused() -> None:
    with pytest.raises(InvalidInput, match="holds account identifiers"):
        analyse.within_cohort(journeys(shop()), group("ann", subject="account"))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[dict[str, list[oracle.Event]], str]:
    zone, base = draw(
        st.sampled_from(
            [
                ("Europe/Paris", "2024-03-31T00:30Z"),
                ("America/New_York", "2024-11-03T05:30Z"),
                ("UTC", "2024-01-01T00:00Z"),
            ]
        )
    )
    event = st.tuples(
        st.integers(-60 * 1440, 60 * 1440).map(lambda m: instant(base) + m * MINUTE),
        st.sampled_from(["a", "b", "c"]),
        st.none() | st.integers(-(10**12), 10**12).map(lambda cents: cents * 10_000),
    )
    people = draw(st.lists(st.lists(event, min_size=1, max_size=6), min_size=1, max_size=6))
    return {f"p{i}": sorted(events, key=lambda event: event[0]) for i, events in enumerate(people)}, zone


@settings(max_examples=120, deadline=None)
@given(
    people=worlds(),
    period=st.sampled_from(["day", "week", "month"]),
    of=st.none() | st.just(["b"]),
    periods=st.integers(0, 4),
    parts=st.integers(1, 3),
)
def test_value_by_age_is_that_of_the_oracle(
    people: tuple[dict[str, list[oracle.Event]], str], period: str, of: list[str] | None, periods: int, parts: int
) -> None:
    customers, zone = people
    rows = [(who, *event) for who, events in customers.items() for event in events]
    who, time, event, worth = zip(*rows, strict=True)
    table = pa.table(
        {
            "customer": pa.array(who),
            "time": pa.array(time, pa.timestamp("us", "UTC")),
            "event": pa.array(event),
            "value": pa.array([None if w is None else w / 1e6 for w in worth], pa.float64()),
        }
    )
    asked: dict[str, Any] = {"start": ["a"], "of": of, "period": period, "periods": periods}
    result = analyse.cohort_value(journeys(table, parts=parts, time_zone=zone), **asked)
    found = [
        {
            "cohort": cohort.cohort,
            "size": cohort.size,
            "cells": [
                {
                    "age": cell.age,
                    "events": cell.events,
                    "millionths": cell.millionths,
                    "cumulative": cell.cumulative_millionths,
                    "complete": cell.complete,
                }
                for cell in cohort.cells
            ],
        }
        for cohort in result.cohorts
    ]
    assert found == oracle.value(customers, time_zone=zone, observed_until=max(time), **asked)
    for age, cell in enumerate(result.overall):
        whole = [c for c in result.cohorts if len(c.cells) > age and c.cells[age].complete]
        assert cell.customers == sum(c.size for c in whole)
        assert cell.millionths == sum(c.cells[age].millionths for c in whole)
        heads = [pooled.per_head for pooled in result.overall[: age + 1]]
        if None in heads:
            assert cell.cumulative_per_head is None
        else:
            assert cell.cumulative_per_head == pytest.approx(sum(heads))


def test_the_shop_s_cohorts_are_worth_what_was_paid() -> None:
    result = analyse.cohort_value(journeys(shop()), start="site.visited", period="week", periods=1)
    first, second = result.cohorts
    assert [(c.customers, c.events, c.millionths, c.complete) for c in first.cells] == [
        (3, 2, 65_000_000, True),
        (3, 1, 60_000_000, False),
    ]
    assert first.cells[1].cumulative_per_head == pytest.approx(125 / 3)
    assert second.cells[0].per_head == 0
    assert result.overall[0].per_head == pytest.approx(65 / 3)
    assert result.overall[1].per_head is None
    assert result.tables()[0].rows[0] == ("2024-03-04", "3", "21.67", "41.67*")
    assert result.to_dict()["cohorts"][0]["cells"][0]["cumulative_value"] == 65.0
    assert len(result.rows()) == 3
    assert "layer" in result.chart().to_dict()


def test_sums_beyond_64_bits_are_exact() -> None:
    rich = 900_000_000_000.0
    rows = [("ann", f"2024-01-{day:02}T00:00Z", "paid", None, rich) for day in range(1, 13)]
    result = analyse.cohort_value(journeys(events_table(rows)), start="paid", period="month")
    assert result.cohorts[0].cells[0].millionths == 12 * 900_000_000_000 * 10**6 > 2**63


def test_currencies_are_not_added_up() -> None:
    table = shop().append_column("currency", pa.array([None, None, "EUR", None, "USD"] + [None] * 10, pa.string()))
    with pytest.raises(InvalidInput, match="EUR, USD") as refusal:
        analyse.cohort_value(journeys(table), start="site.visited")
    assert refusal.value.code == "mixed-currencies"
    euros = table.set_column(5, "currency", pa.array(["EUR"] * 15, pa.string()))
    assert analyse.cohort_value(journeys(euros), start="site.visited").currency == "EUR"


def test_what_has_no_amounts_or_no_customers_is_refused() -> None:
    with pytest.raises(InvalidInput, match="not money"):
        analyse.cohort_value(journeys(shop().append_column("n", pa.array(range(15)))), start="site.visited", value="n")
    with pytest.raises(InvalidInput, match="cut by gap"):
        analyse.cohort_value(journeys(shop(), cases=cases("gap")), start="site.visited")
    with pytest.raises(InvalidInput, match="cannot be negative"):
        analyse.cohort_value(journeys(shop()), start="site.visited", periods=-1)


def test_no_events_give_no_cohorts() -> None:
    assert analyse.cohort_value(journeys(events_table([])), start="site.visited").cohorts == ()
    assert analyse.retention(journeys(events_table([])), start="a", returning="b").cohorts == ()


def test_a_cohort_says_which_it_is_and_not_who_is_in_it() -> None:
    made = analyse.Cohort("mail", datetime(2024, 4, 1, 12, tzinfo=UTC), "customer", {"by": "list"}, ("ann", "bob"))
    assert repr(made) == "Cohort('mail': 2 customers, made 2024-04-01T12:00:00Z, by list)"
