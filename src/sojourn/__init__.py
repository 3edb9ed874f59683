"""Sojourn: see the journeys your customers really live.

    import sojourn as sj

    shop = sj.open("shop")                        # a workspace; sj.init makes one
    sj.funnel(shop.journeys(), ["site.visited", "basket.filled", "order.paid"], within="7d")

    visits = sj.journeys("orders.csv")            # or a file where it lies
    sj.follows(visits).chart()

    order = sj.read_map("order.yaml")             # the journey as it was designed
    sj.conformance(visits, sj.expect(order))      # held against the journeys that were lived

Everything is loaded when it is first used, so that importing costs nothing.
"""

import sys
from importlib import import_module
from types import MappingProxyType

_HOME = MappingProxyType(
    {
        "Answers": "core.answers",
        "Cases": "core.journeys",
        "Chart": "core.charts",
        "Cohort": "analyse",
        "Journeys": "core.analysis",
        "Limits": "core.small",
        "Mapping": "collect",
        "Question": "core.answers",
        "ReportPlan": "app.report",
        "Result": "core.results",
        "Workspace": "app.workspace",
        "Drawing": "maps",
        "EvidenceResult": "insight",
        "JourneyMap": "maps",
        "MapRefused": "maps",
        "check_map": "app.map_checking",
        "compare_case": "maps",
        "compare_maps": "maps",
        "draw_html": "maps",
        "draw_map": "maps",
        "evidence": "insight:evidence_result",
        "gaps": "insight",
        "moments": "insight",
        "needs": "insight",
        "expect": "maps",
        "export_map": "maps",
        "import_map": "maps",
        "merge_maps": "maps",
        "parse_map": "maps",
        "read_library": "maps",
        "read_map": "maps",
        "write_map": "maps",
        "open": "app.workspace:open_workspace",
        "init": "app.workspace_new:create",
        "journeys": "app.in_place",
        "plan": "app.planning",
        "plan_model": "app.planning",
        "follow_up": "app.plans_kept",
        "planned_map": "app.planned_maps",
        "acquisition_plan": "app.winning",
        "check_acquisition": "prioritise",
        "draw_acquisition": "maps",
        "radar": "prioritise",
        "read_plan": "app.plans_kept:read_saved",
        "save_plan": "app.plans_kept",
        "render": "app.rendered",
        "attribution": "analyse",
        "attribution_members": "analyse",
        "attribution_of_paths": "analyse",
        "read_paths": "app.path_files",
        "ReadyPath": "analyse",
        "chain": "analyse",
        "chain_of": "analyse",
        "spark_journeys": "app.clusters",
        "split_chain": "analyse",
        "cohort_by_birth": "app.cohorts",
        "cohort_by_property": "app.cohorts",
        "cohort_by_step": "app.cohorts",
        "cohort_value": "analyse",
        "compare": "analyse",
        "compare_funnels": "analyse",
        "compare_groups": "analyse",
        "compare_values": "analyse",
        "conformance": "analyse",
        "conformance_members": "analyse",
        "dropoff": "analyse",
        "dropoff_members": "analyse",
        "follows": "analyse",
        "follows_members": "analyse",
        "funnel": "analyse",
        "funnel_members": "analyse",
        "graph": "analyse:follows",
        "kind_members": "analyse",
        "kinds": "analyse",
        "notable_differences": "analyse",
        "passage": "analyse",
        "path_members": "analyse",
        "paths": "analyse",
        "retention": "analyse",
        "retention_members": "analyse",
        "sessions": "analyse",
        "step": "analyse",
        "next_after": "analyse",
        "next_step": "analyse",
        "next_step_members": "analyse",
        "outcome": "analyse",
        "outcome_members": "analyse",
        "survival": "analyse",
        "survival_members": "analyse",
        "timing": "analyse",
        "timing_members": "analyse",
        "variant_members": "analyse",
        "variants": "analyse",
        "within_cohort": "analyse",
        "ces": "measure",
        "csat": "measure",
        "drivers": "measure",
        "importance_performance": "measure",
        "nps": "measure",
        "nps_difference": "measure",
        "nps_sample_size": "measure",
        "read_answers": "measure",
        "read_questions": "measure",
        "stated_beside_derived": "measure",
        "stated_importance": "measure",
        "trend": "measure",
        "write_questions": "measure",
        "Vader": "measure",
        "agreement_with_labels": "measure",
        "feelings": "measure",
        "kano": "measure",
        "penalty_reward": "measure",
        "text_feeling": "measure",
        "read_observations": "insight",
        "satisfaction_delivered": "insight",
        "visits": "insight",
        "SojournError": "core.errors",
        "InvalidInput": "core.errors",
        "NotFound": "core.errors",
        "Conflict": "core.errors",
        "NotAllowed": "core.errors",
        "ConfigurationError": "core.errors",
        "EngineError": "core.errors",
        "StoreError": "core.errors",
        "ChannelError": "core.errors",
    }
)

_ASKING = frozenset(
    {
        "analyse",
        "app.cohorts",
        "app.map_checking",
        "app.path_files",
        "app.planned_maps",
        "app.planning",
        "app.plans_kept",
        "app.rendered",
        "insight",
        "maps",
        "measure",
        "prioritise",
        "app.winning",
    }
)
"""Where functions come from whose arguments are checked before they run."""

__all__ = sorted(_HOME)


def __getattr__(name: str) -> object:
    """Load a public name when it is first used."""
    home = _HOME.get(name)
    if home is None:
        if name == "__version__":
            from importlib.metadata import version

            return version("sojourn")
        raise AttributeError(f"sojourn has no {name!r}{_near(name)}")
    module, _, other = home.partition(":")
    found = getattr(import_module(f"sojourn.{module}"), other or name)
    if module in _ASKING and not isinstance(found, type):
        found = import_module("sojourn.app.asking").checked(found, called=name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Give the public names."""
    return list(__all__)


def _near(name: str) -> str:
    """Name what a mistyped name may have meant; what begins with an underscore was asked by a program."""
    if name.startswith("_"):
        return ""
    from difflib import get_close_matches

    near = get_close_matches(name, __all__, 2, 0.6)
    return f"; did you mean {' or '.join(near)}?" if near else f"; it has {', '.join(__all__)}"


def _welcome() -> None:
    """Let a notebook that is running already show charts and maps; everywhere else this loads nothing."""
    if "IPython" in sys.modules:
        notebooks = import_module("sojourn.app.notebooks")
        shell = notebooks.shell_here()
        if shell is not None:
            notebooks.welcome(shell)


_welcome()
