"""The report's last page: the three steps to work on, what the plan brings, and what these data cannot say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from sojourn import insight, maps, prioritise
from sojourn.core.results import count, interval, percent
from sojourn.core.words import joined, spoken

from .decisive import leaving_of, stake_of
from .focus_page import Claim, Focus, LastPage, last_page
from .page import Section
from .promised import money, promise_of

MOST = 3
"""Steps on the page: more would be no focus."""

FLAGS = {
    "both": "moment of truth",
    "data": "moment of truth, by data",
    "expert": "marked by the map",
}.items()
"""What a step is called by who calls it so."""

NOTHING, ELSEWHERE = "nothing more", "elsewhere"
"""How the evidence of a step names those who did nothing after it, and those who went to many places."""

LITTLE = 0.0005
"""A share that would be written as 0.0 %."""

JUDGED = 4
"""From so many signals judged on, that none held is worth saying."""

FULL = 30
"""Below so many customers nothing is claimed on this page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the page is written from.

    Attributes:
        map: the map.
        overlay: what was measured of waits.
        moments: what is found of each step.
        needs: rows of needs, one a step and segment: step, segment, priority, gap, gap_low, gap_high, target, verdict.
        plan: the best plan under the budget; None when there is none, and `no_plan` says why.
        curve: what each budget would bring, where none was given.
        low: steps that matter less to those asked than others they were asked about.
    """

    map: maps.JourneyMap
    overlay: maps.Overlay
    moments: insight.MomentsResult
    needs: Sequence[Mapping[str, Any]] = ()
    plan: prioritise.Plan | None = None
    no_plan: str = ""
    curve: prioritise.BudgetCurve | None = None
    low: frozenset[str] = frozenset()


def focus(known: Known) -> Section:
    """Write the last page."""
    return last_page(content_of(known))


def content_of(known: Known) -> LastPage:
    """Say everything that the last page says, before it is laid out."""
    ranked, lead = _ranked(known)
    steps = tuple(_focus(known, step) for step in ranked)
    promise = promise_of(known.plan, known.map, known.moments) if known.plan is not None and known.plan.chosen else None
    no_promise = known.no_plan
    if known.plan is not None and not known.plan.chosen:
        no_promise = (
            f"With {money(known.plan, known.plan.budget)} no set of initiatives gains anything, if the effects are as"
            " assumed."
        )
    return LastPage(
        lead=lead,
        steps=steps,
        bridge=_bridge(known, ranked),
        no_steps="No step stands out: where there is anything to compare, the differences are within chance.",
        promise=promise,
        no_promise=no_promise,
        unsaid=tuple(_unsaid(known)),
    )


def _ranked(known: Known) -> tuple[list[insight.StepMoment], str]:
    """Choose the steps, and say how."""
    steps = {step.step: step for step in known.moments.steps}
    priority: dict[str, float] = {}
    for row in known.needs:
        if row.get("priority"):
            priority[row["step"]] = max(priority.get(row["step"], 0.0), float(row["priority"]))
    rated = sorted((name for name in priority if name in steps), key=lambda name: -priority[name])
    if rated:
        chosen = [steps[name] for name in rated[:MOST]]
        rest = [step for step in _leaving(known) if step not in chosen][: MOST - len(chosen)]
        lead = (
            "The steps with the highest priority: how much a step matters, how many meet it, how much goes with it, and"
            " how far it falls short of its target."
        )
        if rest:
            lead += " They are followed by those where more leave than elsewhere, which no survey asks about."
        return [*chosen, *rest], f"{lead} What goes together is not a cause."
    found = _leaving(known)[:MOST]
    why = "No step has both enough answers and a target" if _answered(known) else "No customer was asked anything"
    why = "Which answers are good is not registered" if _undirected(known) else why
    levers = (
        " and how much passing on matters for a good end" if any(step.leverage is not None for step in found) else ""
    )
    lead = f"{why}, so steps are ranked by how many leave there{levers}."
    return found, f"{lead} It says where customers go, not why."


def _leaving(known: Known) -> list[insight.StepMoment]:
    """Rank steps where more leave than elsewhere: first those that map and data call moments of truth, then by leaving
    and leverage; where nobody knows leverage, by leaving."""
    points = [step for step in known.moments.steps if step.signals.get("breaking_point") and step.leaving is not None]

    def lost(step: insight.StepMoment) -> float:
        assert step.leaving is not None, "chosen for its leaving"
        return step.leaving.estimate * (1.0 if step.leverage is None else step.leverage)

    return sorted(points, key=lambda step: (step.flag != "both", -lost(step)))


def _focus(known: Known, step: insight.StepMoment) -> Focus:
    marks = []
    # More leaving lends leverage too, so the two alone say no more than that many leave here.
    told = step.expert or step.signals.get("stake") or step.signals.get("reaction")
    if step.flag is not None and told:
        marks.append(
            f"{dict(FLAGS)[step.flag]}; {_supported(step)}" if step.flag == "expert" else dict(FLAGS)[step.flag]
        )
    if step.signals.get("stake"):
        marks.append("coming back goes with it")
    if step.signals.get("breaking_point"):
        marks.append("breaking point")
    return Focus(step.name, tuple(marks), tuple(_claims(known, step))[:MOST], _next(known, step), _mind(known, step))


def _supported(step: insight.StepMoment) -> str:
    """Say how far the data go along with a map's mark."""
    judged = [held for held in step.signals.values() if held is not None]
    if any(judged):
        return "the data support it in part"
    return "the data do not support it" if len(judged) >= JUDGED else "the data cannot judge it yet"


