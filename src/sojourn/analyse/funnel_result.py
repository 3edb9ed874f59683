"""What a funnel gives back: steps with their rates, times and what became of everybody, and how they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sojourn.core.charts import Chart
from sojourn.core.durations import short
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count, duration, interval
from sojourn.core.statistics import wilson

from .funnel_chart import draw
from .names import Notes, envelope, sentences


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One step.

    Attributes:
        step: its number in the list, from 1.
        event: the condition; None in any order, where `label` says how many steps were filled.
        reached, customers: units that got here, and distinct customers among them.
        converted, dropped, open: what became of them next; None for optional steps.
        rate, rate_low, rate_high: share of those who entered, with Wilson limits.
        step_rate, step_rate_low, step_rate_high: share of those who reached the required step before.
        mean_seconds, median_seconds, quantiles_seconds: time from the required step before, p10, p25, p75 and p90.
    """

    step: int
    event: str | None
    label: str | None
    optional: bool
    reached: int
    customers: int
    converted: int | None
    dropped: int | None
    open: int | None
    rate: float | None
    rate_low: float | None
    rate_high: float | None
    step_rate: float | None
    step_rate_low: float | None
    step_rate_high: float | None
    mean_seconds: float | None
    median_seconds: float | None
    quantiles_seconds: Mapping[str, float] | None

    @classmethod
    def of(
        cls,
        *,
        number: int,
        event: str | None,
        label: str | None,
        optional: bool,
        reached: int,
        customers: int,
        converted: int | None,
        still_open: int | None,
        entered: int,
        before: int | None,
        total: int,
        quantiles: tuple[float, ...] | None,
    ) -> "FunnelStep":
        """Make a step from its counts.

        Args:
            before: how many reached the required step before; None for the first.
            total: the times from there summed, in microseconds.
            quantiles: median, p10, p25, p75, p90 in microseconds.
        """
        rates = _rate(reached, entered, first=before is None)
        steps = rates if before is None else _rate(reached, 0 if optional else before, first=False)
        lost = None if converted is None or still_open is None else reached - converted - still_open
        timed = [] if quantiles is None else [value / 1e6 for value in quantiles]
        return cls(
            number,
            event,
            label,
            optional,
            reached,
            customers,
            converted,
            lost,
            still_open,
            rates[0],
            rates[1],
            rates[2],
            steps[0],
            steps[1],
            steps[2],
            total / (reached * 1_000_000) if timed else None,
            timed[0] if timed else None,
            dict(zip(("p10", "p25", "p75", "p90"), timed[1:], strict=True)) if timed else None,
        )

    @property
    def name(self) -> str:
        """What to call it."""
        return (self.event if self.event is not None else self.label or "") + (" (optional)" if self.optional else "")

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "step": self.step,
            "event": self.event,
            "label": self.label,
            "optional": self.optional,
            "reached": self.reached,
            "customers": self.customers,
            "converted": self.converted,
            "dropped": self.dropped,
            "open": self.open,
            "rate": self.rate,
            "rate_low": self.rate_low,
            "rate_high": self.rate_high,
            "step_rate": self.step_rate,
            "step_rate_low": self.step_rate_low,
            "step_rate_high": self.step_rate_high,
            "mean_seconds": self.mean_seconds,
            "median_seconds": self.median_seconds,
            "quantiles_seconds": None if self.quantiles_seconds is None else dict(self.quantiles_seconds),
        }

    def row(self) -> dict[str, Any]:
        """Give the JSON form with the quantiles beside the rest."""
        row = self.to_dict()
        quantiles = row.pop("quantiles_seconds") or {}
        return {**row, **{f"{name}_seconds": quantiles.get(name) for name in ("p10", "p25", "p75", "p90")}}


