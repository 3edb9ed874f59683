"""The simulated world: the same for everyone, typed, and true to what was planted in it.

Whatever the truths claim to have counted is counted again here from the events alone.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from sojourn import samples
from sojourn.core.errors import InvalidInput
from sojourn.samples.concert import SCHEMA, concert_block
from sojourn.samples.concert_model import DEVICES, SEGMENTS, STEPS, ConcertModel
from sojourn.samples.concert_people import BLOCK

GOLDEN = Path(__file__).parents[2] / "golden" / "concert"
CUSTOMERS = 100_000
END = 1_767_222_000_000_000  # 2025-12-31T23:00:00Z


@pytest.fixture(scope="module")
def world() -> samples.ConcertWorld:
    return samples.concert_events(CUSTOMERS, seed=3)


@pytest.fixture(scope="module")
def sql(world: samples.ConcertWorld) -> Iterator[duckdb.DuckDBPyConnection]:
    """Number each customer's attempts: each begins with an advertisement or with a first page that has a referrer."""
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("set threads = 2")
    connection.register("events", world.events)
    connection.execute("""create table lived as
        select *, epoch_us(time) as us,
               sum(case when event = 'ad.clicked' or (referrer is not null and referrer <> 'ad') then 1 else 0 end)
               over (partition by customer order by time) as attempt from events""")  # fmt: skip
    yield connection
    connection.close()


