"""What to improve with the money there is: the value of a plan, the best plan, and how sure it is."""

from sojourn.core.doors import open_door

open_door(
    __name__,
    {
        "acquisition": "acquisition_plan",
        "acquisition_result": "AcquisitionPlan",
        "acquisition_state": "AcquisitionState ServedAction check_acquisition",
        "benefits": "Benefit benefits",
        "canvas": "CanvasState check_canvas",
        "choose": "Choice choose",
        "curve": "BudgetCurve CurveStep budget_curve",
        "draws": "Draws standing",
        "effects": "RowResult apply_effects finite_change",
        "experiment": "Calibration ExperimentEffect effect_from_experiment with_experiment",
        "follow": "FollowUp Kept follow_up",
        "gains": "Gains gain",
        "improvement": "GROUPS ImprovementOrder improvement_plan",
        "matrix": "MatrixFinding check_matrix months_of_lines",
        "model": "PlanModel Value plan_model value",
        "months": "months_in",
        "of_map": "capacity_of findings_of initiatives_of model_of",
        "ordering": "Block Order Rice RiceRow order rice",
        "plan": "plan plan_draws",
        "plan_result": "Bound Plan PlanSet",
        "portfolio": "Portfolio",
        "proposals": "Arms Change Proposal change proposal proposals",
        "radar": "RadarItem radar radar_items",
        "radar_result": "Radar",
        "refusals": "PlanRefused",
        "saved": "Promise PromisedOutcome SavedPlan read_plan saved_plan",
        "timeline": "Slot timeline",
        "views": "PlanView view",
    },
)
