"""What the events of a workspace say to the rules of maps."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from sojourn import analyse, maps
from sojourn.core.analysis import Journeys
from sojourn.core.clock import Clock, SystemClock

DAYS = 90
"""How many days back rules are tried."""

_DAY = 86_400_000_000


def event_summary(journeys: Journeys, checked: Iterable[maps.JourneyMap]) -> maps.EventSummary:
    """Count the events of the last days by name, and those that fit each rule of some maps.

    The last days are those before the last event there is: events that were brought in long ago are tried too.
    """
    rules = [rule for each in checked for _, _, rule in maps.event_rules(each)]
    last = journeys.observed_until
    recent = journeys if last is None else replace(journeys, since=max(last - DAYS * _DAY + 1, journeys.since or 0))
    found = analyse.occurrences(recent, rules)
    return maps.EventSummary(days=DAYS, total=found.total, names=found.names, matches=found.fits)


def check_map(
    map: maps.JourneyMap,
    *,
    today: date | None = None,
    library: maps.Library | None = None,
    events: maps.EventSummary | Journeys | None = None,
    clock: Clock | None = None,
) -> tuple[maps.Finding, ...]:
    """Say what is wrong with a map, and what could be better.

    Args:
        map: the map; when it has a file, its pictures are looked for beside it.
        today: the day on which reviews may be overdue; by default the day it is now.
        library: what several maps share; names the map does not say itself are looked up there.
        events: journeys, or what is known of their events: rules that match none are told.
        clock: tells which day it is.

    Returns:
        Findings in the order of the file, then of the rules. Errors refuse the map; warnings and notes never do.
    """
    known = event_summary(events, [map]) if isinstance(events, Journeys) else events
    day = today or (clock or SystemClock()).now().date()
    return maps.check_map(map, today=day, library=library, events=known, images=_pictures(map))


def _pictures(map: maps.JourneyMap) -> list[str] | None:
    """Name the pictures that lie beside the file of a map; None for a map without a file."""
    if map.file is None:
        return None
    folder = Path(map.file).parent
    return [name for name in maps.pictures_of(map) if _is_file(folder / name)]


def _is_file(picture: Path) -> bool:
    try:
        return picture.is_file()
    except OSError:  # a name that no file can have
        return False
