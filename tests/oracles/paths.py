"""Paths in plain words: list every path as a sequence of names, then count."""

from collections import Counter
from typing import Any

from .cases import Cutting, Journey


def stretches(journey: Journey, start: str | None, end: str | None, occurrence: str) -> list[tuple[list[str], str]]:
    """Give the paths of a journey, anchor first, each with how it stops."""
    names = list(journey.names)
    stop = "open" if journey.status == "open" else "ended"
    found: list[tuple[list[str], str]] = []
    if start is None and end is None:
        return [(names, stop)]
    if start is not None and end is not None:
        for i, name in enumerate(names):
            later = [j for j in range(i + 1, len(names)) if names[j] == end]
            if name == start and later:
                found.append((names[i : later[0] + 1], "ended"))
    elif start is not None:
        found = [(names[i:], stop) for i, name in enumerate(names) if name == start]
    else:
        found = [(names[: i + 1][::-1], "ended") for i, name in enumerate(names) if name == end]
    return {"first": found[:1], "last": found[-1:], "every": found}[occurrence]


def paths(
    cutting: Cutting, *, start: str | None, end: str | None, depth: int, top: int, occurrence: str
) -> dict[str, Any]:
    every = [path for journey in cutting.journeys for path in stretches(journey, start, end, occurrence)]
    sign = -1 if start is None and end is not None else 1
    kept: list[list[str]] = []
    for k in range(depth + 1):
        counts = Counter(names[k] for names, _ in every if len(names) > k)
        kept.append([name for name, _ in sorted(counts.items(), key=lambda row: (-row[1], row[0]))[:top]])

    def node(k: int, name: str) -> tuple[int, str | None]:
        return k, name if name in kept[k] else None

    through: Counter[tuple[tuple[int, str | None], str]] = Counter()
    along: Counter[tuple[tuple[int, str | None], tuple[int, str | None]]] = Counter()
    for names, stop in every:
        for k, name in enumerate(names[: depth + 1]):
            through[node(k, name), stop if k == len(names) - 1 else "continues"] += 1
            if k < depth and k + 1 < len(names):
                along[node(k, name), node(k + 1, names[k + 1])] += 1
    order = [
        (k, name) for k in range(depth + 1) for name in [*kept[k], None] if any(n == (k, name) for n, _ in through)
    ]
    nodes = [
        {
            "id": order.index((k, name)),
            "step": sign * k,
            "event": name,
            "kind": "other" if name is None else "event",
            "paths": sum(through[(k, name), state] for state in ("ended", "open", "continues")),
            **{state: through[(k, name), state] for state in ("ended", "open", "continues")},
        }
        for k, name in order
    ]
    links = sorted((order.index(a), order.index(b), number) for (a, b), number in along.items())
    return {
        "paths": len(every),
        "nodes": nodes,
        "links": [{"source": a, "target": b, "paths": number} for a, b, number in links],
    }
