"""One promise and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from .experiment import ExperimentEffect

Better = Literal["more", "less"]
TOO_EARLY = "too early"
REHEARSAL = "a rehearsal"
Standing = Literal["kept", "better", "short"]
_SAID: Mapping[Standing, str] = MappingProxyType(
    {"kept": "as promised", "better": "better than promised", "short": "short of what was promised"}
)


@dataclass(frozen=True, slots=True)
class Kept:
    """One promise and what became of it.

    Attributes:
        what: `transition`, `margin`, `rating`, `wait` or `outcome`.
        initiative: its id; None for an outcome, which is of the whole plan.
        before: the share when the plan was made; of a rating its mean, of a wait its minutes.
        low: lower end of what was promised: the share, or the change of a rating, a wait or a margin.
        mode: the most likely value.
        high: upper end.
        now: the share, rating or minutes measured now; None when it is not measured, or fewer than 30 show it.
        now_low: lower end of its 95 % interval; Wilson's for a share.
        now_high: upper end.
        n: how many moves, journeys, customers or waits it was measured on.
        difference: now less before; not an effect. None where before was not counted.
        verdict: `within`, `below` or `above` what was promised when the interval lies there, else `not decided`: that
            of the share, or of the difference for a rating or a wait. `too few` under 10, `too early` when more have
            come there and it is not known yet what became of them, `not measured` when nothing shows it, now or before.
        effect: what an experiment found; None without one.
        calibration: what the experiment found ÷ what was promised, as logarithms of odds ratios.
        together: other chosen initiatives at the same step: what is measured is of all of them.
        better: where better lies: `more` or `less`; None where nothing says which.
        undecided: passages that are old enough, and of which it is not known where they led; the interval allows for
            all that they may have done.
        passages: all that were made, however young; of an outcome journeys. None for ratings and waits.
        known_from: the day from which on 30 of them will be known, such as `2027-01-09`; None where fewer have come, or
            nothing says when they will be.
        circular: the promise was made of this experiment, so that it cannot be held against it.
        rehearsal: journeys from before the plan were looked at, so that nothing says whether it was kept.
    """

    what: str
    initiative: str | None
    title: str
    steps: tuple[str, ...]
    before: float | None
    low: float
    mode: float
    high: float
    now: float | None
    now_low: float | None
    now_high: float | None
    n: int
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    verdict: str
    effect: ExperimentEffect | None
    calibration: float | None
    together: tuple[str, ...]
    better: Better | None = None
    undecided: int = 0
    passages: int | None = None
    known_from: str | None = None
    circular: bool = False
    rehearsal: bool = False

    @property
    def standing(self) -> Standing | None:
        """Say whether the promise was kept; None where that is not decided, nothing says which side is better, or
        journeys from before the plan were looked at."""
        if self.rehearsal:
            return None
        if self.verdict == "within":
            return "kept"
        if self.better is None or self.verdict not in ("below", "above"):
            return None
        return "better" if (self.verdict == "above") == (self.better == "more") else "short"

    @property
    def said(self) -> str:
        """Say in words how what is measured stands to what was promised."""
        if self.rehearsal and self.verdict in ("within", "below", "above", "not decided"):
            return REHEARSAL
        if self.standing is not None:
            return _SAID[self.standing]
        if self.verdict == TOO_EARLY:
            return TOO_EARLY if self.known_from is None else f"{TOO_EARLY}, ask from {self.known_from} on"
        return {"above": "more than promised", "below": "less than promised"}.get(self.verdict, self.verdict)

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        found = {name: getattr(self, name) for name in self.__slots__} | {"standing": self.standing}
        effect = self.effect
        found["effect"] = None if effect is None else {
            "difference": effect.difference, "low": effect.low, "high": effect.high,
            "odds_ratio": effect.odds_ratio, "p": effect.p, "evidence": effect.evidence,
            "treated": list(effect.arms.treated), "holdout": list(effect.arms.holdout),
            "warnings": list(effect.warnings),
        }  # fmt: skip
        return {**found, "steps": list(self.steps), "together": list(self.together)}
