"""Durations as maps write them: ISO 8601 with calendar units, such as `P3M` or `PT1H30M`."""

import re
from typing import NamedTuple

_AMOUNT = r"\d+(?:\.\d+)?"
PERIOD = (
    rf"P(?=.)(?:{_AMOUNT}Y)?(?:{_AMOUNT}M)?(?:{_AMOUNT}W)?(?:{_AMOUNT}D)?"
    rf"(?:T(?=.)(?:{_AMOUNT}H)?(?:{_AMOUNT}M)?(?:{_AMOUNT}S)?)?"
)
"""The pattern of a duration."""

_PARTS = re.compile(PERIOD.replace(_AMOUNT, f"({_AMOUNT})"), re.ASCII)


class Amounts(NamedTuple):
    """How many of each unit, as they are written; empty for those that are not."""

    years: str
    months: str
    weeks: str
    days: str
    hours: str
    minutes: str
    seconds: str


def amounts(text: str) -> Amounts | None:
    """Take a duration apart; None when it is not one."""
    found = _PARTS.fullmatch(text)
    return None if found is None else Amounts(*(each or "" for each in found.groups()))
