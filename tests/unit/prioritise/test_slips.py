"""Slips in what is given are refused with what was found, and never planned with."""

from pathlib import Path
from typing import Any

import pytest

import sojourn as sj
from sojourn import maps, prioritise, samples
from sojourn.cli.main import main

TICKETS = maps.parse_map(samples.example_map("tickets"))
MODEL = prioritise.model_of(TICKETS)
EFFECT = {"kind": "transition", "steps": ["after", "loyal"], "to": 0.33}


def idea(**more: Any) -> dict[str, Any]:
    return {"id": "a", "cost": 10, "effort": 2, "department": "product", "effect": EFFECT, **more}


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (idea(cost=float("nan")), "plan.number"),
        (idea(cost=-5), "plan.number"),
        (idea(cost="100"), "plan.number"),
        (idea(effort=-1), "plan.number"),
        (idea(months=float("inf")), "plan.number"),
        (idea(reqires=["b"]), "plan.key"),
        ({key: value for key, value in idea().items() if key != "id"}, "plan.incomplete"),
        (idea(effect={"kind": "margin", "steps": ["show"], "by": [0, 1, float("inf")]}), "effect.range"),
    ],
)
def test_an_initiative_that_cannot_be_is_refused(given: dict[str, Any], code: str) -> None:
    with pytest.raises(prioritise.PlanRefused) as refused:
        prioritise.plan(MODEL, [given], budget=100, draws=0)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"budget": "100"}, "plan.budget"),
        ({"budget": float("nan")}, "plan.budget"),
        ({"seed": -1}, "plan.seed"),
        ({"draws": -1}, "plan.draws"),
        ({"capacity": {"prodcut": 3}}, "plan.capacity"),
        ({"capacity": {"product": -3}}, "plan.capacity"),
    ],
)
def test_an_option_that_cannot_be_is_refused(options: dict[str, Any], code: str) -> None:
    with pytest.raises(prioritise.PlanRefused) as refused:
        prioritise.plan(MODEL, [idea()], **{"budget": 100, "draws": 0, **options})
    assert refused.value.code == code
    if "prodcut" in str(options):
        assert "product" in (refused.value.hint or "")


def test_a_department_that_is_misspelt_is_refused_and_one_that_is_idle_is_not() -> None:
    with pytest.raises(prioritise.PlanRefused) as refused:
        sj.plan(TICKETS, budget=50_000, draws=0, capacity={"prodcut": 3})
    assert refused.value.code == "plan.capacity"
    named = {each.id: 100.0 for each in TICKETS.departments}
    assert sj.plan(TICKETS, budget=50_000, draws=0, capacity=named).chosen


def test_work_without_a_start_is_told_where_capacity_is_by_month() -> None:
    plan = prioritise.plan(MODEL, [idea()], budget=100, draws=0, capacity={"product": {"2027-01": 1.0}})
    assert plan.warnings == ("capacity.no_start:a,product",)
    assert any("no month in which it starts" in each["message"] for each in plan.to_dict()["notes"])


def test_a_worth_that_is_no_number_is_refused() -> None:
    with pytest.raises(prioritise.PlanRefused) as refused:
        prioritise.model_of(TICKETS, worth={"show": float("nan")})
    assert refused.value.code == "plan.number"


def test_the_template_of_a_buying_journey_fills_no_box_by_itself(tmp_path: Path) -> None:
    main(["maps", "new", str(tmp_path / "new.yaml"), "--template", "buying"])
    canvas = maps.read_map(tmp_path / "new.yaml").acquisition
    assert canvas is not None
    assert prioritise.check_canvas(canvas.canvas).filled == ()
