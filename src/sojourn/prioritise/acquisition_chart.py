"""The acquisition plan as a chart: what is spent in each month, by team."""

from collections.abc import Mapping

from sojourn.core.charts import INK, LINE, POSITIVE, SHEET, SOFT_NEGATIVE, SOFT_POSITIVE, Chart, vega_lite
from sojourn.maps import TEAMS

from .wrapping import folded

COLOURS = (POSITIVE, SOFT_POSITIVE, SOFT_NEGATIVE, LINE)
"""Of the teams, in their order; names stand in the legend, and thin white lines part them."""


def draw(spent: Mapping[tuple[str, str], float], *, title: str, said: str, currency: str | None) -> Chart:
    """Draw the money by month, a colour a team, with the sum over each bar."""
    rows = [
        {"team": team or "no team", "month": month, "cost": round(cost, 2), "order": _place(team)}
        for (team, month), cost in spent.items()
    ]
    months = sorted({month for _, month in spent})
    sums = [
        {"month": month, "cost": round(sum(cost for (_, each), cost in spent.items() if each == month), 2)}
        for month in months
    ]
    teams = {team or "no team" for team, _ in spent}
    used = [team for team in (*TEAMS, "no team") if team in teams]
    colours = [COLOURS[_place(team) % len(COLOURS)] if team != "no team" else INK for team in used]
    money = currency or "money"
    axis = {"labelAngle": 0, "domain": False, "ticks": False, "labelFontSize": 12, "labelColor": INK}
    x = {"field": "month", "type": "ordinal", "title": None, "axis": axis, "sort": months}
    y = {
        "field": "cost",
        "type": "quantitative",
        "title": f"{money} a month",
        "axis": {"format": ",.0f", "tickCount": 5},
    }
    body = {
        "width": {"step": 62},
        "height": 280,
        "data": {"values": rows},
        "layer": [
            {
                "mark": {"type": "bar", "stroke": SHEET, "strokeWidth": 1.5, "tooltip": True},
                "encoding": {
                    "x": x,
                    "y": {**y, "stack": "zero"},
                    "color": {
                        "field": "team", "type": "nominal", "title": None,
                        "scale": {"domain": used, "range": colours},
                        "legend": {"orient": "top", "direction": "horizontal"},
                    },
                    "order": {"field": "order", "type": "quantitative"},
                },
            },
            {
                "data": {"values": sums},
                "mark": {"type": "text", "dy": -8, "color": INK, "fontSize": 12},
                "encoding": {"x": x, "y": y, "text": {"field": "cost", "type": "quantitative", "format": ",.0f"}},
            },
        ],
    }  # fmt: skip
    heading = f"Acquisition plan: {title}" if title else "Acquisition plan"
    return vega_lite(body, title=heading, subtitle=folded([said], max(62 * len(months), 430)))


def _place(team: str) -> int:
    return TEAMS.index(team) if team in TEAMS else len(TEAMS)
