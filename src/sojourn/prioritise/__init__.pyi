from .canvas import CanvasState as CanvasState
from .canvas import check_canvas as check_canvas
from .matrix import MatrixFinding as MatrixFinding
from .matrix import check_matrix as check_matrix
from .radar import RadarItem as RadarItem
from .radar import radar as radar
from .radar import radar_items as radar_items
from .radar_result import Radar as Radar
