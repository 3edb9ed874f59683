"""Evidence for tests: every kind of mark over any map, the same each time."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from sojourn.maps.model import JourneyMap, Step
from sojourn.maps.overlay import At, Mark, Overlay, State

SINCE, UNTIL = 1_785_542_400_000_000, 1_795_132_800_000_000
"""2026-08-01 and 2026-11-20."""


def share_mark(at: At, measure: str, value: float, n: int, **more: object) -> Mark:
    """Make the mark of a share with a plausible interval."""
    half = 1.96 * (max(value * (1 - value), 0.0001) / n) ** 0.5
    low, high = max(value - half, 0.0), min(value + half, 1.0)
    method = "share, Wilson"
    return Mark(at, measure, "measured", value, low, high, n, round(value * n), method, **more)  # type: ignore[arg-type]


def overlay_of(drawn: JourneyMap, *, seed: int = 1, journeys: int = 100_000, surveys: bool = True) -> Overlay:
    """Lay evidence over a map: fewer come to each step, some steps are not tied, some answers are few."""
    random = Random(seed)
    reached = 1.0
    marks: list[Mark] = []
    for number, step in enumerate(drawn.steps):
        marks += _of_step(random, drawn, step, number, reached, journeys, surveys=surveys)
        reached *= random.uniform(0.6, 0.98)
    return Overlay(drawn.id, drawn.version, SINCE, UNTIL, None, journeys, journeys * 7 // 10, 214, tuple(marks))


def _of_step(
    random: Random, drawn: JourneyMap, step: Step, number: int, reached: float, journeys: int, *, surveys: bool
) -> list[Mark]:
    at = At(step.id)
    if step.kind == "no_contact":
        return [Mark(at, "reach", "not_observable"), *([_feeling(step, 0.5, 12)] if surveys else [])]
    if number % 7 == 5:
        return [Mark(at, "reach", "not_tied"), Mark(at, "feeling", "not_asked", unit="points")]
    here = max(int(reached * journeys), 40)
    leaving = random.choice([0.02, 0.08, 0.18])
    left = (("account wanted", int(here * leaving * 0.6)), ("card refused", int(here * leaving * 0.3)))
    marks = [
        share_mark(at, "reach", reached, journeys),
        Mark(at, "repeats", "measured", 1.3, 1.2, 1.4, here, None, "visits a journey", unit="times"),
        share_mark(at, "leaving", leaving, here, details=left),
        share_mark(at, "missing", random.choice([0.0, 0.03, 0.21]), here),
        share_mark(at, "failed", random.choice([0.0, 0.01]), here),
        share_mark(at, "ad_hoc", random.choice([0.0, 0.12]), here),
        share_mark(at, "out_of_order", 0.004, here),
    ]
    onward = drawn.steps[number + 1].id if number + 1 < len(drawn.steps) else None
    if onward is not None:
        link = At(step.id, to=onward)
        marks.append(share_mark(link, "conversion", 1 - leaving, here))
        marks.append(
            Mark(link, "time_between", "measured", 7_260.0, 7_000.0, 7_500.0, here, method="median", unit="seconds")
        )
    if number % 3 == 2:
        marks.append(
            Mark(at, "wait", "measured", 160.0, 151.0, 169.0, here, None, "quantile 0.5, order statistics",
                 (40.0, 160.0, 420.0), 180.0, "met", unit="seconds", label="wait")
        )  # fmt: skip
    if len(step.touchpoints) > 1:
        even = 1 / len(step.touchpoints)
        expected = step.choice.expected if step.choice else None
        marks += [
            share_mark(At(step.id, point.id), "branch", even, here, expected=point.id == expected)
            for point in step.touchpoints
        ]
    if surveys:
        marks.append(
            replace(share_mark(at, "satisfaction", 0.58, 412), target=0.85, met="missed", method="CSAT, Wilson")
            if number % 2 else Mark(at, "satisfaction", "not_asked")
        )  # fmt: skip
        marks.append(_feeling(step, random.uniform(-0.9, 0.6), 412 if number % 4 else 18))
    return marks


def _feeling(step: Step, away: float, n: int) -> Mark:
    supposed = next((one.score for one in step.feels if one.score is not None), 0.0)
    value = max(min(supposed + away, 1.9), -1.9)
    half = 2.0 / n**0.5
    state: State = "measured" if n >= 30 else "thin"
    return Mark(
        At(step.id), "feeling", state, value if state == "measured" else None, value - half, value + half, n, None,
        "mean, by customer", unit="points",
    )  # fmt: skip


def without_numbers(drawn: JourneyMap) -> Overlay:
    """Lay evidence over a map that says nothing but why there is no number: every word there is."""
    states: Sequence[str] = (
        "too_few", "not_tied", "no_events", "not_observable", "open", "not_asked", "not_recorded", "hidden",
    )  # fmt: skip
    marks = tuple(
        Mark(At(step.id), measure, states[(number + place) % len(states)], count=214)  # type: ignore[arg-type]
        for number, step in enumerate(drawn.steps)
        for place, measure in enumerate(("reach", "leaving", "wait", "satisfaction", "feeling", "missing"))
    )
    return Overlay(drawn.id, drawn.version, None, None, "best customers", 3, 3, 0, marks)
