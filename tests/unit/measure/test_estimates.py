"""Shares, means and net promoter scores: intervals, weights, customers who answer again."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sojourn.core.errors import InvalidInput
from sojourn.measure import (
    adjust_p,
    control_limits,
    detectable,
    effective_n,
    mean_of,
    nps_difference,
    nps_sample_size,
    promoters_of,
    share_of,
    two_rates,
)
from tests.oracles import scores as oracle

ROWS = st.lists(
    st.tuples(st.integers(0, 10), st.integers(0, 6), st.sampled_from([0.5, 1.0, 2.0])), min_size=1, max_size=40
)


@given(ROWS)
def test_a_share_and_its_interval_are_those_of_the_slow_way(rows: list[tuple[int, int, float]]) -> None:
    values, who, weights = zip(*rows, strict=True)
    yes = [float(value >= 9) for value in values]
    found = share_of(yes, who, weights)
    estimate, low, high = oracle.share(yes, who, weights)
    assert found.value == pytest.approx(estimate)
    assert (found.low, found.high) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))
    assert found.n_eff == pytest.approx(oracle.effective(yes, who, weights))
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low <= found.value + 1e-12
    assert found.value - 1e-12 <= found.high <= 1


@given(ROWS)
def test_a_net_promoter_score_is_that_of_the_slow_way(rows: list[tuple[int, int, float]]) -> None:
    values, who, weights = zip(*rows, strict=True)
    found = promoters_of([float(value) for value in values], who, weights).score
    score, low, high = oracle.net_promoters(values, who, weights)
    assert (found.value, found.low, found.high) == tuple(pytest.approx(each, abs=1e-9) for each in (score, low, high))


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_every_interval_of_a_net_promoter_score_lies_in_range(yes: int, neither: int, no: int) -> None:
    assume(yes + neither + no > 0)
    values = [10.0] * yes + [8.0] * neither + [0.0] * no
    for method in ("adjusted_wald", "score"):
        found = promoters_of(values, method=method).score
        assert found.value is not None
        assert found.low is not None
        assert found.high is not None
        assert -100 <= found.low <= found.high <= 100
        if method == "score":
            assert found.low - 1e-6 <= found.value <= found.high + 1e-6


@given(st.integers(0, 12), st.integers(1, 12), st.integers(0, 12))
def test_tango_is_where_the_likelihood_says(yes: int, neither: int, no: int) -> None:
    n = yes + neither + no
    found = promoters_of([10.0] * yes + [8.0] * neither + [0.0] * no, method="score").score
    low, high = oracle.tango(yes, no, n)
    assert (found.low, found.high) == (pytest.approx(100 * low, abs=1e-3), pytest.approx(100 * high, abs=1e-3))


@given(ROWS)
def test_a_mean_holds_itself_and_stays_on_its_scale(rows: list[tuple[int, int, float]]) -> None:
    values, who, weights = zip(*rows, strict=True)
    found = mean_of([float(value) for value in values], who, weights, span=(0, 10))
    assert found.value == pytest.approx(np.average(values, weights=weights))
    if found.low is None:
        assert found.n_eff <= 1
    else:
        assert found.value is not None
        assert found.high is not None
        assert 0 <= found.low <= found.value + 1e-9
        assert found.value <= found.high + 1e-9
        assert found.high <= 10


def test_weights_and_repeats_widen_intervals() -> None:
    yes = [1.0] * 30 + [0.0] * 30
    plain = share_of(yes)
    heavy = share_of(yes, weight=[1.0, 5.0] * 30)
    again = share_of(yes, person=[place // 3 for place in range(60)])
    width = {name: (each.high or 0) - (each.low or 0) for name, each in (("p", plain), ("w", heavy), ("a", again))}
    assert width["w"] > width["p"]
    assert width["a"] > width["p"]
    assert (plain.n, again.n, again.answers) == (60, 20, 60)
    assert again.n_eff == pytest.approx(60 / 3 * (19 / 20), rel=0.02)


def test_everybody_asked_leaves_no_interval() -> None:
    found = share_of([1.0] * 40 + [0.0] * 20, population=60)
    assert (found.value, found.low, found.high) == (pytest.approx(2 / 3), None, None)
    assert math.isinf(found.n_eff)
    partly = share_of([1.0] * 40 + [0.0] * 20, population=100)
    assert partly.n_eff == pytest.approx(148.5)


def test_one_more_answer_does_not_make_weights_forgotten() -> None:
    """One answer outweighs all others: another answer of somebody else does not make it a hundred."""
    alone = effective_n([0, 1] * 50, weights=[1e9] + [1] * 99).n_eff
    again = effective_n([*[0, 1] * 50, 1], customers=[*range(100), 99], weights=[1e9] + [1] * 100).n_eff
    assert alone == pytest.approx(1, abs=1e-6)
    assert again == pytest.approx(1, abs=1e-6)


def test_intervals_of_weighted_repeated_answers_hold_the_share() -> None:
    rng = np.random.Generator(np.random.PCG64(3))
    held, surveys = 0, 400
    for _ in range(surveys):
        times = np.where(np.arange(100) < 10, 3, 1)
        who = np.repeat(np.arange(100), times)
        weight = np.exp(1.5 * rng.normal(size=100))[who]
        yes = rng.random(100)[who] < 0.1
        found = share_of(yes, who, weight)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 0.1 <= found.high
    assert held / surveys > 0.92


@pytest.mark.parametrize(
    ("population", "people"), [(59, 60), (float("nan"), 60), (float("inf"), 60), (0, 0)],
    ids=["fewer", "no number", "endless", "nobody"],
)  # fmt: skip
def test_a_population_that_cannot_be_is_refused(population: float, people: int) -> None:
    with pytest.raises(InvalidInput) as caught:
        share_of([1.0] * people, population=population)
    assert caught.value.code == "answers.bad_population"


def test_everybody_answered_whatever_their_weights_and_however_often() -> None:
    weighted = share_of([1.0, 0.0] * 20, weight=[1.0, 3.0] * 20, population=40)
    again = share_of([1.0, 0.0] * 20, person=[*range(20)] * 2, population=20)
    assert (weighted.low, weighted.high, again.low, again.high) == (None,) * 4
    partly = share_of([1.0, 0.0] * 20, person=[*range(20)] * 2, population=21)
    assert partly.low is not None


def test_labels_of_customers_are_taken_as_they_are() -> None:
    assert share_of([1.0, 0.0, 1.0], person=[1, "1", None]).n == 3
    assert share_of([1.0, 0.0, 1.0], person=[float("nan")] * 3).n == 3
    assert effective_n([1.0, 0.0, 1.0], customers=np.array([np.nan, np.nan, 2.0])).n == 3
    assert effective_n([1.0, 0.0, 1.0], customers=[None, None, "a"]).n == 3
    assert share_of([1.0, 0.0, 1.0], person=["a", "b", "a"]).n == 2


def test_weights_large_and_small_beyond_reckoning_weigh() -> None:
    for scale in (1e308, 1e-320):
        found = share_of([1.0, 0.0, 1.0, 1.0], weight=[scale] * 4)
        assert (found.value, found.n_eff) == (pytest.approx(0.75), pytest.approx(4))
        assert effective_n([0, 1, 1, 0], weights=[scale] * 4).n_eff == pytest.approx(4)


def test_answers_that_weigh_nothing_are_not_counted() -> None:
    found = share_of([1.0, 0.0, 1.0], weight=[1.0, 1.0, 0.0])
    assert (found.n, found.answers, found.value) == (2, 2, 0.5)


def test_what_is_no_number_is_refused() -> None:
    nan = float("nan")
    for ask in (
        lambda: share_of([1.0, nan]),
        lambda: mean_of([1.0, nan]),
        lambda: promoters_of([9.0, nan]),
        lambda: effective_n([1.0, nan]),
        lambda: mean_of(["a", "b"]),  # type: ignore[list-item]
    ):
        with pytest.raises(InvalidInput) as caught:
            ask()
        assert caught.value.code == "answers.no_number"
    for ask_counts, code in (
        (lambda: nps_difference([1, nan, 1], [1, 1, 1]), "nps.bad_counts"),
        (lambda: nps_difference([1, 1, float("inf")], [1, 1, 1]), "nps.bad_counts"),
        (lambda: detectable(nan, 10), "detectable.bad_input"),
        (lambda: two_rates(nan, 5, 1, 2), "rates.bad_counts"),
        (lambda: two_rates(1, float("inf"), 1, 2), "rates.bad_counts"),
    ):
        with pytest.raises(InvalidInput) as caught:
            ask_counts()
        assert caught.value.code == code


def test_nobody_is_no_share() -> None:
    found = share_of([])
    assert (found.value, found.low, found.high, found.n, found.shown) == (None, None, None, 0, "hidden")
    assert mean_of([]).value is None
    assert promoters_of([]).score.value is None


def test_one_customer_has_no_mean_with_an_interval() -> None:
    found = mean_of([3.0, 4.0], [7, 7])
    assert (found.value, found.low, found.n, found.answers) == (3.5, None, 1, 2)


@pytest.mark.parametrize(
    ("weights", "code"),
    [([1.0, -1.0], "answers.bad_weight"), ([0.0, 0.0], "answers.bad_weight"), ([1.0], "answers.uneven"),
     ([float("nan"), 1.0], "answers.bad_weight")],
    ids=["negative", "none", "uneven", "no number"],
)  # fmt: skip
def test_weights_that_say_nothing_are_refused(weights: list[float], code: str) -> None:
    for ask in (lambda: share_of([1.0, 0.0], weight=weights), lambda: effective_n([1.0, 0.0], weights=weights)):
        with pytest.raises(InvalidInput) as caught:
            ask()
        assert caught.value.code == code


def test_what_cannot_be_counted_is_refused() -> None:
    refused = {
        "rates.bad_counts": lambda: two_rates(5, 4, 1, 2),
        "p.out_of_range": lambda: adjust_p([0.5, 1.2]),
        "detectable.bad_input": lambda: detectable(-1, 10),
        "control.bad_counts": lambda: control_limits([3], [2]),
        "nps.bad_counts": lambda: nps_difference([0, 0, 0], [1, 1, 1]),
        "nps.bad_shares": lambda: nps_sample_size(0.7, 0.5, 5),
        "nps.bad_margin": lambda: nps_sample_size(0.7, 0.1, 0),
        "nps.unknown_method": lambda: promoters_of([9.0], method="guess"),
    }
    for code, ask in refused.items():
        with pytest.raises(InvalidInput) as caught:
            ask()
        assert caught.value.code == code


def test_an_empty_side_is_not_compared() -> None:
    assert two_rates(0, 0, 3, 5).p is None


@given(st.integers(0, 40), st.integers(1, 40), st.integers(0, 40), st.integers(1, 40))
def test_a_difference_of_rates_turns_with_its_sides(x1: int, n1: int, x2: int, n2: int) -> None:
    assume(x1 <= n1)
    assume(x2 <= n2)
    found, turned = two_rates(x1, n1, x2, n2), two_rates(x2, n2, x1, n1)
    assert found.difference == pytest.approx(-(turned.difference or 0))
    assert found.low == pytest.approx(-(turned.high or 0))
    assert found.p == pytest.approx(turned.p)
    assert found.low is not None
    assert found.high is not None
    assert -1 <= found.low <= (found.difference or 0) + 1e-12
    assert (found.difference or 0) <= found.high + 1e-12


def test_eight_points_on_one_side_are_a_signal() -> None:
    found = control_limits([60, 40, *[55] * 9, 20], [100] * 12)
    assert found.signals == (9, 10, 11)
    assert found.why == ("run", "run", "outside")


def test_points_on_the_centre_end_a_run() -> None:
    assert control_limits([50] * 20, [100] * 20).signals == ()
