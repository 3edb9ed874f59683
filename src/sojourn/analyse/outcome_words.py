"""How models of an outcome and their scores are said."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from sojourn.core.words import with_sign

from .outcome_parts import OutcomeScores
from .prediction_draws import Estimate
from .prediction_ladder import Rung, Verdict

BASE = "base"
"""The baseline."""

NAMES: Mapping[str, str] = MappingProxyType(
    {
        BASE: "the same share for all",
        "markov": "the last events",
        "logistic": "logistic regression",
        "boosted": "gradient-boosted trees",
    }
)


def scored(score: Estimate, digits: int) -> str:
    """Write a score with its interval."""
    if score.value != score.value:
        return "not known"
    if score.low is None or score.high is None:
        return f"{score.value:.{digits}f}"
    return f"{score.value:.{digits}f} ({score.low:.{digits}f}–{score.high:.{digits}f})"


def gained(score: Estimate) -> str:
    """Write a difference with its interval, with signs."""
    if score.low is None or score.high is None:
        return with_sign(score.value, 3)
    return f"{with_sign(score.value, 3)} ({with_sign(score.low, 3)} to {with_sign(score.high, 3)})"


def verdict_sentence(verdict: Verdict, use: str, scores: Sequence[OutcomeScores], rungs: Sequence[Rung]) -> str:
    """Say which model to use, and why."""
    if verdict == "too_few":
        return "Tested on too few customers to show that a model is better: use the same share for all."
    tried = [each.model for each in scores if each.model != BASE]
    if use == BASE:
        return f"No better than the baseline: use the same share for all. {_joined(tried)} did not beat it."
    more = [rung.model for rung in rungs if rung.against == use and not rung.better]
    beyond = f" {_joined(more)} did no better." if more else ""
    return f"Better than the baseline: use {NAMES[use]}.{beyond}"


def _joined(models: Sequence[str]) -> str:
    """List models, the first with a capital."""
    words = [NAMES[model] for model in models]
    said = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
    return said[:1].upper() + said[1:]
