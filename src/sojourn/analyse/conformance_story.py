"""One lived journey beside the map, in a few lines."""

from collections.abc import Iterator
from typing import Protocol

from sojourn.core.expectation import Deviations, SilentStep

from .conformance_parts import AdHoc, HeldPoint, HeldStep, HeldSwitch
from .passage_parts import MeasuredStep
from .passage_result import PassageResult

_LABEL = 17
_WORDS = {"wait": "wait", "retell": "told again"}
_SIZES = (("d", 86_400), ("h", 3_600), ("min", 60))


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
    kinds = result.deviations
    counted = [
        f"missing {kinds.of('missing').count}",
        f"ad hoc {kinds.of('ad_hoc').count}",
        f"out of order {kinds.of('out_of_order').count}",
        f"failed {kinds.of('failed').count}",
        f"channel switch {sum(each.count for each in result.switches)}",
    ]
    wanted = sum(not each.optional for each in result.steps)
    still = "; the journey is open" if result.open_journeys and reached < wanted else ""
    return [
        _line("steps reached", f"{reached} of {len(result.steps)} observable"
              + (f" ({', '.join(apart)})" if apart else "") + still),
        " · ".join(counted),
        *_named(result),
        *_under("channel used", list(_channels(passage))),
        *_measured(passage, "retell"),
        *_measured(passage, "wait"),
        *(line for name in _others(passage) for line in _measured(passage, name)),
    ]  # fmt: skip


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
        yield from _under(label, found)


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


def _measured(passage: PassageResult, name: str) -> list[str]:
    """Say what was measured, at which step when there are several, and whether the target was met."""
    found = [(step.name, each) for step in passage.steps for each in step.measures if each.name == name]
    label = _WORDS.get(name, name)
    if not found:
        return [_line(label, "not tied to events")] if name in _WORDS else []
    told = []
    for step, each in found:
        at = f" at {step}" if len(found) > 1 else ""
        if each.value is None:
            waits = " yet" if each.waiting else ""
            told.append(
                f"not recorded{waits}{at}" + ("" if each.target is None else f"   target {_said(each.target, each)}")
            )
            continue
        held = ""
        if each.target is not None:
            held = f"   target {_said(each.target, each)}   {'met' if each.value <= each.target else 'not met'}"
        told.append(f"{_said(each.value, each)}{at}{held}")
    return _under(label, told)


def _under(label: str, texts: list[str]) -> list[str]:
    """Put texts under each other, the label before the first."""
    return [_line(label if not place else "", text) for place, text in enumerate(texts)]


def _line(label: str, text: str) -> str:
    return f"{label:<{_LABEL}}{text}"


def _said(value: float, measure: MeasuredStep) -> str:
    """Write a value: times in whole units as far as they go, below a minute in seconds."""
    if measure.unit is None:
        return f"{value:g}"
    if value == 0:
        return "0 min"
    left, parts = abs(value), []
    for unit, size in _SIZES:
        number, left = divmod(left, size)
        parts += [f"{number:.0f} {unit}"] if number else []
    if left or not parts:
        parts.append(f"{left:.3g} s")
    return ("-" if value < 0 else "") + " ".join(parts[:2])
