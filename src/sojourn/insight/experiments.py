"""Experiments that touch a step of a map: the difference between arms, everyone counted who was assigned."""

import math
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from sojourn import analyse, maps
from sojourn.core.errors import InvalidInput
from sojourn.core.small import Limits
from sojourn.core.statistics import newcombe, two_shares_p

from .moments_parts import Experimented

HELD_AGAINST = ("control", "holdout", "hold_out", "placebo", "off", "a", "0")
"""Names of the arm that others are held against; where no arm has one, the first by name is."""
RATIO_P = 0.001
"""Below this the split is not the one that was meant."""

Split = Mapping[str, Mapping[str, float]]
"""For an experiment, the share of customers each arm was meant to get."""


def experiments(
    map: maps.JourneyMap, arms: Sequence[analyse.Arm], limits: Limits, *, meant: Split
) -> dict[str, tuple[Experimented, ...]]:
    """Give what experiments say of the steps they touch.

    An experiment touches a step when it is called as the step, as one of its points of contact, or as an initiative
    whose effect names the step. Its arms are compared on the good outcome by everyone who was assigned: whether they
    were treated is what the arm decides, and who complies is not chance. Who was assigned to more than one arm counts
    in the first, which chance chose, and a note says how many they are. Where the split that was meant is known and
    the numbers contradict it (chi squared, p below 0.001), nothing is read from it.

    Source: Newcombe, Statistics in Medicine 17 (1998), method 10, for the interval.
    """
    found: dict[str, list[Experimented]] = {}
    for name in dict.fromkeys(arm.experiment for arm in arms):
        own = [arm for arm in arms if arm.experiment == name]
        other = next((arm for word in HELD_AGAINST for arm in own if _plain(arm.arm) == word), own[0])
        p = _ratio(own, meant.get(name))
        compared = [_compared(arm, other, p, limits) for arm in own if arm is not other]
        for step in _touched(map, name):
            found.setdefault(step, []).extend(each for each in compared if each is not None)
    return {step: tuple(each) for step, each in found.items()}


def check_meant(arms: Sequence[analyse.Arm], meant: Split) -> None:
    """Refuse a split that was meant for experiments or arms that nobody was assigned to, or that is none.

    Raises:
        InvalidInput: `experiment.unknown`, `experiment.unknown_arm`, or `experiment.bad_split` for shares that are no
            numbers above 0.
    """
    for name, shares in meant.items():
        own = [arm.arm for arm in arms if arm.experiment == name]
        if not own:
            there = list(dict.fromkeys(arm.experiment for arm in arms))
            near = get_close_matches(name, there, 1, 0.6)
            raise InvalidInput(
                f"nobody was assigned to an experiment called {name!r}",
                code="experiment.unknown",
                hint=f"did you mean {near[0]}?" if near else f"experiments are {', '.join(there) or 'none'}",
            )
        strange = [arm for arm in own if arm not in shares] or [arm for arm in shares if arm not in own]
        if strange:
            raise InvalidInput(
                f"the split meant for {name} is of {', '.join(shares) or 'no arm'}, and customers were assigned to "
                f"{', '.join(own)}",
                code="experiment.unknown_arm",
                hint=f"give each arm its share: {', '.join(f'{arm} {1 / len(own):.2g}' for arm in own)}",
            )
        bad = next((arm for arm, share in shares.items() if not (math.isfinite(share) and share > 0)), None)
        if bad is not None:
            raise InvalidInput(
                f"the share of {name} meant for {bad} is {shares[bad]:g}",
                code="experiment.bad_split",
                hint="give each arm a share above 0; they are taken as parts of their sum",
            )


def _compared(arm: analyse.Arm, other: analyse.Arm, ratio_p: float | None, limits: Limits) -> Experimented | None:
    if min(arm.n, other.n) < limits.hidden:
        return None
    refused = ratio_p is not None and ratio_p < RATIO_P
    counts = (arm.followed, arm.n, other.followed, other.n)
    low, high = (None, None) if refused else newcombe(*counts)
    return Experimented(
        experiment=arm.experiment,
        arm=arm.arm,
        other=other.arm,
        n=arm.n,
        followed=arm.followed,
        other_n=other.n,
        other_followed=other.followed,
        open=arm.open + other.open,
        difference=None if refused else arm.followed / arm.n - other.followed / other.n,
        low=low,
        high=high,
        p=None if refused else two_shares_p(*counts),
        ratio_p=ratio_p,
        refused=refused,
    )


def _ratio(arms: Sequence[analyse.Arm], meant: Mapping[str, float] | None) -> float | None:
    """Test whether as many customers came to each arm as were meant to; None where nobody has said how many."""
    if meant is None or any(arm.arm not in meant for arm in arms):
        return None
    from scipy.special import chdtrc  # noqa: PLC0415 - start-up

    whole = sum(arm.n + arm.open for arm in arms)
    shares = sum(meant.values())
    expected = [whole * meant[arm.arm] / shares for arm in arms]
    statistic = sum((arm.n + arm.open - wanted) ** 2 / wanted for arm, wanted in zip(arms, expected, strict=True))
    return float(chdtrc(len(arms) - 1, statistic))


def touched_by(map: maps.JourneyMap, names: Iterable[str]) -> list[str]:
    """Name the experiments that touch a step."""
    return [name for name in names if _touched(map, name)]


def _touched(map: maps.JourneyMap, name: str) -> list[str]:
    """Name the steps that an experiment touches."""
    wanted = _plain(name)
    steps = [
        step.id for step in map.steps if wanted in {_plain(step.id), *(_plain(point.id) for point in step.touchpoints)}
    ]
    known = {step.id for step in map.steps}
    for each in map.initiatives:
        if _plain(each.id) == wanted:
            touched = [step for effect in each.effect or () for step in effect.steps if step in known]
            steps += touched[:1]
    return list(dict.fromkeys(steps))


def _plain(name: str) -> str:
    return name.casefold().replace("-", "_").replace(" ", "_")
