"""What a comparison gives back, and how it is shown."""

from dataclasses import dataclass
from typing import Any

from sojourn.core.chart_rows import fitted
from sojourn.core.charts import Chart, vega_lite
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count, duration, interval
from sojourn.core.statistics import LEVEL

from .comparison_medians import MedianDifference
from .comparison_rows import FEWEST, Difference, chance, forest, nothing, points
from .names import Notes, envelope, sentences

SHOWN = 20
"""Rows that a chart holds at most."""


@dataclass(frozen=True, slots=True)
class ComparedGroup:
    """One of the two groups.

    Attributes:
        label: what to call it.
        where: the expression its events meet, if that makes the group.
        value: the breakdown value that makes the group, if one does.
    """

    label: str
    where: str | None = None
    value: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {"label": self.label, "where": self.where, "value": self.value}


@dataclass(frozen=True, slots=True)
class ComparisonResult(Result):
    """Two groups, share by share.

    Attributes:
        of: the analysis whose shares they are.
        by: the property that makes the groups, or None.
        a, b: the groups; differences are the first minus the second.
        differences: in the order of the analysis.
        medians: of the moves of a funnel, where asked for; else None.
    """

    basis: Basis
    notes: Notes
    of: str
    by: str | None
    a: ComparedGroup
    b: ComparedGroup
    differences: tuple[Difference, ...]
    medians: tuple[MedianDifference, ...] | None

    @property
    def tested(self) -> int:
        """How many rows were tested, all of which the q-values correct for."""
        return sum(row.p_value is not None for row in self.differences)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            **envelope("compare", self.basis, self.notes),
            "of": self.of,
            "property": self.by,
            "a": self.a.to_dict(),
            "b": self.b.to_dict(),
            "level": LEVEL,
            "correction": "benjamini_hochberg",
            "min_units": FEWEST,
            "tested": self.tested,
            "differences": [row.to_dict() for row in self.differences],
            "medians": None if self.medians is None else [row.to_dict() for row in self.medians],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a share."""
        return [row.to_dict() for row in self.differences]

    def tables(self) -> tuple[Table, ...]:
        """Give the shares side by side, and the medians if there are any."""
        shares = Table(
            f"{self.a.label} against {self.b.label}",
            (
                Heading("Of them …", numeric=False),
                Heading(self.a.label),
                Heading(self.b.label),
                Heading("Difference in points"),
                Heading("q"),
            ),
            tuple(
                (
                    row.what,
                    interval(row.rate, row.rate_low, row.rate_high),
                    interval(row.other_rate, row.other_rate_low, row.other_rate_high),
                    points(row.difference, row.difference_low, row.difference_high),
                    chance(row),
                )
                for row in self.differences
            ),
            (f"q is corrected for {count(self.tested)} tests. A difference is not a cause.", *sentences(self.notes)),
        )
        if not self.medians:
            return (shares,)
        times = Table(
            "Median times",
            (Heading("Move", numeric=False), Heading(self.a.label), Heading(self.b.label), Heading("Difference")),
            tuple(
                (
                    row.what,
                    duration(row.median_seconds),
                    duration(row.other_median_seconds),
                    duration(row.difference_seconds)
                    + (
                        ""
                        if row.difference_low is None
                        else f" ({duration(row.difference_low)} to {duration(row.difference_high)})"
                    ),
                )
                for row in self.medians
            ),
        )
        return (shares, times)

    def chart(self, *, width: int = 420) -> Chart:
        """Draw the differences with their intervals: the first rows, when there are many.

        Args:
            width: of the intervals, in pixels; under 360 what is compared stands above them.
        """
        shown = [row for row in self.differences[:SHOWN] if row.difference is not None]
        title = f"{self.a.label} against {self.b.label}"
        if not shown:
            body = nothing("No share is known in both groups.")
            return fitted(vega_lite(body, title=f"{title}: nothing could be compared"), width)
        drawn = vega_lite(
            forest(shown, titles=[row.what for row in shown], width=width),
            title=title,
            subtitle=_key("Share of the first minus share of the other", self.tested),
        )
        return fitted(drawn, width)


@dataclass(frozen=True, slots=True)
class UntestedGroup:
    """A group that is too small to be compared with all the others."""

    by: str
    value: str
    units: int

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {"property": self.by, "value": self.value, "units": self.units, "untested": "few_units"}


@dataclass(frozen=True, slots=True)
class NotableResult(Result):
    """Where groups of customers differ from all the others in a funnel.

    Attributes:
        steps: of the funnel, as written.
        properties: whose values make the groups.
        differences: every value of every property against all others; the surest first, then the largest, and what was
            not tested last.
        untested: groups of fewer than 20, the largest first: they have no differences.
    """

    basis: Basis
    notes: Notes
    steps: tuple[str, ...]
    properties: tuple[str, ...]
    differences: tuple[Difference, ...]
    untested: tuple[UntestedGroup, ...]

    @property
    def tested(self) -> int:
        """How many rows were tested, all of which the q-values correct for."""
        return sum(row.p_value is not None for row in self.differences)

    @property
    def notable(self) -> tuple[Difference, ...]:
        """Rows with q of 0.05 at most."""
        return tuple(row for row in self.differences if row.q_value is not None and row.q_value <= 0.05)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            **envelope("notable_differences", self.basis, self.notes),
            "steps": list(self.steps),
            "properties": list(self.properties),
            "level": LEVEL,
            "correction": "benjamini_hochberg",
            "min_units": FEWEST,
            "tested": self.tested,
            "differences": [row.to_dict(group=True) for row in self.differences],
            "untested_groups": [group.to_dict() for group in self.untested],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a difference."""
        return [row.to_dict(group=True) for row in self.differences]

    def tables(self) -> tuple[Table, ...]:
        """Give the notable differences, and the groups of which nothing was tested."""
        untested = self._untested()
        return (
            Table(
                "Where groups differ from all others",
                (
                    Heading("Group", numeric=False),
                    Heading("Of them …", numeric=False),
                    Heading("Group"),
                    Heading("All others"),
                    Heading("Difference in points"),
                    Heading("q"),
                ),
                tuple(
                    (
                        group_name(row),
                        row.what,
                        interval(row.rate, row.rate_low, row.rate_high),
                        interval(row.other_rate, row.other_rate_low, row.other_rate_high),
                        points(row.difference, row.difference_low, row.difference_high),
                        chance(row),
                    )
                    for row in self.notable
                ),
                (
                    (
                        f"{count(len(self.notable))} of {count(self.tested)} differences have q ≤ 0.05, corrected for"
                        " all of them. A difference is not a cause."
                    ),
                    *sentences(self.notes),
                ),
            ),
            *((untested,) if untested.rows else ()),
        )

    def _untested(self) -> Table:
        """List the groups of which nothing was tested, and why."""
        rows = [(f"{group.by} = {group.value}", count(group.units), "too few") for group in self.untested]
        groups: dict[tuple[str | None, str | None], list[Difference]] = {}
        for row in self.differences:
            groups.setdefault((row.by, row.value), []).append(row)
        for kept in groups.values():
            if all(row.untested for row in kept):
                entered = max(kept, key=lambda row: row.units)
                few = entered.untested == "few_units"
                why = f"too few others: {count(entered.other_units)}" if few else "all or none of everybody did it"
                rows.append((group_name(entered), count(entered.units), why))
        more = len(rows) - SHOWN
        return Table(
            "Groups that were not tested",
            (Heading("Group", numeric=False), Heading("Entered"), Heading("Why", numeric=False)),
            tuple(rows[:SHOWN]),
            (
                f"A test needs {FEWEST} in the group and {FEWEST} among all others.",
                *((f"{count(more)} more groups are not listed.",) if more > 0 else ()),
            ),
        )

    def chart(self, *, width: int = 420) -> Chart:
        """Draw the surest notable difference of each group; the surest of any when none is notable.

        Args:
            width: of the intervals, in pixels; under 360 groups stand above them.
        """
        surest: dict[tuple[str | None, str | None], Difference] = {}
        for row in self.notable or self.differences:
            if row.difference is not None:
                surest.setdefault((row.by, row.value), row)
        shown = tuple(surest.values())[:SHOWN]
        title = "Where groups differ from all others"
        if not shown:
            why = f"No property has two groups, one of them of {FEWEST} or more."
            return fitted(vega_lite(nothing(why), title=f"{title}: nothing could be compared"), width)
        drawn = vega_lite(
            forest(shown, titles=[f"{group_name(row)}: {row.what}" for row in shown], width=width),
            title=title,
            subtitle=_key("Share of the group minus share of all others", self.tested),
        )
        return fitted(drawn, width)


def _key(what: str, tested: int) -> str:
    """Say what is drawn, and what colour means."""
    return f"{what}; {'coloured where q ≤ 0.05' if tested else 'nothing could be tested'}"


def group_name(row: Difference) -> str:
    """Name the group of a row: `device = mobile`."""
    return f"{row.by} = {'none' if row.value is None else row.value}"
