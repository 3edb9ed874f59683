"""Experiments that are called as initiatives take the place of what was guessed, in words that say who counts."""

import inspect
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

import sojourn as sj
from sojourn import insight, maps, prioritise, samples
from sojourn.app import needed, plans_kept
from sojourn.app.priorities import read_priorities
from sojourn.app.texts import to_json
from sojourn.core.clock import FixedClock
from sojourn.core.errors import InvalidInput

QUESTIONS = samples.concert_world().questions
LIVED = maps.parse_map(samples.example_map("concert-lived"))


@pytest.fixture(scope="module")
def journeys() -> Any:
    return sj.journeys(samples.concert_events(4_000, 2).events)


@pytest.fixture(scope="module")
def plan(journeys: Any) -> Any:
    return sj.plan(LIVED, journeys=journeys, registry=QUESTIONS, budget=50_000, draws=200)


def test_an_experiment_called_as_an_initiative_replaces_the_guess_and_says_whom_it_counts(plan: Any) -> None:
    (tried,) = plan.tried
    assert tried.initiative == "guest_checkout"
    assert tried.guessed == (0.52, 0.57, 0.62)
    assert tried.calibration.ratio > 1
    own = next(each for each in plan.initiatives if each.id == "guest_checkout")
    assert own.evidence == "research"
    arms = own.changes[0].arms
    assert (arms.treated, arms.holdout) == (tried.effect.arms.treated, tried.effect.arms.holdout)
    assert arms.mixed == arms.treated[1] / (arms.treated[1] + arms.holdout[1])
    (told,) = [each["message"] for each in plan.to_dict()["notes"] if each["code"] == "experiment"]
    assert "treated or not" in told
    assert "came to “Pays for the tickets” within 90 days" in told
    assert "sizes of the arms are not checked" in told
    assert plan.to_dict()["experiments"][0]["found_to_guessed"] == tried.calibration.ratio


def test_guesses_stay_where_experiments_are_left_out_or_the_split_is_not_what_was_meant(
    journeys: Any, plan: Any
) -> None:
    kept = sj.plan(LIVED, journeys=journeys, needs=None, budget=50_000, draws=0, experiments=False)
    assert kept.tried == ()
    assert {each.evidence for each in kept.initiatives} == {"hypothesis"}
    right = sj.plan(LIVED, journeys=journeys, needs=None, budget=50_000, draws=0, assigned={"guest_checkout": 0.2})
    assert right.tried[0].split_known
    assert right.tried[0].effect.warnings == ("experiment.unplanned",)
    wrong = sj.plan(LIVED, journeys=journeys, needs=None, budget=50_000, draws=0, assigned={"guest_checkout": 0.5})
    assert wrong.tried[0].effect is None
    assert "20" in wrong.tried[0].refused or "treated" in wrong.tried[0].refused
    assert {each.evidence for each in wrong.initiatives} == {"hypothesis"}
    assert any("the guess stays" in each["message"] for each in wrong.to_dict()["notes"])


def test_on_the_day_of_saving_nothing_is_held_against_the_promise(journeys: Any, plan: Any, tmp_path: Any) -> None:
    file = tmp_path / "plan.json"
    plans_kept.save_plan(plan, file, clock=FixedClock(datetime(2026, 11, 22, tzinfo=UTC)), map=LIVED)
    found = plans_kept.follow_up(file, journeys)
    assert found.nothing_since
    assert {each.verdict for each in found.promises} == {"nothing measured since the plan"}
    assert any("--since" in each["message"] for each in found.to_dict()["notes"])
    table = found.tables()[1]
    assert "points" in table.headings[1].label
    assert "went on to “Pays for the tickets”" in table.notes[0]
    promise = next(each for each in found.promises if each.initiative == "guest_checkout")
    assert promise.low < promise.mode < promise.high
    assert promise.mode > 0.7


def test_what_was_lived_since_is_held_against_the_promise(journeys: Any, plan: Any, tmp_path: Any) -> None:
    file = tmp_path / "plan.json"
    plans_kept.save_plan(plan, file, clock=FixedClock(datetime(2026, 11, 22, tzinfo=UTC)), map=LIVED)
    found = plans_kept.follow_up(file, journeys, since="2025-01-01")
    assert not found.nothing_since
    assert "not decided" in {each.verdict for each in found.promises}


def test_a_guess_that_everybody_goes_has_no_odds_to_be_held_against() -> None:
    found = prioritise.effect_from_experiment({"x": 90, "n": 100}, {"x": 70, "n": 100})
    ideas = prioritise.proposals(
        [{"id": "a", "cost": 1, "effect": {"kind": "transition", "steps": ["pay", "buy"], "to": 1.0}}]
    )
    _, calibration = prioritise.with_experiment(ideas, "a", found, steps=("pay", "buy"))
    assert calibration.ratio is None


