"""The drawing of survival: who got there by when, as steps with their limits, and who is still on the way below."""

from collections.abc import Sequence
from typing import Any

from sojourn.core.charts import HAIR, INK, LINE, QUIET, Chart, vega_lite
from sojourn.core.durations import short
from sojourn.core.results import count
from sojourn.core.words import counted

from .event_colours import PALETTE
from .survival_parts import LogRank, SurvivalGroup
from .survival_shown import crowded
from .survival_words import chance, said

_WIDTH, _HEIGHT, _ROW = 520, 260, 20
_MOST = 6
"""More curves than this cannot be told apart."""

_ROOM = 22
"""Letters of a name beside the numbers."""


def draw(
    start: str,
    end: str,
    limits: str,
    everybody: SurvivalGroup,
    breakdown: str | None,
    found: Sequence[SurvivalGroup],
    test: LogRank | None,
) -> Chart:
    """Draw curves that rise: what is small can then be drawn large without a cut axis.

    Args:
        start, end: what the conditions are called.
        limits: the landmark and the window in words.
        everybody: the curve of all waits.
        breakdown: what makes the groups; None when `found` is everybody.
        found: the groups.
        test: whether they get there equally soon.
    """
    groups = [group for group in found if group.waits][:_MOST]
    hidden = sum(group.waits > 0 for group in found) - len(groups)
    names = _distinct(groups)
    colours = [LINE if group.kind == "other" else PALETTE[place] for place, group in enumerate(groups)]
    longest = max((group.longest_seconds or 0.0 for group in groups), default=0.0) or 1.0
    ticks = [point.seconds for point in groups[0].points if point.seconds <= longest] if groups else []
    first = next((tick for tick in ticks if tick), 0.0)
    wider = bool(first) and crowded([s.seconds for s in everybody.steps], [s.reached for s in everybody.steps], longest)
    curve = [row for name, group in zip(names, groups, strict=True) for row in _curve(name, group)]
    left = [
        {"group": name, "seconds": point.seconds, "left": count(point.at_risk)}
        for name, group in zip(names, groups, strict=True)
        for point in group.points
        if point.seconds <= longest
    ]
    x = {
        "field": "seconds",
        "type": "quantitative",
        "scale": {"domain": [0, longest], "nice": False} | ({"type": "symlog", "constant": first / 3} if wider else {}),
        "axis": {
            "values": ticks,
            "labelExpr": " : ".join(f"datum.value == {tick!r} ? '{short(tick * 1e6) if tick else 0}'" for tick in ticks)
            + " : ''"
            if ticks
            else "''",
            "grid": False,
            "title": f"Time from {start}" + (", early times drawn wider" if wider else ""),
            "labelFlush": False,
        },
    }
    colour = {
        "field": "group",
        "type": "nominal",
        "scale": {"domain": names, "range": colours},
        "legend": {"title": None, "orient": "top", "symbolType": "stroke", "symbolStrokeWidth": 3, "symbolOpacity": 1}
        if breakdown is not None
        else None,
    }
    top = max([row["high"] or 0.0 for row in curve] + [row["share"] for row in curve], default=0.0) or 1.0
    share = {
        "type": "quantitative",
        "scale": {"domain": [0, min(1.0, top * 1.05)], "nice": False},
        "title": f"Got to {end} by then",
        "axis": {"format": ".0%" if top > 0.08 else ".1%", "tickCount": 5, "gridColor": HAIR, "labelColor": QUIET},
    }
    steps: dict[str, Any] = {
        "width": _WIDTH,
        "height": _HEIGHT,
        "data": {"values": curve},
        "layer": [
            {
                "transform": [{"filter": "datum.low !== null"}],
                "mark": {"type": "area", "interpolate": "step-after", "opacity": 0.16},
                "encoding": {
                    "x": x,
                    "y": {**share, "field": "low"},
                    "y2": {"field": "high"},
                    "color": colour,
                },
            },
            {
                "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2},
                "encoding": {
                    "x": x,
                    "y": {**share, "field": "share"},
                    "color": colour,
                    "tooltip": [
                        {"field": "group", "title": "Group"},
                        {"field": "time", "title": "After"},
                        {"field": "share", "title": "Got there", "format": ".1%"},
                        {"field": "low", "title": "At least", "format": ".1%"},
                        {"field": "high", "title": "At most", "format": ".1%"},
                        {"field": "at_risk", "title": "On the way", "format": ","},
                    ],
                },
            },
        ],
    }
    numbers: dict[str, Any] = {
        "width": _WIDTH,
        "height": _ROW * max(len(groups), 1),
        "data": {"values": left},
        "title": {"text": "Seen on the way for at least so long", "fontSize": 12, "fontWeight": "normal",
                  "color": QUIET, "offset": 6},
        "mark": {"type": "text", "fontSize": 11, "color": INK},
        "encoding": {
            "x": {**x, "axis": None},
            "y": {
                "field": "group",
                "type": "nominal",
                "sort": names,
                "title": None,
                "axis": {"domain": False, "ticks": False, "labelColor": INK, "labelPadding": 32, "labelLimit": 160}
                if breakdown is not None
                else None,
            },
            "text": {"field": "left"},
        },
    }  # fmt: skip
    title = f"From {start} to {end}{limits}"
    if breakdown is None:
        half = everybody.median
        below = counted(everybody.waits, "start")
        below += f", of which {count(everybody.reached)} got there so far" if half.seconds is None else (
            f"; half got there by {said(half)}"
        )  # fmt: skip
    else:
        below = f"By {breakdown}: {counted(everybody.waits, 'start')}"
        if test is not None and test.p_value is not None:
            below += f"; equally soon? log-rank p {chance(test.p_value)}"
        below += f"; {hidden} more not drawn" if hidden else ""
    return vega_lite(
        {"vconcat": [steps, numbers], "spacing": 14, "resolve": {"scale": {"color": "independent"}}},
        title=title,
        subtitle=[below, "Shaded: 95 % limits. Who is still on the way counts for as long as they were seen."],
    )


def _curve(name: str, group: SurvivalGroup) -> list[dict[str, Any]]:
    """Give the corners of a curve, from nothing at 0 to the longest wait seen."""
    rows: list[dict[str, Any]] = [
        {"group": name, "seconds": 0.0, "share": 0.0, "low": 0.0, "high": 0.0, "at_risk": group.waits, "time": "0s"}
    ]
    rows.extend(
        {
            "group": name,
            "seconds": step.seconds,
            "share": step.share,
            "low": step.share_low,
            "high": step.share_high,
            "at_risk": step.at_risk,
            "time": short(step.seconds * 1e6),
        }
        for step in group.steps
    )
    if group.longest_seconds is not None and group.longest_seconds > rows[-1]["seconds"]:
        rows.append({**rows[-1], "seconds": group.longest_seconds, "time": short(group.longest_seconds * 1e6)})
    return rows


def _distinct(groups: list[SurvivalGroup]) -> list[str]:
    """Name the groups, each its own, short enough to stand beside numbers."""
    names: list[str] = []
    for group in groups:
        name = group.name if len(group.name) <= _ROOM else group.name[: _ROOM - 1] + "…"
        while name in names:
            name += " "
        names.append(name)
    return names
