"""What the plan should bring, how sure that is, and what was left out: the words of the report's last page."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from sojourn import insight, maps, prioritise
from sojourn.core.results import count
from sojourn.core.words import joined, minus, with_sign

from .focus_page import Promise, Undertaking

SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}.items()
"""Signs that stand before an amount; other currencies are written by their code."""

PERIODS = {"P1Y": "a year", "P1M": "a month", "P3M": "a quarter", "P1W": "a week", "P7D": "a week"}.items()
"""How a period is said after an amount."""

Experiments = Sequence[insight.Experimented]

NEVER = 0.005
"""A smaller share of draws is none worth a word."""

FIGURES = 3
"""Digits of a simulated amount; more would claim too much."""


def promise_of(plan: prioritise.Plan, map: maps.JourneyMap, moments: insight.MomentsResult | None = None) -> Promise:
    """Say what a plan for a map should bring; it must hold at least one initiative."""
    names = {each.id: each.does for each in map.steps}
    names |= {each.id: each.name for each in map.outcomes}
    names |= {each.id: each.name or each.id for each in map.departments}
    beside = {} if moments is None else {step.step: step.experiments for step in moments.steps}
    told = plan.information
    gain = plan.best.expected if plan.best.expected is not None else plan.gain
    under = (
        "expected, if the effects are as assumed" if told is not None else "if the effects are as thought most likely"
    )
    if told is not None:
        under += f"; 95 % of draws lie between {about(plan, told.gain_low)} and {about(plan, told.gain_high)}"
    if remembers(plan):
        under = f"trust the lower gain, {about(plan, plan.gain_at_half)} {per(plan)}; the whole is {under}"
    facts = [(_whole(told.best_share), "of draws: none that keeps the rules is better")] if told is not None else []
    facts.append((_paid_back(plan), f"to pay back {money(plan, plan.cost)}"))
    facts.append((about(plan, plan.gain_at_half), "if only half of those won over behave as others do"))
    return Promise(
        f"{about(plan, gain)} {per(plan)}",
        under,
        tuple(facts),
        tuple(_undertaking(plan, each, names, beside) for each in plan.initiatives if each.id in plan.chosen),
        tuple(_doubts(plan, map)),
        tuple((each.name, _why_not(plan, each)) for each in plan.initiatives if each.id not in plan.chosen),
        per(plan),
    )


def remembers(plan: prioritise.Plan) -> bool:
    """Say whether it matters at some steps where customers came from, so that the whole gain is not to be trusted."""
    return bool(plan.chosen) and "memory" in plan.model.sources


def money(plan: prioritise.Plan, amount: float) -> str:
    """Write an amount of money as it was stated."""
    code = plan.model.currency or ""
    sign = dict(SIGNS).get(code)
    minus = "−" if amount < 0 else ""
    return f"{minus}{sign}{count(abs(amount))}" if sign else f"{minus}{count(abs(amount))} {code}".rstrip()


def about(plan: prioritise.Plan, amount: float) -> str:
    """Write a simulated amount in as many digits as it deserves."""
    return money(plan, _rounded(amount))


def _rounded(amount: float) -> float:
    """Round an amount to the digits it deserves."""
    if abs(amount) < 1:
        return 0.0
    unit = 10.0 ** max(0, math.floor(math.log10(abs(amount))) - FIGURES + 1)
    return round(amount / unit) * unit


def per(plan: prioritise.Plan) -> str:
    """Say in how long a gain is gained."""
    period = plan.model.period
    return dict(PERIODS).get(period or "", "a period" if period is None else f"in {period}")


def _whole(share: float) -> str:
    """Write a share of draws: digits behind the point would say nothing."""
    return f"{100 * share:.0f} %"


def _paid_back(plan: prioritise.Plan) -> str:
    """Say after how long the gains have paid the cost."""
    if plan.payback is None:
        return "never"
    words = {"a year": "years", "a month": "months", "a quarter": "quarters", "a week": "weeks"}.get(
        per(plan), "periods"
    )
    return f"{plan.payback:.1f} {words}"


def _undertaking(
    plan: prioritise.Plan, each: prioritise.Proposal, names: Mapping[str, str], beside: Mapping[str, Experiments]
) -> Undertaking:
    told = plan.information
    inclusion = None if told is None else told.inclusion.get(each.id)
    added = prioritise.adds(plan)[each.id]
    worth = f"{about(plan, added.gain)} {per(plan)} and pays back {prioritise.pays_back(plan, added)}"
    if added.with_:
        worth += f", together with {joined(f'“{plan.title(name)}”' for name in added.with_)}"
    who = ", ".join(filter(None, (names.get(each.department or ""), each.owner))) or "nobody is named for it"
    who = who[:1].upper() + who[1:]
    return Undertaking(
        each.name,
        who,
        money(plan, each.cost),
        _months(each.months),
        inclusion,
        plan.standing(each.id) or "",
        _assumed(plan, each, names),
        f"Adds {worth}.{_beside(plan, each, beside)}",
        _more(plan, _rounded(added.gain)),
        _basis(each),
    )


def _months(months: float | None) -> str:
    if not months:
        return "nobody said how long"
    return "1 month" if months == 1 else f"{months:g} months"


def _basis(each: prioritise.Proposal) -> str:
    """Say in a word or three what an effect rests on."""
    if any(change.arms is not None for change in each.changes):
        return "tried by lot"
    if not any(change.kind != "rating" for change in each.changes):
        return "no effect of its own"
    return {"hypothesis": "assumed, not tried", "partial": "partly researched", "research": "researched"}.get(
        each.evidence, each.evidence
    )


def _assumed(plan: prioritise.Plan, each: prioritise.Proposal, names: Mapping[str, str]) -> str:
    """Say which effects are assumed, and what they rest on."""
    words = []
    for change in each.changes:
        places = [f"“{names.get(place, place)}”" for place in change.steps]
        spread = change.to if change.kind == "transition" else change.by
        if change.arms is not None:
            places = [f"“{names.get(place, place)}”" for place in change.steps]
            words += [
                f"from {' to '.join(places)}, tried by lot: {tried.counted('came there')}"
                for tried in plan.tried
                if tried.initiative == each.id
            ]
        if change.arms is not None or spread is None:
            continue
        low, mode, high = spread
        if change.kind == "transition":
            digits = 0 if high - low > 0.03 else 1
            today = plan.model.chain.share(*change.steps) if change.steps[0] in plan.model.chain.steps else 0.0
            words.append(
                f"{100 * mode:.{digits}f} % ({100 * low:.{digits}f}–{100 * high:.{digits}f}) go from"
                f" {' to '.join(places)}, {100 * today:.{digits}f} % today"
            )
        elif change.kind == "margin":
            words.append(
                f"{_more(plan, mode)} ({_sum(plan, low)} to {_sum(plan, high)}) for each visit of {joined(places)}"
            )
        elif change.kind == "wait":
            words.append(minus(f"{mode:+g} minutes of waiting ({low:+g} to {high:+g}) at {joined(places)}"))
    tried = any(change.arms is not None for change in each.changes)
    if not words:
        helps = [f"“{other.name}”" for other in plan.initiatives if each.id in other.requires]
        needs = "needs" if len(helps) == 1 else "need"
        words = [f"no effect of its own; {joined(helps)} {needs} it" if helps else "expected, not estimated"]
    basis = "this takes the place of the guess" if tried else f"evidence: {each.evidence}"
    return f"{'; '.join(words)}. {basis[0].upper()}{basis[1:]}."


def _beside(plan: prioritise.Plan, each: prioritise.Proposal, beside: Mapping[str, Experiments]) -> str:
    """Name the experiments at an initiative's steps that belong to no initiative: they may speak of the same thing."""
    owned = {_plain(other.id) for other in plan.initiatives}
    told = [
        f" The experiment “{tried.experiment}” at this step belongs to no initiative: everyone assigned counted, the"
        f" good outcome differs by {with_sign(100 * tried.difference, 1)} points ({with_sign(100 * tried.low, 1)} to"
        f" {with_sign(100 * tried.high, 1)})" + ("; not decided." if tried.low <= 0 <= tried.high else ".")
        for step in each.serves
        for tried in beside.get(step, ())
        if _plain(tried.experiment) not in owned
        and tried.difference is not None
        and tried.low is not None
        and tried.high is not None
    ]
    return "".join(told)


