"""A score of everybody who answered, or of a group: a row of `Scores`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from sojourn.core.answers import Question

from .asked import Kind
from .off_scale import OFF_SCALE
from .score_of import Difference, Numbers
from .score_words import ranged
from .visible import PROTECTS

REASONS: Mapping[str | None, str] = MappingProxyType(
    {PROTECTS: "hidden to protect others", OFF_SCALE: "withheld: many answers off the scale"}
)
"""What is said instead of a number that is not hidden for the few people behind it."""


@dataclass(frozen=True, slots=True)
class Score:
    """A score of everybody who answered, or of a group.

    Attributes:
        by, group: the column and its value; None for everybody, and a group None for those of whom it is not known.
        estimate, low, high: for nps in points from −100 to 100, else a share; None where hidden.
        mean, mean_low, mean_high: of the answers as given; None for nps.
        promoters, passives, detractors: shares; None but for nps.
        n, answers, n_eff: customers, their answers, and how many independent answers these are worth.
        shown: `hidden`, `interval` or `full`; `reason` says why it is hidden. At `interval` the estimate, the mean and
            the shares are held, and are not to be drawn or printed: the intervals are.
        difference, difference_low, difference_high: against all others of the breakdown; None where not compared.
        p_value, q_value: of no difference, and adjusted over everything compared.
        verdict: `above`, `below` or `not decided`.
    """

    question: str
    wording: str
    by: str | None
    group: str | None
    estimate: float | None
    low: float | None
    high: float | None
    mean: float | None
    mean_low: float | None
    mean_high: float | None
    promoters: float | None
    passives: float | None
    detractors: float | None
    n: int
    answers: int
    n_eff: float | None
    shown: str
    reason: str | None
    method: str
    difference: float | None = None
    difference_low: float | None = None
    difference_high: float | None = None
    p_value: float | None = None
    q_value: float | None = None
    verdict: str | None = None

    @classmethod
    def of(cls, question: Question, by: str | None, group: str | None, numbers: Numbers) -> "Score":
        """Lay numbers out."""
        found, mean, parts = numbers.estimate, numbers.mean, numbers.promoters
        return cls(
            question=question.id,
            wording=question.wording,
            by=by,
            group=group,
            estimate=found.value,
            low=found.low,
            high=found.high,
            mean=None if mean is None else mean.value,
            mean_low=None if mean is None else mean.low,
            mean_high=None if mean is None else mean.high,
            promoters=None if parts is None else parts.promoters,
            passives=None if parts is None else parts.passives,
            detractors=None if parts is None else parts.detractors,
            n=found.n,
            answers=found.answers,
            n_eff=None if found.shown == "hidden" or found.n_eff == float("inf") else found.n_eff,
            shown=found.shown,
            reason=found.reason,
            method=found.method,
        )

    def against(self, found: Difference) -> "Score":
        """Add how far it lies from all others."""
        return replace(
            self,
            difference=found.difference,
            difference_low=found.low,
            difference_high=found.high,
            p_value=found.p,
        )

    @property
    def name(self) -> str:
        """Name the group."""
        return "All" if self.by is None else "not known" if self.group is None else self.group

    def withheld(self) -> "Score":
        """Give what may be told where too many answers lie off the scale: who answered, and no score."""
        if self.reason is not None:
            return self
        return replace(
            self, estimate=None, low=None, high=None, mean=None, mean_low=None, mean_high=None, promoters=None,
            passives=None, detractors=None, n_eff=None, shown="hidden", reason=OFF_SCALE, difference=None,
            difference_low=None, difference_high=None, p_value=None, q_value=None, verdict=None,
        )  # fmt: skip

    def said(self, kind: Kind) -> str:
        """Write the number with its interval, or why it is hidden."""
        if self.reason in REASONS:
            return REASONS[self.reason]
        return ranged(kind, self.estimate, self.low, self.high, self.shown)

    def to_dict(self, kind: Kind) -> dict[str, Any]:
        """Give the JSON form; for nps the estimate is called nps."""
        own = (
            {"nps": self.estimate, "low": self.low, "high": self.high, "promoters": self.promoters,
             "passives": self.passives, "detractors": self.detractors}
            if kind == "nps"
            else {"estimate": self.estimate, "low": self.low, "high": self.high, "mean": self.mean,
                  "mean_low": self.mean_low, "mean_high": self.mean_high}
        )  # fmt: skip
        return {
            "question": self.question,
            "by": self.by,
            "group": self.group,
            **own,
            "n": self.n,
            "answers": self.answers,
            "n_eff": self.n_eff,
            "shown": self.shown,
            "reason": self.reason,
            "difference": self.difference,
            "difference_low": self.difference_low,
            "difference_high": self.difference_high,
            "p_value": self.p_value,
            "q_value": self.q_value,
            "verdict": self.verdict,
        }
