"""Plans and what they are made of, held to the published numbers."""

from collections.abc import Mapping
from typing import Any

import pytest

from sojourn import prioritise

from .vectors import cases, named, same

GIVEN = ("budget", "objective", "discount", "floors", "excludes", "capacity", "method", "keep", "carry", "draws")
"""What a case hands on as it is."""


def model_of(case: Mapping[str, Any]) -> prioritise.PlanModel:
    given = dict(case["input"]["model"])
    return prioritise.plan_model(given.pop("chain"), **given)


def options_of(case: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: case["input"][name] for name in GIVEN if name in case["input"]}
    return found | ({"work": case["input"]["months"]} if "months" in case["input"] else {})


def joined(names: Any) -> str:
    return "+".join(names)


def set_of(found: Any) -> dict[str, Any]:
    return {**found.to_dict(), "chosen": list(found.chosen)}


def document(found: prioritise.Plan) -> dict[str, Any]:
    return {
        "chosen": list(found.chosen),
        "cost": found.cost,
        "gain": found.gain,
        "net": found.net,
        "surrogate": found.best.surrogate,
        "runner_up": None if found.runner_up is None else set_of(found.runner_up),
        "third": None if found.third is None else set_of(found.third),
        "cost_of_floor": found.cost_of_floor,
        "sets": [set_of(each) for each in found.sets],
    }


@pytest.mark.parametrize("case", cases("prioritise.value"), ids=named)
def test_value(case: Mapping[str, Any]) -> None:
    found = prioritise.value(model_of(case))
    same({"value": found.value, "visits": found.visits, "outcome": found.outcome}, case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("prioritise.gain"), ids=named)
def test_gain(case: Mapping[str, Any]) -> None:
    found = prioritise.gain(model_of(case), case["input"]["initiatives"], carry=case["input"].get("carry", 1.0))
    pairs = {joined(pair): extra for pair, extra in found.pairs.items()}
    same(
        {"alone": found.alone, "over_requirements": found.over_requirements, "pairs": pairs},
        case["expected"],
        case["tolerance"],
    )


@pytest.mark.parametrize("case", cases("prioritise.apply_effects"), ids=named)
def test_apply_effects(case: Mapping[str, Any]) -> None:
    given, expected = case["input"], case["expected"]
    if "error" in expected:
        with pytest.raises(prioritise.PlanRefused) as refused:
            prioritise.apply_effects(given["row"], given["effect"], state=given["state"])
        assert refused.value.code == expected["error"]
        assert list(refused.value.names) == expected["names"]
        return
    found = prioritise.apply_effects(given["row"], given["effect"], state=given["state"])
    same({"row": found.row, "warnings": list(found.warnings)}, expected, case["tolerance"])
    assert sum(found.row.values()) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("case", cases("prioritise.finite_change"), ids=named)
def test_finite_change(case: Mapping[str, Any]) -> None:
    given = case["input"]
    found = prioritise.finite_change(
        model_of(case), tuple(given["edge"]), giving=given["from"], delta=given["delta"], outcome=given["outcome"]
    )
    same({"change": found}, case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("prioritise.plan"), ids=named)
def test_plan(case: Mapping[str, Any]) -> None:
    model, initiatives, options = model_of(case), case["input"]["initiatives"], options_of(case)
    expected = case["expected"]
    if "error" in expected:
        with pytest.raises(prioritise.PlanRefused) as refused:
            prioritise.plan(model, initiatives, **options)
        assert refused.value.code == expected["error"]
        for key in expected.keys() - {"error"}:
            found = getattr(refused.value, key)
            assert (list(found) if isinstance(found, tuple) else found) == expected[key]
        return
    if "plans" not in expected:
        same(document(prioritise.plan(model, initiatives, **options)), expected, case["tolerance"])
        return
    name, values = ("budget", "budgets") if "budgets" in case["input"] else ("periods", "periods")
    plans = {each: prioritise.plan(model, initiatives, **options, **{name: each}) for each in case["input"][values]}
    told = [{name: each, **document(plan)} for each, plan in plans.items()]
    same(told, expected["plans"], case["tolerance"])
    if "payback" in expected:
        last = list(plans.values())[-1]
        same({"chosen": list(last.chosen), "periods": last.payback}, expected["payback"], case["tolerance"])
    if "largest_surrogate_error" in expected:
        largest = max(plan.surrogate_error or 0.0 for plan in plans.values())
        same(largest, expected["largest_surrogate_error"], case["tolerance"])