def _plain(name: str) -> str:
    return name.casefold().replace("-", "_").replace(" ", "_")


def _more(plan: prioritise.Plan, amount: float) -> str:
    return _sum(plan, amount) if amount < 0 else f"+{_sum(plan, amount)}"


def _sum(plan: prioritise.Plan, amount: float) -> str:
    """Write a small amount with its cents."""
    code = plan.model.currency or ""
    sign = dict(SIGNS).get(code)
    size = f"{abs(amount):,.2f}".removesuffix(".00")
    minus = "−" if amount < 0 else ""
    return f"{minus}{sign}{size}" if sign else f"{minus}{size} {code}".rstrip()


def _doubts(plan: prioritise.Plan, map: maps.JourneyMap) -> Iterator[str]:
    """Say what would change the plan, what decides most first."""
    told = plan.information
    yield escape(prioritise.outcomes_in_words(plan, {each.id: each.name for each in map.outcomes}))
    late = [name for name, added in prioritise.adds(plan).items() if added.late]
    if late:
        slow = "; ".join(_slow(plan, name) for name in late)
        yield f"Slow to pay back: {slow}."
    many = f"{count(plan.model.volume)} journeys {per(plan)}"
    yield f"Every amount stands on the margins and costs that the map states, and on {many}.{_lived(plan)}"
    guesses = [each for each in plan.initiatives if each.id in plan.chosen and each.evidence == "hypothesis"]
    guesses = [each for each in guesses if any(change.kind != "rating" for change in each.changes)]
    if guesses:
        named = joined(f"<b>{escape(each.name)}</b>" for each in guesses)
        rest = joined(f"“{source}”" for source in _rests_on(guesses, map))
        one = len(guesses) == 1
        basis = f" It rests on {rest}." if rest else ""
        whom = "it" if one else "them"
        yield f"What is assumed of {named} is a hypothesis: nobody has tried {whom} on customers yet.{basis}"
    if plan.cost_of_floor is not None and plan.cost_of_floor >= 1:
        yield (
            "Moments of truth that fall short must get something: without that rule another plan would bring"
            f" {about(plan, plan.cost_of_floor)} {per(plan)} more."
        )
    if told is None:
        yield "No ranges were given and no journeys were counted, so nothing was drawn: the gain has no interval."
        return
    share = told.best_share
    rival = max((names for names in told.best_set if names != told.chosen), key=told.best_set.__getitem__, default=None)
    best = (
        f"The plan is the best of those that keep the rules in {'only ' if share < 0.5 else ''}{_whole(share)} of draws"
    )
    if rival is not None and told.best_set[rival] >= NEVER:
        instead = joined(f"“{escape(plan.title(name))}”" for name in rival if name not in told.chosen)
        dropped = joined(f"“{escape(plan.title(name))}”" for name in told.chosen if name not in rival)
        with_ = f"one with {instead}" if instead else f"the same without {dropped}"
        yield f"{best}; in {_whole(told.best_set[rival])} it is {with_}."
    if told.at_mode != told.chosen:
        other = joined(f"“{escape(plan.title(name))}”" for name in told.at_mode) or "doing nothing"
        yield f"If every effect were as is thought most likely, the best plan would be {other}."
    lost = {name: loss for name, loss in told.loss_if_dropped.items() if loss}
    if lost:
        most = max(lost, key=lambda name: lost[name])
        less = f"{about(plan, lost[most])} {per(plan)} less"
        yield f"Without <b>{escape(plan.title(most))}</b>, {less} is to be expected, all rules kept."
    worth = {name: value for name, value in told.value_of_learning.items() if value > 0.005 * max(plan.cost, 1)}
    if worth:
        most = max(worth, key=lambda name: worth[name])
        yield (
            f"Worth a small trial first: what <b>{escape(plan.title(most))}</b> really changes. Knowing it would be"
            f" worth up to {about(plan, worth[most])} {per(plan)}."
        )


