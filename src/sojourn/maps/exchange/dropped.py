"""What an export leaves out: exactly what reading it back does not give again."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sojourn.core.words import counted

from ..model import Entity, Feeling, JourneyMap, Many, Named, Ref, identity, inner, kind_of, specs, written

_FEELINGS = MappingProxyType(
    {
        "step.feels": "feelings",
        "feeling.persona": "feelings by name",
        "feeling.score": "scores",
        "feeling.words": "words for feelings",
        "feeling.evidence": "what is known of feelings",
    }
)
"""What is lost of feelings, in words."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """One field that a format cannot hold, and where the map uses it.

    Attributes:
        field: the kind of entity and its key: `step.thinks`.
        count: how often it is used and does not come back.
        at: ids of what uses it, in order; the first ten.
        why: what happens instead, where it is not simply left out.
        whose: of feelings, how often of each persona, by name; nothing for those that are everybody's.
    """

    field: str
    count: int
    at: tuple[str, ...] = ()
    why: str | None = None
    whose: tuple[tuple[str, int], ...] = ()

    @property
    def said(self) -> str:
        """Say what it is: `step.thinks (7)`, or "feelings of Ruth at 6 steps"."""
        noun = _FEELINGS.get(self.field)
        if noun is None or not any(name for name, _ in self.whose):
            return f"{self.field} ({self.count:,})"
        return ", ".join(
            f"{noun}{f' of {name}' if name else ''} at {counted(count, 'step')}" for name, count in self.whose
        )

    def __str__(self) -> str:
        """Say it on one line: `step.thinks: 7 left out (see_ad, site, buy, …)`."""
        shown = ", ".join(self.at[:3]) + (", …" if len(self.at) > 3 else "")
        where = f" ({shown})" if shown else ""
        if any(name for name, _ in self.whose):
            return f"{self.said}: {self.why or 'left out'}{where}"
        return f"{self.field}: {self.count:,} {self.why or 'left out'}{where}"

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {"field": self.field, "count": self.count, "at": list(self.at), "why": self.why}


def dropped(before: JourneyMap, after: JourneyMap, *, why: Mapping[str, str] | None = None) -> tuple[Dropped, ...]:
    """Compare a map with what was read back from its export.

    Things in lists are paired by place, for a format may not keep ids; references are then followed from one side to
    the other. What only the second map has was guessed while reading and is no loss.

    Args:
        why: for some fields, what happens to them instead of being left out.
    """
    names = dict(_renamed(before, after))
    people = {persona.id: persona.name for persona in before.personas} if len(before.personas) > 1 else {}
    found: dict[str, list[str]] = {}
    whose: dict[str, Counter[str]] = {}
    for field, where, persona in _lost(before, after, names, ""):
        found.setdefault(field, []).append(where)
        if field in _FEELINGS:
            whose.setdefault(field, Counter())[people.get(persona, "")] += 1
    return tuple(
        Dropped(
            field,
            len(places),
            tuple(each for each in dict.fromkeys(places) if each and each != before.id)[:10],
            (why or {}).get(field),
            tuple(whose.get(field, {}).items()),
        )
        for field, places in found.items()
    )


def _renamed(before: Entity, after: Entity) -> Iterator[tuple[str, str]]:
    """Give the id of each thing on both sides."""
    ours, theirs = identity(before), identity(after)
    if ours is not None and theirs is not None:
        yield ours, theirs
    for spec in specs(type(before)).values():
        if any(True for _ in inner(spec.kind)):
            for one, other in _pairs(getattr(before, spec.name), getattr(after, spec.name)):
                if one is not None and other is not None:
                    yield from _renamed(one, other)


def _pairs(ours: Any, theirs: Any) -> Iterator[tuple[Entity | None, Entity | None]]:
    """Pair entities of two values of one field."""
    if isinstance(ours, Mapping):
        yield from ((each, theirs.get(name)) for name, each in ours.items())
    elif isinstance(ours, tuple):
        others: tuple[Any, ...] = theirs if isinstance(theirs, tuple) else ()
        yield from ((each, others[place] if place < len(others) else None) for place, each in enumerate(ours))
    elif isinstance(ours, Entity):
        yield ours, theirs


def _lost(before: Entity, after: Entity, names: Mapping[str, str], at: str) -> Iterator[tuple[str, str, str]]:
    """Give the field and place of all that is not the same on the other side, and whose it is if it is a feeling."""
    here = identity(before) or at
    who = (before.persona or "") if isinstance(before, Feeling) else ""
    kind = kind_of(before)
    for key, value in written(before):
        spec = specs(type(before))[key]
        other = getattr(after, spec.name)
        if any(True for _ in inner(spec.kind)):
            for ours, theirs in _pairs(value, other):
                if ours is not None and theirs is None:
                    yield f"{kind}.{key}", here, (ours.persona or "") if isinstance(ours, Feeling) else ""
                elif ours is not None and theirs is not None:
                    yield from _lost(ours, theirs, names, here)
        elif not _same(spec.kind, value, other, names):
            yield f"{kind}.{key}", here, who
    for key, value in before.extra.items():
        if after.extra.get(key) != value:
            yield f"{kind}.{key}", here, who


def _same(kind: Any, ours: Any, theirs: Any, names: Mapping[str, str]) -> bool:
    """Compare two values; references by what they name."""
    if isinstance(kind, Many | Named):
        if isinstance(kind, Named) or not isinstance(ours, tuple) or not isinstance(theirs, tuple):
            return bool(ours == theirs)
        return len(ours) == len(theirs) and all(
            _same(kind.item, a, b, names) for a, b in zip(ours, theirs, strict=True)
        )
    if isinstance(kind, Ref):
        return bool(names.get(ours, ours) == theirs)
    return bool(ours == theirs)
