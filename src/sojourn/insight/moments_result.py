"""Moments of truth as an answer: a document, rows, tables, marks for a drawing and a chart."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sojourn import measure
from sojourn.core.charts import Chart
from sojourn.core.instants import local_day
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count, interval, percent
from sojourn.core.small import Limits
from sojourn.core.words import counted, signed
from sojourn.maps import At, Mark

from .moments_parts import StepMoment
from .signals import SIGNALS, Signal

WORDS: Mapping[Signal, str] = MappingProxyType(
    {
        "stake": "Stake",
        "reaction": "Reaction",
        "leverage": "Leverage",
        "breaking_point": "Breaking point",
        "first_or_last": "First or last",
    }
)
_VERDICTS = {"data": "moment, by data", "both": "moment, by data and expert", "expert": "marked by an expert", None: ""}
HELD = MappingProxyType({True: "held", False: "no", None: "–"})


@dataclass(frozen=True, slots=True, eq=False)
class MomentsResult(Result):
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
    """

    basis: Basis
    notes: tuple[Mapping[str, Any], ...]
    map_id: str
    map_version: int
    title: str
    state: str
    good: str | None
    window: str
    held_equal: tuple[str, ...]
    median_leaving: float | None
    steps: tuple[StepMoment, ...]
    drivers: measure.Drivers | None
    draws: int
    seed: int
    limits: Limits
    asked: int | None
    responded: int | None

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
            "map_id": self.map_id,
            "map_version": self.map_version,
            "good": self.good,
            "window": self.window,
            "held_equal": list(self.held_equal),
            "asked": self.asked,
            "responded": self.responded,
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
        """Give signals, then feelings, stakes, leaving and experiments: what there is of each."""
        rest = (self._felt(), self._stakes(), self._leaving(), self._experiments())
        return (self._signals(), *(table for table in rest if table.rows))

    def chart(self, *, width: int = 560) -> Chart:
        """Draw the five signals of each step, and its criticality with the interval.

        Args:
            width: of the whole, in pixels.
        """
        from .moments_chart import draw  # noqa: PLC0415 - start-up: most questions are not drawn

        return draw(self, width=width)

    def marks(self) -> tuple[Mark, ...]:
        """Give marks for an overlay: importance, stake, criticality, breaking points and moments, in map order."""
        return tuple(mark for each in self.steps for mark in _marks(each, self.median_leaving, self.limits))

    def subtitle(self) -> str:
        """Say what it rests on."""
        days = [
            local_day(each, "UTC").isoformat()
            for each in (self.basis.observed_from, self.basis.observed_until)
            if each is not None
        ]
        basis = f"{counted(self.basis.journeys, 'journey')} of {counted(self.basis.customers, 'customer')}"
        good = "no good outcome tied to events" if self.good is None else f"good: {self.good} within {self.window}"
        return ", ".join(part for part in (basis, " to ".join(dict.fromkeys(days)), good) if part)

    def _signals(self) -> Table:
        headings = (
            Heading("Step", False), Heading("Criticality (95 %)"), Heading("Importance"), Heading("Reach"),
            Heading("Stake"), *(Heading(WORDS[name], False) for name in SIGNALS), Heading("Moment of truth", False),
        )  # fmt: skip
        rows = tuple(
            (
                each.step,
                _number(each.critical.value, each.critical.low, each.critical.high),
                _two(each.critical.importance),
                "" if each.critical.reach is None else percent(each.critical.reach),
                _two(each.critical.stake),
                *(HELD[each.signals[name]] if each.contact or name != "first_or_last" else "" for name in SIGNALS),
                _said(each),
            )
            for each in self.steps
        )
        told = [f"{self.subtitle()}."]
        told.append("– could not be judged: too few, nobody asked, or nothing to see.")
        told += [str(each["message"]) for each in self.notes]
        return Table(f"{self.title}: where customers are won or lost", headings, rows, tuple(told))

    def _felt(self) -> Table:
        headings = (
            Heading("Step", False), Heading("Supposed"), Heading("Measured (95 %)"), Heading("Customers"),
            Heading("Satisfied (95 %)"), Heading("Target"),
        )  # fmt: skip
        rows = []
        for each in self.steps:
            felt, liked = each.feeling, each.satisfaction
            told = felt is not None and felt.n >= self.limits.hidden
            if each.expected is None and not told:
                continue
            rows.append((
                each.step,
                "" if each.expected is None else signed(each.expected),
                _felt(felt, self.limits) if told else _why(each, self.limits),
                "" if felt is None or not told else count(felt.n),
                "" if liked is None or not told else _share(liked, self.limits),
                "" if each.target is None else percent(each.target),
            ))  # fmt: skip
        title = "What people feel, −2 to +2: supposed by the map, and measured"
        return Table(title, headings, tuple(rows), ("Two values side by side; they are never made one.",))

    def _stakes(self) -> Table:
        headings = (
            Heading("Step", False), Heading("After good ratings"), Heading("After bad ones"),
            Heading("Plain difference in points (95 %)"), Heading("With facts held equal (95 %)"),
            Heading("p, as many compared"),
        )  # fmt: skip
        rows = []
        for each in self.steps:
            found = None if each.rated is None else each.rated.stake
            if found is None:
                continue
            rows.append((
                each.step,
                f"{percent(found.good.share)} of {count(found.good.n)}",
                f"{percent(found.bad.share)} of {count(found.bad.n)}",
                _points(found.raw, found.low, found.high),
                _points(found.adjusted, found.adjusted_low, found.adjusted_high) or "not possible",
                "" if each.p_adjusted is None else _p(each.p_adjusted),
            ))  # fmt: skip
        told = f"How often {self.good} followed within {self.window} of a contact that was rated well, and rated badly."
        return Table("Stakes", headings, tuple(rows), (told,))

    def _leaving(self) -> Table:
        headings = (
            Heading("Step", False), Heading("Left here (95 %)"), Heading("Of journeys"),
            Heading("Breaking point", False), Heading("Why, where asked", False),
        )  # fmt: skip
        rows = tuple(
            (
                each.step,
                interval(each.leaving.estimate, each.leaving.low, each.leaving.high),
                count(each.leaving.n),
                HELD[each.leaving.held],
                ", ".join(f"{reason} {number}" for reason, number in each.reasons),
            )
            for each in self.steps
            if each.leaving is not None
        )
        told = () if self.median_leaving is None else (f"The middle of all steps: {percent(self.median_leaving)}.",)
        return Table("Where journeys are left", headings, rows, told)

    def _experiments(self) -> Table:
        headings = (
            Heading("Step", False), Heading("Experiment", False), Heading("Arm"), Heading("Against"),
            Heading("Difference in points (95 %)"), Heading("p"),
        )  # fmt: skip
        rows = [
            (
                each.step,
                tried.experiment,
                f"{tried.arm}: {percent(tried.followed / tried.n)} of {count(tried.n)}",
                f"{tried.other}: {percent(tried.other_followed / tried.other_n)} of {count(tried.other_n)}",
                "not split as meant" if tried.refused else _points(tried.difference, tried.low, tried.high),
                "" if tried.p is None else _p(tried.p),
            )
            for each in self.steps
            for tried in each.experiments
        ]
        told = "Everyone counts in the arm they were assigned to, treated or not: here the difference is an effect."
        return Table("An experiment says", headings, tuple(rows), (told,))