@dataclass(frozen=True, slots=True)
class Matured:
    """Units that first took step 1 a whole window or more before the end, and how many of them converted so far.

    One of them may still be open: the first attempt is over, and a later one can go on.
    """

    entered: int
    converted: int
    rate: float | None
    rate_low: float | None
    rate_high: float | None

    @classmethod
    def of(cls, entered: int, converted: int) -> "Matured":
        """Make it from its counts."""
        return cls(entered, converted, *_rate(converted, entered, first=False))

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "entered": self.entered,
            "converted": self.converted,
            "rate": self.rate,
            "rate_low": self.rate_low,
            "rate_high": self.rate_high,
        }


@dataclass(frozen=True, slots=True)
class FunnelGroup:
    """The funnel of the units with one value of the breakdown; or of those with the values not shown, `other`."""

    value: str | None
    kind: Literal["value", "other"]
    steps: tuple[FunnelStep, ...]

    @property
    def entered(self) -> int:
        """Units that took the first step."""
        return self.steps[0].reached

    @property
    def name(self) -> str:
        """What to call it."""
        return "other" if self.kind == "other" else "none" if self.value is None else self.value

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "value": self.value,
            "kind": self.kind,
            "entered": self.entered,
            "steps": [step.to_dict() for step in self.steps],
        }


