"""Maps as drawings: for the wall, for a meeting, for a screen."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..answers import told
from ..commands import OneOf, Option, command
from ..failures import Misuse
from ..kinds import FILE, FILE_OR_FOLDER, Number

if TYPE_CHECKING:
    from sojourn.maps import JourneyMap, Overlay, RankedInitiative

VARIANTS = ("working", "poster", "board", "blueprint", "before-after", "deviation", "figure-8", "buying", "screen")
PAPERS = ("A4", "A3", "A2", "A1", "A0")
LANES = (
    "moments", "phases", "images", "does", "ways", "evidence", "answers", "touchpoints", "feels", "thinks",
    "wants", "pains", "frontstage", "backstage", "support", "opportunities", "callouts", "board",
)  # fmt: skip
THEMES = ("light", "dark", "contrast", "ink-saver")
WHAT, HOW = "What is drawn", "How it looks"


@command(
    "Draw a map",
    examples=[
        "sojourn maps draw concert.yaml -o concert.pdf",
        "sojourn maps draw concert.yaml -o wall.pdf --variant poster --paper A0",
        "sojourn maps draw concert.yaml -o concert.html",
        "sojourn maps draw today.yaml --target tomorrow.yaml -o change.svg",
        "sojourn maps draw bank.yaml --variant deviation --case lewis-1 -o lewis.svg",
        "sojourn maps draw maps/library.yaml --framework lifecycle -o lifecycle.svg",
    ],
)
@click.argument("document", type=FILE_OR_FOLDER, metavar="MAP")
@click.option(
    "-o",
    "--out",
    "--output",
    "output",
    cls=Option,
    type=FILE,
    metavar="FILE",
    help="Where to: .svg, .pdf, .png, or .html for a page; by default an .svg beside the map.",
)
@click.option(
    "--variant",
    cls=Option,
    section=WHAT,
    type=OneOf(VARIANTS),
    show_default=False,
    help="working: all lanes. poster: the story, for a wall. board: a page for a decision. blueprint: who works behind "
    "it. before-after: with --target. deviation: planned against lived. figure-8: purchase and use. buying: stages, "
    "actions, feelings. screen: a page.",
)
@click.option(
    "--target", cls=Option, section=WHAT, type=FILE, metavar="MAP", help="The map to compare with: before and after."
)
@click.option("--case", cls=Option, section=WHAT, metavar="ID", help="Which written case the deviation is drawn from.")
@click.option(
    "--lanes",
    cls=Option,
    section=WHAT,
    metavar="NAMES",
    help=f"Lanes from the top, with commas between; overrides the variant's. There are {', '.join(LANES)}.",
)
@click.option("--view", cls=Option, section=WHAT, metavar="ID", help="A view kept in the map: its variant and lanes.")
@click.option(
    "--framework",
    cls=Option,
    section=WHAT,
    metavar="ID",
    help="Of a library, or a folder that has one: the stages of this framework, with the maps in each.",
)
@click.option(
    "--overlay",
    cls=Option,
    section=WHAT,
    type=FILE,
    metavar="FILE",
    help="Evidence that `sojourn maps overlay MAP --json` wrote.",
)
@click.option(
    "--plan",
    cls=Option,
    section=WHAT,
    type=FILE,
    metavar="FILE",
    help="Show initiatives with their place in the plan that `sojourn plan MAP --json` wrote.",
)
@click.option(
    "--paper",
    cls=Option,
    section=HOW,
    type=OneOf(PAPERS),
    show_default=False,
    help="By default the smallest that the map goes on, from the variant's own size.",
)
@click.option("--theme", cls=Option, section=HOW, type=OneOf(THEMES), default="light", help="Its colours.")
@click.option(
    "--notation",
    cls=Option,
    section=HOW,
    type=OneOf(("plain", "cjml")),
    default="plain",
    help="cjml draws contacts as the Customer Journey Modelling Language does.",
)
@click.option(
    "--dpi",
    cls=Option,
    section=HOW,
    type=Number(20, 1200),
    default=150.0,
    metavar="N",
    help="Dots to the inch of a PNG.",
)
def draw(
    document: Path, *, output: Path | None, variant: str | None, target: Path | None, case: str | None,
    lanes: str | None, view: str | None, framework: str | None, overlay: Path | None, plan: Path | None,
    paper: str | None, theme: str, notation: str, dpi: float,
) -> None:  # fmt: skip
    """The same map gives the same file, byte for byte. Text is measured and never runs out of its place; a map
    that takes more than one sheet is parted between phases, one file each. A step that holds a map tells of it, when
    that map lies beside.
    """
    from sojourn import maps
    from sojourn.app import maps_drawing

    if framework is not None or document.is_dir() or document.name == "library.yaml":
        for_maps = {"--variant": variant, "--target": target, "--case": case, "--lanes": lanes, "--view": view,
                    "--overlay": overlay, "--plan": plan}  # fmt: skip
        meant = [name for name, value in for_maps.items() if value is not None]
        if meant:
            raise Misuse(f"{', '.join(meant)}: not for the stages of a framework", hint="leave it out, or name a map")
        _lifecycle(document, framework, output, paper=paper, theme=theme, dpi=dpi)
        return
    drawn = maps.read_map(document)
    kept = _view(drawn, view)
    variant = variant or kept[0] or ("before-after" if target else "screen" if _page(output) else "working")
    chosen = tuple(each.strip() for each in lanes.split(",") if each.strip()) if lanes else kept[1]
    path = output or document.with_suffix(".html" if variant == "screen" else ".svg")
    files, notes = maps_drawing.write(
        drawn,
        path,
        variant=variant,
        overlay=_evidence(overlay),
        dpi=dpi,
        paper=paper,
        theme=theme,
        notation=notation,
        lanes=chosen,
        target=maps.read_map(target) if target else None,
        case=case,
        plan=ranks_of(plan),
    )
    for note in notes:
        told(note)
    for file in files:
        told(f"wrote {file}")


def _lifecycle(document: Path, ident: str | None, output: Path | None, *, paper: Any, theme: Any, dpi: float) -> None:
    """Draw a framework of the library in a folder, with the maps of that folder."""
    from sojourn import maps
    from sojourn.app import maps_drawing

    folder = maps.read_folder(document if document.is_dir() else document.parent)
    found = {} if folder.library is None else {each.id: each for each in folder.library.frameworks}
    if not found:
        raise Misuse(f"{document} has no framework", hint="write one under `frameworks` in library.yaml, or name a map")
    if ident is None and len(found) > 1:
        raise Misuse("several frameworks", hint=f"choose with --framework: {', '.join(found)}")
    if ident is not None and ident not in found:
        raise Misuse(f"the library has no framework {ident!r}", hint=f"its frameworks are {', '.join(found)}")
    chosen = found[ident or next(iter(found))]
    path = output or (document if document.is_dir() else document.parent) / f"{chosen.id}.svg"
    maps_drawing.checked(path)
    fonts: Any = "embedded" if path.suffix.lower() == ".svg" else "named"
    drawing = maps.draw_framework(chosen, folder.maps.values(), paper=paper, theme=theme, fonts=fonts)
    unread = [f"{file} cannot be read; say why: sojourn maps check {file}" for file in folder.refused]
    for note in (*unread, *drawing.notes):
        told(note)
    for file in maps_drawing.keep(drawing, path, dpi=dpi):
        told(f"wrote {file}")


def _page(output: Path | None) -> bool:
    return output is not None and output.suffix.lower() == ".html"


def _view(drawn: "JourneyMap", ident: str | None) -> tuple[str | None, tuple[str, ...] | None]:
    """Give variant and lanes of a view that the map keeps."""
    if ident is None:
        return None, None
    for each in drawn.views:
        if each.id == ident:
            return each.variant, each.lanes or None
    known = ", ".join(each.id for each in drawn.views)
    raise Misuse(f"the map keeps no view {ident!r}", hint=f"its views are {known}" if known else "it keeps none")


def ranks_of(path: Path | None) -> "dict[str, RankedInitiative]":
    """Read where initiatives stand in a plan; nothing without one."""
    from sojourn import maps

    if path is None:
        return {}
    return maps.read_ranks(_document(path, "bad-plan-file", "sojourn plan MAP --budget AMOUNT --json"))


def _evidence(path: Path | None) -> "Overlay | None":
    from sojourn import maps

    return (
        None if path is None else maps.read_overlay(_document(path, "bad-overlay", "sojourn maps overlay MAP --json"))
    )


def _document(path: Path, code: str, command_: str) -> Any:
    """Read what an earlier answer left."""
    import json

    from sojourn.app import map_files
    from sojourn.core.errors import InvalidInput

    try:
        document = json.loads(map_files.read_text(path))
    except json.JSONDecodeError as error:
        raise InvalidInput(
            f"{path}:{error.lineno} is not JSON: {error.msg}", code=code, hint=f"write it with: {command_}"
        ) from error
    if not isinstance(document, dict):
        raise InvalidInput(f"{path} holds no answer", code=code, hint=f"write it with: {command_}")
    return document
