"""A map as a page: to scroll through, zoom and fold on a screen, and as a table of the same content."""

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape as _escape
from importlib.resources import files
from itertools import groupby
from urllib.parse import quote

from sojourn.core.errors import InvalidInput

from ..model import JourneyMap, Step, without_contact
from ..nesting import insides
from ..overlay import Overlay
from . import typefaces, words
from .canvas import Canvas
from .colours import LIGHT, PALETTES, Theme, Token, variables
from .decisive import marked
from .icons import icon, symbols
from .lanes.footer import age, legend
from .lanes.measured import measured
from .lanes.period import sentences
from .layout import mirrored
from .narrow import narrow
from .paper import Page, Paper, type_scale
from .pen import Pen
from .ranked import NO_RANKS, Ranks
from .sheet import Column, Sheet
from .svg import escape, hidden
from .table import Row, Said, remarks, rows
from .text import Face

NAME, COLUMN, MM = 144, 192, 5.0
"""Widths of the lane names and of a step in pixels, and pixels to the millimetre of the curve."""

CURVE = 74.0
"""Height of the curve in mm."""

_USED: tuple[Token, ...] = (
    "sheet", "lane", "band", "band-sheet", "hair", "line", "ink", "quiet", "positive", "negative", "positive-tint",
    "negative-tint", "on-ink",
)  # fmt: skip


