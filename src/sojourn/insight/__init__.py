"""What a designed map and lived journeys say together: evidence, laid over the map."""

from sojourn.core.doors import open_door

open_door(
    __name__,
    {
        "breaking": "BreakingPoints LeavingShare breaking_points",
        "criticality": "Contact CriticalityRefused criticality",
        "delivered": "satisfaction_delivered",
        "delivered_result": "Delivered DeliveredCell Said",
        "drafting": "Draft draft_map",
        "evidence": "evidence replaced",
        "evidence_result": "EvidenceResult evidence_result",
        "gap": "Gap Mean Rate gap",
        "gaps": "gaps",
        "gaps_parts": "StepGap",
        "gaps_result": "GapsResult",
        "importance": "Importance Importances importances",
        "levels": "Evidence evidence_level",
        "leverage": "Leverage leverage",
        "moments": "moments",
        "moments_parts": "Critical Experimented StepMoment",
        "moments_result": "MomentsResult",
        "needs": "needs",
        "needs_parts": "Need",
        "needs_result": "NeedsResult",
        "observation": "GridScore ObserverAgreement agreement grid_score journey_score",
        "observation_files": "Criterion Observations Seen read_observations",
        "rated": "RatedStep",
        "signals": "MomentsFound Observed Reaction moments_of_truth",
        "small": "Limits",
        "stake": "Group Stake stake",
        "surveys": "rating_means",
        "targets": "Priorities Shortfall Targets Wanted priority target",
        "visits": "visits",
        "visits_result": "AskedOf ClassShare Touchpoint Visits",
    },
)
