"""What customers say: answers to surveys, scores with their intervals, and what goes with satisfaction."""

from sojourn.core.doors import open_door

open_door(__name__, {})