def draw_html(
    drawn: JourneyMap,
    *,
    theme: Theme | None = None,
    overlay: Overlay | None = None,
    images: Mapping[str, bytes] | None = None,
    lanes: Sequence[str] | None = None,
    notation: str = "plain",
    target: JourneyMap | None = None,
    nested: Mapping[str, JourneyMap] | None = None,
    links: Mapping[str, str] | None = None,
    plan: Ranks = NO_RANKS,
) -> str:
    """Write a map as one page: lane names and steps stay in sight, lanes fold, and it can be made smaller and larger.

    The page needs no script and loads nothing. Below it stands a table with the same content.

    Args:
        drawn: the map.
        theme: the colours; by default those that the reader's system asks for.
        overlay: evidence to lay over it.
        images: pictures of steps, by the names that the map gives them.
        lanes: which lanes to show.
        nested: maps that steps may hold, by their ids; None: nobody looked.
        plan: where initiatives stand in a plan, by their ids.
        links: names of files beside the page that show those maps, by their ids; their cards lead there.
        notation, target: for callers of `draw_map`; a page shows one map, in plain notation, and refuses others.

    Raises:
        InvalidInput: the map has no steps, another notation or a second map is asked for, or a link leads elsewhere
            than to a file beside the page.
        MapRefused: a map lies inside itself, or maps lie more than three deep.
    """
    if not drawn.steps:
        raise InvalidInput(f"map {drawn.id} has no steps, so there is nothing to draw", code="map-empty",
                           hint="Add a step first.")  # fmt: skip
    if target is not None or notation != "plain":
        asked = "a second map" if target is not None else f"the notation {notation}"
        raise InvalidInput(
            f"a page does not show {asked}", code="page-plain", hint="draw it on paper: .svg, .pdf or .png"
        )
    within = None if nested is None else insides(drawn, nested)
    drawn = marked(drawn, overlay)
    said = rows(drawn, overlay, within, plan)
    told = [row for row in said if lanes is None or row.key in (*lanes, "inside") or row.key.startswith("data-")]
    curve, canvas, notes = _curve(drawn, theme, overlay)
    show = lanes is None or "feels" in lanes
    body = "".join(
        [
            _signs(told),
            _header(drawn),
            '<main class="map" tabindex="0" aria-label="Journey map"><div>',
            _heads(drawn, images or {}, _addresses(links or {})),
            "".join(_lane(drawn, row, curve if row.key == "feels" and show else "") for row in told),
            "</div></main>",
            narrow(drawn, told, overlay, _line, curve=show),
            _twin(drawn, told),
            _footer(drawn, notes),
        ]
    )
    letters = {Face.SANS: {*body}, Face.SAY: {letter for row in told if row.key == "thinks" for letter in _text(row)}}
    letters[Face.SANS] |= canvas.letters[Face.SANS] | canvas.letters[Face.BOLD]
    direction = "rtl" if mirrored(drawn) else "ltr"
    policy = "default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:"
    return (
        f'<!doctype html>\n<html lang="{_attribute(drawn.language)}" dir="{direction}">\n'
        '<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(drawn.title)}</title>\n<style>{typefaces.embedded(letters)}{variables(_USED, theme)}"
        f":root{{--name:{NAME}px;--columns:{NAME}px repeat({len(drawn.steps)},{COLUMN}px);"
        f"--cells:repeat({len(drawn.steps)},{COLUMN}px)}}{_style()}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


@cache
def _style() -> str:
    """Read the rules of the page."""
    return (files(__package__) / "page.css").read_text("utf-8")


def _attribute(text: str) -> str:
    return _escape(text, quote=True)


def _header(drawn: JourneyMap) -> str:
    full = " full" if drawn.state == "current" else ""
    people = "".join(
        f"<p><b>{escape(persona.name)}</b> {escape(persona.goal or '')}</p>" for persona in drawn.personas[:5]
    )
    sizes = "".join(
        f'<input type="radio" name="zoom" id="z{size}"{" checked" if size == 100 else ""}>'
        f'<label for="z{size}">{said}</label>'
        for size, said in ((70, "Small"), (100, "Normal"), (140, "Large"))
    )
    promise = f"<p>{escape(drawn.promise)}</p>" if drawn.promise else ""
    return (
        f'<header><h1>{escape(drawn.title)}<span class="badge{full}">{escape(drawn.state)}</span></h1>{promise}{people}'
        f'<p class="quiet">{escape(" · ".join((words.evidence(drawn), *age(drawn))))}</p>'
        f"<fieldset><legend hidden>Size</legend>Size {sizes}</fieldset>"
        "</header>"
    )


def _addresses(links: Mapping[str, str]) -> dict[str, str]:
    """Write names of files as addresses: relative ones, in the folder of the page."""
    for name in links.values():
        if name in ("", ".", "..") or "/" in name or "\\" in name:
            raise InvalidInput(f"{name!r} is no file beside the page", code="link-outside", hint="name the file alone")
    return {ident: f"./{quote(name)}" for ident, name in links.items()}


def _heads(drawn: JourneyMap, images: Mapping[str, bytes], links: Mapping[str, str]) -> str:
    """Write moments, phases and steps, which stay at the top."""
    phases = {phase.id: phase for phase in drawn.phases}
    moments, names = [], []
    for key, group in groupby(drawn.steps, key=lambda step: phases[step.phase].moment if step.phase in phases else ""):
        moments.append(_over("moment", len(list(group)), key))
    for ident, group in groupby(drawn.steps, key=lambda step: step.phase):
        name = phases[ident].name if ident in phases else ident
        names.append(_over("phase", len(list(group)), name))
    cards = "".join(_card(drawn, step, number, images, links) for number, step in enumerate(drawn.steps, start=1))
    same = all(phase.name.casefold() == phase.moment for phase in drawn.phases)
    second = "" if same else f'<div class="row"><div class="name"></div>{"".join(names)}</div>'
    return (
        f'<div class="heads"><div class="row"><div class="name"></div>{"".join(moments)}</div>{second}'
        f'<div class="row"><div class="name">Does</div>{cards}</div></div>'
    )


def _over(kind: str, columns: int, name: str) -> str:
    """Write a band over some steps; its name stays in sight."""
    return f'<div class="{kind}" style="grid-column:span {columns}"><span>{escape(name)}</span></div>'


def _card(drawn: JourneyMap, step: Step, number: int, images: Mapping[str, bytes], links: Mapping[str, str]) -> str:
    about = remarks(drawn, step)
    alone = " alone" if without_contact(drawn, step) else ""
    data = images.get(step.image or "")
    picture = ""
    if data:
        from base64 import b64encode  # noqa: PLC0415 - only maps with pictures need it

        kind = "png" if data.startswith(b"\x89PNG") else "jpeg"
        picture = f'<img alt="" style="width:100%" src="data:image/{kind};base64,{b64encode(data).decode()}">'
    inside = f"<small>{escape(' · '.join((str(number), *about)))}</small>{picture}{escape(step.does)}"
    if step.map is not None and step.map in links:
        inside += f'<a href="{_attribute(links[step.map])}">Open the map inside</a>'
    return f'<div class="card{alone}" id="step-{_attribute(step.id)}">{inside}</div>'


def _lane(drawn: JourneyMap, row: Row, curve: str) -> str:
    """Write a lane that folds; the curve stands in its own lane in place of words."""
    if curve:
        return f'<details open><summary>{escape(row.name)}</summary><div class="curve">{curve}</div></details>'
    cells = "".join(
        f'<div class="cell{" truth" if step.moment_of_truth else ""}">{"".join(map(_line, row.cells[step.id]))}</div>'
        for step in drawn.steps
    )
    return f'<details open><summary>{escape(row.name)}</summary><div class="row">{cells}</div></details>'


def _line(said: Said) -> str:
    sign = ""
    if said.channel:
        sign = f'<svg class="sign" aria-hidden="true"><use href="#sign-{icon(said.channel)}"/></svg>'
    tone = f' class="{said.tone}"' if said.tone else ""
    return f"<div{tone}>{sign}{escape(said.text)}</div>"


def _signs(told: Sequence[Row]) -> str:
    """Write the signs of the channels, for lines to place."""
    used = [said.channel for row in told for lines in row.cells.values() for said in lines if said.channel]
    return f"<svg hidden>{''.join(map(str, symbols(used, 'sign-')))}</svg>" if used else ""


def _text(row: Row) -> str:
    return "".join(said.text for lines in row.cells.values() for said in lines)


def _twin(drawn: JourneyMap, told: Sequence[Row]) -> str:
    """Write the table: a row a step, a column a lane."""
    heads = "".join(f'<th scope="col">{escape(row.name)}</th>' for row in told)
    phases = {phase.id: phase.name for phase in drawn.phases}
    body = "".join(
        f'<tr><th scope="row">{number}. {escape(step.does)}</th><td>{escape(phases.get(step.phase, step.phase))}</td>'
        + "".join(f"<td>{'<br>'.join(escape(said.text) for said in row.cells[step.id])}</td>" for row in told)
        + "</tr>"
        for number, step in enumerate(drawn.steps, start=1)
    )
    return (
        '<section class="twin"><details><summary style="float:none;position:static;width:auto;padding-inline-start:0">'
        'The same as a table</summary><div class="scroll"><table>'
        f"<caption hidden>{escape(drawn.title)}</caption><thead><tr>"
        f'<th scope="col">Does</th><th scope="col">Phase</th>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
        "</details></section>"
    )


def _footer(drawn: JourneyMap, notes: Sequence[str]) -> str:
    sources = words.listed(source.title for source in drawn.sources)
    last = f", reviewed {drawn.review.last}" if drawn.review is not None and drawn.review.last else ""
    lines = [*notes, f"Sources: {sources}" if sources else "", f"Version {drawn.version}{last}"]
    return f"<footer>{''.join(f'<p class=quiet>{escape(line)}</p>' for line in lines if line)}</footer>"


def _curve(drawn: JourneyMap, theme: Theme | None, overlay: Overlay | None) -> tuple[str, Canvas, Sequence[str]]:
    """Draw the curve as wide as the steps, with the scale under the lane's name; and say what evidence rests on."""
    canvas = Canvas(PALETTES[theme] if theme else LIGHT, switchable=theme is None, prefix="curve")
    name, column = NAME / MM, COLUMN / MM
    wide = name + column * len(drawn.steps)
    lefts = tuple(name + place * column + 1.0 for place in range(len(drawn.steps)))
    paper = Paper("A3", wide, CURVE, name, 1.0)
    page = Page(paper, 1.0, 0, len(drawn.steps), 0.0, name, column - 2.0, lefts, ())
    pen = Pen(canvas, wide, {}, mirrored(drawn), drawn.language)
    columns = tuple(
        Column(step, number, left, column - 2.0)
        for number, (step, left) in enumerate(zip(drawn.steps, lefts, strict=True), 1)
    )
    sheet = Sheet(drawn, page, pen, type_scale(1.0), 1.0, columns, overlay)
    lane = measured(sheet)
    if lane.least <= 0:
        return "", canvas, ()
    done = lane.draw(sheet, 0.0, CURVE)
    bands = [
        pen.rect(each.x - 1.0, 0.0, each.width + 2.0, CURVE, fill="band-sheet")
        for each in columns
        if each.step.moment_of_truth
    ]
    parts = [part for step in drawn.steps for part in done.steps.get(step.id, ())]
    key = legend(sheet, sheet.marks, wide - name - 4.0)
    whole = CURVE + key.height + 2.0
    svg = canvas.document(
        wide, whole, hidden(*bands, *done.across), *parts, *key.paint(name + 1.0, CURVE + 2.0),
        heading="How the customer feels", summary=words.whole(drawn),
        language=drawn.language, fonts="named", size=(f"{wide * MM:.0f}", f"{whole * MM:.0f}"),
    )  # fmt: skip
    return svg, canvas, sentences(sheet) if overlay is not None else ()
