"""What was promised, held against what happened."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from sojourn.analyse import Chain
from sojourn.core.charts import Chart
from sojourn.core.results import Heading, Result, Table, count, interval, note, percent
from sojourn.core.small import USUAL, Limits
from sojourn.core.statistics import newcombe, wilson
from sojourn.core.words import with_sign

from .experiment import ExperimentEffect
from .follow_kept import Better, Kept
from .follow_levels import against, of_levels
from .saved import Measured, SavedPlan

NOT_AN_EFFECT = (
    "Before and after differ for many reasons: the difference is not the effect of an initiative. Only an experiment, "
    "with customers assigned by chance, gives an effect."
)

MARGINS = "Margins are not in events: what a visit brings is for whoever keeps the accounts to say."
LEVELS = (
    "A change of ratings or waits is held against those of the day on which the plan was kept; where too few were "
    "measured then, nothing is said of the change."
)

NO_NAMES: Mapping[str, str] = MappingProxyType({})
NO_SIDES: Mapping[str, bool] = MappingProxyType({})
NOTHING_SINCE = "nothing measured since the plan"
ASK = "Look again when more was lived, with --since and the day on which work was done."


@dataclass(frozen=True, slots=True)
class FollowUp(Result):
    """A plan held against what happened.

    Attributes:
        plan: as it was kept.
        promises: in the order of the plan, the outcomes last.
        since: from when on it was looked at; None for everything.
        refused: experiments that could not be read, with the reason.
        nothing_since: nothing was lived since the plan was saved, so nothing is measured.
        notes: what else must be known, such as that the map has changed since.
        names: what steps and outcomes are called, by id.
    """

    plan: SavedPlan
    promises: tuple[Kept, ...]
    since: str | None
    refused: Mapping[str, str]
    nothing_since: bool = False
    notes: tuple[Mapping[str, object], ...] = ()
    names: Mapping[str, str] = field(default_factory=lambda: NO_NAMES)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        notes = [note("not_an_effect", NOT_AN_EFFECT)]
        if not self.plan.counted:
            notes.append(
                note("before_assumed", "Shares before the plan were assumed, not counted: no difference is given.")
            )
        if self.nothing_since:
            notes.append(note("nothing_since", f"{NOTHING_SINCE}: the journeys are those the plan was made of. {ASK}"))
        elif self.since is None:
            notes.append(note("since", f"Journeys from before the plan count too. {ASK}"))
        notes += [dict(each) for each in self.notes]
        if any(each.what == "margin" for each in self.promises):
            notes.append(note("margins", MARGINS))
        if any(each.what in ("rating", "wait") and each.before is None for each in self.promises):
            notes.append(note("level_unknown", LEVELS))
        notes += [note("experiment_refused", f"Experiment {name}: {why}") for name, why in self.refused.items()]
        return {
            "analysis": "plan_follow_up",
            "format": 1,
            "basis": {
                "saved": self.plan.saved, "map_id": self.plan.map_id, "map_version": self.plan.map_version,
                "since": self.since,
            },
            "notes": notes,
            "chosen": dict(self.plan.chosen),
            "gain": self.plan.gain,
            "gain_low": self.plan.gain_low,
            "gain_high": self.plan.gain_high,
            "promises": [each.to_dict() for each in self.promises],
        }  # fmt: skip

    def rows(self) -> list[dict[str, Any]]:
        """Give a row for each promise."""
        rows = []
        for each in self.promises:
            row = each.to_dict()
            effect = row.pop("effect") or {}
            rows.append({**row, "effect_odds_ratio": effect.get("odds_ratio"), "effect_p": effect.get("p")})
        return rows

    def tables(self) -> tuple[Table, ...]:
        """Give what was promised beside what is measured, then what experiments say."""
        headings = (
            Heading("What", False), Heading("Where", False), Heading("Before"), Heading("Promised"), Heading("Now"),
            Heading("n"), Heading("Against the promise", False),
        )  # fmt: skip
        rows = tuple(
            (self.title(each), self.where(each), _level(each, each.before),
             _promised(each), _now(each), count(each.n) if each.n else "", each.said)
            for each in self.promises
        )  # fmt: skip
        title = f"The plan of {self.plan.saved}, and what happened"
        first = Table(title, headings, rows, (NOT_AN_EFFECT,))
        tried = [each for each in self.promises if each.effect is not None]
        if not tried:
            return (first,)
        columns = (
            Heading("Initiative", False), Heading("Effect, in points (95 %)"), Heading("With it, without"),
            Heading("Found ÷ promised"),
            Heading("", False),
        )  # fmt: skip
        told = tuple(
            (each.title, _in_points(each.effect), _shares(each.effect),
             "" if each.calibration is None else f"{each.calibration:.2f}",
             "; ".join(_WARNINGS.get(code, code) for code in each.effect.warnings))
            for each in tried if each.effect is not None
        )  # fmt: skip
        return first, Table(
            "What experiments found",
            columns,
            told,
            (self._arms(tried),),
        )

    def title(self, each: Kept) -> str:
        """Name what was promised: an initiative, or how journeys end."""
        return each.title if each.what != "outcome" else "How journeys end"

    def where(self, each: Kept) -> str:
        """Say at which steps, or on which way, in the words of the map."""
        return " → ".join(self.names.get(step, step) for step in each.steps)

    def chart(self, *, width: int = 440) -> Chart:
        """Draw what was promised as bars, and what is measured as dots with intervals.

        Args:
            width: of the bars, in pixels; under 360 names stand above them.
        """
        from .follow_chart import draw  # noqa: PLC0415 - start-up: only drawings need it

        return draw(
            [(f"{self.title(each)}: {self.where(each)}", each) for each in self.promises],
            saved=self.plan.saved,
            width=width,
        )

    def _arms(self, tried: Sequence[Kept]) -> str:
        led = " or ".join(f"“{name}”" for name in dict.fromkeys(self.names.get(each.steps[-1], each.steps[-1])
                                                                for each in tried))  # fmt: skip
        return (
            f"With it, without: of those assigned to an arm, treated or not, the share who went on to {led}. "
            "Found ÷ promised: 1 would be as promised, below 1 less."
        )


_WARNINGS = {
    "experiment.unplanned": "no size was fixed before",
    "experiment.split_unknown": "nobody said how many were to be treated",
    "experiment.assigned_twice": "some were assigned to both arms and count in the first",
    "experiment.early": "looked at before the size that was fixed",
}


def follow_up(
    plan: SavedPlan,
    chain: Chain,
    *,
    experiments: Mapping[str, ExperimentEffect] | None = None,
    refused: Mapping[str, str] | None = None,
    since: str | None = None,
    nothing_since: bool = False,
    measured: Sequence[Measured] = (),
    notes: Sequence[Mapping[str, object]] = (),
    names: Mapping[str, str] = NO_NAMES,
    good: Mapping[str, bool] = NO_SIDES,
    limits: Limits = USUAL,
) -> FollowUp:
    """Hold what a plan promised against the chain of journeys lived since.

    A difference between before and after is given with its interval and never called an effect; where an experiment
    assigned an initiative, its effect is given beside.

    Args:
        plan: as it was kept.
        chain: of lived journeys, with counts.
        experiments: what experiments found, by initiative.
        refused: experiments that could not be read, with the reason.
        since: from when on journeys are looked at, to be told.
        nothing_since: the journeys are those of the plan; then nothing is held against what it promised.
        measured: ratings and waits of steps since.
        notes: what else must be known.
        names: what steps and outcomes are called, by id.
        good: by id, whether an outcome is wanted; of others, and of ways, better is where the promise leads.
        limits: from how many moves on a share is shown.
    """
    found = experiments or {}
    told: list[Kept] = []
    for each in plan.promises:
        if each.kind in ("rating", "wait"):
            told += of_levels(each, measured, chosen=plan.chosen, limits=limits)
        else:
            told.append(_of_way(each, plan, chain, found.get(each.initiative), limits, _sides(plan, good)))
    told += [_of_outcome(each, chain, plan, limits, _sides(plan, good)) for each in plan.outcomes]
    if nothing_since:
        nothing: dict[str, Any] = dict.fromkeys(
            ("now", "now_low", "now_high", "difference", "difference_low", "difference_high")
        )
        told = [replace(each, **nothing, n=0, verdict=NOTHING_SINCE) for each in told]
    return FollowUp(plan, tuple(told), since, dict(refused or {}), nothing_since, tuple(notes), names)


def _sides(plan: SavedPlan, good: Mapping[str, bool]) -> Mapping[str, bool]:
    """Say of outcomes whether they are wanted; those who give up are not."""
    lost = plan.document["model"].get("lost")
    return {**({} if lost is None else {lost: False}), **good}


def _better(place: str, before: float | None, mode: float, good: Mapping[str, bool]) -> Better | None:
    """Say where better lies: at an outcome by whether it is wanted, else where the promise leads."""
    if place in good:
        return "more" if good[place] else "less"
    if before is None or math.isclose(before, mode, abs_tol=1e-9):
        return None
    return "more" if mode > before else "less"


def _of_way(
    each: Any, plan: SavedPlan, chain: Chain, effect: ExperimentEffect | None, limits: Limits,
    good: Mapping[str, bool],
) -> Kept:  # fmt: skip
    x, n = _counted(chain, each.steps) if each.kind == "transition" else (0, 0)
    verdict = "not measured" if each.kind != "transition" else None
    effect = effect if each.kind == "transition" else None
    return _kept(
        what=each.kind, initiative=each.initiative, title=each.title, steps=each.steps, before=each.before,
        count=each.count, span=(each.low, each.mode, each.high), seen=(x, n), limits=limits, verdict=verdict,
        effect=effect, together=tuple(plan.chosen.get(name, name) for name in each.together),
        better=_better(each.steps[-1], each.before, each.mode, good) if each.kind == "transition" else None,
    )  # fmt: skip


def _of_outcome(each: Any, chain: Chain, plan: SavedPlan, limits: Limits, good: Mapping[str, bool]) -> Kept:
    assert chain.counts is not None
    n = int(chain.counts[:, len(chain.steps) :].sum())
    # The chain's share, as before: it counts what open journeys have done so far, and ends alone would not.
    x = round(chain.outcome.get(each.outcome, 0.0) * n)
    return _kept(
        what="outcome", initiative=None, title=f"Outcome {each.outcome}", steps=(each.outcome,), before=each.before,
        count=each.count if plan.counted else None, span=(each.low, each.mode, each.high),
        seen=(x, n), limits=limits, verdict=None, effect=None, together=(),
        better=_better(each.outcome, each.before, each.mode, good),
    )  # fmt: skip


def _kept(
    *, what: str, initiative: str | None, title: str, steps: Sequence[str], before: float | None, count: int | None,
    span: tuple[float, float, float], seen: tuple[int, int], limits: Limits, verdict: str | None,
    effect: ExperimentEffect | None, together: tuple[str, ...], better: Better | None,
) -> Kept:  # fmt: skip
    """Measure one share and say how it stands to what was promised."""
    x, n = seen
    state = limits.state(n)
    low, high = wilson(x, n) if state != "too_few" else (None, None)
    difference: tuple[float | None, float | None, float | None] = (None, None, None)
    if state != "too_few" and count and before is not None:
        ends = newcombe(x, n, round(before * count), count)
        difference = (x / n - before if state == "measured" else None, *ends)
    if verdict is None:
        verdict = "too few" if low is None or high is None else against(low, high, span)
    return Kept(
        what, initiative, title, tuple(steps), before, *span, x / n if state == "measured" and n else None, low, high,
        n, *difference, verdict, effect, _calibration(effect, before, span[1]), together, better,
    )  # fmt: skip


def _calibration(effect: ExperimentEffect | None, before: float | None, mode: float) -> float | None:
    """Give what was found ÷ what was promised, as logarithms of odds ratios."""
    if effect is None or before is None or not 0 < before < 1 or not 0 < mode < 1 or mode == before:
        return None
    promised = (mode / (1 - mode)) / (before / (1 - before))
    return math.log(effect.odds_ratio) / math.log(promised)


def _counted(chain: Chain, steps: Sequence[str]) -> tuple[int, int]:
    """Count the moves of a way, and of the step it leaves."""
    names = (*chain.steps, *chain.outcomes)
    if chain.counts is None or steps[0] not in chain.steps:
        return 0, 0
    row = chain.counts[chain.steps.index(steps[0])]
    return int(row[names.index(steps[1])]) if steps[1] in names else 0, int(row.sum())


def _in_points(effect: ExperimentEffect) -> str:
    low, high = with_sign(100 * effect.low, 1), with_sign(100 * effect.high, 1)
    return f"{with_sign(100 * effect.difference, 1)} ({low} to {high})"


def _shares(effect: ExperimentEffect) -> str:
    (x1, n1), (x0, n0) = effect.arms.treated, effect.arms.holdout
    return f"{percent(x1 / n1)} of {count(n1)}, {percent(x0 / n0)} of {count(n0)}"


def _level(each: Kept, value: float | None) -> str:
    """Write a level: a share, a rating, or minutes."""
    if value is None:
        return ""
    if each.what == "rating":
        return f"{value:.2f}".replace("-", "−")
    return f"{value:.1f} min" if each.what == "wait" else percent(value)


def _promised(each: Kept) -> str:
    if each.what in ("transition", "outcome"):
        if each.low == each.high:
            return percent(each.mode)
        return f"{percent(each.mode)} ({100 * each.low:.1f}–{100 * each.high:.1f})"
    low, mode, high = (f"{value:+g}".replace("-", "−") for value in (each.low, each.mode, each.high))
    told = f"{mode} ({low} to {high})" if each.low != each.high else mode
    return f"{told} min" if each.what == "wait" else told


def _now(each: Kept) -> str:
    if each.now_low is None or each.now_high is None:
        return "too few" if each.verdict == "too few" else _level(each, each.now) or "not measured"
    if each.what in ("rating", "wait"):
        between = f"({_level(each, each.now_low)} to {_level(each, each.now_high)})"
        return between if each.now is None else f"{_level(each, each.now)} {between}"
    if each.now is None:
        return f"({100 * each.now_low:.1f}–{100 * each.now_high:.1f})"
    return interval(each.now, each.now_low, each.now_high)
