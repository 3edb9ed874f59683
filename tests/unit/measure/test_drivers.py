"""Drivers: held to the oracle on made-up sheets, and to what must always be true of weights."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn import measure
from sojourn.core.errors import InvalidInput
from tests.oracles import drivers as oracle


def made(seed: int, *, n: int = 80, k: int = 4, weighted: bool = False, people: int | None = None) -> dict[str, Any]:
    """Make sheets whose drivers hang together."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(n, 1))
    columns = np.round(3 + rng.normal(size=(n, k)) + 0.7 * common, 1)
    outcome = columns @ rng.normal(1, 1, size=k) + 2 * rng.normal(size=n)
    data: dict[str, Any] = {f"d{i}": columns[:, i] for i in range(k)}
    data["y"] = outcome
    data["yes"] = (outcome + 3 * rng.normal(size=n) > np.median(outcome)).astype(np.float64)
    data["w"] = rng.integers(1, 4, n).astype(np.float64) if weighted else np.ones(n)
    data["who"] = rng.integers(0, people, n) if people else np.arange(n)
    return data


def asked(data: dict[str, Any], k: int = 4, outcome: str = "y", **options: Any) -> measure.Drivers:
    return measure.drivers(data, outcome, [f"d{i}" for i in range(k)], weight="w", **{"bootstrap": 0, **options})


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000), k=st.integers(1, 5), weighted=st.booleans())
def test_lmg_is_the_mean_over_every_order(seed: int, k: int, weighted: bool) -> None:
    data = made(seed, k=k, weighted=weighted)
    found = asked(data, k)
    expected = oracle.shares([[data[f"d{i}"]] for i in range(k)], data["y"], data["w"])
    assert [each.weight for each in found.drivers] == pytest.approx(expected, abs=1e-9)
    assert sum(each.weight for each in found.drivers) == pytest.approx(found.r2, abs=1e-12)


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000), k=st.integers(1, 6), weighted=st.booleans())
def test_johnson_is_what_the_nearest_columns_say(seed: int, k: int, weighted: bool) -> None:
    data = made(seed, k=k, weighted=weighted)
    found = asked(data, k, method="johnson")
    expected = oracle.johnson([data[f"d{i}"] for i in range(k)], data["y"], data["w"])
    assert [each.weight for each in found.drivers] == pytest.approx(expected, abs=1e-9)
    assert sum(each.weight for each in found.drivers) == pytest.approx(found.r2, abs=1e-12)


@settings(max_examples=10)
@given(seed=st.integers(0, 10_000), k=st.integers(1, 4), weighted=st.booleans())
def test_logistic_weights_are_those_of_an_optimiser(seed: int, k: int, weighted: bool) -> None:
    data = made(seed, n=150, k=k, weighted=weighted)
    found = asked(data, k, "yes")
    expected, r2 = oracle.logistic([data[f"d{i}"] for i in range(k)], data["yes"], data["w"])
    assert found.method == "logistic"
    assert found.test == "likelihood ratio"
    assert found.r2 == pytest.approx(r2, abs=1e-5)
    assert [each.weight for each in found.drivers] == pytest.approx(expected, abs=1e-5)
    assert sum(each.weight for each in found.drivers) == pytest.approx(found.r2, abs=1e-12)


@settings(max_examples=10)
@given(
    seed=st.integers(0, 10_000), method=st.sampled_from(["lmg", "johnson", "logistic"]), order=st.permutations("0123")
)
def test_order_and_units_do_not_matter(seed: int, method: Any, order: list[str]) -> None:
    data = made(seed, n=120)
    outcome = "yes" if method == "logistic" else "y"
    one = asked(data, outcome=outcome, method=method)
    other = {**data, **{f"d{i}": 7 - 40 * data[f"d{i}"] for i in (1, 3)}}
    two = measure.drivers(other, outcome, [f"d{i}" for i in order], method=method, bootstrap=0)
    assert {each.name: each.weight for each in two.drivers} == pytest.approx(
        {each.name: each.weight for each in one.drivers}, abs=1e-9
    )


