"""What is expected of a journey, as plain data: what a map compiles to, and what lived journeys are held against.

A step is *done* when an event fits one of its points. Steps are joined by moves; a journey begins at one of the starts
and is over at one of the ends. Whoever makes an `Expectation` says what is expected; `analyse` says what became of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from .errors import InvalidInput

if TYPE_CHECKING:
    from .journeys import Cases

Scalar = str | int | float | bool
Operator = Literal["is", "not", "gt", "gte", "lt", "lte", "exists", "prefix"]
DeviationKind = Literal["missing", "failed", "ad_hoc", "out_of_order"]

KINDS: tuple[DeviationKind, ...] = ("missing", "failed", "ad_hoc", "out_of_order")
"""The four deviations of Halvorsrud, Kvale and Følstad (J. Service Theory and Practice 26(6), 2016), in the order
of documents and of arrays; `ledger.PRINTED` is that of stories."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of one property of an event.

    Attributes:
        property: its name; `channel` is the event's channel.
        operator: `is` and `not` compare with any of `values`, by type too: 1 is not "1", text is exact after NFC. `gt`,
            `gte`, `lt`, `lte` compare with one number or RFC 3339 time; `prefix` with the start of a text; `exists` has
            one value, True or False.

    A property that is null or not there satisfies `exists` False and nothing else.
    """

    property: str
    operator: Operator
    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """Which events are meant: any of the names, and every condition holds."""

    events: tuple[str, ...]
    where: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a rule that names no event."""
        if not self.events:
            raise InvalidInput("a rule names no event", code="bad-rule", hint="name at least one event")


@dataclass(frozen=True, slots=True)
class Point:
    """A way in which a step is done: a point of contact, or an event of a path in text.

    Attributes:
        rules, failures: events that mean it was done, and events that mean it failed. An event goes to one point at
            most: that whose rule has most conditions, then the earlier one. Only a path in text may name the same event
            in several steps; it then counts for whichever the cheapest alignment needs.
        required: in a step that wants all its points: whether a visit without this one leaves it missing.
    """

    id: str
    name: str
    rules: tuple[Rule, ...]
    failures: tuple[Rule, ...] = ()
    required: bool = True
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A number that is observed at a step and held against a target, such as a wait.

    Either `property` of the events that fit `start` is the number, or it is the time in seconds from the latest event
    that fits `start` to the next that fits `end`, within a journey.

    Attributes:
        name: `wait`, `retell` or any other name of a metric.
        unit: of the property: `s`, `ms`, `us`, `min`, `h`, `d` make a time in seconds of it; None leaves a number.
        target: in seconds for times; None when there is none.
        at: the quantile held against the target, by default the median. At most the target is met: less is better.
    """

    name: str
    start: tuple[Rule, ...]
    end: tuple[Rule, ...] = ()
    property: str | None = None
    unit: str | None = None
    target: float | None = None
    at: float = 0.5

    def is_time(self) -> bool:
        """Say whether values are seconds."""
        return self.property is None or self.unit is not None


@dataclass(frozen=True, slots=True)
class ExpectedStep:
    """A step that leaves events.

    Attributes:
        optional: may be passed at no cost.
        one_of: any one of the points does; otherwise every required point is expected, in any order.
        expected: the point that is meant to be used where any one does.
    """

    id: str
    name: str
    points: tuple[Point, ...]
    optional: bool = False
    one_of: bool = True
    expected: str | None = None
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True)
class SilentStep:
    """A step that leaves no event: passed over, never missing, counted apart.

    Attributes:
        reason: `no_contact`, or `not_tied` when nobody has said which events show it.
        before: ids of the observable steps that come next after it.
    """

    id: str
    name: str
    reason: Literal["no_contact", "not_tied"]
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """An expected way from one step to another, by their places in `Expectation.steps`."""

    start: int
    end: int
    kind: Literal["next", "choice", "loop", "skip"] = "next"
    option: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a journey may turn out."""

    id: str
    name: str
    rules: tuple[Rule, ...] = ()
    good: bool | None = None


