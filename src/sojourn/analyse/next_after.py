"""What came next after some events, one straight after the other: counted, not predicted."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sojourn.core.analysis import Journeys
from sojourn.core.chart_rows import share_bars
from sojourn.core.charts import INK, QUIET, Chart, vega_lite
from sojourn.core.durations import microseconds, short
from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count, interval, note
from sojourn.core.statistics import wilson
from sojourn.core.words import shortened

from .attempts import Duration
from .names import Notes, code_of, envelope, noted, sentences, unknown, unknown_in_cases
from .next_step_counts import CountContexts
from .next_step_decisions import Asking
from .next_step_parts import FollowingEvent
from .next_step_words import said

LONGEST = 5
"""Events that can stand before."""


@dataclass(frozen=True, slots=True)
class NextAfterResult(Result):
    """What came next after some events, one straight after the other.

    Attributes:
        after: the events, the oldest first.
        window_seconds: after so long without an event nothing came next; None where that is never known.
        times: how often the events came in this order and what came next is known.
        events: what came next, the most frequent first; all of them.
        top: how many tables and charts show.
    """

    basis: Basis
    notes: Notes
    after: tuple[str, ...]
    window_seconds: float | None
    times: int
    events: tuple[FollowingEvent, ...]
    top: int

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            **envelope("next_after", self.basis, self.notes),
            "after": list(self.after),
            "window_seconds": self.window_seconds,
            "times": self.times,
            "events": [asdict(each) for each in self.events],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row for each event that came next; `event` is null for nothing."""
        return [asdict(each) for each in self.events]

    def tables(self) -> tuple[Table, ...]:
        """Give what came next, the most frequent first."""
        rest = self.events[self.top :]
        rows = [
            (said(each.event), count(each.times), interval(each.share, each.share_low, each.share_high))
            for each in self.events[: self.top]
        ]
        if rest:
            times = sum(each.times for each in rest)
            low, high = wilson(times, self.times)
            rows.append((f"{len(rest):,} others", count(times), interval(times / self.times, low, high)))
        return (
            Table(
                f"After {' > '.join(self.after)}",
                (Heading("Next", numeric=False), Heading("Times"), Heading("Share")),
                tuple(rows),
                (f"{count(self.times)} times in all. {self._nothing()}", *sentences(self.notes)),
            ),
        )

    def chart(self) -> Chart:
        """Draw the shares of what came next, with intervals."""
        rows = [
            {
                "name": shortened(said(each.event), 44),
                "share": each.share,
                "low": each.share_low,
                "high": each.share_high,
                "percent": f"{100 * each.share:.1f} %",
                "times": count(each.times),
            }
            for each in self.events[: self.top]
        ]
        hidden = len(self.events) - len(rows)
        body = share_bars(rows, title="Share", width=380, texts=[("percent", 10, INK), ("times", 66, QUIET)])
        more = f"; {hidden:,} more not drawn" if hidden else ""
        return vega_lite(
            {**body, "padding": {"right": 90, "left": 5, "top": 5, "bottom": 5}},
            title=f"After {shortened(' > '.join(self.after), 70)}",
            subtitle=[f"What came next, {count(self.times)} times in all{more}", self._nothing()],
        )

    def _nothing(self) -> str:
        """Say when nothing came."""
        if self.window_seconds is None:
            return "Counted where something came: these journeys never close."
        return f"Nothing more: not within {short(self.window_seconds * 1e6)}."


def next_after(
    journeys: Journeys, after: str | Sequence[str], *, within: Duration | None = None, top: int = 10
) -> NextAfterResult:
    """Count what came next after some events, one straight after the other.

    Everything known is counted, whenever it was. Intervals are Wilson's and take each time as somebody else's.

    Args:
        after: `a > b`, or a list of event names; up to five.
        within: when nothing comes for so long, nothing came next; by default the pause at which journeys are cut.
        top: events to show; the rest is one line.

    Raises:
        InvalidInput: no event, or too many.

    Cost: one pass over the events.

    Example:
        >>> next_after(shop, "site.visited > basket.filled").events[0].event
        'help.opened'
    """
    names = tuple(part.strip() for part in after.split(">")) if isinstance(after, str) else tuple(after)
    if not names or not all(names) or len(names) > LONGEST:
        blank = "an event without a name" if any(names) and not all(names) else f"{len([*filter(None, names)])} events"
        raise InvalidInput(
            f"what comes after {blank} cannot be counted",
            code="bad-context",
            hint=f"name 1 to {LONGEST} events, as in 'site.visited > basket.filled'",
        )
    if top < 1:
        raise InvalidInput(f"{top} events cannot be shown", code="bad-top", hint="show 1 or more")
    source = journeys.source
    asking = Asking.of(journeys.cases, None if within is None else microseconds(within), journeys.observed_until)
    asked = CountContexts(len(source.events), asking, asking.until + 1, len(names))
    counted, basis = journeys.engine.run(journeys, asked)
    notes = [*unknown(names, source.events), *unknown_in_cases(journeys.cases, source.events)]
    codes = [code_of(name, source.events) + 1 for name in names]
    if counted.length < len(names):
        raise InvalidInput(
            f"there are too many different pasts to look back further than {counted.length} events",
            code="bad-context",
            hint="name fewer events",
        )
    wanted = 0
    for code in codes:
        wanted = (wanted << counted.bits) | code
    rows = np.flatnonzero((counted.keys >> counted.bits) == wanted) if all(codes) else np.zeros(0, np.int64)
    answers, times = counted.keys[rows] & ((1 << counted.bits) - 1), counted.counts[rows]
    total = int(times.sum())
    if not total and all(codes):
        notes.append(note("never_seen", f"{' > '.join(names)} never came in this order, one straight after the other"))
    found = []
    for answer, number in zip(answers.tolist(), times.tolist(), strict=True):
        low, high = wilson(number, total)
        name = None if answer == 0 else source.events[answer - 1]
        found.append(FollowingEvent(name, number, number / total, low or 0.0, high or 0.0))
    found.sort(key=lambda each: (-each.times, each.event is None, each.event or ""))
    return NextAfterResult(
        basis=basis,
        notes=noted(tuple(notes), basis),
        after=names,
        window_seconds=None if asking.window is None else asking.window / 1e6,
        times=total,
        events=tuple(found),
        top=top,
    )