@pytest.mark.parametrize("method", ["lmg", "johnson", "logistic"])
def test_equal_seeds_give_equal_results(method: Any) -> None:
    data = made(3, n=120, people=60)
    outcome = "yes" if method == "logistic" else "y"
    one, two, three = (
        asked(data, outcome=outcome, method=method, bootstrap=120, seed=seed, person="who") for seed in (5, 5, 6)
    )
    assert one.to_dict() == two.to_dict()
    assert one.rows() != three.rows()
    for each in one.drivers:
        assert each.low is not None and each.high is not None and each.p_rank1 is not None
        assert 0 <= each.low <= each.high <= 1
    assert sum(each.p_rank1 or 0 for each in one.drivers) == pytest.approx(1)


def test_a_draw_takes_whole_customers() -> None:
    data = made(1, n=60)
    twice: dict[str, Any] = {name: np.concatenate([column, column]) for name, column in data.items()}
    one = asked(data, bootstrap=200, person="who")
    two = asked(twice, bootstrap=200, person="who")
    assert (one.n, two.n, two.answers) == (60, 60, 120)
    assert two.n_eff == pytest.approx(60, rel=0.05)
    for each, again in zip(one.drivers, two.drivers, strict=True):
        assert (again.low, again.high) == pytest.approx((each.low, each.high), abs=1e-9)


def test_many_players_are_split_as_few_are() -> None:
    """Eleven drivers go through the depth-first part of the walk when draws are many."""
    data = made(2, n=200, k=11)
    one = asked(data, 11, bootstrap=150)
    from sojourn.measure.drivers_shapley import shapley

    stacked = np.column_stack([*(data[f"d{i}"] for i in range(11)), data["y"]])
    matrix = np.repeat(np.corrcoef(stacked.T)[:, :, None], 100, axis=2)
    assert shapley(matrix, [1] * 11)[:, 57] == pytest.approx([each.weight for each in one.drivers], abs=1e-12)


@settings(max_examples=10)
@given(seed=st.integers(0, 10_000), weighted=st.booleans())
def test_what_was_not_met_by_everyone_is_one_player_of_two_columns(seed: int, weighted: bool) -> None:
    data = made(seed, weighted=weighted)
    holes = np.random.default_rng(seed).random(80) < 0.4
    column = np.where(holes, np.nan, data["d1"])
    found = asked({**data, "d1": column}, not_met={"d1"})
    here = (~holes).astype(np.float64)
    middle = (data["w"] * here * data["d1"]).sum() / (data["w"] * here).sum()
    pair = [here, np.where(holes, 0, data["d1"] - middle)]
    expected = oracle.shares([[data["d0"]], pair, [data["d2"]], [data["d3"]]], data["y"], data["w"])
    assert [each.weight for each in found.drivers] == pytest.approx(expected, abs=1e-9)
    assert found["d1"].met == pytest.approx((data["w"] * here).sum() / data["w"].sum())
    assert found.dropped == 0


def test_many_drivers_take_relative_weights() -> None:
    assert asked(made(4, n=200, k=16), 16).method == "johnson"
    assert asked(made(4, n=200, k=15), 15).method == "lmg"
    assert asked(made(4, n=200, k=16), 16, method="lmg").method == "lmg"
    with pytest.raises(InvalidInput) as refused:
        asked(made(4, n=200, k=21), 21, method="lmg")
    assert refused.value.code == "drivers.too_many"


def test_tables_of_any_kind_say_the_same() -> None:
    data = made(5)
    table = pa.table(data)

    class Frame:
        def to_dict(self, orient: str) -> dict[str, Any]:
            assert orient == "list"
            return dict(table.to_pydict())

    expected = asked(data).to_dict()
    for other in (table, table.to_pydict(), Frame()):
        assert measure.drivers(other, "y", ["d0", "d1", "d2", "d3"], bootstrap=0).to_dict() == expected
    truths = {**data, "yes": data["yes"] > 0}
    assert asked(truths, outcome="yes").method == "logistic"


def test_rows_with_holes_are_left_out_counted_and_warned_of() -> None:
    data = made(6)
    data["d0"][:20] = np.nan
    found = asked(data)
    assert (found.dropped, found.answers) == (20, 60)
    assert "drivers.dropped" in found.warnings
    data["d0"][:41] = np.nan
    with pytest.raises(measure.DriversRefused) as refused:
        asked(data)
    assert refused.value.code == "drivers.too_empty"
    assert refused.value.names == ("d0",)


