"""Maps held against each other, and against what people lived."""

from .case import CaseComparison, LivedPath, Switch, compare_case
from .held import Felt, Measured

__all__ = ["CaseComparison", "Felt", "LivedPath", "Measured", "Switch", "compare_case"]
