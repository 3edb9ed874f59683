"""Value by cohort and age in plain Python: exact whole numbers, one customer after another."""

from collections.abc import Mapping, Sequence
from typing import Any

from .retention import first_day, period_number

Event = tuple[int, str, int | None]
"""Microseconds UTC, name, millionths of money or None."""


def value(
    customers: Mapping[str, Sequence[Event]],
    *,
    start: Sequence[str],
    of: Sequence[str] | None,
    period: str,
    periods: int,
    time_zone: str,
    observed_until: int,
) -> list[dict[str, Any]]:
    """Give each cohort with what its members brought at each age; events stand in recorded order."""

    def number(time: int) -> int:
        return period_number(time, period, time_zone, "monday")

    cohorts: dict[int, list[tuple[int, int]]] = {}
    sizes: dict[int, int] = {}
    for events in customers.values():
        births = [i for i, event in enumerate(events) if event[1] in start]
        if not births:
            continue
        born = number(events[births[0]][0])
        sizes[born] = sizes.get(born, 0) + 1
        cohorts.setdefault(born, []).extend(
            (number(time) - born, worth)
            for time, event, worth in events[births[0] :]
            if worth is not None and (of is None or event in of)
        )
    return [
        {
            "cohort": first_day(born, period, "monday"),
            "size": sizes[born],
            "cells": [
                {
                    "age": age,
                    "events": sum(a == age for a, _ in brought),
                    "millionths": sum(worth for a, worth in brought if a == age),
                    "cumulative": sum(worth for a, worth in brought if a <= age),
                    "complete": number(observed_until + 1) > born + age,
                }
                for age in range(periods + 1)
                if born + age <= number(observed_until)
            ],
        }
        for born, brought in sorted(cohorts.items())
    ]
