"""How models of what comes next are said."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from .next_step_parts import NextScores
from .prediction_ladder import Rung, Verdict

COMMON = "common"
"""The baseline."""

NAMES: Mapping[str, str] = MappingProxyType(
    {
        COMMON: "always the most common",
        "order_1": "the last event",
        "markov": "the longest past seen",
        "boosted": "gradient-boosted trees",
    }
)


def next_sentence(verdict: Verdict, use: str, scores: Sequence[NextScores], rungs: Sequence[Rung]) -> str:
    """Say which model to use, and why."""
    if verdict == "too_few":
        return "Tested on too few customers to show that a model is better: use the most common."
    tried = [NAMES[each.model] for each in scores if each.model != COMMON]
    if use == COMMON:
        listed = f"{', '.join(tried[:-1])} and {tried[-1]}" if len(tried) > 1 else tried[0]
        return f"No better than the baseline: use the most common. {listed[:1].upper()}{listed[1:]} did not beat it."
    beyond = [NAMES[rung.model] for rung in rungs if rung.against == use and not rung.better]
    more = f" {' and '.join(beyond)} did no better." if beyond else ""
    return f"Better than always the most common: use {NAMES[use]}.{more[:2].upper()}{more[2:]}"


def said(event: str | None) -> str:
    """Name what comes next; nothing has a name as well."""
    return "(nothing more)" if event is None else event
