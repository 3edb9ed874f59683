"""What an import may say of a file: its rules, as those of the check are told."""

from collections.abc import Mapping
from types import MappingProxyType

from ..check.rules import MapRule

_TABLE = (
    MapRule(
        "X001", "warning", "Something was repaired on the way in",
        "Files of other tools break their own rules; what was meant is clear, and is taken as meant.",
        "compare the place with the file, or import with --strict to refuse such a file",
    ),
    MapRule(
        "X002", "warning", "Something has no place in a map",
        "Nothing that a file says is thrown away: it is kept as text under 'x-unsorted'.",
        "write it where it belongs, then take it out of 'x-unsorted'",
    ),
    MapRule(
        "X003", "note", "Something was guessed",
        "The file leaves open what a map must say.",
        "confirm it, or write what is right",
    ),
    MapRule(
        "X004", "warning", "Something was changed",
        "A map cannot say it as the file does.",
        "read the changed place, and mend it where it matters",
    ),
    MapRule(
        "X010", "error", "The file cannot be read as this kind",
        "It is of another kind than was said or guessed, or breaks off, or says what no map can hold.",
        "mend the file at the line that is told, or say its kind with --from",
    ),
)  # fmt: skip

IMPORT_RULES: Mapping[str, MapRule] = MappingProxyType({rule.id: rule for rule in _TABLE})
"""Every rule of imports by its number."""
