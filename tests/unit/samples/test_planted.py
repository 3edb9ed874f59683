"""A world with its answers: what is planted is there to find, and nothing else is."""

import numpy as np
import pyarrow.compute as pc
import pytest

from sojourn import maps
from sojourn.core.errors import InvalidInput
from sojourn.samples import Score, planted_world, score
from sojourn.samples.planted import KINDS, arrangement


def test_the_same_seed_gives_the_same_world() -> None:
    first, again, other = planted_world(200, 3), planted_world(200, 3), planted_world(200, 4)
    assert first.events.equals(again.events)
    assert first.truths == again.truths
    assert not first.events.equals(other.events)


@pytest.mark.parametrize("seed", range(30))
def test_each_kind_stands_once_and_nobody_can_leave_behind_the_last_step(seed: int) -> None:
    kinds = arrangement(seed)
    assert sorted(kinds.values()) == sorted(KINDS)
    assert list(kinds.values())[-1] not in ("breaking", "passing")


def test_the_truths_say_what_was_planted() -> None:
    truths = planted_world(50, 1).truths
    of = {kind: step for step, kind in truths["kinds"].items()}  # type: ignore[attr-defined]
    stakes: dict[str, dict[str, float]] = truths["stakes"]  # type: ignore[assignment]
    assert set(truths["moments"]) == {of[kind] for kind in ("strong", "medium", "weak", "hidden", "breaking")}  # type: ignore[call-overload]
    strengths = [stakes[of[kind]]["within_segments"] for kind in ("strong", "medium", "weak")]
    assert strengths == sorted(strengths, reverse=True)
    assert strengths[-1] > 0.05
    assert stakes[of["confounded"]]["plain"] > 0.1 > abs(stakes[of["confounded"]]["within_segments"])
    assert stakes[of["reversed"]]["plain"] > 0 > stakes[of["reversed"]]["within_segments"]
    assert stakes[of["hidden"]]["plain"] < 0.05 < stakes[of["hidden"]]["within_segments"]
    assert abs(stakes[of["heated"]]["within_segments"]) < 0.02


def test_events_can_be_held_against_the_map() -> None:
    world = planted_world(300, 2)
    map = maps.parse_map(world.map)
    named = {rule.event[0] for step in map.steps for point in step.touchpoints for rule in point.event_match}
    assert named <= set(pc.unique(world.events["event"].cast("string")).to_pylist())
    assert {step.metrics["satisfaction"].question for step in map.steps} == set(world.questions)
    times = world.events["time"].cast("int64").to_numpy()
    customers = world.events["customer"].to_numpy(zero_copy_only=False)
    assert (np.diff(times)[customers[1:] == customers[:-1]] >= 0).all()


def test_an_experiment_betters_the_strong_moment_by_lot() -> None:
    world = planted_world(2_000, 1, experiment=True)
    arms = pc.value_counts(world.events["arm"].drop_null()).to_pylist()
    assert {each["values"] for each in arms} == {"control", "treatment"}
    assert sum(each["counts"] for each in arms) == 2_000
    assert 0.05 < world.truths["experiment"]["difference"] < 0.25  # type: ignore[index]
    assert "experiment" not in planted_world(50, 1).truths


@pytest.mark.parametrize(("customers", "seed"), [(0, 1), (200_001, 1), (10, -1)])
def test_a_world_of_no_size_is_refused(customers: int, seed: int) -> None:
    with pytest.raises(InvalidInput) as caught:
        planted_world(customers, seed)
    assert caught.value.code == "sample-size"


def test_what_was_found_is_held_against_what_was_planted() -> None:
    truths = {"moments": ["a", "b", "c"], "breaking_points": []}
    scores = score({"moments": ["a", "d", "a"], "breaking_points": []}, truths)
    assert scores["moments"] == Score(2, 3, 1)
    assert (scores["moments"].precision, scores["moments"].recall) == (0.5, 1 / 3)
    assert (scores["breaking_points"].precision, scores["breaking_points"].recall) == (None, None)