def test_an_outcome_that_is_told_without_exception_is_refused_by_name() -> None:
    data = made(7, n=100, k=3)
    data["yes"] = (data["d1"] > 3).astype(np.float64)
    with pytest.raises(measure.DriversRefused) as refused:
        asked(data, 3, "yes")
    assert refused.value.code == "drivers.separated"
    assert refused.value.names == ("d1",)


def test_draws_whose_drivers_cannot_be_told_apart_are_counted() -> None:
    data = made(8, n=40, k=2)
    rare = np.zeros(40)
    rare[3] = 1
    found = asked({**data, "d1": rare}, 2, bootstrap=200)
    assert 40 < found.skipped < 110
    assert "drivers.draws_skipped" in found.warnings


def test_near_collinear_drivers_are_warned_of_by_name() -> None:
    data = made(9, n=100)
    data["d1"] = data["d0"] + 0.2 * np.random.default_rng(0).normal(size=100)
    found = asked(data)
    warning = next(each for each in found.notes if each["code"] == "drivers.near_collinear")
    assert warning["names"] == ["d0", "d1"]
    assert "drivers.few_per_driver" not in found.warnings


def test_nothing_that_goes_with_the_outcome_is_not_usable() -> None:
    rng = np.random.default_rng(0)
    data = {"y": rng.normal(size=200), "a": rng.normal(size=200), "b": rng.normal(size=200)}
    found = measure.drivers(data, "y", ["a", "b"], bootstrap=50)
    assert found.p is not None and found.p > 0.05
    assert found.usable is False
    assert "Not usable" in str(found)
    assert all(each.low is not None and each.low > 0 for each in found.drivers)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("y", ["d0", "d0"]), "drivers.names"),
        (("y", ["y", "d0"]), "drivers.names"),
        (("y", []), "drivers.names"),
        (("y", "d0"), "drivers.names"),
        (("y", ["d0", "d9"]), "drivers.unknown_column"),
        (("words", ["d0"]), "drivers.not_numbers"),
    ],
)
def test_what_cannot_be_meant_is_refused(arguments: tuple[str, Any], code: str) -> None:
    data = {**made(0), "words": ["good"] * 80}
    with pytest.raises(InvalidInput) as refused:
        measure.drivers(data, *arguments)
    assert refused.value.code == code
    assert refused.value.hint


def test_no_sentence_says_that_anything_is_caused() -> None:
    found = asked(made(11), bootstrap=50)
    words = str(found) + str(found.chart().to_dict())
    assert not any(word in words for word in (" drives", "raise ", "improv", "leads to"))
    assert "goes with" in words


@pytest.mark.parametrize("width", [300, 420])
def test_the_chart_names_every_driver(width: int) -> None:
    drawn = asked(made(12), bootstrap=50).chart(width=width).to_dict()
    assert {value["name"] for value in drawn["data"]["values"]} == {"d0", "d1", "d2", "d3"}
    assert drawn["width"] == width


@pytest.mark.parametrize("kept", [0, 10**9], ids=["made for each block", "made once a customer"])
def test_draws_say_the_same_of_sums_made_once(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Customers with several rows and different weights: each draw weighs rows as often as their customer came."""
    from sojourn.measure import drivers_samples as samples

    rng = np.random.Generator(np.random.PCG64(4))
    columns, weight = rng.normal(size=(90, 4)), rng.random(90)
    person = np.sort(np.append(np.arange(40), rng.integers(0, 40, 50)))
    monkeypatch.setattr(samples, "SUMS", kept)
    told = [each for block, _ in samples.drawn_correlations(columns, person, weight, 130, 3) for each in block]
    rng = np.random.Generator(np.random.PCG64(3))
    for matrix in told:
        often = np.bincount(rng.integers(0, 40, 40), minlength=40)[person] * weight
        assert matrix == pytest.approx(
            np.cov(columns.T, aweights=often) / np.sqrt(np.outer(*[np.diag(np.cov(columns.T, aweights=often))] * 2))
        )
    assert len(told) == 130
