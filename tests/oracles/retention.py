"""Retention in plain Python: every event asked for its local date, every cell counted by going through everyone."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Event = tuple[int, str, str | None]
"""Microseconds UTC, name, value of the breakdown property."""


def local_date(time: int, zone: str) -> date:
    """Read a clock and a calendar in the zone."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time)).astimezone(ZoneInfo(zone)).date()


def period_number(time: int, period: str, zone: str, week_starts: str) -> int:
    """Number periods so that neighbours differ by one."""
    day = local_date(time, zone)
    if period == "day":
        return day.toordinal()
    if period == "week":
        # Ordinal 1 is a Monday.
        return (day.toordinal() - 1 + (week_starts == "sunday")) // 7
    return day.year * 12 + day.month - 1


def first_day(number: int, period: str, week_starts: str) -> str:
    """Name a period by its first date."""
    if period == "day":
        return date.fromordinal(number).isoformat()
    if period == "week":
        return date.fromordinal(number * 7 + 1 - (week_starts == "sunday")).isoformat()
    return date(number // 12, number % 12 + 1, 1).isoformat()


def retention(
    customers: Mapping[str, Sequence[Event]],
    *,
    start: Sequence[str],
    returning: Sequence[str],
    observed_until: int,
    period: str = "week",
    rolling: int | None = None,
    periods: int = 12,
    cohorts: str = "first",
    unbounded: bool = False,
    week_starts: str = "monday",
    time_zone: str = "UTC",
) -> dict[str, Any]:
    """Give cohorts and the pooled curve; each customer's events stand in recorded order."""

    def number(time: int) -> int:
        return period_number(time, period, time_zone, week_starts)

    births = []  # customer, cohort, place of the birth event among the customer's
    for name, events in customers.items():
        places = [i for i, event in enumerate(events) if event[1] in start]
        if rolling is not None:
            births += [(name, "all", i) for i in places[:1]]
        elif cohorts == "first":
            births += [(name, number(events[i][0]), i) for i in places[:1]]
        else:
            seen = set()
            for i in places:
                if number(events[i][0]) not in seen:
                    seen.add(number(events[i][0]))
                    births.append((name, number(events[i][0]), i))

    def distances(name: str, place: int) -> list[int]:
        events = customers[name]
        born = events[place][0]
        times = [event[0] for event in events[place:] if event[1] in returning]
        if rolling is not None:
            return [(time - born) // rolling for time in times]
        return [number(time) - number(born) for time in times]

    table = []
    for cohort in sorted({cohort for _, cohort, _ in births}):
        members = [(name, place) for name, mine, place in births if mine == cohort]
        cells = []
        for k in range(periods + 1):
            if rolling is None:
                if number(observed_until) < cohort + k:
                    continue
                eligible = members
                complete = number(observed_until + 1) > cohort + k
            else:
                ages = [(observed_until - customers[name][place][0]) // rolling for name, place in members]
                if max(ages) < k:
                    continue
                eligible = [
                    (name, place)
                    for name, place in members
                    if customers[name][place][0] + (k + 1) * rolling - 1 <= observed_until
                ]
                complete = len(eligible) == len(members)
            back = [1 for who in eligible if any(d >= k if unbounded else d == k for d in distances(*who))]
            cells.append({"period": k, "eligible": len(eligible), "retained": len(back), "complete": complete})
        label = cohort if rolling is not None else first_day(cohort, period, week_starts)
        table.append({"cohort": label, "size": len(members), "cells": cells})

    overall = []
    for k in range(max((len(row["cells"]) for row in table), default=0)):
        counted = [row["cells"][k] for row in table if len(row["cells"]) > k]
        if rolling is None:
            counted = [cell for cell in counted if cell["complete"]]
        overall.append(
            {
                "period": k,
                "eligible": sum(cell["eligible"] for cell in counted),
                "retained": sum(cell["retained"] for cell in counted),
            }
        )
    return {"cohorts": table, "overall": overall}


def groups(customers: Mapping[str, Sequence[Event]], *, top: int, **options: Any) -> list[dict[str, Any]]:
    """Break down by the value at the birth: largest first, then by value with null first, the rest as one.

    A customer born in several periods can belong to several groups: each birth is counted with its own value, which is
    done here by giving the oracle the customer once for each birth with the starts of other values taken out.
    """
    start = options["start"]
    number = (
        (lambda time: 0)
        if options.get("rolling") is not None
        else (
            lambda time: period_number(
                time,
                options.get("period", "week"),
                options.get("time_zone", "UTC"),
                options.get("week_starts", "monday"),
            )
        )
    )
    by_value: dict[str | None, dict[str, list[Event]]] = {}
    for name, events in customers.items():
        seen = set()
        for i, (time, event, value) in enumerate(events):
            if event not in start or number(time) in seen:
                continue
            if seen and options.get("cohorts", "first") == "first":
                continue
            seen.add(number(time))
            # One birth alone: no other start event may give birth, yet all may be returns.
            marked = [(t, f"birth {e}" if j == i else e, v) for j, (t, e, v) in enumerate(events)]
            by_value.setdefault(value, {})[f"{name} {i}"] = marked
    ranked = sorted(by_value, key=lambda value: (-len(by_value[value]), value is not None, value or ""))

    def result(members: Mapping[str, Sequence[Event]]) -> dict[str, Any]:
        # What returned before being renamed returns still.
        names = [*options["returning"], *(f"birth {e}" for e in options["returning"])]
        return retention(
            members, **{**options, "start": [f"birth {e}" for e in start], "returning": names, "cohorts": "first"}
        )

    found = [
        {"value": value, "kind": "value", "size": len(by_value[value]), **result(by_value[value])}
        for value in ranked[:top]
    ]
    if ranked[top:]:
        rest = {name: events for value in ranked[top:] for name, events in by_value[value].items()}
        found.append({"value": None, "kind": "other", "size": len(rest), **result(rest)})
    return found
