"""Expectations and journeys made up for property tests."""

from typing import Any

from hypothesis import strategies as st

from sojourn.core.expectation import Expectation, ExpectedStep, Move, Point, Rule
from sojourn.core.journeys import JourneyBatch, JourneyStatus
from tests.factories.journeys import batch

NAMES = ("a", "b", "c", "d", "e", "f")
"""Event names of the journeys; an expectation may know fewer."""


# Strategies are kept: making one takes longer than drawing from it.
_NAME = st.sampled_from(NAMES[:4])
_FAILURE = st.sampled_from(["", "", "", "!e", "!f", "!e!f"])
_MARK = st.sampled_from(["", "", "", "?", "+", "*"])
_SIZES = st.lists(st.integers(1, 3), min_size=1, max_size=3)
_WATCH: st.SearchStrategy[tuple[Rule, ...] | None] = st.sampled_from([None, (), (Rule(("f",)),)])
_EVENTS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=7)


def _atoms(draw: st.DrawFn, deep: int) -> str:
    kind = draw(st.integers(0, 7 if deep else 4))
    if kind <= 4:
        name: str = draw(_NAME)
        failure: str = draw(_FAILURE)
        return name + failure
    parts = [_path(draw, deep - 1) for _ in range(draw(st.integers(1, 3)))]
    return f"({' | '.join(parts)})"


def _path(draw: st.DrawFn, deep: int) -> str:
    items = [_atoms(draw, deep) + draw(_MARK) for _ in range(draw(st.integers(1, 3)))]
    return " > ".join(items)


@st.composite
def paths(draw: st.DrawFn) -> str:
    """Write an expected path, with something in it that is required."""
    path = _path(draw, 2)
    return path if draw(st.booleans()) else f"{path} > {draw(_NAME)}"


@st.composite
def mapped(draw: st.DrawFn) -> Expectation:
    """Make an expectation as a map would, with visits, choices, steps that want several points, loops and skips."""
    sizes = draw(_SIZES)
    names = iter(NAMES)
    steps = []
    for place, size in enumerate(sizes):
        points = []
        for number in range(size):
            done = next(names, None)
            fails = draw(st.booleans()) and next(names, None)
            points.append(
                Point(
                    f"p{number}",
                    f"Point {number}",
                    (Rule((done,)),) if done else (),
                    (Rule((fails,)),) if fails else (),
                    required=draw(st.booleans()),
                )
            )
        one_of = draw(st.booleans())
        steps.append(
            ExpectedStep(f"s{place}", f"Step {place}", tuple(points), optional=draw(st.booleans()), one_of=one_of)
        )
    count = len(steps)
    pairs = draw(st.sets(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=4))
    line = {(place, place + 1) for place in range(count - 1)}
    watch = draw(_WATCH)
    return Expectation(
        title="made up",
        steps=tuple(steps),
        moves=tuple(Move(start, end) for start, end in sorted(pairs | line)),
        starts=tuple(sorted({0, *draw(st.sets(st.integers(0, count - 1), max_size=1))})),
        ends=tuple(sorted({count - 1, *draw(st.sets(st.integers(0, count - 1), max_size=1))})),
        watch=watch,
        ignored=draw(st.booleans()),
        visits=draw(st.booleans()),
        map_id="made-up",
    )


@st.composite
def lived(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Make journeys of a few customers: names, whether open, and whose."""
    found = []
    customer = 0
    for _ in range(draw(st.integers(0, 6))):
        customer += draw(st.integers(0, 1))
        events = draw(_EVENTS)
        found.append({"events": events, "open": draw(st.booleans()), "customer": customer})
    return found


def as_batch(journeys: list[dict[str, Any]], *, names: int = len(NAMES), read_only: bool = False) -> JourneyBatch:
    """Make a batch of them."""
    return batch(
        [[NAMES.index(name) for name in each["events"]] for each in journeys],
        names=names,
        customers=[each["customer"] for each in journeys],
        status=[JourneyStatus.OPEN if each["open"] else JourneyStatus.TIMED_OUT for each in journeys],
        read_only=read_only,
    )
