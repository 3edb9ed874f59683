"""The shares in a reply: whatever two groups can be compared by, row for row."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sojourn.core.errors import InvalidInput

Reply = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many.

    Attributes:
        what: what those counted do, to be read after "of them": `reach order.paid`.
        measure: the name of the share in the reply.
        step, event, period, cohort: where in the reply it stands; None where that has no meaning.
        count, units: the share; units are what the analysis counts.
    """

    what: str
    measure: str
    step: int | None
    event: str | None
    period: int | None
    cohort: str | None
    count: int
    units: int

    @property
    def key(self) -> tuple[object, ...]:
        """What makes it the same row in another reply."""
        return (self.what, self.measure, self.step, self.event, self.period, self.cohort)

    def without(self, part: "Share") -> "Share":
        """Give the share of all the others."""
        return Share(
            *(self.what, self.measure, self.step, self.event, self.period, self.cohort),
            count=self.count - part.count,
            units=self.units - part.units,
        )


def shares(reply: Reply, part: Reply | None = None) -> tuple[Share, ...]:
    """List the shares of a reply, or of one of its groups.

    Raises:
        InvalidInput: the analysis has no shares of units.
    """
    reader = _READERS.get(reply["analysis"])
    if reader is None:
        raise InvalidInput(
            f"there are no shares to compare in a reply of {reply['analysis']}",
            code="not-comparable",
            hint=f"compare {', '.join(sorted(_READERS))}",
        )
    return tuple(reader(reply, reply if part is None else part))


def paired(one: Reply, other: Reply) -> tuple[tuple[Share, Share], ...]:
    """Match the shares of two replies, those of the first in its order, then what only the second has.

    A list that names everything leaves a row out when nobody did it: that counts as none. A list that was cut for
    display may hide it, so the row is not compared.
    """
    mine, theirs = ({share.key: share for share in shares(reply)} for reply in (one, other))
    pairs = []
    for key in dict.fromkeys((*mine, *theirs)):
        a = mine.get(key) or _nobody(theirs[key], one)
        b = theirs.get(key) or _nobody(mine[key], other)
        if a is not None and b is not None:
            pairs.append((a, b))
    return tuple(pairs)


def _nobody(share: Share, reply: Reply) -> Share | None:
    """Give the share of a reply in which nobody did it; None when it may be hidden."""
    hidden = reply.get("other") or {"events": 0, "variants": 0}
    if (reply["analysis"], share.measure) == ("dropoff", "next") and not hidden["events"]:
        return replace(share, count=0, units=reply["dropped"])
    if (reply["analysis"], share.measure) == ("variants", "share") and not hidden["variants"]:
        return replace(share, count=0, units=reply["total_journeys"])
    return None


def settings(reply: Reply) -> dict[str, Any]:
    """Give what was asked: two replies can be compared when it is the same."""
    asked = {name: reply[name] for name in _SETTINGS.get(reply["analysis"], ())}
    if reply["analysis"] == "funnel":
        asked["steps"] = [(step["event"], step["label"], step["optional"]) for step in reply["steps"]]
    return {
        "analysis": reply["analysis"],
        "subject": reply["basis"]["subject"],
        "cases": reply["basis"]["cases"],
        **asked,
    }


def _funnel(reply: Reply, part: Reply) -> Iterator[Share]:
    """Shares of those who entered, and of those who took the required step before."""
    steps = part["steps"]
    entered, before, moves = steps[0]["reached"], steps[0], 0
    for step in steps[1:]:
        name = step["event"] if step["event"] is not None else step["label"]
        place = (step["step"], step["event"], None, None)
        yield Share(f"reach {name}", "rate", *place, count=step["reached"], units=entered)
        if step["optional"]:
            continue
        moves += 1
        if moves > 1:  # the first move is the same share of those who entered
            since = before["event"] if before["event"] is not None else before["label"]
            yield Share(
                f"go on from {since} to {name}", "step_rate", *place, count=step["reached"], units=before["reached"]
            )
        before = step


def _retention(reply: Reply, part: Reply) -> Iterator[Share]:
    """The pooled curve, and the complete cells of cohorts."""
    unit = reply["period"] or "period"
    then = "" if reply["bounded"] else " or later"
    for cell in part["overall"]:
        what = f"return in {unit} {cell['period']}{then}"
        yield Share(what, "overall", None, None, cell["period"], None, count=cell["retained"], units=cell["eligible"])
    if reply["mode"] == "rolling":
        return
    for cohort in part["cohorts"]:
        for cell in cohort["cells"]:
            if cell["complete"]:
                what = f"who started in the {unit} of {cohort['cohort']} return in {unit} {cell['period']}{then}"
                place = (None, None, cell["period"], cohort["cohort"])
                yield Share(what, "cell", *place, count=cell["retained"], units=cell["eligible"])


def _dropoff(reply: Reply, part: Reply) -> Iterator[Share]:
    """What those did next who dropped out."""
    units, after = part["dropped"], reply["after"]
    stopped = part["stopped"]["dropped"]
    yield Share(f"do nothing more after {after}", "stopped", None, None, None, None, count=stopped, units=units)
    for row in part["next"]:
        what = f"do {row['event']} after {after} instead of {reply['instead_of']}"
        yield Share(what, "next", None, row["event"], None, None, count=row["dropped"], units=units)


def _conformance(reply: Reply, part: Reply) -> Iterator[Share]:
    """Journeys that went as expected, and journeys with each type of deviation."""
    ended = part["journeys"] - part["open_journeys"]
    yield Share("go as expected", "conforming_share", None, None, None, None, count=part["conforming"], units=ended)
    for row in part["deviations"]:
        what = f"have a deviation of type {row['type']}"
        yield Share(what, row["type"], None, None, None, None, count=row["journeys"], units=part["journeys"])


def _variants(reply: Reply, part: Reply) -> Iterator[Share]:
    """Journeys that went one way."""
    for row in part["variants"]:
        what = f"go {' > '.join(row['path'])}"
        yield Share(what, "share", None, None, None, None, count=row["journeys"], units=part["total_journeys"])


def _sessions(reply: Reply, part: Reply) -> Iterator[Share]:
    """Sessions of one event."""
    single, total = part["single_event"], part["sessions"]
    yield Share("are sessions of a single event", "single_event", None, None, None, None, count=single, units=total)


_READERS: Mapping[str, Callable[[Reply, Reply], Iterator[Share]]] = {
    "funnel": _funnel,
    "retention": _retention,
    "dropoff": _dropoff,
    "conformance": _conformance,
    "variants": _variants,
    "sessions": _sessions,
}

_SETTINGS: Mapping[str, tuple[str, ...]] = {
    "funnel": ("order", "within_seconds", "step_within_seconds", "ties", "reentry"),
    "retention": (
        *("start", "return", "mode", "period", "period_seconds"),
        *("cohorts_by", "bounded", "time_zone", "week_starts"),
    ),
    "dropoff": ("steps", "at", "within_seconds", "ties"),
    "conformance": ("expected",),
    "variants": ("collapse",),
    "sessions": ("gap_seconds",),
}
