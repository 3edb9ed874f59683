"""The picture of what follows what: a matrix of shares."""

from collections.abc import Sequence

from sojourn.core.charts import Chart, vega_lite


def draw(nodes: Sequence[tuple[str, int, int]], edges: Sequence[tuple[str, str, int, float | None]]) -> Chart:
    """Draw a matrix."""
    return vega_lite({"mark": "rect"}, title="What follows what")
