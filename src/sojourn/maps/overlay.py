"""Evidence over a map: what was measured, place by place, as marks that a drawing can show.

Filled by whoever holds a map against lived journeys; painted here. Nothing in the map is changed by it: what the map
says and what was measured stand side by side and are never one point.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, Literal

from sojourn.core.errors import InvalidInput
from sojourn.core.instants import instant, local_day, rfc3339

FORMAT = 1

Measure = Literal[
    "reach", "conversion", "branch", "leaving", "time_between", "wait", "number", "repeats", "satisfaction",
    "feeling", "importance", "missing", "failed", "ad_hoc", "out_of_order", "outcome", "conforming", "stake",
    "criticality", "priority", "moment", "breaking_point",
]  # fmt: skip
"""`moment`: whether a step is a moment of truth; `label` says who says so, `data`, `expert` or `both`, or `candidate`
where only what stands near the beginning or the end by nature speaks for it; `details` are the signals: 1 held, 0 did
not, -1 could not be judged. `breaking_point`: the share that left, `middle` the middle of all steps, `details` why they
left, where they were asked. `criticality` and `priority` are numbers from 0 to 100 and 150, `stake` and `importance`
shares."""
State = Literal[
    "measured", "thin", "too_few", "not_tied", "no_events", "not_observable", "open", "not_asked", "not_recorded",
    "hidden", "no_direction", "off_scale",
]  # fmt: skip
"""`measured`: n is large enough for a point. `thin`: an interval and n, no point. All others: no number, and why.

`hidden`: left out so that a hidden neighbour cannot be worked out from the total. `no_direction`: nobody has registered
whether high or low answers are good, and it is never guessed. `off_scale`: so many answers lie off the registered scale
that those left are no sample.
"""

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "not_tied": "Not tied to events",
        "no_events": "No events in period",
        "not_observable": "No contact",
        "not_asked": "No survey",
        "not_recorded": "Not recorded",
        "hidden": "Hidden",
        "no_direction": "Good answers not named",
        "off_scale": "Answers off the scale",
    }
)
"""What is said where there is no number; `too_few` and `open` say how many."""


@dataclass(frozen=True, slots=True)
class At:
    """Where a mark belongs: a step, a point of contact of a step, a way between two steps, or an outcome.

    Attributes:
        option: of a choice between branches, with `|` between options that cannot be told apart.
    """

    step: str | None = None
    touchpoint: str | None = None
    to: str | None = None
    option: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """One measured thing at one place.

    Attributes:
        value, low, high: with a 95 % interval; a share from 0 to 1, seconds, points of a feeling from −2 to +2, or a
            number of times. None where `state` says why.
        n: what the number stands on: journeys, answers, waits.
        count: how many of the n, for shares.
        method: how it was estimated, in a few words.
        quantiles: p10, p50 and p90 of times.
        middle: the middle of all steps, which a breaking point stands out from; no target.
        target, met: what the map asks for, and whether it is met: `met`, `missed` or `undecided`.
        details: rows that belong to it, such as where people went who left: name, count.
        unit: of `value`, its limits and the target.
        quantile: which quantile of waits or numbers `value` is, and is held against the target.
        label: the name of the metric, for waits and other numbers that the map asks for.
        expected: for an option of a choice, whether it is the one that is meant.
    """

    at: At
    measure: Measure
    state: State
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    count: int | None = None
    method: str = ""
    quantiles: tuple[float, float, float] | None = None
    target: float | None = None
    met: Literal["met", "missed", "undecided"] | None = None
    details: tuple[tuple[str, int], ...] = ()
    unit: Literal["share", "seconds", "points", "times", "number"] = "share"
    expected: bool | None = None
    label: str | None = None
    quantile: float | None = None
    middle: float | None = None

    def words(self, *, hidden_below: int = 10) -> str:
        """Say why there is no number; nothing when there is one."""
        if self.state == "too_few":
            return f"n < {hidden_below}"
        if self.state == "open":
            return f"{self.count or 0:,} still open"
        return WORDS.get(self.state, "")


@dataclass(frozen=True, slots=True)
class Overlay:
    """Evidence for one map, one period and one segment.

    Attributes:
        since, until: the period, microseconds UTC; None when there are no events.
        time_zone: in which its days are told.
        segment: who is looked at; None for everybody.
        n_journeys, n_customers: how many journeys stand behind it, open ones included.
        open_journeys: how many of them may still go on.
        hidden_below, thin_below: below how many no number is shown, and no point.
        notes: sentences for the reader; `unplaced`: marks whose place the map no longer has.
        basis: the envelope of the analyses behind it.
        conforming: the share of journeys that are over and went as the map expects; None when there are too few.
        fitness: how well journeys and map fit, from 0 to 1: see the analysis of conformance.
    """

    map_id: str
    map_version: int
    since: int | None
    until: int | None
    segment: str | None
    n_journeys: int
    n_customers: int
    open_journeys: int
    marks: tuple[Mark, ...]
    hidden_below: int = 10
    thin_below: int = 30
    notes: tuple[str, ...] = ()
    unplaced: tuple[Mark, ...] = ()
    basis: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    conforming: Mark | None = None
    fitness: float | None = None
    time_zone: str = "UTC"
    _places: Mapping[tuple[str, str | None], tuple[Mark, ...]] = field(init=False, repr=False, compare=False)
    """Marks by measure and step: a drawing asks for them place by place."""

    def __post_init__(self) -> None:
        """Sort the marks by place, once."""
        places: dict[tuple[str, str | None], list[Mark]] = {}
        for mark in self.marks:
            places.setdefault((mark.measure, mark.at.step), []).append(mark)
        object.__setattr__(self, "_places", {key: tuple(marks) for key, marks in places.items()})

    def span(self) -> str:
        """Say the period: its first and last day."""
        if self.since is None or self.until is None:
            return "no events"
        days = [local_day(each, self.time_zone).isoformat() for each in (self.since, self.until)]
        return " to ".join(dict.fromkeys(days))

    def of(
        self, measure: Measure, *, step: str | None = None, touchpoint: str | None = None, to: str | None = None
    ) -> tuple[Mark, ...]:
        """Give the marks of one measure at a place; a part of the place that is not named may be anything."""
        return tuple(
            mark
            for mark in (self.marks if step is None else self._places.get((measure, step), ()))
            if mark.measure == measure
            and (touchpoint is None or mark.at.touchpoint == touchpoint)
            and (to is None or mark.at.to == to)
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form: times in RFC 3339, marks in the order of the map, keys without a value left out."""
        conforming = None if self.conforming is None else _mark_to_dict(self.conforming)
        return {
            "overlay": FORMAT,
            "map": self.map_id,
            "map_version": self.map_version,
            "since": rfc3339(self.since),
            "until": rfc3339(self.until),
            "time_zone": self.time_zone,
            "segment": self.segment,
            "journeys": self.n_journeys,
            "customers": self.n_customers,
            "open_journeys": self.open_journeys,
            "hidden_below": self.hidden_below,
            "thin_below": self.thin_below,
            "conforming": conforming,
            "fitness": self.fitness,
            "marks": [_mark_to_dict(mark) for mark in self.marks],
            "unplaced": [_mark_to_dict(mark) for mark in self.unplaced],
            "notes": list(self.notes),
            "basis": dict(self.basis),
        }


