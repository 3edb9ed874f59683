"""Outcomes: points and answers held to loops, scores to their definitions, verdicts to worlds whose truth is known."""

import importlib.util
import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.app import in_place, rendering
from sojourn.core.errors import ConfigurationError, InvalidInput
from sojourn.core.journeys import Basis, Cases
from sojourn.core.partials import dump, load
from sojourn.engines import LocalEngine
from tests.factories.journeys import MINUTE, START, batch
from tests.factories.predictions import SESSIONS, coin, journeys_of, known_chances
from tests.factories.questions import ask, fine_ranges, inside
from tests.factories.questions import worlds as event_lists
from tests.oracles import prediction as oracle
from tests.oracles.cases import Event
from tests.unit.analyse.test_next_step import NAMES, World, made, worlds

BASIS = Basis("customer", Cases(), 0, 0, 0, 0, None, None, None)
STATES = ("not_reached", "already", "over", "resolved", "open")


@given(
    world=worlds,
    point=st.one_of(
        st.tuples(st.just("events"), st.integers(1, 4)),
        st.tuples(st.just("age"), st.integers(0, 6)),
        st.tuples(st.just("step"), st.sampled_from(NAMES[1:])),
    ),
    within=st.none() | st.integers(0, 6),
    closing=st.none() | st.integers(1, 4),
)
def test_points_and_answers_are_those_of_the_oracle(
    world: World, point: tuple[str, Any], within: int | None, closing: int | None
) -> None:
    whole, plain = made(world)
    if within is None and closing is None:
        return
    kind, value = point
    steps, points = inside("steps"), inside("outcome_points")
    conditions = [steps.step("a")] + ([steps.step(value)] if kind == "step" else [])

    class Named:
        events, channels, properties = NAMES, (), {}

    pointing = points.Pointing(
        points.Point(kind, 0 if kind == "step" else value * (MINUTE if kind == "age" else 1),
                     conditions[1] if kind == "step" else None),
        steps.Matcher.of(conditions, Named()),
        None if within is None else within * MINUTE,
        None if closing is None else closing * MINUTE,
        START + 9 * MINUTE,
    )  # fmt: skip
    found = pointing.points(whole)
    expected = oracle.points(
        plain,
        kind,
        value * MINUTE if kind == "age" else value,
        "a",
        within=pointing.within,
        closing=pointing.closing,
        until=pointing.until,
    )
    assert found.left_out.tolist() == [sum(each["state"] == state for each in expected) for state in STATES]
    there = [(number, each) for number, each in enumerate(expected) if each["state"] in ("resolved", "open")]
    assert found.journey.tolist() == [number for number, _ in there]
    assert (found.at - whole.offsets[:-1][found.journey]).tolist() == [each["at"] for _, each in there]
    assert found.moment.tolist() == [each["moment"] for _, each in there]
    assert [STATES[state] for state in found.state.tolist()] == [each["state"] for _, each in there]
    assert found.hit.tolist() == [each["hit"] for _, each in there]
    # A journey that nothing closes and whose time to wait is told by nothing lasts for ever.
    assert [each if each < 1e15 else math.inf for each in found.lasted.tolist()] == [
        each["lasted"] for _, each in there
    ]


@given(
    events=event_lists, parts=st.integers(1, 4), most=st.integers(1, 80), seed=st.integers(0, 3),
)  # fmt: skip
def test_the_same_customers_are_drawn_however_they_are_cut(
    events: list[Event], parts: int, most: int, seed: int
) -> None:
    draw = inside("drawn_journeys").DrawJourneys

    def drawn(**how: Any) -> Any:
        journeys = ask(events, **how)
        asked = draw(tuple(journeys.source.events), (), most, seed, ("order", "number"))
        return journeys.engine.run(journeys, asked)

    alone = drawn()
    with fine_ranges():
        together = drawn(parts=parts, threads=2)

    def told(found: Any) -> list[Any]:
        lived, labels, numbers = found.batch, found.batch.columns["order"], found.batch.columns["number"]
        return [
            lived.offsets.tolist(), lived.customer.tolist(), lived.time.tolist(),
            [found.names[code] for code in lived.event.tolist()],
            [None if code < 0 else labels.labels[code] for code in labels.codes.tolist()],
            np.where(True if numbers.valid is None else numbers.valid, numbers.values, -1).tolist(),
            found.customers, found.events,
        ]  # fmt: skip

    assert told(together) == told(alone)
    if most >= len(events):
        assert alone.everybody and alone.batch.events == len(events)
    sizes = np.diff(alone.batch.offsets)
    assert int(sizes[:-1].sum()) < most or len(sizes) == 0


