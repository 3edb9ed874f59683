"""How the report's last page is laid out: one printed page on where to focus next, what it should bring, how sure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from .page import Section

TITLE = "Where to focus next, what it should bring, how sure we are"


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
    """

    title: str
    who: str
    cost: str
    months: str
    inclusion: float | None
    firmness: str
    assumed: str
    adds: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """What the plan should bring.

    Attributes:
        gain: the expected gain, as text.
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
    how = _list("What would change this plan", sure)
    how += _list("Left out, and why", [f"<b>{escape(what)}</b>: {escape(why)}" for what, why in left_out])
    how += _list("What these data cannot say", content.unsaid)
    body = (
        f'{first}<div class="halves"><div><h3>What the plan should bring</h3>{promise}</div>'
        f'<div class="sure"><h3>How sure we are</h3>{how}</div></div>'
    )
    return Section("focus", TITLE, content.lead, body, last=True)


def _step(number: int, step: Focus) -> str:
    marks = "".join(f'<span class="tag">{escape(mark)}</span>' for mark in step.marks)
    claims = "".join(f'<p>{claim.text} <span class="q">{escape(claim.evidence)}</span></p>' for claim in step.claims)
    return (
        f'<li class="card"><h3><i class="neg">{number}</i>{escape(step.title)}</h3>'
        + (f'<div class="marks">{marks}</div>' if marks else "")
        + claims
        + (f'<p class="mind">{escape(step.mind)}</p>' if step.mind else "")
        + f'<p class="next"><b>Next:</b> {step.action}</p></li>'
    )


def _promise(promise: Promise) -> str:
    facts = "".join(f"<div><dd>{escape(figure)}</dd><dt>{escape(words)}</dt></div>" for figure, words in promise.facts)
    rows = "".join(_row(row) for row in promise.rows)
    drawn = any(row.inclusion is not None for row in promise.rows)
    head = "<th>Do</th><th class=n>Cost</th><th class=n>Months</th>" + ("<th>In the best plan</th>" if drawn else "")
    return (
        f'<p class="hero">{escape(promise.gain)}</p><p class="q">{escape(promise.under)}</p>'
        f'<dl class="facts">{facts}</dl>'
        f'<table class="plan"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
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
    columns = 3 if row.inclusion is None else 4
    return (
        f"<tr class=what><td><b>{escape(row.title)}</b><small>{escape(row.who)}</small></td>"
        f"<td class=n>{escape(row.cost)}</td><td class=n>{escape(row.months)}</td>{draws}</tr>"
        f"<tr class=why><td colspan={columns}><small>{escape(row.assumed)} {escape(row.adds)}</small></td></tr>"
    )


def _list(title: str, lines: Iterable[str] | Sequence[str]) -> str:
    items = "".join(f"<li>{line}</li>" for line in lines)
    return f"<h4>{escape(title)}</h4><ul>{items}</ul>" if items else ""
