"""What follows what, in plain words."""

from collections import defaultdict
from statistics import fmean
from typing import Any

from .cases import Cutting
from .sessions import quantile


def follows(cutting: Cutting, min_count: int = 0, top: int | None = None) -> dict[str, Any]:
    pairs: dict[tuple[str, str], list[tuple[int, str, float]]] = defaultdict(list)
    seen: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, journey in enumerate(cutting.journeys):
        for event in journey.events:
            seen[event.name].append((number, journey.customer))
        for before, after in zip(journey.events, journey.events[1:], strict=False):
            seconds = (after.time - before.time) / 1e6
            pairs[before.name, after.name].append((number, journey.customer, seconds))
    nodes = [
        {
            "event": name,
            "events": len(places),
            "journeys": len({number for number, _ in places}),
            "customers": len({customer for _, customer in places}),
            "starts": sum(journey.names[0] == name for journey in cutting.journeys),
            "ends": sum(journey.names[-1] == name for journey in cutting.journeys),
        }
        for name, places in seen.items()
    ]
    edges = []
    for (before, after), places in sorted(pairs.items(), key=lambda row: (-len(row[1]), row[0])):
        seconds = [time for _, _, time in places]
        edges.append(
            {
                "from": before,
                "to": after,
                "count": len(places),
                "journeys": len({number for number, _, _ in places}),
                "customers": len({customer for _, customer, _ in places}),
                "mean_seconds": fmean(seconds),
                "median_seconds": quantile(seconds, 0.5),
                "quantiles_seconds": {f"p{p}": quantile(seconds, p / 100) for p in (10, 25, 75, 90)},
            }
        )
    shown = [edge for edge in edges if edge["count"] >= min_count][:top]
    hidden = [edge for edge in edges if edge not in shown]
    return {
        "other": {"edges": len(hidden), "count": sum(edge["count"] for edge in hidden)} if hidden else None,
        "nodes": sorted(nodes, key=lambda node: (-node["events"], node["event"])),
        "edges": shown,
    }