def _mind(known: Known, step: insight.StepMoment) -> str:
    """Reconcile what speaks for a step with what speaks against it, in one sentence; nothing where nothing does."""
    judged = [held for held in step.signals.values() if held is not None]
    against = []
    if step.expert and not any(judged) and len(judged) >= JUDGED:
        against.append("no signal held here")
    if step.step in known.low:
        against.append("people call other things they were asked about more important")
    ranked = any(row["step"] == step.step and row.get("priority") for row in known.needs)
    if not against or not ranked:
        return ""
    short = any(row["step"] == step.step and row.get("verdict") == "short" for row in known.needs)
    why = "it falls short of its target and many meet it" if short else "many meet it"
    return (
        f"It ranks here because {why}, although {' and '.join(against)}: try a change here by lot before much is spent."
    )


def _bridge(known: Known, ranked: Sequence[insight.StepMoment]) -> str:
    """Say which of the steps get nothing from the plan, and why; nothing where there is no plan or all are served."""
    plan = known.plan
    if plan is None or not plan.chosen:
        return ""
    by: dict[str, list[int]] = {}
    for number, step in enumerate(ranked, 1):
        serving = [each for each in plan.initiatives if step.step in each.serves]
        if any(each.id in plan.chosen for each in serving):
            continue
        dear = serving and min(each.cost for each in serving) > plan.budget - plan.cost
        why = (
            "No initiative works on {}"
            if not serving
            else "What would help {} costs more than the plan leaves"
            if dear
            else "What would help {} gains less than what is chosen"
        )
        by.setdefault(why, []).append(number)
    if not by:
        return ""
    return " ".join(f"{why.format(_steps(numbers))}." for why, numbers in by.items())


def _steps(numbers: Sequence[int]) -> str:
    return f"step {numbers[0]}" if len(numbers) == 1 else f"steps {joined([str(number) for number in numbers])}"


