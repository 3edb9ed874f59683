"""Canvas, matrix and radar give the numbers and the findings of the specification."""

import pytest

from sojourn.maps.model import Acquisition, AcquisitionLine, Canvas, LeftToOthers
from sojourn.prioritise import acquisition_plan, check_canvas, check_matrix, plan_model, radar, value

from .vectors import cases, named, same


@pytest.mark.parametrize("case", cases("prioritise.check_canvas"), ids=named)
def test_the_boxes_of_a_canvas(case):
    given = case["input"]
    canvas = Canvas(**dict.fromkeys(given["filled"], "said"), unknown=tuple(given["unknown"]))
    for state in (check_canvas(canvas), check_canvas(filled=given["filled"], unknown=given["unknown"])):
        same(state.to_dict(), case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("prioritise.check_matrix"), ids=named)
def test_what_a_matrix_lacks(case):
    given = case["input"]
    lines = tuple(
        AcquisitionLine(
            id=line["action"], step=line["customer_action"], action=line["action"], team=line["team"],
            cost=line["cost"], start=f"2027-{line['month']:02d}",
        )
        for line in given["lines"]
    )  # fmt: skip
    left = tuple(LeftToOthers(step=each) for each in given["left_to_others"])
    found = check_matrix(
        Acquisition(lines=lines, left_to_others=left), given["customer_actions"], budget=given["budget"]
    )
    assert [str(each) for each in found] == case["expected"]["findings"]


@pytest.mark.parametrize("case", cases("prioritise.radar"), ids=named)
def test_the_relevance_of_needs_and_trends(case):
    found = radar(case["input"]["items"], case["input"]["priority"])
    shown = {
        "relevance": found.relevance,
        "unserved_needs": [*found.unserved_needs],
        "trends_without_gap": [*found.trends_without_gap],
    }
    same(shown, case["expected"], case["tolerance"])


@pytest.mark.parametrize("case", cases("prioritise.acquisition_plan"), ids=named)
def test_the_best_lines_under_each_budget(case):
    given = case["input"]
    model = plan_model(
        [tuple(way) for way in given["chain"]], start=given["start"], outcomes=given["outcomes"],
        volume=given["volume"], margin_outcome=given["margin_outcome"],
    )  # fmt: skip
    plans = []
    for budget in given["budgets"]:
        found = acquisition_plan(model, given["actions"], budget=budget, excludes=given["excludes"])
        plans.append({"budget": budget, "chosen": [*found.chosen], "cost": found.cost, "gain": found.gain})
    same({"value": value(model).value, "plans": plans}, case["expected"], case["tolerance"])