def test_drawn_customers_can_be_sent() -> None:
    journeys = coin(30, 1)
    asked = inside("drawn_journeys").DrawJourneys(tuple(journeys.source.events), (), 50, 0)
    span = journeys.source.ranges(most=1, at_least=1)[0]
    read = journeys.source.read(span, frozenset())
    partial = asked.partial(replace(read, mark=read.customer.astype(np.uint64)))
    again = load(dump(partial))
    assert asked.finish(again, BASIS).batch.time.tolist() == asked.finish(partial, BASIS).batch.time.tolist()


@given(
    world=worlds.filter(bool),
    data=st.data(),
)
def test_nothing_is_known_of_what_comes_later(world: World, data: st.DataObject) -> None:
    whole, _ = made(world)
    known = inside("known_by_then").Wanted(NAMES, (), (0, 1, 2), (), True, (0,), "Europe/Paris")
    at = np.array([data.draw(st.integers(int(low), int(high) - 1)) for low, high in pairwise(whole.offsets.tolist())])
    moment = whole.time[at]
    met = whole.event == 0
    before = known.known(whole, at, moment, met)
    # Whatever comes after each point is turned round.
    event = whole.event.copy()
    journey = np.repeat(np.arange(whole.journeys), np.diff(whole.offsets))
    later = np.arange(whole.events) > at[journey]
    event[later] = 2 - event[later]
    # What the customer did in earlier journeys is known, so only last journeys may change.
    last = whole.journeys - 1
    event[journey != last] = whole.event[journey != last]
    after = known.known(replace(whole, event=event), at, moment, met)
    for one, other in zip(before, after, strict=True):
        assert one.name == other.name
        np.testing.assert_array_equal(one.values, other.values)
    named = {feature.name: feature.values for feature in before}
    events = whole.event.tolist()
    for row, place in enumerate(at.tolist()):
        low = int(whole.offsets[row])
        lived = events[low : place + 1]
        assert named["events so far"][row] == len(lived)
        assert named["different events so far"][row] == len(set(lived))
        assert named["times b"][row] == lived.count(1)
        assert named["last event"][row] == lived[-1]
        times = whole.time[low : place + 1].tolist()
        if len(times) > 1:
            assert named["longest pause"][row] == max(b - a for a, b in pairwise(times)) // 1_000_000
            assert named["event before it"][row] == lived[-2]
        earlier = [k for k in range(row) if whole.customer[k] == whole.customer[row]]
        assert named["earlier journeys"][row] == len(earlier)
        assert named["outcomes in earlier journeys"][row] == sum(
            events[int(whole.offsets[k]) : int(whole.offsets[k + 1])].count(0) for k in earlier
        )


chances = st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.2, 0.5, 0.9]), st.booleans()), min_size=1, max_size=12)


@given(pairs=chances, weights=st.lists(st.integers(0, 2), min_size=12, max_size=12))
def test_scores_are_their_definitions(pairs: list[tuple[float, bool]], weights: list[int]) -> None:
    ranked = inside("prediction_scores").Ranked.of(
        np.array([chance for chance, _ in pairs]), np.array([hit for _, hit in pairs])
    )
    told, hits = [chance for chance, _ in pairs], [hit for _, hit in pairs]
    assert ranked.area() == pytest.approx(oracle.area(told, hits), nan_ok=True)
    assert ranked.average_precision() == pytest.approx(oracle.average_precision(told, hits), nan_ok=True)
    # A weight is as many of the same.
    many = [pair for pair, weight in zip(pairs, weights, strict=False) for _ in range(weight)]
    told, hits = [chance for chance, _ in many], [hit for _, hit in many]
    weight = np.array(weights[: len(pairs)], np.float64)
    assert ranked.area(weight) == pytest.approx(oracle.area(told, hits), nan_ok=True)
    assert ranked.average_precision(weight) == pytest.approx(oracle.average_precision(told, hits), nan_ok=True)


