"""Where data find customers won or lost: marked on the map that is drawn, never on the map itself."""

from dataclasses import replace

from ..model import JourneyMap, MomentOfTruth, Step
from ..overlay import Overlay
from .lanes import figures


def marked(drawn: JourneyMap, overlay: Overlay | None) -> JourneyMap:
    """Give a map with the moments of truth and the breaking points that an overlay found.

    What experts say stays; where data say it too, both are said.
    """
    if overlay is None or not any(mark.measure in ("moment", "breaking_point") for mark in overlay.marks):
        return drawn
    steps = tuple(_step(step, overlay) for step in drawn.steps)
    return replace(drawn, steps=steps) if steps != drawn.steps else drawn


def _step(step: Step, overlay: Overlay) -> Step:
    mark = figures.found(overlay, "moment", step.id)
    flag = mark.label if mark is not None else None
    changes: dict[str, object] = {}
    if flag in ("data", "both"):
        truth = step.moment_of_truth
        flag = "both" if truth is not None and truth.flag != "data" else flag
        changes["moment_of_truth"] = replace(truth, flag=flag) if truth is not None else MomentOfTruth(flag=flag)
    if figures.found(overlay, "breaking_point", step.id) is not None:
        changes["breaking_point"] = True
    return replace(step, **changes) if changes else step  # type: ignore[arg-type]  # fields of a step
