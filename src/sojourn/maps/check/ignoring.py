"""What a map says is meant to be so: `lint: {ignore: …}`, and M305 when it ignores in vain."""

from collections.abc import Sequence

from ..model import Ignored, JourneyMap
from .found import Found
from .rules import RULES


def heard(map: JourneyMap, found: Sequence[Found]) -> list[Found]:
    """Leave out what the map ignores, and add what it ignores in vain. Errors cannot be ignored.

    An entry without `about` ignores the rule everywhere; with it, where the thing of that id or a part of it is meant.
    """
    ignored = () if map.lint is None else map.lint.ignore
    vain = [
        Found("M305", ("lint", "ignore", number), message)
        for number, each in enumerate(ignored)
        if (message := _in_vain(each, found)) is not None
    ]
    return [each for each in found if not any(_silences(one, each) for one in ignored)] + vain


def _silences(ignored: Ignored, found: Found) -> bool:
    """Say whether an entry is about a finding that may be ignored."""
    known = RULES[found.rule].severity != "error" and ignored.rule == found.rule
    return known and (ignored.about is None or ignored.about in found.path)


def _in_vain(ignored: Ignored, found: Sequence[Found]) -> str | None:
    """Say why an entry ignores nothing, or None when it does."""
    rule = RULES.get(ignored.rule)
    if rule is None:
        return f"there is no rule '{ignored.rule}' to ignore"
    if rule.severity == "error":
        return f"rule {rule.id} is an error and cannot be ignored"
    if any(_silences(ignored, each) for each in found):
        return None
    where = "" if ignored.about is None else f" at '{ignored.about}'"
    return f"rule {rule.id} is ignored{where}, but says nothing there"
