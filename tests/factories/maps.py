"""Journey maps for tests: a small one to change, and a strategy that makes any valid one."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from sojourn.core.expectation import Condition
from sojourn.maps.model import (
    Actor,
    BusinessNeed,
    Currency,
    Day,
    Department,
    Effect,
    Entity,
    EventRule,
    Feeling,
    Flag,
    Framework,
    Goal,
    Initiative,
    JourneyMap,
    Kind,
    Language,
    Library,
    Link,
    LivedCase,
    Many,
    MapOutcome,
    Named,
    Number,
    Of,
    Opportunity,
    Other,
    Pain,
    Period,
    Persona,
    Phase,
    Ref,
    Segment,
    Slug,
    Source,
    Step,
    System,
    Target,
    Text,
    Touchpoint,
    Trend,
    View,
    When,
    Where,
    Whole,
    Word,
    kind_of,
    specs,
)

HOSTILE = (
    "yes", "no", "on", "off", "true", "False", "null", "~", "none", "12:30", "1.10", "010", "1_000", "0x1F",
    "2026-11-01", "5", "-1", "−1", ".5", "1e3", ".inf", ".nan", "=", "<<", "---", "...", "--- a", "... a",
    "- a", "-", "? a", "?", ":", "a: b", "a:b", "a:", ": a", " #a", "a #b", "#a", "a,b", "[", "]", "[a]", "{",
    "}", "{a: 1}", "!t", "&a", "*a", "%a", "@a", "`a", "|", ">", "'", '"', "it's", '"quoted"', "'quoted'",
    "\\", "\\n", "a\nb", "\na", "a\n", "a\n\nb", "a\n b", " a", "a ", "\ta", "a\tb", "a\t", "\x00", "\x07",
    "\x1b[31m", "\x7f", "\x85", "a\x85b", "\u2028", "\ufeff", "\ufeffa", "\ufffe", "\u00a0", "é", "日本語",
    "مرحبا", "😀", "\U0010ffff", "a" * 200, "word " * 40, "</script>", "&amp;", "=1+1", "x-y", "a\r\nb", "a\rb",
)  # fmt: skip
"""Text that YAML, terminals, spreadsheets or web pages may take for something else."""

_WORDS = ("Buys a ticket", "waits", "The queue", "it is late", "Paris", "an email", "42 people", "why?", "well done!")
_EVENTS = ("order", "ticket", "page", "visit", "mail")


@cache
def texts(*, hostile: bool = True) -> st.SearchStrategy[str]:
    """Make text that a map may hold: anything that is not blank."""
    plain = st.sampled_from(_WORDS)
    if not hostile:
        return plain
    anything = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
    return st.one_of(plain, st.sampled_from(HOSTILE), anything).filter(lambda text: text.strip() != "")


def small_map(**changes: Any) -> JourneyMap:
    """Make a map of two steps in one phase; fields that are given replace those it has."""
    fields: dict[str, Any] = {
        "id": "small",
        "title": "A small map",
        "personas": (Persona(id="guest", name="The guest"),),
        "phases": (Phase(id="visit", name="Visit", moment="during"),),
        "steps": (a_step("come"), a_step("go")),
    }
    return JourneyMap(**(fields | changes))


def a_step(id: str, **changes: Any) -> Step:
    """Make a step of the small map, with one point of contact that is tied to the event `<id>.seen`."""
    fields: dict[str, Any] = {"id": id, "phase": "visit", "does": f"Does what {id} says"}
    if changes.get("kind") != "no_contact":
        fields["touchpoints"] = (a_touchpoint(f"{id}_desk", event=f"{id}.seen"),)
    return Step(**(fields | changes))


def a_touchpoint(id: str, *, event: str | None = None, **changes: Any) -> Touchpoint:
    """Make a point of contact, tied to an event when one is named."""
    rules = () if event is None else (EventRule(event=(event,)),)
    fields: dict[str, Any] = {"id": id, "name": f"The {id}", "event_match": rules}
    return Touchpoint(**(fields | changes))


@cache
def _one(*values: Any) -> st.SearchStrategy[Any]:
    """Give one of some values. Strategies are kept: making one takes longer than drawing from it."""
    return st.sampled_from(values)


@cache
def _few(*values: Any, low: int = 0, high: int) -> st.SearchStrategy[list[Any]]:
    """Give some of the values, none twice."""
    return st.lists(st.sampled_from(values), min_size=low, max_size=high, unique=True)


_whole = cache(st.integers)
_yes_or_no = st.booleans()


@dataclass
class _Making:
    """What one map in the making knows: which ids there will be, and how much may still be added."""

    draw: Any
    hostile: bool
    ids: dict[str, list[str]] = field(default_factory=dict)
    waiting: dict[str, Iterator[str]] = field(default_factory=dict)
    measured: bool = True
    events: Iterator[int] = field(default_factory=itertools.count)

    def declare(self, kind: str, low: int, high: int) -> int:
        """Settle how many of a kind there will be, and what they are called."""
        count = self.draw(_whole(low, high))
        self.ids[kind] = [f"{kind[:2]}{place}_{kind}" for place in range(count)]
        self.waiting[kind] = iter(self.ids[kind])
        return int(count)


_TOP = (
    Segment,
    Actor,
    Department,
    System,
    Source,
    MapOutcome,
    Goal,
    BusinessNeed,
    Trend,
    Opportunity,
    Initiative,
    View,
)


@st.composite
def maps(draw: st.DrawFn, *, hostile: bool = True, steps: int = 4) -> JourneyMap:
    """Make a map without errors, with any field of the format, small enough to be quick.

    Args:
        hostile: whether texts are hostile too.
        steps: how many steps at most.
    """
    making = _Making(draw, hostile)
    for what in _TOP:
        making.declare(kind_of(what), 0, 2)
    making.declare("persona", 1, 2)
    making.declare("phase", 1, 3)
    making.declare("step", 1, steps)
    touchpoints = [draw(_whole(0, 2)) for _ in making.ids["step"]]
    making.ids["touchpoint"] = [f"tp{place}" for place in range(sum(touchpoints))]
    pains = [draw(_whole(0, 1)) for _ in making.ids["step"]]
    making.ids["pain"] = [f"pain{place}" for place in range(sum(pains))]
    making.waiting |= {kind: iter(making.ids[kind]) for kind in ("touchpoint", "pain")}
    state = draw(_one("current", "target", "planned", "ideal"))
    making.measured = state == "current"
    made: dict[str, Any] = {"id": "a_map", "state": state}
    for key in ("personas", "phases"):
        made[key] = tuple(_of(making, key) for _ in making.ids[key[:-1]])
    made["steps"] = tuple(_step(making, *counts) for counts in zip(touchpoints, pains, strict=True))
    for what in _TOP:
        key = next(key for key, spec in specs(JourneyMap).items() if _holds(spec.kind, what))
        made[key] = tuple(_entity(making, what) for _ in making.ids[kind_of(what)])
    made["links"] = _links(making, made["steps"])
    rest = _some_fields(making, JourneyMap, {*made, "format", "lived", "metrics"})
    if draw(_yes_or_no):
        made["lived"] = (_entity(making, LivedCase),)
    return JourneyMap(**(rest | made))


@st.composite
def libraries(draw: st.DrawFn, *, hostile: bool = True) -> Library:
    """Make a library without errors."""
    making = _Making(draw, hostile)
    kinds = (Persona, Segment, Department, Actor, System, Source, Framework)
    for what in kinds:
        making.declare(kind_of(what), 0, 2)
    making.declare("stage", 2 * len(making.ids["framework"]), 2 * len(making.ids["framework"]))
    made = {}
    for what in kinds:
        key = next(key for key, spec in specs(Library).items() if _holds(spec.kind, what))
        made[key] = tuple(_entity(making, what) for _ in making.ids[kind_of(what)])
    return Library(**(_some_fields(making, Library, {*made, "format"}) | made))


def _holds(kind: Kind, what: type[Entity]) -> bool:
    return isinstance(kind, Many) and kind.item == Of(what)


def _of(making: _Making, key: str) -> Any:
    """Make one of what a list of the map holds."""
    kind = specs(JourneyMap)[key].kind
    assert isinstance(kind, Many) and isinstance(kind.item, Of)
    return _entity(making, kind.item.entity)


def _step(making: _Making, touchpoints: int, pains: int) -> Step:
    """Make a step whose points of contact and choice fit together."""
    made: dict[str, Any] = {
        "touchpoints": tuple(_entity(making, Touchpoint) for _ in range(touchpoints)),
        "pains": tuple(_entity(making, Pain) for _ in range(pains)),
        "kind": "contact" if touchpoints else making.draw(_one("contact", "no_contact")),
    }
    fields = _some_fields(making, Step, {*made, "choice"})
    if touchpoints > 1 and making.draw(_yes_or_no):
        options = tuple(each.id for each in made["touchpoints"])
        choice = specs(Step)["choice"].kind
        assert isinstance(choice, Of)
        made["choice"] = choice.entity(options=options, expected=making.draw(_one(None, *options)))  # type: ignore[call-arg]
    return Step(**(fields | made))


def _links(making: _Making, steps: tuple[Step, ...]) -> tuple[Link, ...]:
    """Make links that leave every step within reach and every way with an end."""
    found = []
    outcomes = making.ids["outcome"]
    for place, step in enumerate(steps):
        ways: list[tuple[str, str]] = [("loop", steps[back].id) for back in range(place)]
        ways += [("skip", steps[ahead].id) for ahead in range(place + 2, len(steps))]
        ways += [("end", outcome) for outcome in outcomes]
        if ways and making.draw(_yes_or_no):
            kind, to = making.draw(_one(*ways))
            share = making.draw(_one(None, 0.25, 1.0))
            found.append(Link(from_=step.id, to=to, kind=kind, share=share))
    return tuple(found)


def _entity(making: _Making, what: type[Entity], *, without: set[str] | None = None) -> Any:
    """Make an entity with its required fields and a few others; None when those would name what is not there."""
    fields = _some_fields(making, what, without or set())
    needed = {spec.name for spec in specs(what).values() if spec.need == "required"} - (without or set())
    return what(**fields) if needed <= set(fields) else None


def _some_fields(making: _Making, what: type[Entity], without: set[str]) -> dict[str, Any]:
    """Make the required fields and a few others."""
    fields = {key: spec for key, spec in specs(what).items() if spec.name not in without}
    optional = [key for key, spec in fields.items() if spec.need != "required"]
    chosen = set(making.draw(_few(*optional, high=3))) if optional else set()
    if what is Pain:
        chosen.add("id")  # opportunities may solve it
    found: dict[str, Any] = {}
    for key, spec in fields.items():
        if spec.need != "required" and key not in chosen:
            continue
        value = _value(making, spec.kind, what, key)
        if value is not None:
            found[spec.name] = value
    if what is Feeling and not making.measured:
        found.pop("evidence", None)
    if "extra" not in without and making.hostile and making.draw(_whole(0, 9)) == 9:
        found["extra"] = MappingProxyType({"x-own": making.draw(_unread(making.hostile))})
    return found


def _value(making: _Making, kind: Kind, what: type[Entity], key: str) -> Any:
    """Make a value of a field; None when it would have to name something that is not there."""
    draw = making.draw
    if isinstance(kind, Of):
        return _entity(making, kind.entity)
    if isinstance(kind, Many):
        return _list(making, kind, what, key)
    if isinstance(kind, Named):
        names = draw(_few(*kind.known, "own_name", "on", "no", high=2))
        values = {name: _value(making, kind.item, what, key) for name in names}
        return MappingProxyType({name: value for name, value in values.items() if value})
    if isinstance(kind, Ref):
        choices = [ident for to in kind.to for ident in making.ids.get(to, ())]
        if {"map", "stage"} & set(kind.to):
            choices = ["elsewhere"]
        return draw(_one(*choices)) if choices else None
    if isinstance(kind, Slug):
        if key in ("id", "case"):
            return next(making.waiting.get(kind_of(what), iter(())), None) or f"id{next(making.events)}"
        if key == "about":
            return draw(_one(*(ident for kind in ("step", "phase", "persona") for ident in making.ids[kind])))
        return f"was{next(making.events)}" if key == "was" else None
    return draw(_plain(kind, making.hostile))


def _list(making: _Making, kind: Many, what: type[Entity], key: str) -> Any:
    """Make a list of a field."""
    item = kind.item
    if isinstance(item, Of) and item.entity is Touchpoint:
        return None
    if isinstance(item, Of) and item.entity is EventRule:
        return tuple(_rule(making) for _ in range(making.draw(_whole(1, 2))))
    if key == "event":
        return (f"{making.draw(_one(*_EVENTS))}.{next(making.events)}",)
    count = kind.size or making.draw(_whole(0 if kind.none else 1, 2))
    values = [_value(making, item, what, key) for _ in range(count)]
    kept = tuple(each for each in values if each is not None)
    needed = specs(what)[key].need == "required"
    if what in (Opportunity, Effect) and key == "steps":
        return kept or (making.ids["step"][0],)
    return kept if kept or kind.none or needed else None


def _rule(making: _Making) -> EventRule:
    """Make a rule that claims events no other rule claims."""
    names = tuple(f"{making.draw(_one(*_EVENTS))}.{next(making.events)}" for _ in range(2))
    where = making.draw(_conditions(making.hostile)) if making.draw(_yes_or_no) else ()
    status = making.draw(_one("done", "failed"))
    return EventRule(event=names[: making.draw(_whole(1, 2))], where=where, status=status)


@cache
def _plain(kind: Kind, hostile: bool) -> st.SearchStrategy[Any]:
    """Make values of the kinds that are one scalar."""
    text = texts(hostile=hostile)
    if isinstance(kind, Word):
        words: st.SearchStrategy[Any] = st.sampled_from(kind.values)
        return st.one_of(words, text.map(Other)) if kind.open else words
    if isinstance(kind, Number):
        low, high = kind.low if kind.low is not None else -1e6, kind.high if kind.high is not None else 1e6
        if kind.step is not None:
            return st.integers(round(low / kind.step), round(high / kind.step)).map(lambda n: n * (kind.step or 1))
        return st.floats(low, high).map(lambda value: value + 0.0)
    if isinstance(kind, Whole):
        return st.integers(kind.low or 0, kind.high if kind.high is not None else 10_000)
    days = st.sampled_from(("2026-11-01", "2024-02-29"))
    periods = st.sampled_from(("PT5M", "P3M", "P1Y2M3DT4H5M6.5S", "P2W"))
    simple: Mapping[type, st.SearchStrategy[Any]] = {
        Text: text,
        Flag: st.booleans(),
        Day: days,
        When: st.one_of(days, st.sampled_from(("2026-11-01T09:30:00Z", "2026-11-01T09:30:00.5+01:00"))),
        Period: periods,
        Target: st.one_of(periods, st.floats(-100, 100), st.sampled_from((0.0, 0.85, 4.0))),
        Language: st.sampled_from(("en", "no", "pt-BR")),
        Currency: st.sampled_from(("EUR", "NOK")),
        Where: _conditions(hostile),
    }
    return simple[type(kind)]


@cache
def _conditions(hostile: bool) -> st.SearchStrategy[tuple[Condition, ...]]:
    """Make conditions as a file may hold them: one value or list, or operators, for each property."""
    text = texts(hostile=hostile)
    scalars = st.one_of(text, st.integers(-5, 5), st.booleans(), st.floats(-1e6, 1e6))
    ordered = st.one_of(st.integers(-5, 5), st.floats(-1e6, 1e6), st.just("2026-11-01"))
    by_operator = {"not": scalars, "exists": st.booleans(), "prefix": text}
    names = st.lists(st.one_of(st.sampled_from(("channel", "total", "true", "1")), text), max_size=2, unique=True)
    operators = _few("gt", "lte", "not", "exists", "prefix", low=1, high=5)
    several = st.lists(scalars, min_size=1, max_size=3)
    values = {
        each: st.lists(by_operator.get(each, ordered), min_size=1, max_size=3 if each == "not" else 1)
        for each in ("gt", "lte", *by_operator)
    }

    @st.composite
    def conditions(draw: st.DrawFn) -> tuple[Condition, ...]:
        found: list[Condition] = []
        for name in draw(names):
            if draw(_yes_or_no):
                found.append(Condition(name, "is", tuple(draw(several))))
                continue
            found += [Condition(name, operator, tuple(draw(values[operator]))) for operator in draw(operators)]  # type: ignore[arg-type]
        return tuple(found)

    return conditions()


@cache
def _unread(hostile: bool) -> st.SearchStrategy[Any]:
    """Make what may stand under a key that begins with `x-`."""
    text = texts(hostile=hostile)
    leaves = st.one_of(st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(-1e300, 1e300), text)
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, max_size=2).map(tuple), st.dictionaries(text, inner, max_size=2).map(MappingProxyType)
        ),
        max_leaves=4,
    )
