"""Which kinds of files maps are exchanged in, and the two ways: in with findings, out with what was left out."""

import json
import re
from collections.abc import Mapping
from types import MappingProxyType

from sojourn.core.errors import InvalidInput

from ..document.canonical import from_json, to_json
from ..edit import Add, Batch
from ..findings import Finding
from ..model import Comment, JourneyMap
from .cjml import read_cjml
from .cjml_write import write_cjml
from .dropped import Dropped, dropped
from .grid import read_grid, write_grid, write_touchpoints
from .mermaid import read_mermaid, write_mermaid
from .notes import read_notes, write_notes
from .notes_batch import notes_batch
from .notes_board import notes_map
from .reading import Log, checked, refused

IMPORTS = ("cjml", "mermaid", "notes", "grid", "json")
"""Kinds that can be read."""

EXPORTS = ("cjml", "mermaid", "notes", "grid", "touchpoints", "json")
"""Kinds that can be written; `touchpoints` is a grid with a row a point of contact."""

ENDINGS: Mapping[str, str] = MappingProxyType(
    {".xml": "cjml", ".cjml": "cjml", ".mmd": "mermaid", ".mermaid": "mermaid", ".md": "mermaid", ".json": "json"}
)
"""Kinds by the ending of a file; a .csv holds a grid or notes."""

_NONE: Mapping[str, str] = MappingProxyType({})


def import_map(
    text: str,
    *,
    kind: str,
    title: str | None = None,
    strict: bool = False,
    columns: Mapping[str, str] = _NONE,
    colours: Mapping[str, str] = _NONE,
) -> tuple[JourneyMap, tuple[Finding, ...]]:
    """Make a map of a file of another kind.

    Args:
        kind: one of `IMPORTS`.
        title: what to call the map, whatever the file says.
        strict: refuse CJML that would have to be repaired.
        columns: for tables: which heading holds a column, by the column's name.
        colours: for notes: which lane a colour stands for.

    Returns:
        The map, and findings with lines: what was repaired, guessed, changed, or kept under `x-unsorted` for want of a
        place. Feelings are always hypotheses, for no such file says how it knows them; JSON keeps what it says.

    Raises:
        MapRefused: the file is not of that kind, or says what no map can hold; it lists what, with lines.
        InvalidInput: there is no such kind.
    """
    log = Log()
    if kind == "cjml":
        made = read_cjml(text, title=title, log=log, strict=strict)
    elif kind == "mermaid":
        made = read_mermaid(text, title=title, log=log)
    elif kind == "grid":
        made = read_grid(text, title=title, columns=columns, log=log)
    elif kind == "notes":
        made = notes_map(read_notes(text, colours=colours, columns=columns, log=log), title=title, log=log)
    elif kind == "json":
        made = _read_json(text, log)
    else:
        raise _no_kind(kind, IMPORTS)
    return made, tuple(log.findings)


def import_notes(
    text: str,
    map: JourneyMap,
    *,
    columns: Mapping[str, str] = _NONE,
    colours: Mapping[str, str] = _NONE,
) -> tuple[Batch, tuple[Finding, ...]]:
    """Say how sticky notes would change a map: one batch of edits, to apply or not, with findings as of an import.

    Raises:
        MapRefused: the file holds no notes that can be read.
    """
    log = Log()
    batch = notes_batch(map, read_notes(text, colours=colours, columns=columns, log=log), log)
    if log.unsorted:
        comments = (Add("comment", Comment(text=each, by="import")) for each in log.unsorted)
        batch = Batch(batch.label, (*batch.commands, *comments))
    return batch, tuple(log.findings)


def export_map(map: JourneyMap, *, kind: str) -> tuple[str, tuple[Dropped, ...]]:
    """Write a map as a file of another kind.

    Returns:
        The text, and every field that reading the text back would not give again.

    Raises:
        InvalidInput: there is no such kind.
    """
    if kind == "cjml":
        return write_cjml(map)
    if kind == "mermaid":
        return write_mermaid(map)
    if kind == "grid":
        return write_grid(map)
    if kind == "touchpoints":
        return write_touchpoints(map)
    if kind == "notes":
        text, log = write_notes(map), Log()
        back = notes_map(read_notes(text, colours=_NONE, columns=_NONE, log=log), title=map.title, log=log)
        return text, dropped(map, back)
    if kind == "json":
        return json.dumps(to_json(map), ensure_ascii=False, indent=2) + "\n", ()
    raise _no_kind(kind, EXPORTS)


def guess_kind(text: str, *, ending: str = "") -> str:
    """Say what kind of file this is, by the ending of its name, else by how it begins.

    Raises:
        InvalidInput: it looks like none.
    """
    known = ENDINGS.get(ending.casefold())
    start = text.lstrip("\ufeff \t\r\n")[:20_000]
    if known is not None and not (known == "mermaid" and ending == ".md" and "journey" not in start):
        return known
    if start.startswith("<"):
        return "cjml"
    if start.startswith("{"):
        return "json"
    if re.search(r"^\s*journey\s*$", start, re.MULTILINE):
        return "mermaid"
    head = re.split(r"[,;\t]", start.split("\n", 1)[0].casefold())
    words = {word.strip(' "\r') for word in head}
    if words & {"does", "action", "actions", "step"} and not words & {"text", "content"}:
        return "grid"
    if words & {"text", "content", "note", "sticky note"}:
        return "notes"
    raise InvalidInput(
        "the file looks like no kind that can be read", code="unknown-kind", hint=f"say it: --from {'|'.join(IMPORTS)}"
    )


def _read_json(text: str, log: Log) -> JourneyMap:
    try:
        data = json.loads(checked(text, log))
    except json.JSONDecodeError as error:
        raise refused(f"the JSON ends or goes wrong at {error.lineno}:{error.colno}: {error.msg}") from error
    except RecursionError as error:
        raise refused("the JSON is nested too deep", hint="a map needs a dozen levels at most") from error
    except ValueError as error:
        raise refused(f"the JSON cannot be read: {error}") from error
    if not isinstance(data, dict):
        raise refused("the JSON is not one object", hint="a map is one object with format, id, title and so on")
    return from_json(data)


def _no_kind(kind: str, kinds: tuple[str, ...]) -> InvalidInput:
    return InvalidInput(f"{kind!r} is no kind of file for maps", code="unknown-kind", hint=f"one of {', '.join(kinds)}")
