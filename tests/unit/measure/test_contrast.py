"""Penalty and reward: held to a regression that really leaves each row out, and to classes read aloud."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import measure
from sojourn.app import rendering
from sojourn.core.answers import Question
from sojourn.core.errors import InvalidInput
from tests.oracles import kano as oracle


def world(seed: int, n: int, drivers: int, *, scale: tuple[int, int] = (1, 5)) -> dict[str, list[float]]:
    """Make sheets on which each rating has enough at both ends."""
    chance = np.random.Generator(np.random.PCG64(seed))
    ratings = {f"d{k}": chance.integers(scale[0], scale[1] + 1, n).astype(float).tolist() for k in range(drivers)}
    noise = chance.normal(0, 1, n)
    top = {name: np.array(values) for name, values in ratings.items()}
    outcome = 5 + noise * (1 + 0.5 * (top["d0"] == scale[1])) - 2 * (top["d0"] <= scale[0] + 1)
    return {"y": outcome.tolist(), **ratings}


@given(st.integers(0, 10_000), st.integers(150, 170), st.integers(1, 3))
def test_numbers_are_those_of_leaving_out_each_row(seed: int, n: int, drivers: int) -> None:
    data = world(seed, n, drivers)
    names = [f"d{k}" for k in range(drivers)]
    found = measure.penalty_reward(data, "y", names)
    wanted = oracle.contrast(data["y"], [data[name] for name in names], (2, 5))
    for each, (down, down_error, up, up_error) in zip(found.drivers, wanted, strict=True):
        assert each.penalty_raw == pytest.approx(down, abs=1e-9)
        assert each.penalty_se == pytest.approx(down_error, rel=1e-9)
        assert each.reward_raw == pytest.approx(up, abs=1e-9)
        assert each.reward_se == pytest.approx(up_error, rel=1e-9)
        assert each.penalty == min(0, each.penalty_raw) and each.reward == max(0, each.reward_raw)
        assert each.penalty_low <= each.penalty_raw <= each.penalty_high
        assert each.range >= 0
        assert each.asymmetry is None or -1 <= each.asymmetry <= 1


@given(st.integers(0, 10_000))
def test_classes_do_not_depend_on_the_unit_or_the_order(seed: int) -> None:
    data = world(seed, 120, 2)
    one = measure.penalty_reward(data, "y", ["d0", "d1"])
    moved = {**data, "y": [10 * value - 3 for value in data["y"]]}
    other = {each.name: each for each in measure.penalty_reward(moved, "y", ["d1", "d0"]).drivers}
    for each in one.drivers:
        assert other[each.name].kind == each.kind
        assert other[each.name].range == pytest.approx(10 * each.range)


def test_limits_of_classes() -> None:
    from sojourn.measure.contrast import class_of  # what a result cannot be brought to exactly

    limits = [0.71, 0.7, 0.21, 0.2, -0.2, -0.21, -0.7, -0.71]
    assert [class_of(value) for value in limits] == [
        "delighter", "satisfier", "satisfier", "hybrid", "hybrid", "dissatisfier", "dissatisfier", "frustrator",
    ]  # fmt: skip


def ends(low: int, middle: int, high: int, effect: tuple[float, float]) -> dict[str, list[float]]:
    """Make sheets of one rating whose low and high ends go with so much."""
    ratings = [1.0] * low + [3.0] * middle + [5.0] * high
    wobble = [(-1.0) ** place * 0.4 for place in range(len(ratings))]
    base = {1.0: effect[0], 3.0: 0.0, 5.0: effect[1]}
    return {"y": [7 + base[rate] + shake for rate, shake in zip(ratings, wobble, strict=True)], "d": ratings}


def test_a_frustrator_a_delighter_a_flat_one_and_a_reversed_one() -> None:
    def kind(*effect: float) -> tuple[str | None, tuple[str, ...]]:
        each = measure.penalty_reward(ends(20, 20, 20, (effect[0], effect[1])), "y", ["d"]).drivers[0]
        return each.kind, each.warnings

    assert kind(-2, 0) == ("frustrator", ())
    assert kind(0, 2) == ("delighter", ())
    assert kind(-2, 2) == ("hybrid", ())
    assert kind(0, 0) == (None, ("contrast.flat",))
    assert kind(-2, -1) == (None, ("contrast.reversed",))


def test_thin_numbers_have_no_class_and_no_bars() -> None:
    found = measure.penalty_reward(ends(10, 5, 10, (-2, 0)), "y", ["d"])
    assert (found.n, found.shown, found.drivers[0].kind) == (25, "interval", None)
    assert "too few answers" in str(found)
    assert not any(
        "height" in layer.get("mark", {}) for layer in found.chart().spec["layer"] if isinstance(layer, dict)
    )


def refused(data: dict[str, list[Any]], *drivers: str, **options: Any) -> str:
    """Give the code of a refusal."""
    with pytest.raises(measure.ContrastRefused) as error:
        measure.penalty_reward(data, "y", drivers, **options)
    return error.value.code


def test_what_cannot_be_contrasted_is_refused() -> None:
    data = ends(20, 20, 20, (-1, 1))
    assert refused(ends(9, 20, 20, (-1, 1)), "d") == "contrast.too_few"
    assert refused({**data, "e": data["d"]}, "d", "e") == "contrast.collinear"
    assert refused({**data, "y": [3.0] * 60}, "d") == "outcome.constant"
    assert refused(data, "d", scale=(1, 9)) == "contrast.scale"
    assert refused(data, "d", scale="sam_1_9") == "contrast.scale"
    assert refused(data, "d", scale="guess") == "contrast.scale"


def test_empty_ratings_are_left_out_or_stand_for_not_met() -> None:
    data = world(3, 200, 2)
    data["d1"] = [None if place % 4 == 0 else value for place, value in enumerate(data["d1"])]  # type: ignore[misc]
    dropped = measure.penalty_reward(data, "y", ["d0", "d1"])
    assert (dropped.dropped, dropped.answers) == (50, 150)
    assert "contrast.many_dropped" in dropped.warnings
    kept = measure.penalty_reward(data, "y", ["d0", "d1"], not_met=["d1"])
    assert (kept.dropped, kept.answers) == (0, 200)
    assert kept.drivers[1].met == pytest.approx(0.75)
    # Who did not meet it is no middle rating: the contrast of those who did moves only through what they share.
    alone = measure.penalty_reward(
        {name: [value for place, value in enumerate(column) if place % 4] for name, column in data.items()}, "y", ["d1"]
    )
    apart = measure.penalty_reward(data, "y", ["d1"], not_met=["d1"])
    assert apart.drivers[0].penalty_raw == pytest.approx(alone.drivers[0].penalty_raw)


def test_repeated_customers_are_said() -> None:
    data = world(5, 120, 1)
    found = measure.penalty_reward(data, "y", ["d0"], person=[place // 2 for place in range(120)])
    assert (found.n, found.answers) == (60, 120)
    told = next(each for each in found.notes if each["code"] == "repeated_customers")
    assert (told["customers"], told["sheets"]) == (60, 120)
    assert found.drivers[0].penalty_high - found.drivers[0].penalty_low > 0


@given(st.integers(0, 10_000), st.integers(30, 60), st.integers(1, 2), st.booleans())
def test_errors_are_those_of_leaving_out_each_customer(seed: int, people: int, drivers: int, weighted: bool) -> None:
    """Customers fill one to six sheets, in any order; weights count as rows do."""
    chance = np.random.Generator(np.random.PCG64(seed))
    person = chance.permutation(np.repeat(np.arange(people), chance.integers(1, 7, people))).tolist()
    data = world(seed, len(person), drivers)
    names = [f"d{k}" for k in range(drivers)]
    times = chance.integers(1, 4, len(person)).tolist() if weighted else [1] * len(person)
    weight = [float(each) for each in times] if weighted else None
    found = measure.penalty_reward(data, "y", names, person=[f"c{each}" for each in person], weight=weight)
    rows = np.repeat(np.arange(len(person)), times)
    wanted = oracle.contrast(
        [data["y"][row] for row in rows], [[data[name][row] for row in rows] for name in names], (2, 5),
        [person[row] for row in rows],
    )  # fmt: skip
    for each, (down, down_error, up, up_error) in zip(found.drivers, wanted, strict=True):
        assert each.penalty_raw == pytest.approx(down, abs=1e-8)
        assert each.penalty_se == pytest.approx(down_error, rel=1e-7)
        assert each.reward_raw == pytest.approx(up, abs=1e-8)
        assert each.reward_se == pytest.approx(up_error, rel=1e-7)


def test_intervals_cover_where_customers_fill_several_sheets() -> None:
    """Of 300 worlds in which penalty and reward are one, with four sheets a customer who hang together."""
    chance = np.random.Generator(np.random.PCG64(0))
    held = []
    for _ in range(300):
        who = np.repeat(np.arange(60), 4)
        own, mood = chance.normal(0, 1.2, 60)[who], chance.normal(0, 1, 60)[who]
        rating = np.clip(np.round(3 + mood + chance.normal(0, 0.5, 240)), 1, 5)
        outcome = 5 + 1.0 * (rating == 5) - 1.0 * (rating <= 2) + own + chance.normal(0, 0.5, 240)
        if min((rating == 5).sum(), (rating <= 2).sum()) < 10:
            continue
        data = {"x": rating.tolist(), "y": outcome.tolist(), "who": who.tolist()}
        found = measure.penalty_reward(data, "y", ["x"], person="who").drivers[0]
        held.append((found.penalty_low <= -1 <= found.penalty_high, found.reward_low <= 1 <= found.reward_high,
                     found.range_low <= 2 <= found.range_high))  # fmt: skip
    coverage = np.mean(held, axis=0)
    assert len(held) > 250
    assert (coverage > 0.92).all() and (coverage < 0.995).all(), coverage


def test_a_customer_who_alone_decides_is_refused() -> None:
    """Everybody who rated it low is one customer, however many sheets they filled."""
    chance = np.random.Generator(np.random.PCG64(3))
    rating = [1.0] * 12 + chance.choice([3.0, 5.0], 60).tolist()
    data = {"y": chance.normal(5, 1, 72).tolist(), "d0": rating}
    with pytest.raises(InvalidInput) as refused:
        measure.penalty_reward(data, "y", ["d0"], person=[0] * 12 + list(range(1, 61)))
    assert refused.value.code == "contrast.one_row"


def test_answers_bring_their_scales_and_directions() -> None:
    data = world(7, 120, 1, scale=(1, 7))
    asked = {
        "y": Question("y", "All in all?", "likert_1_7", "high"),
        "d0": Question("d0", "The queue?", "likert_1_7", "low"),
    }
    table = {
        "customer": list(range(120)),
        "y": [int(np.clip(round(value), 1, 7)) for value in data["y"]],
        "d0": [8 - int(value) for value in data["d0"]],
    }
    found = measure.penalty_reward(measure.read_answers(table, questions=asked), "y", ["d0"])
    plain = {"y": table["y"], "d0": data["d0"]}
    assert found.drivers[0].penalty == pytest.approx(
        measure.penalty_reward(plain, "y", ["d0"], scale="likert_1_7").drivers[0].penalty
    )


def test_a_direction_is_not_guessed() -> None:
    data = world(7, 60, 1)
    table = {"customer": list(range(60)), "question": ["d0"] * 60, "value": [int(value) for value in data["d0"]]}
    with pytest.raises(InvalidInput) as error:
        measure.penalty_reward(measure.read_answers(table), "d0", ["d0"])
    assert error.value.code == "question.direction_missing"


def test_it_is_drawn_widest_first() -> None:
    found = measure.penalty_reward(world(1, 120, 3), "y", ["d1", "d2", "d0"])
    chart = found.chart()
    assert rendering.svg(chart).startswith("<svg")
    assert chart.spec["encoding"]["y"]["sort"][0] == "d0"
    assert found.to_arrow().num_rows == 3