def _slow(plan: prioritise.Plan, name: str) -> str:
    """Say what an initiative adds that hardly pays its cost back."""
    added = prioritise.adds(plan)[name]
    rule = ", and a rule asks for it" if name in plan.required else ""
    return (
        f"<b>{escape(plan.title(name))}</b> costs {money(plan, added.cost)} and adds {about(plan, added.gain)}"
        f" {per(plan)}; it pays back {prioritise.pays_back(plan, added)}{rule}"
    )


def _lived(plan: prioritise.Plan) -> str:
    """Say on which journeys the ways were counted."""
    if plan.model.chain.counts is None:
        return " Where customers go is what the map supposes."
    told = plan.model.sources
    if "closed" not in told:
        return " Where customers go was counted."
    closed, still = int(told["closed"]), int(told["open"])
    if not still:
        return f" Where customers go was counted on {count(closed)} journeys that are over."
    rest = (
        f" Where customers go was counted on {count(closed)} journeys that are over and {count(still)} that may go on"
    )
    if "until" not in told:
        return f"{rest}."
    return f"{rest}, of what followed on steps until {told['until']}: who came later may leave yet, and is not counted."


def _rests_on(guesses: Iterable[prioritise.Proposal], map: maps.JourneyMap) -> list[str]:
    """Name the sources of effects."""
    named = {name for each in guesses for change in each.changes for name in change.source}
    return [escape(source.title) for source in map.sources if source.id in named]


