"""How strangers are to become customers: M405, M406, M408."""

from collections.abc import Iterator

from ..model import BOXES, JourneyMap, buying_steps
from .found import Found, joined, listed


def actions(map: JourneyMap) -> Iterator[Found]:
    """Find customers' actions that no line serves and that are not left to others on purpose."""
    if map.acquisition is None:
        return
    served = {line.step for line in map.acquisition.lines} | {each.step for each in map.acquisition.left_to_others}
    for step in buying_steps(map):
        if step.id not in served:
            yield Found("M405", ("steps", step.id), f"customer's action '{step.id}' is served by nobody")


def lines(map: JourneyMap) -> Iterator[Found]:
    """Find lines that lack what they are planned by."""
    for line in map.acquisition.lines if map.acquisition is not None else ():
        missing = [key for key in ("team", "cost", "start", "effect") if getattr(line, key) is None]
        if line.cost is not None and map.currency is None:
            missing.append("currency of its cost")
        if missing:
            hints = {"effect": "'effect', or 'effect: none'", "currency of its cost": "'currency' to the map"}
            hint = f"add {joined([hints.get(key, f'{key!r}') for key in missing])}"
            message = f"acquisition line '{line.id}' has no {joined(missing, 'or')}"
            yield Found("M406", ("acquisition", "lines", line.id), message, hint)


def canvas(map: JourneyMap) -> Iterator[Found]:
    """Tell which boxes of the canvas are neither filled nor said to be unknown."""
    if map.acquisition is None or map.acquisition.canvas is None:
        return
    known = map.acquisition.canvas
    open_ = [box for box in BOXES if getattr(known, box) is None and box not in known.unknown]
    if open_:
        word = "boxes" if len(open_) > 1 else "box"
        verb = "are" if len(open_) > 1 else "is"
        message = f"{word} {listed(open_)} of the canvas {verb} open"
        yield Found("M408", ("acquisition", "canvas"), message)
