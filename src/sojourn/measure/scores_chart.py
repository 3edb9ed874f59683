"""The drawing of scores: dots with their intervals."""

from collections.abc import Mapping, Sequence
from typing import Any

from sojourn.core.charts import HAIR, INK, LINE, NEGATIVE, POSITIVE, QUIET, Chart, vega_lite
from sojourn.core.results import count

from .asked import Kind
from .score_words import titled
from .scores_parts import Score

WIDTH = 420


def draw(kind: Kind, scores: Sequence[Score], *, answered: str) -> Chart:
    """Draw one field a question; where there are no groups, one field for all questions."""
    questions = list(dict.fromkeys(score.question for score in scores))
    grouped = any(score.by is not None for score in scores)
    span = _span(kind, scores)
    if not grouped and len(questions) > 1:
        parts = [_dots(kind, [(score.question, score) for score in scores], span, title=None)]
    else:
        parts = []
        for name in questions:
            rows = [_named(score) for score in scores if score.question == name]
            parts.append(_dots(kind, rows, span, title=name if len(questions) > 1 else None))
    first = scores[0]
    title = titled(kind) if len(questions) > 1 else f"{titled(kind)}: {first.wording}"
    body: Mapping[str, Any] = parts[0] if len(parts) == 1 else {"vconcat": parts, "spacing": 24}
    colours = "; colour: clearly above or below all others" if any(score.verdict for score in scores) else ""
    return vega_lite(
        body,
        title=title,
        subtitle=[f"95 % intervals, chance alone; a line without a dot: few answers{colours}", answered],
    )


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


def _dots(kind: Kind, rows: Sequence[tuple[str, Score]], span: list[float], *, title: str | None) -> dict[str, Any]:
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
    zero = [{"mark": {"type": "rule", "color": HAIR}, "encoding": {"x": {**x, "datum": 0}, "y": None}}]
    field: dict[str, Any] = {
        "width": WIDTH,
        "height": {"step": 26},
        "data": {"values": values},
        "encoding": {
            "y": {"field": "name", "type": "nominal", "sort": [name for name, _ in rows], "title": None, "axis": axis}
        },
        "layer": [
            *(zero if kind == "nps" and span[0] < 0 < span[1] else []),
            {
                "transform": [{"filter": "isValid(datum.low)"}],
                "mark": {"type": "rule", "strokeWidth": 2},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": colour},
            },
            {
                "transform": [{"filter": "isValid(datum.value)"}],
                "mark": {"type": "point", "filled": True, "opacity": 1},
                "encoding": {
                    "x": {**x, "field": "value"},
                    "color": colour,
                    "size": {"condition": {"test": "datum.all", "value": 110}, "value": 60},
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 12, "color": QUIET, "fontSize": 12},
                "encoding": {"x": {"value": WIDTH}, "text": {"field": "text"}},
            },
        ],
    }
    if title is not None:
        field["title"] = {"text": title, "fontSize": 13, "offset": 8}
    return field
