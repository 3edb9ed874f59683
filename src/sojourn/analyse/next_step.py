"""Next step: what comes next after what was done, and how well that can be told."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.analysis import Journeys
from sojourn.core.durations import microseconds
from sojourn.core.errors import InvalidInput
from sojourn.core.results import note

from .attempts import Duration
from .boosting import check_boosting
from .drawn_journeys import DrawJourneys, Drawn
from .known_by_then import Encoded, Wanted
from .names import Notes, noted, unknown_in_cases
from .next_step_contexts import Contexts
from .next_step_counts import CountContexts
from .next_step_decisions import NOTHING, Asking, Decisions
from .next_step_models import BOOSTED, COMMON, MODELS, Guessed, NextModels, grow, guessed, lost
from .next_step_parts import LookingBack, NextScores
from .next_step_result import NextStepResult
from .next_step_scoring import ScoreNext
from .next_step_seeing import SeeingNext
from .next_step_waits import MOST as MOST_WAITS
from .next_step_waits import NextWaits
from .outcome_drivers import drivers
from .outcome_models import Seen
from .outcome_parts import PredictionDriver
from .prediction_cut import Instant, cut_of
from .prediction_draws import Drawing, Estimate
from .prediction_ladder import climb, few_customers, verdict_of
from .prediction_scores import calibration
from .prediction_unseen import known_of, unseen, unseen_notes

LONGEST = 5
"""Events of the past that are looked up together at most."""

FEWEST = 100
"""Answers that are needed before the cut, and after it."""

MOST_LEARNED, MOST_TESTED = 20_000, 20_000
"""Answers that trees learn from, and that models are tested on; those of customers drawn first."""

_COUNTED = 12


def next_step(
    journeys: Journeys,
    *,
    length: int = LONGEST,
    seen: int = 20,
    within: Duration | None = None,
    model: str = BOOSTED,
    cut: Instant | None = None,
    test: float = 0.25,
    sample: int = 400_000,
    seed: int = 0,
    top: int = 10,
) -> NextStepResult:
    """Predict what comes next, and say how well that can be done.

    It is asked at every event; `Asking` says exactly what the answer is and when it is known. Models learn from answers
    known before an instant, the cut, and are tested on what is asked at the cut or later; what straddles it is in
    neither. A journey that straddles the cut gives to both, and at a test its past may be looked at as far back as it
    goes: that much was known.

    Models, the plainest first: `common`, always the most common; `order_1`, by the last event; `markov`, by the longest
    past seen often enough (`Contexts`); `boosted`, gradient-boosted trees, which see times and channels too. Each is
    tried against the best simpler one, and `use` names the simplest that none is shown to beat. Chains are learned from
    everybody; trees are learned, and all are tested, on customers drawn by chance where there are many.

    Args:
        length: events of the past that are looked up at most, up to 5.
        seen: how often they must have been seen.
        within: when nothing comes for so long, nothing comes next; by default the pause at which journeys are cut.
        model: the most complicated one to try.
        cut: the instant; by default so that about `test` of the answers that can be used are tested.
        sample: customers are drawn until they have so many events; all of them where there are fewer.
        seed: where chance starts; the same seed gives the same answer on the same machine.
        top: drivers to show.

    Raises:
        InvalidInput: options that make no sense; too few answers before the cut or after it.
        ConfigurationError: scikit-learn is not installed, and `boosted` is asked for.

    Cost: two passes over the events, and some seconds that depend on `sample`, not on the number of customers. 64 MB
    for distinct pasts at most, and where there are more they are looked at less far back; as much again for each range
    in work and while two are put together.
    """
    _checked(length, seen, model, test, sample, top)
    if model == BOOSTED:
        check_boosting()
    source = journeys.source
    asking = Asking.of(journeys.cases, None if within is None else microseconds(within), journeys.observed_until)
    drawn = journeys.engine.run(journeys, DrawJourneys(tuple(source.events), tuple(source.channels), sample, seed))
    asked = asking.decisions(drawn.batch)
    usable = asked.known <= asking.until
    split = cut_of(cut, asked.asked[usable], asked.known[usable], test=test, time_zone=journeys.time_zone)
    counted, basis = journeys.engine.run(journeys, CountContexts(len(source.events), asking, split, length))
    learned = asked.some(np.flatnonzero(usable & (asked.known < split)))
    tested = asked.some(np.flatnonzero(usable & (asked.asked >= split))[:MOST_TESTED])
    _enough(int(counted.tally[0]), len(tested.at))
    contexts = Contexts.of(counted, length=length, seen=seen)
    far, bits, tally = counted.length, counted.bits, counted.tally.tolist()
    del counted  # of many different pasts, most were seen too rarely to be looked up
    _several(contexts, tuple(source.events))
    seeing, models = _learned(journeys, drawn, learned, split, (bits, far), contexts, model, seed)
    held = seeing(drawn.batch, tested.at)
    answer = contexts.answers.places(tested.answer)
    whose = drawn.batch.customer[tested.journey]
    drawing = Drawing.of(whose, seed=seed)
    fared = {name: guessed(models, name, held, answer) for name in models.names}
    losses = np.stack([each.loss for each in fared.values()], axis=1)
    use, rungs = climb(models.names, losses, drawing)
    # Chains learn from everybody: whoever was drawn and has an answer known before the cut was learned from.
    strangers = unseen(
        known_of(whose, drawn.batch.customer[learned.journey]),
        losses[:, [0, models.names.index(use)]],
        drawing,
        lambda rows: _scored(use, fared[use].some(rows), Drawing.of(whose[rows], seed=seed), seed),
    )
    return NextStepResult(
        basis=basis,
        notes=noted(
            (
                *unknown_in_cases(journeys.cases, source.events),
                *_notes(drawn, far, length, contexts, drawing.customers),
                *_quick_notes(asking, tally),
                *unseen_notes(strangers),
            ),
            basis,
        ),
        model=model,
        use=use,
        verdict=verdict_of(use, COMMON, drawing.customers),
        cut=split,
        window_seconds=None if asking.window is None else asking.window / 1e6,
        length=min(length, far),
        seen=seen,
        learned=tally[0],
        straddling=tally[1],
        after=tally[2],
        open=tally[3],
        tested=len(tested.at),
        tested_customers=drawing.customers,
        answers=len(contexts.answers.codes),
        sampled_customers=int(drawn.batch.customer[-1]) + 1,
        everybody=drawn.everybody,
        seed=seed,
        scores=tuple(_scored(name, each, drawing, seed) for name, each in fared.items()),
        rungs=rungs,
        unseen=strangers,
        back=_back(contexts, held.pasts, answer, drawing),
        drivers=_drivers(models, seeing, held, answer, whose, seed) if use == BOOSTED else (),
        top=top,
        scoring=ScoreNext(asking, seeing, models, use, _waits(drawn, learned, contexts)),
    )


def next_step_members(journeys: Journeys, found: NextStepResult) -> Any:
    """Give what is likeliest to come next for every journey that may go on, as a pyarrow table.

    One row a journey: `customer`, `journey_start`, `last_event`, `last_time`, `silent_seconds` since then,
    `go_on_later`, and `next_1`, `chance_now_1`, `chance_1` to `next_3`, `chance_now_3`, `chance_3`, what is likeliest
    now first. `chance` is that at the last event, `chance_now` what is left of it after the silence, and `go_on_later`
    the share of those who go on that do so after a longer one. Where journeys never close, all are chances if anything
    comes at all.

    Args:
        found: a result of `next_step`, of these journeys or of others of the same source.
    """
    return journeys.engine.members(journeys, found.scoring)


def _checked(length: int, seen: int, model: str, test: float, sample: int, top: int) -> None:
    """Refuse options that make no sense."""
    if model not in MODELS[1:]:
        raise InvalidInput(f"{model!r} is no model", code="bad-model", hint=f"use {', '.join(MODELS[1:])}")
    if not 0.05 <= test <= 0.75:
        raise InvalidInput(f"a share of {test:g} cannot be tested", code="bad-test", hint="use 0.05 to 0.75")
    for name, value, low, high in (
        ("length", length, 1, LONGEST),
        ("seen", seen, 1, 1_000_000),
        ("sample", sample, 1_000, 5_000_000),
        ("top", top, 1, 1_000),
    ):
        if not low <= value <= high:
            raise InvalidInput(f"{name} is {value:,}, and must be {low:,} to {high:,}", code=f"bad-{name}")


def _enough(learned: int, tested: int) -> None:
    """Refuse what is too little to learn from, or to test on."""
    if min(learned, tested) < FEWEST:
        raise InvalidInput(
            f"{learned:,} answers are known before the cut, and {tested:,} are asked for and known after it:"
            f" {FEWEST} of each are needed",
            code="too-few-steps",
            hint="leave the cut out, take one nearer the middle of the data, or bring more events",
        )


def _several(contexts: Contexts, names: tuple[str, ...]) -> None:
    """Refuse what has one answer alone: every model would be right, and none better."""
    if len(contexts.answers.codes) < 2:
        only = int(contexts.answers.codes[0])
        said = repr(names[only - 1]) if only else "nothing more"
        raise InvalidInput(
            f"one answer alone is known before the cut: {said}. There is nothing to predict",
            code="one-answer",
            hint="take a longer time to wait, another cut, or events of more kinds",
        )


def _learned(
    journeys: Journeys,
    drawn: Drawn,
    learned: Decisions,
    split: int,
    pasts: tuple[int, int],
    contexts: Contexts,
    model: str,
    seed: int,
) -> tuple[SeeingNext, NextModels]:
    """Learn trees where they are asked for; chains are learned already.

    Args:
        pasts: bits of an event in a past, and how many events it has.
    """
    number = np.bincount(drawn.batch.event[drawn.batch.time < split], minlength=len(drawn.names))
    common = np.lexsort([np.arange(len(number)), -number])[:_COUNTED]
    wanted = Wanted(
        drawn.names,
        drawn.channels,
        tuple(code for code in common.tolist() if number[code]),
        (),
        journeys.cases.by in ("gap", "between"),
        (),
        journeys.time_zone,
    )
    if model != BOOSTED:
        return SeeingNext(wanted, None, *pasts), NextModels(contexts, None)
    some = learned.some(np.arange(min(len(learned.at), MOST_LEARNED)))
    batch = drawn.batch
    features = wanted.known(batch, some.at, some.asked, np.zeros(batch.events, np.bool_))
    encoded = Encoded.of(features, np.arange(len(some.at)))
    seeing = SeeingNext(wanted, encoded, *pasts)
    labelled = np.array([levels is not None for levels in encoded.levels], np.bool_)
    seen = Seen(encoded.matrix(features), np.zeros(len(some.at), np.int64))
    trees = grow(seen, contexts.answers.places(some.answer), some.asked, contexts, labelled, seed)
    return seeing, NextModels(contexts, trees)


def _waits(drawn: Drawn, learned: Decisions, contexts: Contexts) -> NextWaits:
    """Learn how long it was until what came next came."""
    some = np.flatnonzero(learned.answer != NOTHING)[:MOST_WAITS]
    at = learned.at[some]
    return NextWaits.of(
        drawn.batch.event[at].astype(np.int64),
        contexts.answers.places(learned.answer[some]),
        drawn.batch.time[at + 1] - learned.asked[some],
        answers=contexts.answers.count,
        nothing=int(contexts.answers.places(np.full(1, NOTHING))[0]) if NOTHING in contexts.answers.codes else -1,
    )


def _scored(name: str, fared: Guessed, drawing: Drawing, seed: int) -> NextScores:
    """Score a model on predictions."""
    columns = (fared.first, fared.third, fared.loss, fared.square)
    means, drawn = drawing.means(np.stack([np.asarray(each, np.float64) for each in columns], axis=1))
    first, third, loss, square = (Estimate.of(float(means[k]), drawn[:, k]) for k in range(len(columns)))
    return NextScores(name, first, third, loss, square, calibration(fared.chance, fared.first, seed=seed))


def _back(
    contexts: Contexts, pasts: NDArray[np.int64], answer: NDArray[np.int64], drawing: Drawing
) -> tuple[LookingBack, ...]:
    """Say what each further event of the past gains."""
    distinct, which = np.unique(pasts, return_inverse=True)
    which = which.reshape(-1)
    losses = []
    for length in range(len(contexts.levels)):
        found = np.empty(len(answer))
        for low in range(0, len(distinct), 8_192):
            shares = contexts.shares(distinct[low : low + 8_192], length=length)
            rows = np.flatnonzero((which >= low) & (which < low + 8_192))
            found[rows] = lost(shares[which[rows] - low], answer[rows])
        losses.append(found)
    means, drawn = drawing.means(np.stack(losses, axis=1))
    return tuple(
        LookingBack(
            length,
            float(means[length]),
            None
            if length == 0
            else Estimate.of(float(means[length - 1] - means[length]), drawn[:, length - 1] - drawn[:, length]),
            len(level.contexts),
        )
        for length, level in enumerate(contexts.levels)
    )


def _drivers(
    models: NextModels,
    seeing: SeeingNext,
    held: Seen,
    answer: NDArray[np.int64],
    whose: NDArray[np.int64],
    seed: int,
) -> tuple[PredictionDriver, ...]:
    """Say what trees rest on."""
    assert seeing.encoded is not None
    return drivers(
        lambda seen, rows: lost(models.shares(BOOSTED, seen), answer[rows]),
        seeing.encoded,
        held,
        whose,
        direction=lambda place: "",
        times=1,
        seed=seed,
    )


def _quick_notes(asking: Asking, tally: list[int]) -> Notes:
    """Say that what comes soon counts more than what comes late, where no time to wait makes them equal."""
    learned, straddling, after, still = tally
    if asking.window is not None or not straddling + still:
        return ()
    message = (
        "an answer is known when it comes, so quick ones are counted and slow ones are missing: of"
        f" {learned + straddling + after + still:,}, {straddling:,} were under way at the cut and {still:,} at the end;"
        " with a time to wait (within) all wait equally long"
    )
    return (note("quick_answers", message, straddling=straddling, open=still),)


def _notes(drawn: Drawn, far: int, length: int, contexts: Contexts, tested: int) -> Notes:
    """Say what the numbers stand on."""
    told = [*few_customers(tested)]
    if not drawn.everybody:
        customers = int(drawn.batch.customer[-1]) + 1
        message = (
            f"chains are learned from everybody; trees are learned, and all models tested, on {customers:,} of"
            f" {drawn.customers:,} customers, drawn by chance"
        )
        told.append(note("sampled", message, customers=customers))
    if far < length:
        message = f"there are too many different pasts to look back further than {far} events"
        told.append(note("shorter_past", message, length=far))
    rare = contexts.answers.kinds - len(contexts.answers.codes)
    if rare > 0:
        message = f"{rare:,} of the rarest events are predicted as one, as another event"
        told.append(note("rare_together", message, events=rare))
    return tuple(told)
