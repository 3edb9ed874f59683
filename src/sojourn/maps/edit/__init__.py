"""Edits of a map: commands as data, each with the one that takes it back."""

from .apply import apply
from .between import between
from .commands import (
    FIRST,
    Add,
    Batch,
    Command,
    CopyLane,
    Join,
    Move,
    Remove,
    Rename,
    SetField,
    SetLink,
    Split,
    command_from_dict,
    command_to_dict,
)
from .history import Change, EditConflict, History
from .refusals import EditRefused, StillNamed
from .written import as_written

__all__ = [
    "FIRST",
    "Add",
    "Batch",
    "Change",
    "Command",
    "CopyLane",
    "EditConflict",
    "EditRefused",
    "History",
    "Join",
    "Move",
    "Remove",
    "Rename",
    "SetField",
    "SetLink",
    "Split",
    "StillNamed",
    "apply",
    "as_written",
    "between",
    "command_from_dict",
    "command_to_dict",
]
