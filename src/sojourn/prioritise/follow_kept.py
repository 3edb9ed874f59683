"""One promise and what became of it."""

from dataclasses import dataclass
from typing import Any

from .experiment import ExperimentEffect


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
            of the share, or of the difference for a rating or a wait. `too few` under 10, `not measured` when nothing
            shows it, now or before.
        effect: what an experiment found; None without one.
        calibration: what the experiment found ÷ what was promised, as logarithms of odds ratios.
        together: other chosen initiatives at the same step: what is measured is of all of them.
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

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        found = {name: getattr(self, name) for name in self.__slots__}
        effect = self.effect
        found["effect"] = None if effect is None else {
            "difference": effect.difference, "low": effect.low, "high": effect.high,
            "odds_ratio": effect.odds_ratio, "p": effect.p, "evidence": effect.evidence,
            "treated": list(effect.arms.treated), "holdout": list(effect.arms.holdout),
            "warnings": list(effect.warnings),
        }  # fmt: skip
        return {**found, "steps": list(self.steps), "together": list(self.together)}
