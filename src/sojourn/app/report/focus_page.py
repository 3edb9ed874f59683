"""How the report's last page is laid out: one printed page on where to focus next, what it should bring, how sure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from .page import Section

TITLE = "Where to focus next, what it should bring, how sure we are"

MOST_ROWS = 8
"""Initiatives that the page has room for; the plan's own section has all."""

MOST_LEFT_OUT = 4
"""Initiatives outside the plan whose reason the page has room for."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence with what it stands on.

    Attributes:
        text: the claim with its interval, as HTML.
        evidence: n and where it comes from.
    """

    text: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Focus:
    """One step to work on.

    Attributes:
        title: the step, in the customer's words.
        marks: what it is, in a word or two each: moment of truth, breaking point.
        claims: what is known of it, the strongest first.
        action: what to do next, as HTML.
        mind: what speaks for it and what against, in a sentence; nothing where nothing does.
    """

    title: str
    marks: tuple[str, ...]
    claims: tuple[Claim, ...]
    action: str
    mind: str = ""


@dataclass(frozen=True, slots=True)
class Undertaking:
    """An initiative of the plan.

    Attributes:
        title, who: what it is and who does it.
        cost, months: as text; a word where nobody said.
        inclusion: the share of draws whose best plan holds it; None without draws.
        firmness: `firm`, `open` or `weak`; `required` when a rule asks for it.
        assumed: the effect that is assumed, and on what evidence.
        adds: what it adds to the plan, and when that has paid its cost.
        gain: what it adds, as an amount.
        basis: what the effect rests on, in a word or three.
    """

    title: str
    who: str
    cost: str
    months: str
    inclusion: float | None
    firmness: str
    assumed: str
    adds: str = ""
    gain: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """What the plan should bring.

    Attributes:
        gain: the expected gain, as text.
        period: in how long it is gained: `a year`.
        under: for what: the period, and the interval.
        facts: figure and words, three of them.
        rows: what is in the plan.
        sure: what would change it, one sentence each, as HTML.
        left_out: what is not in the plan, and why.
    """

    gain: str
    under: str
    facts: tuple[tuple[str, str], ...]
    rows: tuple[Undertaking, ...]
    sure: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    period: str = ""


@dataclass(frozen=True, slots=True)
class LastPage:
    """Everything the page says.

    Attributes:
        lead: how the steps were chosen, as HTML.
        steps: at most three.
        no_steps: what is said in their place when there are none.
        promise: what the plan brings; None when there is none.
        no_promise: why there is none, as HTML.
        unsaid: what cannot be said from these data, one sentence each, as HTML.
    """

    lead: str
    steps: tuple[Focus, ...] = ()
    bridge: str = ""
    no_steps: str = ""
    promise: Promise | None = None
    no_promise: str = ""
    unsaid: tuple[str, ...] = field(default=())


def last_page(content: LastPage) -> Section:
    """Lay the page out."""
    steps = "".join(_step(number, step) for number, step in enumerate(content.steps, 1))
    first = f'<ol class="foci">{steps}</ol>' if steps else f'<p class="say-so">{content.no_steps}</p>'
    if content.bridge:
        first += f'<p class="bridge">{escape(content.bridge)}</p>'
    promise = f'<p class="say-so">{content.no_promise}</p>' if content.promise is None else _promise(content.promise)
    sure = () if content.promise is None else content.promise.sure
    left_out = () if content.promise is None else content.promise.left_out
    told = [f"<b>{escape(what)}</b>: {escape(why)}" for what, why in left_out[:MOST_LEFT_OUT]]
    if len(left_out) > MOST_LEFT_OUT:
        told.append(f"and {len(left_out) - MOST_LEFT_OUT} more.")
    unsaid = _list("What these data cannot say", content.unsaid)
    changing = _list("What would change this plan", sure) or unsaid
    beside = _list("Left out, and why", told) + (unsaid if sure else "")
    body = (
        f'{first}<h3>What the plan should bring</h3>{promise}<div class="sure"><h3>How sure we are</h3>'
        f'<div class="flowing">{changing}{beside}</div></div>'
    )
    return Section("focus", TITLE, content.lead, body, last=True)