def _why_not(plan: prioritise.Plan, each: prioritise.Proposal) -> str:
    """Say why an initiative is not in the plan."""
    if each.cost > plan.budget:
        return f"it costs {money(plan, each.cost)}, more than the budget"
    barred = [
        name for name in plan.chosen for other in plan.initiatives if other.id == name and each.id in other.excludes
    ]
    barred += [name for name in each.excludes if name in plan.chosen]
    if barred:
        return f"it cannot be done together with “{plan.title(barred[0])}”"
    full = [bound.rule.partition(":")[2] for bound in plan.binding if bound.rule.startswith("capacity:")]
    if each.department in full:
        return f"{plan.department(each.department)} has no person-months left"
    gain = plan.over_requirements.get(each.id, 0.0)
    if gain < 0:
        return f"less than nothing, as estimated: {about(plan, gain)} {per(plan)}"
    left = plan.budget - plan.cost
    together = plan.goes_with(each.id)
    cost = each.cost + sum(other.cost for other in plan.initiatives if other.id in together)
    nothing = "" if gain > 0 else "it brings nothing by itself"
    if not gain and not together:
        return nothing
    with_ = ""
    if together:
        named = joined(f"“{plan.title(name)}”" for name in together)
        needed = any(name not in plan.chosen for name in each.requires)
        with_ = f"with {named}, which {'it needs' if needed else 'needs it'}, "
        if cost > plan.budget:
            return f"{nothing}{'; ' if nothing else ''}{with_}it costs {money(plan, cost)}, more than the budget"
    told = plan.information
    share = 0.0 if told is None else told.inclusion.get(each.id, 0.0)
    rarely = "" if told is None else "; in no draw does the best plan hold it" if share < NEVER else ""
    rarely = f"; the best plan holds it in {_whole(share)} of draws" if share >= NEVER else rarely
    begin = f"{nothing}; " if nothing else ""
    if cost > left:
        rest = f"{money(plan, left)} of the budget is left" if left >= 1 else "nothing of the budget is left"
        return f"{begin}{rest}, and {with_}it costs {money(plan, cost)}{'' if with_ else rarely}"
    return f"{begin}{with_}it gains nothing beside what is chosen{rarely}"