def test_mappings_are_those_of_scikit_learn_or_rise() -> None:
    from sklearn.isotonic import IsotonicRegression

    rng = np.random.default_rng(2)
    chance = np.round(rng.random(3_000), 3)
    hit = rng.random(3_000) < chance**2
    mapping = inside("chance_mapping").ChanceMapping
    steps = mapping.of(chance, hit)
    assert steps.kind == "isotonic"
    told = np.linspace(0, 1, 50)
    edge = 1 / 3_002
    fitted = IsotonicRegression(out_of_bounds="clip").fit(chance, hit).predict(told)
    np.testing.assert_allclose(steps(told), np.clip(fitted, edge, 1 - edge), atol=1e-9)
    curve = mapping.of(chance[:300], hit[:300])
    assert curve.kind == "sigmoid" and bool(np.all(np.diff(curve(told)) >= 0))
    assert mapping.of(chance[:5], hit[:5]).kind == "none"
    # Turned round, it learns the level alone.
    assert np.ptp(mapping.of(1 - chance[:300], hit[:300])(told)) < 1e-9


def test_logistic_regression_is_that_of_scikit_learn() -> None:
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng(3)
    features = np.exp(rng.normal(size=(800, 3)))
    hit = rng.random(800) < 1 / (1 + np.exp(-(np.log1p(features[:, 0]) * 2 - 2)))
    own = inside("ridge_logistic").Logistic.of(features, hit, np.zeros(3, np.bool_), (0, 0, 0), penalty=1.0)
    made = (np.log1p(features) - np.log1p(features).mean(0)) / np.log1p(features).std(0)
    theirs = LogisticRegression(C=1.0, tol=1e-10, max_iter=1_000).fit(made, hit).predict_proba(made)[:, 1]
    np.testing.assert_allclose(own(features), theirs, atol=1e-4)


def test_a_coin_is_no_better_than_the_share_of_all() -> None:
    found = analyse.outcome(coin(1_500, 1, cases=SESSIONS), outcome="pay", at="2 events")
    assert (found.use, found.verdict, found.drivers) == ("base", "no_better", ())
    assert "No better than the baseline" in str(found)
    assert len({round(each, 9) for each in analyse.outcome_members(coin(50, 2), found)["chance"].to_pylist()}) <= 1


def test_known_chances_are_found_and_can_be_taken_at_their_word() -> None:
    world, truth = known_chances(2_500, 2)
    found = analyse.outcome(world, outcome="pay", at="7 events", within="12d")
    assert found.verdict == "better"
    assert found.used.calibration.holds
    assert found.used.skill.low is not None and found.used.skill.low > 0.05
    assert found.drivers[0].name == "times fill" and found.drivers[0].direction == "more with more"
    assert found.drivers[0].loss.above_zero
    told = analyse.outcome_members(world, found).to_pylist()
    assert told and [row["chance_now"] for row in told] == sorted((row["chance_now"] for row in told), reverse=True)
    # Each chance is near what was planted, and the reasons name what plants it.
    off = [abs(row["chance"] - truth[row["customer"]]) for row in told]
    assert float(np.mean(off)) < 0.08
    assert any("fill" in row["because_1"] for row in told)


def test_who_straddles_the_cut_is_in_neither_part() -> None:
    world, _ = known_chances(1_500, 3)
    found = analyse.outcome(world, outcome="pay", at="7 events", within="12d", model="logistic", cut="2024-05-01")
    window = 12 * 86_400 * 1_000_000
    assert found.trained.until is not None and found.trained.until + window < found.cut
    assert found.tested.since is not None and found.tested.since >= found.cut
    states = dict(zip(STATES, found.states, strict=True))
    assert found.trained.journeys + found.tested.journeys + found.straddling == states["resolved"]


def test_results_do_not_depend_on_parts_and_threads() -> None:
    world, _ = known_chances(700, 4)
    alone = analyse.outcome(world, outcome="pay", at="7 events", within="12d", model="logistic").to_dict()
    with fine_ranges():
        together = analyse.outcome(
            replace(world, engine=LocalEngine(2)), outcome="pay", at="7 events", within="12d", model="logistic"
        ).to_dict()
    assert together == alone


