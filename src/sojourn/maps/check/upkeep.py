"""How well a map is looked after: owner, review, evidence, pictures: M301 to M304, M306, M307."""

from calendar import monthrange
from collections.abc import Container, Iterator
from datetime import date, timedelta

from ..model import Card, JourneyMap, Path, amounts, identity, kind_of, parts
from .found import Found


def owner(map: JourneyMap) -> Iterator[Found]:
    """Tell when no person answers for the map."""
    if map.owner is None:
        yield Found("M301", (), "no owner")
    elif map.owner.person is None:
        yield Found("M301", ("owner",), "the owner names no person or role", "add 'person' with a name or a role")


def review(map: JourneyMap, today: date) -> Iterator[Found]:
    """Tell when the map should have been looked at again."""
    if map.review is None:
        yield Found("M302", (), "no review is planned", "add 'review' with 'last' and 'every'")
        return
    missing = [f"'{key}'" for key in ("last", "every") if getattr(map.review, key) is None]
    if missing:
        message = f"the review has no {' and no '.join(missing)}"
        yield Found("M302", ("review",), message, f"add {' and '.join(missing)}")
        return
    assert map.review.last is not None and map.review.every is not None
    try:
        last = date.fromisoformat(map.review.last)
    except ValueError:  # only a program can have written it
        yield Found("M302", ("review",), f"the last review was on '{map.review.last}', which is no date")
        return
    due = later(last, map.review.every)
    if due is not None and today > due:
        days = (today - due).days
        yield Found("M302", ("review",), f"review {days:,} day{'s' if days > 1 else ''} overdue")


def looked_at(map: JourneyMap, today: date) -> Iterator[Found]:
    """Tell which needs and trends should have been looked at again: as often as the map itself, by default yearly."""
    every = map.review.every if map.review is not None and map.review.every is not None else "P1Y"
    for where, items in (
        ("customer_needs", map.customer_needs),
        ("business_needs", map.business_needs),
        ("trends", map.trends),
    ):
        for each in items:
            due = later(date.fromisoformat(each.reviewed), every) if each.reviewed is not None else None
            if due is not None and today > due:
                days = (today - due).days
                message = f"{kind_of(each).replace('_', ' ')} '{each.id}': review {days:,} day{'s' if days > 1 else ''}"
                yield Found("M307", (where, each.id), f"{message} overdue")


def later(day: date, period: str) -> date | None:
    """Add an ISO 8601 duration to a day; None when there is no such day in the calendar.

    Months end where months end: one month after 31 January is the last day of February. Of hours only whole days count.
    """
    size = amounts(period)
    if size is None or any("." in each for each in size[:4]):
        return None
    years, ahead, weeks, days = (int(each or 0) for each in size[:4])
    months = day.year * 12 + day.month - 1 + years * 12 + ahead
    year, month = divmod(months, 12)
    try:
        moved = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
        return moved + timedelta(days=days + 7 * weeks + int(float(size.hours or 0)) // 24)
    except (ValueError, OverflowError, IndexError):
        return None


def assumed(map: JourneyMap) -> Iterator[Found]:
    """Tell when most of what a map of today says of feelings is guessed."""
    if map.state != "current":
        return
    feelings = [feeling.evidence for step in map.steps for feeling in step.feels]
    guessed = feelings.count("hypothesis")
    if 2 * guessed > len(feelings):
        verb = "is a hypothesis" if len(feelings) == 1 else "are hypotheses"
        yield Found("M303", ("steps",), f"{guessed} of {len(feelings)} feelings {verb}")


def unfounded(map: JourneyMap) -> Iterator[Found]:
    """Find what is said to be known without a source."""
    for path, part in parts(map):
        if isinstance(part, Card) and part.evidence != "hypothesis" and not part.source:
            yield Found("M304", path, f"'{part.evidence}' without a source: {_about(map, path, part)}")


def pictures(map: JourneyMap, there: Container[str]) -> Iterator[Found]:
    """Find pictures without a file.

    Args:
        there: the names of picture files that exist.
    """
    for path, part in parts(map):
        if part.image and part.image not in there:
            yield Found("M306", (*path, "image"), f"there is no picture '{part.image}'")


def _about(map: JourneyMap, path: Path, part: Card) -> str:
    """Say what a part is: `pain 'p_account'`, `feeling at 'buy'`."""
    kind = kind_of(part).replace("_", " ")
    name = identity(part)
    if name is not None:
        return f"{kind} '{name}'"
    within = f" at '{path[1]}'" if len(path) > 2 else ""
    return f"{kind} {path[-1]}{within}" if path and path[-2:-1] == ("metrics",) else f"{kind}{within}"
