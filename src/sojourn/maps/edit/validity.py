"""What an edit must not bring about: whatever would refuse the map when it is read."""

from collections import Counter

from ..check import errors
from ..findings import Finding
from ..model import JourneyMap, dangling, identity, parts, specs
from .refusals import EditRefused


def checked(before: JourneyMap, after: JourneyMap) -> None:
    """Refuse a map with mistakes that it did not have before.

    Raises:
        EditRefused: with everything that is new.
    """
    new = [*_missing(before, after), *_twice(before, after), *_unknown(before, after)]
    new = new or _contradictions(before, after)
    if new:
        raise EditRefused(new)


def _missing(before: JourneyMap, after: JourneyMap) -> list[Finding]:
    """Find lists of the map that must not be empty."""
    return [
        Finding(rule="M003", severity="error", message=f"the map would have no {key}", hint=spec.doc, path=(key,))
        for key, spec in specs(JourneyMap).items()
        if spec.need == "required" and getattr(after, spec.name) == () and getattr(before, spec.name) != ()
    ]


def _twice(before: JourneyMap, after: JourneyMap) -> list[Finding]:
    """Find ids that stand twice."""
    now = _ids(after)
    if max(now.values()) == 1:
        return []
    was = _ids(before)
    return [
        Finding(rule="M005", severity="error", message=f"id '{name}' would be used twice", hint="choose another id")
        for name, number in now.items()
        if number > max(was[name], 1)
    ]


def _ids(map: JourneyMap) -> Counter[str]:
    return Counter(filter(None, (identity(part) for _, part in parts(map))))


def _unknown(before: JourneyMap, after: JourneyMap) -> list[Finding]:
    """Find references that lead nowhere."""
    new = dangling(after)
    if new:
        known = {(each.to, each.id) for each in dangling(before)}
        new = tuple(each for each in new if (each.to, each.id) not in known)
    return [
        Finding(
            rule="M006", severity="error", message=f"{_what(each.to)} '{each.id}' does not exist, which {each} names",
            hint="add it first, or name another", path=(*each.path, each.key),
        )
        for each in new
    ]  # fmt: skip


def _contradictions(before: JourneyMap, after: JourneyMap) -> list[Finding]:
    """Find what contradicts itself, where there is more of it than before: an edit may change what a finding names."""
    now = errors(after)
    if not now:
        return []
    was = errors(before)
    said = {(each.rule, each.message) for each in was}
    number = Counter(each.rule for each in was)
    more = {rule for rule, count in Counter(each.rule for each in now).items() if count > number[rule]}
    return [each for each in now if each.rule in more and (each.rule, each.message) not in said]


def _what(to: tuple[str, ...]) -> str:
    return " or ".join(each.replace("_", " ") for each in to if each) or "the id"
