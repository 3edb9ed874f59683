"""Kinds of journey: groups of journeys that are alike, whether there are any, and what sets each apart."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.analysis import Journeys
from sojourn.core.durations import short
from sojourn.core.errors import InvalidInput
from sojourn.core.progress import Progress
from sojourn.core.quantiles import BUCKETS, Samples
from sojourn.core.results import note
from sojourn.core.statistics import wilson
from sojourn.core.words import counted

from .comparison import dependent
from .kinds_chance import CLEARER, Compared, compared, how_many
from .kinds_contrast import KindContrast, What, contrasts
from .kinds_counts import CountKinds, KindCounts
from .kinds_distance import ONE, RARE, Points, points
from .kinds_fit import Fit, clearness
from .kinds_result import SPEAKS, Kind, KindsResult, Verdict, runs
from .kinds_sample import Sampled, SampleJourneys, alphabet, places
from .kinds_stability import DOUBTFUL, SEEDS, agreement, judged, stability
from .names import Notes, noted, unknown, unknown_in_cases
from .sketches import quantiles

FEWEST = 50
"""Closed journeys that are needed to say anything."""
MOST = 8
"""Kinds, where the number is chosen and nothing is said."""
WORLDS = 19
"""Worlds without kinds: the fewest with which p can be as small as 0.05."""


def kinds(
    journeys: Journeys,
    *,
    number: int | None = None,
    most: int | None = None,
    outcomes: Sequence[str] = (),
    sample: int = 2_000,
    worlds: int = WORLDS,
    redraws: int = 50,
    seed: int = 0,
    top: int = 6,
    min_support: int = 20,
    progress: Progress | None = None,
) -> KindsResult:
    """Find kinds of journey that are alike, say whether chance alone would show as much, and what sets each apart.

    Journeys are alike when they are made of the same events and moves in the same shares, the rare ones weighing more
    (`Vocabulary` says it exactly). Neither time, channels, properties nor `outcomes` have a part in it. Kinds are found
    from journeys of customers drawn by chance, all of them where there are few (`SampleJourneys`); every other closed
    journey is placed with the nearest centre. Journeys that may go on are counted apart.

    What they gather is held against simulated worlds in which everybody goes by the same shares (`compared`). Where
    lived journeys gather no more than in these, no kinds are given, unless `number` asks for them. Else their number is
    the fewest to which one more adds no more than it does in worlds with so many (`how_many`).

    Args:
        number: of kinds, instead of choosing.
        most: kinds, where the number is chosen; 8 when nothing is said.
        outcomes: events that are taken out before journeys are compared, so that kinds can be held against them.
        sample: customers are drawn until they have as many journeys.
        worlds: without kinds, simulated for comparison.
        redraws: of customers, for stability.
        seed: where chance starts; the same seed gives the same answer.
        top: events and moves to show for each kind.
        min_support: what fewer journeys have is not compared.
        progress: is told how many worlds, then how many redraws, are done.

    Raises:
        InvalidInput: a number that is too small or too large, or a most of kinds beside their number.

    Cost: O(events) in two runs, and some seconds that depend on `sample`, not on the number of customers.

    Source: see `Vocabulary`, `fits`, `compared`, `stability`.
    """
    _checked(number, most, sample, worlds, redraws, seed, top, min_support)
    events = tuple(journeys.source.events)
    left_out = np.isin(np.array(events, object), np.array([*outcomes], object)) if events else np.zeros(0, np.bool_)
    sampled = journeys.engine.run(journeys, SampleJourneys(events, alphabet(events), left_out, sample, seed))
    found = points(sampled.offsets, sampled.codes, len(events))
    held = None
    if sampled.journeys >= FEWEST:
        ends = (number or 2, number or most or MOST)
        held = compared(sampled, found, least=ends[0], most=ends[1], worlds=worlds, seed=seed, progress=progress)
    notes = (
        *unknown((*outcomes,), events),
        *unknown_in_cases(journeys.cases, events),
        *_about(sampled, found, held, number or 2),
    )
    given: dict[str, Any] = {
        "asked": number,
        "seed": seed,
        "worlds": worlds,
        "redraws": redraws,
        "sampled": sampled.journeys,
        "sampled_customers": sampled.customers,
        "everybody": sampled.everybody,
        "looked_at": (len(found.vocabulary.events), len(found.vocabulary.moves)),
        "outcomes": tuple(name for name in dict.fromkeys(outcomes) if name in events),
        "top": top,
    }
    if held is None or (held.p_value > CLEARER and number is None):
        verdict: Verdict = "too_few" if held is None else "none"
        return KindsResult(
            basis=sampled.basis,
            notes=noted(notes, sampled.basis),
            verdict=verdict,
            p_value=None if held is None else held.p_value,
            tried=() if held is None else held.tried,
            placed=0,
            open=0,
            nothing_looked_at=0,
            kinds=(),
            compared=(),
            adjusted_rand=None,
            counting=None,
            **given,
        )
    chosen = number or how_many(sampled, found, held.fits, worlds=worlds, seed=seed, progress=progress)
    fit = held.fits[chosen - 1]
    counting = CountKinds(
        vocabulary=found.vocabulary.recoded(places(sampled.events, events)),
        centres=fit.centres,
        outcomes=tuple(events.index(name) for name in given["outcomes"]),
        left_out=left_out,
        channels=len(journeys.source.channels),
        half_events=int(np.median(np.diff(sampled.offsets))),
        half_time=int(np.median(sampled.seconds) * 1e6),
    )
    counts = journeys.engine.run(journeys, counting)
    order = np.argsort(-counts.journeys, kind="stable")
    counting, counts = _ordered(counting, counts, order)
    fit = Fit(fit.centres[order], np.argsort(order)[fit.labels], fit.near)
    comes_back = stability(sampled, found, fit, redraws=redraws, seed=seed, progress=progress)
    agree = agreement(found, fit, seed=seed)
    stable = sum(judged(each) == "stable" for each in comes_back.tolist())
    differ = contrasts(
        counts.journeys, _things(counting, counts, events, journeys.source.channels), min_support=min_support
    )
    return KindsResult(
        basis=sampled.basis,
        notes=noted((*notes, *dependent(sampled.basis), *_given(number, held), *_by_seed(agree)), sampled.basis),
        verdict="none" if held.p_value > CLEARER else "kinds" if stable > 1 else "doubtful",
        p_value=held.p_value,
        tried=held.tried,
        placed=int(counts.journeys.sum()),
        open=int(counts.states[0]),
        nothing_looked_at=int(counts.states[1]),
        kinds=_described(sampled, found, fit, counts, comes_back, differ),
        compared=differ,
        adjusted_rand=agree,
        counting=counting,
        **given,
    )


def kind_members(journeys: Journeys, found: KindsResult) -> Any:
    """Give the kind of every journey as a pyarrow table, placed as `found` says.

    One row a journey: `customer`, `journey_start`, `kind` (0 for none), `state` (`placed`, `open` or
    `nothing_looked_at`) and `distance` to the centre of the kind.

    Args:
        found: a result of `kinds`, of these journeys or of others of the same source.

    Raises:
        InvalidInput: no kinds were found.
    """
    if found.counting is None:
        raise InvalidInput(
            "no kinds were found, so no journey has one", code="no-kinds", hint="ask for a number of kinds"
        )
    return journeys.engine.members(journeys, found.counting)


def _checked(
    number: int | None, most: int | None, sample: int, worlds: int, redraws: int, seed: int, top: int, min_support: int
) -> None:
    """Refuse numbers that make no sense."""
    if number is not None and most is not None:
        raise InvalidInput(
            f"{number} kinds are asked for, so there is no choosing among 2 to {most}", code="bad-kinds",
            hint="give the number of kinds, or the most of them, not both",
        )  # fmt: skip
    for name, value, low, high in (
        ("number", 2 if number is None else number, 2, 50),
        ("most", MOST if most is None else most, 2, 50),
        ("sample", sample, FEWEST, 20_000),
        ("worlds", worlds, WORLDS, 10_000),
        ("redraws", redraws, 1, 10_000),
        ("seed", seed, 0, 2**63 - 1),
        ("top", top, 1, 1_000),
        ("min_support", min_support, 1, 2**63 - 1),
    ):
        if not low <= value <= high:
            raise InvalidInput(
                f"{name} is {value}, and must be between {low} and {high}", code="bad-kinds", hint="leave it out"
            )


def _about(sampled: Sampled, found: Points, held: Compared | None, least: int) -> Notes:
    """Say from how many journeys kinds were found, or why nothing can be said."""
    journeys = counted(sampled.journeys, "closed journey")
    if sampled.journeys < FEWEST:
        message = f"{journeys} {'is' if sampled.journeys == 1 else 'are'} too few for kinds: {FEWEST} are needed"
        return (note("too_few_journeys", message, journeys=sampled.journeys, needed=FEWEST),)
    if not len(found.vectors):
        message = f"no event and no move is in {RARE:.0%} of {journeys}: nothing tells which of them are alike"
        return (note("nothing_in_common", message, journeys=sampled.journeys),)
    if held is None:
        message = f"{journeys} differ too little for {least} kinds or more"
        return (note("too_much_alike", message, journeys=sampled.journeys, needed=least),)
    if sampled.everybody:
        return ()
    message = (
        f"kinds were found from {counted(sampled.journeys, 'journey')} of"
        f" {counted(sampled.customers, 'customer')} drawn by chance; all others are placed with the nearest"
    )
    return (note("sampled", message, journeys=sampled.journeys, customers=sampled.customers),)


def _given(number: int | None, held: Compared) -> Notes:
    """Say so when kinds were asked for that chance would show as well."""
    if number is None or held.p_value <= CLEARER:
        return ()
    message = f"{number} kinds were asked for: they gather no more than chance does, a way of cutting and no finding"
    return (note("no_clearer_than_chance", message, p_value=held.p_value),)


def _by_seed(agree: float) -> Notes:
    """Say so when another seed would have given other kinds."""
    if agree >= DOUBTFUL:
        return ()
    message = f"other seeds give other kinds: the adjusted Rand index over {SEEDS} of them is {agree:.2f}"
    return (note("other_seeds_other_kinds", message, adjusted_rand=agree, seeds=SEEDS),)


def _ordered(counting: CountKinds, counts: KindCounts, order: NDArray[np.int64]) -> tuple[CountKinds, KindCounts]:
    """Put the kind with most journeys first."""
    place = np.argsort(order)

    def moved(held: Samples) -> Samples:
        buckets = (
            place[held.buckets // BUCKETS] * BUCKETS + held.buckets % BUCKETS if len(held.buckets) else held.buckets
        )
        by = np.argsort(buckets, kind="stable")
        return Samples(place[held.groups], held.values, buckets[by], held.counts[by])

    named = ("journeys", "customers", "having", "channels", "outcomes", "above")
    return replace(counting, centres=counting.centres[order]), replace(
        counts,
        **{name: getattr(counts, name)[order] for name in named},
        lengths=moved(counts.lengths),
        times=moved(counts.times),
    )


def _things(
    counting: CountKinds, counts: KindCounts, events: Sequence[str], channels: Sequence[str]
) -> list[tuple[What, str, NDArray[np.int64]]]:
    """List what kinds may differ in, with the journeys of each kind that have it."""
    words = counting.vocabulary
    kept, pair = len(words.events), words.names + 1
    ends = {words.names: None}

    def named(code: int, end: str) -> str:
        return end if code in ends else events[code]

    things: list[tuple[What, str, NDArray[np.int64]]] = [
        ("outcome", events[code], counts.outcomes[:, place]) for place, code in enumerate(counting.outcomes)
    ]
    things += [("channel", name, counts.channels[:, place]) for place, name in enumerate(channels)]
    things.append(("length", f"more than {counted(counting.half_events, 'event')}", counts.above[:, 0]))
    things.append(("duration", f"longer than {short(counting.half_time)}", counts.above[:, 1]))
    things += [("event", events[code], counts.having[:, place]) for place, code in enumerate(words.events.tolist())]
    for place, key in enumerate(words.moves.tolist()):
        way = f"{named(key // pair, '(start)')} > {named(key % pair, '(end)')}"
        things.append(("move", way, counts.having[:, kept + place]))
    return things


def _described(
    sampled: Sampled,
    found: Points,
    fit: Fit,
    counts: KindCounts,
    comes_back: NDArray[np.float64],
    differ: Sequence[KindContrast],
) -> tuple[Kind, ...]:
    """Describe each kind."""
    k, total = len(fit.centres), int(counts.journeys.sum())
    lengths = quantiles(counts.lengths, k, (0.25, 0.5, 0.75))
    times = quantiles(counts.times, k, (0.25, 0.5, 0.75)) / 1e6
    clear = clearness(found.vectors, fit.centres)
    told = []
    for kind in range(k):
        own = np.flatnonzero(fit.labels == kind)
        weights = found.weights[own]
        # The vector nearest to the sum of all is nearest to all, on average: products add up.
        apart = np.maximum(1 - (found.vectors[own] * fit.centres[kind]).sum(1) / ONE**2, 0.0)
        medoid = int(np.lexsort([-weights, apart])[0]) if len(own) else -1
        journey = int(found.example[own[medoid]])
        path = [sampled.events[code] for code in sampled.codes[sampled.offsets[journey] : sampled.offsets[journey + 1]]]
        journeys = int(counts.journeys[kind])
        low, high = wilson(journeys, total)
        more = [row for row in differ if row.kind == kind + 1 and row.difference >= SPEAKS and row.decided]
        events = [row for row in more if row.what in ("event", "outcome", "channel")]
        moves = [row for row in more if row.what == "move"]
        told.append(
            Kind(
                number=kind + 1,
                journeys=journeys,
                customers=int(counts.customers[kind]),
                share=journeys / total,
                share_low=low or 0.0,
                share_high=high or 0.0,
                sampled=int(weights.sum()),
                jaccard=float(comes_back[kind]),
                stability=judged(float(comes_back[kind])),
                silhouette=float((clear[own] * weights).sum() / weights.sum()),
                distance=float((apart * weights).sum() / weights.sum()),
                example=runs(path),
                example_distance=float(apart[medoid]),
                median_events=float(lengths[kind, 1]),
                events_low=float(lengths[kind, 0]),
                events_high=float(lengths[kind, 2]),
                median_seconds=float(times[kind, 1]),
                seconds_low=float(times[kind, 0]),
                seconds_high=float(times[kind, 2]),
                more=tuple(row.name for row in (*events, *moves)[:4]),
            )
        )
    return tuple(told)