def _said(each: StepMoment) -> str:
    """Say who calls it a moment of truth."""
    told = _VERDICTS[each.flag]
    if each.verdict == "candidate":
        told = f"{told}; candidate" if told else "candidate"
    return f"{told}, no signal held" if each.unsupported else told


def _why(each: StepMoment, limits: Limits) -> str:
    """Say why there is no measured feeling."""
    if not each.contact:
        return "no contact"
    return {"too_few": f"n < {limits.hidden}", "not_asked": "no survey", "no_direction": "good answers not named"}.get(
        each.state, ""
    )


def _felt(found: measure.Estimate | None, limits: Limits) -> str:
    if found is None or found.low is None or found.high is None:
        return ""
    between = f"{signed_two(found.low)} to {signed_two(found.high)}"
    return f"{signed_two(found.value or 0)} ({between})" if found.n >= limits.thin else f"({between})"


def _share(found: measure.Estimate, limits: Limits) -> str:
    if found.n < limits.thin and found.low is not None and found.high is not None:
        return f"({100 * found.low:.1f}–{100 * found.high:.1f} %)"
    return interval(found.value, found.low, found.high)


def signed_two(value: float) -> str:
    """Write a number with two digits and its sign."""
    return f"{'−' if value < 0 else '+'}{abs(value):.2f}"


def _number(value: float | None, low: float | None, high: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if low is None or high is None else f"{value:.0f} ({low:.0f}–{high:.0f})"


def _two(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _points(value: float | None, low: float | None, high: float | None) -> str:
    """Write a difference of shares in points."""
    if value is None:
        return ""
    if low is None or high is None:
        return _signed(100 * value)
    return f"{_signed(100 * value)} ({_signed(100 * low)} to {_signed(100 * high)})"


def _signed(value: float) -> str:
    return f"{'−' if value < 0 else '+'}{abs(value):.1f}"


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"


def _row(each: StepMoment, told: Mapping[str, Any]) -> dict[str, Any]:
    """Give a step as one plain row."""
    stake, leaving, felt = told["stake"] or {}, told["leaving"] or {}, told["feeling"]["measured"] or {}
    liked, critical = told["satisfaction"] or {}, told["criticality"]
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
        "leverage": each.leverage,
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


def _marks(each: StepMoment, median: float | None, limits: Limits) -> Iterator[Mark]:
    """Give the marks of one step."""
    at, critical = At(each.step), each.critical
    if critical.importance is not None:
        yield Mark(at, "importance", "measured", critical.importance, method="stated, derived or both")
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
            "left ÷ (left + went on), Wilson", target=median, details=each.reasons,
        )  # fmt: skip
    if each.flag is not None or each.verdict is not None:
        told = tuple((name, -1 if each.signals[name] is None else int(bool(each.signals[name]))) for name in SIGNALS)
        yield Mark(at, "moment", "measured", details=told, label=each.flag or each.verdict, unit="number")
