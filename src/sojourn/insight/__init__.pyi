from .drafting import Draft as Draft
from .drafting import draft_map as draft_map
from .evidence import evidence as evidence
from .evidence import replaced as replaced
from .evidence_result import EvidenceResult as EvidenceResult
from .evidence_result import evidence_result as evidence_result
from .small import Limits as Limits
