"""Charts as documents: Vega-Lite (or Vega) specifications in one visual language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

GROUND, SHEET, BAND = "#F5F7F9", "#FFFFFF", "#E5ECF2"
HAIR, LINE = "#DCE2E8", "#7A828C"
INK, QUIET = "#1B1F24", "#5B6570"
POSITIVE, NEGATIVE = "#0B5C8F", "#B3450A"
SOFT_POSITIVE, SOFT_NEGATIVE = "#4E9AC7", "#E08A4A"
POSITIVE_TINT, NEGATIVE_TINT, NOTE_TINT = "#E7F0F6", "#FBEEE5", "#F2F0EA"
SANS = "Inter, 'Segoe UI', system-ui, 'DejaVu Sans', sans-serif"
"""The tokens: chrome is ink and grey, colour is data; blue serves, orange hurts, grey does not know."""

VEGA_LITE = "https://vega.github.io/schema/vega-lite/v6.json"
VEGA = "https://vega.github.io/schema/vega/v6.json"


@dataclass(frozen=True, slots=True, repr=False)
class Chart:
    """A chart as data: hand it to a notebook, a page or a renderer.

    Attributes:
        spec: a complete Vega-Lite or Vega specification, data inline.
    """

    spec: Mapping[str, Any]

    def to_dict(self) -> dict[str, Any]:
        """Give the specification."""
        return dict(self.spec)

    def __repr__(self) -> str:
        """Name the chart, and say how to see it where charts are not drawn."""
        title = self.spec.get("title")
        text = title.get("text") if isinstance(title, Mapping) else title
        return f'<Chart: {text or "without a title"}; sj.render(chart, "chart.svg") draws it in a file>'

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """Let a notebook draw it; one that cannot shows the picture that `app.notebooks` puts beside, or its name.

        The specification goes under the names of two versions, of which a notebook takes the one it knows. There is no
        HTML beside it: notebooks that draw charts themselves would prefer that.
        """
        kind = "vega" if self.spec.get("$schema") == VEGA else "vegalite"
        spec = dict(self.spec)
        drawn = {f"application/vnd.{kind}.v{version}+json": spec for version in (6, 5)}
        return {**drawn, "text/plain": repr(self)}


def vega_lite(body: Mapping[str, Any], *, title: str, subtitle: str | Sequence[str] | None = None) -> Chart:
    """Complete a Vega-Lite body with the schema, a title, one line below it or several, and the visual language."""
    heading: dict[str, Any] = {"text": title}
    if subtitle:
        heading["subtitle"] = subtitle if isinstance(subtitle, str) else list(subtitle)
    return Chart({"$schema": VEGA_LITE, "title": heading, "background": SHEET, "config": theme(), **body})


def theme() -> dict[str, Any]:
    """Give the Vega configuration that every chart shares."""
    return {
        "font": SANS,
        "view": {"stroke": None},
        "title": {
            "anchor": "start",
            "color": INK,
            "fontSize": 15,
            "fontWeight": 600,
            "subtitleColor": QUIET,
            "subtitleFontSize": 12,
            "offset": 12,
        },
        "axis": {
            "domainColor": LINE,
            "tickColor": LINE,
            "gridColor": HAIR,
            "labelColor": QUIET,
            "titleColor": QUIET,
            "labelFontSize": 11,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "labelLimit": 220,
        },
        "legend": {"labelColor": INK, "titleColor": QUIET, "labelFontSize": 12, "titleFontWeight": "normal"},
        "range": {"category": [POSITIVE, NEGATIVE, LINE, SOFT_POSITIVE, SOFT_NEGATIVE, INK]},
    }
