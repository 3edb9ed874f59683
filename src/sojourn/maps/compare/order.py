"""Order of lists: what stayed in place, what moved, and one order made of two."""

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence

FRONT = -1


def stayed(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Give the longest run of keys that two lists have in the same order; the rest was moved, added or removed.

    Keys stand once in a list, so that the longest common subsequence is the longest rising run of places. Of several
    that are equally long the one with the smallest places at its end is taken.
    """
    place = {key: number for number, key in enumerate(before)}
    shared = [key for key in after if key in place]
    tails: list[int] = []
    ends: list[str] = []
    previous: dict[str, str | None] = {}
    for key in shared:
        at = bisect_left(tails, place[key])
        previous[key] = ends[at - 1] if at else None
        tails[at:] = [place[key], *tails[at + 1 :]]
        ends[at:] = [key, *ends[at + 1 :]]
    run: list[str] = []
    last = ends[-1] if ends else None
    while last is not None:
        run.append(last)
        last = previous[last]
    return run[::-1]


def merged(
    base: Sequence[str], ours: Sequence[str], theirs: Sequence[str], members: Collection[str]
) -> tuple[list[str], list[str]]:
    """Make one order of two that grew from a third.

    Keys that neither side moved keep their order. Every other key goes behind the nearest of those before it, on the
    side that added or moved it; where both sides put something in the same gap, the run whose first key sorts first
    comes first. So the result does not depend on which side is called ours, unless both moved one key.

    Args:
        members: the keys of the result.

    Returns:
        The order, and the keys that both sides moved to different places, where ours stands.
    """
    sides = [[key for key in side if key in members] for side in (ours, theirs)]
    origin = [key for key in base if key in members]
    kept = [set(stayed(origin, side)) for side in sides]
    there = [set(side) for side in sides]
    firm = [
        key
        for key in origin
        if any(key in side for side in there) and all(key in kept[side] or key not in there[side] for side in (0, 1))
    ]
    anchors = [_anchors(side, set(firm)) for side in sides]
    at = {key: number for number, key in enumerate(firm)}
    old = set(origin)
    taken: tuple[dict[str, list[str]], dict[str, list[str]]] = ({}, {})
    torn: list[str] = []
    for key in dict.fromkeys((*sides[0], *sides[1])):
        if key in at:
            continue
        wants = [side for side in (0, 1) if key in there[side] and not (key in old and key in kept[side])]
        if len(wants) == 2 and anchors[0][key] != anchors[1][key]:
            if key in old:
                torn.append(key)
                wants = [0]
            else:
                wants = [min(wants, key=lambda side: at.get(anchors[side][key], FRONT))]
        for side in wants or [0 if key in there[0] else 1]:
            taken[side].setdefault(anchors[side][key], [])
            taken[side][anchors[side][key]].append(key)
    for side in (0, 1):
        rank = {key: number for number, key in enumerate(sides[side])}
        for run in taken[side].values():
            run.sort(key=rank.__getitem__)
    result: list[str] = []
    for anchor in ("", *firm):
        result += [anchor] if anchor else []
        result += _woven(*(side.get(anchor, []) for side in taken))
    return result, torn


def _woven(one: Sequence[str], other: Sequence[str]) -> list[str]:
    """Make one run of two that both sides put into one gap: what they share keeps its order, the rest lies between."""
    first, second = sorted((list(one), list(other)))
    found: list[str] = []
    for shared in (*stayed(first, second), None):
        pieces = []
        for run in (first, second):
            end = len(run) if shared is None else run.index(shared)
            pieces.append(run[:end])
            del run[: end + 1]
        found += [key for piece in sorted(pieces) for key in piece]
        found += [] if shared is None else [shared]
    return list(dict.fromkeys(found))


def _anchors(side: Sequence[str], firm: Collection[str]) -> Mapping[str, str]:
    """Give the firm key before each other key; nothing at the front."""
    found, last = {}, ""
    for key in side:
        if key in firm:
            last = key
        else:
            found[key] = last
    return found
