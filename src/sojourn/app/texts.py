"""Answers as text: one JSON document, or plain rows as CSV. Loads nothing heavy: programs ask for these."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_CONTROL = re.compile(r"[\x7f-\x9f]")


def to_json(document: Mapping[str, Any], *, indent: int | None = None) -> str:
    """Write a document as JSON: text as it is but for control characters, numbers as full doubles, no NaN."""
    separators = (",", ":") if indent is None else (",", ": ")
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators)
    # JSON escapes those below a space only; terminals obey the others too.
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def to_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Write plain rows as CSV with a header.

    Null is an empty cell, truth is `true` or `false`, a list is joined by ` > `, a mapping is one column a key.
    """
    import csv  # noqa: PLC0415 - start-up: JSON does not need it
    import io  # noqa: PLC0415 - the same

    flat = [dict(_flat(row)) for row in rows]
    names = list(dict.fromkeys(name for row in flat for name in row))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(row.get(name)) for name in names] for row in flat)
    return out.getvalue()


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
        return " > ".join("" if item is None else str(item) for item in value)
    return value
