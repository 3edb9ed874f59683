"""The drawing of what comes next: how often each model is right, and whether its chances hold."""

from collections.abc import Sequence
from typing import Any

from sojourn.core.charts import HAIR, INK, LINE, POSITIVE, QUIET, SHEET, SOFT_POSITIVE, Chart, vega_lite

from .next_step_parts import NextScores
from .next_step_words import NAMES
from .prediction_scores import Calibration

_WIDTH, _SIDE = 340, 220


def draw(sentence: str, scores: Sequence[NextScores], used: NextScores) -> Chart:
    """Draw it.

    Args:
        scores: of all models.
        used: of the one to use.
    """
    return vega_lite(
        {"hconcat": [_right(scores), _calibration(used.calibration, NAMES[used.model])], "spacing": 40},
        title="What comes next?",
        subtitle=[sentence, "Scores are of the test period, with 95 % intervals over customers."],
    )


def _right(scores: Sequence[NextScores]) -> dict[str, Any]:
    """Draw how often the first guess of each model was right, and one of three."""
    rows = [
        {
            "model": NAMES[each.model],
            "first": each.first.value,
            "low": each.first.low,
            "high": each.first.high,
            "third": each.third.value,
        }
        for each in scores
    ]
    x = {
        "type": "quantitative",
        "scale": {"domain": [0, 1]},
        "title": "Bar: first guess right; tick: one of three",
        "axis": {"format": ".0%", "tickCount": 5, "gridColor": HAIR},
    }
    axis = {
        "labelColor": INK,
        "labelFontSize": 12,
        "labelLimit": 220,
        "labelPadding": 8,
        "ticks": False,
        "domain": False,
    }
    y = {"field": "model", "type": "nominal", "sort": [row["model"] for row in rows], "title": None, "axis": axis}
    span = {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}}
    return {
        "width": _WIDTH,
        "height": {"step": 34},
        "title": _heading("How often is it right?"),
        "data": {"values": rows},
        "layer": [
            {"mark": {"type": "bar", "color": SOFT_POSITIVE, "height": {"band": 0.6}},
             "encoding": {"y": y, "x": {**x, "field": "first"}}},
            {"mark": {"type": "rule", "color": SHEET, "strokeWidth": 4}, "encoding": span},
            {"mark": {"type": "rule", "color": INK, "strokeWidth": 1.5}, "encoding": span},
            {"mark": {"type": "tick", "color": POSITIVE, "thickness": 2.5, "size": 20},
             "encoding": {"y": y, "x": {**x, "field": "third"}}},
        ],
    }  # fmt: skip


def _calibration(held: Calibration, name: str) -> dict[str, Any]:
    """Draw what was predicted against what came."""
    rows = [
        {"predicted": row.predicted, "share": row.share, "low": row.share_low, "high": row.share_high, "n": row.n}
        for row in held.rows
    ]
    axis = {"format": ".0%", "tickCount": 5, "gridColor": HAIR}
    x = {"type": "quantitative", "scale": {"domain": [0, 1]}, "title": "Predicted", "axis": axis}
    y = {"type": "quantitative", "scale": {"domain": [0, 1]}, "title": "Right", "axis": axis}
    return {
        "width": _SIDE,
        "height": _SIDE,
        "title": _heading(f"Can its chances be taken at their word? ({name})"),
        "layer": [
            {"data": {"values": [{"predicted": 0, "share": 0}, {"predicted": 1, "share": 1}]},
             "mark": {"type": "line", "color": LINE, "strokeDash": [4, 4], "strokeWidth": 1},
             "encoding": {"x": {**x, "field": "predicted"}, "y": {**y, "field": "share"}}},
            {"data": {"values": rows}, "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
             "encoding": {"x": {**x, "field": "predicted"}, "y": {**y, "field": "low"}, "y2": {"field": "high"}}},
            {"data": {"values": rows},
             "mark": {"type": "point", "filled": True, "size": 60, "color": POSITIVE, "opacity": 1},
             "encoding": {"x": {**x, "field": "predicted"}, "y": {**y, "field": "share"},
                          "tooltip": [{"field": "n", "title": "Guesses", "format": ","},
                                      {"field": "predicted", "title": "Predicted", "format": ".1%"},
                                      {"field": "share", "title": "Right", "format": ".1%"}]}},
        ],
    }  # fmt: skip


def _heading(text: str) -> dict[str, Any]:
    """Make the heading of a part."""
    return {"text": text, "fontSize": 12, "fontWeight": "normal", "color": QUIET, "offset": 8, "anchor": "start"}
