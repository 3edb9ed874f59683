"""What survival gives back: curves of those still on the way, the tests between groups, and how they are shown."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from sojourn.core.charts import Chart
from sojourn.core.durations import short
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count, duration, interval

from .names import Notes, envelope, sentences
from .survival_chart import draw
from .survival_parts import GroupPair, LogRank, SurvivalGroup, flat
from .survival_words import chance, said, spanned


@dataclass(frozen=True, slots=True)
class SurvivalResult(Result):
    """How long it takes from a start to an end, with those who are still on the way.

    Attributes:
        start, end, competing: the conditions.
        customers: distinct customers who have a wait.
        times: whether every length is kept, or lengths were counted into buckets at most 0.4 % off.
        mean_within_seconds: where restricted means end; None without waits.
        all: the curve of all waits.
        groups: a curve for each value of the breakdown, those with the most waits first; None without one.
        test: whether the values shown get there equally soon; None with fewer than two of them.
        pairs: each two of them; None likewise.
    """

    basis: Basis
    notes: Notes
    start: str
    end: str
    competing: str | None
    closed: Literal["competes", "censors"]
    pairing: str
    ties: str
    within_seconds: float | None
    landmark_seconds: float | None
    customers: int
    times: Literal["exact", "sketch"]
    mean_within_seconds: float | None
    all: SurvivalGroup
    breakdown: str | None
    strata: str | None
    groups: tuple[SurvivalGroup, ...] | None
    test: LogRank | None
    pairs: tuple[GroupPair, ...] | None

    @property
    def shown(self) -> tuple[SurvivalGroup, ...]:
        """The curves to show: those of the groups, or the one of all."""
        return (self.all,) if self.groups is None else self.groups

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            **envelope("survival", self.basis, self.notes),
            "from": self.start,
            "to": self.end,
            "competing": self.competing,
            "closed": self.closed,
            "pairing": self.pairing,
            "ties": self.ties,
            "within_seconds": self.within_seconds,
            "landmark_seconds": self.landmark_seconds,
            "customers": self.customers,
            "times": self.times,
            "mean_within_seconds": self.mean_within_seconds,
            "all": self.all.to_dict(),
            "breakdown": self.breakdown,
            "strata": self.strata,
            "groups": None if self.groups is None else [group.to_dict() for group in self.groups],
            "test": None if self.test is None else self.test.to_dict(),
            "pairs": None if self.pairs is None else [asdict(pair) for pair in self.pairs],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a step of the curve; with a breakdown, one a step of each group, with its `value` and `kind`."""
        if self.groups is None:
            return [flat(step) for step in self.all.steps]
        return [
            {"value": group.value, "kind": group.kind, **flat(step)} for group in self.groups for step in group.steps
        ]

    def tables(self) -> tuple[Table, ...]:
        """Give what became of the waits, the curves at some times with who is left then, and the tests."""
        found = [self._became(), self._shares(), self._left()]
        if self.test is not None:
            found.append(self._test(self.test))
        if self.pairs:
            found.append(self._pairs(self.pairs))
        return tuple(found)

    def chart(self) -> Chart:
        """Draw the curves as steps with their limits, and below them how many are still on the way."""
        return draw(self.start, self.end, self.limits(), self.all, self.breakdown, self.shown, self.test)

    def _became(self) -> Table:
        """Say what became of the waits."""
        rivals = self.all.competed > 0
        limit = "" if self.mean_within_seconds is None else f" in the first {short(self.mean_within_seconds * 1e6)}"
        headings = (
            Heading(self.breakdown or "", numeric=False),
            Heading("Starts"),
            Heading("Got there"),
            *((Heading("Never will"),) if rivals else ()),
            Heading("Last seen on the way"),
            Heading("Half got there by"),
            Heading(f"Mean on the way{limit}"),
        )
        groups = self.shown if self.groups is None else (*self.shown, self.all)
        rows = tuple(
            (
                group.name,
                count(group.waits),
                count(group.reached),
                *((count(group.competed),) if rivals else ()),
                count(group.censored),
                said(group.median) if group.waits else "not known",
                spanned(group.mean_seconds, group.mean_low_seconds, group.mean_high_seconds),
            )
            for group in groups
        )
        notes = [*sentences(self.notes)]
        if self.times == "sketch":
            notes.append("Times are read from a histogram, at most 0.4 % off.")
        return Table(f"From {self.start} to {self.end}{self.limits()}", headings, rows, tuple(notes))

    def _shares(self) -> Table:
        """Lay out who got there by some times."""
        return Table(
            "Got there by then",
            (Heading("After", numeric=False), *(Heading(group.name) for group in self.shown)),
            tuple(
                (
                    duration(points[0].seconds),
                    *(interval(point.share, point.share_low, point.share_high) for point in points),
                )
                for points in zip(*(group.points for group in self.shown), strict=True)
            ),
            ("Estimated with those who may still get there; 95 % limits.",),
        )

    def _left(self) -> Table:
        """Lay out how many are still on the way at some times."""
        return Table(
            "Seen on the way for at least so long",
            (Heading("After", numeric=False), *(Heading(group.name) for group in self.shown)),
            tuple(
                (duration(points[0].seconds), *(count(point.at_risk) for point in points))
                for points in zip(*(group.points for group in self.shown), strict=True)
            ),
        )

    def _test(self, test: LogRank) -> Table:
        """Lay the log-rank test out."""
        weights = "" if not (test.rho or test.gamma) else f", weights {test.rho:g} and {test.gamma:g}"
        inside = "" if self.strata is None else f" inside each {self.strata}"
        if test.p_value is None or test.chi_square is None:
            said = "Nothing can be compared: no two groups were on the way together when somebody got there."
        else:
            said = (
                f"Log-rank test{inside}{weights}: χ² = {test.chi_square:.2f},"
                f" {test.degrees} degree{'' if test.degrees == 1 else 's'} of freedom, p {chance(test.p_value)}."
            )
        return Table(
            "Do groups get there equally soon?",
            (
                Heading(self.breakdown or "", numeric=False),
                Heading("Starts"),
                Heading("Got there"),
                Heading("Expected"),
            ),
            tuple(
                (
                    "none" if group.value is None else group.value,
                    count(group.waits),
                    count(group.observed),
                    f"{group.expected:,.1f}",
                )
                for group in test.groups
            ),
            (said, f"Expected: if every group went at the same rate as all of them together{inside}."),
        )

    def _pairs(self, pairs: tuple[GroupPair, ...]) -> Table:
        """Lay the pairs out."""
        limit = "" if self.mean_within_seconds is None else f", of the first {short(self.mean_within_seconds * 1e6)}"
        compared = sum(pair.p_value is not None for pair in pairs)
        return Table(
            "Each two groups",
            (
                Heading(self.breakdown or "", numeric=False),
                Heading("and", numeric=False),
                Heading(f"Mean longer on the way{limit}"),
                Heading("p"),
                Heading("q"),
            ),
            tuple(
                (
                    "none" if pair.value is None else pair.value,
                    "none" if pair.other is None else pair.other,
                    spanned(
                        pair.mean_difference_seconds,
                        pair.mean_difference_low_seconds,
                        pair.mean_difference_high_seconds,
                    ),
                    "" if pair.p_value is None else chance(pair.p_value).removeprefix("= "),
                    "" if pair.q_value is None else chance(pair.q_value).removeprefix("= "),
                )
                for pair in pairs
            ),
            (f"q is p corrected for {compared} pairs.",) if compared > 1 else (),
        )

    def limits(self) -> str:
        """Say the landmark and the window."""
        after = (
            "" if self.landmark_seconds is None else f", still on the way after {short(self.landmark_seconds * 1e6)}"
        )
        return after + ("" if self.within_seconds is None else f", within {short(self.within_seconds * 1e6)}")
