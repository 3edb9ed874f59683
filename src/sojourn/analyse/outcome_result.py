"""What the question for an outcome gives back: which model to use, how good it is, and what it rests on."""

from dataclasses import asdict, dataclass, field
from typing import Any

from sojourn.core.charts import Chart
from sojourn.core.instants import rfc3339
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count, interval, percent

from .names import Notes, envelope, sentences
from .outcome_chart import draw
from .outcome_parts import OutcomeScores, PredictionDriver, PredictionPeriod
from .outcome_points import STATES
from .outcome_scoring import ScoreOpen
from .outcome_words import BASE, NAMES, gained, scored, verdict_sentence
from .prediction_ladder import Rung, Verdict
from .prediction_tables import calibration_table, score_rows, scores_document, scores_of
from .prediction_unseen import Unseen, unseen_document, unseen_table


@dataclass(frozen=True, slots=True)
class OutcomeResult(Result):
    """Whether journeys come to an outcome, as well as it can be told at a point, held against what came.

    Attributes:
        outcome: the condition.
        point: when predictions are made, in words.
        within_seconds: how long after the point the outcome counts; None for the rest of the journey.
        model: the most complicated one that was asked for.
        use: the simplest model that none is shown to beat; `base` is the share of training time for everybody.
        verdict: `better` when that is another one; `too_few` where so few customers were tested that nothing can be
            shown.
        cut: microseconds; what was known before is learned from, points from then on are tested.
        trained, tested: the journeys of both.
        straddling: asked before the cut, known after: in neither.
        states: journeys by what they are to the question.
        sampled_customers: of whom all this was learned and tested.
        everybody: nobody was left out.
        seed: where chance starts.
        rounds: trees of the boosted model.
        mapping: how its chances were calibrated.
        scores: of each model, the plainest first.
        rungs: each model against the best simpler one.
        unseen: how the model to use fares with customers of whom nothing was learned, beside the others.
        drivers: what the model to use rests on, most first; empty for `base`.
        scoring: gives chances to open journeys.
    """

    basis: Basis
    notes: Notes
    outcome: str
    point: str
    within_seconds: float | None
    model: str
    use: str
    verdict: Verdict
    cut: int
    trained: PredictionPeriod
    tested: PredictionPeriod
    straddling: int
    states: tuple[int, ...]
    sampled_customers: int
    everybody: bool
    seed: int
    rounds: int
    mapping: str | None
    scores: tuple[OutcomeScores, ...]
    rungs: tuple[Rung, ...]
    unseen: Unseen[OutcomeScores]
    drivers: tuple[PredictionDriver, ...]
    top: int
    scoring: ScoreOpen = field(repr=False)

    @property
    def used(self) -> OutcomeScores:
        """The scores of the model to use."""
        return scores_of(self.scores, self.use)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            **envelope("outcome", self.basis, self.notes),
            "outcome": self.outcome,
            "point": self.point,
            "within_seconds": self.within_seconds,
            "model": self.model,
            "use": self.use,
            "verdict": self.verdict,
            "cut": rfc3339(self.cut),
            "trained": _period(self.trained),
            "tested": _period(self.tested),
            "straddling": self.straddling,
            "states": dict(zip(STATES, self.states, strict=True)),
            "sampled_customers": self.sampled_customers,
            "everybody": self.everybody,
            "seed": self.seed,
            "rounds": self.rounds,
            "mapping": self.mapping,
            "scores": [scores_document(each) for each in self.scores],
            "compared": [asdict(each) for each in self.rungs],
            "unseen": unseen_document(self.unseen),
            "drivers": [asdict(each) for each in self.drivers],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a model: each score with its limits, and whether its chances hold."""
        return score_rows(self.scores, self.use)

    def tables(self) -> tuple[Table, ...]:
        """Give models with their scores, whether chances hold, what predictions rest on, and how strangers are told."""
        found = [self._models(), self._calibration()]
        if self.drivers:
            found.append(self._drivers())
        return (*found, self._unseen())

    def chart(self) -> Chart:
        """Draw how much each model gains, whether chances hold, and what predictions rest on."""
        sentence = verdict_sentence(self.verdict, self.use, self.scores, self.rungs)
        return draw(self.title, sentence, self.scores, self.used, self.drivers[: self.top])

    @property
    def title(self) -> str:
        """Say the question."""
        return f"Will it come to {self.outcome}? {self.limits}"

    @property
    def limits(self) -> str:
        """Say the point and the window."""
        from sojourn.core.durations import short  # noqa: PLC0415 - a word

        within = "by the end of the journey" if self.within_seconds is None else (
            f"within {short(self.within_seconds * 1e6)}"
        )  # fmt: skip
        return f"{self.point[:1].upper()}{self.point[1:]}, {within}"

    def _models(self) -> Table:
        """Lay the models out."""
        against = {rung.model: rung for rung in self.rungs}
        return Table(
            self.title,
            (
                Heading("On the test period", numeric=False),
                Heading("Ranks right"),
                Heading("Log loss"),
                Heading("Brier score"),
                Heading("Less than the share's"),
                Heading("Gain on the best simpler one"),
            ),
            tuple(
                (
                    NAMES[each.model] + (" ←" if each.model == self.use else ""),
                    scored(each.area, 2),
                    scored(each.log_loss, 3),
                    scored(each.brier, 3),
                    "" if each.model == BASE else interval(each.skill.value, each.skill.low, each.skill.high),
                    gained(against[each.model].gain) if each.model in against else "",
                )
                for each in self.scores
            ),
            (
                verdict_sentence(self.verdict, self.use, self.scores, self.rungs),
                (
                    f"Learned from {count(self.trained.journeys)} journeys known before {rfc3339(self.cut)}, of which"
                    f" {percent(self.trained.came / self.trained.journeys)} came to it; tested on"
                    f" {count(self.tested.journeys)} from then on, of which"
                    f" {percent(self.tested.came / self.tested.journeys)} did. Limits are over customers."
                ),
                (
                    f"Left out: {count(self.states[1])} with the outcome behind them, {count(self.states[0])} that"
                    f" never got to the point, {count(self.straddling)} that straddle the cut;"
                    f" {count(self.states[4])} are still open."
                ),
                *sentences(self.notes),
            ),
        )

    def _unseen(self) -> Table:
        """Lay out how customers fare whom the models never met."""
        return unseen_table(
            self.unseen,
            asked="Journeys",
            baseline="" if self.use == BASE else NAMES[BASE],
            shown=[
                ("Ranks right", lambda each: scored(each.area, 2)),
                ("Brier score", lambda each: scored(each.brier, 3)),
            ],
        )

    def _calibration(self) -> Table:
        """Lay out what was predicted and what came."""
        question = "Can chances be taken at their word?"
        return calibration_table(question, NAMES[self.use], "Journeys", "Came", self.used.calibration)

    def _drivers(self) -> Table:
        """Lay out what predictions rest on."""
        return Table(
            "What predictions rest on",
            (
                Heading("Known at the point", numeric=False),
                Heading("Log loss grows by"),
                Heading("Chance", numeric=False),
            ),
            tuple((each.name, scored(each.loss, 4), each.direction) for each in self.drivers[: self.top]),
            (
                (
                    "When it is shuffled among journeys of the test period. It goes with the outcome; this does not say"
                    " that it brings it about."
                ),
            ),
        )


def _period(period: PredictionPeriod) -> dict[str, Any]:
    """Give the JSON form of a period."""
    return {**asdict(period), "since": rfc3339(period.since), "until": rfc3339(period.until)}
