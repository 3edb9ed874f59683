"""Moments of truth in data: five signals, and what they make of a contact together."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sojourn.core.statistics import benjamini_hochberg

from .breaking import BreakingPoints, breaking_points
from .leverage import highest
from .stake import Stake

Signal = Literal["stake", "reaction", "leverage", "breaking_point", "first_or_last"]
SIGNALS: tuple[Signal, ...] = ("stake", "reaction", "leverage", "breaking_point", "first_or_last")
DECIDING: frozenset[Signal] = frozenset({"stake", "reaction", "breaking_point"})
"""Of these one at least must hold: leverage is largest near the beginning and the end, whatever happens there."""

ALPHA = 0.10
FEWEST = 30
STRONG = 1.5
EXTREME = 0.4


@dataclass(frozen=True, slots=True)
class Reaction:
    """How strongly people felt.

    Attributes:
        n: customers.
        mean_abs: the mean of the feeling without its sign, 0 to 2.
        extreme: the share of -2 and +2.
        mean_abs_low, mean_abs_high, extreme_low, extreme_high: 95 % intervals, Student's t and Wilson's; None where
            there are none.
    """

    n: int
    mean_abs: float
    extreme: float
    mean_abs_low: float | None = None
    mean_abs_high: float | None = None
    extreme_low: float | None = None
    extreme_high: float | None = None

    def held(self, fewest: int = FEWEST) -> bool | None:
        """Say whether feelings run high, 1.5 on average or 40 % at the ends; None with fewer customers than that."""
        return None if self.n < fewest else self.mean_abs >= STRONG or self.extreme >= EXTREME


@dataclass(frozen=True, slots=True)
class Observed:
    """What is known of a contact.

    Attributes:
        stake, reaction, leverage: None where nothing is known.
        left: how many left, and how many left or went on; None where nothing is known.
        alike: whether the stake holds something equal that says who customers are, such as their segment.
    """

    name: str
    stake: Stake | None = None
    reaction: Reaction | None = None
    leverage: float | None = None
    left: tuple[int, int] | None = None
    alike: bool = False


@dataclass(frozen=True, slots=True)
class MomentsFound:
    """Which contacts are moments of truth, by the data.

    Attributes:
        judged: of each contact, whether each signal held; None where it could not be judged.
        moments: contacts that the rule names.
        candidates: contacts with a stake alone, which nothing that says who customers are was held equal for, or with
            leverage at one of the ends.
        p_adjusted: of the stakes, adjusted for as many as were compared.
        breaking: the shares that left, beside the median.
    """

    judged: dict[str, dict[Signal, bool | None]]
    moments: tuple[str, ...]
    candidates: tuple[str, ...]
    p_adjusted: dict[str, float]
    breaking: BreakingPoints

    @property
    def signals(self) -> dict[str, tuple[Signal, ...]]:
        """Give the signals that held, contact by contact."""
        return {name: tuple(signal for signal in SIGNALS if judged[signal]) for name, judged in self.judged.items()}


def moments_of_truth(
    contacts: Sequence[Observed], *, first: str | None, last: str | None, alpha: float = ALPHA, fewest: int = FEWEST
) -> MomentsFound:
    """Judge five signals for each contact, and name the moments of truth.

    - `stake`: the difference that counts is above 0, its p below `alpha` after the adjustment for as many contacts as
      are compared, and it belongs to the highest third.
    - `reaction`: feelings run high.
    - `leverage`: it belongs to the highest quarter.
    - `breaking_point`: more leave here than at the middle step.
    - `first_or_last`: it is the first or the last contact.

    A moment of truth has a stake that held with something held equal that says who customers are; or two signals, one
    of them at least `stake`, `reaction` or `breaking_point`. `leverage` and `breaking_point` are one signal: where more
    leave, more hangs on who goes on. A stake alone without anything held equal, and leverage at one of the ends, make a
    candidate.

    Where equal values lie at the edge of a third or quarter, all of them belong to it. What cannot be judged is None,
    and never counts as held: with little data, signals are missed, not found.

    Args:
        contacts: in the order of the map.
        first, last: the first and the last contact, by name.
        fewest: customers, or journeys, that reaction and breaking point need.

    Source: Benjamini and Hochberg, J. R. Stat. Soc. B 57 (1995), for the adjustment. The rule is ours, and held to
    worlds in which the truth is known.
    """
    found = {each.name: each.stake.counts for each in contacts if each.stake is not None}
    tested = {name: p for name, (_, _, _, p) in found.items() if p is not None}
    adjusted = dict(zip(tested, benjamini_hochberg(list(tested.values())), strict=True))
    values = {name: value for name, (value, *_) in found.items() if value is not None}
    third = highest(values, math.ceil(len(values) / 3))
    levers = {each.name: each.leverage for each in contacts if each.leverage is not None}
    quarter = highest(levers, math.ceil(len(levers) / 4))
    left = {each.name: each.left for each in contacts if each.left is not None}
    breaking = breaking_points(left, alpha=alpha, fewest=fewest)
    judged: dict[str, dict[Signal, bool | None]] = {}
    for each in contacts:
        share = breaking.share.get(each.name)
        judged[each.name] = {
            "stake": (adjusted[each.name] < alpha and each.name in third) if each.name in adjusted else None,
            "reaction": each.reaction.held(fewest) if each.reaction is not None else None,
            "leverage": each.name in quarter if each.name in levers else None,
            "breaking_point": share.held if share is not None else None,
            "first_or_last": each.name in (first, last),
        }
    alike = {each.name for each in contacts if each.alike}
    moments = [name for name, signals in judged.items() if _decides(signals, alike=name in alike)]
    rest = [
        name for name, signals in judged.items() if name not in moments and (_counted(signals) >= 2 or signals["stake"])
    ]
    return MomentsFound(judged, tuple(moments), tuple(rest), adjusted, breaking)


def _decides(signals: Mapping[Signal, bool | None], *, alike: bool) -> bool:
    """Say whether the signals of a contact make it a moment of truth."""
    if signals["stake"] and alike:
        return True
    return _counted(signals) >= 2 and any(signals[signal] for signal in DECIDING)


def _counted(signals: Mapping[Signal, bool | None]) -> int:
    """Count the signals that held, leverage and leaving as one."""
    both = bool(signals["leverage"] and signals["breaking_point"])
    return sum(held is True for held in signals.values()) - both
