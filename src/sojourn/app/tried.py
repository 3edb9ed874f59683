"""Experiments in lived journeys that are called as initiatives."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from types import MappingProxyType

from sojourn import analyse, maps, prioritise
from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput
from sojourn.core.expectation import Expectation, Rule
from sojourn.core.small import USUAL
from sojourn.prioritise import Proposal, Tried

HELD_OUT = ("control", "holdout", "hold_out", "placebo", "off", "none", "0", "a")
"""What the arm of those without the initiative is usually called."""

WINDOW = "90d"
"""How long after the assignment somebody may come to where the initiative leads."""

Way = tuple[str, Sequence[str]]
"""An initiative, and the step and state that its effect leads from and to."""

NOTHING_SAID: Mapping[str, float] = MappingProxyType({})
NOTHING_PLANNED: Mapping[str, int] = MappingProxyType({})


def tried(
    journeys: Journeys,
    expected: Expectation,
    ways: Iterable[Way],
    *,
    assigned: Mapping[str, float] = NOTHING_SAID,
    planned: Mapping[str, int] = NOTHING_PLANNED,
    window: str = WINDOW,
) -> tuple[Tried, ...]:
    """Read the experiments that are called as initiatives: of everyone assigned, how many came where it leads.

    An experiment with other than two arms, or with fewer than ten customers in one, is passed over.

    Args:
        ways: of each initiative at most one; others are passed over.
        assigned: by initiative, the share of customers that was to be treated; without it sizes of arms are not
            checked.
        planned: by initiative, how many customers were to be assigned, where that was fixed before.
        window: how long after the assignment the way may be taken.

    Raises:
        InvalidInput: `experiment.unknown` for a share or a number of something else than these initiatives.
    """
    ways = list(ways)
    _known((*assigned, *planned), [name for name, _ in ways])
    found: dict[str, Tried] = {}
    by_outcome: dict[str | Rule, tuple[analyse.Arm, ...]] = {}
    for name, steps in ways:
        outcome = shown_by(expected, steps[1])
        if outcome is None or name in found:
            continue
        if outcome not in by_outcome:
            by_outcome[outcome] = analyse.arms(journeys, expected, outcome=outcome, window=window)
        arms = [arm for arm in by_outcome[outcome] if _plain(arm.experiment) == _plain(name)]
        if len(arms) == 1 and arms[0].n >= USUAL.hidden:
            told = f"everyone was assigned to {arms[0].arm}: there is no other arm to hold it against"
            found[name] = Tried(
                initiative=name, steps=(steps[0], steps[1]), arm=arms[0].arm, other="", window=window, refused=told
            )
            continue
        if len(arms) != 2 or min(arm.n for arm in arms) < USUAL.hidden:
            continue
        found[name] = _read(name, (steps[0], steps[1]), arms, assigned.get(name), planned.get(name), window)
    return tuple(found.values())


def _known(given: Iterable[str], there: Sequence[str]) -> None:
    """Refuse shares and numbers of what no experiment can be read for."""
    for name in given:
        if name not in there:
            near = get_close_matches(name, there, 1, 0.6)
            listed = ", ".join(dict.fromkeys(there)) or "none"
            raise InvalidInput(
                f"no initiative that an experiment could be read for is called {name!r}", code="experiment.unknown",
                hint=f"did you mean {near[0]}?" if near else f"such initiatives, with an effect on one way: {listed}",
            )  # fmt: skip


def tried_of(
    map: maps.JourneyMap,
    journeys: Journeys,
    found: Sequence[Proposal],
    *,
    chain: analyse.Chain | None = None,
    assigned: Mapping[str, float] = NOTHING_SAID,
    planned: Mapping[str, int] = NOTHING_PLANNED,
) -> tuple[tuple[Proposal, ...], tuple[Tried, ...]]:
    """Put what experiments found in the place of what was guessed, for initiatives with an effect on one way.

    Args:
        chain: says from which share a guess without one was made.
        assigned, planned: as for `tried`.
    """
    read = tried(journeys, maps.expect(map), _ways(found), assigned=assigned, planned=planned)
    return prioritise.with_tried(found, read, chain=chain)


def _ways(found: Sequence[Proposal]) -> Iterator[Way]:
    """Give the initiatives whose effect is one way, which is not opened: an experiment says what became of its odds."""
    for each in found:
        ways = [change for change in each.changes if change.kind in ("transition", "wait")]
        if len(ways) == 1 and ways[0].kind == "transition" and ways[0].base != 0:
            yield each.id, ways[0].steps


def _read(
    name: str,
    steps: tuple[str, str],
    arms: Sequence[analyse.Arm],
    share: float | None,
    planned: int | None,
    window: str,
) -> Tried:
    """Read one experiment, or say why it cannot be."""
    held = next((arm for word in HELD_OUT for arm in arms if _plain(arm.arm) == word), arms[0])
    treated = next(arm for arm in arms if arm is not held)
    told = Tried(
        initiative=name, steps=steps, arm=treated.arm, other=held.arm, window=window, split_known=share is not None
    )
    try:
        effect = prioritise.effect_from_experiment(
            {"x": treated.followed, "n": treated.n}, {"x": held.followed, "n": held.n},
            assigned_share=treated.n / max(treated.n + held.n, 1) if share is None else share, planned=planned,
        )  # fmt: skip
    except prioritise.PlanRefused as error:
        return replace(told, refused=error.message)
    if share is None:
        effect = replace(effect, warnings=(*effect.warnings, "experiment.split_unknown"))
    if any(arm.also for arm in arms):
        effect = replace(effect, warnings=(*effect.warnings, "experiment.assigned_twice"))
    return replace(told, effect=effect)


def shown_by(expected: Expectation, state: str) -> str | Rule | None:
    """Give what shows that somebody came to a step or an outcome; None when no events do."""
    for outcome in expected.outcomes:
        if outcome.id == state:
            return state if outcome.rules else None
    for step in expected.steps:
        if step.id == state:
            rules = [rule for point in step.points for rule in point.rules]
            names = tuple(dict.fromkeys(name for rule in rules for name in rule.events))
            return rules[0] if len(rules) == 1 else Rule(names) if rules else None
    return None


def _plain(name: str) -> str:
    return name.casefold().replace("-", "_").replace(" ", "_")
