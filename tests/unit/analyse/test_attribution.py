"""Attribution: held to paths listed one by one, to fractions, and to published numbers."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import analyse, kernels
from sojourn.app import in_place, rendering
from sojourn.app.path_files import read_paths
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Basis, Cases
from tests.factories.attempts import CHANNELS, UNTIL, World, asked, worlds
from tests.factories.journeys import MINUTE, START, batch, shop
from tests.factories.questions import fine_ranges, inside
from tests.golden.measurement.vectors import same
from tests.oracles import attribution as oracle

CASES = json.loads((Path(__file__).parents[2] / "golden" / "analyse-attribution" / "vectors.json").read_text("utf-8"))
BASIS = Basis("customer", Cases(), 0, 0, 0, 0, None, None, None)
RULES = ("first", "last", "last_non_direct", "linear", "time_decay", "u", "w")

questions = st.fixed_dictionaries(
    {
        "model": st.sampled_from([*RULES, "markov", "shapley"]),
        "order": st.integers(1, 4),
        "worth": st.sampled_from(["counts", "rate"]),
        "repeats": st.sampled_from(["keep", "collapse", "distinct"]),
        "lookback": st.sampled_from([None, 0, 2, 4]),
        "touch": st.sampled_from([None, ("a", "b"), ("x",)]),
        "exclude_open": st.booleans(),
        "include_null": st.booleans(),
    }
)


def spec(question: Mapping[str, Any]) -> analyse.Attribution:
    """The analysis: conversions are b and events c at the till, the key event is a."""
    options = {"half_life": "3m", "direct": "w", "bootstrap": None, "seed": 0}
    chosen = {name: question[name] for name in ("order", "worth", "repeats", "include_null", "exclude_open")} | options
    model = inside("attribution_asked").model_of(question["model"], **chosen)
    lookback = None if question["lookback"] is None else f"{question['lookback']}m"
    made, _ = inside("attribution_asked").asked_of(
        asked(), ["b", "c[channel=s]"], question["touch"], "a", None, lookback, question["repeats"], model
    )
    return inside("attribution")._with_bits(asked(), made)  # type: ignore[no-any-return]


def listed(world: World, question: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The paths, as the oracle finds them."""
    journeys = []
    for journey in world.plain():
        events = []
        for time, name, channel in journey["events"]:
            roles = {"conversion"} if name == "b" or (name == "c" and channel == "s") else set()
            roles |= {"key"} if name == "a" else set()
            roles |= {"touch"} if question["touch"] is None or name in question["touch"] else set()
            events.append((time, roles, channel, None))
        journeys.append({"closed": journey["closed"], "events": events})
    lookback = None if question["lookback"] is None else question["lookback"] * MINUTE
    found = oracle.paths(journeys, lookback=lookback, repeats=question["repeats"], until=START + UNTIL * MINUTE)
    return [path for path in found if not (question["exclude_open"] and path["state"] == "open")]


def expected(paths: list[dict[str, Any]], question: Mapping[str, Any]) -> dict[str, float]:
    """Conversions by channel, as the oracle shares them out."""
    shares: dict[str, Any] = dict.fromkeys((touch[1] for path in paths for touch in path["touches"]), 0)
    converted = [path for path in paths if path["state"] == "converted" and path["touches"]]
    walks = [([t[1] for t in path["touches"]], path["state"] == "converted", 0, 1) for path in paths]
    if question["model"] == "markov":
        _, lost, _ = oracle.removal([w for w in walks if w[1] or question["include_null"]], question["order"])
        total = sum(lost.values())
        return {name: float(lost.get(name, 0) / total * len(converted)) if total else 0.0 for name in shares}
    if question["model"] == "shapley" and question["worth"] == "rate":
        return {name: float(value) for name, value in oracle.shapley(walks).items()}
    model = "shared" if question["model"] == "shapley" else question["model"]
    for path in converted:
        found = oracle.weights(path, model, direct=("w",), half_life=3 * MINUTE)
        for touch, weight in zip(path["touches"], found, strict=True):
            shares[touch[1]] += weight
    return {name: float(value) for name, value in shares.items()}


