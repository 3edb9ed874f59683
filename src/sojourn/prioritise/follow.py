"""What was promised, held against what happened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from sojourn.analyse import Settled
from sojourn.core.charts import Chart
from sojourn.core.results import Heading, Result, Table, count, interval, note, percent
from sojourn.core.small import USUAL, Limits
from sojourn.core.words import shortened, with_sign

from .experiment import ExperimentEffect
from .follow_kept import TOO_EARLY, Kept
from .follow_levels import of_levels
from .follow_shares import of_outcome, of_way, sides, told_early
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

PLACE = 26
"""Letters of a step in a table."""
CIRCULAR = (
    "A promise that was made of an experiment is not held against the same experiment, which would only find itself: "
    "assign customers anew, and ask with --since and that day."
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
        ended: the last day of what the plan was made of, where journeys from before it are looked at: a rehearsal,
            which says nothing of whether promises were kept. None else.
        notes: what else must be known, such as that the map has changed since.
        names: what steps and outcomes are called, by id.
        closed: how many of the journeys that were looked at are over; open how many may still go on.
    """

    plan: SavedPlan
    promises: tuple[Kept, ...]
    since: str | None
    refused: Mapping[str, str]
    nothing_since: bool = False
    notes: tuple[Mapping[str, object], ...] = ()
    names: Mapping[str, str] = field(default_factory=lambda: NO_NAMES)
    closed: int = 0
    open: int = 0
    ended: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        notes = [note("not_an_effect", NOT_AN_EFFECT)]
        if self.ended is not None:
            notes.insert(0, note("rehearsal", self._rehearsal(), since=self.since, ended=self.ended))
        if not self.plan.counted:
            notes.append(
                note("before_assumed", "Shares before the plan were assumed, not counted: no difference is given.")
            )
        if self.nothing_since:
            notes.append(note("nothing_since", f"{NOTHING_SINCE}: the journeys are those the plan was made of. {ASK}"))
        elif self.since is None:
            notes.append(note("since", f"Journeys from before the plan count too. {ASK}"))
        early = told_early(self.promises, self.closed, self.open)
        if early is not None:
            notes.append(note("too_early", early, closed=self.closed, open=self.open))
        if any(each.circular for each in self.promises):
            notes.append(note("circular", CIRCULAR))
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
                "since": self.since, "closed": self.closed, "open": self.open, "rehearsal": self.ended is not None,
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
            (f"{self.title(each)}{self._unit(each)}", self.where(each, most=PLACE), _level(each, each.before),
             _promised(each), _now(each), count(each.n) if each.n else "", each.said)
            for each in self.promises
        )  # fmt: skip
        title = f"The plan of {self.plan.saved}, and what happened"
        known = (
            f"Journeys: {count(self.closed)} are over, {count(self.open)} may still go on. n: what is known of them."
        )
        said: tuple[str, ...] = (known, NOT_AN_EFFECT)
        if self.ended is not None:
            title = f"A rehearsal: these journeys are from before the plan of {self.plan.saved}"
            said = (self._rehearsal(), *said)
        first = Table(title, headings, rows, said)
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
             "the same experiment" if each.circular else "" if each.calibration is None
             else f"{each.calibration:.2f}",
             "; ".join(_WARNINGS.get(code, code) for code in each.effect.warnings))
            for each in tried if each.effect is not None
        )  # fmt: skip
        return first, Table(
            "What experiments found",
            columns,
            told,
            (self._arms(tried),),
        )

    def _rehearsal(self) -> str:
        """Say that journeys from before the plan are no follow-up."""
        return (
            f"A rehearsal: these journeys are from before the plan, which was made of journeys until {self.ended}. "
            f"They say nothing of whether it was kept. {ASK}"
        )

    def title(self, each: Kept) -> str:
        """Name what was promised: an initiative, or how journeys end."""
        return each.title if each.what != "outcome" else "How journeys end"

    def _unit(self, each: Kept) -> str:
        """Say in what a change is told that is no share."""
        money = self.plan.document["model"].get("currency") or "money"
        return {"margin": f", margin in {money}", "rating": ", rating in points", "wait": ", wait"}.get(each.what, "")

    def where(self, each: Kept, *, most: int | None = None) -> str:
        """Say at which steps, or on which way, in the words of the map.

        Args:
            most: letters of a step; None for as many as it has.
        """
        words = [self.names.get(step, step) for step in each.steps]
        return " → ".join(words if most is None else [shortened(word, most) for word in words])

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
            rehearsal=self.ended is not None,
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
    lived: Settled,
    *,
    experiments: Mapping[str, ExperimentEffect] | None = None,
    refused: Mapping[str, str] | None = None,
    since: str | None = None,
    ended: str | None = None,
    nothing_since: bool = False,
    measured: Sequence[Measured] = (),
    notes: Sequence[Mapping[str, object]] = (),
    names: Mapping[str, str] = NO_NAMES,
    good: Mapping[str, bool] = NO_SIDES,
    limits: Limits = USUAL,
) -> FollowUp:
    """Hold what a plan promised against what became of those who came to each step since.

    A difference between before and after is given with its interval and never called an effect; where an experiment
    assigned an initiative, its effect is given beside.

    Args:
        plan: as it was kept.
        lived: what is known of their passages: among young journeys those that went on are seen, and leaving is not, so
            that whole cohorts count or none.
        experiments: what experiments found, by initiative.
        refused: experiments that could not be read, with the reason.
        since: from when on journeys are looked at, to be told.
        ended: the last day of what the plan was made of, where journeys from before it are looked at.
        nothing_since: the journeys are those of the plan; then nothing is held against what it promised.
        measured: ratings and waits of steps since.
        notes: what else must be known.
        names: what steps and outcomes are called, by id.
        good: by id, whether an outcome is wanted; on ways to a step better is where the promise leads, and of other
            outcomes nothing says which side is.
        limits: from how many moves on a share is shown.
    """
    found = experiments or {}
    wanted = sides(plan, good)
    new = since is not None and since[:10] >= plan.saved
    told: list[Kept] = []
    for each in plan.promises:
        if each.kind in ("rating", "wait"):
            told += of_levels(each, measured, chosen=plan.chosen, limits=limits)
        else:
            told.append(of_way(each, plan, lived, found.get(each.initiative), limits, wanted, new=new))
    told += [of_outcome(each, plan, lived, limits, wanted) for each in plan.outcomes]
    if nothing_since:
        nothing: dict[str, Any] = dict.fromkeys(
            ("now", "now_low", "now_high", "difference", "difference_low", "difference_high")
        )
        told = [replace(each, **nothing, n=0, verdict=NOTHING_SINCE) for each in told]
    if ended is not None:
        told = [replace(each, rehearsal=True) for each in told]
    return FollowUp(
        plan, tuple(told), since, dict(refused or {}), nothing_since, tuple(notes), names, lived.closed, lived.open,
        ended,
    )  # fmt: skip


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
        return each.verdict if each.verdict in ("too few", TOO_EARLY) else _level(each, each.now) or "not measured"
    if each.what in ("rating", "wait"):
        between = f"({_level(each, each.now_low)} to {_level(each, each.now_high)})"
        return between if each.now is None else f"{_level(each, each.now)} {between}"
    if each.now is None:
        return f"({100 * each.now_low:.1f}–{100 * each.now_high:.1f})"
    return interval(each.now, each.now_low, each.now_high)
