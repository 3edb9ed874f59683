"""Charts as pictures and results as pages, without a browser and without a network."""

import re
import sys
from collections.abc import Callable, Mapping
from functools import cache, partial
from hashlib import sha256
from html import escape, unescape
from pathlib import Path
from typing import Any

import vl_convert

from sojourn.core import charts
from sojourn.core.charts import Chart
from sojourn.core.errors import InvalidInput
from sojourn.core.results import Result
from sojourn.core.results import html as table_html

from .pdf_pages import joined
from .png_packing import packed

PNG_SCALE = 2.0
"""Pixels a unit of the drawing: sharp on screens that have two."""

NO_ADDRESSES: tuple[str, ...] = ()
"""A chart may read what it carries and nothing else."""

MOST_PIXELS = 160e6
"""Pixels of the largest picture of a map: A0 at 300 dots to the inch has 140 million, of four bytes each."""

POINTS_TO_THE_INCH, MM_TO_THE_POINT = 72.0, 25.4 / 72
"""The renderer's pixel is a point of paper."""

_SHEET = re.compile(r'(<svg [^>]*?)width="([0-9.]+)mm" height="([0-9.]+)mm"')
"""The size that a drawing gives itself."""

_TAG = re.compile(r"<[^>]*>")

_TITLE, _LANGUAGE = re.compile(r"<title>([^<]*)</title>"), re.compile(r' lang="([^"]*)"')

_NUMBERED = re.compile(r"(?<=[\"#])(gradient_|clip|pattern_?)(\d+)(?=[\")])")
"""Names that the renderer gives to what a drawing refers to."""