def read_overlay(document: Mapping[str, Any]) -> Overlay:
    """Read what `Overlay.to_dict` gave; notes may also stand as in other answers, each with its code.

    Raises:
        InvalidInput: it is no overlay, a newer one, or a key is missing.
    """
    if document.get("overlay") != FORMAT:
        raise InvalidInput(
            f"this is no overlay of format {FORMAT}: it says {document.get('overlay')!r}",
            code="bad-overlay",
            hint="write one with: sojourn maps overlay MAP --json",
        )
    try:
        return Overlay(
            map_id=document["map"],
            map_version=document["map_version"],
            since=None if document["since"] is None else instant(document["since"]),
            until=None if document["until"] is None else instant(document["until"]),
            segment=document["segment"],
            n_journeys=document["journeys"],
            n_customers=document["customers"],
            open_journeys=document["open_journeys"],
            marks=tuple(_mark_from_dict(each) for each in document["marks"]),
            hidden_below=document["hidden_below"],
            thin_below=document["thin_below"],
            notes=tuple(each["message"] if isinstance(each, Mapping) else each for each in document["notes"]),
            unplaced=tuple(_mark_from_dict(each) for each in document["unplaced"]),
            basis=document["basis"],
            conforming=None if document["conforming"] is None else _mark_from_dict(document["conforming"]),
            fitness=document["fitness"],
            time_zone=document["time_zone"],
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise InvalidInput(
            f"the overlay lacks {error}",
            code="bad-overlay",
            hint="write it again with: sojourn maps overlay MAP --json",
        ) from error


def _mark_to_dict(mark: Mark) -> dict[str, Any]:
    """Give a mark as JSON; what is not there is left out."""
    at = {each.name: getattr(mark.at, each.name) for each in fields(At) if getattr(mark.at, each.name) is not None}
    plain: dict[str, Any] = {"at": at}
    for each in fields(Mark):
        value = getattr(mark, each.name)
        if each.name != "at" and value is not None and value != () and value != "":
            plain[each.name] = [list(row) for row in value] if each.name == "details" else value
    if mark.quantiles is not None:
        plain["quantiles"] = list(mark.quantiles)
    return plain


def _mark_from_dict(plain: Mapping[str, Any]) -> Mark:
    """Read a mark."""
    given = dict(plain)
    given["at"] = At(**given["at"])
    given["details"] = tuple((str(name), int(count)) for name, count in given.get("details", ()))
    if given.get("quantiles") is not None:
        low, middle, high = given["quantiles"]
        given["quantiles"] = (low, middle, high)
    return Mark(**given)
