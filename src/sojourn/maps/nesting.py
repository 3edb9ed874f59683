"""Maps inside maps: how deep they lie, and what the step that holds a map tells of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sojourn.core.words import counted, listed, signed

from .document.messages import near
from .findings import Finding, MapRefused
from .model import Feeling, JourneyMap, Step

DEEPEST = 3
"""Maps inside one another at most."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What a card tells of the map that its step holds: taken over as it stands, nothing averaged.

    Attributes:
        map: its id.
        steps: how many it has.
        end: the feelings with a score at the last step that has any; several when personas differ.
        worst: its worst moment of truth: the lowest feeling, then the highest stake, then the first; None when it flags
            no moment of truth.
        score: the lowest feeling there; None when nobody said.
        holds: titles or ids of the maps inside it, in its order.
    """

    map: str
    title: str
    steps: int
    end: tuple[Feeling, ...]
    worst: Step | None
    score: float | None
    holds: tuple[str, ...] = ()

    @property
    def ending(self) -> str:
        """Say how it ends: "ends calm, +1"; nothing when nobody said."""
        scores = " / ".join(dict.fromkeys(signed(one.score or 0.0) for one in self.end))
        return f"ends {listed((listed(self.end[0].words) if len(self.end) == 1 else '', scores))}" if scores else ""

    @property
    def truth(self) -> str:
        """Say its worst moment of truth: "Pays, −2"; nothing when it has none."""
        score = "" if self.score is None else signed(self.score)
        return "" if self.worst is None else listed((self.worst.does, score))

    def to_dict(self) -> dict[str, Any]:
        """Give it as JSON has it."""
        return {
            "map": self.map,
            "title": self.title,
            "steps": self.steps,
            "end": [one.score for one in self.end],
            "worst": None if self.worst is None else {"step": self.worst.id, "score": self.score},
            "holds": list(self.holds),
        }


def held(map: JourneyMap) -> tuple[str, ...]:
    """Give the ids of the maps that steps of a map hold, each once, in the order of the steps."""
    return tuple(dict.fromkeys(step.map for step in map.steps if step.map is not None))


def inside(map: JourneyMap, maps: Mapping[str, JourneyMap] | None = None) -> Inside:
    """Say of a map what the card tells that holds it.

    Args:
        maps: maps by id, for the titles of those inside it.
    """
    known = maps or {}
    felt = [tuple(one for one in step.feels if one.score is not None) for step in map.steps]
    flagged = [step for step in map.steps if step.moment_of_truth is not None]
    worst = min(flagged, key=_how_bad, default=None)
    return Inside(
        map.id,
        map.title,
        len(map.steps),
        next((each for each in reversed(felt) if each), ()),
        worst,
        None if worst is None else _lowest(worst),
        tuple(known[each].title if each in known else each for each in held(map)),
    )


def insides(map: JourneyMap, maps: Mapping[str, JourneyMap]) -> dict[str, Inside]:
    """Say what cards tell of the maps that steps hold, by the ids of those maps; maps that are not there are left out.

    Args:
        maps: maps by id.

    Raises:
        MapRefused: a map lies inside itself, or maps lie too deep (M006).
    """
    wrong = [
        Finding(
            rule="M006", severity="error", message=message, hint=hint, path=("steps", step.id, "map"),
            place=map.places.get(("steps", step.id, "map")), file=map.file,
        )
        for step, message, hint in misplaced(map, {**maps, map.id: map})
    ]  # fmt: skip
    if wrong:
        raise MapRefused(wrong)
    return {each: inside(maps[each], maps) for each in held(map) if each in maps}


def misplaced(map: JourneyMap, maps: Mapping[str, JourneyMap]) -> Iterator[tuple[Step, str, str]]:
    """Find the steps of a map that hold a map which lies inside itself, or too deep: each with why, and what to do."""
    for step in map.steps:
        if step.map is None or step.map not in maps:
            continue
        way = _way(maps, (map.id, step.map))
        if way[-1] in way[:-1]:
            message = f"map '{step.map}' lies inside itself: {' → '.join(way)}"
            yield step, message, "take one of these maps out of a step"
        elif len(way) > DEEPEST:
            yield step, f"maps lie {len(way)} levels deep: {' → '.join(way)}", f"use at most {DEEPEST} levels"


def _way(maps: Mapping[str, JourneyMap], way: tuple[str, ...]) -> tuple[str, ...]:
    """Give the longest way downwards; it ends where it comes back to a map on it, and where it is too long anyway."""
    if way[-1] in way[:-1] or way[-1] not in maps or len(way) > DEEPEST + 1:
        return way
    ways = [_way(maps, (*way, each)) for each in held(maps[way[-1]])]
    circles = [each for each in ways if each[-1] in each[:-1]]
    return circles[0] if circles else max(ways, key=len, default=way)


def missing(ident: str, known: Mapping[str, object]) -> tuple[str, str]:
    """Say that there is no map of an id, and what to do about it."""
    meant = near(ident, known)
    return f"map '{ident}' is not in the folder", f"did you mean '{meant}'?" if meant else "put it into the folder"


def facts(told: Inside) -> tuple[str, ...]:
    """Say what is told of a map below its title: its steps, how it ends, its worst moment of truth."""
    holds = f"holds {counted(len(told.holds), 'map')}" if told.holds else ""
    truth = f"worst moment of truth: {told.truth}" if told.truth else ""
    return tuple(line for line in (listed((counted(told.steps, "step"), holds)), told.ending, truth) if line)


def aloud(step: Step, insides: Mapping[str, Inside] | None) -> str:
    """Say what map a step holds, to those who hear it; nothing when it holds none."""
    if step.map is None:
        return ""
    told = None if insides is None else insides.get(step.map)
    if told is None:
        return f"holds the map {step.map}" + ("" if insides is None else ", not found")
    return listed((f"holds the map {told.title}", *facts(told)))


def _lowest(step: Step) -> float | None:
    return min((one.score for one in step.feels if one.score is not None), default=None)


def _how_bad(step: Step) -> tuple[float, int]:
    """Order moments of truth from the worst; those of which nobody said how they feel come last."""
    lowest = _lowest(step)
    stake = step.moment_of_truth.stake if step.moment_of_truth is not None else None
    return (3.0 if lowest is None else lowest), -(stake or 0)
