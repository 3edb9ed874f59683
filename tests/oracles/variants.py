"""Variants in plain words."""

from collections import defaultdict
from typing import Any

from .cases import Cutting, Journey
from .sessions import quantile


def variants(cutting: Cutting, top: int = 10) -> dict[str, Any]:
    groups: dict[tuple[str, ...], list[Journey]] = defaultdict(list)
    for journey in cutting.journeys:
        groups[journey.names].append(journey)
    total = len(cutting.journeys)
    rows = [
        {
            "path": list(path),
            "journeys": len(own),
            "customers": len({journey.customer for journey in own}),
            "share": len(own) / total,
            "median_seconds": quantile([journey.duration / 1e6 for journey in own], 0.5),
        }
        for path, own in sorted(groups.items(), key=lambda row: (-len(row[1]), row[0]))
    ]
    rest = sum(row["journeys"] for row in rows[top:])
    return {
        "total_journeys": total,
        "distinct": len(rows),
        "variants": rows[:top],
        "other": {"variants": len(rows[top:]), "journeys": rest, "share": rest / total if total else None},
    }
