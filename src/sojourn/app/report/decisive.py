"""The report's section on moments of truth: where customers are won or lost, as far as the data say."""

from html import escape

from sojourn import insight
from sojourn.core.results import count, interval

from .page import PHONE, Card, Section
from .questions import Answer, drawing, numbers

TITLE = "Where are customers won or lost?"


def decisive(found: insight.MomentsResult) -> Answer:
    """Name the moments of truth, by whom they are called so, and the signals that held."""
    by = {flag: [step for step in found.steps if step.flag == flag] for flag in ("both", "data", "expert")}
    lead = (
        "Five signals are judged at each step: whether good ratings go with coming back, strong feelings, how much"
        " passing on matters, unusual leaving, and standing first or last. Signals say where to look; none of them"
        " names a cause."
    )
    sentences = [
        *(f"<li>{_named(step)}: the map says so, and so do the data ({_signals(step)}).</li>" for step in by["both"]),
        *(
            f"<li>{_named(step)}: the data say so ({_signals(step)}); the map does not mark it.</li>"
            for step in by["data"]
        ),
        *(f"<li>{_named(step)}: the map marks it, {alone(step)}.</li>" for step in by["expert"]),
    ]
    body = f"<ul>{''.join(sentences)}</ul>" if sentences else "<p>No step is marked, and the signals name none.</p>"
    caption = "Signals by step. What could not be judged, for want of answers, is told apart from what did not hold."
    body += drawing(found.chart(), caption, narrow=found.chart(width=PHONE))
    if any(step.critical.value is not None for step in found.steps):
        parts = found.criticality()
        caption = "How critical a step is, and what that is made of: it needs all three parts."
        body += drawing(parts.chart(), caption, width=720, narrow=parts.chart(width=PHONE))
    body += numbers(found)
    return Section("moments", TITLE, lead, body), _cards(found)


def stake_of(step: insight.StepMoment) -> tuple[float, float, float, int, tuple[str, ...]] | None:
    """Give the stake that counts with its interval, customers, and what was held equal; None where there is none."""
    stake = None if step.rated is None else step.rated.stake
    if stake is None:
        return None
    value, low, high, _ = stake.counts
    if value is None or low is None or high is None:
        return None
    return value, low, high, stake.customers, stake.equal if stake.adjusted is not None else ()


SIGNAL_WORDS = {
    "stake": "good ratings go with coming back",
    "reaction": "strong feelings",
    "leverage": "passing on matters much",
    "breaking_point": "more leave than elsewhere",
    "first_or_last": "first or last contact",
}.items()


def _signals(step: insight.StepMoment) -> str:
    words = dict(SIGNAL_WORDS)
    return ", ".join(words[name] for name, held in step.signals.items() if held)


def _named(step: insight.StepMoment) -> str:
    return f"<strong>{escape(step.name)}</strong>"


def alone(step: insight.StepMoment) -> str:
    """Say how far the data go along with an expert's mark."""
    held = _signals(step)
    if held:
        return f"the data give it one signal ({held})" if "," not in held else f"the data give it signals ({held})"
    judged = [value for value in step.signals.values() if value is not None]
    return "and no signal held" if len(judged) >= 4 else "and the data can hardly judge it"


def _cards(found: insight.MomentsResult) -> list[Card]:
    """Name the stake that is clearest."""
    clear = [(each, step) for step in found.steps if (each := stake_of(step)) is not None and each[1] > 0]
    if not clear:
        return []
    (value, low, high, customers, equal), step = max(clear, key=lambda pair: pair[0][0])
    held = f", {' and '.join(equal)} held equal" if equal else ""
    text = (
        f"Customers who rated “{escape(step.name)}” well came back {100 * value:.1f} points ({100 * low:.1f} to"
        f" {100 * high:.1f}) more often than those who rated it badly{held}."
    )
    evidence = f"{count(customers)} customers; who is satisfied stays and answers more anyway."
    return [Card(f"Returning goes with “{step.name}”", text, evidence, "moments")]


def leaving_of(step: insight.StepMoment) -> str | None:
    """Say how many leave at a step; None where too few came."""
    share = step.leaving
    return None if share is None or share.n < 30 else interval(share.estimate, share.low, share.high)
