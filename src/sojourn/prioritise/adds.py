"""What each initiative of a plan adds to it against its cost, and which are there because a rule asks for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .draws import drawn, gains_of
from .months import counted
from .plan_facts import PlanFacts
from .portfolio import Portfolio
from .proposals import required

LATE = 5.0
"""Periods after which paying back is worth a word."""

MOST = 100.0
"""Periods beyond which their number says nothing."""

LITTLE = 0.0005
"""A change of a share that is written as none."""

FROM_VISITS = "What the plan gains, it gains from what visits bring, not from how many journeys end well."


@dataclass(frozen=True, slots=True)
class Added:
    """What an initiative adds to the plan that holds it.

    Attributes:
        gain: what the plan would gain less without it and without those that require it; expected where it was drawn,
            else at the most likely values.
        cost: of it and of those that require it.
        with_: those that require it, ids.
        payback: periods until the gain has paid the cost; None when it never does.
    """

    gain: float
    cost: float
    with_: tuple[str, ...]
    payback: float | None

    @property
    def late(self) -> bool:
        """Say whether paying back takes more than five periods, or never ends."""
        return self.cost > 0 and (self.payback is None or self.payback > LATE)


def adds(plan: PlanFacts) -> Mapping[str, Added]:
    """Say what each initiative of a plan adds to it: what would be missing without it, nothing put in its place.

    Cost: a small system for each initiative of the plan.
    """
    portfolio = Portfolio(plan.model, plan.initiatives, carry=plan.carry)
    needs = required(plan.initiatives)
    costs = {each.id: each.cost for each in plan.initiatives}
    told = {} if plan.information is None else plan.information.expected
    found = {}
    for name in plan.chosen:
        with_ = tuple(other for other in plan.chosen if name in needs[other])
        rest = tuple(other for other in plan.chosen if other != name and other not in with_)
        if rest in told and plan.chosen in told:
            gain = told[plan.chosen] - told[rest]
        elif plan.information is not None and not rest:
            gain = told.get(plan.chosen, plan.gain)
        else:
            gain = plan.gain - float(portfolio.gains(portfolio.set_of(rest))[0])
        cost = costs[name] + sum(costs[other] for other in with_)
        payback = 0.0 if cost == 0 else cost / gain if gain > 0 else None
        found[name] = Added(gain, cost, with_, payback)
    return found


def added_between(plan: PlanFacts) -> Mapping[str, tuple[float, float]]:
    """Give what 95 % of draws say that each initiative of a plan adds to it; nothing where nothing was drawn.

    Cost: as many small systems for each initiative of the plan as were drawn.
    """
    if plan.information is None or not plan.chosen:
        return {}
    portfolio = Portfolio(plan.model, plan.initiatives, carry=plan.carry)
    needs = required(plan.initiatives)
    sets = [plan.chosen, *(tuple(other for other in plan.chosen if other != name and name not in needs[other])
                           for name in plan.chosen)]  # fmt: skip
    numbers = drawn(portfolio, plan.information.draws, plan.information.seed)
    gains = gains_of(portfolio, np.concatenate([portfolio.set_of(each) for each in sets]), numbers)
    low, high = np.quantile(gains[:, :1] - gains[:, 1:], [0.025, 0.975], axis=0)
    return {name: (float(low[at]), float(high[at])) for at, name in enumerate(plan.chosen)}


def pays_back(plan: PlanFacts, added: Added) -> str:
    """Say after how long a gain has paid its cost: `after 0.4 years`, `never`."""
    if added.payback is None or added.payback > MOST:
        return "never" if added.payback is None else f"after more than {counted(MOST, plan.model.period)}"
    return "after " + counted(added.payback, plan.model.period)


def outcomes_in_words(plan: PlanFacts, names: Mapping[str, str] | None = None) -> str:
    """Say in one sentence what happens to the outcomes of journeys.

    Args:
        names: what outcomes are called.
    """
    called = names or plan.places or {}
    good = [name for name in plan.outcomes if name in plan.model.good]
    told = _moves(plan, good or list(plan.outcomes), called)
    other = _moves(plan, [plan.model.lost] if plan.model.lost in plan.outcomes and good else [], called)
    lines = ", ".join([*told, *other])
    if not good:
        return f"Of all journeys, with the plan: {lines}."
    before, after = (sum(plan.outcomes[name][at] for name in good) for at in (0, 1))
    whole = f" ({100 * before:.1f} % today, {100 * after:.1f} % with the plan)" if len(good) > 1 else ""
    if after - before >= LITTLE:
        return f"More journeys come to a good end{whole}: {lines}."
    if before - after >= LITTLE:
        return f"Fewer journeys come to a good end than today{whole}: {lines}. {FROM_VISITS}"
    changed = " What changes is which end it is." if len(good) > 1 and any(
        abs(plan.outcomes[name][1] - plan.outcomes[name][0]) >= LITTLE for name in good
    ) else ""  # fmt: skip
    return f"No more journeys come to a good end than today{whole}: {lines}.{changed} {FROM_VISITS}"


def _moves(plan: PlanFacts, names: Sequence[str | None], called: Mapping[str, str]) -> list[str]:
    found = []
    for name in names:
        assert name is not None
        before, after = plan.outcomes[name]
        found.append(f"“{called.get(name, name)}” {100 * before:.1f} % today, {100 * after:.1f} % with the plan")
    return found