def counted(world: World, question: Mapping[str, Any], cuts: set[int]) -> tuple[Any, Any]:
    """What parts of whole customers add up to."""
    asking = spec(question)
    edges = sorted({0, len(world.journeys), *(cut for cut in cuts if cut < len(world.journeys))})
    partial = asking.partial(world.part(0, 0).batch())
    for low, high in pairwise(edges):
        partial = asking.merge(partial, asking.partial(world.part(low, high).batch(read_only=True)))
    return asking, partial


@given(world=worlds(), question=questions, cuts=st.sets(st.integers(1, 4)))
def test_any_split_shares_out_what_the_oracle_shares_out(
    world: World, question: dict[str, Any], cuts: set[int]
) -> None:
    asking, partial = counted(world, question, cuts)
    paths = listed(world, question)
    whole = dict(zip(inside("attribution_counts").WHOLE, partial.whole.tolist(), strict=True))
    converted = [path for path in paths if path["state"] == "converted"]
    assert whole["converting_paths"] == sum(bool(path["touches"]) for path in converted)
    assert whole["unattributed"] == sum(not path["touches"] for path in converted)
    assert whole["non_converting_paths"] == len(paths) - len(converted)
    assert whole["open_paths"] == sum(path["state"] == "open" for path in paths)
    touches = [touch[1] for path in paths for touch in path["touches"]]
    assert partial.touches.tolist() == [touches.count(name) for name in CHANNELS]
    parts = inside("attribution_finish").shared(partial, asking, 0)
    wanted = expected(paths, question)
    assert parts.conversions.tolist() == pytest.approx([wanted.get(name, 0.0) for name in CHANNELS], abs=1e-9)
    if question["model"] != "markov" or any(wanted.values()):
        assert parts.conversions.sum() == pytest.approx(whole["converting_paths"], abs=1e-9)


@given(world=worlds(), question=questions)
def test_paths_that_are_forgotten_when_counted_add_up_to_the_same(world: World, question: dict[str, Any]) -> None:
    asking, part = spec(question), world.batch(read_only=True)
    counts = inside("attribution_counts")
    kept = counts.counted(asking.cut(part), asking.model, asking.rule.channels, asking.bits)
    found = asking.partial(part)
    assert found.whole.tolist() == kept.whole.tolist()
    assert found.touches.tolist() == kept.touches.tolist()
    assert [counts.from_limbs(rows) for rows in found.credit] == [counts.from_limbs(rows) for rows in kept.credit]
    assert found.keyed.keys.tolist() == kept.keyed.keys.tolist()
    assert found.keyed.counts.tolist() == kept.keyed.counts.tolist()


@given(world=worlds(), question=questions, channel=st.sampled_from([None, 0, 1]))
def test_members_are_the_paths_the_oracle_lists(world: World, question: dict[str, Any], channel: int | None) -> None:
    asking = spec(question)
    rows = inside("attribution_members").AttributionMembers(asking, channel).members(world.batch(read_only=True))
    paths = listed(world, question)
    if channel is not None:
        paths = [path for path in paths if CHANNELS[channel] in [touch[1] for touch in path["touches"]]]
    assert rows["state"].tolist() == [path["state"] for path in paths]
    assert rows["path"].tolist() == [" > ".join(touch[1] for touch in path["touches"]) for path in paths]
    assert rows["touches"].tolist() == [len(path["touches"]) for path in paths]
    assert rows["customer"].tolist() == [world.customers[path["journey"]] for path in paths]
    assert np.isnat(rows["conversion"]).tolist() == [path["state"] != "converted" for path in paths]
    if "credit" in rows and channel is not None:
        wanted = expected(listed(world, question), question).get(CHANNELS[channel], 0.0)
        assert float(rows["credit"].sum()) == pytest.approx(wanted, abs=1e-9)


