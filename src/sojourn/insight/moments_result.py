"""Moments of truth as an answer: a document, rows, tables, marks for a drawing and a chart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sojourn.core.charts import Chart
from sojourn.core.results import Result, Table
from sojourn.core.small import Limits
from sojourn.maps import At, Mark

from .critical_result import CriticalityResult as CriticalityResult
from .moments_found import FoundMoments
from .moments_parts import Critical, StepMoment
from .moments_tables import tables
from .signals import SIGNALS, Signal


@dataclass(frozen=True, slots=True, eq=False)
class MomentsResult(FoundMoments, Result):
    """Which steps of a map win or lose customers, by the data and by the map's experts.

    Attributes:
        good: the outcome that counts as good; None where the map has none that events show.
        window: how long after a contact it counts.
        held_equal: properties that were asked to be held equal; earlier ratings always are.
        median_leaving: the middle of the steps' leaving shares.
        steps: in the order of the map.
        drivers: what derived importance comes from.
        draws, seed: for the intervals of criticality.
        limits: of small numbers.
        asked, responded: customers who were sent a survey, and those who answered.
        asked_by: the same by question: of its own survey.
        good_name: what the map calls the good outcome; None for an event.
    """

    @property
    def moments(self) -> tuple[str, ...]:
        """Name the steps that the data call moments of truth."""
        return tuple(each.step for each in self.steps if each.verdict == "moment")

    @property
    def candidates(self) -> tuple[str, ...]:
        """Name the steps of which only leverage and their place speak."""
        return tuple(each.step for each in self.steps if each.verdict == "candidate")

    @property
    def signals(self) -> dict[str, tuple[Signal, ...]]:
        """Give the signals that held, step by step."""
        return {each.step: tuple(name for name in SIGNALS if each.signals[name]) for each in self.steps}

    @property
    def breaking_points(self) -> tuple[str, ...]:
        """Name the steps at which more leave than at the middle step."""
        return tuple(each.step for each in self.steps if each.leaving is not None and each.leaving.held)

    def step(self, name: str) -> StepMoment:
        """Give what is found of a step, by its id.

        Raises:
            KeyError: no step has it.
        """
        return {each.step: each for each in self.steps}[name]

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            "analysis": "moments",
            "format": 1,
            "basis": self.basis.to_dict(),
            "notes": [dict(each) for each in self.notes],
            "n": self.n,
            "period": None if self.period is None else list(self.period),
            "method": self.method,
            "warnings": list(self.warnings),
            "map_id": self.map_id,
            "map_version": self.map_version,
            "good": self.good,
            "window": self.window,
            "held_equal": list(self.held_equal),
            "asked": self.asked,
            "responded": self.responded,
            "asked_by_question": {
                name: {"asked": asked, "responded": responded} for name, (asked, responded) in self.asked_by.items()
            },
            "draws": self.draws,
            "seed": self.seed,
            "hidden_below": self.limits.hidden,
            "thin_below": self.limits.thin,
            "median_leaving": self.median_leaving,
            "moments": list(self.moments),
            "candidates": list(self.candidates),
            "breaking_points": list(self.breaking_points),
            "derived_importance": None if self.drivers is None else self.drivers.to_dict(),
            "steps": [each.to_dict(self.limits) for each in self.steps],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a step."""
        return [_row(each, each.to_dict(self.limits)) for each in self.steps]

    def tables(self) -> tuple[Table, ...]:
        """Give signals, then criticality, feelings, stakes, leaving and experiments: what there is of each."""
        return tables(self)

    def chart(self, *, width: int = 560) -> Chart:
        """Draw the five signals of each step, and its criticality with the interval.

        Args:
            width: of the whole, in pixels; under 480 steps stand above their signals.
        """
        from .moments_chart import draw  # noqa: PLC0415 - start-up: most questions are not drawn

        return draw(self, width=width)

    def criticality(self) -> CriticalityResult:
        """Give how critical each step is as an answer of its own: its parts side by side, each with its interval."""
        return CriticalityResult(self)

    def marks(self) -> tuple[Mark, ...]:
        """Give marks for an overlay: importance, stake, criticality, breaking points and moments, in map order."""
        return tuple(mark for each in self.steps for mark in _marks(each, self.median_leaving, self.limits))


