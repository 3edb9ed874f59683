"""The edits of a map as data, the same for the command line, for programs and over HTTP.

Things are named by their ids, never by their places, so that a command still means the same after other edits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, ClassVar

from ..model import JourneyMap
from .plain import made, plain
from .refusals import refused

FIRST = "^"
"""In `after`: in front of all others."""


@dataclass(frozen=True, slots=True)
class SetField:
    """Give a field another value.

    Attributes:
        at: the id of the thing, or that of the map.
        field: its key; dots lead inside, as in `metrics.wait.target`; a list of one is passed through (`feels.score`).
            Keys that begin with `x-` are kept as they are; `x-` alone means all of them.
        value: as the model holds it, or as plain data; None takes the field away.
    """

    NAME: ClassVar[str] = "set_field"
    at: str
    field: str
    value: Any


@dataclass(frozen=True, slots=True)
class Add:
    """Put a new thing into a list.

    Attributes:
        kind: what it is (`step`, `touchpoint`), or the key of the list, where several hold the same (`backstage`).
        value: the thing, as the model holds it or as plain data.
        into: the id of what it becomes part of; None for the map.
        after: the id of the one it follows; None puts it last, `^` first.
    """

    NAME: ClassVar[str] = "add"
    kind: str
    value: Any
    into: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Remove:
    """Take a thing away with all that belongs to it.

    Attributes:
        cascade: take away what names it too: the field, or the whole thing where it would mean nothing without. By
            default, a thing that is named elsewhere stays, and the refusal lists where.
    """

    NAME: ClassVar[str] = "remove"
    id: str
    cascade: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """Put a thing elsewhere in its list, or into the same list of something else.

    Attributes:
        into: the id of what it becomes part of; None leaves it where it belongs.
        after: the id of the one it follows; None puts it last, `^` first.
    """

    NAME: ClassVar[str] = "move"
    id: str
    into: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a thing a new id; every reference follows, and `was` keeps the old one."""

    NAME: ClassVar[str] = "rename"
    id: str
    new: str


@dataclass(frozen=True, slots=True)
class Split:
    """Make two steps of one: the new one follows in the same phase, and the ways on lead from there.

    Attributes:
        new, does: id of the new step, and what the customer does there.
        take: ids of points of contact, pains, gains and attributes that go along.
    """

    NAME: ClassVar[str] = "split"
    id: str
    new: str
    does: str
    take: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Join:
    """Make one step of several that follow one another: the first keeps its id, `was` keeps those of the others.

    Lists are put together. Where only one can hold, what the first of them says stays. Links between them go, others
    follow.

    Attributes:
        does: what the customer does there; by default what each said, with "; " between.
    """

    NAME: ClassVar[str] = "join"
    steps: tuple[str, ...]
    does: str | None = None


@dataclass(frozen=True, slots=True)
class SetLink:
    """Draw a way from a step to another or to an outcome, change it, or take it away.

    Attributes:
        start, end: ids.
        kind: `next`, `choice`, `loop`, `skip` or `end`; None takes the link away.
        when: the option of a choice that leads here; one link may be drawn for each.
        share: of customers thought to go this way; None when nobody has said.
    """

    NAME: ClassVar[str] = "set_link"
    start: str
    end: str
    kind: str | None = "next"
    when: str | None = None
    share: float | None = None


@dataclass(frozen=True, slots=True)
class CopyLane:
    """Copy one field of every step from the same step of another map, found by id, then by former ids.

    Attributes:
        lane: the key of a field of steps, such as `thinks`, `feels`, `pains`. Steps of which the other map says
            nothing there keep what they say.
    """

    NAME: ClassVar[str] = "copy_lane"
    from_map: JourneyMap
    lane: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Several edits that are made together or not at all; only the result has to be right."""

    NAME: ClassVar[str] = "batch"
    label: str
    commands: "tuple[Command, ...]" = field(default=())


Command = SetField | Add | Remove | Move | Rename | Split | Join | SetLink | CopyLane | Batch

COMMANDS: Mapping[str, type[Command]] = MappingProxyType(
    {each.NAME: each for each in (SetField, Add, Remove, Move, Rename, Split, Join, SetLink, CopyLane, Batch)}
)
"""Every command by its name."""


def command_to_dict(command: Command) -> dict[str, Any]:
    """Give a command as JSON has it: `{"command": "set_field", "at": …}`."""
    found: dict[str, Any] = {"command": command.NAME}
    for each in fields(command):
        value = getattr(command, each.name)
        if isinstance(command, Batch) and each.name == "commands":
            found[each.name] = [command_to_dict(inner) for inner in command.commands]
        else:
            found[each.name] = plain(value)
    return found


def command_from_dict(data: Any) -> Command:
    """Read a command; what its values may be is only known when it is applied to a map.

    Raises:
        EditRefused: it is no command, or lacks something, or has something that the command does not know.
    """
    name = data.get("command") if isinstance(data, Mapping) else None
    kind = COMMANDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise refused("M004", f"{name!r} is no edit", hint=f"there are {', '.join(COMMANDS)}")
    given = {key: value for key, value in data.items() if key != "command"}
    known = {each.name for each in fields(kind)}
    if not known.issuperset(given):
        raise refused("M002", f"{name} does not take {', '.join(sorted(set(given) - known))}",
                      hint=f"it takes {', '.join(each.name for each in fields(kind))}")  # fmt: skip
    if kind is CopyLane and "from_map" in given:
        given["from_map"] = made(JourneyMap, given["from_map"], "the other map")
    if kind is Batch:
        given["commands"] = tuple(command_from_dict(each) for each in given.get("commands", ()))
    for key in ("take", "steps"):
        if isinstance(given.get(key), list):
            given[key] = tuple(given[key])
    try:
        return kind(**given)
    except TypeError:
        lacks = [each.name for each in fields(kind) if each.name not in given]
        raise refused("M003", f"{name} lacks one of {', '.join(lacks)}") from None
