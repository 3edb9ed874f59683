"""Ratings and waits of the steps of a map, as plans that promise to change them are held against."""

from collections.abc import Iterable, Iterator, Mapping

from sojourn import analyse, insight, maps
from sojourn.core.analysis import Journeys
from sojourn.core.answers import Question
from sojourn.core.small import USUAL
from sojourn.maps import JourneyMap
from sojourn.prioritise import Measured


def measured(
    map: JourneyMap, journeys: Journeys, registry: Mapping[str, Question], *, kinds: Iterable[str]
) -> tuple[Measured, ...]:
    """Measure ratings, waits or both at every step that shows them.

    A rating is the mean of the answers about the step. A wait is the quantile that the map's measure `wait` of the step
    names, in minutes. Under ten customers, or waits, there is a number of them and no value.

    Args:
        registry: what is known of questions; one that nobody knows anything of says nothing.
        kinds: `rating`, `wait`.
    """
    wanted = set(kinds)
    found: list[Measured] = []
    if "rating" in wanted:
        found += _ratings(map, journeys, registry)
    if "wait" in wanted:
        found += _waits(map, journeys)
    return tuple(found)


def _ratings(map: JourneyMap, journeys: Journeys, registry: Mapping[str, Question]) -> Iterator[Measured]:
    answers = analyse.answers(journeys, expectation=maps.expect(map))
    for step, mean in insight.rating_means(map, answers, registry).items():
        few = USUAL.state(mean.n) == "too_few"
        limits = (None, None, None) if few else (mean.value, mean.low, mean.high)
        yield Measured(step, "rating", *limits, mean.n)


def _waits(map: JourneyMap, journeys: Journeys) -> Iterator[Measured]:
    expected = maps.expect(map)
    if not any(each.name == "wait" for step in expected.steps for each in step.measures):
        return
    for step in analyse.passage(journeys, expected).steps:
        for each in step.measures:
            if each.name != "wait" or each.unit != "s":
                continue
            n = each.n + each.unfinished + each.waiting
            few = USUAL.state(n) == "too_few"
            value, low, high = (
                None if few or number is None else number / 60 for number in (each.value, each.low, each.high)
            )
            yield Measured(step.step, "wait", value, low, high, n)
