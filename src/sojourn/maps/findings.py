"""What is wrong with a map, or could be better: one finding, and the error that carries those that refuse a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sojourn.core.controls import visible
from sojourn.core.errors import InvalidInput

from .model import Path, Place

Severity = Literal["error", "warning", "note"]
"""An `error` refuses the file; a `warning` and a `note` never block."""

SHOWN = 50
"""How many findings an error lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing found in a map.

    Attributes:
        rule: its number, `M002`.
        message: what was found, and where in the map; it begins with a small letter and has no full stop.
        hint: what would be right, or the next thing to do; it begins with a small letter.
        path: where it stands in the map: keys, ids of things in lists, places in the list of things without ids.
        place: where it stands in the file; None in a map that was made by a program.
        file: the file, as it was named by whoever read it.
    """

    rule: str
    severity: Severity
    message: str
    hint: str | None = None
    path: Path = ()
    place: Place | None = None
    file: str | None = None

    def __str__(self) -> str:
        """Write it on one line: `concert.yaml:63:5 M002 unknown key 'tuchpoints' in step 'buy'. Did you mean …?`.

        What was not read from text has its path instead of a line: `steps.buy.feels.0.score M004 …`.
        """
        where = [self.file] if self.file else []
        if self.place is not None:
            where += [str(self.place.line), str(self.place.column)]
        elif self.path:
            where.append(".".join(map(str, self.path)))
        lead = f"{':'.join(where)} " if where else ""
        hint = f". {self.hint[:1].upper()}{self.hint[1:]}" if self.hint else ""
        return visible(f"{lead}{self.rule} {self.message}{hint}")

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON has it; what is not known is null."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "message": self.message,
            "hint": self.hint,
            "path": list(self.path),
            "file": self.file,
            "line": None if self.place is None else self.place.line,
            "column": None if self.place is None else self.place.column,
        }


class MapRefused(InvalidInput):
    """A map that cannot be used as it is written.

    Attributes:
        findings: everything that refuses it, in the order of the file.
        lines: what the message says, a finding a line; at most 50 are listed, then how many more there are.
    """

    code = "map-refused"

    def __init__(self, findings: Sequence[Finding], *, hint: str | None = None) -> None:
        self.findings = tuple(findings)
        more = len(self.findings) - SHOWN
        self.lines = tuple(str(each) for each in self.findings[:SHOWN]) + ((f"and {more:,} more",) if more > 0 else ())
        super().__init__("\n".join(self.lines), hint=hint)
