"""The whole: a journey map, and a library of what several maps share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar

from .kinds import (
    Card,
    Currency,
    Day,
    Entity,
    Flag,
    Language,
    Many,
    Named,
    Number,
    Of,
    Period,
    Ref,
    Slug,
    Text,
    When,
    Whole,
    Word,
    given,
)  # fmt: skip
from .people import Actor, Department, Persona, Segment, Source, System
from .plans import Acquisition, BusinessNeed, CustomerNeed, Initiative, Opportunity, Trend, Volume
from .steps import EventRule, LivedEvent, Phase, Step

FORMAT = "journey-map/1"
LIBRARY_FORMAT = "journey-library/1"

Path = tuple[str | int, ...]
"""Where something stands in a map: keys, and ids of things in lists (places in the list, from 0, of things without)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file; lines and columns count from 1."""

    line: int
    column: int


def nowhere() -> Mapping[Path, Place]:
    """Give the places of a map that was not read from a file."""
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner(Entity):
    """Who answers for the map."""

    KIND: ClassVar[str] = "owner"
    person: str | None = given(Text(), "A person or a role.")
    department: str | None = given(Ref(("department",)), "Their department.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Entity):
    """When the map was and will be looked at again."""

    KIND: ClassVar[str] = "review"
    last: str | None = given(Day(), "When it was last reviewed.")
    every: str | None = given(Period(), "How often it is to be reviewed.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent(Entity):
    """Where the map lies in a wider one."""

    KIND: ClassVar[str] = "parent"
    map: str = given(Ref(("map",)), "The wider map or framework.", need="required")
    stage: str | None = given(Ref(("stage",)), "Its stage there.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRule(Entity):
    """Which events are one journey: those with the same key, or those without a long silence between."""

    KIND: ClassVar[str] = "case"
    key: str | None = given(Text(), "A property: events with the same value are one journey.")
    gap: str | None = given(Period(), "A silence longer than this ends a journey.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal(Card):
    """What the map is meant to bring."""

    KIND: ClassVar[str] = "goal"
    id: str = given(Slug(), "Its id.", need="required")
    text: str = given(Text(), "What is wanted.", need="required")
    metric: str | None = given(Text(), "How it is measured.")
    target: float | None = given(Number(), "The level wanted.")
    by: str | None = given(When(), "By when.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MapOutcome(Entity):
    """How the journey may turn out."""

    KIND: ClassVar[str] = "outcome"
    id: str = given(Slug(), "Its id.", need="required")
    name: str = given(Text(), "What people call it.", need="required")
    good: bool | None = given(Flag(), "Whether it is good.")
    margin: float | None = given(Number(), "What a journey that ends so brings, in the map's currency.")
    event_match: tuple[EventRule, ...] = given(Many(Of(EventRule), single=True), "Which events show it.", many=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Entity):
    """A way from one step to another, or to an outcome. Without links each step leads to the one below it."""

    KIND: ClassVar[str] = "link"
    from_: str = given(Ref(("step",)), "The step it leaves.", need="required", key="from")
    to: str = given(Ref(("step", "outcome")), "The step or outcome it leads to.", need="required")
    kind: str = given(
        Word(("next", "choice", "loop", "skip", "end")),
        "`next` replaces the way to the step below; `loop` (back), `skip` (forward) and `end` add to it; `choice` is "
        "one option of a choice.",
        default="next",
    )
    when: str | None = given(Slug(), "The option of a choice that leads here.")
    share: float | None = given(Number(0, 1), "The share of customers thought to go this way.")


@dataclass(frozen=True, slots=True, kw_only=True)
class LivedCase(Card):
    """What happened to one person, written down: held against the plan, never mixed into it."""

    KIND: ClassVar[str] = "lived_case"
    case: str = given(Slug(), "Its id.", need="required")
    persona: str | None = given(Ref(("persona",)), "Who the person is like.")
    at: str | None = given(When(), "When it happened.")
    events: tuple[LivedEvent, ...] = given(Many(Of(LivedEvent)), "What happened, in order.", many=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class View(Entity):
    """A choice of rows to draw, kept under a name."""

    KIND: ClassVar[str] = "view"
    id: str = given(Slug(), "Its id.", need="required")
    name: str | None = given(Text(), "What people call it.")
    variant: str | None = given(Text(), "The variant of the drawing.")
    lanes: tuple[str, ...] = given(Many(Text(), single=True), "The rows that are shown, from the top.", many=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment(Entity):
    """What someone has to say."""

    KIND: ClassVar[str] = "comment"
    about: str | None = given(Slug(), "The id of what it is about.")
    by: str | None = given(Text(), "Who says it.")
    at: str | None = given(When(), "When.")
    text: str = given(Text(), "What is said.", need="required")
    resolved: bool = given(Flag(), "Whether it is settled.", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored(Entity):
    """A finding that is meant to be so."""

    KIND: ClassVar[str] = "ignored"
    rule: str = given(Text(), "The rule, such as M101.", need="required")
    about: str | None = given(Slug(), "The id of what it is about; by default the whole map.")
    because: str = given(Text(), "Why.", need="required")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lint(Entity):
    """How the map is checked."""

    KIND: ClassVar[str] = "lint"
    ignore: tuple[Ignored, ...] = given(Many(Of(Ignored)), "Findings that are meant to be so.", many=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class JourneyMap(Entity):
    """A journey map: the journey as it is designed.

    Plain data: functions of this slice read, check, change, compare and draw it. Two maps are equal when they say the
    same, wherever it stands in their files.
    """

    KIND: ClassVar[str] = "map"
    format: str = given(Text(), "`journey-map/1`.", default=FORMAT)
    id: str = given(Slug(), "Its id.", need="required")
    title: str = given(Text(), "What it is called.", need="required")
    state: str = given(
        Word(("current", "target", "planned", "ideal")), "Whether it shows what is, or what should be.",
        default="current",
    )  # fmt: skip
    view: str = given(Word(("customer", "employee", "citizen", "patient", "buying")), "Whose eyes.", default="customer")
    market: str = given(Word(("b2c", "b2b", "b2b2c", "public")), "Who sells to whom.", default="b2c")
    scope: str = given(
        Word(("end_to_end", "phase", "touchpoint", "typical_path")), "How much it covers.", default="end_to_end"
    )
    setting: str | None = given(Word(("in_store", "digital", "mixed")), "Shop, screen or both.")
    language: str = given(Language(), "The language it is written in.", default="en")
    currency: str | None = given(Currency(), "The currency of every cost in it.")
    promise: str | None = given(Text(), "What every point of contact must keep.")
    owner: Owner | None = given(Of(Owner), "Who answers for it.", need="asked")
    review: Review | None = given(Of(Review), "When it is looked at again.", need="asked")
    version: int = given(Whole(1), "Counts up with each change.", default=1, need="derived")
    parent: Parent | None = given(Of(Parent), "The wider map it lies in.")
    case: CaseRule | None = given(Of(CaseRule), "Which events are one journey.", need="asked")
    goals: tuple[Goal, ...] = given(Many(Of(Goal)), "What it is meant to bring.", many=True)
    sources: tuple[Source, ...] = given(Many(Of(Source)), "What it rests on.", many=True)
    personas: tuple[Persona, ...] = given(
        Many(Of(Persona)), "Typical customers: written here, or ids of the library's.", need="required"
    )
    segments: tuple[Segment, ...] = given(Many(Of(Segment)), "Groups of customers.", many=True)
    actors: tuple[Actor, ...] = given(Many(Of(Actor)), "Who acts.", many=True)
    departments: tuple[Department, ...] = given(Many(Of(Department)), "Parts of the organisation.", many=True)
    systems: tuple[System, ...] = given(Many(Of(System)), "Systems that support steps.", many=True)
    outcomes: tuple[MapOutcome, ...] = given(Many(Of(MapOutcome)), "How the journey may turn out.", many=True)
    phases: tuple[Phase, ...] = given(Many(Of(Phase)), "Stretches of the journey, in order.", need="required")
    steps: tuple[Step, ...] = given(Many(Of(Step)), "What the customer does, in order.", need="required")
    links: tuple[Link, ...] = given(Many(Of(Link)), "Ways other than from each step to the one below.", many=True)
    volume: Volume | None = given(Of(Volume), "How many journeys begin in a period.")
    customer_needs: tuple[CustomerNeed, ...] = given(Many(Of(CustomerNeed)), "What customers need.", many=True)
    business_needs: tuple[BusinessNeed, ...] = given(Many(Of(BusinessNeed)), "What the company needs.", many=True)
    trends: tuple[Trend, ...] = given(Many(Of(Trend)), "Technologies to watch.", many=True)
    opportunities: tuple[Opportunity, ...] = given(Many(Of(Opportunity)), "What could be better.", many=True)
    initiatives: tuple[Initiative, ...] = given(Many(Of(Initiative)), "What may be done about it.", many=True)
    acquisition: Acquisition | None = given(Of(Acquisition), "How strangers are to become customers.")
    watch: tuple[EventRule, ...] = given(
        Many(Of(EventRule), single=True), "Events nobody planned that are to be counted.", many=True
    )
    lived: tuple[LivedCase, ...] = given(Many(Of(LivedCase)), "What happened to single people.", many=True)
    views: tuple[View, ...] = given(Many(Of(View)), "Choices of rows, kept under a name.", many=True)
    comments: tuple[Comment, ...] = given(Many(Of(Comment)), "What people have to say.", many=True)
    lint: Lint | None = given(Of(Lint), "How it is checked.")
    places: Mapping[Path, Place] = field(default_factory=nowhere, compare=False, repr=False)
    """Where things stand in the file it was read from; empty when it was not read from one."""
    file: str | None = field(default=None, compare=False, repr=False)
    """The file it was read from."""

    def __repr__(self) -> str:
        """Name the map in one line; every field of it would fill a screen."""
        return f"<JourneyMap {self.id}: {self.title}; {len(self.steps)} steps, {self.state}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage(Entity):
    """A stage of a framework."""

    KIND: ClassVar[str] = "stage"
    id: str = given(Slug(), "Its id.", need="required")
    name: str = given(Text(), "What people call it.", need="required")
    maps: tuple[str, ...] = given(Many(Ref(("map",)), single=True), "Maps of journeys in this stage.", many=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework(Entity):
    """Stages that are wider than a journey, such as a lifecycle, and the maps in each."""

    KIND: ClassVar[str] = "framework"
    id: str = given(Slug(), "Its id.", need="required")
    title: str = given(Text(), "What it is called.", need="required")
    stages: tuple[Stage, ...] = given(Many(Of(Stage)), "Its stages, in order.", need="required")


@dataclass(frozen=True, slots=True, kw_only=True)
class Library(Entity):
    """What several maps share."""

    KIND: ClassVar[str] = "library"
    format: str = given(Text(), "`journey-library/1`.", default=LIBRARY_FORMAT)
    personas: tuple[Persona, ...] = given(Many(Of(Persona)), "Typical customers.", many=True)
    segments: tuple[Segment, ...] = given(Many(Of(Segment)), "Groups of customers.", many=True)
    departments: tuple[Department, ...] = given(Many(Of(Department)), "Parts of the organisation.", many=True)
    actors: tuple[Actor, ...] = given(Many(Of(Actor)), "Who acts.", many=True)
    systems: tuple[System, ...] = given(Many(Of(System)), "Systems that support steps.", many=True)
    sources: tuple[Source, ...] = given(Many(Of(Source)), "What maps rest on.", many=True)
    channels: tuple[str, ...] = given(Many(Text(), single=True), "Channels of one's own.", many=True)
    feeling_words: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: MappingProxyType({}),
        metadata={"spec": (Named(Many(Text())), "Words for feelings, by language.", "optional", "")},
    )
    frameworks: tuple[Framework, ...] = given(Many(Of(Framework)), "Lifecycles and other frameworks.", many=True)
    places: Mapping[Path, Place] = field(default_factory=nowhere, compare=False, repr=False)
    file: str | None = field(default=None, compare=False, repr=False)
