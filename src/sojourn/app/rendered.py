"""What was drawn, as a file: charts of results, and journey maps."""

from pathlib import Path

from sojourn.core.charts import Chart
from sojourn.core.results import Result
from sojourn.maps import Drawing

from . import maps_drawing
from .output import write_chart


def render(drawn: Chart | Result | Drawing, path: str | Path, *, dpi: float = 150.0) -> None:
    """Draw a chart, that of a result, or a journey map, in the form the ending names.

    Charts: svg, png, html, or json for their specification. Maps: svg, pdf or png; several sheets give several files,
    `map-1.pdf`, `map-2.pdf`.

    Args:
        drawn: what to draw.
        path: the file.
        dpi: dots to the inch of the PNG of a map.

    Raises:
        InvalidInput: the ending names no such form.
        NotFound: the folder is not there.
    """
    if isinstance(drawn, Drawing):
        maps_drawing.keep(drawn, Path(path), dpi=dpi)
    else:
        write_chart(drawn, path)
