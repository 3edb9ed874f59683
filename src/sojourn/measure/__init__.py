"""What customers say: answers to surveys, scores with their intervals, and what goes with satisfaction."""

from sojourn.core.doors import open_door

open_door(
    __name__,
    {
        "effective": "Effective effective_n",
        "estimates": "Estimate mean_of share_of",
        "registry": "with_registry",
        "scales": "ROLES SCALES Scale",
    },
)