walks = st.lists(
    st.tuples(st.lists(st.sampled_from("pqrs"), min_size=1, max_size=4), st.integers(0, 3), st.integers(0, 3)),
    min_size=1,
    max_size=6,
)


@given(given_walks=walks, order=st.integers(1, 4))
def test_chains_and_games_of_ready_paths_are_those_of_fractions(given_walks: Any, order: int) -> None:
    ready = [analyse.ReadyPath(tuple(path), good, bad, 10.0 * good) for path, good, bad in given_walks]
    plain = [(path, True, 10 * good, good) for path, good, _ in given_walks if good]
    plain += [(path, False, 0, bad) for path, _, bad in given_walks if bad]
    base, lost, lost_value = oracle.removal(plain, order)
    found = analyse.attribution_of_paths(ready, model="markov", order=order)
    assert {each.channel: each.removal_effect for each in found.channels} == pytest.approx(
        {name: float(value) for name, value in lost.items()}, abs=1e-9
    )
    assert found.base_rate == (pytest.approx(float(base)) if plain else None)
    if base:
        assert {each.channel: each.removal_effect_value for each in found.channels} == pytest.approx(
            {name: float(value) for name, value in lost_value.items()}, abs=1e-9
        )
    game = analyse.attribution_of_paths(ready, model="shapley", worth="rate")
    assert {each.channel: each.conversions for each in game.channels} == pytest.approx(
        {name: float(value) for name, value in oracle.shapley(plain).items()}, abs=1e-9
    )
    if order == 1 and plain and found.chain is not None:
        assert found.chain.outcome["(conversion)"] == pytest.approx(float(base), abs=1e-12)


@given(given_walks=walks)
def test_repeats_make_no_difference_to_a_chain_of_order_one(given_walks: Any) -> None:
    ready = [analyse.ReadyPath(tuple(path), good, bad) for path, good, bad in given_walks]
    kept, merged = (
        analyse.attribution_of_paths(ready, model="markov", repeats=repeats) for repeats in ("keep", "collapse")
    )
    assert [each.conversions for each in kept.channels] == pytest.approx(
        [each.conversions for each in merged.channels], abs=1e-9
    )


