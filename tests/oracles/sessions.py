"""Sessions in plain words."""

from collections import Counter
from collections.abc import Sequence
from statistics import fmean
from typing import Any

from .cases import Cutting


def quantile(values: Sequence[float], share: float) -> float | None:
    """Interpolate linearly between the two values around (n - 1) share."""
    if not values:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def ranked(names: Sequence[str]) -> list[dict[str, Any]]:
    found = sorted(Counter(names).items(), key=lambda row: (-row[1], row[0]))
    return [{"event": name, "sessions": number} for name, number in found]


def sessions(cutting: Cutting, gap: int) -> dict[str, Any]:
    own = list(Counter(journey.customer for journey in cutting.journeys).values())
    sizes = [len(journey.events) for journey in cutting.journeys]
    seconds = [journey.duration / 1e6 for journey in cutting.journeys]

    def middle(values: Sequence[float]) -> dict[str, float | None]:
        return {"mean": fmean(values) if values else None, "median": quantile(values, 0.5)}

    return {
        "gap_seconds": gap / 1e6,
        "sessions": len(cutting.journeys),
        "customers": len(own),
        "open": sum(journey.status == "open" for journey in cutting.journeys),
        "single_event": sizes.count(1),
        "sessions_per_customer": middle(own),
        "events_per_session": middle(sizes),
        "duration_seconds": {**middle(seconds), "p90": quantile(seconds, 0.9)},
        "quantiles": "exact",
        "entries": ranked([journey.names[0] for journey in cutting.journeys]),
        "exits": ranked([journey.names[-1] for journey in cutting.journeys]),
    }
