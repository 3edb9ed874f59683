"""Maps in the files of other tools: CJML, Mermaid, sticky notes, grids and JSON."""

from .dropped import Dropped
from .kinds import EXPORTS, IMPORTS, export_map, guess_kind, import_map

__all__ = ["EXPORTS", "IMPORTS", "Dropped", "export_map", "guess_kind", "import_map"]
