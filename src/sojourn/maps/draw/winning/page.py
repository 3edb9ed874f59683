"""Acquisition as a page: the drawing where there is room for it, and the same content as a list and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from ...model import Acquisition, JourneyMap, buying_steps
from .. import typefaces, words
from ..colours import Theme, Token, variables
from ..page import draw_html
from ..svg import escape
from ..text import Face
from . import matrix, plan, said
from .chosen import ChosenLines
from .drawing import View, draw_acquisition

_USED: tuple[Token, ...] = ("sheet", "lane", "hair", "line", "ink", "quiet", "positive", "negative", "negative-tint")

_STYLE = """*{box-sizing:border-box}
body{margin:0;background:var(--sheet);color:var(--ink);font:15px/1.45 Inter,system-ui,sans-serif}
main{max-width:1500px;margin:0 auto;padding:0 24px 32px}
figure{margin:0}
figure svg{display:block;width:100%;height:auto}
h1{font-size:24px;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}
.kind{color:var(--quiet);font-weight:600;margin:0}
.narrow,.narrow-head{display:none}
.narrow{list-style:none;margin:16px 0 0;padding:0}
.narrow li{border:1px solid var(--line);border-radius:8px;padding:12px;margin:0 0 10px;overflow-wrap:anywhere}
.narrow h2{font-size:16px;line-height:1.3;margin:0 0 4px}
.narrow p{margin:0 0 4px}
.narrow .about{color:var(--quiet);font-size:13px}
.unknown{border-style:dashed!important}
.open{border:2px dashed var(--negative)!important;background:var(--negative-tint)}
.open h2,.open .answer{color:var(--negative)}
summary{cursor:pointer;font-weight:600;padding:8px 0}
summary:focus-visible{outline:2px solid var(--positive);outline-offset:2px}
.scroll{overflow:auto}
table{border-collapse:collapse;font-size:13px}
th,td{border:1px solid var(--hair);padding:6px 8px;text-align:start;vertical-align:top}
th{background:var(--lane)}
@media screen and (max-width:859.98px){figure,details{display:none}
.narrow,.narrow-head{display:block}
main{padding:16px}}
"""


Content = tuple[Sequence[str], Sequence["_Item"], Sequence[str], Sequence[Sequence[str]]]
"""What stands over the list, its cards, and the head and rows of the table."""


@dataclass(frozen=True, slots=True)
class _Item:
    """One card of the list: its state, its head, what is quiet about it, what it says."""

    state: str
    head: str
    about: str
    lines: tuple[str, ...]


def acquisition_html(
    drawn: JourneyMap, view: View, *, chosen: ChosenLines | None = None, theme: Theme | None = None
) -> str:
    """Write a view of acquisition as one page that needs no script and loads nothing.

    On a telephone there is a list of cards instead of the drawing, which would be too small to be read.

    Args:
        drawn, view, chosen: as for `draw_acquisition`.
        theme: the colours; by default those that the reader's system asks for.

    Raises:
        InvalidInput: as `draw_acquisition` does.
    """
    if view == "journey":
        return draw_html(drawn, theme=theme, lanes=("phases", "does", "feels"))
    drawing = draw_acquisition(
        drawn, view, chosen=chosen, theme=theme or "light", fonts="named", prefix="drawn", switchable=theme is None
    )
    named = {"canvas": "Acquisition canvas", "matrix": "Acquisition matrix", "plan": "Acquisition plan"}[view]
    about, items, heads, rows = _content(drawn, view, chosen)
    cards = "".join(_card(item) for item in items)
    body = (
        f'<main><header class="narrow-head"><p class="kind">{escape(named)}</p><h1>{escape(drawn.title)}</h1>'
        f"{''.join(f'<p>{escape(each)}</p>' for each in about)}</header>"
        f"<figure>{drawing.svg}</figure><ul class=narrow>{cards}</ul>"
        f"<details><summary>The same as a table</summary><div class=scroll><table><thead><tr>"
        f"{''.join(f'<th scope=col>{escape(each)}</th>' for each in heads)}</tr></thead><tbody>"
        f"{''.join(_row(row) for row in rows)}</tbody></table></div></details></main>"
    )
    letters = {Face.SANS: {*body}, Face.BOLD: {*body}}
    policy = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"
    return (
        f'<!doctype html>\n<html lang="{escape(drawn.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(drawn.title)}</title>\n"
        f"<style>{typefaces.embedded(letters)}{variables(_USED, theme)}{_STYLE}</style>\n"
        f"</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _card(item: _Item) -> str:
    lines = "".join(f'<p class="answer">{escape(each)}</p>' for each in item.lines if each)
    about = f'<p class="about">{escape(item.about)}</p>' if item.about else ""
    return f'<li class="{item.state}"><h2>{escape(item.head)}</h2>{about}{lines}</li>'


def _row(row: Sequence[str]) -> str:
    first, *rest = row
    return f"<tr><th scope=row>{escape(first)}</th>{''.join(f'<td>{escape(each)}</td>' for each in rest)}</tr>"


def _content(drawn: JourneyMap, view: View, chosen: ChosenLines | None) -> Content:
    """Say what a view shows."""
    if view == "canvas":
        return _canvas(drawn)
    return _matrix(drawn) if view == "matrix" else _plan(drawn, chosen)


def _canvas(drawn: JourneyMap) -> Content:
    canvas = drawn.acquisition.canvas if drawn.acquisition is not None else None
    items, rows = [], []
    for box, (name, question) in said.QUESTIONS.items():
        state = said.state_of(canvas, box)
        answer = {"unknown": "Nobody knows yet", "open": "Open"}.get(state) or str(getattr(canvas, box))
        items.append(_Item(state, name, question, (answer,)))
        rows.append((name, question, answer))
    return (said.states(canvas),), items, ("Box", "Question", "Answer"), rows


def _matrix(drawn: JourneyMap) -> Content:
    acquisition = drawn.acquisition or Acquisition()
    phases = {phase.id: phase.name for phase in drawn.phases}
    left = {each.step: each for each in acquisition.left_to_others}
    items, rows = [], []
    for number, step in enumerate(buying_steps(drawn), start=1):
        lines = [each for each in acquisition.lines if each.step == step.id]
        texts = []
        for each in lines:
            team = words.plain(each.team).capitalize() if each.team else "No team yet"
            facts = (team, words.channel(each.channel), said.money(each.cost, drawn.currency), said.span(each),
                     said.effects(drawn, each), f"shown by: {each.kpi}" if each.kpi else "")  # fmt: skip
            texts.append(f"{each.action} ({words.listed(facts)})")
            rows.append((step.does, phases.get(step.phase, ""), each.action, *facts[:5], each.kpi or ""))
        if not lines:
            other = left.get(step.id)
            text = f"Left to {other.to or 'others'}" if other is not None else "Served by nobody"
            texts.append(f"{text}: {other.because}" if other is not None and other.because else text)
            rows.append((step.does, phases.get(step.phase, ""), texts[-1], "", "", "", "", "", ""))
        state = "filled" if lines else "unknown" if step.id in left else "open"
        items.append(_Item(state, f"{number}. {step.does}", phases.get(step.phase, ""), tuple(texts)))
    heads = ("Customer's action", "Stage", "Our action", "Team", "Channel", "Cost", "When", "Effect", "Shown by")
    return (matrix.about(drawn),), items, heads, rows


def _plan(drawn: JourneyMap, chosen: ChosenLines | None) -> Content:
    items, rows = [], []
    for each in sorted(plan.shown(drawn, chosen), key=lambda line: (line.start or "9", line.id)):
        team = words.plain(each.team).capitalize() if each.team else "No team yet"
        cost = said.money(each.cost, drawn.currency) or "no cost"
        adds = chosen.adds.get(each.id) if chosen is not None else None
        gain = f"adds {said.money(adds, drawn.currency)}" if adds is not None else ""
        about = words.listed((said.span(each), team, each.owner or ""))
        items.append(_Item("filled", each.action, about, (words.listed((cost, gain)), f"Shown by: {each.kpi or '–'}")))
        rows.append((each.action, team, said.span(each), cost, gain, each.kpi or ""))
    heads = ("Our action", "Team", "When", "Cost", "Should bring", "Shown by")
    return plan.about(drawn, chosen), items, heads, rows
