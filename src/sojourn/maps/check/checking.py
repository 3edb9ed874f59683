"""The whole check: every rule asked, what is ignored left out, in the order of the file."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from ..findings import Finding
from ..model import JourneyMap, Path, parts
from .claims import same_events
from .feelings import measured_too_early, without_contact
from .found import Found
from .rules import RULES
from .ways_on import ends, options

Known = TypeVar("Known")


def errors(map: JourneyMap) -> tuple[Finding, ...]:
    """Find what makes a map that can be read contradict itself: M009 to M012 and M502.

    Returns:
        Findings in the order of the file; none when the map may be used.
    """
    return _ordered(map, _errors(map))


def _errors(map: JourneyMap) -> Iterator[Found]:
    yield from options(map)
    yield from ends(map)
    yield from measured_too_early(map)
    yield from without_contact(map)
    yield from same_events(map)


def _ordered(map: JourneyMap, found: Iterable[Found]) -> tuple[Finding, ...]:
    """Give findings their severity and their place, and put them in the order of the file, then of the rules.

    A map that was made by a program has no places: its parts stand in the order in which they would be written.
    """
    order = {path: number for number, (path, _) in enumerate(parts(map))}
    made = []
    for each in found:
        place = _nearest(map.places, each.path)
        key = (place.line, place.column) if place is not None else (_nearest(order, each.path) or 0, 0)
        rule = RULES[each.rule]
        finding = Finding(
            rule=rule.id,
            severity=rule.severity,
            message=each.message,
            hint=each.hint or rule.do,
            path=each.path,
            place=place,
            file=map.file,
        )
        made.append((key, rule.id, finding))
    return tuple(finding for _, _, finding in sorted(made, key=lambda each: each[:2]))


def _nearest(known: Mapping[Path, Known], path: Path) -> Known | None:
    """Give what is known of a path, or of the nearest part around it."""
    for length in range(len(path), -1, -1):
        if path[:length] in known:
            return known[path[:length]]
    return None