def replies() -> list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Every vector with each set of its options."""
    found = []
    for case in CASES:
        varied = case.get("vary", [{}])
        wanted = case["expected"] if "vary" in case else [case["expected"]]
        for number, (options, reply) in enumerate(zip(varied, wanted, strict=True)):
            found.append((f"{case['id']}-{number}", case, {**case["options"], **options}, reply))
    return found


@pytest.mark.parametrize(("name", "case", "options", "reply"), replies(), ids=[each[0] for each in replies()])
def test_a_vector_is_met(name: str, case: dict[str, Any], options: dict[str, Any], reply: dict[str, Any]) -> None:
    if "input" in case:
        found = analyse.attribution_of_paths(case["input"]["paths"], **options)
    else:
        found = analyse.attribution(in_place.journeys(_events(case)), **options)
    same(found.to_dict(), reply, 1e-9)
    if "basis" in reply:
        assert [key for key in found.to_dict() if key in reply] == list(reply)


def _events(case: dict[str, Any]) -> pa.Table:
    """The events of a vector."""
    if case.get("data") == "shop":
        return shop()
    columns = zip(case["events"]["columns"], zip(*case["events"]["rows"], strict=True), strict=True)
    return pa.table(
        {
            name: pa.array([datetime.fromisoformat(value) for value in values], pa.timestamp("us", "UTC"))
            if name == "time"
            else pa.array(values)
            for name, values in columns
        }
    )


def _crowd(customers: int, channels: int, seed: int) -> pa.Table:
    """Customers with some touches, a third of whom buy."""
    made = np.random.Generator(np.random.PCG64(seed))
    rows = []
    for customer in range(customers):
        moments = np.sort(made.integers(0, 10**12, made.integers(1, 6)))
        rows += [(f"c{customer}", int(at), "seen", f"ch{made.integers(channels):02d}", None) for at in moments]
        if made.random() < 1 / 3:
            rows.append((f"c{customer}", int(moments[-1]) + 1, "bought", None, 12.5))
    columns = list(zip(*rows, strict=True))
    times = pa.array(columns[1], pa.int64()).cast(pa.timestamp("us", "UTC"))
    return pa.table({"customer": columns[0], "time": times, "event": columns[2], "channel": columns[3],
                     "value": pa.array(columns[4], pa.float64())})  # fmt: skip


GAMES = ({"model": "linear"}, {"model": "markov", "order": 2}, {"model": "shapley", "worth": "rate"})


@pytest.mark.parametrize("options", GAMES, ids=[str(each["model"]) for each in GAMES])
def test_draws_are_the_same_for_any_threads_and_ranges(options: dict[str, Any]) -> None:
    table = _crowd(400, 4, 3)
    one = analyse.attribution(
        in_place.journeys(table, threads=1), "bought", value="value", bootstrap=40, seed=5, **options
    )
    with fine_ranges():
        many = analyse.attribution(
            in_place.journeys(table, threads=3), "bought", value="value", bootstrap=40, seed=5, **options
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(inside("attribution_draws"), "ROOM", 50)
            again = analyse.attribution(
                in_place.journeys(table), "bought", value="value", bootstrap=40, seed=5, **options
            )
    assert one.to_dict() == many.to_dict() == again.to_dict()
    for each in one.channels:
        assert each.conversions_low is not None
        assert each.conversions_high is not None
        assert each.conversions_low < each.conversions < each.conversions_high
    assert sum(each.conversions for each in one.channels) == pytest.approx(one.total_conversions, abs=1e-9)
    assert sum(each.value or 0.0 for each in one.channels) == pytest.approx(one.total_value, abs=1e-6)


def test_intervals_are_as_wide_as_those_of_customers_counted_one_by_one() -> None:
    table = _crowd(2000, 3, 8)
    found = analyse.attribution(in_place.journeys(table), "bought", bootstrap=400, seed=1)
    bought = found.channels[0]
    # The last touch of a customer is a count of customers: its error is nearly that of a Poisson number.
    wide = 2 * 1.96 * np.sqrt(bought.conversions)
    assert bought.conversions_high is not None
    assert bought.conversions_low is not None
    assert bought.conversions_high - bought.conversions_low == pytest.approx(wide, rel=0.2)


DAY = 86_400


def _by_day(customers: int, seed: int) -> pa.Table:
    """Customers of an export that knows dates only: most did what many others did, on the same days."""
    made = np.random.Generator(np.random.PCG64(seed))
    rows = []
    for customer in range(customers):
        day = int(made.integers(3))
        rows.append((f"c{customer}", day * DAY, "seen", "ab"[int(made.random() < 0.4)]))
        if made.random() < 0.3:
            rows.append((f"c{customer}", (day + 1) * DAY, "bought", None))
    who, when, what, where = zip(*rows, strict=True)
    times = pa.array(when, pa.int64()).cast(pa.timestamp("s", "UTC"))
    return pa.table({"customer": who, "time": times, "event": what, "channel": where})


def test_every_customer_is_drawn_as_the_oracle_draws_them_whoever_did_the_same() -> None:
    table = _by_day(60, 1)
    draws = np.array([3, 2**63 + 5, 11], np.uint64)
    rows = table.to_pylist()
    last = {row["customer"]: row["channel"] for row in rows if row["event"] == "seen"}
    expected = np.zeros((2, len(draws)), np.int64)
    for who in {row["customer"] for row in rows if row["event"] == "bought"}:
        for place, draw in enumerate(draws.tolist()):
            expected["ab".index(last[who]), place] += oracle.times_drawn(mark_of(who), draw) << 20
    order = np.random.Generator(np.random.PCG64(0)).permutation(len(rows))
    wide = table.set_column(0, "customer", table["customer"].cast("large_string"))
    for given_as in (table, table.take(pa.array(order)), wide):
        journeys = in_place.journeys(given_as, threads=2)
        assert set(journeys.source.channels) == {"a", "b"}
        model = inside("attribution_counts").AttributionModel("last")
        asking, _ = inside("attribution_asked").asked_of(journeys, "bought", None, (), None, "30d", "keep", model)
        with fine_ranges():
            found = journeys.engine.run(journeys, inside("attribution_draws").Resampled(asking, np.arange(2), draws))
        assert found[[journeys.source.channels.index(name) for name in "ab"]].tolist() == expected.tolist()


def test_intervals_hold_what_is_true_as_often_as_they_say_where_many_did_the_same() -> None:
    inside_it, wide = 0, []
    for seed in range(60):
        found = analyse.attribution(in_place.journeys(_by_day(300, seed)), "bought", bootstrap=100, seed=seed)
        first = next(each for each in found.channels if each.channel == "a")
        low, high = first.conversions_low or 0.0, first.conversions_high or 0.0
        inside_it += low <= 300 * 0.6 * 0.3 <= high
        wide.append(high - low)
    # 57 of 60 are to be expected; 50 or fewer, were that so, come once in three thousand times.
    assert inside_it > 50
    assert np.mean(wide) == pytest.approx(2 * 1.96 * np.sqrt(300 * 0.6 * 0.3), rel=0.1)


def test_a_customer_is_known_by_name_alone() -> None:
    table = _by_day(200, 4)
    moved = table.set_column(1, "time", pc.add(table["time"], pa.scalar(10**6, pa.duration("s"))))
    one, other = (analyse.attribution(in_place.journeys(each), "bought", bootstrap=30) for each in (table, moved))
    assert [each.to_dict() for each in one.channels] == [each.to_dict() for each in other.channels]
    renamed = table.set_column(0, "customer", pa.array([f"{who.as_py()}x" for who in table["customer"]]))
    third = analyse.attribution(in_place.journeys(renamed), "bought", bootstrap=30)
    assert one.channels[0].conversions == third.channels[0].conversions
    assert one.channels[0].conversions_low != third.channels[0].conversions_low


def mark_of(who: str) -> int:
    """Hash an identifier."""
    text = np.frombuffer(who.encode(), np.uint8)
    high, low = np.zeros(1, np.uint64), np.zeros(1, np.uint64)
    kernels.hash_strings(text, np.array([0, len(text)], np.int32), 1, 2, high, low)
    return int(high[0])


def test_ready_paths_are_drawn_by_journey() -> None:
    ready = [analyse.ReadyPath(("a", "b"), 400, 100), analyse.ReadyPath(("b",), 100, 900)]
    found = analyse.attribution_of_paths(ready, model="last", bootstrap=300, seed=2)
    only = found.channels[0]
    assert (only.channel, only.conversions) == ("b", 500.0)
    assert only.conversions_low == pytest.approx(500 - 1.96 * np.sqrt(500), abs=12)
    for model in ("markov", "shapley"):
        worth = "rate" if model == "shapley" else "counts"
        drawn = analyse.attribution_of_paths(ready, model=model, worth=worth, bootstrap=50, seed=2)
        assert all((each.conversions_low or 0) <= each.conversions for each in drawn.channels)


def test_many_channels_are_drawn_with_an_error_that_holds() -> None:
    made = np.random.Generator(np.random.PCG64(4))
    ready = [
        analyse.ReadyPath(tuple(f"c{code}" for code in made.choice(18, 3, replace=False)), int(made.integers(5)), 3)
        for _ in range(60)
    ]
    found = analyse.attribution_of_paths(ready, model="shapley", worth="rate", seed=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inside("attribution_shapley"), "EXACT", 18)
        exact = analyse.attribution_of_paths(ready, model="shapley", worth="rate")
    true = {each.channel: each.conversions for each in exact.channels}
    assert found.orders == 4_000
    assert exact.orders is None
    off = [abs(each.conversions - true[each.channel]) / (each.conversions_error or 1.0) for each in found.channels]
    assert np.mean([each <= 1 for each in off]) > 0.7
    assert max(off) < 2.5
    assert sum(each.conversions for each in found.channels) == pytest.approx(found.converting_paths, abs=1e-6)
    assert "4,000 orders" in str(found)
    assert f"{found.channels[0].conversions:,.1f} ± " in str(found)
    # What is said of all channels together holds for all of them, not for each with a risk of its own.
    held = 0
    for seed in range(10):
        drawn = analyse.attribution_of_paths(ready, model="shapley", worth="rate", seed=seed)
        said = re.search(r"off by more than about ([0-9.]+)", str(drawn))
        assert said is not None
        held += max(abs(each.conversions - true[each.channel]) for each in drawn.channels) <= float(said[1])
    assert held >= 9
    with pytest.raises(InvalidInput, match="drawn"):
        analyse.attribution_of_paths(ready, model="shapley", worth="rate", bootstrap=20)


def test_taking_channels_out_of_a_long_chain_tells_how_far_it_is_and_can_be_ended() -> None:
    ready = [analyse.ReadyPath(("a", "b", "c"), 3, 5), analyse.ReadyPath(("b", "a"), 1, 9)]
    told: list[tuple[int, int]] = []

    def ending(done: int, total: int, /) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inside("attribution_chain"), "DENSE", 0)
        analyse.attribution_of_paths(ready, model="markov", order=2, progress=lambda *far: told.append(far))
        assert told == [(done, 4) for done in range(5)]
        with pytest.raises(KeyboardInterrupt):
            analyse.attribution_of_paths(ready, model="markov", order=2, progress=ending)
    told.clear()
    analyse.attribution_of_paths(ready, model="markov", bootstrap=20, progress=lambda *far: told.append(far))
    assert told == [(done, 20) for done in range(21)]


def test_a_large_chain_is_solved_as_a_small_one_is() -> None:
    made = np.random.Generator(np.random.PCG64(9))
    ready = [
        analyse.ReadyPath(tuple(f"c{code}" for code in made.integers(0, 6, made.integers(1, 9))), 1, 2)
        for _ in range(400)
    ]
    full = analyse.attribution_of_paths(ready, model="markov", order=3)
    # Followed, side by side and one by one; solved by steps, and by factors.
    for patched in (
        {"DENSE": 0}, {"DENSE": 0, "CELLS": 1}, {"DENSE": 0, "STEPS": 3}, {"DENSE": 0, "STEPS": 0, "ROUNDS": 0},
    ):  # fmt: skip
        with pytest.MonkeyPatch.context() as patch:
            for name, value in patched.items():
                patch.setattr(inside("attribution_chain"), name, value)
            sparse = analyse.attribution_of_paths(ready, model="markov", order=3)
        assert {each.channel: each.conversions for each in sparse.channels} == pytest.approx(
            {each.channel: each.conversions for each in full.channels}, abs=1e-9
        )


def test_millions_of_conversions_add_up_to_the_last_one() -> None:
    ready = [analyse.ReadyPath(("a", "b", "c"), 3_000_000_001, 0, 1e12), analyse.ReadyPath(("c",), 5, 0, 0.01)]
    for model in ("linear", "u", "shapley"):
        found = analyse.attribution_of_paths(ready, model=model)
        assert sum(each.conversions for each in found.channels) == pytest.approx(3_000_000_006, abs=1e-5)
        assert found.total_value == 1e12 + 0.01


def test_many_channels_and_names_can_be_asked() -> None:
    made = batch([[1, 2, 0], [1, 0]], names=70_000, channels=[[3, 4, 255], [4, 255]], read_only=True)
    matcher = inside("steps").Matcher(70_000, (((0, ()),), (), ()), (), {})
    rule = analyse.PathRule(matcher, True, tuple("abcdef"), None, "keep", START, None, None, None)
    for model in ("linear", "markov"):
        asking = analyse.Attribution(rule, analyse.AttributionModel(model))
        partial, _ = asking.finish(asking.partial(made), BASIS)
        assert partial.touches.tolist() == [0, 0, 0, 1, 2, 0]
        assert partial.whole.tolist() == [2, 0, 0, 0, 0]


def test_nothing_is_shared_out_of_nothing() -> None:
    for model in ("last", "markov", "shapley"):
        worth = "rate" if model == "shapley" else "counts"
        found = analyse.attribution(in_place.journeys(shop()), "nobody", model=model, worth=worth, bootstrap=20)
        assert found.total_conversions == 0
        assert [each.conversions for each in found.channels] == [0.0, 0.0, 0.0]
        assert [entry["code"] for entry in found.notes] == ["unknown_event"]
        assert rendering.svg(found.chart()).startswith("<svg")
    empty = analyse.attribution_of_paths([], model="markov")
    assert (empty.channels, empty.base_rate, empty.chain) == ((), None, None)
    assert rendering.svg(empty.chart()).startswith("<svg")
    lone = analyse.attribution(in_place.journeys(shop()), "order.paid", touch="help.opened", model="last_non_direct")
    assert [entry["code"] for entry in lone.notes] == [
        "attribution.no_touch",
        "attribution.unknown_direct",
        "attribution.lookback_cut",
    ]
    assert lone.unattributed_conversions == 3


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"model": "best"}, "bad-model"),
        ({"model": "w"}, "bad-model"),
        ({"repeats": "no"}, "bad-repeats"),
        ({"worth": "money"}, "bad-worth"),
        ({"order": 5}, "bad-order"),
        ({"half_life": "0s"}, "bad-number"),
        ({"bootstrap": 5}, "bad-number"),
        ({"value": "channel_of"}, "unknown-property"),
        ({"touch": "a?"}, "bad-step"),
        ({"conversion": ()}, "bad-step"),
    ],
    ids=lambda each: str(each),
)
def test_what_makes_no_sense_is_refused(options: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        analyse.attribution(in_place.journeys(shop()), **{"conversion": "order.paid", **options})
    assert refused.value.code == code


def test_paths_that_make_no_sense_are_refused() -> None:
    for row in ({"path": "a > b"}, {"path": ["a"], "conversions": -1}, {"path": ["a"], "conversions": 0, "value": 3}):
        with pytest.raises(InvalidInput, match=r"path|journeys|value"):
            analyse.attribution_of_paths([row])
    with pytest.raises(InvalidInput, match="times and events"):
        analyse.attribution_of_paths([], model="w")
    with pytest.raises(InvalidInput, match="too many"):
        analyse.attribution_of_paths([analyse.ReadyPath(tuple(map(str, range(63))))], model="shapley", worth="rate")
    with pytest.raises(InvalidInput, match="no event has the channel"):
        analyse.attribution_members(in_place.journeys(shop()), "order.paid", channel="pigeon")


@pytest.mark.parametrize(
    ("model", "option", "owner"),
    [
        ("last", {"order": 2}, "markov"),
        ("linear", {"half_life": "3d"}, "time_decay"),
        ("markov", {"worth": "rate"}, "shapley"),
        ("shapley", {"include_null": False}, "markov"),
        ("u", {"direct": "web"}, "last_non_direct"),
        ("u", {"key_event": "a"}, "w"),
    ],
    ids=str,
)
def test_an_option_that_the_model_does_not_look_at_is_refused(model: str, option: dict[str, Any], owner: str) -> None:
    with pytest.raises(InvalidInput, match=f"{model} does not look at .*, which is of {owner}") as refused:
        analyse.attribution(in_place.journeys(shop()), "order.paid", model=model, **option)
    assert refused.value.code == "idle-option"


def test_counts_of_a_path_that_are_no_numbers_are_refused_with_the_path() -> None:
    with pytest.raises(InvalidInput, match=r"'a > b' has .*, which are not two counts and a value"):
        analyse.attribution_of_paths([{"path": ["a", "b"], "conversions": "many"}])


@pytest.mark.parametrize("model", ["last", "time_decay", "markov"])
@pytest.mark.parametrize(
    ("lookback", "since"),
    [
        ("30d", None),
        ("5d", None),
        ("60d", None),
        (None, None),
        ("5d", "2023-12-01"),
        ("30d", "2024-02-01"),
        ("7d", "2024-02-01"),
        (None, "2024-02-01"),
    ],
)
def test_conversions_whose_look_back_is_cut_are_counted_and_named(
    model: str, lookback: str | None, since: str | None
) -> None:
    # A customer a day, of whom every fifth buys.
    rows = [
        {
            "customer": f"c{day}",
            "time": datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=day, hours=hour),
            "event": what,
            "channel": "web" if what == "seen" else None,
        }
        for day in range(100)
        for hour, what in ((0, "seen"), (1, "bought"))
        if what == "seen" or day % 5 == 0
    ]
    journeys = in_place.journeys(rows, since=since, threads=2)
    with fine_ranges():
        found = analyse.attribution(journeys, "bought", model=model, lookback=lookback)
    begins = max(datetime.fromisoformat(since or "2024-01-01").replace(tzinfo=UTC), datetime(2024, 1, 1, tzinfo=UTC))
    bought = [row["time"] for row in rows if row["event"] == "bought" and row["time"] >= begins]
    reach = None if lookback is None else timedelta(days=int(lookback[:-1]))
    expected = sum(1 for at in bought if reach is None or at - begins < reach)
    told = [each for each in found.notes if each["code"] == "attribution.lookback_cut"]
    cut = since == "2024-02-01"
    if cut or (reach is not None and 10 * expected >= len(bought)):
        assert [each["conversions"] for each in told] == [expected]
        assert f"{expected} of {len(bought)} conversions come" in told[0]["message"]
        assert ("events are kept" if cut else "the data begin") in told[0]["message"]
    else:
        assert told == []


def test_visits_end_a_look_back_themselves() -> None:
    rows = [
        {"customer": "c", "time": START // 1_000_000, "event": "seen", "channel": "web"},
        {"customer": "c", "time": START // 1_000_000 + 60, "event": "bought"},
    ]
    assert analyse.attribution(in_place.journeys(rows, time_unit="s", gap="30m"), "bought").notes == ()
    assert len(analyse.attribution(in_place.journeys(rows, time_unit="s"), "bought").notes) == 1


def test_a_channel_to_pass_over_that_nobody_came_through_is_refused() -> None:
    said = "no event has the channel 'nope'"
    with pytest.raises(InvalidInput, match=said):
        analyse.attribution(in_place.journeys(shop()), "order.paid", model="last_non_direct", direct="nope")
    with pytest.raises(InvalidInput, match=said):
        analyse.attribution_of_paths([{"path": ["a"]}], model="last_non_direct", direct=["a", "nope"])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('" > c",1,2', "has a part without a channel"),
        ("b > c,x,2", "'x' and 0 are not two counts"),
        ('b > c,1,"3,14"', "the value '3,14' is no number"),
    ],
    ids=["part", "count", "value"],
)
def test_a_row_of_ready_paths_is_refused_by_what_is_wrong_in_it(row: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "paths.csv").write_text(f"path,conversions,value\n{row}\n", "utf-8")
    with pytest.raises(InvalidInput, match="row 1: ") as refused:
        read_paths(tmp_path / "paths.csv")
    assert said in refused.value.message
