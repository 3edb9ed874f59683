"""What dropoff gives back: what came next, what went along with leaving, and how it is shown."""

from dataclasses import dataclass
from typing import Any

from sojourn.core.charts import Chart
from sojourn.core.durations import short
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count, duration, interval, percent
from sojourn.core.words import chance, counted

from .dropoff_chart import draw
from .names import Notes, envelope, sentences

FAIR = 0.01
"""The share of the leavers' time that those who went on need, for the events of both to be comparable."""


@dataclass(frozen=True, slots=True)
class NextEvent:
    """An event that came next for some of those who dropped out; the share is of all of them."""

    event: str
    dropped: int
    of: int
    share_low: float | None
    share_high: float | None

    @property
    def share(self) -> float | None:
        """Share of all who dropped out."""
        return self.dropped / self.of if self.of else None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "event": self.event,
            "dropped": self.dropped,
            "share": self.share,
            "share_low": self.share_low,
            "share_high": self.share_high,
        }


@dataclass(frozen=True, slots=True)
class Contrast:
    """How many of those who dropped out, and of those who went on, had an event.

    Attributes:
        dropped, dropped_of, converted, converted_of: units with the event, and all of them.
        difference_low, difference_high: limits of the difference of the shares; None when a side is empty.
        p_value, q_value: of no difference; None when a side is empty.
    """

    event: str
    dropped: int
    dropped_of: int
    converted: int
    converted_of: int
    difference_low: float | None
    difference_high: float | None
    p_value: float | None
    q_value: float | None

    @property
    def units(self) -> int:
        """Units with the event."""
        return self.dropped + self.converted

    @property
    def dropped_share(self) -> float | None:
        """Share of those who dropped out."""
        return self.dropped / self.dropped_of if self.dropped_of else None

    @property
    def converted_share(self) -> float | None:
        """Share of those who went on."""
        return self.converted / self.converted_of if self.converted_of else None

    @property
    def difference(self) -> float | None:
        """The first share minus the second."""
        if self.dropped_share is None or self.converted_share is None:
            return None
        return self.dropped_share - self.converted_share

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "event": self.event,
            "dropped": self.dropped,
            "dropped_share": self.dropped_share,
            "converted": self.converted,
            "converted_share": self.converted_share,
            "difference": self.difference,
            "difference_low": self.difference_low,
            "difference_high": self.difference_high,
            "p_value": self.p_value,
            "q_value": self.q_value,
        }


