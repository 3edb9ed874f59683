"""Criticality: how much a contact decides, made of how important it is, how many meet it, and what is at stake."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sojourn.core.errors import InvalidInput

Basis = Literal["data", "expert"]


class CriticalityRefused(InvalidInput):
    """Contacts whose criticality cannot be compared.

    Attributes:
        names: the contacts whose stake rests on something else than that of the first.
    """

    code = "criticality.mixed_basis"

    def __init__(self, message: str, *, code: str, hint: str, names: Sequence[str]) -> None:
        super().__init__(message, code=code, hint=hint)
        self.names = tuple(names)


@dataclass(frozen=True, slots=True)
class Contact:
    """What criticality is made of.

    Attributes:
        importance: from 0 to 1.
        reach: the share of journeys that meet it.
        stake: from 0 to 1.
        basis: whether the stake comes from data or is an expert's 1 to 5 divided by 5.
    """

    name: str
    importance: float
    reach: float
    stake: float
    basis: Basis = "data"


def criticality(contacts: Sequence[Contact]) -> dict[str, float]:
    """Give the criticality of each contact, from 0 to 100: the geometric mean of importance, reach and stake.

    So a contact that nobody meets, or that nobody minds, is not critical, however important people call it. A stake
    below 0 counts as 0.

    Raises:
        CriticalityRefused: `criticality.mixed_basis` when stakes from data and from experts stand in one list: they
            cannot be compared.
        InvalidInput: `criticality.out_of_range` when a part lies outside 0 to 1, or is no number.
    """
    others = [each.name for each in contacts if each.basis != contacts[0].basis]
    if others:
        raise CriticalityRefused(
            f"the stake of {contacts[0].name} is from {contacts[0].basis}, that of {', '.join(others)} is not: "
            "they cannot be compared",
            code="criticality.mixed_basis",
            hint="rank contacts whose stake comes from data apart from those an expert has judged",
            names=others,
        )
    return {each.name: _mean(each) for each in contacts}


def _mean(contact: Contact) -> float:
    parts = (contact.importance, contact.reach, max(contact.stake, 0.0))
    if not all(0 <= part <= 1 for part in parts):
        raise InvalidInput(
            f"{contact.name} has importance {contact.importance:g}, reach {contact.reach:g} and stake "
            f"{contact.stake:g}: all lie from 0 to 1",
            code="criticality.out_of_range",
            hint="give shares, not percentages; divide an expert's 1 to 5 by 5",
        )
    return 100.0 * math.cbrt(math.prod(parts))
