"""Everything that is laid over a map: what was lived, and the moments of truth that were found in it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sojourn import insight
from sojourn.core.analysis import Journeys
from sojourn.core.answers import Question
from sojourn.core.errors import InvalidInput
from sojourn.maps import JourneyMap, Overlay


def overlay_of(
    map: JourneyMap,
    journeys: Journeys,
    *,
    registry: Mapping[str, Question],
    moments: bool = True,
    draws: int = 500,
    **options: Any,
) -> tuple[Overlay, tuple[str, ...]]:
    """Lay lived journeys over a map, with the moments of truth and the priorities that they show.

    Args:
        registry: what is known of questions.
        moments: whether to look for moments of truth; where they cannot be, they are left out with a word.
        draws: of whole customers, for intervals of criticality.
        options: what else `insight.evidence` takes.

    Returns:
        The overlay, and why something was left out.

    Raises:
        InvalidInput: as `insight.evidence` does.
    """
    laid = insight.evidence(map, journeys, registry=registry, **options)
    if not moments:
        return laid, ()
    limits = {name: options[name] for name in ("hidden_below", "thin_below") if name in options}
    try:
        found = insight.needs(map, journeys, registry=registry, draws=draws, **limits)
    except InvalidInput as error:
        return laid, (f"moments of truth were not looked for: {error}",)
    given = (*found.moments.marks(), *found.marks())
    replaced = {(mark.measure, mark.at) for mark in given}
    kept = [mark for mark in laid.marks if (mark.measure, mark.at) not in replaced]
    return replace(laid, marks=(*kept, *given)), ()
