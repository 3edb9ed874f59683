"""What may be done: needs, trends, opportunities, initiatives with their effects, and how customers are won."""

from dataclasses import dataclass
from typing import ClassVar

from .kinds import Card, Day, Entity, Many, Number, Of, Other, Period, Ref, Slug, Text, When, Word, given
from .people import CHANNELS

HORIZONS = ("now", "next", "later")
TEAMS = ("marketing", "communication", "sales", "service")
BOXES = (
    "who", "need", "trigger", "knows", "looks", "criteria", "alternatives", "influence", "fears", "proof", "moment",
    "after",
)  # fmt: skip
"""The boxes of an acquisition canvas, in the order in which they are filled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume(Card):
    """How many journeys begin in a period; what is gained by a plan is gained in each such period."""

    KIND: ClassVar[str] = "volume"
    journeys: float = given(Number(0), "How many begin.", need="required")
    per: str = given(Period(), "In how long.", need="required")


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerNeed(Card):
    """What customers need."""

    KIND: ClassVar[str] = "customer_need"
    id: str = given(Slug(), "Its id.", need="required")
    text: str = given(Text(), "What it is, in the customer's words.", need="required")
    steps: tuple[str, ...] = given(Many(Ref(("step",)), single=True), "Where it matters.", many=True)
    horizon: str | None = given(Word(HORIZONS), "When it matters: within a year, within three, later.")
    reviewed: str | None = given(Day(), "When somebody last looked at it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessNeed(Card):
    """What the company needs."""

    KIND: ClassVar[str] = "business_need"
    id: str = given(Slug(), "Its id.", need="required")
    text: str = given(Text(), "What it is.", need="required")
    steps: tuple[str, ...] = given(Many(Ref(("step",)), single=True), "Where it matters.", many=True)
    horizon: str | None = given(Word(HORIZONS), "When it matters: within a year, within three, later.")
    reviewed: str | None = given(Day(), "When somebody last looked at it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend(Card):
    """A technology to watch."""

    KIND: ClassVar[str] = "trend"
    id: str = given(Slug(), "Its id.", need="required")
    name: str = given(Text(), "What it is called.", need="required")
    horizon: str | Other | None = given(
        Word(HORIZONS, open=True), "When it may matter: within a year, within three, later."
    )
    stance: str | None = given(Word(("use", "try", "watch", "leave")), "What somebody decided to do about it.")
    steps: tuple[str, ...] = given(Many(Ref(("step",)), single=True), "Where it may matter.", many=True)
    reviewed: str | None = given(Day(), "When somebody last looked at it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity(Card):
    """What could be better."""

    KIND: ClassVar[str] = "opportunity"
    id: str = given(Slug(), "Its id.", need="required")
    steps: tuple[str, ...] = given(Many(Ref(("step",)), single=True), "Where.", need="required")
    text: str = given(Text(), "What could be better.", need="required")
    solves: tuple[str, ...] = given(
        Many(Ref(("pain", "customer_need", "business_need", "trend")), single=True), "What it solves.", many=True
    )
    dimension: str | None = given(Word(("business", "human", "technology")), "What kind it is.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect(Entity):
    """What an initiative changes."""

    KIND: ClassVar[str] = "effect"
    kind: str = given(Word(("transition", "wait", "rating", "margin")), "What is changed.", need="required")
    steps: tuple[str, ...] = given(
        Many(Ref(("step", "outcome")), single=True), "Where; a transition names where from and where to.",
        need="required",
    )  # fmt: skip
    from_: float | None = given(Number(), "The level today.", key="from")
    to: tuple[float, ...] = given(Many(Number(), size=3), "The level afterwards: low, most likely, high.", many=True)
    by: tuple[float, ...] = given(Many(Number(), size=3), "The change: low, most likely, high.", many=True)
    leaving_per_minute: float | None = given(
        Number(), "For a wait: by how much the share that leaves rises with each minute."
    )
    source: tuple[str, ...] = given(Many(Ref(("source",)), single=True), "What the effect rests on.", many=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiative(Card):
    """What may be done about it."""

    KIND: ClassVar[str] = "initiative"
    id: str = given(Slug(), "Its id.", need="required")
    title: str = given(Text(), "What it is called.", need="required")
    meets: tuple[str, ...] = given(Many(Ref(("opportunity",)), single=True), "Opportunities it takes.", many=True)
    cost: float | None = given(Number(0), "What it costs, in the map's currency.", need="asked")
    effort: float | None = given(Number(0), "Person-months.")
    department: str | None = given(Ref(("department",)), "Who does it.", need="asked")
    owner: str | None = given(Text(), "Who answers for it.")
    start: str | None = given(When(), "When it may begin.")
    months: float | None = given(Number(0), "How long it takes.")
    solution_type: str | Other | None = given(
        Word(("process", "people", "content", "software", "hardware", "data", "space"), open=True), "What it changes."
    )
    benefits: tuple[str, ...] = given(
        Many(Word(("satisfaction", "sales", "retention", "cost_to_serve", "employee_satisfaction")), single=True),
        "What it is good for.", many=True,
    )  # fmt: skip
    requires: tuple[str, ...] = given(Many(Ref(("initiative",)), single=True), "What must be done too.", many=True)
    excludes: tuple[str, ...] = given(Many(Ref(("initiative",)), single=True), "What cannot be done too.", many=True)
    any_of: tuple[str, ...] = given(Many(Ref(("initiative",)), single=True), "One of which must be done.", many=True)
    synergy: tuple[str, ...] = given(
        Many(Ref(("initiative",)), single=True), "What it helps, done together.", many=True
    )
    effect: tuple[Effect, ...] | None = given(
        Many(Of(Effect), single=True, none=True), "What it changes, or `none`.", need="asked"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas(Entity):
    """What is known of those who are to become customers: twelve boxes, in their words."""

    KIND: ClassVar[str] = "canvas"
    who: str | None = given(Text(), "Who they are.")
    need: str | None = given(Text(), "What they need.")
    trigger: str | None = given(Text(), "What makes them begin to look.")
    knows: str | None = given(Text(), "What they know already.")
    looks: str | None = given(Text(), "Where they look.")
    criteria: str | None = given(Text(), "By what they decide.")
    alternatives: str | None = given(Text(), "What else they could do.")
    influence: str | None = given(Text(), "Whom they listen to.")
    fears: str | None = given(Text(), "What holds them back.")
    proof: str | None = given(Text(), "What would convince them.")
    moment: str | None = given(Text(), "When they decide.")
    after: str | None = given(Text(), "What they expect once they have bought.")
    unknown: tuple[str, ...] = given(
        Many(Word(BOXES), single=True), "Boxes that nobody can fill yet, said on purpose.", many=True
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AcquisitionLine(Card):
    """What we do where a customer-to-be does something: one cell of the acquisition matrix."""

    KIND: ClassVar[str] = "acquisition_line"
    id: str = given(Slug(), "Its id.", need="required")
    step: str = given(Ref(("step",)), "The customer's action it answers.", need="required")
    action: str = given(Text(), "What we do.", need="required")
    channel: str | Other | None = given(Word(CHANNELS, open=True), "Through what.")
    content: str | None = given(Text(), "With what content.")
    tool: str | None = given(Text(), "With what tool.")
    team: str | None = given(Word(TEAMS), "Who does it.", need="asked")
    owner: str | None = given(Text(), "Who answers for it.")
    cost: float | None = given(Number(0), "What it costs, in the map's currency.", need="asked")
    effort: float | None = given(Number(0), "Person-months.")
    start: str | None = given(When(), "The month it begins.", need="asked")
    months: float | None = given(Number(0), "How long it runs.")
    kpi: str | None = given(Text(), "The number that will show it.")
    requires: tuple[str, ...] = given(
        Many(Ref(("acquisition_line",)), single=True), "What must be done too.", many=True
    )
    excludes: tuple[str, ...] = given(
        Many(Ref(("acquisition_line",)), single=True),
        "What cannot be done too, as another level of it.",
        many=True,
    )
    effect: tuple[Effect, ...] | None = given(
        Many(Of(Effect), single=True, none=True), "What it changes, or `none`.", need="asked"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftToOthers(Entity):
    """A customer's action that is left to others on purpose."""

    KIND: ClassVar[str] = "left_to_others"
    step: str = given(Ref(("step",)), "The customer's action.", need="required")
    to: str | None = given(Text(), "Who answers it.")
    because: str | None = given(Text(), "Why.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquisition(Entity):
    """How strangers are to become customers."""

    KIND: ClassVar[str] = "acquisition"
    canvas: Canvas | None = given(Of(Canvas), "What is known of them.")
    lines: tuple[AcquisitionLine, ...] = given(Many(Of(AcquisitionLine)), "What is done for them.", many=True)
    left_to_others: tuple[LeftToOthers, ...] = given(
        Many(Of(LeftToOthers)), "What is left to others on purpose.", many=True
    )
