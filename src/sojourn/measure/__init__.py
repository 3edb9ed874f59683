"""What customers say: answers to surveys, scores with their intervals, and what goes with satisfaction."""

from sojourn.core.doors import open_door

open_door(
    __name__,
    {
        "comparing": "TwoRates adjust_p detectable two_rates",
        "control": "ControlLimits control_limits",
        "drivers": "drivers",
        "drivers_refusals": "DriversRefused",
        "drivers_result": "Driver Drivers",
        "effective": "Effective effective_n",
        "estimates": "Estimate mean_of share_of",
        "net_promoter": "NpsDifference Promoters nps_difference nps_sample_size promoters_of",
        "registry": "with_registry",
        "scales": "ROLES SCALES Scale",
        "sheets": "Sheets sheets",
        "visible": "Visibility protected visibility",
    },
)
