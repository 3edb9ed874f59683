"""What a folder of maps holds: how old each map is, how much of it is assumed, and the stages it lies in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from .check.upkeep import later
from .library import MapFolder
from .model import Feeling, Framework, Gain, JourneyMap, MomentOfTruth, Pain, Stage, parts


@dataclass(frozen=True, slots=True)
class Assumed:
    """How much of what maps of today say of customers is assumed.

    Attributes:
        hypotheses: cards whose evidence is `hypothesis`, written or not.
        cards: what is said of customers: feelings, moments of truth, pains and gains.
    """

    hypotheses: int
    cards: int

    @property
    def share(self) -> float | None:
        """Give the share of hypotheses; None when there is no card."""
        return self.hypotheses / self.cards if self.cards else None

    def __add__(self, other: "Assumed") -> "Assumed":
        """Count two together."""
        return Assumed(self.hypotheses + other.hypotheses, self.cards + other.cards)

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {"hypotheses": self.hypotheses, "cards": self.cards, "share": self.share}


@dataclass(frozen=True, slots=True)
class Kept:
    """How a map of a folder is kept.

    Attributes:
        owner: the person or role, else the department; None when nobody answers for it.
        reviewed: the day of the last review; None when none is known.
        due: the day of the next one; None when none is planned.
        overdue: days since then, 0 or less when it is not; None when no review is planned.
    """

    file: str
    map: str
    title: str
    state: str
    owner: str | None
    version: int
    steps: int
    reviewed: date | None
    due: date | None
    overdue: int | None
    assumed: Assumed

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {
            "file": self.file,
            "map": self.map,
            "title": self.title,
            "state": self.state,
            "owner": self.owner,
            "version": self.version,
            "steps": self.steps,
            "reviewed": None if self.reviewed is None else self.reviewed.isoformat(),
            "due": None if self.due is None else self.due.isoformat(),
            "overdue_days": None if self.overdue is None else max(self.overdue, 0),
            **self.assumed.to_dict(),
        }


@dataclass(frozen=True, slots=True)
class Staged:
    """A stage of a framework with the maps in it.

    Attributes:
        maps: those that the stage names, then those that say themselves that they lie in it.
        missing: ids that the stage names and nobody has.
    """

    stage: Stage
    maps: tuple[JourneyMap, ...]
    missing: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {
            "id": self.stage.id,
            "name": self.stage.name,
            "maps": [{"map": each.id, "title": each.title} for each in self.maps],
            "missing": list(self.missing),
        }


def inventory(folder: MapFolder, today: date) -> tuple[Kept, ...]:
    """Say how each map of a folder is kept, the one reviewed longest ago first; before it those never reviewed.

    Maps reviewed on one day stand in the order of their files.

    Args:
        today: the day on which reviews may be overdue.
    """
    rows = [_kept(file, map, today) for file, map in folder.maps.items()]
    return tuple(sorted(rows, key=lambda row: row.reviewed or date.min))


def assumed(map: JourneyMap) -> Assumed:
    """Count what a map says of customers, and how much of it is assumed; nothing in a map of what is yet to come."""
    found = parts(map) if map.state == "current" else ()
    cards = [part.evidence for _, part in found if isinstance(part, (Feeling, Gain, MomentOfTruth, Pain))]
    return Assumed(cards.count("hypothesis"), len(cards))


def staged(framework: Framework, maps: Iterable[JourneyMap]) -> tuple[Staged, ...]:
    """Say which maps lie in each stage of a framework.

    Args:
        maps: all maps there are; of several with one id the first is taken.
    """
    by_id: dict[str, JourneyMap] = {}
    for map in maps:
        by_id.setdefault(map.id, map)
    return tuple(_staged(framework, stage, by_id) for stage in framework.stages)


def _staged(framework: Framework, stage: Stage, maps: Mapping[str, JourneyMap]) -> Staged:
    own = [
        map.id
        for map in maps.values()
        if map.parent is not None and (map.parent.map, map.parent.stage) == (framework.id, stage.id)
    ]
    named = dict.fromkeys((*stage.maps, *own))
    return Staged(
        stage, tuple(maps[each] for each in named if each in maps), tuple(each for each in named if each not in maps)
    )


def _kept(file: str, map: JourneyMap, today: date) -> Kept:
    reviewed = _day(map.review.last) if map.review is not None else None
    every = map.review.every if map.review is not None else None
    due = later(reviewed, every) if reviewed is not None and every is not None else None
    owner = None if map.owner is None else map.owner.person or map.owner.department
    return Kept(
        file, map.id, map.title, map.state, owner, map.version, len(map.steps), reviewed, due,
        None if due is None else (today - due).days, assumed(map),
    )  # fmt: skip


def _day(written: str | None) -> date | None:
    """Read a day; None for what a program may have written instead of one."""
    try:
        return None if written is None else date.fromisoformat(written)
    except ValueError:
        return None
