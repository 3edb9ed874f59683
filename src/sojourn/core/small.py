"""Small numbers: what is shown when few people stand behind a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .errors import InvalidInput

FEWEST = 5
"""Below this many nothing is ever shown, whatever a workspace asks for."""


@dataclass(frozen=True, slots=True)
class Limits:
    """From how many on a number is shown.

    Attributes:
        hidden: under this many no number is shown.
        thin: under this many an interval and n are shown, and no point.
    """

    hidden: int = 10
    thin: int = 30

    def __post_init__(self) -> None:
        """Refuse limits that would show single people."""
        if not FEWEST <= self.hidden <= self.thin:
            raise InvalidInput(
                f"numbers cannot be hidden below {self.hidden} and thin below {self.thin}",
                code="bad-limits",
                hint=f"hide below at least {FEWEST}, and do not call a number thin before it is shown",
            )

    def state(self, n: int) -> Literal["too_few", "thin", "measured"]:
        """Say how a number that stands on n may be shown."""
        return "too_few" if n < self.hidden else "thin" if n < self.thin else "measured"

    def protected(self, rows: Sequence[tuple[str, int]], rest: str) -> tuple[tuple[str, int], ...]:
        """Add up rows of a list that are too small to be shown; the whole of the list is known.

        When that leaves one row alone behind what is added up, or too few people, the next smallest row is added too:
        else the whole would give the hidden one away. Rows keep their order; what is added up comes last, as `rest`.
        """
        small = sorted(range(len(rows)), key=lambda place: (rows[place][1], -place))
        added = [place for place in small if 0 < rows[place][1] < self.hidden]
        for place in small:
            if not added or (len(added) > 1 and sum(rows[each][1] for each in added) >= self.hidden):
                break
            if place not in added and rows[place][1] > 0:
                added.append(place)
        hidden = sum(rows[place][1] for place in added)
        kept = tuple(row for place, row in enumerate(rows) if place not in added)
        return (*kept, (rest, hidden)) if hidden else kept


USUAL = Limits()
"""The limits where nobody says otherwise."""
