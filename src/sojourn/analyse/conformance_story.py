"""One lived journey beside the map, in a few lines."""

from collections.abc import Iterator
from typing import Protocol

from sojourn.core.expectation import Deviations, SilentStep
from sojourn.core.ledger import PRINTED, Held, below, held
from sojourn.core.words import spoken

from .conformance_parts import AdHoc, HeldPoint, HeldStep, HeldSwitch
from .passage_parts import MeasuredStep
from .passage_result import PassageResult

_WORDS = {"wait": "wait", "retell": "told again"}


class Told(Protocol):
    """What the story needs of a result."""

    @property
    def open_journeys(self) -> int: ...
    @property
    def steps(self) -> tuple[HeldStep, ...]: ...
    @property
    def deviations(self) -> Deviations: ...
    @property
    def ad_hoc(self) -> tuple[AdHoc, ...]: ...
    @property
    def points(self) -> tuple[HeldPoint, ...]: ...
    @property
    def switches(self) -> tuple[HeldSwitch, ...]: ...
    @property
    def silent(self) -> tuple[SilentStep, ...]: ...


def lines(result: Told, passage: PassageResult) -> list[str]:
    """Tell how far it came, what deviated, which channel it used, and what was measured.

    A single journey is a story and not a rate: nothing has an interval, and a value is met when it does not exceed its
    target.
    """
    reached = sum(each.done > 0 for each in result.steps)
    apart = [
        f"{number} {words}"
        for reason, words in (("no_contact", "without contact"), ("not_tied", "not tied to events"))
        if (number := sum(each.reason == reason for each in result.silent))
    ]
    counted = [f"{kind.replace('_', ' ')} {result.deviations.of(kind).count}" for kind in PRINTED]
    counted.append(f"channel switch {sum(each.count for each in result.switches)}")
    wanted = sum(not each.optional for each in result.steps)
    still = "; the journey is open" if result.open_journeys and reached < wanted else ""
    beside = f" ({', '.join(apart)})" if apart else ""
    return [
        *below("steps reached", [f"{reached} of {len(result.steps)} observable{beside}{still}"]),
        " · ".join(counted),
        *_named(result),
        *below("channel used", list(_channels(passage))),
        *held([(_WORDS.get(name, name), _values(passage, name)) for name in ("retell", "wait", *_others(passage))]),
    ]


def _named(result: Told) -> Iterator[str]:
    """Name the steps and events that deviated."""
    for label, found in (
        ("missing", [each.name for each in result.steps for _ in range(each.missing)]),
        ("missing point", [f"{each.step}: {each.name}" for each in result.points for _ in range(each.missing)]),
        ("ad hoc", [each.event for each in result.ad_hoc for _ in range(each.count)]),
        ("out of order", [each.name for each in result.steps for _ in range(each.out_of_order)]),
        ("failed", [each.name for each in result.steps for _ in range(each.failed)]),
        ("made good", [each.name for each in result.steps for _ in range(each.recovered)]),
        ("failed point", [f"{each.step}: {each.name}" for each in result.points for _ in range(each.failed)]),
        ("switched", [f"{each.step}: {each.start} → {each.end}" for each in result.switches]),
    ):
        yield from below(label, found)


def _channels(passage: PassageResult) -> Iterator[str]:
    """Say which point was used where any one does."""
    for step in passage.steps:
        meant = next((point.name for point in step.points if point.expected), None)
        used = [point.name for point in step.points if point.journeys]
        if used and meant is not None:
            other = "" if used == [meant] else f" (expected {meant})"
            yield f"{step.name}: {', '.join(used)}{other}"


def _others(passage: PassageResult) -> list[str]:
    """Name further measures, in the order of steps."""
    names = (measure.name for step in passage.steps for measure in step.measures)
    return [name for name in dict.fromkeys(names) if name not in _WORDS]


def _values(passage: PassageResult, name: str) -> list[Held]:
    """Say what was measured, at which step when there are several, and whether the target was met."""
    found = [(step.name, each) for step in passage.steps for each in step.measures if each.name == name]
    told = []
    for step, each in found:
        waits = " yet" if each.waiting else ""
        value = f"not recorded{waits}" if each.value is None else _said(each.value, each)
        at = f" at {step}" if len(found) > 1 else ""
        target = "" if each.target is None else f"target {_said(each.target, each)}"
        verdict = ""
        if each.value is not None and each.target is not None:
            verdict = "met" if each.value <= each.target else "not met"
        told.append(Held(f"{value}{at}", target, verdict))
    return told or [Held("not tied to events")]


def _said(value: float, measure: MeasuredStep) -> str:
    """Write a value: times as people say them."""
    return f"{value:g}" if measure.unit is None else spoken(value)
