"""What a plan says of a map's initiatives, as a drawing needs it: filled by whoever plans, painted here."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sojourn.core.errors import InvalidInput

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_STANDING: Mapping[str, str] = MappingProxyType({"open": "not firm", "weak": "far from firm"})
"""How sure a place in the plan is, in words that stand alone."""


@dataclass(frozen=True, slots=True)
class RankedInitiative:
    """Where an initiative stands in a plan.

    Attributes:
        rank: its place in the order to begin, from 1; None when it was not chosen.
        start: the month it begins, such as `2027-03`; None when nobody said.
        note: what belongs beside it, such as `firm`.
    """

    rank: int | None
    start: str | None = None
    note: str = ""

    @property
    def chosen(self) -> bool:
        """Say whether it is in the plan."""
        return self.rank is not None

    def said(self) -> str:
        """Say where it stands: "in the plan from Mar 2027, firm"; "not in the plan"."""
        if self.rank is None:
            return "not in the plan"
        when = f" from {_month(self.start)}" if self.start else ""
        return f"in the plan{when}{f', {self.note}' if self.note else ''}"


Ranks = Mapping[str, RankedInitiative]
NO_RANKS: Ranks = MappingProxyType({})


def read_ranks(document: Mapping[str, Any]) -> dict[str, RankedInitiative]:
    """Read the plan that `sojourn plan MAP --json` wrote.

    Its initiatives stand in the order to begin, those that were not chosen at the end.

    Raises:
        InvalidInput: `bad-plan-file` when it is no such document.
    """
    rows = document.get("initiatives")
    if document.get("analysis") != "plan" or not isinstance(rows, list):
        raise InvalidInput(
            f"this is no plan: it says {document.get('analysis')!r}", code="bad-plan-file",
            hint="write one with: sojourn plan MAP --budget AMOUNT --json",
        )  # fmt: skip
    found: dict[str, RankedInitiative] = {}
    try:
        for row in rows:
            chosen = bool(row["chosen"])
            rank = 1 + sum(each.chosen for each in found.values()) if chosen else None
            start = row.get("begin") if isinstance(row.get("begin"), str) else None
            standing = str(row.get("standing") or "")
            note = _STANDING.get(standing, standing) if chosen else ""
            found[str(row["id"])] = RankedInitiative(rank, start if chosen else None, note)
    except (KeyError, TypeError, AttributeError) as error:
        raise InvalidInput(
            f"the plan lacks {error}", code="bad-plan-file",
            hint="write it again with: sojourn plan MAP --budget AMOUNT --json",
        ) from error  # fmt: skip
    return found


def _month(text: str) -> str:
    parts = text.split("-")
    if len(parts) < 2 or not parts[1].isdigit() or not 1 <= int(parts[1]) <= 12:
        return text
    return f"{_MONTHS[int(parts[1]) - 1]} {parts[0]}"
