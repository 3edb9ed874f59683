"""The drawing of scores: dots with their intervals."""

import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sojourn.core.charts import HAIR, INK, LINE, NEGATIVE, POSITIVE, QUIET, Chart, vega_lite
from sojourn.core.results import count
from sojourn.core.words import shortened

from .asked import Kind
from .score_words import titled
from .scores_parts import Score

WIDTH = 420
NARROW = 380
"""Under this width of the dots, in pixels, names stand above their dots."""
LONGEST = 46
"""Letters of a question's wording."""


def draw(kind: Kind, scores: Sequence[Score], *, answered: str, width: int = WIDTH) -> Chart:
    """Draw one field a question; where there are no groups, one field for all questions.

    Args:
        width: of the dots, in pixels; under 380 names stand above their dots.
    """
    said = _said(scores)
    questions = list(dict.fromkeys(score.question for score in scores))
    grouped = any(score.by is not None for score in scores)
    span = _span(kind, scores)
    if not grouped and len(questions) > 1:
        parts = [_dots(kind, [(said[score.question], score) for score in scores], span, title=None, width=width)]
    else:
        parts = []
        for name in questions:
            rows = [_named(score) for score in scores if score.question == name]
            parts.append(_dots(kind, rows, span, title=said[name] if len(questions) > 1 else None, width=width))
    first = scores[0]
    title = titled(kind) if len(questions) > 1 else f"{titled(kind)}: {first.wording}"
    body: Mapping[str, Any] = parts[0] if len(parts) == 1 else {"vconcat": parts, "spacing": 24}
    colours = "; colour: clearly above or below all others" if any(score.verdict for score in scores) else ""
    told = [f"95 % intervals, chance alone; a line without a dot: few answers{colours}", answered]
    whole = width + (0 if width < NARROW else 240)
    chart = vega_lite(body, title=title, subtitle=[part for line in told for part in textwrap.wrap(line, whole // 6)])
    if width >= NARROW:
        return chart
    return Chart({**chart.spec, "title": {**chart.spec["title"], "text": textwrap.wrap(title, width // 8)}})


def _said(scores: Sequence[Score]) -> Mapping[str, str]:
    """Give what each question is called: its wording, shortened, and its id where two would be called the same."""
    words = {score.question: shortened(score.wording or score.question, LONGEST) for score in scores}
    twice = {word for word, number in Counter(words.values()).items() if number > 1}
    return {name: f"{name}: {word}" if word in twice else word for name, word in words.items()}


def _named(score: Score) -> tuple[str, Score]:
    """Name a group; columns are told apart where one name stands in two of them."""
    return ("All" if score.by is None else f"{score.by}: {score.name}"), score


def _span(kind: Kind, scores: Sequence[Score]) -> list[float]:
    """Give the ends of the axis: the same for all fields, so that they can be compared."""
    factor = 1 if kind == "nps" else 100
    ends = [factor * end for score in scores for end in (score.low, score.high) if end is not None]
    least, most = (-100, 100) if kind == "nps" else (0, 100)
    low, high = (min(ends), max(ends)) if ends else (least, most)
    margin = max(5.0, (high - low) * 0.08)
    return [max(least, low - margin), min(most, high + margin)]


def _dots(
    kind: Kind, rows: Sequence[tuple[str, Score]], span: list[float], *, title: str | None, width: int
) -> dict[str, Any]:
    """Draw one field."""
    factor = 1 if kind == "nps" else 100
    values = [
        {
            "name": name,
            "value": None if score.estimate is None or score.shown != "full" else factor * score.estimate,
            "low": None if score.low is None else factor * score.low,
            "high": None if score.high is None else factor * score.high,
            "verdict": score.verdict or "",
            "all": score.by is None,
            "text": f"{score.said(kind)}, n = {count(score.n)}",
        }
        for name, score in rows
    ]
    x = {
        "type": "quantitative",
        "scale": {"domain": span, "nice": True},
        "title": "Points, promoters less detractors" if kind == "nps" else "Share of answers, %",
        "axis": {"grid": True, "tickCount": 6, "labelExpr": "replace(datum.label, '-', '−')"},
    }
    colour = {
        "condition": [
            {"test": "datum.verdict == 'above'", "value": POSITIVE},
            {"test": "datum.verdict == 'below'", "value": NEGATIVE},
            {"test": "!isValid(datum.value)", "value": LINE},
        ],
        "value": INK,
    }
    axis = {
        "labelColor": INK,
        "labelFontSize": 12,
        "labelLimit": 290,
        "ticks": False,
        "domain": False,
        "labelPadding": 8,
    }
    narrow = width < NARROW
    lower = {"yOffset": 12} if narrow else {}
    text = {"type": "text", "color": QUIET, "fontSize": 12}
    texts = [
        {
            "mark": {**text, "align": "left", "dx": 12},
            "encoding": {"x": {"value": width}, "text": {"field": "text"}},
        }
    ]
    if narrow:
        # Two lines above the dot: what it is, and its number.
        texts = [
            {
                "mark": {**text, "align": "left", "dy": dy, "color": colour},
                "encoding": {"x": {"value": 0}, "text": {"field": field}},
            }
            for field, dy, colour in (("name", -20, INK), ("text", -5, QUIET))
        ]
    zero = [{"mark": {"type": "rule", "color": HAIR}, "encoding": {"x": {**x, "datum": 0}, "y": None}}]
    field: dict[str, Any] = {
        "width": width,
        "height": {"step": 60 if narrow else 26},
        "data": {"values": values},
        "encoding": {
            "y": {"field": "name", "type": "nominal", "sort": [name for name, _ in rows], "title": None,
                  "axis": None if narrow else axis}
        },
        "layer": [
            *(zero if kind == "nps" and span[0] < 0 < span[1] else []),
            {
                "transform": [{"filter": "isValid(datum.low)"}],
                "mark": {"type": "rule", "strokeWidth": 2, **lower},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": colour},
            },
            {
                "transform": [{"filter": "isValid(datum.value)"}],
                "mark": {"type": "point", "filled": True, "opacity": 1, **lower},
                "encoding": {
                    "x": {**x, "field": "value"},
                    "color": colour,
                    "size": {"condition": {"test": "datum.all", "value": 110}, "value": 60},
                },
            },
            *texts,
        ],
    }  # fmt: skip
    if title is not None:
        field["title"] = {"text": title, "fontSize": 13, "offset": 8}
    return field
