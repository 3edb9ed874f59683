"""Scores of competitors, as they are brought: only such as could be scores of the step."""

import math
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from sojourn import maps, measure
from sojourn.core.errors import InvalidInput
from sojourn.core.words import shortened

from . import surveys


def check_competitors(map: maps.JourneyMap, competitors: Mapping[str, Any], known: surveys.Registry) -> None:
    """Refuse scores of steps that the map does not have, and such as no step could have.

    Raises:
        InvalidInput: `competitor.unknown_step`, or `competitor.out_of_range` for what is no number or lies off the
            scale on which the step's own satisfaction is told.
    """
    steps = {step.id: step for step in map.steps}
    for name, score in competitors.items():
        if name not in steps:
            near = get_close_matches(str(name), steps, 1, 0.6)
            raise InvalidInput(
                f"a competitor's score for {name!r}, and the map has no such step",
                code="competitor.unknown_step",
                hint=f"did you mean {near[0]}?" if near else f"steps are {shortened(', '.join(steps), 200)}",
            )
        low, high, what = _ends(steps[name], known)
        number = isinstance(score, int | float) and not isinstance(score, bool) and math.isfinite(score)
        if not number or not low <= score <= high:
            hint = f"a competitor's score is told in the unit of the step's own: {what}"
            if number and what.startswith("a share") and 1 < score <= 100:
                hint += f"; for {score:g} % write {score / 100:g}"
            raise InvalidInput(
                f"a competitor's score at {name} is {score!r}, and must lie between {low:g} and {high:g}",
                code="competitor.out_of_range",
                hint=hint,
            )


def _ends(step: maps.Step, known: surveys.Registry) -> tuple[float, float, str]:
    """Give the ends between which the score of a step lies, and what it is."""
    metric, asked = step.metrics.get("satisfaction"), known.get(surveys.question_of(step, known) or "")
    if metric is not None and metric.metric == "nps":
        return -1.0, 1.0, "a net promoter score from −1 to 1"
    if metric is not None and (metric.metric == "rating" or metric.kind == "mean"):
        if asked is None:
            return -math.inf, math.inf, "a mean answer"
        scale = measure.SCALES[asked.scale]
        return scale.low, scale.high, f"a mean answer on {asked.scale}"
    return 0.0, 1.0, "a share from 0 to 1"
