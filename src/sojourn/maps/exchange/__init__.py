"""Maps in the files of other tools: CJML, Mermaid, sticky notes, grids and JSON."""

from .channels import PHYSICAL, channel_of
from .codes import IMPORT_RULES
from .dropped import Dropped
from .grid import score_of
from .kinds import EXPORTS, IMPORTS, export_map, guess_kind, import_map, import_notes
from .reading import Slugs, moments, slug

__all__ = [
    "Dropped",
    "EXPORTS",
    "IMPORTS",
    "IMPORT_RULES",
    "PHYSICAL",
    "Slugs",
    "channel_of",
    "export_map",
    "guess_kind",
    "import_map",
    "import_notes",
    "moments",
    "score_of",
    "slug",
]
