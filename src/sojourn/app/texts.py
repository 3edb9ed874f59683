"""Answers as text: one JSON document, or plain rows as CSV. Loads nothing heavy: programs ask for these."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

_CONTROL = re.compile(r"[\x7f-\x9f]")

FORMULA = r"^('*[=+\-@\t\r])"
NUMBER = r"^[+-]?[0-9]+(\.[0-9]+)?$"
"""How text begins that a spreadsheet would compute when it opens a CSV, and the numbers among it, which may stand."""

_FORMULA, _NUMBER = re.compile(FORMULA.replace("^", "")), re.compile(NUMBER[1:-1])


def to_json(document: Mapping[str, Any], *, indent: int | None = None) -> str:
    """Write a document as JSON: text as it is but for control characters, numbers as full doubles, no NaN."""
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators)
    # JSON escapes those below a space only; terminals obey the others too.
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def to_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Write plain rows as CSV with a header.

    Null is an empty cell, truth is `true` or `false`, a list is joined by ` > `, a mapping is one column a key. Text
    that a spreadsheet would compute gets an apostrophe before it: names come from outside.
    """
    import csv  # noqa: PLC0415 - start-up: JSON does not need it

    flat = [dict(_flat(row)) for row in rows]
    names = list(dict.fromkeys(name for row in flat for name in row))
    lines: list[str] = []
    # Ends of two characters, of which one is taken away: only so are cells with either of them quoted.
    writer = csv.writer(SimpleNamespace(write=lambda line: lines.append(line[:-2] + "\n")), lineterminator="\r\n")
    writer.writerow(map(_inert, names))
    writer.writerows([_cell(row.get(name)) for name in names] for row in flat)
    return "".join(lines)


def _flat(row: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}_")
        else:
            yield prefix + name, value


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return _inert(" > ".join("" if item is None else str(item) for item in value))
    return _inert(value) if isinstance(value, str) else value


def _inert(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text
