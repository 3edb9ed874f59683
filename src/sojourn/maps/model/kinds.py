"""What a field of a map may hold: the one description that reader, schema, reference page and writer share."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

Need = Literal["required", "asked", "optional", "derived"]
"""`required`: the file does not load without it. `asked`: checking asks for it. `derived`: worked out, may be given."""


@dataclass(frozen=True, slots=True)
class Text:
    """Text, exactly as written; never empty."""


@dataclass(frozen=True, slots=True)
class Slug:
    """An id: a lower-case letter, then up to 63 lower-case letters, digits, `_` or `-`; unique in the file."""


@dataclass(frozen=True, slots=True)
class Ref:
    """The id of another thing.

    Attributes:
        to: which things it may name, by `Entity.KIND`; looked up in the map, then in the library. `map` and `stage`
            name other files and are not looked up here.
    """

    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """One of some words.

    Attributes:
        open: `{other: text}` is accepted too.
    """

    values: tuple[str, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A number between `low` and `high`, a multiple of `step` when there is one."""

    low: float | None = None
    high: float | None = None
    step: float | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number."""

    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """`true` or `false`."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date, `2026-11-01`."""


@dataclass(frozen=True, slots=True)
class When:
    """A date or an RFC 3339 time."""


@dataclass(frozen=True, slots=True)
class Period:
    """A duration in ISO 8601: `PT5M`, `P3M`."""


@dataclass(frozen=True, slots=True)
class Target:
    """A number, or a duration in ISO 8601 for times."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language tag (BCP 47)."""


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency code (ISO 4217)."""


@dataclass(frozen=True, slots=True)
class Where:
    """Conditions on properties of an event, by property; held as a tuple of `core.expectation.Condition`."""


@dataclass(frozen=True, slots=True)
class Of:
    """An entity."""

    entity: "type[Entity]"


@dataclass(frozen=True, slots=True)
class Many:
    """A list, held as a tuple.

    Attributes:
        single: one item may stand without the brackets of a list.
        none: the word `none` says that there are deliberately none; held as an empty tuple, while None is not written.
        size: how many there must be, when fixed.
    """

    item: "Kind"
    single: bool = False
    none: bool = False
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A mapping from slugs to things, held as a mapping in the order of the file.

    Attributes:
        known: names with a meaning of their own.
    """

    item: "Kind"
    known: tuple[str, ...] = ()


Kind = (
    Text | Slug | Ref | Word | Number | Whole | Flag | Day | When | Period | Target | Language | Currency | Where | Of
    | Many | Named
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Other:
    """A word that the format does not list: `{other: text}`."""

    text: str


@dataclass(frozen=True, slots=True)
class Spec:
    """One field: its key in a file, what it may hold, whether it is needed, and what it means in one sentence."""

    key: str
    kind: Kind
    need: Need
    doc: str
    default: Any = None
    name: str = ""


def given(
    kind: Kind, doc: str, *, need: Need = "optional", default: Any = None, key: str = "", many: bool = False
) -> Any:
    """Declare a field of an entity.

    Args:
        default: what holds when it is not written; a list that is not written is empty with `many`.
        key: its name in files, where Python has another use for that word.
    """
    about = {"spec": (kind, doc, need, key)}
    if need == "required":
        return field(metadata=about)
    if many:
        return field(default=(), metadata=about)
    return field(default=default, metadata=about)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """What any part of a map may carry."""

    was: tuple[str, ...] = given(Many(Slug(), single=True), "Ids it had before.", many=True)
    note: str | None = given(Text(), "A remark for those who work on the map.")
    image: str | None = given(Text(), "A picture, as a file beside the map.")
    extra: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """Keys that start with `x-`, kept unread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card(Entity):
    """A part of a map that says something about customers, and so should say how it is known."""

    evidence: str = given(
        Word(("hypothesis", "partial", "research")),
        "How well it is known: assumed, partly researched, or researched.",
        default="hypothesis",
    )
    source: tuple[str, ...] = given(Many(Ref(("source",)), single=True), "What it rests on.", many=True)


_LAST = ("evidence", "source", "was", "note", "image")


def specs(entity: type[Entity]) -> Mapping[str, Spec]:
    """Give the fields of an entity by key, in the order in which they are written."""
    return _specs(entity)  # type: ignore[arg-type]  # classes have a hash; mypy reads that of instances


@cache
def _specs(entity: Any) -> Mapping[str, Spec]:
    found = {}
    for each in fields(entity):
        if "spec" in each.metadata:
            kind, doc, need, key = each.metadata["spec"]
            default = None if each.default is MISSING else each.default
            found[each.name] = Spec(key or each.name, kind, need, doc, default, each.name)
    own = [name for name in found if name not in _LAST]
    order = [*own, *(name for name in _LAST if name in found)]
    return MappingProxyType({found[name].key: found[name] for name in order})


def kind_of(entity: "type[Entity] | Entity") -> str:
    """Give the word for an entity: `step`, `touchpoint`."""
    return str(getattr(entity, "KIND", ""))


def short_of(entity: type[Entity]) -> str | None:
    """Give the field that plain text stands for, where an entity may be written as text alone."""
    return getattr(entity, "SHORT", None)


def inner(kind: Kind) -> Iterator[type[Entity]]:
    """Give the entities that a field may hold."""
    if isinstance(kind, Of):
        yield kind.entity
    elif isinstance(kind, Many | Named):
        yield from inner(kind.item)


def nothing(spec: Spec) -> Any:
    """Give what a field holds when it is not written."""
    if isinstance(spec.kind, Named):
        return MappingProxyType({})
    if isinstance(spec.kind, Many | Where) and not getattr(spec.kind, "none", False):
        return ()
    return spec.default
