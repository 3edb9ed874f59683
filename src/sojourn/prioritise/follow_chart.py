"""The drawing of a follow-up: what was promised, and what is measured."""

from collections.abc import Sequence
from typing import Any

from sojourn.core.charts import INK, LINE, POSITIVE, QUIET, SOFT_POSITIVE, Chart, vega_lite
from sojourn.core.results import count

from .follow_kept import Kept

WIDTH = 440


def draw(promises: Sequence[Kept], *, saved: str) -> Chart:
    """Draw a bar from the lowest to the highest promise, a tick for before, and a dot with its interval for now."""
    rows: list[dict[str, Any]] = [
        {
            "name": [each.title, " → ".join(each.steps) if each.what != "outcome" else ""], "key": str(place),
            "low": each.low - 0.002, "high": each.high + 0.002, "before": each.before, "now": each.now,
            "now_low": each.now_low, "now_high": each.now_high,
            "text": f"{each.verdict}" + (f", n = {count(each.n)}" if each.n else ""),
        }
        for place, each in enumerate(promises)
        if each.what in ("transition", "outcome")
    ]  # fmt: skip
    x = {
        "type": "quantitative", "title": "Share of those who stand at the step, or of journeys",
        "scale": {"domain": [0, 1]}, "axis": {"format": ".0%", "tickCount": 5},
    }  # fmt: skip
    labels = " : ".join(
        "datum.value == '{}' ? [{}]".format(
            row["key"], ", ".join("'" + str(line).replace("'", "\\'") + "'" for line in row["name"] if line)
        )
        for row in rows
    )
    axis = {
        "labelExpr": f"{labels} : ''", "labelColor": INK, "labelFontSize": 12, "labelLimit": 300, "labelPadding": 8,
        "ticks": False, "domain": False,
    }  # fmt: skip
    y = {"field": "key", "type": "nominal", "sort": [row["key"] for row in rows], "title": None, "axis": axis}

    def layer(mark: dict[str, Any], field: str, **more: Any) -> dict[str, Any]:
        return {
            "transform": [{"filter": f"isValid(datum.{field})"}], "mark": mark,
            "encoding": {"y": y, "x": {**x, "field": field}, **more},
        }  # fmt: skip

    layers = [
        layer({"type": "bar", "height": 14, "color": SOFT_POSITIVE, "opacity": 0.55}, "low", x2={"field": "high"}),
        layer({"type": "tick", "color": QUIET, "thickness": 2, "height": 22}, "before"),
        layer({"type": "rule", "color": INK, "strokeWidth": 2}, "now_low", x2={"field": "now_high"}),
        layer({"type": "circle", "color": POSITIVE, "size": 90, "opacity": 1, "stroke": LINE}, "now"),
        {
            "mark": {"type": "text", "align": "left", "dx": 12, "color": INK, "fontSize": 12},
            "encoding": {"y": y, "x": {"value": WIDTH}, "text": {"field": "text", "type": "nominal"}},
        },
    ]  # fmt: skip
    body = {"width": WIDTH, "height": {"step": 46}, "data": {"values": rows}, "layer": layers}
    subtitle = [
        "Bar: promised; grey tick: before; dot with its 95 % interval: now.",
        "A difference between before and after is not the effect of an initiative.",
    ]
    return vega_lite(body, title=f"The plan of {saved}, and what happened", subtitle=subtitle)
