"""What a designed map and lived journeys say together: evidence, laid over the map."""

from sojourn.core.doors import open_door

open_door(
    __name__,
    {
        "drafting": "Draft draft_map",
        "evidence": "evidence replaced",
        "evidence_result": "EvidenceResult evidence_result",
        "small": "Limits",
    },
)