def _claims(known: Known, step: insight.StepMoment) -> Iterator[Claim]:
    """Say what is known of a step, each with its interval and n."""
    found = step.satisfaction
    if found is not None and found.n >= FULL and found.value is not None:
        metric = next(each for each in known.map.steps if each.id == step.step).metrics.get("satisfaction")
        nps = metric is not None and metric.metric == "nps"
        score = interval(found.value, found.low, found.high).replace(" %", "").replace("-", "−")
        words = f"The net promoter score is <b>{score}</b>" if nps else ""
        words = words or f"<b>{interval(found.value, found.low, found.high)}</b> are satisfied"
        if step.target is not None:
            wanted = f"{100 * step.target:.0f}" + ("" if nps else " %")
            words += f"; {wanted} is wanted, {_verdict(found.low, found.high, step.target)}"
        yield Claim(f"{words}.", f"{count(found.n)} customers answered.")
    share = leaving_of(step)
    if share is not None and step.leaving is not None and step.signals.get("breaking_point"):
        middle = known.moments.median_leaving
        words = f"<b>{share}</b> stop here"
        words += "." if middle is None else f"; at half of the steps {_elsewhere(middle)}."
        yield Claim(words, f"{count(step.leaving.n)} journeys whose time is over.")
        if (went := _elsewhere_to(known, step)) is not None:
            yield went
    for tried in step.experiments:
        if not tried.refused and tried.difference is not None and tried.low is not None and tried.high is not None:
            found_out = f"<b>{_points(tried.difference)} points</b> ({_points(tried.low)} to {_points(tried.high)})"
            called = next((each.title for each in known.map.initiatives if each.id == tried.experiment), None)
            words = (
                f"Where “{escape(called or tried.experiment)}” was given by lot, the share that came back differs by"
                f" {found_out}"
            )
            words += ": not decided." if tried.low <= 0 <= tried.high else "."
            yield Claim(words, f"{count(tried.n + tried.other_n)} customers, treated or not.")
    stake = stake_of(step)
    if stake is not None:
        value, low, high, customers, equal = stake
        held = f", {' and '.join(equal)} held equal" if equal else ""
        if low > 0:
            words = f"Who rated it well came back <b>{_points(value)} points</b> ({_points(low)} to {_points(high)})"
            words += f" more often{held}."
            yield Claim(words, f"{count(customers)} customers; the satisfied stay and answer more anyway.")
        else:
            yield Claim(
                f"Whether those who rate it well come back more often is not decided{held}.",
                f"{count(customers)} customers.",
            )
    if step.reasons:
        reason, people = step.reasons[0]
        yield Claim(
            f"Asked why they left, customers most often say <b>{escape(reason)}</b>.",
            f"{count(people)} customers said so.",
        )
    for mark in known.overlay.of("wait"):
        if mark.at.step == step.step and mark.met == "missed" and mark.value is not None and mark.target is not None:
            words = f"Half wait <b>{spoken(mark.value)}</b> or longer; at most {spoken(mark.target)} is wanted."
            yield Claim(words, f"{count(mark.n)} waits.")


def _elsewhere_to(known: Known, step: insight.StepMoment) -> Claim | None:
    """Say what those did next who left a step; None where they are too few to say."""
    told = [mark for mark in known.overlay.of("leaving", step=step.step) if mark.details and mark.count]
    if not told:
        return None
    left = told[0].count or 1
    rows = [(name, many) for name, many in told[0].details if many >= FULL]
    words = [
        f"{percent(many / left)} {'did nothing more' if name == NOTHING else f'had <b>{escape(name)}</b> next'}"
        for name, many in sorted(rows, key=lambda row: -row[1])
        if name != ELSEWHERE
    ]
    if not any(name not in (NOTHING, ELSEWHERE) for name, _ in rows):
        return None
    return Claim(f"Of those, {' and '.join(words[:2])}.", f"{count(left)} journeys that stopped.")


def _elsewhere(share: float) -> str:
    """Say how many stop at the half of the steps where fewest do."""
    if share == 0:
        return "nobody does"
    return "hardly anybody does" if share < LITTLE else f"{percent(share)} or fewer do"


def _verdict(low: float | None, high: float | None, target: float) -> str:
    if low is None or high is None or low < target <= high:
        return "and whether that is met is not decided"
    return "so this falls short" if high < target else "and that is met"


def _points(share: float) -> str:
    return f"{100 * share:.1f}".replace("-", "−")


