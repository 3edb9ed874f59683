"""Conformance: lived journeys held against what is expected of them."""

from dataclasses import replace
from typing import Any

from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput
from sojourn.core.expectation import Expectation
from sojourn.core.journeys import Cases

from .conformance_counts import Conformance
from .conformance_graph import graph
from .conformance_result import ConformanceResult
from .conformance_words import words
from .expected_text import expectation as read
from .matching import matcher
from .matching_names import as_kept
from .names import unknown_in_cases


def conformance(journeys: Journeys, expected: str | Expectation, *, ignore_unknown: bool = False) -> ConformanceResult:
    """Hold journeys against an expected path: how many conform, and what the others did otherwise.

    `Conformance` says exactly what is counted. What is expected of a map also brings how the map's steps were passed
    (`ConformanceResult.passage`).

    Args:
        journeys: where to look. Journeys cut by customer, which is what nobody chose, are cut as `Expectation.cases`
            says, where it says anything.
        expected: a path in text such as `book > confirm? > (desk | kiosk) > meet!noshow`, or an expectation.
        ignore_unknown: leave out events that fit no step; of an expectation that watches for some, those stay.

    Raises:
        InvalidInput: the text is no path, nothing in the expectation leaves events, it has no way to an end, or more
            than 2,000 steps.

    Cost: O(events), and for each distinct sequence of visits its length times the steps; O(moves * steps) before that.
        What is expected of a map costs what `passage` does besides.

    Example:
        >>> conformance(shop, "site.visited > basket.filled > order.paid").conforming
        1
    """
    asked, spec = _spec(journeys, expected, ignore_unknown)
    result = asked.engine.run(asked, spec)
    if spec.expectation.map_id is None:
        return result
    from .passage import passage  # noqa: PLC0415 - start-up: a path in text is not passed so

    return replace(result, passage=passage(asked, spec.expectation))


def conformance_members(journeys: Journeys, expected: str | Expectation, *, ignore_unknown: bool = False) -> Any:
    """Give the journeys behind `conformance` with the same options, as a pyarrow table.

    One row a journey that was held: `customer`, `journey_start`, `status`, `conforming`, `cost`, `visits`, and its
    deviations of each kind.

    Raises:
        InvalidInput: as `conformance`.
    """
    asked, spec = _spec(journeys, expected, ignore_unknown)
    return asked.engine.members(asked, spec)


def _spec(journeys: Journeys, expected: str | Expectation, ignore_unknown: bool) -> tuple[Journeys, Conformance]:
    """Check what was asked and make the analysis of it."""
    held = read(expected) if isinstance(expected, str) else expected
    if ignore_unknown:
        held = replace(held, ignored=True)
    if held.cases is not None and journeys.cases == Cases():
        journeys = replace(journeys, cases=held.cases)
    source, cases = journeys.source, journeys.cases
    if cases.by == "key" and cases.key not in source.properties:
        raise InvalidInput(
            f"{held.title!r} cuts journeys by the property {cases.key!r}, and events have none of that name",
            code="unknown-property",
            hint=f"say how to cut journeys; there are: {', '.join(sorted(source.properties)) or 'no properties'}",
        )
    held = as_kept(held, source.properties)
    events = tuple(source.events)
    ways, asked = graph(held), matcher(held, events, source.channels, source.properties)
    begun = journeys.since + cases.gap if journeys.since is not None and cases.by == "gap" else None
    return journeys, Conformance(
        expectation=held,
        matcher=asked,
        graph=ways,
        words=words(held, asked, events),
        events=events,
        by_key=cases.by == "key",
        begun=begun,
        notes=(*asked.notes, *unknown_in_cases(cases, events)),
    )