def in_short(content: LastPage) -> str:
    """Lay the page's answer out in a few lines, for the head of the report; nothing where there is no answer."""
    if not content.steps:
        return ""
    steps = "".join(
        f'<li><i class="neg">{number}</i><div><h3>{escape(step.title)}</h3>'
        + "".join(f"<p>{claim.text}</p>" for claim in step.claims[:2])
        + f'<p class="q">Next: {step.action}</p></div></li>'
        for number, step in enumerate(content.steps, 1)
    )
    promise = content.promise
    if promise is None:
        bring = f'<p class="q">{content.no_promise}</p>'
    else:
        items = "".join(f"<li>{escape(row.title)}, {escape(row.cost)}</li>" for row in promise.rows[:MOST_ROWS])
        bring = f'<p class="hero">{escape(promise.gain)}</p><p class="q">{escape(promise.under)}</p><ul>{items}</ul>'
    return (
        f'<section class="short"><div><h2>Where to focus next</h2><ol>{steps}</ol></div>'
        f'<div><h2>What it should bring</h2>{bring}<p class="more"><a href="#focus">{escape(TITLE)}</a></p></div>'
        "</section>"
    )


def _step(number: int, step: Focus) -> str:
    marks = "".join(f'<span class="tag">{escape(mark)}</span>' for mark in step.marks)
    claims = "".join(f'<p>{claim.text} <span class="q">{escape(claim.evidence)}</span></p>' for claim in step.claims)
    return (
        f'<li class="card"><div class="which"><h3><i class="neg">{number}</i>{escape(step.title)}</h3>'
        + (f'<div class="marks">{marks}</div>' if marks else "")
        + f'</div><div class="claims">{claims}'
        + (f'<p class="mind">{escape(step.mind)}</p>' if step.mind else "")
        + f'</div><p class="next"><b>Next:</b> {step.action}</p></li>'
    )


def _promise(promise: Promise) -> str:
    facts = "".join(f"<div><dd>{escape(figure)}</dd><dt>{escape(words)}</dt></div>" for figure, words in promise.facts)
    rows = "".join(_row(row) for row in promise.rows[:MOST_ROWS])
    more = len(promise.rows) - MOST_ROWS
    drawn = any(row.inclusion is not None for row in promise.rows)
    head = f"<th>Do</th><th class=n>Cost</th><th class=n>Adds {escape(promise.period)}</th>"
    head += "<th>In the best plan</th>" if drawn else ""
    rest = f"and {more} more; " if more > 0 else ""
    rest += 'what is assumed of each stands under <a href="#plan">What would the money bring?</a>'
    return (
        f'<div class="bring"><div><p class="hero">{escape(promise.gain)}</p>'
        f'<p class="q">{escape(promise.under)}</p></div>'
        f'<dl class="facts">{facts}</dl></div>'
        f'<div class="wide"><table class="plan"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
        f'<p class="note">{rest[:1].upper()}{rest[1:]}</p>'
    )


def _row(row: Undertaking) -> str:
    draws = ""
    if row.inclusion is not None:
        wide = f"{100 * row.inclusion:.0f}"
        draws = (
            "<td>required by the rule</td>"
            if row.firmness == "required"
            else (
                f'<td><span class="inc"><i><u class="{escape(row.firmness)}" style="width:{wide}%"></u></i>'
                f"<span>{wide} %, {escape(row.firmness)}</span></span></td>"
            )
        )
    about = " · ".join(filter(None, (row.who, row.months, row.basis)))
    return (
        f"<tr><td><b>{escape(row.title)}</b><small>{escape(about)}</small></td>"
        f"<td class=n>{escape(row.cost)}</td><td class=n>{escape(row.gain)}</td>{draws}</tr>"
    )


def _list(title: str, lines: Iterable[str] | Sequence[str]) -> str:
    items = "".join(f"<li>{line.replace(' %', '&nbsp;%')}</li>" for line in lines)
    return f"<h4>{escape(title)}</h4><ul>{items}</ul>" if items else ""
