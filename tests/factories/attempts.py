"""Questions about steps: one description for the oracle and for the code, over small journeys with many ties."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyarrow as pa
from hypothesis import strategies as st

from sojourn.core.analysis import Journeys
from sojourn.core.journeys import JourneyBatch
from sojourn.engines import LocalEngine
from sojourn.stores.memory import MemorySource
from tests.factories.journeys import MINUTE, START, batch
from tests.oracles.funnel import Question

NAMES = ("a", "b", "c", "x")
CHANNELS = ("s", "w")
CONDITIONS: Mapping[str, set[tuple[str, str | None]]] = {
    "a": {("a", None)},
    "b": {("b", None)},
    "c": {("c", None)},
    "a|b": {("a", None), ("b", None)},
    "b|c": {("b", None), ("c", None)},
    "a[channel=w]": {("a", "w")},
    "b[channel=s]|c": {("b", "s"), ("c", None)},
    "nobody": {("nobody", None)},
}
UNTIL = 9
"""The observed span ends nine minutes after the first instant."""


@dataclass(frozen=True, slots=True)
class World:
    """Journeys of (minute, name, channel), whose they are and how they stand."""

    journeys: tuple[tuple[tuple[int, str, str | None], ...], ...]
    customers: tuple[int, ...]
    status: tuple[int, ...]

    def part(self, first: int, last: int) -> "World":
        """Give some journeys of it."""
        return World(self.journeys[first:last], self.customers[first:last], self.status[first:last])

    def batch(self, *, read_only: bool = False) -> JourneyBatch:
        """Make the batch."""
        return batch(
            [[(NAMES.index(name), minute) for minute, name, _ in journey] for journey in self.journeys],
            customers=self.customers,
            status=list(self.status),
            channels=[[255 if c is None else CHANNELS.index(c) for _, _, c in journey] for journey in self.journeys],
            read_only=read_only,
        )

    def plain(self) -> list[dict[str, Any]]:
        """Give the journeys the way oracles take them."""
        return [
            {
                "customer": customer,
                "closed": status >= 2,
                "events": [(START + minute * MINUTE, name, channel) for minute, name, channel in journey],
            }
            for journey, customer, status in zip(self.journeys, self.customers, self.status, strict=True)
        ]


@cache
def _one(*values: Any) -> st.SearchStrategy[Any]:
    """Give one of some values. Strategies are kept: making one takes longer than drawing from it."""
    return st.sampled_from(values)


@cache
def _whole(most: int, *, number: int) -> st.SearchStrategy[list[int]]:
    """Give so many whole numbers from 0 up."""
    return st.lists(st.integers(0, most), min_size=number, max_size=number)


@cache
def _journeys(longest: int) -> st.SearchStrategy[list[list[tuple[int, str, str | None]]]]:
    event = st.tuples(st.integers(0, 7), _one(*NAMES), _one(None, *CHANNELS))
    return st.lists(st.lists(event, min_size=1, max_size=longest), max_size=5)


@st.composite
def worlds(draw: st.DrawFn, *, longest: int = 7) -> World:
    """Make up to five journeys of up to seven events, many at one instant."""
    journeys = draw(_journeys(longest))
    ordered = tuple(tuple(sorted(journey, key=lambda each: each[0])) for journey in journeys)
    steps = draw(_whole(1, number=len(ordered)))
    status = draw(_whole(3, number=len(ordered)))
    return World(ordered, tuple(sum(steps[: i + 1]) for i in range(len(steps))), tuple(status))


@cache
def source() -> MemorySource:
    """Give a source that has the names and channels in the order of their codes."""
    return MemorySource.from_table(
        pa.table(
            {
                "customer": ["z"] * 4,
                "time": pa.array(range(4), pa.timestamp("us", "UTC")),
                "event": list(NAMES),
                "channel": [*CHANNELS, *CHANNELS],
            }
        )
    )


def asked(*, until: int = UNTIL) -> Journeys:
    """Give journeys to make a question from; they are observed until so many minutes after the first instant."""
    return Journeys(source(), LocalEngine(1), until=START + until * MINUTE + 1)


@cache
def _steps(*names: str) -> st.SearchStrategy[list[str]]:
    return st.lists(_one(*names), min_size=1, max_size=4)


@cache
def _perhaps(number: int) -> st.SearchStrategy[list[int] | None]:
    return st.one_of(st.none(), _whole(6, number=number))


@cache
def _exclusions(*pairs: tuple[int, int]) -> st.SearchStrategy[list[tuple[str, tuple[int, int]]]]:
    return st.lists(st.tuples(_one("x", "x", "a", "b|c"), _one(*pairs)), min_size=1, max_size=2)


windows = st.one_of(st.none(), st.integers(0, 8))


@st.composite
def questions(draw: st.DrawFn, *, any_order: bool = True) -> dict[str, Any]:
    """Make the options of a funnel that go together."""
    order = draw(_one("ordered", "ordered", "ordered", "strict", "any") if any_order else _one("ordered", "strict"))
    reentry = draw(_one("best", "first", "every"))
    within = draw(windows)
    options: dict[str, Any] = {"order": order, "reentry": reentry, "within": within}
    if order == "any":
        pool = draw(_one(("a", "b", "c"), ("a|b", "c"), ("a[channel=w]", "b|c"), ("a", "b[channel=s]|c")))
        steps = draw(_steps(*pool))
        return options | {"steps": steps, "ties": None, "step_within": None, "exclude": []}
    options["ties"] = draw(_one("recorded", "apart") if order == "strict" else _one("either", "recorded", "apart"))
    steps = draw(_steps(*list(CONDITIONS)[:7]))
    if draw(st.integers(0, 9)) == 0:
        steps[-1] = "nobody"
    kept = [i for i in range(len(steps)) if i in (0, len(steps) - 1) or draw(st.integers(0, 2))]
    options["steps"] = [name if i in kept else name + "?" for i, name in enumerate(steps)]
    moves = draw(_perhaps(len(kept) - 1))
    options["step_within"] = moves or None
    options["exclude"] = []
    if len(kept) > 1 and draw(st.booleans()):
        pairs = [(i + 1, j + 1) for i in kept for j in kept if i < j]
        chosen = draw(_exclusions(*pairs))
        options["exclude"] = [{"event": name, "after": i, "before": j} for name, (i, j) in chosen]
    return options


def plainly(options: Mapping[str, Any], *, until: int = UNTIL) -> Question:
    """Word a question for the oracle."""
    moves = options["step_within"]
    return Question(
        steps=[(condition(name.rstrip("?")), name.endswith("?")) for name in options["steps"]],
        within=None if options["within"] is None else options["within"] * MINUTE,
        step_within=None if moves is None else tuple(move * MINUTE for move in moves),
        order=options["order"],
        ties=options["ties"],
        reentry=options["reentry"],
        exclude=[(condition(each["event"]), each["after"], each["before"]) for each in options["exclude"]],
        until=START + until * MINUTE,
    )


def condition(text: str) -> set[tuple[str, str | None]]:
    """Give a condition as the oracle takes it; a name alone is itself."""
    return CONDITIONS.get(text, {(text, None)})


def worded(options: Mapping[str, Any]) -> dict[str, Any]:
    """Word a question for the code: durations as text."""
    moves: Sequence[int] | None = options["step_within"]
    return {
        **options,
        "within": None if options["within"] is None else f"{options['within']}m",
        "step_within": None if moves is None else [f"{move}m" for move in moves],
    }
