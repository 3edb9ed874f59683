"""The picture of sessions: where they begin and where they end."""

from collections.abc import Sequence
from typing import Any

from sojourn.core.charts import INK, POSITIVE, SOFT_NEGATIVE, Chart, vega_lite
from sojourn.core.results import count, percent
from sojourn.core.words import counted

MOST = 15
"""Events in the picture; the table and the document hold all."""

BEGIN, END = "begin with", "end with"


def draw(rows: Sequence[dict[str, Any]], sessions: int) -> Chart:
    """Draw, for the events that begin or end most sessions, the share of sessions that do.

    Args:
        rows: `event`, `entries`, `exits`.
    """
    often = sorted(rows, key=lambda row: (-row["entries"] - row["exits"], row["event"]))[:MOST]
    shown = [row["event"] for row in often]
    values = [
        {
            "event": row["event"],
            "where": where,
            "share": row[field] / sessions,
            "text": percent(row[field] / sessions),
            "tip": f"{count(row[field])} of {counted(sessions, 'session')} {where} {row['event']}",
        }
        for row in often
        for where, field in ((BEGIN, "entries"), (END, "exits"))
    ]
    reach = max((value["share"] for value in values), default=1) or 1
    down = {
        "field": "event",
        "type": "nominal",
        "sort": shown,
        "title": None,
        "axis": {"domain": False, "ticks": False, "labelPadding": 8},
    }
    across = {
        "field": "share",
        "type": "quantitative",
        "scale": {"domain": [0, reach * 1.18]},
        "axis": None,
    }
    panel = {
        "width": 330,
        "height": {"step": 28},
        "encoding": {"y": down, "x": across},
        "layer": [
            {
                "mark": {"type": "bar", "height": 16, "cornerRadiusEnd": 3},
                "encoding": {
                    "color": {
                        "field": "where",
                        "type": "nominal",
                        "scale": {"domain": [BEGIN, END], "range": [POSITIVE, SOFT_NEGATIVE]},
                        "legend": None,
                    },
                    "tooltip": {"field": "tip"},
                },
            },
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 11, "color": INK},
                "encoding": {"text": {"field": "text"}},
            },
        ],
    }
    header = {"title": None, "labelAnchor": "start", "labelFontSize": 12, "labelFontWeight": 600}
    body = {
        "data": {"values": values},
        "facet": {"column": {"field": "where", "type": "nominal", "sort": [BEGIN, END], "header": header}},
        "spec": panel,
    }
    return vega_lite(body, title=f"{counted(sessions, 'session')}, share by first and last event")
