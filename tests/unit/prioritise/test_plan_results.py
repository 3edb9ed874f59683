"""What plans say: order, timeline, experiments, benefits, the map with a plan, kept and read again."""

import json
from datetime import UTC, datetime

import pytest

import sojourn as sj
from sojourn import maps, prioritise, samples
from sojourn.core.clock import FixedClock

TICKETS = maps.parse_map(samples.example_map("tickets"))
MODEL = prioritise.model_of(TICKETS)
IDEAS = prioritise.initiatives_of(TICKETS)


def test_work_follows_departments_and_requirements():
    plan = sj.plan(TICKETS, budget=195_000, draws=0, begins="2027-01")
    when = {slot.id: (slot.begin, slot.end) for slot in plan.slots}
    assert when["app_wallet"][1] <= when["pay_at_show"][0]
    for one in plan.slots:
        for other in plan.slots:
            if one.id != other.id and one.department == other.department:
                assert one.end <= other.begin or other.end <= one.begin
    assert prioritise.view(plan, "timeline").rows()[0]["begins"] == "2027-01"


def test_capacity_counts_by_month_where_it_is_given_so():
    ideas = [
        {"id": name, "cost": 10, "effort": 2, "department": "product", "months": 2, "start": "2027-01-15",
         "effect": [{"kind": "transition", "steps": ["after", "loyal"], "to": to}]}
        for name, to in (("a", 0.3), ("b", 0.28))
    ]  # fmt: skip
    both = prioritise.plan(MODEL, ideas, budget=100, capacity={"product": {"2027-01": 2.0, "2027-03": 0.0}})
    assert both.chosen == ("a", "b")
    one = prioritise.plan(MODEL, ideas, budget=100, capacity={"product": {"2027-02": 1.0}})
    assert one.chosen == ("a",)
    assert [bound.rule for bound in one.binding] == ["capacity:product:2027-02"]


def test_an_experiment_takes_the_place_of_the_guess_and_the_ratio_is_kept():
    found = prioritise.effect_from_experiment({"x": 860, "n": 1000}, {"x": 820, "n": 1000}, planned=2000)
    better, calibration = prioritise.with_experiment(IDEAS, "guest_checkout", found, steps=("buy", "choose"))
    assert better[0].evidence == "research"
    assert better[0].changes[0].to == (0.84, 0.88, 0.91)
    assert calibration.ratio == pytest.approx(0.62, abs=0.03)
    plan = prioritise.plan(MODEL, better, budget=40_000, include=["guest_checkout"], draws=300)
    guess = prioritise.plan(MODEL, IDEAS, budget=40_000, include=["guest_checkout"], draws=300)
    assert plan.gain < guess.gain
    assert found.warnings == ()
    early = prioritise.effect_from_experiment({"x": 86, "n": 100}, {"x": 82, "n": 100}, planned=2000)
    assert early.warnings == ("experiment.early",)
    with pytest.raises(prioritise.PlanRefused) as refused:
        prioritise.with_experiment(IDEAS, "photos", found, steps=("buy", "choose"))
    assert refused.value.code == "experiment.no_claim"


def test_knowing_more_is_worth_nothing_where_it_changes_nothing():
    told = prioritise.plan(MODEL, IDEAS, budget=195_000).information
    assert told.best_share == 1
    assert told.value_of_perfect_information == pytest.approx(0, abs=1e-6)
    assert set(told.value_of_learning.values()) == {0.0}


def test_knowing_one_thing_is_worth_no_more_than_knowing_all():
    told = prioritise.plan(MODEL, IDEAS, budget=120_000).information
    assert max(told.value_of_learning.values()) <= told.value_of_perfect_information
    assert sum(told.best_set.values()) == pytest.approx(1)
    assert told.inclusion["app_wallet"] == told.inclusion["pay_at_show"]


def test_benefits_add_up_and_what_nobody_estimated_has_no_number():
    plan = sj.plan(TICKETS, budget=90_000, draws=0)
    found = {each.name: each for each in prioritise.benefits(plan)}
    assert found["sales"].amount == pytest.approx(plan.gain)
    assert found["retention"].amount > 0
    assert found["satisfaction"].said == "expected, not estimated"


