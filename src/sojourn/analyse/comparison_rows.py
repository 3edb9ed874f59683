"""Differences between two groups, row for row, tested all at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sojourn.core import words
from sojourn.core.chart_rows import rows_of
from sojourn.core.charts import HAIR, LINE, NEGATIVE, POSITIVE, QUIET
from sojourn.core.statistics import benjamini_hochberg, newcombe, two_shares_p, wilson

from .comparison_shares import Share

FEWEST = 20
"""Units a group needs for its difference to be tested."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One share in two groups.

    Attributes:
        by, value: the property and its value that make the first group, where a result compares many; else None.
        what: what those counted do, to be read after "of them".
        measure, step, event, period, cohort: which share of the analysis it is.
        count, units, rate, rate_low, rate_high: the first group, with Wilson limits.
        other_count, other_units, other_rate, other_rate_low, other_rate_high: the group it is compared with.
        difference, difference_low, difference_high: the first minus the other, with Newcombe's limits.
        p_value: Fisher's exact test, or the score test when all expected counts reach 5; None when not tested.
        q_value: corrected for all rows of the result that were tested.
        untested: why not: `few_units`, or `no_variation` when everyone or no one in both groups did it; else None.
    """

    by: str | None
    value: str | None
    what: str
    measure: str
    step: int | None
    event: str | None
    period: int | None
    cohort: str | None
    count: int
    units: int
    rate: float | None
    rate_low: float | None
    rate_high: float | None
    other_count: int
    other_units: int
    other_rate: float | None
    other_rate_low: float | None
    other_rate_high: float | None
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    p_value: float | None
    q_value: float | None
    untested: Literal["few_units", "no_variation"] | None

    @classmethod
    def of(cls, one: Share, other: Share, *, by: str | None = None, value: str | None = None) -> "Difference":
        """Make a row from the same share in two groups; q is not known yet."""
        rate = one.count / one.units if one.units else None
        other_rate = other.count / other.units if other.units else None
        low, high = newcombe(one.count, one.units, other.count, other.units)
        successes, units = one.count + other.count, one.units + other.units
        untested: Literal["few_units", "no_variation"] | None = None
        if min(one.units, other.units) < FEWEST:
            untested = "few_units"
        elif successes in (0, units):
            untested = "no_variation"
        rate_low, rate_high = wilson(one.count, one.units)
        other_low, other_high = wilson(other.count, other.units)
        return cls(
            by=by,
            value=value,
            what=one.what,
            measure=one.measure,
            step=one.step,
            event=one.event,
            period=one.period,
            cohort=one.cohort,
            count=one.count,
            units=one.units,
            rate=rate,
            rate_low=rate_low,
            rate_high=rate_high,
            other_count=other.count,
            other_units=other.units,
            other_rate=other_rate,
            other_rate_low=other_low,
            other_rate_high=other_high,
            difference=None if rate is None or other_rate is None else rate - other_rate,
            difference_low=low,
            difference_high=high,
            p_value=None if untested else two_shares_p(one.count, one.units, other.count, other.units),
            q_value=None,
            untested=untested,
        )

    def to_dict(self, *, group: bool = False) -> dict[str, Any]:
        """Give the JSON form; with `group` it says which group the first is."""
        named = {"property": self.by, "value": self.value} if group else {}
        return {
            **named,
            "what": self.what,
            "measure": self.measure,
            "step": self.step,
            "event": self.event,
            "period": self.period,
            "cohort": self.cohort,
            "count": self.count,
            "units": self.units,
            "rate": self.rate,
            "rate_low": self.rate_low,
            "rate_high": self.rate_high,
            "other_count": self.other_count,
            "other_units": self.other_units,
            "other_rate": self.other_rate,
            "other_rate_low": self.other_rate_low,
            "other_rate_high": self.other_rate_high,
            "difference": self.difference,
            "difference_low": self.difference_low,
            "difference_high": self.difference_high,
            "p_value": self.p_value,
            "q_value": self.q_value,
            "untested": self.untested,
        }


def corrected(rows: Sequence[Difference]) -> tuple[Difference, ...]:
    """Give every tested row its q-value, over all of them together."""
    tested = [i for i, row in enumerate(rows) if row.p_value is not None]
    q_values = dict(zip(tested, benjamini_hochberg([rows[i].p_value or 0.0 for i in tested]), strict=True))
    return tuple(replace(row, q_value=q_values.get(i)) for i, row in enumerate(rows))


def points(difference: float | None, low: float | None, high: float | None) -> str:
    """Write a difference of shares in percentage points: `+12.0 (+5.2 to +18.9)`."""
    if difference is None or low is None or high is None:
        return "not known"
    return f"{100 * difference:+.1f} ({100 * low:+.1f} to {100 * high:+.1f})"


def chance(row: Difference) -> str:
    """Write a q-value, or why there is none."""
    if row.q_value is None:
        few = f"too few: {min(row.units, row.other_units):,}"
        return few if row.untested == "few_units" else "all alike"
    return words.chance(row.q_value)


def nothing(why: str) -> dict[str, Any]:
    """Draw one sentence and no axes, where there is no difference to draw."""
    mark = {"type": "text", "align": "left", "baseline": "middle", "color": QUIET, "fontSize": 12}
    return {
        "data": {"values": [{"text": why}]},
        "width": 420,
        "height": 24,
        "mark": mark,
        "encoding": {"text": {"field": "text"}, "x": {"value": 0}},
    }


def forest(rows: Iterable[Difference], *, titles: Sequence[str], width: int = 420) -> dict[str, Any]:
    """Draw differences with their intervals, one below the other; grey where chance would do.

    Args:
        width: of the intervals, in pixels; under 360 titles stand above them.
    """
    values = [
        {
            "name": title,
            "difference": row.difference,
            "low": row.difference_low,
            "high": row.difference_high,
            "rate": row.rate,
            "other_rate": row.other_rate,
            "units": row.units,
            "other_units": row.other_units,
            "q": chance(row),
            "kind": ("higher" if row.difference > 0 else "lower")
            if row.q_value is not None and row.q_value <= 0.05
            else "not clear",
        }
        for title, row in zip(titles, rows, strict=True)
        if row.difference is not None
    ]
    place = rows_of(values, width=width, text=None, step=24, limit=380)
    colour = {
        "field": "kind",
        "type": "nominal",
        "title": None,
        "scale": {"domain": ["higher", "lower", "not clear"], "range": [POSITIVE, NEGATIVE, LINE]},
        "legend": {"orient": "top"},
    }
    tooltip = [
        {"field": "name", "title": "Share"},
        {"field": "rate", "title": "Rate", "format": ".1%"},
        {"field": "units", "title": "of", "format": ","},
        {"field": "other_rate", "title": "Others", "format": ".1%"},
        {"field": "other_units", "title": "of", "format": ","},
        {"field": "difference", "title": "Difference", "format": "+.1%"},
        {"field": "q", "title": "q"},
    ]
    axis = {"format": "+.0%", "gridColor": HAIR, "labelColor": QUIET, "tickCount": 6,
            "grid": not place.narrow}  # fmt: skip
    x = {"type": "quantitative", "title": "Difference, 95 % interval", "axis": axis}
    return {
        "data": {"values": values},
        "width": width,
        "height": {"step": place.step},
        "encoding": {"y": place.y("name")},
        "layer": [
            place.nought(x),
            {
                "mark": {"type": "rule", "strokeWidth": 2, **place.lower},
                "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "color": colour},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 60, "opacity": 1, **place.lower},
                "encoding": {"x": {**x, "field": "difference"}, "color": colour, "tooltip": tooltip},
            },
            *place.texts,
        ],
    }
