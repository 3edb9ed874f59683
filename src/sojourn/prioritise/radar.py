"""The radar of needs and trends: what each has to do with the steps that matter, and what nobody acts on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from numbers import Real
from typing import Any

from sojourn.core.errors import InvalidInput
from sojourn.maps import JourneyMap, Other, amounts, later

from .radar_result import Radar
from .radar_spot import Spot

YEAR = "P1Y"
"""How long an entry stays fresh when nobody said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RadarItem:
    """A need or a trend.

    Attributes:
        kind: `need` or `trend`.
        sector: `business`, `human` or `technology`.
        horizon: `now` (within a year), `next` (within three) or `later`; None when nobody said.
        stance: what somebody decided about a trend: `use`, `try`, `watch` or `leave`.
        affects: steps it has to do with.
        initiatives: what takes it up.
        reviewed: when somebody last looked at it, `2026-11-01`.
    """

    id: str
    name: str = ""
    kind: str = "need"
    sector: str = "human"
    horizon: str | None = None
    stance: str | None = None
    affects: tuple[str, ...] = ()
    initiatives: tuple[str, ...] = ()
    reviewed: str | None = None


def radar_items(map: JourneyMap) -> tuple[RadarItem, ...]:
    """Give the needs and trends of a map, each with the initiatives that take it up through an opportunity."""
    takers: dict[str, list[str]] = {}
    for opportunity in map.opportunities:
        for taken in opportunity.solves:
            takers.setdefault(taken, []).extend(each.id for each in map.initiatives if opportunity.id in each.meets)
    needs = (("human", map.customer_needs), ("business", map.business_needs))
    found = [
        RadarItem(
            id=need.id, name=need.text, sector=sector, horizon=need.horizon, affects=need.steps,
            initiatives=tuple(dict.fromkeys(takers.get(need.id, ()))), reviewed=need.reviewed,
        )
        for sector, group in needs
        for need in group
    ]  # fmt: skip
    trends = [
        RadarItem(
            id=trend.id, name=trend.name, kind="trend", sector="technology",
            horizon=None if isinstance(trend.horizon, Other) else trend.horizon, stance=trend.stance,
            affects=trend.steps, initiatives=tuple(dict.fromkeys(takers.get(trend.id, ()))), reviewed=trend.reviewed,
        )
        for trend in map.trends
    ]  # fmt: skip
    return (*found, *trends)


def radar(
    items: JourneyMap | Iterable[RadarItem | Mapping[str, Any]],
    priority: Mapping[str, float] | None = None,
    *,
    today: date | None = None,
    every: str | None = None,
) -> Radar:
    """Sort needs and trends by how much of what should be improved lies on the steps they affect.

    Relevance = the sum of priorities over an item's steps ÷ the sum over the map. It sorts and nothing else: whether
    a technology is used is a decision of people, and stands in the map as a stance.

    Args:
        items: a map, or needs and trends.
        priority: the priority of each step, as `insight.needs` gives it. None: relevance is not known.
        today: the day on which reviews may be overdue; None: that is not looked at.
        every: how often an entry is to be looked at, in ISO 8601; by default as the map says, else yearly.

    Returns:
        Items, the most relevant first (ties by id), and findings: `need.no_initiative`, `trend.no_gap`,
        `review.overdue`.

    Raises:
        InvalidInput: a priority is negative or no number (`radar.priority`), `every` is no duration
            (`radar.period`), or a day is none (`radar.day`).

    Source: the form follows technology radars; relevance is a share of the priorities of this project.
    """
    whole = items if isinstance(items, JourneyMap) else None
    found = radar_items(whole) if whole is not None else tuple(_item(each) for each in _listed(items))
    weights = _weights(priority)
    total = sum(weights.values()) if weights is not None else 0.0
    if every is None and whole is not None and whole.review is not None:
        every = whole.review.every
    fresh = every or YEAR
    if amounts(fresh) is None:
        raise InvalidInput(
            f"{fresh!r} is no duration", code="radar.period", hint="write P6M for half a year, or P1Y for a year"
        )
    spots = tuple(_spot(each, weights, total, today, fresh) for each in found)
    order = sorted(spots, key=lambda spot: (-(spot.relevance or 0.0), spot.id))
    return Radar(
        spots=tuple(order),
        map_id=None if whole is None else whole.id,
        title="" if whole is None else whole.title,
        known=weights is not None and total > 0,
        today=None if today is None else today.isoformat(),
    )


def _spot(item: RadarItem, weights: Mapping[str, float] | None, total: float, today: date | None, fresh: str) -> Spot:
    relevance = None
    if weights is not None and total > 0:
        relevance = sum(weights.get(step, 0.0) for step in dict.fromkeys(item.affects)) / total
    findings = []
    if item.kind == "need" and not item.initiatives:
        findings.append("need.no_initiative")
    if item.kind == "trend" and relevance == 0:
        findings.append("trend.no_gap")
    due = later(_day(item.reviewed), fresh) if item.reviewed is not None else None
    if today is not None and due is not None and due < today:
        findings.append("review.overdue")
    return Spot(
        id=item.id, name=item.name or item.id, kind=item.kind, sector=item.sector, horizon=item.horizon,
        stance=item.stance, affects=item.affects, initiatives=item.initiatives, reviewed=item.reviewed,
        relevance=relevance, findings=tuple(findings),
    )  # fmt: skip


def _listed(items: Any) -> Sequence[Any]:
    if isinstance(items, str | Mapping) or not hasattr(items, "__iter__"):
        raise InvalidInput(f"{items!r} is no list of needs and trends", code="radar.item",
                           hint="give a map, or a list of entries, each with an id")  # fmt: skip
    return list(items)


def _item(given: Any) -> RadarItem:
    """Read an item from plain data."""
    if isinstance(given, RadarItem):
        return given
    if not isinstance(given, Mapping) or "id" not in given:
        raise InvalidInput(
            f"{given!r} is no entry of a radar", code="radar.item",
            hint="give a mapping with an id, and name, kind, sector, horizon, affects, initiatives where known",
        )  # fmt: skip
    for name in ("affects", "initiatives"):
        if not isinstance(given.get(name) or (), str | Sequence):
            raise InvalidInput(
                f"{name} of {given['id']!r} is {given[name]!r}", code="radar.item", hint="give a list of ids"
            )
    known = {name: given[name] for name in ("name", "horizon", "stance", "reviewed") if given.get(name) is not None}
    kind = str(given.get("kind", "need"))
    affects, initiatives = given.get("affects") or (), given.get("initiatives") or ()
    return RadarItem(
        id=str(given["id"]),
        kind=kind,
        sector=str(given.get("sector") or ("technology" if kind == "trend" else "human")),
        affects=(affects,) if isinstance(affects, str) else tuple(affects),
        initiatives=(initiatives,) if isinstance(initiatives, str) else tuple(initiatives),
        **known,
    )


def _weights(priority: Mapping[str, Any] | None) -> Mapping[str, float] | None:
    """Refuse priorities that are none."""
    if priority is None:
        return None
    wrong = [
        step for step, value in priority.items() if not (isinstance(value, Real) and 0 <= float(value) < float("inf"))
    ]
    if wrong:
        raise InvalidInput(
            f"the priority of {wrong[0]!r} is {priority[wrong[0]]}", code="radar.priority",
            hint="give numbers from 0 on, as `sojourn gaps MAP --json` does",
        )  # fmt: skip
    return priority


def _day(text: str) -> date:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        raise InvalidInput(f"{text!r} is no day", code="radar.day", hint="write it as 2026-11-01") from None
