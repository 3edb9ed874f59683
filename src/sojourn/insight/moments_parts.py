"""What is found of each step: the parts of a `MomentsResult`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sojourn import measure
from sojourn.core.small import Limits

from .breaking import LeavingShare
from .rated import RatedStep
from .signals import Reaction, Signal

Verdict = Literal["moment", "candidate"]
Flag = Literal["data", "expert", "both"]


@dataclass(frozen=True, slots=True)
class Experimented:
    """What an experiment that touches a step says: all who were assigned, treated or not.

    Attributes:
        experiment: its name; `arm` and `other` the two arms, `other` being the one it is held against.
        n, followed, other_n, other_followed: customers whose window is over, and those the good outcome followed.
        open: customers whose window is still open, left out.
        difference, low, high, p: of the shares, with Newcombe's interval.
        ratio_p: of the split that was meant; None where nobody has said which.
        refused: the split was not the one that was meant, so that nothing may be read from it.
    """

    experiment: str
    arm: str
    other: str
    n: int
    followed: int
    other_n: int
    other_followed: int
    open: int
    difference: float | None
    low: float | None
    high: float | None
    p: float | None
    ratio_p: float | None
    refused: bool

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Critical:
    """How critical a step is, with the parts it is made of.

    Attributes:
        importance, stated, derived: from 0 to 1; None where nothing is known.
        reach: the share of journeys that come here.
        stake: what counts as stake; None where nothing is known.
        basis: whether the stake comes from data or from an expert.
        value, low, high: criticality, 0 to 100; None where a part is missing.
        asked: customers who said how important the step is; None where only the map says so.
        importance_low, importance_high: 95 % interval of what customers say; None where only the map says so.
        reach_low, reach_high: Wilson's 95 % interval.
        stake_low, stake_high: 95 % interval of the difference that counts, which may lie below 0; None where an expert
            said it.
    """

    importance: float | None
    stated: float | None
    derived: float | None
    reach: float | None
    stake: float | None
    basis: Literal["data", "expert"] | None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    asked: int | None = None
    importance_low: float | None = None
    importance_high: float | None = None
    reach_low: float | None = None
    reach_high: float | None = None
    stake_low: float | None = None
    stake_high: float | None = None


@dataclass(frozen=True, slots=True)
class Lever:
    """By how much more journeys end well for each point more of those who take the step's best way on.

    Attributes:
        low, high: 95 % interval, as uncertain as the counted moves; None without draws.
    """

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class StepMoment:
    """What is found of one step.

    Attributes:
        contact: whether it is a point of contact.
        question: what was asked about it; `state` why there is no satisfaction, else `measured` or `thin`.
        satisfaction: share of satisfied answers, or the net promoter score as a share.
        expected: the feeling the map supposes; `feeling` the one measured. They are never one point.
        rated: ratings, what is held equal, stake; None where nobody rated it.
        p_adjusted: of the stake, adjusted for as many steps as were compared.
        critical: criticality and its parts.
        leverage: None where there is no chain, or the step is not on it; leverage_low, leverage_high: its interval.
        reaction: how strongly people feel; None where nobody answered.
        leaving: who left; None where nobody came.
        reasons: why they left, where they were asked: words and customers.
        signals: which held; None where one could not be judged.
        verdict: what the data say; None for nothing.
        expert: whether the map marks it.
        experiments: those that touch it.
    """

    step: str
    name: str
    contact: bool
    question: str | None
    state: str
    satisfaction: measure.Estimate | None
    target: float | None
    expected: float | None
    feeling: measure.Estimate | None
    rated: RatedStep | None
    p_adjusted: float | None
    critical: Critical
    leverage: float | None
    leaving: LeavingShare | None
    reasons: tuple[tuple[str, int], ...]
    signals: Mapping[Signal, bool | None]
    verdict: Verdict | None
    expert: bool
    experiments: tuple[Experimented, ...]
    reaction: Reaction | None = None
    leverage_low: float | None = None
    leverage_high: float | None = None

    @property
    def flag(self) -> Flag | None:
        """Say who calls it a moment of truth. An expert's mark stays, whatever the data say."""
        if self.verdict == "moment":
            return "both" if self.expert else "data"
        return "expert" if self.expert else None

    @property
    def unsupported(self) -> bool:
        """Say whether an expert marked it and no signal held."""
        return self.expert and not any(self.signals.values())

    def to_dict(self, limits: Limits) -> dict[str, Any]:
        """Give the JSON form; what few people stand behind is left out."""
        critical = self.critical
        return {
            "step": self.step,
            "name": self.name,
            "contact": self.contact,
            "question": self.question,
            "state": self.state,
            "satisfaction": _estimate(self.satisfaction, limits),
            "target": self.target,
            "feeling": {"expected": self.expected, "measured": _estimate(self.feeling, limits)},
            "criticality": {name: getattr(critical, name) for name in Critical.__slots__},
            "stake": self._stake(),
            "reaction": _reaction(self.reaction, limits),
            "leverage": self.leverage,
            "leverage_low": self.leverage_low,
            "leverage_high": self.leverage_high,
            "leaving": _leaving(self.leaving, limits),
            "reasons": [{"reason": reason, "customers": number} for reason, number in self.reasons],
            "signals": dict(self.signals),
            "verdict": self.verdict,
            "flag": self.flag,
            "expert": self.expert,
            "unsupported": self.unsupported,
            "experiments": [each.to_dict() for each in self.experiments],
        }

    def _stake(self) -> dict[str, Any] | None:
        rated = self.rated
        if rated is None:
            return None
        told: dict[str, Any] = {
            "open": rated.open,
            "middle": rated.middle,
            "before_contact": rated.before_contact,
            "state": "measured" if rated.stake is not None else "too_few",
        }
        found = rated.stake
        if found is None:
            return told
        return told | {
            "customers": found.customers,
            "good": {"n": found.good.n, "followed": found.good.followed},
            "bad": {"n": found.bad.n, "followed": found.bad.followed},
            "raw": found.raw, "low": found.low, "high": found.high, "p": found.p,
            "adjusted": found.adjusted, "adjusted_low": found.adjusted_low, "adjusted_high": found.adjusted_high,
            "adjusted_p": found.adjusted_p, "held_equal": list(found.equal), "p_compared": self.p_adjusted,
            "warnings": list(found.warnings),
        }  # fmt: skip


def _estimate(found: measure.Estimate | None, limits: Limits) -> dict[str, Any] | None:
    """Give an estimate as far as it may be shown."""
    if found is None:
        return None
    hidden = found.n < limits.hidden
    full = found.n >= limits.thin
    return {
        "value": found.value if not hidden else None,
        "low": None if hidden else found.low,
        "high": None if hidden else found.high,
        "n": found.n,
        "answers": found.answers,
        "shown": "hidden" if hidden else "full" if full else "interval",
    }


def _reaction(found: Reaction | None, limits: Limits) -> dict[str, Any] | None:
    """Give how strongly people feel, as far as it may be shown."""
    if found is None:
        return None
    hidden = found.n < limits.hidden
    return {name: None if hidden and name != "n" else getattr(found, name) for name in Reaction.__slots__}


def _leaving(found: LeavingShare | None, limits: Limits) -> dict[str, Any] | None:
    if found is None or found.n < limits.hidden:
        return None
    return {name: getattr(found, name) for name in LeavingShare.__slots__}
