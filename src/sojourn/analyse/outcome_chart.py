"""The drawing of an outcome's prediction: what each model gains, whether chances hold, and what they rest on."""

from collections.abc import Sequence
from typing import Any

from sojourn.core.charts import HAIR, INK, LINE, POSITIVE, QUIET, SOFT_POSITIVE, Chart, vega_lite
from sojourn.core.words import shortened

from .outcome_parts import OutcomeScores, PredictionDriver
from .outcome_words import NAMES

_WIDTH, _SIDE = 300, 260
_LABELS = {
    "labelColor": INK,
    "labelFontSize": 12,
    "labelLimit": 230,
    "labelPadding": 8,
    "ticks": False,
    "domain": False,
}


def draw(
    title: str, sentence: str, scores: Sequence[OutcomeScores], used: OutcomeScores, drivers: Sequence[PredictionDriver]
) -> Chart:
    """Draw it.

    Args:
        scores: of all models.
        used: of the one to use.
        drivers: the strongest.
    """
    lower: list[dict[str, Any]] = [_calibration(used)]
    if drivers:
        lower.append(_drivers(drivers))
    return vega_lite(
        {"vconcat": [_gains(scores), {"hconcat": lower, "spacing": 40}], "spacing": 26},
        title=title,
        subtitle=[sentence, "Scores are of the test period, with 95 % intervals over customers."],
    )


def _gains(scores: Sequence[OutcomeScores]) -> dict[str, Any]:
    """Draw by how much each model's Brier score is smaller than the baseline's."""
    rows = [
        {"model": NAMES[each.model], "skill": each.skill.value, "low": each.skill.low, "high": each.skill.high}
        for each in scores
        if each.model != "base"
    ]
    x = {"type": "quantitative", "title": None, "axis": {"format": ".1%", "tickCount": 5, "gridColor": HAIR}}
    y = {"field": "model", "type": "nominal", "sort": [row["model"] for row in rows], "title": None, "axis": _LABELS}
    return {
        "width": 2 * _WIDTH,
        "height": {"step": 26},
        "title": _heading("Brier score smaller than that of the same share for all by"),
        "data": {"values": rows},
        "layer": [
            {"mark": {"type": "rule", "color": LINE}, "encoding": {"x": {**x, "datum": 0}}},
            {"mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
             "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}}},
            {"mark": {"type": "point", "filled": True, "size": 70, "color": POSITIVE, "opacity": 1},
             "encoding": {"y": y, "x": {**x, "field": "skill"}}},
        ],
    }  # fmt: skip


def _calibration(used: OutcomeScores) -> dict[str, Any]:
    """Draw what was predicted against what came."""
    rows = [
        {"predicted": row.predicted, "share": row.share, "low": row.share_low, "high": row.share_high, "n": row.n}
        for row in used.calibration.rows
    ]
    top = min(1.0, 1.08 * max(max(row["high"], row["predicted"]) for row in rows)) if rows else 1.0
    axis = {"format": ".0%" if top > 0.08 else ".1%", "tickCount": 5, "gridColor": HAIR}
    scale = {"domain": [0, top], "nice": False}
    x = {"type": "quantitative", "scale": scale, "title": "Predicted", "axis": axis}
    y = {"type": "quantitative", "scale": scale, "title": "Came", "axis": axis}
    ends = [{"predicted": 0, "share": 0}, {"predicted": top, "share": top}]
    return {
        "width": _SIDE,
        "height": _SIDE,
        "title": _heading(f"Can chances be taken at their word? ({NAMES[used.model]})"),
        "layer": [
            {"data": {"values": ends}, "mark": {"type": "line", "color": LINE, "strokeDash": [4, 4], "strokeWidth": 1},
             "encoding": {"x": {**x, "field": "predicted"}, "y": {**y, "field": "share"}}},
            {"data": {"values": rows}, "mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
             "encoding": {"x": {**x, "field": "predicted"}, "y": {**y, "field": "low"}, "y2": {"field": "high"}}},
            {"data": {"values": rows}, "mark": {"type": "point", "filled": True, "size": 60, "color": POSITIVE,
                                                "opacity": 1},
             "encoding": {"x": {**x, "field": "predicted"}, "y": {**y, "field": "share"},
                          "tooltip": [{"field": "n", "title": "Journeys", "format": ","},
                                      {"field": "predicted", "title": "Predicted", "format": ".1%"},
                                      {"field": "share", "title": "Came", "format": ".1%"}]}},
        ],
    }  # fmt: skip


def _drivers(drivers: Sequence[PredictionDriver]) -> dict[str, Any]:
    """Draw by how much log loss grows when a feature is shuffled."""
    rows = [
        {"name": shortened(each.name, 34), "loss": max(each.loss.value, 0.0), "low": each.loss.low,
         "high": each.loss.high}
        for each in drivers
    ]  # fmt: skip
    x = {"type": "quantitative", "title": "Log loss grows by", "axis": {"tickCount": 4, "gridColor": HAIR}}
    y = {"field": "name", "type": "nominal", "sort": [row["name"] for row in rows], "title": None, "axis": _LABELS}
    return {
        "width": _WIDTH - 60,
        "height": {"step": 26},
        "title": _heading("What predictions rest on: shuffled, log loss grows"),
        "data": {"values": rows},
        "layer": [
            {"mark": {"type": "bar", "color": SOFT_POSITIVE, "height": {"band": 0.6}},
             "encoding": {"y": y, "x": {**x, "field": "loss"}}},
            {"mark": {"type": "rule", "color": INK, "strokeWidth": 1.5},
             "encoding": {"y": y, "x": {**x, "field": "low"}, "x2": {"field": "high"}}},
        ],
    }  # fmt: skip


def _heading(text: str) -> dict[str, Any]:
    """Make the heading of a part."""
    return {"text": text, "fontSize": 12, "fontWeight": "normal", "color": QUIET, "offset": 8, "anchor": "start"}
