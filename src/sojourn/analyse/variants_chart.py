"""The picture of variants: a row of coloured steps for each."""

from collections.abc import Sequence

from sojourn.core.charts import Chart, vega_lite


def draw(variants: Sequence[tuple[tuple[str, ...], int, float]], journeys: int, hidden: int, rest: int) -> Chart:
    """Draw variants."""
    return vega_lite({"mark": "rect"}, title="Variants")
