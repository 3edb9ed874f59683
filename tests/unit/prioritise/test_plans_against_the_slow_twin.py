"""Plans held to a search of every set by plain loops, and to what must hold of every plan."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn import prioritise
from tests.oracles import plans as oracle

from .portfolios import initiatives, model_of, models


@given(model=models(), found=initiatives(), budget=st.sampled_from([0, 15, 30, 60]), carry=st.sampled_from([1.0, 0.5]))
def test_the_best_set_is_the_best_of_all(model, found, budget, carry):
    slow = oracle.best(model, found, budget, carry=carry)
    fast = prioritise.plan(model_of(model), found, budget=budget, carry=carry)
    assert fast.gain == pytest.approx(slow[0], rel=1e-7, abs=1e-6)
    assert fast.cost == pytest.approx(slow[1])
    assert len(fast.chosen) == slow[2]
    assert tuple(sorted(fast.chosen)) == slow[3]


@given(
    model=models(),
    found=initiatives(),
    budget=st.sampled_from([0, 25, 60]),
    capacity=st.dictionaries(st.sampled_from(["product", "shop"]), st.sampled_from([1.0, 2.0, 3.0]), max_size=2),
    data=st.data(),
)
def test_rules_are_kept_and_what_cannot_be_is_refused(model, found, budget, capacity, data):
    ids = [each["id"] for each in found]
    helps = data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=2, unique=True))
    exclude = data.draw(st.lists(st.sampled_from(ids), max_size=1))
    slow = oracle.best(model, found, budget, capacity=capacity, floors=[helps], exclude=exclude)
    options = {"capacity": capacity, "floors": [{"step": "b", "any_of": helps}], "exclude": exclude, "draws": 0}
    if slow is None:
        with pytest.raises(prioritise.PlanRefused) as refused:
            prioritise.plan(model_of(model), found, budget=budget, **options)
        assert refused.value.code == "plan.infeasible"
        assert refused.value.constraint == "floor:b"
        unpaid = [
            sum(each["cost"] for each in chosen)
            for chosen in oracle.sets_of(found, 1e9, {"capacity": capacity, "floors": [helps], "exclude": exclude})
        ]
        assert refused.value.needs == (min(unpaid) if unpaid else None)
        return
    fast = prioritise.plan(model_of(model), found, budget=budget, **options)
    assert fast.gain == pytest.approx(slow[0], rel=1e-7, abs=1e-6)
    assert tuple(sorted(fast.chosen)) == slow[3]
    assert fast.cost_of_floor >= -1e-6


@given(model=models(), found=initiatives())
def test_effects_commute_and_nothing_gains_nothing(model, found):
    forwards = prioritise.gain(model_of(model), found)
    backwards = prioritise.gain(model_of(model), [{**each, "requires": (), "any_of": ()} for each in reversed(found)])
    assert forwards.together == pytest.approx(backwards.together, rel=1e-9, abs=1e-7)
    assert forwards.together == pytest.approx(oracle.gain(model, found), rel=1e-7, abs=1e-6)
    portfolio = prioritise.Portfolio(model_of(model), prioritise.proposals(found))
    assert portfolio.gains(np.zeros((1, len(found)), dtype=bool))[0] == 0


@given(model=models(), found=initiatives())
def test_the_curve_never_falls_and_is_the_plan_at_each_budget(model, found):
    curve = prioritise.budget_curve(model_of(model), found)
    gains = [step.gain for step in curve.steps]
    assert gains == sorted(gains)
    for step in curve.steps:
        plan = prioritise.plan(model_of(model), found, budget=step.budget, draws=0)
        assert plan.chosen == step.chosen
        assert plan.gain == pytest.approx(step.gain)


@settings(max_examples=12)
@given(model=models(), found=initiatives(most=4), budget=st.sampled_from([20, 45]))
def test_the_surrogates_choice_never_beats_a_search_of_all(model, found, budget):
    every = prioritise.plan(model_of(model), found, budget=budget, draws=0)
    pairs = prioritise.plan(model_of(model), found, budget=budget, draws=0, method="milp", keep=8)
    assert pairs.method == "pairs"
    assert pairs.gain <= every.gain + max(1e-6, 1e-9 * abs(every.gain))
    assert pairs.cost <= budget + 1e-6


@settings(max_examples=15)
@given(model=models(), found=initiatives(most=4), seed=st.integers(0, 5))
def test_equal_seeds_give_equal_plans(model, found, seed):
    for each in found:
        for effect in each["effect"] if each["effect"] != "none" else ():
            key = "to" if effect["kind"] == "transition" else "by"
            effect[key] = [effect[key] * 0.9, effect[key], effect[key] * 1.2]
    one, other = (prioritise.plan(model_of(model), found, budget=45, draws=40, seed=seed).to_dict() for _ in range(2))
    assert one == other


@given(model=models())
def test_a_finite_change_is_that_of_the_changed_chain(model):
    made = model_of(model)
    rows = oracle.rows_of(model["chain"])
    delta = rows["b"]["lost"] / 2
    found = prioritise.finite_change(made, ("b", "c"), giving="lost", delta=delta, outcome="good")
    before = oracle.worth(rows, {"start": "a", "volume": 1}, {}, {"good": 1.0})
    rows["b"]["c"] += delta
    rows["b"]["lost"] -= delta
    assert found == pytest.approx(oracle.worth(rows, {"start": "a", "volume": 1}, {}, {"good": 1.0}) - before)
