"""What an experiment says of an effect: it takes the place of what was claimed.

Sources: Newcombe, Statistics in Medicine 17 (1998), method 10; the check of the sample ratio, Fabijan and others,
KDD (2019); half added to each count, Haldane, Annals of Human Genetics 20 (1956).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sojourn.core.statistics import newcombe, two_shares_p

from .proposals import Arms, Change, Proposal
from .refusals import PlanRefused

UNLIKELY = 0.001
"""With a p below this the arms are not as they were assigned, and nothing is worked out."""


@dataclass(frozen=True, slots=True)
class ExperimentEffect:
    """An effect as an experiment measured it; everyone assigned counts in their arm, treated or not.

    Attributes:
        difference: share in the treated arm less share in the holdout.
        low: lower end of its 95 % interval.
        high: upper end.
        odds_ratio: what the transition's odds are multiplied by, half added to each count.
        p: two-sided, of no difference.
        sample_ratio_p: of the arms having been assigned as planned.
        evidence: `research`.
        arms: the counts, for draws.
        warnings: `experiment.early` when fewer were assigned than planned, `experiment.unplanned` when no size was
            fixed before.
    """

    difference: float
    low: float
    high: float
    odds_ratio: float
    p: float
    sample_ratio_p: float
    evidence: str
    arms: Arms
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """A guess held against what an experiment found.

    Attributes:
        guessed: the odds ratio that was claimed, most likely value.
        found: the odds ratio of the experiment.
        ratio: log of what was found ÷ log of what was guessed: 1 for a good guess, below 1 for one too high; None when
            no effect was guessed.
    """

    initiative: str
    steps: tuple[str, ...]
    guessed: float
    found: float
    ratio: float | None


def effect_from_experiment(
    treated: Mapping[str, int],
    holdout: Mapping[str, int],
    *,
    assigned_share: float = 0.5,
    planned: int | None = None,
) -> ExperimentEffect:
    """Work out an effect from the counts of an experiment.

    Args:
        treated: `n` assigned to the initiative, of whom `x` took the way.
        holdout: the same without it.
        assigned_share: the share that was to be treated.
        planned: how many were to be assigned in all, if that was fixed before.

    Raises:
        PlanRefused: `experiment.sample_ratio` when the arms are not of the sizes they were to be (chi-squared, p below
            0.001), `experiment.counts` for counts that cannot be.
    """
    x1, n1, x0, n0 = treated["x"], treated["n"], holdout["x"], holdout["n"]
    if not (0 <= x1 <= n1 and 0 <= x0 <= n0 and n1 and n0 and 0 < assigned_share < 1):
        raise PlanRefused(
            f"an experiment counted {x1} of {n1} and {x0} of {n0}, with a share of {assigned_share:g} to be treated",
            code="experiment.counts", hint="give x of n, x not above n, for both arms, and a share between 0 and 1",
        )  # fmt: skip
    total = n1 + n0
    wanted = total * assigned_share
    chi = (n1 - wanted) ** 2 / wanted + (n0 - (total - wanted)) ** 2 / (total - wanted)
    ratio_p = math.erfc(math.sqrt(chi / 2))
    if ratio_p < UNLIKELY:
        raise PlanRefused(
            f"{n1} were treated and {n0} held out, where {assigned_share:.0%} were to be treated (p = {ratio_p:.2g})",
            code="experiment.sample_ratio", p=ratio_p,
            hint="find out who got lost on the way to an arm before believing any difference",
        )  # fmt: skip
    low, high = newcombe(x1, n1, x0, n0)
    p = two_shares_p(x1, n1, x0, n0)
    assert low is not None and high is not None and p is not None
    odds = ((x1 + 0.5) / (n1 - x1 + 0.5)) / ((x0 + 0.5) / (n0 - x0 + 0.5))
    warnings = ("experiment.unplanned",) if planned is None else ("experiment.early",) if total < planned else ()
    return ExperimentEffect(
        x1 / n1 - x0 / n0, low, high, odds, p, ratio_p, "research", Arms((x1, n1), (x0, n0)), warnings
    )  # fmt: skip


def with_experiment(
    found: Sequence[Proposal],
    initiative: str,
    effect: ExperimentEffect,
    *,
    steps: Sequence[str],
    base: float | None = None,
) -> tuple[tuple[Proposal, ...], Calibration]:
    """Put what an experiment found in the place of what was claimed, and hold the guess against it.

    Args:
        steps: the way, from and to, of which the experiment counted the share.
        base: the share of the way that a claim without one of its own was made from; by default the holdout's.

    Raises:
        PlanRefused: `experiment.no_claim` when the initiative claims nothing of that way.
    """
    way = tuple(steps)
    for place, each in enumerate(found):
        for at, claim in enumerate(each.changes):
            if each.id == initiative and claim.kind == "transition" and claim.steps == way:
                replaced = replace(claim, arms=effect.arms)
                changes = (*each.changes[:at], replaced, *each.changes[at + 1 :])
                better = replace(each, changes=changes, evidence="research")
                return (*found[:place], better, *found[place + 1 :]), _calibrated(each.id, claim, effect, base)
    raise PlanRefused(
        f"{initiative!r} claims nothing of {' → '.join(way)}", code="experiment.no_claim",
        hint="name the initiative and the way that its effect is about", names=[initiative],
    )  # fmt: skip


def _calibrated(name: str, claim: Change, effect: ExperimentEffect, base: float | None) -> Calibration:
    """Compare a claim with what was found, as logarithms of odds ratios; the claim's base stands for what was known.

    A claim that everybody goes, or nobody, has no odds: there is nothing to compare.
    """
    x0, n0 = effect.arms.holdout
    before = claim.base or base or (x0 + 0.5) / (n0 + 1)
    assert claim.to is not None
    to = claim.to[1]
    guessed = math.inf if to >= 1 or before >= 1 else (to / (1 - to)) / (before / (1 - before))
    bare = guessed in (0, 1) or math.isinf(guessed)
    ratio = None if bare else math.log(effect.odds_ratio) / math.log(guessed)
    return Calibration(name, claim.steps, float(guessed), effect.odds_ratio, ratio)