def test_the_map_with_a_plan_has_the_shares_that_are_claimed_and_the_same_feelings():
    plan = sj.plan(TICKETS, budget=120_000, draws=0)
    after = sj.planned_map(TICKETS, plan)
    shares = {(link.from_, link.to): link.share for link in after.links}
    assert shares["after", "loyal"] == pytest.approx(0.33)
    assert shares["buy", "choose"] == 0.82
    assert [step.margin for step in after.steps if step.id == "show"] == [pytest.approx(4.9)]
    assert [step.feels for step in after.steps] == [step.feels for step in TICKETS.steps]
    assert {each.id for each in after.initiatives} == set(plan.chosen)
    worth = prioritise.value(prioritise.model_of(after)).value - prioritise.value(MODEL).value
    assert worth == pytest.approx(plan.gain)


def test_a_plan_that_was_kept_can_be_planned_again(tmp_path):
    plan = sj.plan(TICKETS, budget=120_000, draws=100)
    path = tmp_path / "plan.json"
    sj.save_plan(plan, path, clock=FixedClock(datetime(2026, 11, 22, tzinfo=UTC)), map=TICKETS)
    kept = sj.read_plan(path)
    assert (kept.saved, tuple(kept.chosen), kept.counted) == ("2026-11-22", plan.chosen, False)
    given = json.loads(path.read_text())
    ways = given["model"]["chain"]
    model = prioritise.plan_model(
        ways, start=given["model"]["start"], outcomes=given["model"]["outcomes"], volume=given["model"]["volume"],
        margin_visit=given["model"]["margin_visit"], margin_outcome=given["model"]["margin_outcome"],
    )  # fmt: skip
    again = prioritise.plan(model, given["initiatives"], budget=given["budget"], draws=given["draws"])
    assert again.chosen == plan.chosen
    assert again.gain == pytest.approx(plan.gain)
    promise = next(each for each in kept.promises if each.initiative == "photos")
    assert (promise.before, promise.low, promise.mode, promise.high) == pytest.approx((0.25, 0.28, 0.33, 0.36))


def test_more_initiatives_than_can_be_searched_are_found_by_pairs():
    many = [
        {"id": f"i{n:02}", "cost": 10 + n, "effect": [{"kind": "transition", "steps": ["after", "loyal"], "from": 0.25,
                                                       "to": 0.251 + n / 2000}]}
        for n in range(18)
    ]  # fmt: skip
    plan = prioritise.plan(MODEL, many, budget=40, draws=0, keep=3)
    assert plan.method == "pairs"
    assert plan.cost <= 40
    assert plan.surrogate_error is not None
    assert any(each["code"] == "pairs" for each in plan.to_dict()["notes"])


@pytest.mark.parametrize("name", ["chart", "timeline_chart", "inclusion_chart"])
def test_each_drawing_is_a_document(name):
    plan = sj.plan(TICKETS, budget=120_000, draws=50)
    assert getattr(plan, name)().to_dict()["title"]["text"]


def test_a_view_of_another_name_and_an_empty_plan_are_told():
    plan = sj.plan(TICKETS, budget=0, draws=0)
    assert plan.chosen == ()
    assert "no set of initiatives gains anything" in str(plan)
    for name, code in (("summary", "plan.view"), ("inclusion", "plan.nothing_drawn")):
        with pytest.raises(prioritise.PlanRefused) as refused:
            prioritise.view(plan, name)
        assert refused.value.code == code


def test_a_drawing_of_the_map_reads_the_plan():
    plan = sj.plan(TICKETS, budget=120_000, draws=50, begins="2027-01")
    ranks = maps.read_ranks(plan.to_dict())
    assert [name for name, each in ranks.items() if each.chosen] == list(plan.order.order)
    assert ranks["pay_at_show"].start == "2027-05"
    assert not ranks["friends"].chosen
