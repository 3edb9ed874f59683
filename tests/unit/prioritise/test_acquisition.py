"""Acquisition plans: the best lines, never two levels of one, within the money and the people there are."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.maps import Acquisition, AcquisitionLine, Effect, LeftToOthers, parse_map
from sojourn.prioritise import PlanRefused, acquisition_plan, check_canvas, check_matrix, plan_model, radar
from sojourn.samples import example_map
from tests.oracles import acquisition as oracle

WAYS = [("hears", "looks", 0.3), ("hears", "gone", 0.7), ("looks", "hears", 0.1), ("looks", "buys", 0.2),
        ("looks", "gone", 0.7)]  # fmt: skip
MODEL = plan_model(WAYS, start="hears", outcomes=("buys", "gone"), volume=10_000, margin_outcome={"buys": 50.0})
BUYING = parse_map(example_map("buying"))


def line(name: str, step: str = "hears", **given) -> AcquisitionLine:
    effect = (Effect(kind="transition", steps=("hears", "looks"), to=(given.pop("to"),)),) if "to" in given else ()
    return AcquisitionLine(id=name, step=step, action=name.capitalize(), effect=effect, **given)


@st.composite
def matrices(draw):
    lines = []
    for number in range(draw(st.integers(1, 5))):
        one, other, before = draw(st.sampled_from([each for each in WAYS if each[1] != "gone"]))
        after = draw(st.floats(before + 0.01, before + 0.2))
        lines.append(
            {
                "id": f"l{number}",
                "cost": float(draw(st.integers(1, 9)) * 1000 + number),
                "team": draw(st.sampled_from(["marketing", "sales"])),
                "effort": draw(st.sampled_from([0.5, 1.0, 2.0])),
                "effects": [(one, other, before, after)],
                "excludes": [f"l{draw(st.integers(0, number - 1))}"] if number and draw(st.booleans()) else [],
            }
        )
    return lines


@settings(max_examples=40)
@given(lines=matrices(), budget=st.integers(0, 30), work=st.sampled_from([None, {"sales": 2.0}]))
def test_a_plan_is_the_best_of_every_set(lines, budget, work):
    given_ = [
        {
            **{key: each[key] for key in ("id", "cost", "team", "effort", "excludes")},
            "effect": [{"kind": "transition", "steps": [one, other], "from": before, "to": after}
                       for one, other, before, after in each["effects"]],
        }
        for each in lines
    ]  # fmt: skip
    found = acquisition_plan(MODEL, given_, budget=budget * 1000, capacity=work, draws=0)
    ids, cost, gain = oracle.best(WAYS, "hears", ("buys", "gone"), 10_000, {"buys": 50.0}, lines, budget * 1000, work)
    assert found.gain == pytest.approx(gain, abs=1e-3)
    assert (found.cost, [*found.chosen]) == (pytest.approx(cost), ids)


def test_two_levels_of_one_action_are_never_chosen_together():
    lines = [line("small", to=0.35, cost=1000.0), line("large", to=0.4, cost=2000.0, excludes=("small",))]
    found = acquisition_plan(MODEL, lines, budget=1e6)
    assert found.chosen == ("large",)


def test_money_and_work_by_month_sum_to_the_plan():
    lines = [
        line("ads", to=0.4, cost=3000.0, team="marketing", effort=3.0, start="2027-11-15", months=2.5),
        line("calls", to=0.35, cost=1000.0, team="sales", effort=1.0, start="2027-12"),
    ]
    found = acquisition_plan(MODEL, Acquisition(lines=tuple(lines)), budget=5000)
    assert found.spent == {
        ("marketing", "2027-11"): 1200.0,
        ("marketing", "2027-12"): 1200.0,
        ("sales", "2027-12"): 1000.0,
        ("marketing", "2028-01"): 600.0,
    }
    assert sum(found.spent.values()) == found.cost <= found.plan.budget
    assert sum(found.work.values()) == pytest.approx(4.0)


def test_a_team_is_never_given_more_than_it_has_in_a_month():
    lines = [
        line("ads", to=0.4, cost=3000.0, team="marketing", effort=1.0, start="2027-11"),
        line("press", to=0.38, cost=1000.0, team="marketing", effort=1.0, start="2027-11"),
    ]
    found = acquisition_plan(MODEL, lines, budget=5000, capacity={"marketing": {"2027-11": 1.0}})
    assert found.chosen == ("ads",)
    assert [str(each) for each in found.findings] == []


def test_what_a_line_adds_is_what_would_be_lost_without_it():
    lines = [
        line("site", cost=500.0),
        line("ads", to=0.4, cost=3000.0, requires=("site",)),
        line("calls", to=0.35, cost=1000.0),
    ]
    found = acquisition_plan(MODEL, lines, budget=5000, draws=0)
    without = acquisition_plan(MODEL, [each for each in lines if each.id == "calls"], budget=5000, draws=0)
    assert set(found.chosen) == {"site", "ads", "calls"}
    assert found.adds["site"] == found.adds["ads"] == pytest.approx(found.gain - without.gain)


def test_a_line_that_names_no_line_is_refused():
    with pytest.raises(PlanRefused) as refused:
        acquisition_plan(MODEL, [line("ads", to=0.4, requires=("site",))], budget=1)
    assert (refused.value.code, refused.value.names) == ("plan.unknown", ("site",))


def test_the_dearest_of_several_levels_counts_for_money_and_work():
    lines = (
        line("small", cost=1000.0, team="sales", effort=5.0, start="2027-01"),
        line("large", cost=4000.0, excludes=("small",), team="sales", effort=1.0, start="2027-01"),
        line("calls", "looks", cost=2000.0, team="sales", effort=1.0, start="2027-01"),
    )
    found = check_matrix(Acquisition(lines=lines), ["hears", "looks"], budget=5999, capacity={"sales": 1.5})
    assert [str(each) for each in found] == ["plan.over_budget:6000>5999", "plan.over_capacity:sales:2>1.5"]
    assert check_matrix(Acquisition(lines=lines), ["hears", "looks"], budget=6000, capacity={"sales": 2}) == ()
    monthly = check_matrix(Acquisition(lines=lines), [], capacity={"sales": {"2027-01": 1.0}})
    assert [str(each) for each in monthly] == ["plan.over_capacity:sales:2027-01:2>1"]


def test_an_action_that_is_left_to_others_is_served():
    acquisition = Acquisition(left_to_others=(LeftToOthers(step="hears", because="theirs"),))
    found = check_matrix(acquisition, ["hears", "looks"], names={"looks": "Looks around"})
    assert [(str(each), each.message) for each in found] == [
        ("customer_action.unserved:looks", "nobody serves: Looks around")
    ]


def test_a_box_that_is_filled_is_not_unknown():
    state = check_canvas(filled=["who", "proof"], unknown=["proof", "after"])
    assert (state.filled, state.unknown, state.done) == (("who", "proof"), ("after",), False)
    assert len(state.open) == 9
    assert check_canvas(BUYING.acquisition.canvas).done


def test_the_radar_of_a_map_names_what_takes_each_item_up_and_what_is_old():
    found = radar(BUYING, {"searches": 3.0, "tries": 1.0}, today=date(2027, 5, 2))
    assert found.relevance["t_quote"] == 0.75
    assert found.spots[0].initiatives == ("i_calculator",)
    assert found.unserved_needs == ("b_spread", "n_space", "n_weather")
    assert found.trends_without_gap == ("t_glasses", "t_swap")
    assert set(found.overdue) == {spot.id for spot in found.spots}
    assert radar(BUYING, today=date(2027, 5, 1)).overdue == ()
    assert {spot.relevance for spot in radar(BUYING).spots} == {None}


@settings(max_examples=30)
@given(
    st.lists(st.floats(0, 100), min_size=1, max_size=6),
    st.lists(st.sets(st.integers(0, 7), max_size=4), min_size=1, max_size=8),
)
def test_relevance_is_a_share_of_all_priorities(weights, touched):
    priority = {f"s{number}": weight for number, weight in enumerate(weights)}
    items = [{"id": f"i{n}", "affects": [f"s{each}" for each in sorted(some)]} for n, some in enumerate(touched)]
    found = radar(items, priority)
    total = sum(weights)
    for item in items:
        known = found.relevance[item["id"]]
        if total == 0:
            assert known is None
        else:
            expected = sum(priority.get(step, 0) for step in item["affects"]) / total
            assert known == pytest.approx(expected)
            assert 0 <= known <= 1 + 1e-9


@settings(max_examples=20)
@given(st.integers(0, 14), st.randoms(use_true_random=False))
def test_no_two_labels_of_a_radar_overlap(count, chance):
    horizons, sectors = ["now", "next", "later", None], ["human", "business", "technology"]
    items = [
        {
            "id": f"i{number}", "name": f"Something that matters {number}", "sector": chance.choice(sectors),
            "horizon": chance.choice(horizons), "affects": [f"s{number}"], "kind": chance.choice(["need", "trend"]),
        }
        for number in range(count)
    ]  # fmt: skip
    found = radar(items, {f"s{number}": chance.random() for number in range(count)})
    spec = found.chart().to_dict()
    lines = [value for layer in spec["layer"][-1:] for value in layer["data"]["values"]] if count else []
    boxes = [(each["x"], each["y"] - 6, each["x"] + 6 * len(each["text"]), each["y"] + 6) for each in lines]
    clashes = [
        (a, b)
        for place, a in enumerate(boxes)
        for b in boxes[place + 1 :]
        if min(a[2], b[2]) - max(a[0], b[0]) > 1 and min(a[3], b[3]) - max(a[1], b[1]) > 1
    ]
    assert clashes == []