@dataclass(frozen=True, slots=True)
class DropoffResult(Result):
    """What those did next who got to a step and no further.

    Attributes:
        at: the number of the step in the list, from 1.
        after, instead_of: the step and the one that did not come.
        dropped, open, converted: what became of those who got to the step.
        stopped: dropped ones without any event in their time.
        next: the most frequent next events.
        other_events, other: next events not shown, and how many dropped ones had one of them.
        dropped_median_seconds, converted_median_seconds: how long those who left were looked at, and those who went on;
            None where there are none.
        compared: every event with enough support; `top` of them are shown.
    """

    basis: Basis
    notes: Notes
    steps: tuple[str, ...]
    at: int
    after: str
    instead_of: str
    within_seconds: float | None
    ties: str | None
    dropped: int
    open: int
    converted: int
    stopped: int
    next: tuple[NextEvent, ...]
    other_events: int
    other: int
    min_support: int
    dropped_median_seconds: float | None
    converted_median_seconds: float | None
    compared: tuple[Contrast, ...]
    top: int

    @property
    def comparable(self) -> bool | None:
        """Whether those who went on were looked at for 1 % or more of the leavers' time; None when a side is empty.

        Who goes on at once had no time for anything else, so a difference would only say that leavers were watched.
        """
        went_on, left = self.converted_median_seconds, self.dropped_median_seconds
        return None if went_on is None or left is None else went_on >= FAIR * left

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            **envelope("dropoff", self.basis, self.notes),
            "steps": list(self.steps),
            "at": self.at,
            "after": self.after,
            "instead_of": self.instead_of,
            "within_seconds": self.within_seconds,
            "ties": self.ties,
            "dropped": self.dropped,
            "open": self.open,
            "converted": self.converted,
            "stopped": {"dropped": self.stopped, "share": self._share(self.stopped)},
            "next": [each.to_dict() for each in self.next],
            "other": {"events": self.other_events, "dropped": self.other, "share": self._share(self.other)},
            "min_support": self.min_support,
            "dropped_median_seconds": self.dropped_median_seconds,
            "converted_median_seconds": self.converted_median_seconds,
            "comparable": self.comparable,
            "compare": [each.to_dict() for each in self.compared[: self.top]],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a next event, then those who stopped and the other events; `kind` says which."""
        none = {"share_low": None, "share_high": None}
        return [
            *({"kind": "event", **each.to_dict()} for each in self.next),
            {"kind": "stopped", "event": None, "dropped": self.stopped, "share": self._share(self.stopped), **none},
            {"kind": "other", "event": None, "dropped": self.other, "share": self._share(self.other), **none},
        ]

    def tables(self) -> tuple[Table, ...]:
        """Give what came next, and the events compared."""
        window = "" if self.within_seconds is None else f" within {short(self.within_seconds * 1e6)}"
        body = [(each.event, interval(each.share, each.share_low, each.share_high), count(each.dropped))
                for each in self.next]  # fmt: skip
        if self.other:
            body.append(
                (counted(self.other_events, "other event"), percent(self._share(self.other)), count(self.other))
            )
        body.append(("nothing more in that time", percent(self._share(self.stopped)), count(self.stopped)))
        shown = [
            Table(
                f"After {self.after}, instead of {self.instead_of}{window}",
                (Heading("What came next", numeric=False), Heading("Of those who left (95 %)"), Heading("Number")),
                tuple(body),
                (
                    f"{count(self.dropped)} left, {count(self.open)} may still go on, {count(self.converted)} went on.",
                    *sentences(self.notes),
                ),
            )
        ]
        if self.compared:
            shown.append(self._contrasts())
        return tuple(shown)

    def chart(self, *, width: int = 420) -> Chart:
        """Draw what came next, and below it how much more often those who left had each event.

        Events of groups that are not comparable are not drawn; the subtitle says so.

        Args:
            width: of the bars, in pixels; under 360 names and numbers stand above them.
        """
        drawn = [each.to_dict() for each in self.compared[: self.top] if each.difference is not None]
        return draw(
            [each.to_dict() for each in self.next],
            {"stopped": self.stopped, "other": self.other, "events": self.other_events, "dropped": self.dropped},
            [] if self.comparable is False else drawn,
            looked=self._looked(),
            title=f"After {self.after}, instead of {self.instead_of}",
            subtitle=[
                f"{count(self.dropped)} left; {count(self.open)} who may still go on are not among them",
                *([f"Other events are not compared: {self._looked()}"] if drawn and self.comparable is False else []),
            ],
            width=width,
        )

    def _contrasts(self) -> Table:
        """Lay the compared events out."""
        return Table(
            f"What those who left did more, or less, often than the {count(self.converted)} who went on",
            (
                Heading("Event", numeric=False),
                Heading("Difference in points (95 %)"),
                Heading("Left"),
                Heading("Went on"),
                Heading("q"),
            ),
            tuple(
                (
                    each.event,
                    _points(each.difference, each.difference_low, each.difference_high),
                    f"{percent(each.dropped_share)} of {count(each.dropped_of)}",
                    f"{percent(each.converted_share)} of {count(each.converted_of)}",
                    "not known" if each.q_value is None else chance(each.q_value),
                )
                for each in self.compared[: self.top]
            ),
            (self._caveat(),),
        )

    def _looked(self) -> str:
        """Say how long each group was looked at."""
        went_on, left = duration(self.converted_median_seconds), duration(self.dropped_median_seconds)
        return f"those who went on took {went_on}, those who left were looked at for {left} (medians)"

    def _caveat(self) -> str:
        """Say what the comparison cannot."""
        if self.comparable is None:
            return "One of the groups is empty, so nothing is compared."
        if not self.comparable:
            return f"Not comparable: {self._looked()}. A difference only says who was watched for longer."
        return f"Less time shows fewer events: {self._looked()}. This says where people were, not why."

    def _share(self, number: int) -> float | None:
        """Give a share of those who dropped out."""
        return number / self.dropped if self.dropped else None


def _points(difference: float | None, low: float | None, high: float | None) -> str:
    """Write a difference of shares in points."""
    if difference is None or low is None or high is None:
        return "not known"
    return f"{100 * difference:+.1f} ({100 * low:+.1f} to {100 * high:+.1f})"
