"""What customers really do: one module an analysis, each with its exact meaning, its algebra and its result."""

from .cases import Cut as Cut
from .cases import cut as cut
from .cases import shared_keys as shared_keys
from .retention import Retention as Retention
from .retention import retention as retention
from .retention_result import RetentionCell as RetentionCell
from .retention_result import RetentionCohort as RetentionCohort
from .retention_result import RetentionGroup as RetentionGroup
from .retention_result import RetentionResult as RetentionResult
