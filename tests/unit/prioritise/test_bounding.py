"""Branch and bound finds what looking at every set finds, and says when its time was too short."""

import time
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import prioritise
from sojourn.prioritise.bounding import Task, best_sets
from tests.unit.prioritise.portfolios import initiatives, model_of, models

FOREVER = float("inf")


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    """Draw singles and pairs of either sign, a budget or none, and rules such as plans have."""
    n = draw(st.integers(1, 9))
    whole = st.integers(-5, 20)
    extra = np.zeros((n, n))
    for i in range(n):
        for j in range(i):
            extra[i, j] = extra[j, i] = draw(st.sampled_from([0, 0, 0, -6, -2, 3, 9]))
    rows, low, high = [], [], []
    paid = draw(st.booleans())
    if paid:
        rows.append(draw(st.lists(st.sampled_from([0, 1, 3, 4, 7]), min_size=n, max_size=n)))
        low.append(-np.inf)
        high.append(draw(st.integers(0, 15)))
    for _ in range(draw(st.integers(0, 3))):
        rows.append(draw(st.lists(st.sampled_from([-1, 0, 0, 1]), min_size=n, max_size=n)))
        low.append(draw(st.sampled_from([-np.inf, -np.inf, 1])))
        high.append(draw(st.sampled_from([0, 1, np.inf])))
    worth = np.array(draw(st.lists(whole, min_size=n, max_size=n)), dtype=float)
    table = np.array(rows, dtype=float).reshape(len(rows), n)
    return Task(worth, extra, table, np.array(low, dtype=float), np.array(high, dtype=float), 0 if paid else None)


def worth(task: Task, one: tuple[int, ...]) -> float:
    """Say what a set is worth, term by term."""
    pairs = sum(task.extra[i, j] for i in range(len(one)) for j in range(i) if one[i] and one[j])
    return float(sum(w for w, x in zip(task.worth, one, strict=True) if x) + pairs)


def every(task: Task) -> list[float]:
    """Give what every set is worth that keeps the limits, the best first."""
    kept = []
    for one in product((0, 1), repeat=len(task.worth)):
        sums = [sum(a * x for a, x in zip(row, one, strict=True)) for row in task.rows]
        if all(low <= total <= high for low, total, high in zip(task.low, sums, task.high, strict=True)):
            kept.append(worth(task, one))
    return sorted(kept, reverse=True)


@given(task=tasks(), keep=st.sampled_from([1, 4, 50]))
def test_the_best_sets_are_those_of_a_look_at_every_set(task, keep):
    found, whole = best_sets(task, keep=keep, until=FOREVER)
    assert whole
    assert [worth(task, tuple(map(int, one))) for one in found] == every(task)[:keep]
    assert len(np.unique(found, axis=0)) == len(found)


def many(n: int) -> tuple[prioritise.PlanModel, list[dict[str, object]]]:
    """Give a journey of ten steps, and so many initiatives that work on them."""
    random = np.random.default_rng(4)
    steps = [f"s{place}" for place in range(10)]
    chain = [(one, other, 0.6) for one, other in zip(steps, [*steps[1:], "good"], strict=True)]
    chain += [(one, "lost", 0.4) for one in steps]
    model = prioritise.plan_model(
        chain, start="s0", outcomes=["good", "lost"], volume=1e5, margin_visit={"s4": 1.0}, margin_outcome={"good": 20}
    )
    found: list[dict[str, object]] = []
    for place in range(n):
        at = int(random.integers(10))
        on = [*steps[1:], "good"][at]
        effect = {"kind": "transition", "steps": [steps[at], on], "to": 0.6 + float(random.uniform(0.005, 0.1))}
        one: dict[str, object] = {"id": f"i{place:02}", "cost": float(random.integers(5, 60)), "effect": effect}
        if place % 7 == 3:
            one["requires"] = [f"i{place - 1:02}"]
        found.append(one)
    return model, found


def test_twenty_five_initiatives_are_proved():
    model, found = many(25)
    # A busy machine may need longer than the ten seconds that people are asked to wait.
    plan = prioritise.plan(model, found, budget=250, draws=0, time_limit=200)
    assert (plan.method, plan.proved) == ("pairs", True)
    assert plan.budget_curve(time_limit=200).proved


def test_what_has_no_time_is_not_proved_and_still_keeps_the_rules():
    model, found = many(30)
    task = Task(np.arange(1.0, 31.0), np.zeros((30, 30)), np.ones((1, 30)), np.array([-np.inf]), np.array([15.0]), 0)
    assert not best_sets(task, keep=50, until=time.monotonic() - 1)[1]
    plan = prioritise.plan(model, found, budget=250, draws=0, time_limit=0.05)
    assert plan.cost <= 250
    assert plan.gain > 0


def test_of_many_initiatives_the_choice_is_that_of_a_search_of_all():
    model, found = many(13)
    every = prioritise.plan(model, found, budget=130, draws=0, method="exhaustive")
    pairs = prioritise.plan(model, found, budget=130, draws=0, method="milp")
    assert pairs.chosen == every.chosen
    assert pairs.gain == pytest.approx(every.gain)


@given(model=models(), found=initiatives(most=5), budget=st.sampled_from([20, 45, 80]))
def test_with_every_set_kept_the_choice_gains_as_much_as_that_of_a_search_of_all(model, found, budget):
    every = prioritise.plan(model_of(model), found, budget=budget, draws=0)
    pairs = prioritise.plan(model_of(model), found, budget=budget, draws=0, method="milp")
    assert pairs.proved
    assert pairs.gain == pytest.approx(every.gain, rel=1e-9, abs=1e-9)
