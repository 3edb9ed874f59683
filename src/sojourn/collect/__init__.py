"""Read files of events: find out what they are, infer a mapping, judge every row.

Pure reading and decisions: nothing is written here, and no database is known.
"""

from .inference import infer as infer
from .inspection import inspect as inspect
from .kinds import sniff as sniff
from .mapping_file import load_mapping as load_mapping
from .mapping_file import mapping_text as mapping_text
from .mapping_file import parse_mapping as parse_mapping
from .mapping_file import save_mapping as save_mapping
from .model import Chunk as Chunk
from .model import Column as Column
from .model import FileKind as FileKind
from .model import Inference as Inference
from .model import Inspection as Inspection
from .model import Mapping as Mapping
from .model import Position as Position
from .model import Reason as Reason
from .model import Refusal as Refusal
from .reading import read as read
from .refusals import REFUSAL_CODES as REFUSAL_CODES
from .source import Source as Source