def rows(sql: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return sql.execute(query).fetchall()


def answer(sql: duckdb.DuckDBPyConnection, query: str) -> Any:
    return sql.execute(query).fetchone()[0]


def effect(world: samples.ConcertWorld, cause: str) -> dict[str, Any]:
    return next(each for each in world.truths["effects"] if each["cause"] == cause)


def test_the_same_seed_gives_the_same_world_and_another_seed_another() -> None:
    first, again, other = (samples.concert_events(500, seed=seed) for seed in (7, 7, 8))
    assert first.events.equals(again.events)
    assert first.truths == again.truths
    assert not first.events.equals(other.events)


def test_a_customer_lives_the_same_life_in_a_world_of_any_size() -> None:
    small = samples.concert_events(300, seed=5).events
    large = samples.concert_events(BLOCK + 300, seed=5).events
    assert large.slice(0, small.num_rows).equals(small)


def test_a_block_made_alone_is_the_block_of_the_whole_world() -> None:
    blocks = list(samples.concert_blocks(2 * BLOCK + 10, seed=5))
    assert [pc.count_distinct(block["customer"]).as_py() for block in blocks] == [BLOCK, BLOCK, 10]
    assert concert_block(1, customers=5 * BLOCK, seed=5)[0].equals(blocks[1])


def test_truths_speak_of_the_whole_world_whenever_they_are_asked() -> None:
    untouched, begun, used = (samples.concert_blocks(BLOCK + 50, seed=2) for _ in range(3))
    next(begun)
    list(used)
    assert untouched.truths() == begun.truths() == used.truths()


def test_a_small_world_has_the_recorded_checksum() -> None:
    golden = json.loads((GOLDEN / "small.json").read_text("utf-8"))
    world = samples.concert_events(golden["customers"], seed=golden["seed"])
    digest = hashlib.sha256()
    # Whole seconds: the last bit of an exponential may differ from processor to processor.
    seconds = pc.cast(pc.floor_temporal(world.events["time"], unit="second"), pa.int64())
    for row in zip(*(world.events[name].to_pylist() for name in ("customer", "event", "channel")), seconds.to_pylist(),
                   strict=True):  # fmt: skip
        digest.update(repr(row).encode())
    assert world.truths["realised"]["events"] == golden["events"]
    assert digest.hexdigest() == golden["sha256"]


def test_every_column_has_its_type_and_every_row_its_customer(world: samples.ConcertWorld) -> None:
    assert world.events.schema.equals(SCHEMA)
    for name in ("id", "customer", "time", "event", "channel", "segment", "age", "city", "consent"):
        assert world.events[name].null_count == 0
    properties = set(SCHEMA.names) - {"id", "customer", "time", "event", "channel", "segment", "age", "city", "consent"}
    for name in properties:
        assert 0 < world.events[name].null_count < world.events.num_rows
    assert not np.isnan(world.events["value"].drop_null().to_numpy()).any()


def test_nothing_happens_twice_or_outside_the_time_observed(sql: duckdb.DuckDBPyConnection) -> None:
    description = samples.concert_world()
    assert answer(sql, "select count(*) - count(distinct id) from events") == 0
    assert answer(sql, "select count(*) - count(distinct (customer, time, event, question)) from events") == 0
    assert answer(sql, f"select min(time) >= timestamptz '{description.observed_from}' from events")
    assert answer(sql, f"select max(time) < timestamptz '{description.observed_until}' from events")
    assert answer(sql, f"select max(time) > timestamptz '{description.observed_until}' - interval 1 hour from events")


def test_rows_are_customer_by_customer_in_time_order(sql: duckdb.DuckDBPyConnection) -> None:
    assert answer(sql, """
        with numbered as (select customer, time, row_number() over () as place from events)
        select count(*) from numbered a join numbered b on b.place = a.place + 1
        where b.customer < a.customer or (b.customer = a.customer and b.time < a.time)""") == 0  # fmt: skip


def test_an_order_goes_its_way_and_some_are_still_open(sql: duckdb.DuckDBPyConnection) -> None:
    sql.execute("""create or replace temp table orders as select order_id, count(distinct customer) as people,
        min(us) filter (event = 'order.completed') as bought, min(us) filter (event = 'delivery.chosen') as chosen,
        min(us) filter (event in ('wallet.ticket_added', 'ticket.emailed')) as got,
        min(us) filter (event = 'gate.reached') as gate, min(us) filter (event = 'ticket.scanned') as scanned,
        max(us) as last from lived where order_id is not null group by order_id""")  # fmt: skip
    assert answer(sql, "select max(people) from orders") == 1
    assert answer(sql, """select count(*) from orders
        where bought > chosen or chosen > got or got > gate or gate > scanned""") == 0  # fmt: skip
    still_open = answer(sql, """select avg(case when gate is null then 1 else 0 end) from orders
        where bought > (select max(us) from lived) - 10 * 86400000000::bigint""")  # fmt: skip
    assert still_open > 0.5


def test_first_attempts_counted_from_events_are_those_of_the_truths(
    world: samples.ConcertWorld, sql: duckdb.DuckDBPyConnection
) -> None:
    sql.execute(f"""create or replace temp table firsts as select customer, any_value(segment) as segment,
        first(device order by time) as device, min(us) as began,
        bool_or(site = 'artist') as site, bool_or(site = 'shop') as shop,
        bool_or(event = 'payment.started') as checkout,
        bool_or(event = 'order.completed') as paid, bool_or(event = 'gate.reached') as gate,
        bool_or(result = 'ok') as inside from lived where attempt = 1 group by customer
        having min(us) < {END} - 160 * 86400000000::bigint""")  # fmt: skip
    for each in world.truths["conversion"]["by_segment_and_device"]:
        if each["step"] != "account":  # seen only where an account is opened
            assert each["realised"] == answer(sql, f"""select count(*) from firsts
                where coalesce("{each["step"]}", false) and segment = '{each["segment"]}'
                  and device = '{each["device"]}'""")  # fmt: skip


def test_first_attempts_convert_as_planted(world: samples.ConcertWorld) -> None:
    planted = ConcertModel().first_attempts()
    realised = np.zeros_like(planted)
    for each in world.truths["conversion"]["by_segment_and_device"]:
        at = SEGMENTS.index(each["segment"]), DEVICES.index(each["device"]), STEPS.index(each["step"])
        realised[at] = each["realised"]
        assert each["planted_share"] == pytest.approx(planted[at] / planted[at[0], at[1], 0])
    started = realised[:, :, 0].sum()
    assert (np.abs(realised - started * planted) < 4.5 * np.sqrt(started * planted * (1 - planted))).all()


def test_the_account_question_breaks_payment_as_planted(
    world: samples.ConcertWorld, sql: duckdb.DuckDBPyConnection
) -> None:
    points = world.truths["breaking_points"]
    assert (points["steps"][0]["step"], points["steps"][0]["device"]) == ("account", "mobile")
    for each in points["account_question"]:
        n, passing = each["realised_asked"], each["planted_passing"]
        assert abs(each["realised_passed"] - n * passing) < 4.5 * np.sqrt(n * passing * (1 - passing))
    asked = answer(sql, "select count(*) from events where account_required and device = 'mobile'")
    opened = answer(sql, "select count(*) from events where event = 'account.opened' and device = 'mobile'")
    assert opened / asked == pytest.approx(0.58, abs=0.02)
    reasons = dict(rows(sql, """select answer_text, count(*) from events
        where survey = 'exit' group by all"""))  # fmt: skip
    assert max(reasons, key=reasons.__getitem__) == "account"


def returns(sql: duckdb.DuckDBPyConnection) -> np.ndarray:
    """One row an evening whose 180 days are observed: segment, wait, refused, consent, sent, photos, drinks, back."""
    return np.array(rows(sql, f"""
        with evenings as (select customer, attempt,
            list_position(['casual', 'fan', 'devoted'], any_value(segment)) - 1 as segment,
            min(us) filter (event = 'gate.reached') as gate, any_value(wait_minutes) as wait,
            bool_or(result = 'refused') as refused, any_value(consent) as consent,
            bool_or(template = 'concert_nearby' and event = 'message.sent') as sent,
            bool_or(event = 'photos.viewed') as photos, bool_or(event = 'drink.bought') as drinks
            from lived group by customer, attempt having gate is not null),
        begun as (select customer, attempt, min(us) filter (event in ('ad.clicked', 'page.viewed')) as at
                  from lived group by all)
        select segment, wait, coalesce(refused, false), consent, coalesce(sent, false), photos, drinks,
               coalesce(begun.at - gate <= 180 * 86400000000::bigint, false)
        from evenings left join begun on begun.customer = evenings.customer and begun.attempt = evenings.attempt + 1
        where gate < {END} - 180 * 86400000000::bigint"""), dtype=float)  # fmt: skip


def test_returns_counted_from_events_are_those_of_the_truths(
    world: samples.ConcertWorld, sql: duckdb.DuckDBPyConnection
) -> None:
    segment, wait, refused, _, _, photos, drinks, back = returns(sql).T
    groups = {
        "wait": np.array([0.0, 10.0, 20.0, 40.0])[np.searchsorted([0.0, 10.0, 20.0, 40.0], wait, side="right") - 1],
        "code_refused": refused,
        "photos": photos,
        "drinks": drinks,
    }
    for cause, group in groups.items():
        for each in effect(world, cause)["observed"]["counts"]:
            chosen = (segment == SEGMENTS.index(each["segment"])) & (group == each["group"])
            assert (chosen.sum(), back[chosen].sum()) == (each["customers"], each["returned"])


def test_a_model_that_knows_the_causes_finds_the_planted_effects(sql: duckdb.DuckDBPyConnection) -> None:
    """Fit the log-odds of returning from events alone; what has no effect must come out as none."""
    model = ConcertModel()
    segment, wait, refused, _, sent, photos, drinks, back = returns(sql).T
    member = [segment == at for at in range(3)]
    features = np.column_stack(
        [*member, *(who * (wait - model.wait_origin) / 10 for who in member), refused, sent, photos, drinks]
    ).astype(float)
    planted = [*model.logit_return, *model.logit_return_wait_10min, model.logit_return_code_refused,
               model.logit_return_suggestion, 0.0, 0.0]  # fmt: skip
    fitted = np.zeros(features.shape[1])
    for _ in range(25):
        chance = 1 / (1 + np.exp(-features @ fitted))
        information = (features * (chance * (1 - chance))[:, None]).T @ features
        fitted += np.linalg.solve(information, features.T @ (back - chance))
    errors = np.sqrt(np.diag(np.linalg.inv(information)))
    assert (np.abs(fitted - planted) < 4 * errors).all()
    assert errors.max() < 0.15


def test_what_only_looks_decisive_looks_so_and_is_not(world: samples.ConcertWorld) -> None:
    photos, wait, opened = (effect(world, cause) for cause in ("photos", "wait", "opened"))
    assert photos["observed"]["difference"] > 0.08
    assert abs(photos["observed"]["difference_within_segments"]) < 0.03
    assert opened["observed"]["difference_within_segments"] > 0.2
    # The decisive wait hides behind the devoted, who wait longest.
    assert abs(wait["observed"]["difference"]) < 0.08
    assert wait["observed"]["difference_within_segments"] < -0.18
    assert wait["true_effect"]["difference"] < -0.25


def test_the_holdout_shows_the_true_effect_of_the_suggestion(world: samples.ConcertWorld) -> None:
    suggestion = effect(world, "suggestion")
    seen = {(each["segment"], each["group"]): each for each in suggestion["observed"]["counts"]}
    for segment in SEGMENTS:
        shares = [seen[segment, arm]["returned"] / seen[segment, arm]["customers"] for arm in (False, True)]
        spread = np.sqrt(sum(share * (1 - share) / seen[segment, arm]["customers"]
                             for share, arm in zip(shares, (False, True), strict=True)))  # fmt: skip
        truth = suggestion["true_effect_by_segment"][segment]["difference"]
        assert abs(shares[1] - shares[0] - truth) < 4.5 * spread


def test_those_who_answer_are_happier_than_those_who_were_asked(
    world: samples.ConcertWorld, sql: duckdb.DuckDBPyConnection
) -> None:
    for each in world.truths["satisfaction"]["scores"]:
        assert each["answered_mean"] > each["true_mean"] + 0.05
        asked = rows(sql, f"select answer, scale from events where question = '{each['question']}'")
        assert {scale for _, scale in asked} == {"nps" if each["question"] == "nps" else "likert_1_5"}
        assert np.mean([points for points, _ in asked]) == pytest.approx(each["answered_mean"], abs=0.05)


def test_people_come_in_the_evening_and_at_week_ends(sql: duckdb.DuckDBPyConnection) -> None:
    first = "select (min(time) at time zone 'Europe/Paris') as local from events group by customer"
    evening = answer(sql, f"select avg(case when hour(local) between 18 and 22 then 1 else 0 end) from ({first})")
    weekend = answer(sql, f"select avg(case when isodow(local) >= 6 then 1 else 0 end) from ({first})")
    assert evening > 0.38
    assert weekend > 0.32


def test_truths_are_json_and_labelled_as_simulated(world: samples.ConcertWorld) -> None:
    assert json.loads(json.dumps(world.truths, allow_nan=False)) == world.truths
    assert world.truths["simulated"] is True
    assert json.dumps(samples.concert_events(1, seed=0).truths, allow_nan=False)


def test_the_description_names_every_event_and_segment(world: samples.ConcertWorld) -> None:
    description = samples.concert_world()
    assert description.simulated is True
    assert set(description.events) == set(pc.unique(world.events["event"]).to_pylist())
    assert set(description.columns.values()) | set(description.segments) <= set(world.events.column_names)
    assert description.observed_until == world.truths["observed_until"]
    assert description.observed_from == world.truths["observed_from"]


@pytest.mark.parametrize(("customers", "seed"), [(0, 1), (5_000_001, 1), (10, -1)])
def test_sizes_and_seeds_out_of_range_are_refused(customers: int, seed: int) -> None:
    with pytest.raises(InvalidInput):
        samples.concert_blocks(customers, seed)


def test_the_events_are_those_a_map_of_this_story_asks_for(sql: duckdb.DuckDBPyConnection) -> None:
    for condition in (
        "event = 'ad.clicked' and network = 'facebook'",
        "event = 'page.viewed' and site = 'artist'",
        "event = 'order.completed' and order_number >= 2",
        "event = 'payment.refused' and reason is not null",
        "event = 'delivery.chosen' and option = 'by_app'",
        "event = 'app.installed'",
        "event = 'wallet.ticket_added'",
        "event = 'ticket.scanned' and result = 'ok'",
        "event = 'ticket.scanned' and result = 'refused'",
        "event = 'message.sent' and template = 'concert_nearby'",
    ):
        assert answer(sql, f"select count(*) from events where {condition}") > 0
