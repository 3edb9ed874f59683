"""The drawing of a passage: who did each step, and who left there."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sojourn.core.chart_rows import share_bars
from sojourn.core.charts import INK, NEGATIVE, Chart, vega_lite
from sojourn.core.results import count, percent

WIDTH = 420


def draw(steps: Sequence[Mapping[str, Any]], *, title: str, subtitle: Sequence[str]) -> Chart:
    """Draw a bar for each step with its interval, and beside it how many left there.

    Args:
        steps: rows of the JSON document, in the order of the map.
    """
    names = Counter(each["name"] for each in steps)
    values = [
        {
            "name": each["name"] if names[each["name"]] == 1 else f"{each['name']} ({each['step']})",
            "share": each["share"] or 0.0,
            "low": each["share_low"],
            "high": each["share_high"],
            "text": f"{percent(each['share'])}, n = {count(each['journeys'])}",
            "left": f"{count(each['leaving']['left'])} left here" if each["leaving"]["left"] else "",
        }
        for each in steps
    ]
    body = share_bars(
        values,
        title="Share of all journeys that did the step",
        width=WIDTH,
        texts=(("text", 10, INK), ("left", 130, NEGATIVE)),
    )
    return vega_lite(body, title=title, subtitle=subtitle)