def test_what_each_adds_is_held_against_its_cost_and_late_paying_back_is_told(plan: Any) -> None:
    added = prioritise.adds(plan)
    assert set(added) == set(plan.chosen)
    late = [name for name, each in added.items() if each.late]
    told = [each["message"] for each in plan.to_dict()["notes"] if each["code"] == "pays_back_late"]
    assert len(told) == len(late)
    table = next(each for each in plan.tables() if each.title == "What each adds to the plan")
    assert len(table.rows) == len(plan.chosen)
    one = next(iter(plan.chosen))
    rest = tuple(name for name in plan.chosen if name != one)
    if rest in plan.information.expected:
        assert added[one].gain == pytest.approx(
            plan.information.expected[plan.chosen] - plan.information.expected[rest]
        )


def test_an_outcome_sentence_says_when_nothing_gets_better(plan: Any) -> None:
    better = {"loyal": (0.036, 0.041), "lost": (0.84, 0.82)}
    assert prioritise.outcomes_in_words(replace(plan, outcomes=better)).startswith("More journeys come to a good end")
    fewer = {"loyal": (0.036, 0.034), "lost": (0.842, 0.844)}
    assert prioritise.outcomes_in_words(replace(plan, outcomes=fewer)).startswith("Fewer journeys come to a good end")
    two = replace(plan, model=replace(plan.model, good=("loyal", "seen")))
    moved = {"loyal": (0.036, 0.041), "seen": (0.19, 0.185), "lost": (0.774, 0.774)}
    assert prioritise.outcomes_in_words(replace(two, outcomes=moved)).startswith(
        "No more journeys come to a good end than today (22.6 % today, 22.6 % with the plan): “"
    )
    worse = {"loyal": (0.036, 0.0359), "lost": (0.842, 0.843)}
    told = prioritise.outcomes_in_words(replace(plan, outcomes=worse), {"loyal": "Buys again"})
    assert told.startswith("No more journeys come to a good end than today: “Buys again” 3.6 % today, 3.6 % with")


def test_what_a_rule_asks_for_is_not_called_firm(journeys: Any) -> None:
    plan = sj.plan(LIVED, journeys=journeys, needs=None, budget=50_000, draws=100, include=["app_wallet"])
    assert plan.standing("app_wallet") == "required"
    rows = {row["id"]: row for row in plan.rows()}
    assert rows["app_wallet"]["standing"] == "required"
    assert {row["standing"] for name, row in rows.items() if name != "app_wallet"} <= {"firm", "open", "weak"}
    assert "required by a rule" in str(prioritise.view(plan, "inclusion").tables()[0].rows)


def test_with_too_little_money_nothing_is_called_the_best_in_all_draws(journeys: Any) -> None:
    plan = sj.plan(LIVED, journeys=journeys, needs=None, budget=10, draws=50)
    assert plan.chosen == ()
    assert not any("best in" in line for line in plan.tables()[0].notes)
    assert not any(each["code"] == "how_sure" for each in plan.to_dict()["notes"])


def test_the_improvement_plan_is_drawn_as_itself(plan: Any) -> None:
    improvement = prioritise.view(plan, "improvement")
    assert "Nothing is known of gaps" not in str(improvement.tables())
    drawn = improvement.chart().spec
    assert drawn != prioritise.view(plan, "timeline").chart().spec
    assert "The improvement plan" in str(drawn)


def test_priorities_are_read_from_what_gaps_writes(journeys: Any, tmp_path: Any) -> None:
    file = tmp_path / "gaps.json"
    file.write_text(to_json(sj.needs(LIVED, journeys, registry=QUESTIONS, draws=50).to_dict()))
    assert read_priorities(file, LIVED)["entry"] > 0


def test_needs_draw_as_often_as_moments_so_that_both_say_the_same_interval() -> None:
    assert inspect.signature(insight.moments).parameters["draws"].default == needed.DRAWS


@pytest.mark.parametrize("given", [{"assigned": {"guest_check_out": 0.2}}, {"planned": {"guest_check_out": 400}}])
def test_a_share_or_a_number_of_an_unknown_initiative_is_refused(journeys: Any, given: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        sj.plan(LIVED, journeys=journeys, needs=None, budget=50_000, draws=0, **given)
    assert refused.value.code == "experiment.unknown"
    assert "guest_checkout" in (refused.value.hint or "")
