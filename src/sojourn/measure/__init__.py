"""What customers say: answers to surveys, scores with their intervals, and what goes with satisfaction."""

from sojourn.core.doors import open_door

open_door(
    __name__,
    {
        "answers": "read_answers",
        "comparing": "TwoRates adjust_p detectable two_rates",
        "contrast": "ContrastDriver ContrastRefused",
        "contrast_result": "Contrast penalty_reward",
        "control": "ControlLimits control_limits",
        "drivers": "drivers",
        "drivers_refusals": "DriversRefused",
        "drivers_result": "Driver Drivers",
        "effective": "Effective effective_n",
        "estimates": "Estimate mean_of share_of",
        "feeling": "JourneyScore StepScore feeling feeling_journey feeling_step",
        "feeling_predicts": "Predicts",
        "feeling_result": "Feelings Felt FeltJourney",
        "feelings": "feelings",
        "kano": "KanoCell kano_table",
        "kano_pairs": "is_table_of_pairs",
        "kano_result": "Kano kano",
        "net_promoter": "NpsDifference Promoters nps_difference nps_sample_size promoters_of",
        "questions": "QuestionsRefused read_questions write_questions",
        "records": "Records Refusal read_records",
        "registry": "between with_registry",
        "scales": "ROLES SCALES Scale",
        "sheets": "Sheets sheets",
        "text_feeling": "Agreement TextFeeling TextScorer agreement_with_labels text_feeling",
        "vader": "Vader",
        "visible": "Visibility protected visibility",
    },
)
