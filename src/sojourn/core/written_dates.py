"""Dates as people write them down: 17.03.2026, 3/17/2026 9:30; whether the day comes first is proven or said."""

import re
from collections.abc import Iterable
from typing import Literal

DateOrder = Literal["dmy", "mdy"]

_WRITTEN = re.compile(
    r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:[,T]?\s*(\d{1,2}):(\d{2})(?::(\d{2}))?)?",
)
HINT = "write 2026-03-01 or 2026-03-01T09:30:00Z, or say which comes first: --date-order dmy or mdy"
"""What to do about a date that could be two."""


def proven_order(cells: Iterable[object]) -> DateOrder | None:
    """Say whether day or month comes first in a column: as its dates after the 12th show, if they agree.

    None where no date shows it, or dates contradict each other.
    """
    day = month = False
    for cell in cells:
        found = _WRITTEN.fullmatch(cell.strip()) if isinstance(cell, str) else None
        if found is not None:
            day |= int(found[1]) > 12 >= int(found[3])
            month |= int(found[3]) > 12 >= int(found[1])
    return None if day == month else "dmy" if day else "mdy"


def written(cell: str, order: DateOrder | None) -> str | None:
    """Rewrite a date of full stops, slashes or hyphens with the year last as 2026-03-17T00:00:00; None if none.

    Without an order only days after the 12th are read. Whether there is such a day is not looked at.
    """
    found = _WRITTEN.fullmatch(cell.strip())
    if found is None:
        return None
    first, second = int(found[1]), int(found[3])
    if order is None:
        order = "dmy" if first > 12 else "mdy" if second > 12 else "dmy" if first == second else None
    if order is None:
        return None
    day, month = (first, second) if order == "dmy" else (second, first)
    return f"{found[4]}-{month:02}-{day:02}T{int(found[5] or 0):02}:{found[6] or '00'}:{found[7] or '00'}"