def test_fewer_customers_are_drawn_where_there_are_many_and_every_open_journey_is_told() -> None:
    world, _ = known_chances(2_000, 5)
    found = analyse.outcome(world, outcome="pay", at="7 events", within="12d", model="logistic", sample=4_000)
    assert not found.everybody and found.sampled_customers < 2_000
    assert "sampled" in [each["code"] for each in found.notes]
    everybody = analyse.outcome(world, outcome="pay", at="7 events", within="12d", model="logistic")
    assert analyse.outcome_members(world, found).num_rows == analyse.outcome_members(world, everybody).num_rows


def test_what_is_too_good_and_what_has_changed_is_said() -> None:
    rng = np.random.default_rng(6)
    rows = []
    for who in range(900):
        time = int(rng.integers(0, 200)) * 1_440 * MINUTE
        pays = rng.random() < (0.3 if time < 120 * 1_440 * MINUTE else 0.6)
        rows += [(who, time, "see"), (who, time + MINUTE, "sign" if pays else "ask")]
        if pays:
            rows.append((who, time + 2 * MINUTE, "pay"))
    found = analyse.outcome(journeys_of(rows), outcome="pay", at="2 events", within="5d", model="logistic")
    assert {"too_good", "share_changed"} <= {each["code"] for each in found.notes}
    assert found.to_dict()["verdict"] == "better"
    rendering.svg(found.chart())
    assert len(found.rows()) == 3


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"at": "pay"}, "leak"),
        ({"at": "0 events"}, "bad-point"),
        ({"at": "-1 events"}, "bad-point"),
        ({"at": "2.5 events"}, "bad-point"),
        ({"at": "99999999999999999999 events"}, "bad-point"),
        ({"within": "400d"}, "no-time-to-test"),
        ({"outcome": "nobody"}, "too-few-outcomes"),
        ({"outcome": "pay?"}, "bad-step"),
        ({"model": "oracle"}, "bad-model"),
        ({"properties": ["age"]}, "unknown-property"),
        ({"test": 0.0}, "bad-test"),
        ({"sample": 1}, "bad-sample"),
        ({"top": 0}, "bad-top"),
    ],
)
def test_what_cannot_be_asked_is_refused(options: dict[str, Any], code: str) -> None:
    world, _ = known_chances(400, 7)
    with pytest.raises(InvalidInput) as refused:
        analyse.outcome(world, **{"outcome": "pay", "at": "7 events", "within": "12d", "model": "markov", **options})
    assert refused.value.code == code


@pytest.mark.parametrize("options", [{"outcome": "payy"}, {"outcome": "pay", "at": "fyll"}])
def test_a_name_that_no_event_has_is_told_when_there_is_too_little(options: dict[str, Any]) -> None:
    world, _ = known_chances(400, 7)
    with pytest.raises(InvalidInput) as refused:
        analyse.outcome(world, **{"at": "7 events", "within": "12d", "model": "markov", **options})
    said = refused.value.message
    assert said.startswith("no event is called") and "the nearest name is" in said


def test_a_cut_before_everything_is_to_be_another() -> None:
    world, _ = known_chances(400, 7)
    with pytest.raises(InvalidInput) as refused:
        analyse.outcome(world, outcome="pay", at="7 events", within="12d", cut="1990-01-01", model="markov")
    assert (refused.value.code, refused.value.hint) == ("no-time-to-test", "take another cut")


def test_a_point_that_nobody_comes_to_is_no_matter_of_time() -> None:
    world, _ = known_chances(400, 7)
    with pytest.raises(InvalidInput) as refused:
        analyse.outcome(world, outcome="pay", at="90 events", within="12d", model="markov")
    assert refused.value.code == "no-time-to-test" and "point" in (refused.value.hint or "")


@pytest.mark.parametrize("model", ["logistic", "boosted"])
def test_numbers_without_end_are_as_good_as_unknown(model: str) -> None:
    def asked(odd: float | None) -> dict[str, Any]:
        rng = np.random.default_rng(9)
        rows = []
        for who in range(700):
            time, score = 86_400 * rng.uniform(0, 200), float(rng.random())
            shown = odd if who % 5 == 0 else score
            rows.append({"customer": f"c{who}", "time": time, "event": "see", "score": shown})
            if rng.random() < score:
                rows.append({"customer": f"c{who}", "time": time + 86_400, "event": "pay", "score": shown})
        world = in_place.journeys(rows, time_unit="s")
        return analyse.outcome(
            world, outcome="pay", at="1 event", within="5d", properties=["score"], model=model
        ).to_dict()

    assert asked(float("inf"))["scores"] == asked(float("nan"))["scores"] == asked(None)["scores"]


