"""What to improve with the money there is: the value of a plan, the best plan, and how sure it is."""

from sojourn.core.doors import open_door

open_door(
    __name__,
    {
        "canvas": "CanvasState check_canvas",
        "matrix": "MatrixFinding check_matrix",
        "radar": "RadarItem radar radar_items",
        "radar_result": "Radar",
    },
)
