"""What customers really do: one module an analysis, each with its exact meaning, its algebra and its result."""

from .cases import Cut as Cut
from .cases import cut as cut
from .cases import shared_keys as shared_keys
