"""Meanings of events one at a time, with values as Python holds them.

An event is (name, channel, properties). A value is None, bool, int, float, str, ("time", microseconds) or ("money",
Fraction of a unit).
"""

import math
from datetime import UTC, datetime
from fractions import Fraction
from unicodedata import normalize


def kind_of(value):
    """What may be compared with what."""
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    return "text" if isinstance(value, str) else value[0]


def same_ground(value, asked):
    """The value and what is asked, so that Python compares them as it should; None when it never may."""
    kind = kind_of(value)
    if kind == "time" and isinstance(asked, str):
        try:
            found = datetime.fromisoformat(asked)
        except ValueError:
            return None
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return value[1], round((found - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1_000_000)
    if kind == "money" and kind_of(asked) == "number":
        return value[1], Fraction(str(asked)) if math.isfinite(asked) else asked
    if kind in ("time", "money") or kind != kind_of(asked):
        return None
    return (normalize("NFC", value), normalize("NFC", asked)) if kind == "text" else (value, asked)


def holds(value, operator, values):
    """Whether a condition holds."""
    if operator == "exists":
        return (value is not None) == values[0]
    if value is None:
        return False
    if operator in ("is", "not"):
        pairs = [same_ground(value, asked) for asked in values]
        return any(pair is not None and pair[0] == pair[1] for pair in pairs) == (operator == "is")
    pair = same_ground(value, values[0])
    if pair is None or kind_of(value) == "bool":
        return False
    if operator == "prefix":
        return kind_of(value) == "text" and pair[0].startswith(pair[1])
    if kind_of(value) == "text":
        return False
    a, b = pair
    return {"gt": a > b, "gte": a >= b, "lt": a < b, "lte": a <= b}[operator]


def fits(event, rule):
    """Whether an event fits a rule."""
    name, channel, properties = event
    values = {**properties, "channel": channel}
    return normalize("NFC", name) in [normalize("NFC", other) for other in rule.events] and all(
        holds(values.get(condition.property), condition.operator, condition.values) for condition in rule.where
    )


def meaning(event, expectation):
    """(steps, point, failed), "ad hoc" or "left out"."""
    best = None
    for step, each in enumerate(expectation.steps):
        for place, point in enumerate(each.points):
            for failed, rules in ((False, point.rules), (True, point.failures)):
                for rule in rules:
                    if fits(event, rule) and (best is None or len(rule.where) > len(best[3].where)):
                        best = (step, place, failed, rule)
    if best is None:
        if expectation.watch is not None:
            return "ad hoc" if any(fits(event, rule) for rule in expectation.watch) else "left out"
        return "left out" if expectation.ignored else "ad hoc"
    step, place, failed, winner = best
    if expectation.map_id is not None:
        return (step,), place, failed
    steps = [
        number
        for number, each in enumerate(expectation.steps)
        for point in each.points
        for rule in (point.failures if failed else point.rules)
        if normalize("NFC", event[0]) in [normalize("NFC", name) for name in rule.events]
        and sorted(map(repr, rule.where)) == sorted(map(repr, winner.where))
    ]
    return tuple(sorted(set(steps))), place, failed


def outcome(event, expectation):
    """The place of the outcome that an event shows, -1 for none."""
    found = [
        (-len(rule.where), place)
        for place, each in enumerate(expectation.outcomes)
        for rule in each.rules
        if fits(event, rule)
    ]
    return min(found)[1] if found else -1