@dataclass(frozen=True, slots=True)
class FunnelResult(Result):
    """How many took each step, and what became of the others.

    Attributes:
        unit: what was counted: the subject, session, journey, or the property of cases by key.
        censoring: `window` when units may still be open, `none` when nothing is.
        steps: as listed.
        matured: those who first began a whole window or more before the end; None where that has no meaning.
        breakdown: the property, or None.
        groups: the same for each value of the breakdown, largest first; None without one.
    """

    basis: Basis
    notes: Notes
    order: str
    within_seconds: float | None
    step_within_seconds: tuple[float, ...] | None
    ties: str | None
    reentry: str
    unit: str
    censoring: Literal["window", "none"]
    quantiles: Literal["exact", "sketch"]
    steps: tuple[FunnelStep, ...]
    matured: Matured | None
    breakdown: str | None
    groups: tuple[FunnelGroup, ...] | None

    @property
    def entered(self) -> int:
        """Units that took the first step."""
        return self.steps[0].reached

    @property
    def converted(self) -> int:
        """Units that took the last step."""
        return self.steps[-1].reached

    @property
    def open(self) -> int:
        """Units that did not take the last step and may still."""
        return sum(step.open or 0 for step in self.steps)

    @property
    def dropped(self) -> int:
        """Units that did not take the last step and no longer can."""
        return self.entered - self.converted - self.open

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            **envelope("funnel", self.basis, self.notes),
            "order": self.order,
            "within_seconds": self.within_seconds,
            "step_within_seconds": None if self.step_within_seconds is None else list(self.step_within_seconds),
            "ties": self.ties,
            "reentry": self.reentry,
            "unit": self.unit,
            "entered": self.entered,
            "converted": self.converted,
            "dropped": self.dropped,
            "open": self.open,
            "censoring": self.censoring,
            "quantiles": self.quantiles,
            "steps": [step.to_dict() for step in self.steps],
            "matured": None if self.matured is None else self.matured.to_dict(),
            "groups": None if self.groups is None else [group.to_dict() for group in self.groups],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a step; with a breakdown, one a step of each group, with its `value` and `kind`."""
        if self.groups is None:
            return [step.row() for step in self.steps]
        return [
            {"value": group.value, "kind": group.kind, **step.row()} for group in self.groups for step in group.steps
        ]

    def tables(self) -> tuple[Table, ...]:
        """Give the steps, and with a breakdown how each group did."""
        return (self._table(),) if self.groups is None else (self._table(), self._group_table(self.groups))

    def chart(self, *, width: int = 420) -> Chart:
        """Draw a bar a step: who went on, who may still, who left; with a breakdown, each group's rate below.

        Args:
            width: of the bars, in pixels; under 360 names and numbers stand above them.
        """
        window = "" if self.within_seconds is None else f" within {short(self.within_seconds * 1e6)}"
        last = self.steps[-1]
        title = f"{interval(last.rate, last.rate_low, last.rate_high)} get to {last.name}{window}"
        return draw(
            [step.to_dict() | {"name": step.name} for step in self.steps],
            None
            if self.groups is None
            else [group.steps[-1].to_dict() | {"name": group.name, "n": group.entered} for group in self.groups],
            title=title if self.entered else "Nobody took the first step",
            subtitle=f"{self._counted(self.entered)} entered; share of them, with 95 % interval",
            breakdown=self.breakdown,
            width=width,
        )

    def _counted(self, number: int) -> str:
        """Count units in words."""
        noun = "attempt" if self.reentry == "every" else self.unit
        return f"{count(number)} {noun}{'' if number == 1 else 's'}"

    def _table(self) -> Table:
        """Lay the steps out."""
        window = "" if self.within_seconds is None else f" within {short(self.within_seconds * 1e6)}"
        body = tuple(
            (
                str(step.step),
                step.name,
                count(step.reached),
                ""
                if step.step == 1 or step.optional
                else interval(step.step_rate, step.step_rate_low, step.step_rate_high),
                "" if step.step == 1 else interval(step.rate, step.rate_low, step.rate_high),
                "" if step is self.steps[-1] else _known(step.converted),
                "" if step is self.steps[-1] else _known(step.open),
                "" if step is self.steps[-1] else _known(step.dropped),
                duration(step.median_seconds),
                "" if step.quantiles_seconds is None else duration(step.quantiles_seconds["p90"]),
            )
            for step in self.steps
        )
        return Table(
            f"Funnel of {self._counted(self.entered)}{window}",
            (
                Heading("#"),
                Heading("Step", numeric=False),
                Heading("Reached"),
                Heading("Of the step before (95 %)"),
                Heading("Of all (95 %)"),
                Heading("Went on"),
                Heading("May still"),
                Heading("Left"),
                Heading("Half within"),
                Heading("9 of 10 within"),
            ),
            body,
            (*self._remarks(), *sentences(self.notes)),
        )

    def _remarks(self) -> tuple[str, ...]:
        """Say what a reader must know about the numbers."""
        remarks = []
        if self.open:
            remarks.append(f"{self._counted(self.open)} may still go on: an attempt of theirs still has time.")
        if self.matured is not None and self.matured.rate is not None and self.open:
            rate = interval(self.matured.rate, self.matured.rate_low, self.matured.rate_high)
            window = short((self.within_seconds or 0.0) * 1e6)
            began = f"Of the {count(self.matured.entered)} who first began at least {window} before the end"
            remarks.append(f"{began}, {rate} converted so far.")
        if self.quantiles == "sketch":
            remarks.append("Times are read from a histogram, at most 0.4 % off.")
        return tuple(remarks)

    def _group_table(self, groups: tuple[FunnelGroup, ...]) -> Table:
        """Lay the groups out, one row each."""
        body = tuple(
            (
                group.name,
                interval(group.steps[-1].rate, group.steps[-1].rate_low, group.steps[-1].rate_high),
                count(group.entered),
                *(count(step.reached) for step in group.steps[1:]),
                count(sum(step.open or 0 for step in group.steps)),
            )
            for group in groups
        )
        return Table(
            f"By {self.breakdown}",
            (
                Heading(str(self.breakdown), numeric=False),
                Heading("Converted (95 %)"),
                Heading("Entered"),
                *(Heading(step.name) for step in self.steps[1:]),
                Heading("May still"),
            ),
            body,
        )


def _rate(reached: int, entered: int, *, first: bool) -> tuple[float | None, float | None, float | None]:
    """Give a share with its limits; the first step is all of them, and none when nobody entered."""
    low, high = wilson(reached, entered)
    if low is None or high is None:
        return None, None, None
    return (1.0, 1.0, 1.0) if first else (reached / entered, low, high)


def _known(number: int | None) -> str:
    """Write a count that optional steps do not have."""
    return "" if number is None else count(number)
