"""How many events there are of each name, and how many fit each of some rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from sojourn.core.analysis import Journeys
from sojourn.core.expectation import Expectation, Rule
from sojourn.core.journeys import Basis, JourneyBatch

from .matching import Matcher, matcher
from .matching_names import as_kept

Counts = tuple[NDArray[np.int64], NDArray[np.int64]]
"""Events by code, and events by rule."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """What was counted.

    Attributes:
        total: events looked at.
        names: events of each name that occurs, the most frequent first, then by name.
        fits: events that fit each rule by itself, whatever other rules say.
    """

    total: int
    names: Mapping[str, int]
    fits: Mapping[Rule, int]


@dataclass(frozen=True, slots=True, eq=False)
class CountOccurrences:
    """Count events by name, and those that fit each rule. A rule is asked by itself: an event may fit several.

    Attributes:
        rules: as they were given, in whose terms the result answers.
        asked: the same rules in terms of the source.
    """

    events: tuple[str, ...]
    rules: tuple[Rule, ...]
    asked: tuple[Rule, ...]
    matcher: Matcher

    @property
    def columns(self) -> frozenset[str]:
        """Properties that conditions look at."""
        return self.matcher.columns

    def partial(self, batch: JourneyBatch) -> Counts:
        """Count one batch."""
        names = np.bincount(batch.event, minlength=len(self.events)).astype(np.int64)
        fits = [np.count_nonzero(self.matcher.fits((rule,), batch)) for rule in self.asked]
        return names, np.array(fits, np.int64)

    def merge(self, a: Counts, b: Counts) -> Counts:
        """Add two counts."""
        return a[0] + b[0], a[1] + b[1]

    def finish(self, partial: Counts, basis: Basis) -> Occurrences:
        """Give names to the numbers."""
        found = {name: int(count) for name, count in zip(self.events, partial[0], strict=True) if count}
        fits = {rule: int(count) for rule, count in zip(self.rules, partial[1], strict=True)}
        return Occurrences(
            total=int(partial[0].sum()),
            names=MappingProxyType(dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))),
            fits=MappingProxyType(fits),
        )


def occurrences(journeys: Journeys, rules: Sequence[Rule]) -> Occurrences:
    """Count the events of each name, and those that fit each of some rules.

    Args:
        journeys: whose events; how they are cut does not matter.
        rules: which events to look for. Names are equal after NFC; a property that no event has is null everywhere.

    Cost: O(events), and one look at the events of its names for each rule.
    """
    source = journeys.source
    given = tuple(dict.fromkeys(rules))
    whole = as_kept(Expectation("", (), (), (), (), watch=given), source.properties)
    ready = matcher(whole, source.events, source.channels, source.properties)
    events = tuple(source.events)
    return journeys.engine.run(journeys, CountOccurrences(events, given, whole.watch or (), ready))
