"""Outcome: will this journey come to it, as well as can be told at a point, and honestly tested on what came later."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.analysis import Journeys
from sojourn.core.durations import microseconds
from sojourn.core.errors import InvalidInput
from sojourn.core.results import note
from sojourn.core.statistics import newcombe

from .attempts import Duration
from .boosting import check_boosting
from .drawn_journeys import DrawJourneys, Drawn
from .known_by_then import COUNTED, Encoded, Wanted
from .names import Notes, noted, unknown, unknown_in_cases
from .outcome_drivers import outcome_drivers
from .outcome_models import BASE, BOOSTED, LOGISTIC, MARKOV, MODELS, OutcomeModels, Seeing, Seen, learn
from .outcome_parts import OutcomeScores, PredictionDriver, PredictionPeriod
from .outcome_points import RESOLVED, Pointing, Points, point
from .outcome_result import OutcomeResult
from .outcome_scoring import ScoreOpen, Waits
from .prediction_cut import cut_of
from .prediction_draws import Drawing, Estimate
from .prediction_ladder import climb, few_customers, skill, verdict_of
from .prediction_scores import Ranked, calibration, log_loss
from .prediction_unseen import known_of, unseen, unseen_notes
from .steps import Matcher, Step, apart, known, mentioned, steps

USUAL_WINDOW = "30d"
"""How long the outcome is waited for where nobody says otherwise, and journeys do not close at pauses."""

FEWEST_LEARNED, FEWEST_TESTED = 50, 20
"""Journeys with the outcome, and without it, that are needed before the cut and after it."""

MOST_LEARNED, MOST_TESTED = 150_000, 50_000
"""Journeys that models learn from and are tested on; those of customers drawn first."""

LENGTH, SEEN = 5, 20
"""Last events that are looked up together, and how often they must have been seen."""

_TOO_GOOD = 0.995


def outcome(
    journeys: Journeys,
    *,
    outcome: str | Step,
    at: str | Step = "3 events",
    within: Duration | None = None,
    properties: Sequence[str] = (),
    model: str = BOOSTED,
    cut: Any = None,
    test: float = 0.25,
    sample: int = 400_000,
    seed: int = 0,
    top: int = 10,
) -> OutcomeResult:
    """Predict whether journeys come to an outcome, and say how well that can be done.

    At its point a journey is asked about, with nothing but what was known by then. Models learn from journeys whose
    answer was known before an instant, the cut, and are tested on those whose point is at the cut or later; who
    straddles it is in neither. `Pointing` says exactly who is asked about, and what the answer is.

    Models, the plainest first: `base`, the share of training time for everybody; `markov`, the share by the longest
    last events seen 20 times; `logistic` regression; `boosted`, gradient-boosted trees, calibrated. Each is tried
    against the best simpler one, and `use` names the simplest that none is shown to beat.

    Args:
        outcome: a condition as for the steps of a funnel.
        at: when to predict: `3 events`, the first event that meets a condition, or an age such as `7d`.
        within: how long after that the outcome counts; by default 30 days, or for journeys that close at a pause until
            they close.
        properties: what else may be looked at: the last value known at the point.
        model: the most complicated one to try.
        cut: the instant; by default so that about `test` of the journeys that can be used are tested.
        sample: customers are drawn until they have so many events; all of them where there are fewer.
        seed: where chance starts; the same seed gives the same answer on the same machine.
        top: drivers to show.

    Raises:
        InvalidInput: a condition that cannot be read; the point shows the outcome; no time is left to test; too few
            journeys with the outcome, or without.
        ConfigurationError: scikit-learn is not installed, and `boosted` is asked for.

    Cost: one pass over the events, and some seconds that depend on `sample`, not on the number of customers.
    """
    wanted, when = steps([outcome])[0], point(at)
    _checked(model, test, sample, top)
    conditions = [wanted] if when.step is None else [wanted, when.step]
    if any(each.optional for each in conditions):
        raise InvalidInput("neither outcome nor point can be optional", code="bad-step", hint="leave the ? out")
    if when.step is not None and not apart(wanted, when.step):
        raise InvalidInput(
            f"{when.step.label} is the outcome, or may be: at that point nothing is left to predict",
            code="leak",
            hint="predict at an earlier event, or after so many events",
        )
    source, closes = journeys.source, journeys.cases.by == "gap"
    if model == BOOSTED:
        check_boosting()
    for name in properties:
        known(name, source)
    limit = within if within is not None or closes else USUAL_WINDOW
    pointing = Pointing(
        when,
        Matcher.of(conditions, source),
        None if limit is None else microseconds(limit),
        journeys.cases.gap if closes else journeys.cases.timeout,
        journeys.observed_until or 0,
    )
    wants = tuple(dict.fromkeys((*properties, *sorted(pointing.matcher.columns))))
    drawn = journeys.engine.run(
        journeys, DrawJourneys(tuple(source.events), tuple(source.channels), sample, seed, wants)
    )
    found = pointing.points(drawn.batch)
    resolved = found.state == RESOLVED
    split = cut_of(cut, found.moment[resolved], found.resolved[resolved], test=test, time_zone=journeys.time_zone)
    before, after = resolved & (found.resolved < split), resolved & (found.moment >= split)
    owner = drawn.batch.customer[found.journey]
    strange = unknown(mentioned(conditions), source.events)
    _enough(found, before, after, wanted.label, limit if cut is None else None, strange)
    learned = np.flatnonzero(before)[:MOST_LEARNED]
    tested = np.flatnonzero(after)[:MOST_TESTED]
    met = pointing.met(drawn.batch)[0]
    seeing = _seeing(drawn, found, met, learned, split, wanted, tuple(properties), journeys)
    seen = seeing(drawn.batch, found, met)
    models = learn(
        seen.some(learned), found.hit[learned], found.moment[learned], seeing, most=model, least_seen=SEEN, seed=seed
    )
    hit, whose = found.hit[tested], owner[tested]
    held = seen.some(tested)
    drawing = Drawing.of(whose, seed=seed)
    chances = {name: models.chance(name, held) for name in models.names}
    losses = np.stack([log_loss(each, hit) for each in chances.values()], axis=1)
    use, rungs = climb(models.names, losses, drawing)
    scores = _scores(chances, hit, drawing, seed)
    strangers = unseen(
        known_of(whose, owner[learned]),
        losses[:, [0, models.names.index(use)]],
        drawing,
        lambda rows: _scores_of_some({BASE: chances[BASE], use: chances[use]}, hit, whose, rows, seed),
    )
    rests = _drivers(models, use, seeing, held, hit, whose, seed)
    area = next(each.area.value for each in scores if each.model == use)
    told = (
        *strange,
        *unknown_in_cases(journeys.cases, source.events),
        *_notes(drawn, found, before, after, use, area, rests, drawing.customers),
        *unseen_notes(strangers),
    )
    return OutcomeResult(
        basis=drawn.basis,
        notes=noted(told, drawn.basis),
        outcome=wanted.label,
        point=when.label,
        within_seconds=None if pointing.within is None else pointing.within / 1e6,
        model=model,
        use=use,
        verdict=verdict_of(use, BASE, drawing.customers),
        cut=split,
        trained=_period(found, learned, owner),
        tested=_period(found, tested, owner),
        straddling=int((resolved & ~before & ~after).sum()),
        states=tuple(found.left_out.tolist()),
        sampled_customers=int(drawn.batch.customer[-1]) + 1 if drawn.batch.journeys else 0,
        everybody=drawn.everybody,
        seed=seed,
        rounds=models.rounds,
        mapping=None if models.mapping is None else models.mapping.kind,
        scores=scores,
        rungs=rungs,
        unseen=strangers,
        drivers=rests,
        top=top,
        scoring=ScoreOpen(pointing, seeing, models, use, Waits.of(found.lasted[learned], found.hit[learned])),
    )


def outcome_members(journeys: Journeys, found: OutcomeResult) -> Any:
    """Give every journey whose outcome is still open, with its chance, as a pyarrow table; most likely first.

    One row a journey: `customer`, `journey_start`, `point`, `open_until`, `chance_now`, that the outcome still comes
    though it has not come so far, `chance`, what that was at the point, and `because_1` to `because_3`, what moves
    the latter most: by how much it would differ if that one feature had its typical value.

    Args:
        found: a result of `outcome`, of these journeys or of others of the same source.
    """
    table = journeys.engine.members(journeys, found.scoring)
    return table.sort_by(
        [
            ("chance_now", "descending"),
            ("chance", "descending"),
            ("customer", "ascending"),
            ("journey_start", "ascending"),
        ]
    )


def _checked(model: str, test: float, sample: int, top: int) -> None:
    """Refuse options that make no sense."""
    if model not in MODELS[1:]:
        raise InvalidInput(f"{model!r} is no model", code="bad-model", hint=f"use {', '.join(MODELS[1:])}")
    if not 0.05 <= test <= 0.75:
        raise InvalidInput(f"a share of {test:g} cannot be tested", code="bad-test", hint="use 0.05 to 0.75")
    if not 1_000 <= sample <= 5_000_000:
        raise InvalidInput(f"{sample:,} events cannot be drawn", code="bad-sample", hint="draw 1,000 to 5,000,000")
    if not 1 <= top <= 1_000:
        raise InvalidInput(f"{top} drivers cannot be shown", code="bad-top", hint="show 1 to 1,000")


def _enough(
    found: Points,
    before: NDArray[np.bool_],
    after: NDArray[np.bool_],
    label: str,
    limit: Duration | None,
    strange: Notes,
) -> None:
    """Refuse what is too little to learn from, or to test on; names that no event has are told first."""
    resolved = found.state == RESOLVED
    misspelt = "; ".join(str(each["message"]) for each in strange)
    because, names = (f"{misspelt}: ", "name events as `sojourn describe` lists them") if misspelt else ("", "")
    if not after.any() or not before.any():
        asked = len(found.moment)
        raise InvalidInput(
            f"{because}no time is left to learn and to test: of {asked:,} journeys at the point {int(resolved.sum()):,}"
            f" are known to the end, {int(before.sum()):,} of them before the cut, and {int(after.sum()):,} are asked"
            " about after it",
            code="no-time-to-test",
            hint=names
            or ("wait for the outcome for a shorter time" if limit is not None and asked else "")
            or ("take another cut" if asked else "take a point that journeys come to before the outcome"),
        )
    for which, least, what in (
        (before, FEWEST_LEARNED, "to learn from, before the cut"),
        (after, FEWEST_TESTED, "to test on, after it"),
    ):
        good = int(found.hit[which].sum())
        bad = int(which.sum()) - good
        if min(good, bad) < least:
            raise InvalidInput(
                f"{because}{good:,} journeys came to {label} and {bad:,} did not {what}: {least} of each are needed",
                code="too-few-outcomes",
                hint=names or "take an outcome, a point or a window that parts journeys more evenly, or more time",
            )


def _seeing(
    drawn: Drawn,
    found: Points,
    met: NDArray[np.bool_],
    learned: NDArray[np.int64],
    split: int,
    wanted: Step,
    properties: tuple[str, ...],
    journeys: Journeys,
) -> Seeing:
    """Decide what models see, from what was known before the cut alone."""
    names = drawn.names
    bits = max(len(names).bit_length(), 1)
    number = np.bincount(drawn.batch.event[drawn.batch.time < split], minlength=len(names))
    counted = np.lexsort([np.arange(len(names)), -number])[:COUNTED]
    wants = Wanted(
        names,
        drawn.channels,
        tuple(code for code in counted.tolist() if number[code]),
        properties,
        journeys.cases.by in ("gap", "between"),
        tuple(code for code, name in enumerate(names) if name in wanted.events),
        journeys.time_zone,
    )
    features = wants.known(drawn.batch, found.at, found.moment, met)
    return Seeing(wants, Encoded.of(features, learned), bits, min(LENGTH, 63 // bits - 1))


def _scores(
    chances: dict[str, NDArray[np.float64]], hit: NDArray[np.bool_], drawing: Drawing, seed: int
) -> tuple[OutcomeScores, ...]:
    """Score each model on the test period."""
    squares = np.stack([(each - hit) ** 2 for each in chances.values()], axis=1)
    losses = np.stack([log_loss(each, hit) for each in chances.values()], axis=1)
    square, square_draws = drawing.means(squares)
    loss, loss_draws = drawing.means(losses)
    ranks = {name: Ranked.of(chance, hit) for name, chance in chances.items()}
    ways = [way for ranked in ranks.values() for way in (ranked.area, ranked.average_precision)]
    drawn = drawing.of_weights(ways)
    return tuple(
        OutcomeScores(
            model=name,
            # The same chance for all puts nobody before anybody, however customers are drawn.
            area=Estimate(0.5, None, None) if name == BASE else Estimate.of(ranks[name].area(), drawn[:, 2 * place]),
            precision=Estimate.of(ranks[name].average_precision(), drawn[:, 2 * place + 1]),
            log_loss=Estimate.of(float(loss[place]), loss_draws[:, place]),
            brier=Estimate.of(float(square[place]), square_draws[:, place]),
            skill=Estimate.of(
                skill(float(square[place]), float(square[0])) or 0.0, 1 - square_draws[:, place] / square_draws[:, 0]
            ),
            calibration=calibration(chance, hit, seed=seed),
        )
        for place, (name, chance) in enumerate(chances.items())
    )


def _scores_of_some(
    chances: dict[str, NDArray[np.float64]],
    hit: NDArray[np.bool_],
    whose: NDArray[np.int64],
    rows: NDArray[np.int64],
    seed: int,
) -> OutcomeScores | None:
    """Score the last of some models on some of the predictions; None where the outcome came to all or to none."""
    if hit[rows].all() or not hit[rows].any():
        return None
    some = {name: chance[rows] for name, chance in chances.items()}
    return _scores(some, hit[rows], Drawing.of(whose[rows], seed=seed), seed)[-1]


def _drivers(
    models: OutcomeModels,
    use: str,
    seeing: Seeing,
    held: Seen,
    hit: NDArray[np.bool_],
    whose: NDArray[np.int64],
    seed: int,
) -> tuple[PredictionDriver, ...]:
    """Say what the model to use rests on; the share of all rests on nothing."""
    if use in (LOGISTIC, BOOSTED):
        return outcome_drivers(lambda seen: models.chance(use, seen), seeing.encoded, held, hit, whose, seed=seed)
    if use == MARKOV:
        grown = log_loss(models.chance(BASE, held), hit) - log_loss(models.chance(MARKOV, held), hit)
        means, drawn = Drawing.of(whose, seed=seed).means(grown[:, None])
        return (PredictionDriver("the last events together", Estimate.of(float(means[0]), drawn[:, 0]), ""),)
    return ()


def _period(found: Points, rows: NDArray[np.int64], owner: NDArray[np.int64]) -> PredictionPeriod:
    """Describe some of the journeys."""
    moment = found.moment[rows]
    return PredictionPeriod(
        int(moment.min()), int(moment.max()), len(rows), len(np.unique(owner[rows])), int(found.hit[rows].sum())
    )


def _notes(
    drawn: Drawn,
    found: Points,
    before: NDArray[np.bool_],
    after: NDArray[np.bool_],
    use: str,
    area: float,
    rests: tuple[PredictionDriver, ...],
    customers: int,
) -> Notes:
    """Say what the numbers stand on, and what makes them doubtful."""
    told = [*few_customers(customers)]
    if not drawn.everybody:
        some = int(drawn.batch.customer[-1]) + 1
        message = (
            f"models are learned and tested on {some:,} of {drawn.customers:,} customers, drawn by chance; every"
            " open journey can be given its chance"
        )
        told.append(note("sampled", message, customers=some))
    low, high = newcombe(int(found.hit[after].sum()), int(after.sum()), int(found.hit[before].sum()), int(before.sum()))
    if low is not None and high is not None and (low > 0 or high < 0):
        was, now = found.hit[before].mean(), found.hit[after].mean()
        message = (
            f"the share that comes to the outcome has changed, from {100 * was:.1f} % before the cut to"
            f" {100 * now:.1f} % after it: chances learned before are off by as much"
        )
        told.append(note("share_changed", message, before=float(was), after=float(now)))
    if use != BASE and area > _TOO_GOOD and rests:
        message = (
            f"predictions are hardly ever wrong, above all by {rests[0].name!r}: is that written down only when the"
            " outcome comes, or by a rule that makes it come?"
        )
        told.append(note("too_good", message, area=area, feature=rests[0].name))
    return tuple(told)