@dataclass(frozen=True, slots=True)
class Expectation:
    """The expected path.

    Attributes:
        title: what it is called; for a path in text, the text.
        steps: those that leave events, in the order of the map.
        moves: which step may come straight after which; steps without events are bridged, optional ones are not: they
            may be passed because they are optional.
        starts, ends: places in `steps`; a path begins at a start (or behind optional steps that follow it) and is over
            at an end.
        silent: steps without events.
        watch: events that nobody planned and that count as ad hoc. None: every event that fits no step does.
        ignored: with `watch` None: leave out events that fit no step.
        visits: successive events of one step are one visit.
        cases: how the map cuts events into journeys; None leaves it to the question.
        map_id, map_version: of the map it comes from.
    """

    title: str
    steps: tuple[ExpectedStep, ...]
    moves: tuple[Move, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    silent: tuple[SilentStep, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    watch: tuple[Rule, ...] | None = None
    ignored: bool = False
    visits: bool = False
    cases: "Cases | None" = None
    map_id: str | None = None
    map_version: int | None = None

    def __post_init__(self) -> None:
        """Refuse places that are not there, ids that stand twice, and paths without a start or an end."""
        places = range(len(self.steps))
        named = {*self.starts, *self.ends, *(place for move in self.moves for place in (move.start, move.end))}
        if not named.issubset(places) or (self.steps and not (self.starts and self.ends)):
            raise InvalidInput(
                f"the expected path {self.title!r} has {len(self.steps)} steps: it names others, or no start or end",
                code="bad-expectation",
                hint="name steps by their places, and at least one start and one end",
            )
        if len({step.id for step in self.steps}) < len(self.steps):
            raise InvalidInput(f"two steps of {self.title!r} have one id", code="bad-expectation", hint="rename one")

    @property
    def columns(self) -> frozenset[str]:
        """Properties that the rules and measures look at, beside time, event and channel."""
        points = [point for step in self.steps for point in step.points]
        measures = [measure for step in self.steps for measure in step.measures]
        rules = [
            *(rule for point in points for rule in (*point.rules, *point.failures)),
            *(rule for outcome in self.outcomes for rule in outcome.rules),
            *(rule for measure in measures for rule in (*measure.start, *measure.end)),
            *(self.watch or ()),
        ]
        asked = {condition.property for rule in rules for condition in rule.where if condition.property != "channel"}
        return frozenset(asked | {measure.property for measure in measures if measure.property is not None})


@dataclass(frozen=True, slots=True)
class Deviation:
    """One way in which one journey is not as expected.

    Attributes:
        step, point: ids; the step is None for an event that fits none.
        event: the event's name, None when something is missing.
        detail: of ad hoc events `unknown`, `repeated` or `other_branch`; of failures `failed` or `recovered`.
    """

    kind: DeviationKind
    step: str | None = None
    point: str | None = None
    event: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class DeviationCount:
    """How often one kind of deviation was found.

    Attributes:
        count: deviations.
        journeys, customers: with at least one.
        share, low, high: of all journeys, with a 95 % interval; None where a share would mean nothing.
    """

    kind: DeviationKind
    count: int
    journeys: int
    customers: int
    share: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Deviations:
    """Planned and lived held together: from written cases and from events alike.

    Attributes:
        journeys: how many were held against the plan.
        counts: one entry a kind, in the order of `KINDS`.
        single: each deviation of a written case; empty for journeys from events.
    """

    journeys: int
    counts: tuple[DeviationCount, ...]
    single: tuple[Deviation, ...] = field(default=())

    def of(self, kind: DeviationKind) -> DeviationCount:
        """Give the count of one kind."""
        return next(each for each in self.counts if each.kind == kind)


def tally(deviations: Sequence[Deviation]) -> Deviations:
    """Count the deviations of one written case: a story, so there is no share and no interval."""
    counted = {kind: sum(each.kind == kind for each in deviations) for kind in KINDS}
    counts = tuple(DeviationCount(kind, n, int(n > 0), int(n > 0)) for kind, n in counted.items())
    return Deviations(1, counts, tuple(deviations))
