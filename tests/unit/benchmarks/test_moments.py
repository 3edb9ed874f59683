"""What is planted is found, and what only looks decisive is not; the figures are those of the benchmark."""

import pytest
from benchmarks import moments

from sojourn import maps, samples


@pytest.mark.parametrize("seed", [1, 2, 5])
def test_planted_moments_are_found_among_three_thousand_customers(seed: int) -> None:
    world = samples.planted_world(3_000, seed)
    result = moments.judged(maps.parse_map(world.map), world.events, world.questions)
    scores = samples.score(moments.found(result), world.truths)
    kinds: dict[str, str] = world.truths["kinds"]  # type: ignore[assignment]
    of = {kind: step for step, kind in kinds.items()}
    flagged = set(moments.found(result)["moments"])
    assert scores["causes"].precision == 1
    assert (scores["causes"].recall or 0) >= 0.75
    assert scores["breaking_points"].recall == 1
    assert of["strong"] in flagged
    assert of["breaking"] in moments.found(result)["breaking_points"]
    assert not flagged & {of["confounded"], of["reversed"], of["plain"], of["alike"], of["calm"]}


def test_without_segments_what_only_looks_decisive_is_taken_for_a_cause() -> None:
    world = samples.planted_world(3_000, 2)
    result = moments.judged(maps.parse_map(world.map), world.events.drop_columns(["segment"]), world.questions, ())
    decoys = set(world.truths["only_look_decisive"])  # type: ignore[call-overload]
    assert decoys & set(moments.found(result)["causes"])


def test_figures_are_counted_over_all_worlds() -> None:
    count = moments.Count()
    truths = {
        "moments": ["a"],
        "causes": ["a"],
        "breaking_points": [],
        "many_leave": ["b"],
        "only_look_decisive": ["c"],
    }
    empty: dict[str, list[str]] = {"causes": [], "breaking_points": [], "many_leave": []}
    count.add({"moments": ["a", "c"], **empty}, truths)
    count.add({"moments": [], **empty}, truths)
    row = count.row()
    assert (row["moments_precision"], row["moments_recall"], row["decoys_flagged"]) == (0.5, 0.5, 0.5)
    assert (row["causes_precision"], row["breaking_points_recall"], row["coverage"]) == (None, None, None)
    assert "| planted | 300 | x | 50 | 50 |" in moments.markdown(
        [{"world": "planted", "customers": 300, "condition": "x"} | row]
    )
