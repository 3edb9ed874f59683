"""The drawing of a penalty–reward contrast: what low ratings cost to the left, what high ones bring to the right."""

from collections.abc import Sequence
from typing import Any

from sojourn.core.charts import INK, LINE, QUIET, SHEET, SOFT_NEGATIVE, SOFT_POSITIVE, Chart, vega_lite
from sojourn.core.results import count

from .contrast import ContrastDriver

WIDTH = 420


def draw(drivers: Sequence[ContrastDriver], *, outcome: str, thin: bool, n: int) -> Chart:
    """Draw two bars a driver, widest range first, with intervals; the class stands behind them."""
    ordered = sorted(drivers, key=lambda each: -each.range) if not thin else list(drivers)
    values = [_value(each, side, thin=thin) for each in ordered for side in ("penalty", "reward")]
    names = [
        {
            "name": each.name,
            "kind": "too few answers" if thin else each.kind or "not decided",
            "decided": bool(each.kind),
        }
        for each in ordered
    ]
    x = {"type": "quantitative", "title": f"Points of {outcome}, against ratings in between", "axis": {"tickCount": 6}}
    axis = {
        "labelColor": INK,
        "labelFontSize": 12,
        "labelLimit": 290,
        "labelPadding": 8,
        "ticks": False,
        "domain": False,
    }
    colour: dict[str, Any] = {
        "condition": [
            {"test": "!datum.decided", "value": "#C9D0D8"},
            {"test": "datum.side == 'penalty'", "value": SOFT_NEGATIVE},
        ],
        "value": SOFT_POSITIVE,
    }
    span = {"x": {**x, "field": "low"}, "x2": {"field": "high"}}
    return vega_lite(
        {
            "width": WIDTH,
            "height": {"step": 32},
            "data": {"values": values},
            "encoding": {
                "y": {
                    "field": "name",
                    "type": "nominal",
                    "sort": [each.name for each in ordered],
                    "title": None,
                    "axis": axis,
                }
            },
            "layer": [
                *(
                    []
                    if thin
                    else [
                        {
                            "mark": {"type": "bar", "height": {"band": 0.6}},
                            "encoding": {"x": {**x, "field": "value"}, "color": colour},
                        }
                    ]
                ),
                {"data": {"values": [{"zero": 0}]}, "mark": {"type": "rule", "color": LINE},
                 "encoding": {"x": {**x, "field": "zero"}, "y": None}},
                *(
                    {"data": {"values": [value for value in values if value["side"] == side]},
                     "mark": {"type": "rule", "yOffset": down, **look}, "encoding": span}
                    for side, down in (("penalty", -4), ("reward", 4))
                    for look in ({"color": SHEET, "strokeWidth": 4}, {"color": INK, "strokeWidth": 1.5})
                ),
                {
                    "data": {"values": names},
                    "mark": {"type": "text", "align": "left", "dx": 12, "fontSize": 12},
                    "encoding": {
                        "x": {"value": WIDTH},
                        "text": {"field": "kind"},
                        "color": {"condition": {"test": "datum.decided", "value": INK}, "value": QUIET},
                    },
                },
            ],
        },
        title=f"What low and high ratings go with: {outcome}",
        subtitle=[
            f"n = {count(n)}. Left: ratings at the low end; right: ratings at the high end",
            "Lines are 95 % intervals: the upper of the left bar, the lower of the right one",
            "Grey: no class is decided. What goes together need not be cause and effect",
        ],
    )  # fmt: skip


def _value(driver: ContrastDriver, side: str, *, thin: bool) -> dict[str, Any]:
    """Give the numbers of a bar."""
    return {
        "name": driver.name,
        "side": side,
        "value": getattr(driver, side),
        "low": getattr(driver, f"{side}_low"),
        "high": getattr(driver, f"{side}_high"),
        "decided": driver.kind is not None and not thin,
    }
