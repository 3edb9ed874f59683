"""The shape of a draft: which kinds of events are steps, in which order, and what is optional, chosen or repeated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from .drafting_counts import Label, Looked, Placed, Walked
from .drafting_words import said

MOST_VALUES = 6
"""The most values of a property that may make steps of their own."""

OPTIONAL = 0.8
"""A step that fewer of those pass who come to a later one is optional."""

LOOPS, ENDS, ENTRIES = 0.1, 0.1, 0.1
"""Shares of visits that lead back, of journeys that end, and of journeys that begin, from which the map says so."""


def candidates(looked: Looked, names: Sequence[str], events: Sequence[str]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Give properties that may tell events of one name apart: with few values, each of them frequent, hardly ever null.

    Args:
        names: names of events that are looked at.
        events: names by code.
    """
    found: dict[tuple[str, str], dict[str, int]] = {}
    for (event, name, value), count in looked.values.items():
        if event in names:
            found.setdefault((event, name), {})[value] = count
    kept = {}
    for (event, name), values in sorted(found.items()):
        total = int(looked.events[events.index(event)])
        frequent = [value for value, count in sorted(values.items()) if count >= 0.03 * total]
        if 2 <= len(frequent) <= MOST_VALUES and sum(values[value] for value in frequent) >= 0.95 * total:
            kept[event, name] = tuple(frequent)
    return kept


def split(labels: Sequence[Label], placed: Placed, name: str, properties: Sequence[str]) -> str | None:
    """Choose the property whose values are different moments: where customers have two of them, one comes first.

    Returns:
        The property, or None when values are mixed in time, never meet in a journey, or come in one moment.
    """
    best, chosen = 0.0, None
    for property_ in properties:
        places = [at for at, label in enumerate(labels) if label.event == name and label.property == property_]
        agreed = met = 0
        for a, b in combinations(places, 2):
            both = int(placed.both[a, b])
            if both >= 10 and placed.apart[a, b] >= 0.5 * both:
                agreed += max(int(placed.before[a, b]), int(placed.before[b, a]))
                met += both
        slips = any(said(name, value=labels[at].value).slip for at in places) and not said(name).slip
        score = agreed / met if met else 0.0
        if (score >= 0.8 or slips) and score + slips > best:
            best, chosen = score + slips, property_
    return chosen


def ordered(placed: Placed, places: Sequence[int]) -> list[int]:
    """Put labels in the order in which most journeys first come to them.

    The order that the most pairs of first events agree with is looked for: from the number of journeys in which a label
    comes before others, then moving single labels while that makes more pairs agree. Ties keep the order given.
    """
    lead = (placed.before - placed.before.T).astype(np.int64)
    order = sorted(places, key=lambda at: (-float(sum(_share(placed, at, other) for other in places)), at))
    for _ in range(len(order)):
        moved = False
        for at in tuple(order):
            rest = [each for each in order if each != at]
            gains = np.concatenate([[0], np.cumsum([int(lead[each, at]) - int(lead[at, each]) for each in rest])])
            best, now = int(gains.max()), int(gains[order.index(at)])
            if best > now:
                to = int(np.argmax(gains))
                order = [*rest[:to], at, *rest[to:]]
                moved = True
        if not moved:
            break
    return order


def _share(placed: Placed, a: int, b: int) -> float:
    both = int(placed.both[a, b])
    return (int(placed.before[a, b]) - int(placed.before[b, a])) / both if both and a != b else 0.0


def alternatives(placed: Placed, order: Sequence[int]) -> list[tuple[int, ...]]:
    """Join neighbours in the order of which a journey has one or the other, seldom both: a choice.

    Two are joined when they meet half as often as by chance, and when one of them follows in nearly every journey that
    came to some label before.
    """
    groups: list[list[int]] = []
    for place, at in enumerate(order):
        if groups and all(_either(placed, other, at, order[: place - len(groups[-1])]) for other in groups[-1]):
            groups[-1].append(at)
        else:
            groups.append([at])
    return [tuple(sorted(group, key=lambda at: -int(placed.both[at, at]))) for group in groups]