@pytest.mark.parametrize("case", cases("prioritise.budget_curve"), ids=named)
def test_budget_curve(case: Mapping[str, Any]) -> None:
    found = prioritise.budget_curve(model_of(case), case["input"]["initiatives"])
    same({"steps": found.to_dict()["steps"]}, case["expected"], case["tolerance"])
    assert not found.nested


@pytest.mark.parametrize("case", cases("prioritise.choose"), ids=named)
def test_choose(case: Mapping[str, Any]) -> None:
    given = case["input"]
    found = prioritise.choose(given["values"], given["costs"], budget=given["budget"])
    same({"value": found.value, "chosen": [place + 1 for place in found.chosen]}, case["expected"], 1e-9)


@pytest.mark.parametrize("seed", [0, 7])
@pytest.mark.parametrize("case", cases("prioritise.plan_draws"), ids=named)
def test_plan_draws(case: Mapping[str, Any], seed: int) -> None:
    found = prioritise.plan_draws(
        model_of(case), case["input"]["initiatives"], budget=case["input"]["budget"], draws=case["input"]["draws"],
        seed=seed,
    )  # fmt: skip
    told = {
        "expected": {joined(names): mean for names, mean in found.expected.items()},
        "order": [joined(names) for names in found.order[:3]],
        "loss_if_dropped": found.loss_if_dropped,
        "inclusion": found.inclusion,
        "best_set": {joined(names): share for names, share in found.best_set.items()},
        "beats": {joined(names): chance for names, chance in found.beats.items()},
        "gain_quantiles": {str(level): gain for level, gain in found.gain_quantiles.items()},
        "value_of_perfect_information": found.value_of_perfect_information,
    }
    same(told, case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("prioritise.order"), ids=named)
def test_order(case: Mapping[str, Any]) -> None:
    found = prioritise.order(case["input"]["items"])
    ratios = {"ratio_I6" if block.items == ("I6",) else "ratio_chain": block.ratio for block in found.blocks}
    blocks = [{"items": list(block.items), "ratio": block.ratio} for block in found.blocks]
    same({"order": list(found.order), "blocks": blocks, **ratios}, case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("prioritise.rice"), ids=named)
def test_rice(case: Mapping[str, Any]) -> None:
    found = prioritise.rice(model_of(case), case["input"]["initiatives"], items=case["input"]["items"])
    told = {field: found.of(field) for field in ("reach", "impact", "confidence", "rice")}
    same(told, case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("prioritise.effect_from_experiment"), ids=named)
def test_effect_from_experiment(case: Mapping[str, Any]) -> None:
    expected = case["expected"]
    if "error" in expected:
        with pytest.raises(prioritise.PlanRefused) as refused:
            prioritise.effect_from_experiment(**case["input"])
        assert refused.value.code == expected["error"]
        assert refused.value.p == pytest.approx(expected["p"], abs=case["tolerance"])
        return
    found = prioritise.effect_from_experiment(**case["input"])
    told = {name: getattr(found, name) for name in expected if name != "refused"}
    same({**told, "refused": False}, expected, case["tolerance"])


@pytest.mark.parametrize("case", cases("prioritise.improvement_plan"), ids=named)
def test_improvement_plan(case: Mapping[str, Any]) -> None:
    found = prioritise.improvement_plan(case["input"]["chosen"])
    same({"order": list(found.order), "group": found.group}, case["expected"], 0)
