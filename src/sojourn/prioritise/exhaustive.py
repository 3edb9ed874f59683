"""Every set there is: for few initiatives the best plan is found by looking at all of them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .refusals import PlanRefused
from .rules import Rule, Rules

Sets = NDArray[np.bool_]
Floats = NDArray[np.float64]
Places = NDArray[np.int64]

MOST = 16
"""For so many initiatives every set is looked at: 65,536 of them."""

NEAR = 1e-9
"""Gains that differ by less than this share of the largest are equal."""


def every_set(n: int) -> Sets:
    """Give all sets of n initiatives, (2ⁿ, n), the empty one first."""
    codes = np.arange(2**n, dtype=np.int64)[:, None]
    return np.asarray((codes >> np.arange(n)) & 1, dtype=bool)


def ranked(sets: Sets, worth: Floats, costs: Floats, ids: Sequence[str]) -> Places:
    """Order sets: the most worth, then lower cost, fewer initiatives, ids in order of the alphabet.

    Args:
        sets: (s, n).
        worth: (s,).
    """
    scale = max(float(np.abs(worth).max(initial=0.0)), 1e-300) * NEAR
    alphabet = sorted(range(len(ids)), key=lambda place: ids[place])
    # With as many initiatives in both, the set that holds the first id in which they differ comes first.
    names = [~sets[:, place] for place in reversed(alphabet)]
    spent = np.round(sets @ costs, 6)
    return np.asarray(np.lexsort((*names, sets.sum(axis=1), spent, -np.round(worth / scale))))


def idle(sets: Sets, gains: Floats, allowed: Sets) -> Sets:
    """Say which sets hold an initiative that adds nothing and that nothing in the set needs.

    An initiative is needed when the set without it breaks a rule.

    Args:
        sets: every set, as `every_set` gives them.
        gains: what each gains.
        allowed: which keep the rules.
    """
    scale = max(float(np.abs(gains[allowed]).max(initial=0.0)), 1e-300) * NEAR
    found = np.zeros(len(sets), dtype=bool)
    codes = np.arange(len(sets))
    for place in range(sets.shape[1]):
        without = codes & ~(1 << place)
        found |= sets[:, place] & allowed[without] & (gains - gains[without] <= scale)
    return np.asarray(found & allowed)


def refuse_impossible(rules: Rules, sets: Sets, *, proved: bool = True) -> None:
    """Name the first rule that cannot be met, and the least budget with which it could.

    Raises:
        PlanRefused: `plan.infeasible`, always.
    """
    asked = [each for each in rules.rules if each.needs]
    kept = rules.without(lambda rule: rule.needs).allowed(sets)
    free = rules.without(lambda rule: rule.needs or rule.name == "budget").allowed(sets)
    for each in asked:
        holds = each.holds(sets)
        kept = kept & holds
        free = free & holds
        if not kept.any():
            needs = float((sets[free] @ rules.costs).min()) if free.any() else None
            raise impossible(each, needs, rules)
    raise impossible(asked[0] if asked else rules.rules[0], None, rules)


def impossible(rule: Rule, needs: float | None, rules: Rules) -> PlanRefused:
    """Make the refusal of a rule that cannot be met."""
    kind, _, about = rule.name.partition(":")
    budget = next((each.high for each in rules.rules if each.name == "budget"), None)
    helps = [each.id for each, factor in zip(rules.found, rule.factors, strict=True) if factor > 0]
    wanted = f"the initiative {about!r}" if kind == "include" else f"an initiative for {about or rule.name}"
    if rule.name.startswith("at least "):
        wanted = rule.name
    if not helps:
        hint = f"there is none that serves {about or rule.name}: write one, or leave the rule out"
    elif needs is None:
        hint = "no budget would do: look at capacity, exclusions and what is required"
    else:
        hint = f"the least budget that meets it is {needs:,.0f}"
    of = "" if budget is None else f" with a budget of {budget:,.0f}"
    return PlanRefused(
        f"{wanted} must be chosen ({rule.name}), and none can be{of}", code="plan.infeasible", hint=hint,
        constraint=rule.name, needs=needs, names=helps,
    )  # fmt: skip
