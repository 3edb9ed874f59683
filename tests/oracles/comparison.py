"""Two groups in plain Python: counts from lists of people, tests in exact fractions, redrawn medians one by one."""

from collections.abc import Mapping, Sequence
from math import erfc, sqrt
from statistics import median

import numpy as np

from .statistics import fisher, q_values

Person = tuple[str | None, Sequence[str]]
"""The value of the property, and the events in order."""


def furthest(events: Sequence[str], steps: Sequence[str]) -> int:
    """Say how many steps are taken one after another."""
    taken = 0
    for event in events:
        if taken < len(steps) and event == steps[taken]:
            taken += 1
    return taken


def step_counts(people: Sequence[Person], steps: Sequence[str]) -> list[int]:
    """Count who gets at least so far."""
    return [sum(furthest(events, steps) > k for _, events in people) for k in range(len(steps))]


def shares(people: Sequence[Person], steps: Sequence[str]) -> dict[tuple[str, int], tuple[int, int]]:
    """Give each share of a funnel as (count, units), by measure and step."""
    reached = step_counts(people, steps)
    found = {}
    for k in range(1, len(steps)):
        found["rate", k + 1] = (reached[k], reached[0])
        if k > 1:
            found["step_rate", k + 1] = (reached[k], reached[k - 1])
    return found


def p_value(count: int, units: int, other: int, other_units: int) -> float | None:
    """Test two shares: not under 20 units, not when all are alike, exactly when a cell expects fewer than 5."""
    hits, total = count + other, units + other_units
    if min(units, other_units) < 20 or hits in (0, total):
        return None
    if min(units * hits, units * (total - hits), other_units * hits, other_units * (total - hits)) < 5 * total:
        return float(fisher(count, units, other, other_units))
    pooled = hits / total
    z = (count / units - other / other_units) / sqrt(pooled * (1 - pooled) * (1 / units + 1 / other_units))
    return erfc(abs(z) / sqrt(2))


def tests(rows: Mapping[object, tuple[int, int, int, int]]) -> dict[object, tuple[float, float]]:
    """Give p and q of every row that is tested."""
    p_values = {key: p for key, row in rows.items() if (p := p_value(*row)) is not None}
    return {key: (p_values[key], q) for key, q in zip(p_values, q_values(list(p_values.values())), strict=True)}


def median_limits(
    times: Sequence[int],
    customers: Sequence[int],
    other_times: Sequence[int],
    other_customers: Sequence[int],
    *,
    seed: int,
    draws: int,
) -> tuple[float, float]:
    """Draw customers with all their times, again and again, from the same stream of chance."""
    rng = np.random.default_rng(seed)

    def redrawn(times: Sequence[int], customers: Sequence[int]) -> float:
        people = sorted(set(customers))
        drawn = [people[i] for i in rng.integers(0, len(people), len(people)).tolist()]
        return median(
            [time for person in drawn for time, whose in zip(times, customers, strict=True) if whose == person]
        )

    found = [redrawn(times, customers) - redrawn(other_times, other_customers) for _ in range(draws)]
    low, high = np.quantile(found, [0.025, 0.975])
    return float(low), float(high)