def test_who_has_waited_long_in_vain_has_less_chance_than_at_the_point() -> None:
    """A share comes at once or not at all; of who is still open, hardly anybody comes."""
    rng = np.random.default_rng(11)
    rows, late = [], {}
    for who in range(3_000):
        time = int(rng.integers(0, 200 * 1_440)) * MINUTE
        rows.append((who, time, "see"))
        comes = rng.random() < 0.6
        wait = int(rng.exponential(2 * 1_440)) * MINUTE
        if comes and wait <= 20 * 1_440 * MINUTE:
            rows.append((who, time + wait, "pay"))
            late[f"c{who:06}"] = START + time + wait
    rows.sort(key=lambda row: (row[0], row[1]))
    now = START + 190 * 1_440 * MINUTE
    world = journeys_of([row for row in rows if START + row[1] <= now])
    found = analyse.outcome(world, outcome="pay", at="1 event", within="20d", model="markov")
    told = analyse.outcome_members(world, found).to_pylist()
    assert len(told) > 100
    came = sum(now < late.get(row["customer"], 0) for row in told)
    at_once, by_now = (sum(row[name] for row in told) for name in ("chance", "chance_now"))
    assert at_once > 2 * came
    assert abs(by_now - came) < 3 * np.sqrt(sum(row["chance_now"] * (1 - row["chance_now"]) for row in told))


def test_chances_after_a_wait_follow_from_how_long_both_kinds_waited() -> None:
    scoring = inside("outcome_scoring")
    waits = scoring.Waits.of(np.array([1, 2, 3, 10, 10]), np.array([True, True, True, False, False]))
    # Three of three come later and two of two stay: half a journey more over one more.
    assert waits.given(np.array([0.5]), np.array([0])).tolist() == pytest.approx([(3.5 / 4) / (3.5 / 4 + 2.5 / 3)])
    # An outcome at the very end of the wait has come; one is left.
    assert waits.given(np.array([0.5]), np.array([2])).tolist() == pytest.approx([(1.5 / 4) / (1.5 / 4 + 2.5 / 3)])
    given = waits.given(np.full(12, 0.7), np.arange(12))
    assert (np.diff(given[:10]) <= 0).all() and 0 < given[9] < given[0]


@pytest.mark.parametrize(("customers", "told"), [(9, True), (400, False)])
def test_few_customers_are_told(customers: int, told: bool) -> None:
    rows = [
        (who, (place * 1_440 + who) * MINUTE, "see" if (place + who) % 3 else "pay")
        for who in range(customers)
        for place in range(max(4, 2_400 // customers))
    ]
    cases = Cases(by="gap", gap=60 * MINUTE)
    plain = analyse.next_step(journeys_of(rows), model="markov")
    assert ("few_customers" in [each["code"] for each in plain.notes]) is told
    both = [(who, time + step * MINUTE, name) for who, time, last in rows for step, name in enumerate(("see", last))]
    found = analyse.outcome(journeys_of(both, cases=cases), outcome="pay", at="1 event", model="markov")
    assert ("few_customers" in [each["code"] for each in found.notes]) is told


def test_a_missing_extra_is_named_and_plain_models_do_without(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "sklearn" else found(name))
    world, _ = known_chances(900, 8)
    with pytest.raises(ConfigurationError) as refused:
        analyse.outcome(world, outcome="pay")
    assert "pip install 'sojourn[predict]'" in (refused.value.hint or "")
    assert [each.model for each in analyse.outcome(world, outcome="pay", at="7 events", model="markov").scores] == [
        "base",
        "markov",
    ]


def test_points_are_read_and_said() -> None:
    read = inside("outcome_points").point
    assert [read(text).label for text in ("1 event", "3 events", "7d", "P7D", "see|ask")] == [
        "after 1 event", "after 3 events", "after 7d", "after 7d", "after see|ask",
    ]  # fmt: skip
    assert read("7days").kind == "step"
    assert batch([[1]]).journeys == 1
