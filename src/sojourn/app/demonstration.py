"""The demonstration: a real year of shopping in a workspace, and its report."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from sojourn import collect, samples
from sojourn.core.clock import Clock
from sojourn.stores.index import silent

from . import importing, preparing, sampling
from .report import ReportPlan
from .workspace import Workspace
from .workspace_file import FILE
from .workspace_new import create


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demonstration made.

    Attributes:
        report: the page.
        figures: a few sentences with the numbers that matter.
        command: something to ask next.
    """

    report: Path
    figures: tuple[str, ...]
    command: str


def prepare(
    folder: Path, *, clock: Clock, progress: importing.Progress | None = None, said: Callable[[str], None]
) -> Shown:
    """Make the workspace, import the retail sample unless it is there, and write the report.

    Args:
        said: told what is being done.

    Raises:
        ConfigurationError: the extra `samples` is not installed.
    """
    world = samples.retail_world()
    there = (folder / FILE).exists()
    workspace = made_for(world, folder, note=said)
    if there:
        said(f"{folder} is there already")
    if not workspace.has_events():
        said("telling the shopping of a year as events")
        bring_sample(workspace, clock=clock, progress=progress, said=said)
    said("asking the report's questions")
    report = workspace.report(clock=clock, said=said)
    suggestion = world.suggestions[0]
    return Shown(
        report.path,
        tuple(f"{claim} ({evidence})" for claim, evidence in report.findings),
        f"{suggestion.command()} --workspace {folder}",
    )


def made_for(world: samples.SampleWorld, folder: Path, *, note: Callable[[str], None] = silent) -> Workspace:
    """Make a workspace for a sample, named after it, its report planned by what it suggests; one that is there stays.

    A workspace that is there, but has neither events nor a plan, is given the plan.
    """
    if not (folder / FILE).exists():
        made = create(folder, name=world.title, time_zone=world.time_zone, report=plan_of(world).to_dict())
        bring_map(made, world)
        if world.questions:
            made.register(world.questions)
        return made
    workspace = Workspace(folder, note=note)
    if not workspace.about.report and not workspace.has_events():
        workspace.keep_report(plan_of(world).to_dict())
        bring_map(workspace, world)
        if world.questions:
            workspace.register(world.questions)
    return workspace


def bring_map(workspace: Workspace, world: samples.SampleWorld) -> Path | None:
    """Write the map of a sample into its workspace, unless it is there; None when the sample has none."""
    if world.map is None:
        return None
    path = workspace.path / _map_of(world)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(samples.example_map(world.map), "utf-8")
    return path


def _map_of(world: samples.SampleWorld) -> str:
    """Say where a sample's map stands in its workspace."""
    return f"maps/{world.map}.yaml"


def bring_sample(
    workspace: Workspace, *, clock: Clock, progress: importing.Progress | None, said: Callable[[str], None]
) -> importing.ImportReport:
    """Import the retail sample; every event has an id, so doing it twice adds nothing."""
    world = samples.retail_world()
    with tempfile.TemporaryDirectory(prefix="sojourn-") as aside:
        made = sampling.write_retail(Path(aside))
        given = collect.Mapping(source=world.name, **dict(world.columns))  # type: ignore[arg-type]  # roles are texts
        prepared = preparing.prepare(
            str(made.events), given, workspace=workspace.path, standard_input=BytesIO(), default_zone=world.time_zone
        )
        said(f"importing {made.rows:,} events")
        return importing.import_files(workspace.path, [prepared.to_import()], clock=clock, progress=progress, note=said)


def plan_of(world: samples.SampleWorld) -> ReportPlan:
    """Plan the report of a sample by what it suggests to ask."""
    asked = {each.analysis: each for each in reversed(world.suggestions)}
    funnel, retention = asked["funnel"], asked["retention"]
    return ReportPlan(
        title=world.title,
        steps=funnel.arguments,
        within=funnel.options.get("within"),
        start=(str(retention.options["start"]),),
        returning=(str(retention.options["return"]),),
        period=str(retention.options.get("period") or "week"),
        paths_from=asked["paths"].options.get("from"),
        segments=world.segments,
        map=None if world.map is None else _map_of(world),
        budget=world.budget,
        origin=(*world.origin, f"Licence: {world.licence}."),
        simulated=bool(world.simulated),
    )
