"""Plans kept in files, and held against what happened."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from sojourn import analyse, maps, prioritise
from sojourn.core.analysis import Journeys
from sojourn.core.clock import Clock
from sojourn.core.errors import InvalidInput, NotFound
from sojourn.core.expectation import Expectation, Rule
from sojourn.maps import JourneyMap
from sojourn.prioritise import FollowUp, Plan, SavedPlan

HELD_OUT = ("control", "holdout", "hold_out", "off", "none", "0", "a")
"""What the arm of those without the initiative is usually called."""


def save_plan(plan: Plan, path: Path, *, clock: Clock, map: JourneyMap | None = None) -> None:
    """Write a plan as one JSON file that a follow-up can be held against, with the map it was made of.

    Raises:
        NotFound: the folder is not there.
    """
    from .output import whole_file  # noqa: PLC0415 - start-up: most plans are only looked at
    from .texts import to_json  # noqa: PLC0415 - the same

    document = prioritise.saved_plan(plan, on=clock.now().date().isoformat())
    if map is not None:
        document["map"]["document"] = maps.to_json(map)
    with whole_file(path) as file:
        file.write(to_json(document, indent=2).encode() + b"\n")


def read_saved(path: Path) -> SavedPlan:
    """Read a plan that was saved.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it is not JSON, or not a plan that was saved.
    """
    try:
        document = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise NotFound(
            f"there is no file {path}", code="no-file", hint="name a plan that `sojourn plan --save` wrote"
        ) from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InvalidInput(
            f"{path} is not JSON: {error}", code="bad-saved-plan", hint="name a plan that `sojourn plan --save` wrote"
        ) from error
    return prioritise.read_plan(document, file=str(path))


def follow_up(
    plan: SavedPlan | Path | str,
    journeys: Journeys,
    *,
    map: JourneyMap | None = None,
    since: str | None = None,
    assigned: Mapping[str, float] | None = None,
    planned: Mapping[str, int] | None = None,
    window: str = "90d",
) -> FollowUp:
    """Hold what a plan promised against journeys lived since.

    Differences between before and after are given with their intervals and never called effects. An experiment that is
    called as an initiative gives its effect: of everyone assigned, how many came to where the initiative leads.

    Args:
        plan: a plan that was saved, or its file.
        journeys: journeys lived since.
        map: by default the map that was saved with the plan.
        since: from when on, to be told.
        assigned: by initiative, the share of customers that was to be treated; without it the sizes of arms are
            not checked.
        planned: by initiative, how many customers were to be assigned, where that was fixed before.
        window: how long after the assignment the way may be taken.

    Raises:
        InvalidInput: the plan was saved without a map and none is given.
    """
    kept = plan if isinstance(plan, SavedPlan) else read_saved(Path(plan))
    if map is None:
        stored = kept.document["map"].get("document")
        if stored is None:
            raise InvalidInput(
                "the plan was saved without its map", code="plan.no_map", hint="name the map that it was made of"
            )
        map = maps.from_json(stored)
    expected = maps.expect(map)
    found = analyse.chain(journeys, expected, draws=1)
    tried, refused = _experiments(kept, journeys, expected, assigned or {}, planned or {}, window)
    return prioritise.follow_up(kept, found.chain, experiments=tried, refused=refused, since=since)


def _experiments(
    kept: SavedPlan,
    journeys: Journeys,
    expected: Expectation,
    assigned: Mapping[str, float],
    planned: Mapping[str, int],
    window: str,
) -> tuple[dict[str, prioritise.ExperimentEffect], dict[str, str]]:
    """Read the experiments that are called as chosen initiatives."""
    effects: dict[str, prioritise.ExperimentEffect] = {}
    refused: dict[str, str] = {}
    for promise in kept.promises:
        if promise.kind != "transition" or promise.initiative in effects:
            continue
        outcome = _shown_by(expected, promise.steps[1])
        if outcome is None:
            continue
        arms = [
            arm
            for arm in analyse.arms(journeys, expected, outcome=outcome, window=window)
            if arm.experiment == promise.initiative
        ]
        if len(arms) != 2:
            continue
        held = next((arm for arm in arms if arm.arm.lower() in HELD_OUT), arms[0])
        treated = next(arm for arm in arms if arm is not held)
        share = assigned.get(promise.initiative)
        try:
            found = prioritise.effect_from_experiment(
                {"x": treated.followed, "n": treated.n}, {"x": held.followed, "n": held.n},
                assigned_share=treated.n / max(treated.n + held.n, 1) if share is None else share,
                planned=planned.get(promise.initiative),
            )  # fmt: skip
        except prioritise.PlanRefused as error:
            refused[promise.initiative] = error.message
            continue
        if share is None:
            found = replace(found, warnings=(*found.warnings, "experiment.split_unknown"))
        effects[promise.initiative] = found
    return effects, refused


def _shown_by(expected: Expectation, state: str) -> str | Rule | None:
    """Give what shows that somebody came to a step or an outcome; None when no events do."""
    for outcome in expected.outcomes:
        if outcome.id == state:
            return state if outcome.rules else None
    for step in expected.steps:
        if step.id == state:
            rules = [rule for point in step.points for rule in point.rules]
            names = tuple(dict.fromkeys(name for rule in rules for name in rule.events))
            same = len(rules) == 1
            return rules[0] if same else Rule(names) if rules else None
    return None
