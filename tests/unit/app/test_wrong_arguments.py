"""Slips in the arguments of plans and tables are told in words."""

import pytest

import sojourn as sj
from sojourn import prioritise
from sojourn.core.errors import InvalidInput
from tests.unit.maps.edit.test_acquisition_lines import BUYING


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("draws", "x"), ("seed", "x"), ("carry", "x"), ("carry", {"ads": "x"}), ("include", "ads"), ("include", 3),
        ("minimum", [3]), ("excludes", "ads"), ("capacity", {"sales": "x"}), ("worth", {"sale": "x"}),
        ("worth", {"sale": float("nan")}), ("worth", {"sale": float("inf")}), ("periods", "x"), ("discount", "x"),
        ("volume", "x"), ("begins", 3),
    ],
)  # fmt: skip
def test_a_plan_says_which_argument_is_wrong(option, value):
    for question in (sj.plan, sj.acquisition_plan):
        with pytest.raises(InvalidInput) as told:
            question(BUYING, **{"budget": 1000.0, option: value})
        assert told.value.hint


def test_needs_that_are_no_rows_are_refused():
    with pytest.raises(InvalidInput, match="needs"):
        sj.plan(BUYING, budget=1.0, needs=3)


@pytest.mark.parametrize("items", [3, [3], [{}], "x", None, [{"id": "a", "affects": 3}], [{"id": "a", "reviewed": 3}]])
def test_a_radar_takes_entries_with_ids(items):
    for radar in (sj.radar, prioritise.radar):
        with pytest.raises(InvalidInput):
            radar(items)


@pytest.mark.parametrize(
    "points", [3, [1], [{}], "x", None, [{"name": "a", "importance": 1, "performance": 2, "n": "x"}]]
)
def test_points_are_mappings_with_numbers(points):
    with pytest.raises(InvalidInput):
        sj.importance_performance(points)


def test_a_folder_is_no_plan_that_was_saved(tmp_path):
    from sojourn.app.plans_kept import read_saved

    with pytest.raises(InvalidInput, match="cannot be read"):
        read_saved(tmp_path)


def test_a_floor_at_no_step_names_what_was_meant():
    with pytest.raises(InvalidInput) as told:
        sj.plan(BUYING, budget=1.0, volume=100, period="P1Y", floors=["serches"])
    assert told.value.hint.startswith("did you mean searches")


@pytest.mark.parametrize("period", ["xyz", "P", "P0Y", "1Y", "a year", ""])
def test_a_period_that_is_none_is_told(period):
    for ask in (
        lambda: sj.plan_model(BUYING, volume=100, period=period),
        lambda: sj.plan(BUYING, budget=1.0, volume=100, period=period),
        lambda: prioritise.plan_model([("a", "b", 1.0)], volume=1, period=period),
    ):
        with pytest.raises(InvalidInput, match="is no period") as told:
            ask()
        assert told.value.code == "plan.period"