def _either(placed: Placed, a: int, b: int, earlier: Sequence[int]) -> bool:
    both, one, other = (int(placed.both[x, y]) for x, y in ((a, b), (a, a), (b, b)))
    for before in earlier:
        reach = int(placed.both[before, before])
        with_one, with_other = int(placed.both[before, a]), int(placed.both[before, b])
        inside = with_one >= 0.8 * one and with_other >= 0.8 * other
        many = min(with_one, with_other) >= 0.1 * reach and with_one + with_other - both >= 0.8 * reach
        seldom = both * reach <= 0.5 * with_one * with_other
        if reach >= 20 and inside and many and seldom:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Ways:
    """What counting steps says of each of them, and of the ways between.

    Attributes:
        optional, entry: steps by place.
        loops, ends: ways back and out, with the share of visits or of journeys that take them.
        cuts: places behind which a phase ends.
    """

    optional: frozenset[int]
    entry: frozenset[int]
    loops: tuple[tuple[int, int, float], ...]
    ends: tuple[tuple[int, float], ...]
    cuts: tuple[int, ...]


def ways(
    walked: Walked, *, phases: int | None, anchor: int | None, begins: Mapping[int, int] = MappingProxyType({})
) -> Ways:
    """Read optional steps, entries, loops, ends and phases off the counts.

    Args:
        phases: into how many the steps are cut; None leaves it to the waits.
        anchor: the step at which customers bind themselves, if there is one.
        begins: the first step of phases that begin at a known one; both counted from 0 and rising.
    """
    size = len(walked.reach)
    with np.errstate(invalid="ignore", divide="ignore"):
        passing = walked.passed_with / walked.passed
        leaving = walked.ends / walked.reach_closed
    optional = {at for at in range(size - 1) if walked.passed[at] >= 5 and passing[at] < OPTIONAL}
    if len(optional) == size - 1 and size > 1:
        optional.discard(int(np.argmax(np.nan_to_num(passing[:-1]))))
    required = [at for at in range(size) if at not in optional]
    entry = {
        at
        for at in range(size)
        if walked.starts[at] >= ENTRIES * walked.journeys and any(before < at for before in required)
    }
    return Ways(
        frozenset(optional),
        frozenset(entry),
        tuple(_loops(walked)),
        tuple((at, float(leaving[at])) for at in range(size - 1) if leaving[at] >= ENDS),
        _cuts(walked, phases, anchor, begins),
    )


def _loops(walked: Walked) -> list[tuple[int, int, float]]:
    """Give ways back: from each step the most frequent one, and others that every fourth visit takes; six at most."""
    found: list[tuple[int, int, int, float]] = []
    for late in range(1, len(walked.reach)):
        back = walked.moves[late, :late]
        for early in np.argsort(-back, kind="stable").tolist():
            share = float(back[early] / max(1, walked.visits[late]))
            first = not any(each[1] == late for each in found)
            if share >= (LOOPS if first else 0.25) and back[early] >= max(5, 0.005 * walked.journeys):
                found.append((int(back[early]), late, early, share))
    found.sort(key=lambda each: (-each[0], each[1], each[2]))
    return sorted((late, early, share) for _, late, early, share in found[:6])


def border_waits(walked: Walked) -> NDArray[np.float64]:
    """Give the median time, in microseconds, of going on across each border between steps; 0 where nobody does."""
    start, end, wait = walked.waits
    medians = [wait[(start <= at) & (end > at)] for at in range(len(walked.reach) - 1)]
    return np.array([float(np.median(each)) if len(each) else 0.0 for each in medians])


def _cuts(walked: Walked, phases: int | None, anchor: int | None, begins: Mapping[int, int]) -> tuple[int, ...]:
    """Cut steps into phases where customers take longest to go on.

    Without a number of phases, borders at which the usual wait is an hour and five times that of the usual border cut,
    the two longest at most; if there are none, the step at which customers bind themselves is a phase of its own.
    """
    waits = border_waits(walked)
    size = len(walked.reach)
    longest = [int(at) for at in np.argsort(-waits, kind="stable")]
    if phases is not None:
        known = sorted({**begins, 0: 0, phases: size}.items())
        cuts: list[int] = []
        for (phase, first), (following, after) in pairwise(known):
            cuts += [at for at in longest if first <= at < after - 1][: following - phase - 1]
            cuts += [after - 1] if after < size else []
        return tuple(sorted(cuts))
    if size < 3:
        return ()
    usual = float(np.median(waits))
    natural = sorted(at for at in longest[:2] if waits[at] >= max(3_600_000_000.0, 5 * usual))
    if natural:
        return tuple(natural)
    if anchor is not None:
        return tuple(sorted({at for at in (anchor - 1, anchor) if 0 <= at < size - 1}))
    return tuple(sorted({size // 3 - 1, 2 * size // 3 - 1} - {-1}))
