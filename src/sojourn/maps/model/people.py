"""Who: personas, segments, actors, departments, systems, and what a map rests on."""

from dataclasses import dataclass
from typing import ClassVar

from .kinds import Card, Entity, Many, Number, Of, Other, Ref, Slug, Text, Whole, Word, given

CHANNELS = (
    "web", "app", "phone_web", "email", "sms", "chat", "chatbot", "phone", "post", "in_person", "kiosk", "screen",
    "payment_point", "social", "press", "tv_radio", "display_ad", "search", "marketplace", "wearable", "messaging",
    "parcel", "third_party_review",
)  # fmt: skip
"""The channels that have a name and a sign of their own."""

EVIDENCE = ("hypothesis", "partial", "research")
ROLES = (
    "end_consumer", "buyer", "user", "distributor", "prescriber", "installer", "decision_maker", "influencer",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Entity):
    """How many customers are like this persona."""

    KIND: ClassVar[str] = "share"
    value: float = given(Number(0, 1), "Share from 0 to 1.", need="required")
    n: int | None = given(Whole(0), "Of how many people.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona(Card):
    """A typical customer."""

    KIND: ClassVar[str] = "persona"
    id: str = given(Slug(), "Its id.", need="required")
    name: str = given(Text(), "What people call it.", need="required")
    role: str | Other | None = given(Word(ROLES, open=True), "Its part in the purchase; intermediaries differ.")
    tier: str = given(
        Word(("standard", "best_customer")), "Best customers may get another journey.", default="standard"
    )
    segments: tuple[str, ...] = given(Many(Ref(("segment",)), single=True), "Groups it belongs to.", many=True)
    goal: str | None = given(Text(), "What it wants to get done.")
    needs: tuple[str, ...] = given(Many(Text(), single=True), "What it needs.", many=True)
    expectations: tuple[str, ...] = given(Many(Text(), single=True), "What it takes for granted.", many=True)
    behaviour: tuple[str, ...] = given(Many(Text(), single=True), "What it usually does.", many=True)
    purchase_factors: tuple[str, ...] = given(Many(Text(), single=True), "What makes it buy.", many=True)
    motivations: tuple[str, ...] = given(Many(Text(), single=True), "What moves it.", many=True)
    state_of_mind: str | None = given(Text(), "The mood in which it comes.")
    environment: str | None = given(Word(("physical", "virtual", "both")), "Where it is.")
    channel_preference: tuple[str | Other, ...] = given(
        Many(Word(CHANNELS, open=True), single=True), "Channels it likes, best first.", many=True
    )
    alternatives: tuple[str, ...] = given(Many(Text(), single=True), "Whom it compares with.", many=True)
    lifecycle_status: str | None = given(Word(("prospect", "active", "lost")), "Where it stands with the company.")
    share: Share | None = given(Of(Share), "How many customers are like it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment(Card):
    """A group of customers made by what they expect."""

    KIND: ClassVar[str] = "segment"
    id: str = given(Slug(), "Its id.", need="required")
    name: str = given(Text(), "What people call it.", need="required")
    expectations: tuple[str, ...] = given(Many(Text(), single=True), "What they take for granted.", many=True)
    profile_segment: str | None = given(Text(), "The live segment of profiles that stands for it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor(Entity):
    """Who acts; each may have a row in the blueprint."""

    KIND: ClassVar[str] = "actor"
    id: str = given(Slug(), "Its id.", need="required")
    kind: str = given(
        Word(("customer", "provider", "employee", "partner", "third_party", "system")), "What it is.", need="required"
    )
    name: str = given(Text(), "What people call it.", need="required")
    department: str | None = given(Ref(("department",)), "Where it belongs.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Department(Entity):
    """A part of the organisation; the id alone will do."""

    KIND: ClassVar[str] = "department"
    SHORT: ClassVar[str] = "id"
    id: str = given(Slug(), "Its id.", need="required")
    name: str | None = given(Text(), "What people call it; by default the id.")
    capacity: float | None = given(Number(0), "Person-months it has for initiatives.")


@dataclass(frozen=True, slots=True, kw_only=True)
class System(Entity):
    """A system that supports a step; the id alone will do."""

    KIND: ClassVar[str] = "system"
    SHORT: ClassVar[str] = "id"
    id: str = given(Slug(), "Its id.", need="required")
    name: str | None = given(Text(), "What people call it; by default the id.")
    of_record: tuple[str, ...] = given(Many(Text(), single=True), "The data it is the record of.", many=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Entity):
    """What a map rests on."""

    KIND: ClassVar[str] = "source"
    id: str = given(Slug(), "Its id.", need="required")
    type: str | Other = given(
        Word(
            ("web_analytics", "crm", "campaign", "survey", "mystery_visit", "statistics", "interview", "diary",
             "observation", "review", "ticket", "call", "event_log", "workshop", "article", "assumption"),
            open=True,
        ),
        "What it is.",
        need="required",
    )  # fmt: skip
    title: str = given(Text(), "What it is called.", need="required")
    n: int | None = given(Whole(0), "How many people, answers or visits.")
    period: str | None = given(Text(), "When it was gathered.")
