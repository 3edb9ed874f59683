"""The picture of sessions: where they begin and where they end."""

from collections.abc import Sequence
from typing import Any

from sojourn.core.charts import Chart, vega_lite


def draw(rows: Sequence[dict[str, Any]], sessions: int) -> Chart:
    """Draw entries and exits."""
    return vega_lite({"mark": "bar"}, title="Sessions")
