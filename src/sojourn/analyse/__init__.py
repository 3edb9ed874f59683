"""What customers really do: one module an analysis, each with its exact meaning, its algebra and its result.

A name is loaded when it is first used, so that a process with one question does not pay for all of them. `__init__.pyi`
lists the names for people and type checkers; a test holds both lists equal.
"""

import sys
from importlib import import_module
from types import MappingProxyType, ModuleType

_NAMES = MappingProxyType(
    {
        "attempts": "Attempts Exclusion",
        "calendar": "Calendar calendar",
        "cases": "Cut cut shared_keys",
        "cohorts": "Cohort cohort_by_birth cohort_by_property cohort_by_step within_cohort",
        "cohorts_value": "CohortValue cohort_value",
        "cohorts_value_result": "ValueCell ValueCohort ValueResult",
        "comparison": "compare compare_funnels compare_groups compare_values",
        "comparison_medians": "MedianDifference median_difference",
        "comparison_notable": "notable_differences",
        "comparison_result": "ComparedGroup ComparisonResult NotableResult UntestedGroup",
        "comparison_rows": "Difference",
        "dropoff": "dropoff dropoff_members",
        "dropoff_counts": "Dropoff",
        "dropoff_result": "Contrast DropoffResult NextEvent",
        "follows": "Follows follows follows_members",
        "follows_result": "Edge FollowsResult Node",
        "funnel": "funnel funnel_members",
        "funnel_counts": "Funnel",
        "funnel_result": "FunnelGroup FunnelResult FunnelStep Matured",
        "paths": "Paths path_members paths",
        "paths_result": "Link PathNode PathsResult",
        "retention": "retention retention_members",
        "retention_counts": "Retention",
        "retention_result": "RetentionCell RetentionCohort RetentionGroup RetentionResult",
        "sessions": "Sessions sessions",
        "sessions_result": "SessionsResult",
        "steps": "Step Term step",
        "timing": "Timing timing timing_members",
        "timing_result": "Bucket TimingResult",
        "variants": "Variants variant_members variants",
        "variants_result": "Variant VariantsResult",
    }
)
_HOME = MappingProxyType({name: module for module, names in _NAMES.items() for name in names.split()})


class _Door(ModuleType):
    """A package whose names are functions and classes, even where a module has the same name."""

    def __getattr__(self, name: str) -> object:
        """Load a name."""
        if name not in _HOME:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        found = getattr(import_module(f"{self.__name__}.{_HOME[name]}"), name)
        self.__dict__[name] = found
        return found

    def __setattr__(self, name: str, value: object) -> None:
        """Keep the import system from putting a module where a function of its name belongs."""
        if not (isinstance(value, ModuleType) and name in _HOME):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        """Give the names."""
        return [*_HOME, *super().__dir__()]


sys.modules[__name__].__class__ = _Door
