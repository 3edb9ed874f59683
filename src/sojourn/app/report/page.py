"""The report's page: one HTML file that stands alone, in the visual language of every Sojourn page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from importlib.resources import files

from sojourn import maps
from sojourn.core.results import Table

PHONE = 340
"""Pixels of a drawing made for a phone."""

_ROOM = ((1000, ""), (720, " w900"), (560, " w720"), (360, " w560"))
"""Classes of figures that give way to their narrow form on screens with less room than their width."""


@dataclass(frozen=True, slots=True)
class Section:
    """One question of the report, answered.

    Attributes:
        anchor: the section's address on the page.
        title: the question in plain words.
        lead: the answer in a sentence or two, as HTML.
        body: charts and tables, as HTML.
        broad: it has a drawing that wants more room than text does, and takes it where the screen has it.
        last: it is a page of its own when printed, the last one.
    """

    anchor: str
    title: str
    lead: str
    body: str
    broad: bool = False
    last: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to look at first: a claim with its evidence.

    Attributes:
        title: what is claimed.
        text: the claim with its interval, as HTML.
        evidence: n and what it stands on.
        anchor: the section it comes from.
        hurts: whether it is a loss (orange) rather than a fact.
    """

    title: str
    text: str
    evidence: str
    anchor: str
    hurts: bool = False


def page(
    *,
    title: str,
    subtitle: str,
    tags: Iterable[str],
    figures: Iterable[tuple[str, str]],
    cards: Iterable[Card],
    sections: Iterable[Section],
    footer: Iterable[str],
    summary: str = "",
) -> str:
    """Put the whole page together. All text arguments are HTML already, except titles and figures."""
    sections = list(sections)
    cards = list(cards)
    return "\n".join(
        [
            '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="generator" content="Sojourn">',
            f"<title>{escape(title)} · Sojourn</title><style>{style()}</style></head><body>",
            '<header class="top"><div class="brand">',
            _MARK,
            "<span>Sojourn</span></div>",
            "".join(f'<span class="tag">{escape(tag)}</span>' for tag in tags),
            "</header><main>",
            f'<h1>{escape(title)}</h1><p class="sub">{subtitle}</p>',
            _figures(figures),
            summary,
            _cards(cards, "What else stands out" if summary else "Where to look first"),
            _contents(sections),
            *(_section(section) for section in sections),
            "</main><footer>",
            *(f"<p>{line}</p>" for line in footer),
            "</footer></body></html>",
        ]
    )


def style() -> str:
    """Give the style sheet with its two fonts inside, so that the page needs nothing from anywhere."""
    return maps.page_type() + (files("sojourn.app") / "report" / "report.css").read_text("utf-8")


def table(content: Table, *, quiet: bool = False) -> str:
    """Lay a table out; it scrolls sideways inside its card where the screen is narrow."""

    def cells(tag: str, texts: Iterable[str]) -> str:
        pairs = zip(texts, content.headings, strict=True)
        return "".join(
            f"<{tag}{' class=n' if heading.numeric else ''}>{_cell(text)}</{tag}>" for text, heading in pairs
        )

    rows = "".join(f"<tr>{cells('td', row)}</tr>" for row in content.rows)
    notes = "".join(f'<p class="note">{escape(note)}</p>' for note in content.notes)
    caption = "" if quiet else f"<caption>{escape(content.title)}</caption>"
    head = cells("th", (heading.label for heading in content.headings))
    inside = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="wide">{inside}</div>{notes}'


def figure(svg: str, caption: str, *, width: int, narrow: str | None = None, half: bool = False) -> str:
    """Show a drawing.

    Args:
        width: what it needs to stay readable, below which it scrolls inside its card.
        narrow: another drawing of the same for a phone, shown where the page has less room than that; a drawing that
            wants the room of a desk (over 1,000 pixels) scrolls on a tablet all the same.
        half: it stands beside another, so that it gives way on a screen of twice the width.
    """
    natural = re.search(r'<svg[^>]*? width="([0-9.]+)"', svg)
    most = f";max-width:{float(natural[1]):.0f}px" if natural else ""
    broader = next((name for room, name in _ROOM if (900 if half else width) > room), "")
    swap = f' class="desk{broader}"' if narrow else ' class="broad"' if width > PHONE + 20 else ""
    small = f'<div class="phone">{narrow}</div>' if narrow else ""
    return (
        f'<figure{swap}><div class="drawing"><div style="min-width:{width}px{most}">{svg}</div></div>{small}'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def fold(summary: str, body: str) -> str:
    """Hide the long part behind a line that says what it is; print shows it."""
    return f"<details><summary>{escape(summary)}</summary>{body}</details>"


def event(name: str) -> str:
    """Write an event's name."""
    return f"<code>{escape(name)}</code>"


def spoken(seconds: float) -> str:
    """Write a length of time as a sentence has it: 56 days, 3 hours, 40 seconds."""
    for name, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * size or seconds == size:
            many = round(seconds / size)
            return f"{many:,} {name}" + ("" if many == 1 else "s")
    return f"{seconds:.0f} seconds" if seconds >= 1 or seconds == 0 else "less than a second"


def _cell(text: str) -> str:
    """Write a cell; an interval in brackets steps back behind its estimate."""
    head, bracket, tail = text.partition(" (")
    if bracket and tail.endswith(")"):
        return f'{escape(head)} <span class="q">({escape(tail)}</span>'
    return escape(text)


def _figures(figures: Iterable[tuple[str, str]]) -> str:
    cells = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in figures)
    return f'<dl class="figures">{cells}</dl>'


def _cards(cards: list[Card], title: str) -> str:
    if not cards:
        return ""
    body = "".join(
        f'<li class="card"><h3><i class="{"neg" if card.hurts else "ink"}">{number}</i>{escape(card.title)}</h3>'
        f'<p>{card.text}</p><p class="evidence">{escape(card.evidence)} <a href="#{card.anchor}">See it</a></p></li>'
        for number, card in enumerate(cards, 1)
    )
    return f'<h2 class="lead">{title}</h2><ol class="cards">{body}</ol>'


def _contents(sections: list[Section]) -> str:
    links = "".join(f'<a href="#{section.anchor}">{escape(section.title)}</a>' for section in sections)
    return f'<nav aria-label="On this page">{links}</nav>'


def _section(section: Section) -> str:
    kind = "sheet broad-sheet" if section.broad else "sheet last-page" if section.last else "sheet"
    return (
        f'<section id="{section.anchor}" class="{kind}"><h2>{escape(section.title)}</h2>'
        f'<p class="lead">{section.lead}</p>{section.body}</section>'
    )


_MARK = (
    '<svg viewBox="0 0 26 26" width="26" height="26" aria-hidden="true"><path d="M3 17l6-7 6 6 8-10" fill="none" '
    'stroke="#1B1F24" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"/><circle cx="9" cy="10" r="3" '
    'fill="#0B5C8F"/><circle cx="15" cy="16" r="3" fill="#E08A4A"/></svg>'
)
