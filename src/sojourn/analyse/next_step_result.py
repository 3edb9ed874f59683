"""What the question of what comes next gives back."""

from dataclasses import asdict, dataclass, field
from typing import Any

from sojourn.core.charts import Chart
from sojourn.core.durations import short
from sojourn.core.instants import rfc3339
from sojourn.core.journeys import Basis
from sojourn.core.results import Heading, Result, Table, count, interval, percent

from .names import Notes, envelope, sentences
from .next_step_chart import draw
from .next_step_parts import LookingBack, NextScores
from .next_step_scoring import ScoreNext
from .next_step_words import COMMON, NAMES, next_sentence
from .outcome_parts import PredictionDriver
from .outcome_words import gained, scored
from .prediction_ladder import Rung, Verdict
from .prediction_tables import calibration_table, score_rows, scores_document, scores_of
from .prediction_unseen import Unseen, unseen_document, unseen_table


@dataclass(frozen=True, slots=True)
class NextStepResult(Result):
    """What comes next, as well as it can be told from what was done, held against what came.

    Attributes:
        model: the most complicated one that was asked for.
        use: the simplest model that none is shown to beat; `common` is always the most common.
        verdict: `better` when that is another one; `too_few` where so few customers were tested that nothing can be
            shown.
        cut: microseconds; answers known before are learned from, what is asked from then on is tested.
        window_seconds: after so long without an event nothing comes next; None where that is never known.
        length: events of the past that are looked up at most.
        seen: how often they must have been seen.
        learned: answers from which chains are learned, of everybody.
        straddling, after, open: asked before the cut and known after; asked after and known; not known.
        tested, tested_customers: answers that models were held against, and of how many customers.
        answers: what may come next, told apart.
        sampled_customers: of whom trees were learned, and all models tested.
        everybody: nobody was left out.
        scores: of each model, the plainest first.
        rungs: each model against the best simpler one.
        unseen: how the model to use fares with customers of whom nothing was learned, beside the others.
        back: what each further event of the past gains.
        drivers: what trees rest on, most first; empty where another model is used.
        scoring: says what comes next for those on the way.
    """

    basis: Basis
    notes: Notes
    model: str
    use: str
    verdict: Verdict
    cut: int
    window_seconds: float | None
    length: int
    seen: int
    learned: int
    straddling: int
    after: int
    open: int
    tested: int
    tested_customers: int
    answers: int
    sampled_customers: int
    everybody: bool
    seed: int
    scores: tuple[NextScores, ...]
    rungs: tuple[Rung, ...]
    unseen: Unseen[NextScores]
    back: tuple[LookingBack, ...]
    drivers: tuple[PredictionDriver, ...]
    top: int
    scoring: ScoreNext = field(repr=False)

    @property
    def used(self) -> NextScores:
        """The scores of the model to use."""
        return scores_of(self.scores, self.use)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {
            **envelope("next", self.basis, self.notes),
            "model": self.model,
            "use": self.use,
            "verdict": self.verdict,
            "cut": rfc3339(self.cut),
            "window_seconds": self.window_seconds,
            "length": self.length,
            "seen": self.seen,
            "learned": self.learned,
            "straddling": self.straddling,
            "after": self.after,
            "open": self.open,
            "tested": self.tested,
            "tested_customers": self.tested_customers,
            "answers": self.answers,
            "sampled_customers": self.sampled_customers,
            "everybody": self.everybody,
            "seed": self.seed,
            "scores": [scores_document(each) for each in self.scores],
            "compared": [asdict(each) for each in self.rungs],
            "unseen": unseen_document(self.unseen),
            "back": [asdict(each) for each in self.back],
            "drivers": [asdict(each) for each in self.drivers],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a model: each score with its limits, and whether its chances hold."""
        return score_rows(self.scores, self.use)

    def tables(self) -> tuple[Table, ...]:
        """Give models with their scores, how far back to look, whether chances hold, drivers, and strangers."""
        found = [self._models(), self._back(), self._calibration()]
        if self.drivers:
            found.append(self._drivers())
        return (*found, self._unseen())

    def chart(self) -> Chart:
        """Draw how often each model is right, and whether its chances hold."""
        return draw(next_sentence(self.verdict, self.use, self.scores, self.rungs), self.scores, self.used)

    def _models(self) -> Table:
        """Lay the models out."""
        against = {rung.model: rung for rung in self.rungs}
        nothing = (
            "Whether something comes at all is not known in journeys that never close, and not asked."
            if self.window_seconds is None
            else f"Nothing comes next when nothing does within {short(self.window_seconds * 1e6)}."
        )
        return Table(
            "What comes next?",
            (
                Heading("On the test period", numeric=False),
                Heading("First guess right"),
                Heading("One of three right"),
                Heading("Log loss"),
                Heading("Gain on the best simpler one"),
            ),
            tuple(
                (
                    NAMES[each.model] + (" ←" if each.model == self.use else ""),
                    interval(each.first.value, each.first.low, each.first.high),
                    percent(each.third.value),
                    scored(each.log_loss, 3),
                    gained(against[each.model].gain) if each.model in against else "",
                )
                for each in self.scores
            ),
            (
                next_sentence(self.verdict, self.use, self.scores, self.rungs),
                (
                    f"Learned from {count(self.learned)} answers known before {rfc3339(self.cut)}; tested on"
                    f" {count(self.tested)} asked for from then on, of {count(self.tested_customers)} customers. Limits"
                    " are over customers."
                ),
                nothing,
                *sentences(self.notes),
            ),
        )

    def _unseen(self) -> Table:
        """Lay out how customers fare whom the models never met."""
        return unseen_table(
            self.unseen,
            asked="Answers",
            baseline="" if self.use == COMMON else NAMES[COMMON],
            shown=[("First guess right", lambda each: interval(each.first.value, each.first.low, each.first.high))],
        )

    def _back(self) -> Table:
        """Lay out what each further event of the past gains."""
        return Table(
            "How far back is it worth looking?",
            (Heading("Events of the past"), Heading("Pasts seen often enough"), Heading("Log loss"), Heading("Gain")),
            tuple(
                (
                    str(each.length),
                    "" if each.length == 0 else count(each.contexts),
                    f"{each.log_loss:.3f}",
                    "" if each.gain is None else gained(each.gain),
                )
                for each in self.back
            ),
            (f"Often enough: {self.seen} times before the cut. Rarer pasts are looked up by their later events.",),
        )

    def _calibration(self) -> Table:
        """Lay out how often first guesses of about one chance were right."""
        question = "Can chances of the first guess be taken at their word?"
        return calibration_table(question, NAMES[self.use], "Guesses", "Right", self.used.calibration)

    def _drivers(self) -> Table:
        """Lay out what trees rest on."""
        return Table(
            "What predictions rest on",
            (Heading("Known at the event", numeric=False), Heading("Log loss grows by")),
            tuple((each.name, scored(each.loss, 4)) for each in self.drivers[: self.top]),
            (
                (
                    "When it is shuffled among events of the test period. It goes with what comes next; this does not"
                    " say that it brings it about."
                ),
            ),
        )
