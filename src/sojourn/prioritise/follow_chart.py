"""The drawing of a follow-up: what was promised, and what is measured."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sojourn.core.chart_rows import fitted, folded, rows_of
from sojourn.core.charts import INK, LINE, POSITIVE, QUIET, SOFT_POSITIVE, Chart, vega_lite
from sojourn.core.results import count

from .follow_kept import Kept
from .wrapping import quoted

LETTERS = 44
"""Letters of a line of a name beside the bars."""


def draw(promises: Sequence[tuple[str, Kept]], *, saved: str, width: int, rehearsal: bool = False) -> Chart:
    """Draw a bar from the lowest to the highest promise, a tick for before, and a dot with its interval for now.

    Args:
        promises: what each is called, and what became of it.
        width: of the bars, in pixels; under 360 names stand above them.
        rehearsal: journeys from before the plan were looked at.
    """
    rows: list[dict[str, Any]] = [
        {
            "name": name, "low": each.low - 0.002, "high": each.high + 0.002, "before": each.before, "now": each.now,
            "now_low": each.now_low, "now_high": each.now_high,
            "text": each.said + (f", n = {count(each.n)}" if each.n else ""),
        }
        for name, each in _told_apart(promises)
        if each.what in ("transition", "outcome")
    ]  # fmt: skip
    told = {row["name"]: folded(row["name"], LETTERS) for row in rows}
    place = rows_of(rows, width=width, step=24 + 15 * max([len(lines) for lines in told.values()], default=1))
    x = {
        "type": "quantitative", "title": "Share of those who stand at the step, or of journeys",
        "scale": {"domain": [0, 1]}, "axis": {"format": ".0%", "tickCount": 5},
    }  # fmt: skip
    y = place.y("name")
    if not place.narrow:
        labels = " : ".join(f"datum.value == {quoted([row['name']])}[0] ? {quoted(told[row['name']])}"
                            for row in rows)  # fmt: skip
        y["axis"] |= {"labelExpr": f"{labels} : ''", "labelLimit": 320, "labelLineHeight": 15} if rows else {}

    def layer(mark: dict[str, Any], field: str, **more: Any) -> dict[str, Any]:
        return {
            "transform": [{"filter": f"isValid(datum.{field})"}], "mark": {**mark, **place.lower},
            "encoding": {"x": {**x, "field": field}, **more},
        }  # fmt: skip

    layers = [
        layer({"type": "bar", "height": 14, "color": SOFT_POSITIVE, "opacity": 0.55}, "low", x2={"field": "high"}),
        layer({"type": "tick", "color": QUIET, "thickness": 2, "height": 22}, "before"),
        layer({"type": "rule", "color": INK, "strokeWidth": 2}, "now_low", x2={"field": "now_high"}),
        layer({"type": "circle", "color": POSITIVE, "size": 90, "opacity": 1, "stroke": LINE}, "now"),
        *place.texts,
    ]  # fmt: skip
    body = {
        "width": width, "height": {"step": place.step}, "data": {"values": rows}, "encoding": {"y": y},
        "layer": layers,
    }  # fmt: skip
    subtitle = [
        "Bar: promised; grey tick: before; dot with its 95 % interval: now.",
        "A difference between before and after is not the effect of an initiative.",
    ]
    title = f"The plan of {saved}, and what happened"
    if rehearsal:
        title = "A rehearsal: journeys from before the plan"
    return fitted(vega_lite(body, title=title, subtitle=subtitle), width)


def _told_apart(promises: Sequence[tuple[str, Kept]]) -> list[tuple[str, Kept]]:
    """Number names that come again, so that each has a row of its own."""
    seen: Counter[str] = Counter()
    found = []
    for name, each in promises:
        seen[name] += 1
        found.append((name if seen[name] == 1 else f"{name} ({seen[name]})", each))
    return found
