"""Passage: how journeys pass the steps that are expected of them."""

from collections.abc import Mapping
from dataclasses import replace

from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput
from sojourn.core.expectation import Expectation
from sojourn.core.journeys import Cases
from sojourn.core.results import note

from .matching import matcher
from .matching_conditions import NUMERIC
from .matching_names import as_kept
from .names import Notes, unknown_in_cases
from .passage_counts import Passage
from .passage_measures import UNITS
from .passage_result import PassageResult


def passage(journeys: Journeys, expectation: Expectation, *, top: int = 5) -> PassageResult:
    """Show how journeys pass the steps of an expectation: who did each, by which way, how long it took, who left where.

    `Passage` says exactly what is counted.

    Args:
        journeys: where to look. Journeys cut by customer, which is what nobody chose, are cut as `Expectation.cases`
            says, where it says anything.
        expectation: the steps, such as a map or a path in text compiles to.
        top: next events to list for each step at which journeys left.

    Raises:
        InvalidInput: `top` is under 1, or a measure has a unit that is none, or a quantile that is not between 0 and 1.

    Cost: O(events) for the steps, one look at every event for each rule of a measure, and O(moves * steps) at the end.
        While counting, each thread holds 32 bytes for each pair of steps and 24 for each pair of points.
    """
    if top < 1:
        raise InvalidInput("top must be at least 1", code="bad-top", hint="leave it out")
    return journeys.engine.run(*passing(journeys, expectation, top=top))


def passing(journeys: Journeys, expectation: Expectation, *, top: int = 5) -> tuple[Journeys, Passage]:
    """Make the analysis ready for a source: the journeys as they are to be cut, and what passing them means.

    Raises:
        InvalidInput: as `passage`.
    """
    if expectation.cases is not None and journeys.cases == Cases():
        journeys = replace(journeys, cases=expectation.cases)
    source, cases = journeys.source, journeys.cases
    expectation = as_kept(expectation, source.properties)
    asked = matcher(expectation, source.events, source.channels, source.properties)
    spec = Passage(
        expectation=expectation,
        matcher=asked,
        events=tuple(source.events),
        by_key=cases.by == "key",
        begun=journeys.since + cases.gap if journeys.since is not None and cases.by == "gap" else None,
        observed_until=journeys.observed_until,
        kinds=dict(source.properties),
        top=top,
        notes=(
            *asked.notes,
            *unknown_in_cases(cases, source.events),
            *_measurable(expectation, source.properties),
        ),
    )
    return journeys, spec


def _measurable(expectation: Expectation, properties: Mapping[str, str]) -> Notes:
    """Note properties that hold no number.

    Raises:
        InvalidInput: as `passage`.
    """
    notes = []
    for measure in (measure for step in expectation.steps for measure in step.measures):
        if measure.unit not in UNITS or not 0 < measure.at < 1:
            raise InvalidInput(
                f"the measure {measure.name!r} has the unit {measure.unit!r} and the quantile {measure.at}",
                code="bad-measure",
                hint=f"units are {', '.join(unit for unit in UNITS if unit)}; a quantile lies between 0 and 1",
            )
        kind = properties.get(measure.property or "")
        if kind is not None and kind not in NUMERIC:
            message = f"{measure.property!r} is of type {kind}, and {measure.name!r} is a number"
            notes.append(note("other_type", message, property=measure.property, type=kind, value=None))
    return tuple(notes)
