"""Maps held against each other, and against what people lived."""

from .case import CaseComparison, compare_case
from .changes import Alike, MapChange
from .conflicts import MergeConflict
from .held import Felt, Measured
from .lived_path import LivedPath, Switch
from .maps import MapDiff, compare_maps
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