def _row(each: StepMoment, told: Mapping[str, Any]) -> dict[str, Any]:
    """Give a step as one plain row."""
    stake, leaving, felt = told["stake"] or {}, told["leaving"] or {}, told["feeling"]["measured"] or {}
    liked, critical, strong = told["satisfaction"] or {}, told["criticality"], told["reaction"] or {}
    return {
        "step": each.step,
        "name": each.name,
        "flag": each.flag,
        "verdict": each.verdict,
        **{f"signal_{name}": each.signals[name] for name in SIGNALS},
        "criticality": critical["value"],
        "criticality_low": critical["low"],
        "criticality_high": critical["high"],
        "importance": critical["importance"],
        "reach": critical["reach"],
        "stake": critical["stake"],
        "stake_basis": critical["basis"],
        "stake_raw": stake.get("raw"),
        "stake_low": stake.get("low"),
        "stake_high": stake.get("high"),
        "stake_adjusted": stake.get("adjusted"),
        "stake_adjusted_low": stake.get("adjusted_low"),
        "stake_adjusted_high": stake.get("adjusted_high"),
        "stake_p": stake.get("p_compared"),
        "reaction_mean": strong.get("mean_abs"),
        "reaction_mean_low": strong.get("mean_abs_low"),
        "reaction_mean_high": strong.get("mean_abs_high"),
        "reaction_extreme": strong.get("extreme"),
        "reaction_extreme_low": strong.get("extreme_low"),
        "reaction_extreme_high": strong.get("extreme_high"),
        "leverage": each.leverage,
        "leverage_low": each.leverage_low,
        "leverage_high": each.leverage_high,
        "left": leaving.get("estimate"),
        "left_low": leaving.get("low"),
        "left_high": leaving.get("high"),
        "satisfaction": liked.get("value"),
        "satisfaction_low": liked.get("low"),
        "satisfaction_high": liked.get("high"),
        "feeling_expected": each.expected,
        "feeling": felt.get("value"),
        "feeling_low": felt.get("low"),
        "feeling_high": felt.get("high"),
        "n": liked.get("n"),
    }


def _weighed_by(critical: Critical) -> tuple[str, str]:
    """Say who says how important a step is, in a word for a mark and in its method."""
    if critical.stated is None:
        return "derived", "importance: what goes with the judgement of the whole"
    who, how = ("asked", "customers asked, mean") if critical.asked is not None else ("stated", "stated by the map")
    if critical.derived is None:
        return who, f"importance: {how}"
    return f"{who} and derived", f"importance: {how}; averaged with what goes with the judgement of the whole"


def _marks(each: StepMoment, median: float | None, limits: Limits) -> Iterator[Mark]:
    """Give the marks of one step."""
    at, critical = At(each.step), each.critical
    if critical.importance is not None:
        label, method = _weighed_by(critical)
        yield Mark(at, "importance", "measured", critical.importance, n=critical.asked, method=method, label=label)
    rated = each.rated
    if rated is not None and rated.stake is None:
        yield Mark(at, "stake", "too_few")
    elif rated is not None and rated.stake is not None:
        value, low, high, _ = rated.stake.counts
        how = "held equal, logistic" if rated.stake.adjusted is not None else "plain difference, Newcombe"
        yield Mark(at, "stake", "measured", value, low, high, rated.stake.customers, method=how)
    if critical.value is not None:
        yield Mark(
            at, "criticality", "measured", critical.value, critical.low, critical.high, unit="number",
            method="(importance × reach × stake)^⅓",
        )  # fmt: skip
    left = each.leaving
    if left is not None and left.held:
        yield Mark(
            at, "breaking_point", limits.state(left.n), left.estimate, left.low, left.high, left.n, left.left,
            "left ÷ (left + went on), Wilson", middle=median, details=each.reasons,
        )  # fmt: skip
    if each.flag is not None or each.verdict is not None:
        told = tuple((name, -1 if each.signals[name] is None else int(bool(each.signals[name]))) for name in SIGNALS)
        yield Mark(at, "moment", "measured", details=told, label=each.flag or each.verdict, unit="number")
