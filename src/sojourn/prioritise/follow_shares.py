"""Shares that were promised, held against those measured since: of whole cohorts, as far as they are known yet."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from sojourn.analyse import Settled
from sojourn.core.instants import rfc3339
from sojourn.core.small import Limits
from sojourn.core.statistics import newcombe, wilson

from .experiment import ExperimentEffect
from .follow_kept import TOO_EARLY, Better, Kept
from .follow_levels import against
from .saved import Promise, PromisedOutcome, SavedPlan

DAY = 86_400_000_000

Span = tuple[float, float, float]


def of_way(
    each: Promise, plan: SavedPlan, lived: Settled, effect: ExperimentEffect | None, limits: Limits,
    good: Mapping[str, bool], *, new: bool,
) -> Kept:  # fmt: skip
    """Say what became of a promised share of a way; of a margin, that nothing shows it.

    Args:
        new: what an experiment found was found since the plan was kept.
    """
    together = tuple(plan.chosen.get(name, name) for name in each.together)
    if each.kind != "transition":
        nothing = (None,) * 3
        return Kept(
            each.kind, each.initiative, each.title, each.steps, each.before, each.low, each.mode, each.high, *nothing,
            0, *nothing, "not measured", None, None, together,
        )  # fmt: skip
    span = (each.low, each.mode, each.high)
    x, known, undecided, passages = lived.counted(*each.steps)
    # A promise that an experiment made is not proved by the same experiment.
    circular = effect is not None and each.tried and not new
    now, low, high, n, more, more_low, more_high, verdict = measured(
        x, known, undecided, passages, each.before, each.count, span, limits
    )
    return Kept(
        "transition", each.initiative, each.title, each.steps, each.before, *span, now, low, high, n, more, more_low,
        more_high, verdict, effect, None if circular else _calibration(effect, each.before, each.mode), together,
        _better(each.steps[-1], each.before, each.mode, good), undecided, passages,
        _day(lived.known_from(each.steps[0])), circular,
    )  # fmt: skip


def of_outcome(
    each: PromisedOutcome, plan: SavedPlan, lived: Settled, limits: Limits, good: Mapping[str, bool]
) -> Kept:
    """Say what became of the share of journeys that end in an outcome: that of the chain of known passages.

    While most journeys that began long enough ago may still go on, nothing is said: those that are over are the short
    ones.
    """
    span = (each.low, each.mode, each.high)
    closed, still = lived.begun
    # The chain's share, as before: it counts what open journeys have done so far, and ends alone would not.
    x = 0 if lived.chain is None else round(min(lived.chain.outcome.get(each.outcome, 0.0), 1.0) * closed)
    known = 0 if lived.chain is None or still >= closed else closed
    counted = each.count if plan.counted else None
    whole = lived.closed + lived.open
    now, low, high, n, more, more_low, more_high, verdict = measured(
        min(x, known), known, 0, whole, each.before, counted, span, limits
    )
    if verdict == TOO_EARLY:
        now = low = high = more = more_low = more_high = None
    return Kept(
        "outcome", None, f"Outcome {each.outcome}", (each.outcome,), each.before, *span, now, low, high, n, more,
        more_low, more_high, verdict, None, None, (),
        None if each.outcome not in good else "more" if good[each.outcome] else "less", 0, whole,
        _day(lived.known_from()),
    )  # fmt: skip


def measured(
    x: int, known: int, undecided: int, passages: int, before: float | None, count: int | None, span: Span,
    limits: Limits,
) -> tuple[float | None, float | None, float | None, int, float | None, float | None, float | None, str]:  # fmt: skip
    """Measure one share and say how it stands to what was promised.

    Undecided passages may have taken the way or not: the interval reaches from Wilson's lower limit when none has to
    the upper one when all have.

    Args:
        x: known passages that took the way.
        known: passages of which it is known where they led.
        undecided: those that are old enough and of which it is not.
        passages: all of them, however young.

    Returns:
        The share now with its interval, how many it stands on, the difference to before with its interval, and where
        the interval lies: `TOO_EARLY` while a verdict would stand on fewer than are shown, or could turn with the
        undecided.
    """
    state = limits.state(known)
    pending = passages > known
    nothing = (None, None, None)
    if state == "too_few":
        return (*nothing, known, *nothing, TOO_EARLY if pending and passages >= limits.hidden else "too few")
    (low, _), (_, high) = wilson(x, known + undecided), wilson(x + undecided, known + undecided)
    assert low is not None and high is not None
    share = x / known if state == "measured" else None
    difference: tuple[float | None, float | None, float | None] = nothing
    if count and before is not None:
        once = round(before * count)
        least, most = (
            newcombe(x, known + undecided, once, count),
            newcombe(x + undecided, known + undecided, once, count),
        )
        difference = (None if share is None else share - before, least[0], most[1])
    verdict = against(low, high, span)
    narrow_low, narrow_high = wilson(x, known)
    assert narrow_low is not None and narrow_high is not None
    if (pending and state != "measured") or (
        verdict == "not decided" and against(narrow_low, narrow_high, span) != "not decided"
    ):
        verdict = TOO_EARLY
    return share, low, high, known, *difference, verdict


def sides(plan: SavedPlan, good: Mapping[str, bool]) -> Mapping[str, bool]:
    """Say of outcomes whether they are wanted; those who give up are not."""
    lost = plan.document["model"].get("lost")
    return {**({} if lost is None else {lost: False}), **good}


def _better(place: str, before: float | None, mode: float, good: Mapping[str, bool]) -> Better | None:
    """Say where better lies: at an outcome by whether it is wanted, else where the promise leads."""
    if place in good:
        return "more" if good[place] else "less"
    if before is None or math.isclose(before, mode, abs_tol=1e-9):
        return None
    return "more" if mode > before else "less"


def _calibration(effect: ExperimentEffect | None, before: float | None, mode: float) -> float | None:
    """Give what was found ÷ what was promised, as logarithms of odds ratios."""
    if effect is None or before is None or not 0 < before < 1 or not 0 < mode < 1 or mode == before:
        return None
    promised = (mode / (1 - mode)) / (before / (1 - before))
    return math.log(effect.odds_ratio) / math.log(promised)


def _day(instant: int | None) -> str | None:
    """Give the first whole day behind an instant."""
    return None if instant is None else (rfc3339(instant + DAY) or "")[:10]


def told_early(promises: Sequence[Kept], closed: int, still: int) -> str | None:
    """Say why nothing can be said yet of some promises."""
    early: list[Any] = [each for each in promises if each.verdict == TOO_EARLY]
    if not early:
        return None
    return (
        f"Journeys are young: {closed:,} are over and {still:,} may still go on. Whoever goes on is seen at once, "
        "whoever leaves only when the pause is over: so only those count who came to a step long enough ago, and where "
        "they are too few it is too early to say."
    )
