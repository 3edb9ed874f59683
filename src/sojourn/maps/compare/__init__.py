"""Maps held against each other, and against what people lived."""

from .case import CaseComparison, LivedPath, Switch, compare_case
from .conflicts import MergeConflict
from .held import Felt, Measured
from .merge import Merged, merge_maps

__all__ = [
    "CaseComparison",
    "Felt",
    "LivedPath",
    "Measured",
    "MergeConflict",
    "Merged",
    "Switch",
    "compare_case",
    "merge_maps",
]