def _next(known: Known, step: insight.StepMoment) -> str:
    """Say what to do next at a step: what the plan has for it, else what would let one decide."""
    serving = [each for each in (known.plan.initiatives if known.plan is not None else ()) if step.step in each.serves]
    chosen = [each for each in serving if known.plan is not None and each.id in known.plan.chosen]
    if chosen and known.plan is not None:
        named = " and ".join(f"<b>{escape(each.name)}</b>" for each in chosen[:2])
        owners = [each.owner or known.plan.department(each.department) for each in chosen[:2]]
        both = "both" if len(chosen) > 1 else "it"
        if all(owners) and len(set(owners)) == 1:
            return f"begin {named}; {escape(owners[0])} answers for {both}."
        nobody = [each.name for each, owner in zip(chosen, owners, strict=False) if not owner]
        if nobody:
            what = both if len(nobody) == len(owners) else escape(nobody[0])
            return f"begin {named}; name somebody who answers for {what}."
        return f"begin {named}; {escape(joined(owners))} answer for them."
    if serving and known.plan is not None:
        each = serving[0]
        first = f"<b>{escape(each.name)}</b> ({money(known.plan, each.cost)})"
        return f"nothing in this budget. First to look at again: {first}."
    ideas = [each for each in known.map.opportunities if step.step in each.steps]
    met = [each for each in known.map.initiatives if any(idea.id in each.meets for idea in ideas)]
    if met:
        return f"weigh <b>{escape(met[0].title)}</b>, which the map proposes, against what it costs."
    if ideas:
        return f"find out what <b>{escape(ideas[0].text)}</b> would cost and change; no initiative says it yet."
    if step.signals.get("breaking_point") and not step.reasons:
        return "ask those who leave here why: one question as they go. Nobody has asked yet."
    return "write down what could be better here, and who would do it; the map has no opportunity for this step."


def _answering(found: insight.MomentsResult) -> str:
    """Say how many of those asked answered: of each step's own survey, where that is known."""
    own = {
        step.name: found.asked_by[step.question]
        for step in found.steps
        if step.satisfaction is not None and step.question is not None and step.question in found.asked_by
    }
    if own:
        parts = [
            f"{percent(back / sent)} of {count(sent)} asked at “{escape(name)}”" for name, (sent, back) in own.items()
        ]
        return f"The surveys were answered by {joined(parts)}"
    return f"{percent((found.responded or 0) / (found.asked or 1))} of those asked answered"


def _answered(known: Known) -> bool:
    return any(step.satisfaction is not None for step in known.moments.steps)


def _undirected(known: Known) -> list[str]:
    """Name the questions whose answers cannot be read, since nobody said which end of the scale is good."""
    return [step.question for step in known.moments.steps if step.state == "no_direction" and step.question]


def _unsaid(known: Known) -> Iterator[str]:
    """Say what cannot be said from these data."""
    found = known.moments
    contacts = [step for step in found.steps if step.contact]
    unasked = [step for step in contacts if step.satisfaction is None]
    if _undirected(known):
        named = ", ".join(f"<code>{escape(name)}</code>" for name in _undirected(known))
        yield (
            f"<b>How customers feel.</b> There are answers to {named}, but nobody said which end of the scale is good."
            " Register the questions in <code>questions.csv</code>."
        )
    elif not _answered(known):
        yield (
            "<b>How customers feel.</b> No answers are among the events, so nothing here says what they think, or what"
            " matters to them. Ask one question after the steps above."
        )
    else:
        if found.asked:
            yield f"<b>What the silent think.</b> {_answering(found)}; no interval covers the others."
        if unasked:
            named = f"{len(unasked)} of {len(contacts)} points of contact"
            yield f"<b>How satisfied people are elsewhere.</b> At {named} nobody was asked, or too few answered."
    if found.good is None:
        yield "<b>What brings customers back.</b> No good outcome of the map is tied to events."
    elif not any(step.experiments for step in found.steps):
        yield (
            "<b>What a better step would change.</b> Nothing here was given to some customers by lot and withheld from"
            " others, so who is loyal anyway cannot be told from who was won. Hold a share of customers back when the"
            " plan begins."
        )
    feelings = [feel.evidence for step in known.map.steps for feel in step.feels]
    guesses = sum(level == "hypothesis" for level in feelings)
    if guesses:
        yield f"<b>Whether the map is right about feelings.</b> {_all_of(guesses, len(feelings))}."


def _all_of(guesses: int, cards: int) -> str:
    """Say how many feelings nobody has looked into."""
    if guesses < cards:
        return f"{guesses} of its {cards} are hypotheses" if guesses > 1 else f"One of its {cards} is a hypothesis"
    return f"All {cards} are hypotheses" if cards > 1 else "The one it has is a hypothesis"
