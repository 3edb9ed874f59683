"""Two groups side by side: differences, limits, corrected tests; what cannot be compared is refused."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput, NotFound
from sojourn.core.instants import instant
from sojourn.core.journeys import cases
from sojourn.core.statistics import newcombe
from sojourn.engines.local import LocalEngine
from sojourn.stores.memory import MemorySource
from tests.factories.journeys import shop
from tests.oracles import comparison as oracle

STEPS = ["visit", "basket", "paid"]
START = instant("2024-01-01")
MINUTE = 60_000_000


def journeys(people: Sequence[oracle.Person], **options: Any) -> Journeys:
    """Make one customer a person, events ten minutes apart."""
    rows = [
        (f"p{i}", START + (i * 100 + k * 10) * MINUTE, event, plan)
        for i, (plan, events) in enumerate(people)
        for k, event in enumerate(events)
    ]
    who, time, event, plan = zip(*rows, strict=True) if rows else ((), (), (), ())
    table = pa.table(
        {
            "customer": pa.array(who, pa.string()),
            "time": pa.array(time, pa.timestamp("us", "UTC")),
            "event": pa.array(event, pa.string()),
            "plan": pa.array(plan, pa.string()),
        }
    )
    return Journeys(MemorySource.from_table(table, parts=3), LocalEngine(2), **options)


def crowd(value: str | None, entered: int, basket: int, paid: int) -> list[oracle.Person]:
    """Make people of whom so many get so far."""
    return [(value, STEPS[: 3 if i < paid else 2 if i < basket else 1]) for i in range(entered)]


MOBILE, DESKTOP = crowd("mobile", 200, 90, 40), crowd("desktop", 150, 110, 70)
WORLD = MOBILE + DESKTOP + crowd(None, 25, 10, 5) + crowd("watch", 3, 1, 0)


def keyed(rows: Sequence[analyse.Difference]) -> dict[tuple[str, int], analyse.Difference]:
    return {(row.measure, row.step or 0): row for row in rows}


def test_two_values_are_compared_step_by_step() -> None:
    result = analyse.compare_funnels(journeys(WORLD), STEPS, by="plan", a="mobile", b="desktop")
    one, other = oracle.shares(MOBILE, STEPS), oracle.shares(DESKTOP, STEPS)
    expected = oracle.tests({key: (*one[key], *other[key]) for key in one})
    rows = keyed(result.differences)
    assert list(rows) == [("rate", 2), ("rate", 3), ("step_rate", 3)]
    for key, row in rows.items():
        assert ((row.count, row.units), (row.other_count, row.other_units)) == (one[key], other[key])
        assert (row.difference_low, row.difference_high) == newcombe(*one[key], *other[key])
        assert (row.p_value, row.q_value) == pytest.approx(expected[key], abs=1e-12)
    assert rows["rate", 2].difference == pytest.approx(90 / 200 - 110 / 150)
    assert (result.tested, result.of, result.by, result.medians) == (3, "funnel", "plan", None)
    assert rows["step_rate", 3].what == "go on from basket to paid"


def test_one_value_against_all_others_leaves_nobody_out() -> None:
    result = analyse.compare_funnels(journeys(WORLD), STEPS, by="plan", a="mobile")
    others = oracle.shares([person for person in WORLD if person[0] != "mobile"], STEPS)
    assert {key: (row.other_count, row.other_units) for key, row in keyed(result.differences).items()} == others
    assert (result.a.label, result.b.label) == ("mobile", "all others")


def test_the_group_without_a_value_can_be_compared_too() -> None:
    result = analyse.compare_funnels(journeys(WORLD), STEPS, by="plan", a=None)
    assert [row.units for row in result.differences] == [25, 25, 10]
    assert [row.untested for row in result.differences] == [None, None, "few_units"]
    assert [entry["code"] for entry in result.notes] == ["few_units"]


def test_events_that_define_the_groups_are_left_out() -> None:
    result = analyse.compare_funnels(journeys(WORLD), STEPS, by="plan", a="mobile", exclude=["paid"])
    assert [row.event for row in result.differences] == ["basket"]


def test_what_everyone_or_no_one_does_is_not_tested() -> None:
    people = crowd("a", 30, 30, 0) + crowd("b", 40, 40, 0)
    result = analyse.compare_funnels(journeys(people), STEPS, by="plan", a="a", b="b")
    assert [row.untested for row in result.differences] == ["no_variation"] * 3
    assert result.tested == 0
    assert all(row.q_value is None for row in result.differences)


def test_groups_by_expression_give_what_two_questions_give() -> None:
    where = journeys(WORLD)
    result = analyse.compare_groups(
        where,
        lambda some: analyse.funnel(some, STEPS),
        where_a="plan = 'mobile'",
        where_b="plan = 'desktop'",
        labels=("phones", "desks"),
    )
    by_value = analyse.compare_funnels(where, STEPS, by="plan", a="mobile", b="desktop")
    assert result.differences == by_value.differences
    assert (result.a.label, result.b.where) == ("phones", "plan = 'desktop'")
    assert result.basis.customers == 350
    assert result.basis.where == "(plan = 'mobile') OR (plan = 'desktop')"


def test_groups_that_share_a_customer_are_refused() -> None:
    with pytest.raises(InvalidInput, match="350 customers are in both groups") as refusal:
        analyse.compare_groups(
            journeys(WORLD),
            lambda some: analyse.funnel(some, STEPS),
            where_a="plan IN ('mobile', 'desktop')",
            where_b="plan IS NOT NULL AND plan <> 'watch'",
        )
    assert refusal.value.code == "groups-overlap"
    shared = Journeys(MemorySource.from_table(shop()), LocalEngine(1))
    with pytest.raises(InvalidInput, match="2 customers are in both"):
        analyse.compare_groups(
            shared,
            lambda some: analyse.sessions(some),
            where_a="channel = 'search'",
            where_b="channel = 'email'",
        )


def test_an_expression_joins_the_one_the_journeys_have() -> None:
    where = journeys(WORLD, where="event <> 'paid'")
    result = analyse.compare_groups(
        where, lambda some: analyse.funnel(some, STEPS), where_a="plan = 'mobile'", where_b="plan = 'desktop'"
    )
    assert [row.count for row in result.differences] == [90, 0, 0]


def test_different_questions_and_the_same_people_are_refused() -> None:
    where = journeys(WORLD)
    funnel = analyse.funnel(where, STEPS)
    with pytest.raises(InvalidInput, match=r"within_seconds is None and 60\.0"):
        analyse.compare(funnel, analyse.funnel(where, STEPS, within="1m"))
    with pytest.raises(InvalidInput, match="analysis is 'funnel' and 'retention'"):
        analyse.compare(funnel, analyse.retention(where, start="visit", returning="paid"))
    with pytest.raises(InvalidInput, match="the same customers"):
        analyse.compare(funnel, analyse.funnel(where, STEPS))
    with pytest.raises(InvalidInput, match="no shares to compare in a reply of graph"):
        analyse.compare(analyse.follows(where), analyse.follows(journeys(MOBILE)))


def test_values_that_are_not_there_are_named() -> None:
    result = analyse.funnel(journeys(WORLD), STEPS, breakdown="plan", top=2)
    with pytest.raises(NotFound, match="there is mobile, desktop") as refusal:
        analyse.compare_values(result, "watch")
    assert "top" in (refusal.value.hint or "")
    with pytest.raises(InvalidInput, match="both groups are 'mobile'"):
        analyse.compare_values(result, "mobile", "mobile")
    with pytest.raises(InvalidInput, match="no breakdown"):
        analyse.compare_values(analyse.funnel(journeys(WORLD), STEPS), "mobile")


def test_retention_is_compared_cell_by_cell() -> None:
    where = journeys(WORLD)
    result = analyse.compare_values(
        analyse.retention(where, start="visit", returning="basket", period="day", periods=1, breakdown="plan"),
        "mobile",
        "desktop",
    )
    pooled = [row for row in result.differences if row.measure == "overall"]
    assert [(row.period, row.what) for row in pooled] == [(0, "return in day 0"), (1, "return in day 1")]
    cells = [row for row in result.differences if row.measure == "cell"]
    assert all(row.cohort is not None for row in cells)
    # People of one plan started on days of their own, so few cells have both.
    assert {row.cohort for row in cells} <= {f"2024-01-{day:02}" for day in range(1, 32)}


def test_units_that_share_customers_are_said_to() -> None:
    twice = [(plan, [*events, *events]) for plan, events in WORLD]
    where = journeys(twice, cases=cases("between", end=["paid"]))
    result = analyse.compare_funnels(where, STEPS, by="plan", a="mobile", b="desktop")
    assert result.notes[0]["code"] == "units_share_customers"


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["x", "y", "z", None]), st.lists(st.sampled_from(STEPS), max_size=5)),
        min_size=1,
        max_size=120,
    )
)
def test_notable_differences_are_those_of_the_oracle(people: list[oracle.Person]) -> None:
    entered = [(value, events[events.index("visit") :]) for value, events in people if "visit" in events]
    where = journeys([person for person in people if person[1]])
    result = analyse.notable_differences(where, STEPS, properties=["plan"])
    entered = [(value, events) for value, events in entered if value is not None]
    values = {value for value, _ in entered}
    sizes = {value: sum(v == value for v, _ in entered) for value in values}
    assert any(entry["code"] == "single_value" for entry in result.notes) == (len(values) == 1)
    small = {value: size for value, size in sizes.items() if size < 20 and len(sizes) > 1}
    assert {group.value: group.units for group in result.untested} == small
    if len(values) == 1:
        values = set()
    if len(values) == 2:
        values = {min(values, key=lambda value: (-sizes[value], value))}
    rows: dict[object, tuple[int, int, int, int]] = {}
    for value in values:
        if sizes[value] >= 20:
            mine = oracle.shares([person for person in entered if person[0] == value], STEPS)
            others = oracle.shares([person for person in entered if person[0] != value], STEPS)
            rows |= {(value, *key): (*mine[key], *others[key]) for key in mine}
    found = {(row.value, row.measure, row.step): row for row in result.differences}
    assert {key: (r.count, r.units, r.other_count, r.other_units) for key, r in found.items()} == rows
    expected = oracle.tests(rows)
    assert result.tested == len(expected)
    for key, row in found.items():
        if key in expected:
            assert (row.p_value, row.q_value) == pytest.approx(expected[key], abs=1e-9)
        else:
            assert (row.p_value, row.q_value) == (None, None)
    order = [row.q_value for row in result.differences if row.q_value is not None]
    assert order == sorted(order)


def test_a_planted_difference_comes_first_and_chance_does_not() -> None:
    rng = np.random.default_rng(5)
    people = [
        (str(rng.choice(["north", "south", "east", "west"])), STEPS[: int(rng.integers(1, 4))]) for _ in range(400)
    ] + crowd("island", 120, 20, 5)
    result = analyse.notable_differences(journeys(people), STEPS, properties=["plan", "channel"])
    first = result.differences[0]
    assert (first.by, first.value) == ("plan", "island")
    assert {row.value for row in result.notable[:2]} == {"island"}
    reply = result.to_dict()
    assert reply["analysis"] == "notable_differences"
    assert reply["differences"][0]["property"] == "plan"
    assert reply["tested"] == result.tested == 15
    assert len(result.tables()[0].rows) == len(result.notable)


def test_without_a_property_there_is_nothing_to_compare() -> None:
    with pytest.raises(InvalidInput, match="no property"):
        analyse.notable_differences(journeys(WORLD), STEPS, properties=[])
    with pytest.raises(InvalidInput, match="no property 'colour'"):
        analyse.notable_differences(journeys(WORLD), STEPS, properties=["colour"])


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), data=st.data())
def test_redrawn_medians_are_those_of_the_oracle(seed: int, data: st.DataObject) -> None:
    def group() -> tuple[list[int], list[int]]:
        people = data.draw(st.lists(st.lists(st.integers(0, 10**9), min_size=1, max_size=3), min_size=20, max_size=25))
        return [t for times in people for t in times], [i for i, times in enumerate(people) for _ in times]

    one, other = group(), group()
    found = analyse.median_difference(
        *(np.array(column, np.int64) for column in (*one, *other)), rng=np.random.default_rng(seed), draws=20
    )
    assert found == pytest.approx(oracle.median_limits(*one, *other, seed=seed, draws=20))


def test_median_times_are_compared_when_given_chance() -> None:
    slow = [("slow", ["visit", *["pause"] * (3 + i % 3), "basket", "paid"]) for i in range(60)]
    fast = [("fast", ["visit", *["pause"] * (i % 3), "basket", "paid"]) for i in range(60)]
    asked: dict[str, Any] = {"by": "plan", "a": "slow", "b": "fast"}
    where = journeys(slow + fast)
    result = analyse.compare_funnels(where, STEPS, **asked, rng=np.random.default_rng(1), draws=200)
    assert result.medians is not None
    move, last = result.medians
    assert (move.median_seconds, move.other_median_seconds, move.difference_seconds) == (3000.0, 1200.0, 1800.0)
    assert move.difference_low is not None
    assert move.difference_high is not None
    assert 0 < move.difference_low <= 1800 <= move.difference_high
    assert (last.difference_seconds, last.difference_low, last.difference_high) == (0.0, 0.0, 0.0)
    again = analyse.compare_funnels(where, STEPS, **asked, rng=np.random.default_rng(1), draws=200)
    assert again == result
    assert result.to_dict()["medians"][0]["what"] == "visit to basket"
    assert len(result.tables()) == 2


def test_fewer_than_20_customers_have_no_limits() -> None:
    few = np.arange(19)
    assert analyse.median_difference(few, few, few, few, rng=np.random.default_rng(0)) == (None, None)


def test_the_reply_and_the_chart_hold_every_row() -> None:
    result = analyse.compare_funnels(journeys(WORLD), STEPS, by="plan", a="mobile", b="desktop")
    reply = result.to_dict()
    assert reply["analysis"] == "compare"
    assert reply["a"] == {"label": "mobile", "where": None, "value": "mobile"}
    assert len(reply["differences"]) == len(result.rows()) == result.to_arrow().num_rows == 3
    drawn = result.chart().to_dict()["data"]["values"]
    assert [row["kind"] for row in drawn] == ["lower", "lower", "lower"]
    assert result.tables()[0].rows[0][0] == "reach basket"


def asked_of_both(ask: Any) -> analyse.ComparisonResult:
    return analyse.compare_groups(
        journeys(WORLD + [("mobile", ["visit", "help", "basket"])] * 8, until=instant("2024-03-01")),
        ask,
        where_a="plan = 'mobile'",
        where_b="plan = 'desktop'",
    )


def test_drop_off_is_compared_with_nobody_where_a_group_did_it_not() -> None:
    result = asked_of_both(lambda some: analyse.dropoff(some, ["visit", "paid"], within="1h", min_support=1))
    found = {row.what: (row.count, row.units, row.other_count, row.other_units) for row in result.differences}
    assert found == {
        "do nothing more after visit": (110, 168, 40, 80),
        "do basket after visit instead of paid": (50, 168, 40, 80),
        "do help after visit instead of paid": (8, 168, 0, 80),
    }


def test_lists_cut_for_display_are_not_taken_for_nobody() -> None:
    result = asked_of_both(lambda some: analyse.dropoff(some, ["visit", "paid"], within="1h", min_support=1, top=1))
    assert "do help after visit instead of paid" not in {row.what for row in result.differences}


def test_variants_and_sessions_are_compared() -> None:
    variants = asked_of_both(lambda some: analyse.variants(some))
    found = {row.what: (row.count, row.units, row.other_count, row.other_units) for row in variants.differences}
    assert found["go visit > help > basket"] == (8, 208, 0, 150)
    assert found["go visit > basket > paid"] == (40, 208, 70, 150)
    sessions = asked_of_both(lambda some: analyse.sessions(some))
    assert [(row.count, row.units) for row in sessions.differences] == [(110, 208)]


@pytest.mark.parametrize("kind", ["compare", "notable", "retention", "rolling", "value"])
def test_charts_can_be_drawn(kind: str) -> None:
    where = journeys(WORLD)
    drawn = {
        "compare": lambda: analyse.compare_funnels(where, STEPS, by="plan", a="mobile"),
        "notable": lambda: analyse.notable_differences(where, STEPS, properties=["plan"]),
        "retention": lambda: analyse.retention(where, start="visit", returning="paid", breakdown="plan"),
        "rolling": lambda: analyse.retention(where, start="visit", returning="paid", rolling="1d", unbounded=True),
        "value": lambda: analyse.cohort_value(
            Journeys(MemorySource.from_table(shop()), LocalEngine(1)), start="site.visited", period="day"
        ),
    }
    result: Any = drawn[kind]()
    picture = vl_convert.vegalite_to_svg(json.dumps(result.chart().to_dict()), allowed_base_urls=[])
    assert picture.startswith("<svg")
    assert "NaN" not in picture


def test_customers_of_whom_a_property_is_not_known_are_in_no_group_and_among_no_others() -> None:
    people: list[oracle.Person] = [
        *[("free", ["visit", "order"])] * 30,
        *[("paid", ["visit"])] * 25,
        *[("team", ["visit", "order"])] * 21,
        *[(None, ["visit"])] * 400,
    ]
    result = analyse.notable_differences(journeys(people), STEPS, properties=["plan"])
    assert {row.value for row in result.differences} == {"free", "paid", "team"}
    assert {row.units + row.other_units for row in result.differences if row.measure == "rate"} == {76}
    assert any(entry["code"] == "units_without_value" and entry["units"] == 400 for entry in result.notes)


def test_a_property_with_a_single_value_is_left_out_and_said_so() -> None:
    result = analyse.notable_differences(journeys(crowd("only", 60, 30, 10)), STEPS, properties=["plan"])
    assert (result.differences, result.untested) == ((), ())
    assert [(entry["code"], entry["value"]) for entry in result.notes] == [("single_value", "only")]
    assert "a single value" in result.tables()[0].notes[-1]


def test_groups_that_were_not_tested_are_listed_with_the_reason() -> None:
    result = analyse.notable_differences(journeys(WORLD), STEPS, properties=["plan"])
    assert result.to_dict()["untested_groups"] == [
        {"property": "plan", "value": "watch", "units": 3, "untested": "few_units"}
    ]
    assert result.tables()[1].rows == (("plan = watch", "3", "too few"),)
    lonely = analyse.notable_differences(
        journeys(crowd("a", 60, 30, 10) + crowd("b", 4, 1, 1)), STEPS, properties=["plan"]
    )
    assert lonely.tables()[1].rows == (("plan = b", "4", "too few"), ("plan = a", "60", "too few others: 4"))
    alike = analyse.notable_differences(
        journeys(crowd("a", 30, 30, 30) + crowd("b", 25, 25, 25)), STEPS, properties=["plan"]
    )
    assert alike.tables()[1].rows == (("plan = a", "30", "all or none of everybody did it"),)
    assert "nothing could be tested" in alike.chart().to_dict()["title"]["subtitle"]
    whole = analyse.notable_differences(journeys(MOBILE + DESKTOP), STEPS, properties=["plan"])
    assert len(whole.tables()) == 1


def test_many_untested_groups_are_cut_for_display_and_counted() -> None:
    people = [person for i in range(30) for person in crowd(f"v{i:02}", 2, 1, 1)]
    table = analyse.notable_differences(journeys(people), STEPS, properties=["plan"]).tables()[1]
    assert len(table.rows) == 20
    assert table.notes[1] == "10 more groups are not listed."


def test_a_row_that_was_not_tested_says_how_few_there_were() -> None:
    result = analyse.compare_funnels(journeys(WORLD), STEPS, by="plan", a="watch", b="mobile")
    table = result.tables()[0]
    assert [row[-1] for row in table.rows] == ["too few: 3", "too few: 3", "too few: 1"]
    assert table.notes[-1] == "3 of 3 rows are not tested: a group has fewer than 20"


def test_a_chart_of_nothing_has_no_axes_and_says_so() -> None:
    few = analyse.notable_differences(journeys(crowd("a", 5, 2, 1) + crowd("b", 4, 2, 1)), STEPS, properties=["plan"])
    nobody = analyse.compare_groups(
        journeys(WORLD),
        lambda some: analyse.funnel(some, STEPS),
        where_a="plan = 'mobile'",
        where_b="plan = 'nothing'",
        labels=("phones", "nobody"),
    )
    for result in (few, nobody):
        chart = result.chart().to_dict()
        assert chart["title"]["text"].endswith(": nothing could be compared")
        picture = vl_convert.vegalite_to_svg(json.dumps(chart), allowed_base_urls=[])
        assert "role-axis" not in picture and "role-legend" not in picture


def test_a_comparison_repeats_what_its_results_had_to_note() -> None:
    result = analyse.compare_funnels(journeys(MOBILE + DESKTOP), [*STEPS, "payd"], by="plan", a="mobile")
    assert [entry["code"] for entry in result.notes] == ["unknown_event"]
