"""What the events of a workspace say to the rules of maps."""

from collections.abc import Iterable
from dataclasses import replace

from sojourn import analyse, maps
from sojourn.core.analysis import Journeys

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