_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that no drawing can hold; the renderer would end the whole process on one."""

_EXPRESSIONS = frozenset(
    ("labelExpr", "expr", "test", "filter", "calculate", "signal", "update", "init", "events", "and", "or", "not")
)
"""Keys of a specification under which text is a program: the renderer reads its escapes as what they stand for."""

_ESCAPE = re.compile(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-3][0-7]{0,2}|[4-7][0-7]?)|(.))",
    re.DOTALL,
)
"""An escape of a program: two halves of one character, a code in one of four spellings, or a character as it is."""

_BEYOND = re.compile(r"[\U00010000-\U0010ffff]")
"""Characters that the renderer has as two, of which it drops one where it shortens a name."""

STYLE = f"""
body{{margin:0;background:{charts.GROUND};color:{charts.INK};font:15px/1.5 {charts.SANS}}}
main{{max-width:960px;margin:0 auto;padding:24px}}
section{{background:{charts.SHEET};border:1px solid {charts.HAIR};border-radius:6px}}
section{{padding:20px;margin:0 0 16px;overflow-x:auto}}
svg{{max-width:100%;height:auto}}
footer{{color:{charts.QUIET};font-size:13px}}
@media print{{body{{background:#fff}}section{{border:0;padding:0;break-inside:avoid}}}}
"""


@cache
def _fonts() -> None:
    """Let charts be measured and drawn with the pages' own typeface, whatever this machine has installed."""
    vl_convert.register_font_directory(str(Path(__file__).parent / "fonts"))


def svg(chart: Chart) -> str:
    """Draw a chart as SVG; the same chart gives the same text, and two charts may stand on one page."""
    return _own_names(str(_drawn(chart, vl_convert.vega_to_svg, vl_convert.vegalite_to_svg)))


def svg_alone(chart: Chart) -> str:
    """Draw a chart as an SVG file: it carries its typeface, since with another one names and numbers would be cut."""
    drawn = svg(chart)
    begun = drawn.index(">", drawn.index("<svg")) + 1
    return f"{drawn[:begun]}<style>{_type(drawn)}</style>{drawn[begun:]}"


def _type(markup: str) -> str:
    """Write the CSS that carries the typeface for the text in a drawing or a page."""
    from sojourn.maps import chart_type  # noqa: PLC0415 - start-up: only what is shown elsewhere needs it

    return chart_type("".join(sorted(set(unescape(_TAG.sub("", markup))))))


def _own_names(text: str) -> str:
    """Name gradients and clips by the drawing they belong to: the renderer counts them through the whole process."""
    numbers: dict[str, int] = {}

    def numbered(match: re.Match[str]) -> str:
        return f"{match[1]}{numbers.setdefault(match[1] + match[2], len(numbers))}"

    text = _NUMBERED.sub(numbered, text)
    mark = sha256(text.encode()).hexdigest()[:8]
    return _NUMBERED.sub(rf"\g<1>{mark}-\g<2>", text)


def png(chart: Chart) -> bytes:
    """Draw a chart as PNG, two pixels to the unit."""
    return packed(bytes(_drawn(chart, vl_convert.vega_to_png, vl_convert.vegalite_to_png, scale=PNG_SCALE)))


def _drawn(chart: Chart, vega: Callable[..., Any], vega_lite: Callable[..., Any], **options: Any) -> Any:
    """Have a chart drawn; where a name cannot be shortened for its characters of two halves, with boxes for them."""
    _fonts()
    draw = partial(vega if _is_vega(chart) else vega_lite, allowed_base_urls=list(NO_ADDRESSES), **options)
    spec = _drawable(chart.to_dict())
    try:
        return draw(spec)
    except ValueError:
        boxed = _drawable(spec, _boxed)
        if boxed == spec:
            raise
        return draw(boxed)


def holdable(text: str) -> str:
    """Write escapes for the characters that neither a drawing nor a page can hold."""
    return _NOT_IN_XML.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def _drawable(part: Any, clean: Callable[[str], str] = holdable, *, key: str = "") -> Any:
    """Copy a specification with every text cleaned: names of events may have what no drawing can hold."""
    if isinstance(part, str):
        if key == "title":  # which is also put into the programs of what readers aloud say
            return clean(part).replace("\\", "\u2216")
        return clean(_harmless(part) if key in _EXPRESSIONS else part)
    if isinstance(part, Mapping):
        # Nothing hovers over a picture; titles there would be put into a program as they stand.
        hidden = ("tooltip",) if key == "encoding" else ()
        return {clean(name): _drawable(value, clean, key=name) for name, value in part.items() if name not in hidden}
    return [_drawable(each, clean, key=key) for each in part] if isinstance(part, list | tuple) else part


def _harmless(program: str) -> str:
    """Let what stands in a program for a character that no drawing can hold mean the escape that is drawn for it."""

    def spelt(found: re.Match[str]) -> str:
        halves, *codes, eights, itself = found.groups()
        if halves:
            return bytes.fromhex(halves.replace("\\u", "")).decode("utf-16-be")
        code = next((int(digits, 16) for digits in codes if digits), None)
        code = int(eights, 8) if eights else ord(itself) if itself else code
        return found[0] if code is None or not _holds_not(code) else f"\\\\x{code:02x}"

    return _NOT_IN_XML.sub(lambda found: f"\\\\x{ord(found[0]):02x}", _ESCAPE.sub(spelt, program))


def _holds_not(code: int) -> bool:
    return code > sys.maxunicode or bool(_NOT_IN_XML.match(chr(code)))


def _boxed(text: str) -> str:
    return _BEYOND.sub("\u25af", text)


def map_pdf(*drawings: str) -> bytes:
    """Draw a map's sheets of SVG as PDF: a page each, as large as the sheet it was laid out for.

    The typefaces are those registered here, whether the drawing carries its own or not; text stays text. The document
    has the title and the language of the first sheet.

    Raises:
        InvalidInput: a drawing does not say how large it is in millimetres.
    """
    _fonts()
    sheets = [bytes(vl_convert.svg_to_pdf(_in_points(drawing)[0])) for drawing in drawings]
    title, language = _TITLE.search(drawings[0]), _LANGUAGE.search(drawings[0])
    return joined(sheets, title=unescape(title[1]) if title else "", language=language[1] if language else "en")


def map_png(drawing: str, *, dpi: float = 150.0) -> bytes:
    """Draw a map's SVG as PNG, so many dots to the inch of the sheet it was laid out for.

    Raises:
        InvalidInput: the drawing does not say how large it is, the picture would have more than `MOST_PIXELS`, or `dpi`
            is less than 1.
    """
    _fonts()
    sized, width, height = _in_points(drawing)
    pixels = width * height * (dpi / POINTS_TO_THE_INCH) ** 2
    if not dpi >= 1:
        raise InvalidInput(
            f"a picture cannot have {dpi:g} dots to the inch; 1 is the least",
            code="drawing-too-small",
            hint="150 is good for screens, 300 for print",
        )
    if pixels > MOST_PIXELS:
        fitting = int(POINTS_TO_THE_INCH * (MOST_PIXELS / (width * height)) ** 0.5)
        raise InvalidInput(
            f"a picture of {width * MM_TO_THE_POINT:.0f} × {height * MM_TO_THE_POINT:.0f} mm at {dpi:g} dpi would have "
            f"{pixels / 1e6:,.0f} million pixels; at most {MOST_PIXELS / 1e6:.0f} million are drawn",
            code="drawing-too-large",
            hint=f"ask for at most {fitting} dpi, or for a PDF, which is sharp at any size",
        )
    return bytes(vl_convert.svg_to_png(sized, ppi=dpi))


def _in_points(drawing: str) -> tuple[str, float, float]:
    """Write a drawing's size in points, which the renderer takes for its own unit, and give it."""
    found = _SHEET.match(drawing)
    if found is None:
        raise InvalidInput(
            "the drawing does not begin with an <svg> that says its width and height in mm",
            code="drawing-without-size",
            hint="render what draw_map gave, unchanged",
        )
    before, width, height = found[1], float(found[2]) / MM_TO_THE_POINT, float(found[3]) / MM_TO_THE_POINT
    return f'{before}width="{width:.2f}" height="{height:.2f}"{drawing[found.end() :]}', width, height


def html(chart: Chart) -> str:
    """Draw a chart as a page that needs nothing else."""
    return _document("Sojourn", f"<section>{svg(chart)}</section>")


def page(result: Result) -> str:
    """Write a result as a page that needs nothing else: its chart, its tables, and what it stands on."""
    document = result.to_dict()
    tables = result.tables()
    pieces = [
        f"<section>{svg(result.chart())}</section>",
        *(f"<section>{table_html(table)}</section>" for table in tables),
    ]
    facts = _facts(document["basis"])
    pieces += [f"<footer>{escape(' · '.join(facts))}</footer>"] if facts else []
    return _document(tables[0].title if tables else document["analysis"], "\n".join(pieces))


def _facts(basis: Mapping[str, Any] | None) -> list[str]:
    """Say what a result stands on: its events, and what it was asked of; nothing of what its basis lacks."""
    if basis is None:
        return []
    facts = []
    counted = [f"{basis[name]:,} {name}" for name in ("customers", "journeys", "events") if basis.get(name) is not None]
    if counted:
        facts.append(", ".join(counted))
    if basis.get("observed_from"):
        facts.append(f"observed from {basis['observed_from']} to {basis['observed_until']}")
    elif "observed_from" in basis:
        facts.append("no events")
    if basis.get("where"):
        facts.append(f"where {basis['where']}")
    if basis.get("map_id"):
        version = basis.get("map_version")
        facts.append(f"map {basis['map_id']}" + (f", version {version}" if version is not None else ""))
    return facts


def _document(title: str, body: str) -> str:
    return holdable(
        f'<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width,initial-scale=1"><title>{escape(title)}</title><style>{_type(body)}{STYLE}</style></head>\n'
        f"<body><main>\n{body}\n</main></body></html>\n"
    )


def _is_vega(chart: Chart) -> bool:
    return chart.spec.get("$schema") == charts.VEGA
