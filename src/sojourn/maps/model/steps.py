"""What happens: phases, steps, points of contact, feelings, and how they are tied to events."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar

from sojourn.core.expectation import Condition

from .kinds import (
    Card,
    Entity,
    Flag,
    Many,
    Named,
    Number,
    Of,
    Other,
    Period,
    Ref,
    Slug,
    Target,
    Text,
    When,
    Where,
    Whole,
    Word,
    given,
)  # fmt: skip
from .people import CHANNELS

MOMENTS = ("before", "during", "after")
WANTS = ("amusing", "inspiring", "educational", "reassuring", "efficient", "personal")
METRICS = ("importance", "satisfaction", "wait", "conversion", "retell")
UNITS = ("us", "ms", "s", "min", "h", "d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase(Card):
    """A stretch of the journey."""

    KIND: ClassVar[str] = "phase"
    id: str = given(Slug(), "Its id.", need="required")
    name: str = given(Text(), "What people call it.", need="required")
    moment: str = given(Word(MOMENTS), "Before, during or after what the customer came for.", need="required")
    loops_to: str | None = given(Ref(("phase",)), "The phase it leads back to.")
    customer_goal: str | None = given(Text(), "What customers want from it.")
    business_goal: str | None = given(Text(), "What the company wants from it.")
    content: str | None = given(Text(), "What it holds for the customer: this is when you …")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRule(Entity):
    """Which events are meant."""

    KIND: ClassVar[str] = "rule"
    event: tuple[str, ...] = given(Many(Text(), single=True), "The event's name, or several: any.", need="required")
    where: tuple[Condition, ...] = given(
        Where(), "Conditions on properties: all hold. A value, a list (any of), or {gt, gte, lt, lte, not, exists, "
        "prefix}; `channel` is the event's channel.", many=True,
    )  # fmt: skip
    status: str = given(Word(("done", "failed")), "What the event says of the contact.", default="done")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeling(Card):
    """How people feel at a step."""

    KIND: ClassVar[str] = "feeling"
    score: float | None = given(Number(-2, 2, 0.5), "From −2, very bad, to +2, very good, in halves.", need="asked")
    words: tuple[str, ...] = given(Many(Text(), single=True), "Words for it.", many=True)
    intensity: int | None = given(Whole(1, 5), "How strong it is.")
    persona: str | None = given(Ref(("persona",)), "Whose, when personas feel differently.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentOfTruth(Card):
    """A step that wins or loses a customer."""

    KIND: ClassVar[str] = "moment_of_truth"
    flag: str = given(Word(("expert", "data", "both")), "Who says so.", default="expert")
    why: str | None = given(Text(), "What is at stake.")
    if_good: str | None = given(Ref(("outcome",)), "Where it leads when it goes well.")
    if_bad: str | None = given(Ref(("outcome",)), "Where it leads when it does not.")
    stake: int | None = given(Whole(1, 5), "How much is at stake.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Entity):
    """Several ways to go on, or several points of contact of which one does."""

    KIND: ClassVar[str] = "choice"
    between: str = given(
        Word(("touchpoints", "branches")), "What is chosen: a point of contact, or the way on.", default="touchpoints"
    )
    options: tuple[str, ...] = given(Many(Slug()), "Ids of points of contact, or names of branches.", need="required")
    expected: str | None = given(Slug(), "The option that is meant to be taken.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover(Card):
    """The customer is passed from one to another."""

    KIND: ClassVar[str] = "handover"
    from_: str = given(Ref(("actor",)), "Who hands over.", need="required", key="from")
    to: str = given(Ref(("actor",)), "Who takes over.", need="required")
    keeps_context: bool = given(Flag(), "Whether what was told goes along.", need="required")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pain(Card):
    """What hurts; the text alone will do."""

    KIND: ClassVar[str] = "pain"
    SHORT: ClassVar[str] = "text"
    id: str | None = given(Slug(), "Its id, for opportunities that solve it.")
    text: str = given(Text(), "What it is, in the customer's words.", need="required")
    severity: int | None = given(Whole(1, 5), "How bad it is.")
    frequency: str | None = given(Text(), "How often it happens.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain(Card):
    """What pleases; the text alone will do."""

    KIND: ClassVar[str] = "gain"
    SHORT: ClassVar[str] = "text"
    id: str | None = given(Slug(), "Its id.")
    text: str = given(Text(), "What it is, in the customer's words.", need="required")
    severity: int | None = given(Whole(1, 5), "How much it matters.")
    frequency: str | None = given(Text(), "How often it happens.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute(Card):
    """A feature of a step that customers rate: the welcome, the time at the checkout; the name alone will do."""

    KIND: ClassVar[str] = "attribute"
    SHORT: ClassVar[str] = "name"
    id: str | None = given(Slug(), "Its id.")
    name: str = given(Text(), "What is rated.", need="required")
    importance: float | None = given(Number(1, 5), "How important customers say it is, 1 to 5.")
    question: str | None = given(Text(), "The question that rates it.")
    target: float | None = given(Number(), "The rating wanted.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Touchpoint(Card):
    """Where customer and company meet."""

    KIND: ClassVar[str] = "touchpoint"
    id: str = given(Slug(), "Its id.", need="required")
    name: str = given(Text(), "What people call it.", need="required")
    channel: str | Other | None = given(Word(CHANNELS, open=True), "Through what.", need="asked")
    place: str | None = given(Word(("physical", "digital", "both")), "Where.", need="asked")
    trigger: str | None = given(Word(("push", "pull")), "Who begins: the company or the customer.", need="asked")
    purpose: str | None = given(Word(("informative", "transactional")), "What it is for.", need="asked")
    control: str | None = given(Word(("owned", "partner", "paid", "earned", "none")), "Who controls it.", need="asked")
    actor: str | None = given(Ref(("actor",)), "Who is met.", need="asked")
    department: str | None = given(Ref(("department",)), "Who answers for it.", need="asked")
    optional: bool = given(Flag(), "Whether it may be left out.", default=False)
    point_of_sale: bool = given(Flag(), "Whether something is sold here.", default=False)
    system: str | None = given(Ref(("system",)), "The system behind it.")
    personalised_by: tuple[str, ...] = given(Many(Text(), single=True), "What makes it personal.", many=True)
    consent: str | None = given(Word(("none", "informed", "opt_in")), "What the customer has agreed to.")
    relevance: str | None = given(Text(), "Why it interests this customer.")
    reason_for_contact: str | None = given(Text(), "Why customers come here.")
    scenario: str | None = given(Text(), "How the contact is meant to go.")
    event_match: tuple[EventRule, ...] = given(
        Many(Of(EventRule), single=True), "Which events show it: one rule, or several of which any fits.",
        need="asked", many=True,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Work(Card):
    """What someone does for the customer, before or behind the scenes; the text alone will do."""

    KIND: ClassVar[str] = "work"
    SHORT: ClassVar[str] = "does"
    does: str = given(Text(), "What is done.", need="required")
    actor: str | None = given(Ref(("actor",)), "Who does it.")
    department: str | None = given(Ref(("department",)), "Where.")
    system: str | None = given(Ref(("system",)), "With what.")
    process: str | None = given(Text(), "As part of which process.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredBy(Entity):
    """How a number is read from events: a property of an event, or the time between two."""

    KIND: ClassVar[str] = "measured_by"
    event: tuple[str, ...] = given(Many(Text(), single=True), "The event that carries the number.", many=True)
    where: tuple[Condition, ...] = given(Where(), "Conditions on that event.", many=True)
    property: str | None = given(Text(), "The property that is the number.")
    unit: str | None = given(Word(UNITS), "Its unit, when it is a time.")
    from_: tuple[EventRule, ...] = given(
        Many(Of(EventRule), single=True), "Where the time begins.", key="from", many=True
    )
    to: tuple[EventRule, ...] = given(Many(Of(EventRule), single=True), "Where the time ends.", many=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric(Card):
    """How well a step should do."""

    KIND: ClassVar[str] = "metric"
    stated: float | None = given(Number(1, 5), "Importance as customers state it, 1 to 5.")
    metric: str | None = given(Word(("csat", "nps", "ces", "rating")), "How satisfaction is measured.")
    question: str | None = given(Text(), "The question that measures it.")
    target: float | str | None = given(Target(), "The level wanted: a number, or a duration.")
    kind: str | None = given(Word(("floor", "mean", "share", "delight")), "What the target is held against.")
    at: float | None = given(Number(0, 1), "The quantile that the target is held against.")
    by: str | None = given(When(), "By when.")
    measured_by: MeasuredBy | None = given(Of(MeasuredBy), "How it is read from events.")


def _no_metrics() -> Mapping[str, Metric]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Card):
    """What the customer does at one point of the journey."""

    KIND: ClassVar[str] = "step"
    id: str = given(Slug(), "Its id.", need="required")
    phase: str = given(Ref(("phase",)), "The phase it lies in.", need="required")
    does: str = given(Text(), "What the customer does, in the customer's words.", need="required")
    kind: str = given(Word(("contact", "no_contact")), "A step need not be a point of contact.", default="contact")
    third_party: str | None = given(Ref(("actor",)), "Someone else who plays a part, such as a friend.")
    thinks: str | None = given(Text(), "What goes through the customer's mind.")
    feels: tuple[Feeling, ...] = given(
        Many(Of(Feeling), single=True), "How the customer feels; a list when personas differ.", need="asked", many=True
    )
    wants: str | Other | None = given(Word(WANTS, open=True), "The experience wanted.")
    wants_next: str | Other | None = given(Word(WANTS, open=True), "The experience that will be wanted next.")
    moment_of_truth: MomentOfTruth | None = given(Of(MomentOfTruth), "Whether it wins or loses a customer.")
    first_impression: bool | None = given(Flag(), "The first contact; worked out.", need="derived")
    last_impression: bool | None = given(Flag(), "The last contact; worked out.", need="derived")
    breaking_point: bool | None = given(Flag(), "Where customers give up; found in data.", need="derived")
    abandon_reasons: tuple[str, ...] = given(Many(Text(), single=True), "Why they give up.", many=True)
    choice: Choice | None = given(Of(Choice), "What the customer chooses here.")
    handover: Handover | None = given(Of(Handover), "Who passes the customer on to whom.")
    optional: bool = given(Flag(), "Not every customer comes here.", default=False)
    entry: bool = given(Flag(), "The journey may begin here.", default=False)
    pains: tuple[Pain, ...] = given(Many(Of(Pain), single=True), "What hurts.", many=True)
    gains: tuple[Gain, ...] = given(Many(Of(Gain), single=True), "What pleases.", many=True)
    attributes: tuple[Attribute, ...] = given(Many(Of(Attribute), single=True), "What customers rate.", many=True)
    touchpoints: tuple[Touchpoint, ...] = given(
        Many(Of(Touchpoint)), "Where customer and company meet.", need="asked", many=True
    )
    frontstage: tuple[Work, ...] = given(Many(Of(Work), single=True), "What the customer sees being done.", many=True)
    backstage: tuple[Work, ...] = given(Many(Of(Work), single=True), "What is done behind the scenes.", many=True)
    support: tuple[Work, ...] = given(Many(Of(Work), single=True), "What supports those behind the scenes.", many=True)
    physical_evidence: tuple[str, ...] = given(
        Many(Text(), single=True), "What the customer sees and keeps.", many=True
    )
    metrics: Mapping[str, Metric] = field(
        default_factory=_no_metrics,
        metadata={"spec": (Named(Of(Metric), METRICS), "How well the step should do, by metric.", "asked", "")},
    )
    margin: float | None = given(Number(), "What one visit brings, in the map's currency.")
    cost_to_serve: float | None = given(Number(0), "What one visit costs, in the map's currency.")
    map: str | None = given(Ref(("map",)), "The map of what happens inside this step.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LivedEvent(Card):
    """One thing that happened to one person."""

    KIND: ClassVar[str] = "lived_event"
    step: str | None = given(Ref(("step",)), "The step it belongs to.")
    name: str | None = given(Text(), "What happened, when no step was planned for it.")
    touchpoint: str | None = given(Ref(("touchpoint",)), "Where.")
    at: str | None = given(When(), "When.")
    status: str = given(Word(("done", "failed", "missing", "ad_hoc", "out_of_order")), "How it went.", default="done")
    feels: Feeling | None = given(Of(Feeling), "How the person felt: measured, not assumed.")
    rating: float | None = given(Number(), "The mark the person gave.")
    wait: str | None = given(Period(), "How long the person waited.")
    retell: int | None = given(Whole(0), "How often the person had to explain again.")
    switched_from: str | None = given(Ref(("touchpoint",)), "The point of contact the person turned away from.")
