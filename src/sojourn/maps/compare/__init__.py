"""Maps held against each other, and against what people lived."""

from .case import CaseComparison, LivedPath, Switch, compare_case
from .conflicts import MergeConflict
from .held import Felt, Measured
from .maps import Alike, MapChange, MapDiff, compare_maps
from .merge import Merged, merge_maps
from .steps import StepChange

__all__ = [
    "Alike",
    "CaseComparison",
    "Felt",
    "LivedPath",
    "MapChange",
    "MapDiff",
    "Measured",
    "MergeConflict",
    "Merged",
    "StepChange",
    "Switch",
    "compare_case",
    "compare_maps",
    "merge_maps",
]
