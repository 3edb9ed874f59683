"""The picture of paths: bands between the events of each step."""

from collections.abc import Sequence

from sojourn.core.charts import Chart, vega_lite


def draw(
    nodes: Sequence[tuple[int, str | None, int, int, int]], links: Sequence[tuple[int, int, int]], title: str
) -> Chart:
    """Draw paths."""
    return vega_lite({"mark": "rect"}, title=title)
