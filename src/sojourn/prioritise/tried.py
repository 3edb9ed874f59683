"""What an experiment in the data says of an initiative, beside what was guessed of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sojourn.analyse import Chain
from sojourn.core.results import percent
from sojourn.core.words import with_sign

from .experiment import Calibration, ExperimentEffect, with_experiment
from .proposals import Proposal, Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """An experiment that is called as an initiative.

    Attributes:
        initiative: its id.
        steps: the way of its effect, from and to.
        arm: what the arm with the initiative is called; `other` the one without it.
        window: how long after the assignment somebody may come to where the way leads.
        effect: what it found; None where it was not to be read, and `refused` says why.
        guessed: the share afterwards that was guessed: low, most likely, high.
        calibration: the guess held against what was found.
        split_known: somebody said which share was to be treated, so the sizes of the arms were checked.
        refused: why it was not to be read.
    """

    initiative: str
    steps: tuple[str, str]
    arm: str
    other: str
    window: str
    effect: ExperimentEffect | None = None
    guessed: Range | None = None
    calibration: Calibration | None = None
    split_known: bool = False
    refused: str | None = None

    def counted(self, named: str | None = None) -> str:
        """Say who counts, which outcome, and what was found.

        Args:
            named: what is said of somebody who came to where the way leads; by default that they came there.
        """
        if self.effect is None:
            return self.refused or "not read"
        (x1, n1), (x0, n0) = self.effect.arms.treated, self.effect.arms.holdout
        found = self.effect
        came = named or f"came to {self.steps[1]}"
        return (
            f"of {n1:,} customers assigned to {self.arm}, treated or not, {percent(x1 / n1)} {came} within "
            f"{_said(self.window)}, of {n0:,} assigned to {self.other} {percent(x0 / n0)}: "
            f"{with_sign(100 * found.difference, 1)} points ({with_sign(100 * found.low, 1)} to "
            f"{with_sign(100 * found.high, 1)})"
        )

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        found, held = self.effect, self.calibration
        return {
            "initiative": self.initiative, "steps": list(self.steps), "arm": self.arm, "other": self.other,
            "window": self.window, "guessed": None if self.guessed is None else list(self.guessed),
            "treated": None if found is None else list(found.arms.treated),
            "holdout": None if found is None else list(found.arms.holdout),
            "difference": None if found is None else found.difference, "low": None if found is None else found.low,
            "high": None if found is None else found.high,
            "odds_ratio": None if found is None else found.odds_ratio,
            "guessed_odds_ratio": None if held is None else held.guessed,
            "found_to_guessed": None if held is None else held.ratio,
            "split_known": self.split_known, "refused": self.refused,
            "warnings": [] if found is None else list(found.warnings),
        }  # fmt: skip


def _said(window: str) -> str:
    """Write a number of days out."""
    return f"{window[:-1]} days" if window[:-1].isdigit() and window.endswith("d") else window


def _today(effect: ExperimentEffect, chain: Chain | None) -> ExperimentEffect:
    """Say of arms that they came there by any way; of a chain that was counted, that it holds both arms."""
    if chain is None:
        return effect
    (_, n1), (_, n0) = effect.arms.treated, effect.arms.holdout
    mixed = 0.0 if chain.counts is None else n1 / (n1 + n0)
    return replace(effect, arms=replace(effect.arms, mixed=mixed))


def with_tried(
    found: Sequence[Proposal], tried: Sequence[Tried], *, chain: Chain | None = None
) -> tuple[tuple[Proposal, ...], tuple[Tried, ...]]:
    """Put what experiments found in the place of what was guessed; guesses are kept beside.

    Args:
        chain: says from which share a guess without one was made.

    Raises:
        PlanRefused: `experiment.no_claim`, for an initiative that claims nothing of the way.
    """
    kept: list[Tried] = []
    made = tuple(found)
    for each in tried:
        told = each
        if each.effect is not None:
            claim = next(
                (change for one in made if one.id == each.initiative for change in one.changes
                 if change.kind == "transition" and change.steps == each.steps), None,
            )  # fmt: skip
            base = chain.share(*each.steps) if chain is not None and each.steps[0] in chain.steps else None
            made, held = with_experiment(made, each.initiative, _today(each.effect, chain), steps=each.steps, base=base)
            told = replace(each, calibration=held, guessed=None if claim is None else claim.to)
        kept.append(told)
    return made, tuple(kept)
