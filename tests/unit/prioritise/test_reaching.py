"""Experiments that count any way, put on one way of a chain: against walking, and against worlds of known truth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sojourn import prioritise
from sojourn.analyse import Chain
from sojourn.prioritise.portfolio import Portfolio
from sojourn.prioritise.proposals import Arms
from sojourn.prioritise.reaching import ratio_for, reached, way_round

Floats = NDArray[np.float64]


def walked(shares: Floats, i: int, j: int) -> float:
    """Come from i to j by any way: put the mass at i and push it on until nothing of it moves."""
    m = len(shares)
    here, came = np.zeros(m), 0.0
    here[i] = 1.0
    for _ in range(4_000):
        ahead = here @ shares
        came += ahead[j]
        ahead[j] = 0.0
        here = ahead[:m]
    return came


def strengthened(shares: Floats, i: int, j: int, ratio: float) -> Floats:
    made = np.array(shares)
    made[i, j] *= ratio
    made[i] /= made[i].sum()
    return made


def value(shares: Floats, worth: Floats) -> float:
    m = len(shares)
    return float(np.linalg.solve(np.eye(m) - shares[:, :m], shares[:, m:] @ worth)[0])


def made(seed: int) -> tuple[Floats, int, int]:
    """A chain with two outcomes that everybody comes to before long, a step and where a way of it leads."""
    random = np.random.default_rng(seed)
    m = int(random.integers(2, 6))
    shares = random.dirichlet(np.ones(m + 2), m)
    shares[:, m:] += 0.1
    shares /= shares.sum(axis=1, keepdims=True)
    i = int(random.integers(m))
    return shares, i, int(random.choice([place for place in range(m + 2) if place != i]))


@given(seed=st.integers(0, 10_000), ratio=st.floats(0.3, 5))
def test_as_many_come_there_as_were_wanted(seed: int, ratio: float) -> None:
    shares, i, j = made(seed)
    onward, back = way_round(shares, i, j)
    p = float(shares[i, j])
    assert reached(p, onward, back) == pytest.approx(walked(shares, i, j), abs=1e-9)
    wanted = walked(strengthened(shares, i, j, ratio), i, j)
    found = ratio_for(p, onward, back, treated=np.array([wanted]), today=np.array([reached(p, onward, back)]))
    assert found[0] == pytest.approx(ratio, rel=1e-5)


@given(seed=st.integers(0, 10_000), ratio=st.floats(1.2, 5), mixed=st.sampled_from([0.1, 0.2, 0.5]))
def test_in_worlds_of_known_truth_the_gain_is_that_of_everybody_having_it(
    seed: int, ratio: float, mixed: float
) -> None:
    """Some customers have the initiative, by lot; the chain is counted on all; arms count any way."""
    without, i, j = made(seed)
    with_ = strengthened(without, i, j, ratio)
    m = len(without)
    visits = [np.linalg.inv(np.eye(m) - each[:, :m])[0][:, None] * each for each in (without, with_)]
    today = (1 - mixed) * visits[0] + mixed * visits[1]
    today /= today.sum(axis=1, keepdims=True)
    worth = np.array([1.0, 0.0])
    truth = value(with_, worth) - value(today, worth)
    n = 10_000_000
    arms = Arms(*((round(walked(each, i, j) * n), n) for each in (with_, without)), mixed=mixed)
    states = [*(f"s{place}" for place in range(m)), "good", "lost"]
    chain = Chain(tuple(states[:m]), ("good", "lost"), "s0", today)
    model = prioritise.plan_model(chain, volume=1.0, margin_outcome={"good": 1.0})
    share = float(today[i, j])
    change = prioritise.Change(kind="transition", steps=(states[i], states[j]), to=(share,) * 3, arms=arms)
    one = prioritise.Proposal(id="one", cost=1.0, changes=(change,))
    gain = float(Portfolio(model, [one]).gains(np.ones((1, 1), bool))[0])
    assert gain == pytest.approx(truth, rel=0.12, abs=2e-3)


def test_where_the_assigned_are_others_the_effect_lies_between_the_odds_ratio_and_the_share() -> None:
    ways = [("pay", "buy", 0.5), ("pay", "account", 0.3), ("pay", "lost", 0.2), ("account", "buy", 0.9),
            ("account", "lost", 0.1), ("buy", "good", 1.0)]  # fmt: skip
    model = prioritise.plan_model(
        ways, start="pay", outcomes=["good", "lost"], volume=1000.0, margin_outcome={"good": 1}
    )
    arms = Arms((930, 1000), (690, 1000), mixed=0.0)
    change = prioritise.Change(kind="transition", steps=("pay", "buy"), to=(0.6, 0.6, 0.6), arms=arms)
    plan = prioritise.plan(model, [prioritise.Proposal(id="guest", cost=1.0, changes=(change,))], budget=1, draws=400)
    once = 0.5 + 0.3 * 0.9
    odds = once / (1 - once) * (0.93 / 0.07) / (0.69 / 0.31)
    low, high = 1000 * (0.93 - once), 1000 * (odds / (1 + odds) - once)
    assert low < plan.gain < high
    assert plan.gain_low is not None
    assert plan.gain_high is not None
    assert plan.gain_low < low + 0.2 * (high - low)
    assert plan.gain_high > high - 0.2 * (high - low)
    assert plan.warnings == ("effect.base_differs:pay,buy",)


def test_where_nothing_else_leads_there_and_the_share_is_that_of_those_left_without_the_odds_ratio_stays() -> None:
    ways = [("pay", "buy", 0.5), ("pay", "lost", 0.5), ("buy", "good", 1.0)]
    model = prioritise.plan_model(ways, start="pay", outcomes=["good", "lost"], volume=1.0, margin_outcome={"good": 1})
    for mixed in (None, 0.0):
        arms = Arms((700_000, 1_000_000), (500_000, 1_000_000), mixed=mixed)
        change = prioritise.Change(kind="transition", steps=("pay", "buy"), to=(0.6, 0.6, 0.6), arms=arms)
        found = Portfolio(model, [prioritise.Proposal(id="guest", cost=1.0, changes=(change,))])
        assert found.chain_with(["guest"])[0, 1] == pytest.approx(0.7, abs=1e-5)
        assert found.warnings == ()
