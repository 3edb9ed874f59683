"""What a plan is good for: satisfaction, sales, retention, cost to serve, employee satisfaction."""

from dataclasses import dataclass

import numpy as np

from sojourn.core.results import count
from sojourn.core.words import with_sign

from .model import PlanModel
from .months import in_words
from .plan_facts import PlanFacts
from .portfolio import Portfolio

WORDS = ("satisfaction", "sales", "retention", "cost_to_serve", "employee_satisfaction")
UNKNOWN = "expected, not estimated"


@dataclass(frozen=True, slots=True)
class Benefit:
    """One kind of benefit.

    Attributes:
        amount: money in a period for sales and cost to serve, a share for retention, a rating for satisfaction; None
            when it was not estimated.
        said: in words.
    """

    name: str
    amount: float | None
    said: str


def benefits(plan: PlanFacts) -> tuple[Benefit, ...]:
    """Split what a plan gains, at the most likely values, into kinds; what nobody estimated has no number.

    Sales are margins of visits and outcomes, cost to serve what visits cost, retention the rise of the good outcome
    that is worth most, satisfaction the rise that initiatives claim of ratings. A saved cost that an initiative gives
    as a margin counts as sales.
    """
    model = plan.model
    chain = model.chain
    m, start = len(chain.steps), chain.steps.index(chain.start)
    chosen = [each for each in plan.initiatives if each.id in plan.chosen]
    shares = Portfolio(model, plan.initiatives, carry=plan.carry).chain_with(plan.chosen)
    visits = np.linalg.solve((np.eye(m) - shares[:, :m]).T, np.eye(m)[start])
    ends = visits @ shares[:, m:]
    now = chain.fundamental[start]
    cost = np.array([model.cost_visit.get(step, 0.0) for step in chain.steps])
    served = float(-model.volume * ((visits - now) @ cost))
    sales = plan.gain - served
    where = in_words(model.period)
    money = f" {model.currency}" if model.currency else ""
    loyal = _loyal(model)
    good = [k for k, name in enumerate(chain.outcomes) if name in loyal]
    rise = float(sum(ends[k] - chain.ends[start, k] for k in good)) if good else None
    said = {name for each in chosen for name in each.benefits}
    ratings = [change.by[1] for each in chosen for change in each.changes if change.kind == "rating" and change.by]
    found = [
        Benefit("sales", sales, f"{count(sales)}{money} in {where}") if abs(sales) > 0.5 else None,
        Benefit("cost_to_serve", served, f"{count(abs(served))}{money} {'saved' if served > 0 else 'more'} in {where}")
        if abs(served) > 0.5
        else None,
        None
        if rise is None or abs(rise) < 5e-5
        else Benefit(
            "retention",
            rise,
            f"{with_sign(100 * rise, 1)} of 100 journeys end as {' or '.join(map(plan.quoted, loyal))}",
        ),
        Benefit("satisfaction", sum(ratings), f"ratings rise by {sum(ratings):g} in all, as claimed")
        if ratings
        else None,
    ]
    known = {each.name for each in found if each is not None}
    return (
        *(each for each in found if each is not None),
        *(Benefit(name, None, UNKNOWN) for name in WORDS if name in said and name not in known),
    )


def _loyal(model: PlanModel) -> tuple[str, ...]:
    """Name the good outcome that is worth most; all good ones where none is worth anything."""
    worth = {name: model.margin_outcome.get(name, 0.0) for name in model.good}
    most = max(worth.values(), default=0.0)
    return tuple(name for name, amount in worth.items() if amount == most)
