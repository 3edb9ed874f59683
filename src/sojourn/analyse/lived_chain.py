"""The chain of lived journeys."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal

import numpy as np

from sojourn.core.analysis import Journeys
from sojourn.core.errors import InvalidInput
from sojourn.core.expectation import Expectation
from sojourn.core.instants import rfc3339
from sojourn.core.journeys import Basis
from sojourn.core.results import note
from sojourn.core.statistics import wilson

from .chain import Chain, ChainRefused, Floats
from .chain_counts import START, ChainCounts, Ends, LivedChain, ends_of
from .chain_draws import ChainDraws, chain_draws
from .chain_fit import fitted, named, remembering
from .chain_order import EdgeMemory, OrderTest, chain_memory, chain_order
from .chain_parts import ChainEdge, ChainOutcome, ChainStep
from .chain_replay import HeldOut, held_out
from .chain_result import ChainResult
from .expected_text import expectation as written
from .names import Notes, noted
from .passage import passing
from .passage_shares import kinds_of

_Kind = Literal["next", "choice", "loop", "skip", "begin", "end"]


def chain(journeys: Journeys, expectation: str | Expectation, *, draws: int = 1000, seed: int = 0) -> ChainResult:
    """Take the chain of lived journeys: where those who stand at each step go next, and how that ends.

    `LivedChain` says exactly what is counted. A chain fitted by counting closed journeys gives back their outcomes and
    visits exactly, whatever it is worth: look at `order`, `memory` and `held_out` before it is believed. What follows a
    step is not thereby caused by it.

    Args:
        journeys: where to look. Journeys cut by customer are cut as `Expectation.cases` says, where it says anything.
        expectation: the steps: a path in text, as for `conformance`, or what a map compiles to.
        draws: how often the chain is drawn for intervals.
        seed: of the draws, and of the halves of the customers.

    Raises:
        ChainRefused: `chain.no_end` when no journey that did a step is closed, `chain.no_events` when the span looked
            at begins after the last event.
        InvalidInput: fewer than one draw, or a seed below 0.

    Cost: O(events) to count, O(draws · s³) for intervals of s steps; 100 bytes for each pair of steps and thread.
    """
    if draws < 1 or seed < 0:
        raise InvalidInput(
            "draws and seed must be at least 1 and 0", code="chain.draws", hint="leave them out, or write --draws 1000"
        )
    steps = written(expectation) if isinstance(expectation, str) else expectation
    journeys, passage = passing(journeys, steps)
    ends = ends_of(passage.expectation)
    counts, basis = journeys.engine.run(journeys, LivedChain(passage, ends, seed))
    return concluded(counts, basis, passage.expectation, ends, noted(passage.notes, basis), draws=draws, seed=seed)


def split_chain(result: ChainResult, ways: Mapping[str, Sequence[str]] | Sequence[str]) -> Chain:
    """Give the chain again with some steps split by where journeys came from, so that it remembers one step more.

    A state is called `step ← before`; the ways that are not kept apart are taken together as `step ← others`.

    Args:
        result: the chain as it was lived.
        ways: by step, the steps (or `(start)`) to keep apart; steps alone: all ways into them.

    Raises:
        InvalidInput: a step that the chain does not have.
    """
    counts, steps = result.counts, list(result.ids)
    if not isinstance(ways, Mapping):
        ways = dict.fromkeys(ways, (*steps, START))
    unknown = [
        name for name in (*ways, *(each for kept in ways.values() for each in kept)) if name not in (*steps, START)
    ]
    if unknown or START in ways:
        raise InvalidInput(
            f"the chain has no step {(unknown or [START])[0]!r} to split",
            code="unknown-step",
            hint=f"its steps are {', '.join(steps)}",
        )
    return _split(counts, steps, [each.outcome for each in result.outcomes], ways)


def refuse_empty_span(basis: Basis) -> None:
    """Refuse a span that begins after the last event, or ends before the first."""
    begin, end = basis.observed_from, basis.observed_until
    if begin is not None and end is not None and begin > end:
        raise ChainRefused(
            f"no event lies in the span looked at: it would begin at {rfc3339(begin)} and end at {rfc3339(end)}, with "
            "the last event or where it was said to end",
            code="chain.no_events",
            hint="begin earlier (--since), end later (--until), or bring in what was lived since",
            names=(),
        )


def concluded(
    counts: ChainCounts, basis: Basis, expectation: Expectation, ends: Ends, notes: Notes, *, draws: int, seed: int
) -> ChainResult:
    """Turn counts into a chain, and say how far it can be believed.

    Raises:
        ChainRefused: as `chain`.
    """
    refuse_empty_span(basis)
    steps, outcomes = [step.id for step in expectation.steps], [outcome.id for outcome in ends.outcomes]
    moves = counts.moves.sum(axis=(0, 1))
    made, still = fitted(named(moves, steps, outcomes), steps, outcomes)
    allowed = _allowed(made, expectation, ends)
    drawn = chain_draws(made, allowed, draws=draws, seed=seed)
    order = chain_order(_tables(counts, steps, len(outcomes)))
    memory = chain_memory(counts.passages, counts.came, (*steps, START)) if any(e.good for e in ends.outcomes) else ()
    kept: dict[str, tuple[str, ...]] = {}
    for edge in memory:
        if edge.remembers and edge.end in made.steps:
            kept[edge.end] = (*kept.get(edge.end, ()), edge.start)
    split = _split(counts, steps, outcomes, kept) if kept else None
    replay = held_out(counts, steps, outcomes)
    told = {step.id: step.name for step in expectation.steps} | {each.id: each.name for each in ends.outcomes}
    warnings = _warnings(made, still, order, memory, replay, told)
    good_low, good_high, outcome_low, outcome_high = _intervals(made, drawn, ends)
    closed = int(counts.whole[:, 0].sum())
    return ChainResult(
        basis=basis,
        notes=(*notes, *warnings),
        title=expectation.title,
        chain=made,
        names=MappingProxyType(told),
        ids=tuple(steps),
        closed=closed,
        open=int(counts.whole[:, 1].sum()),
        left_out=MappingProxyType(
            dict(zip(("outside", "under_way", "without_a_step"), counts.left_out.tolist(), strict=True))
        ),
        steps=_steps(made, counts, ends, told, steps, good_low, good_high),
        outcomes=_outcomes(made, counts, ends, outcome_low, outcome_high),
        edges=_edges(made, expectation),
        allowed=allowed,
        order=order,
        memory=memory,
        held_out=replay,
        remembering=MappingProxyType(kept),
        split=split,
        counts=counts,
        draws=draws,
        seed=seed,
        warnings=tuple(dict.fromkeys(str(each["code"]) for each in warnings)),
    )


def _split(
    counts: ChainCounts, steps: Sequence[str], outcomes: Sequence[str], ways: Mapping[str, Sequence[str]]
) -> Chain:
    """Make the chain with steps split by where journeys came from."""
    moves = counts.moves.sum(axis=(0, 1))
    return fitted(*remembering(moves, counts.triples, steps, outcomes, ways), outcomes)[0]


def _allowed(made: Chain, expectation: Expectation, ends: Ends) -> tuple[tuple[str, str], ...]:
    """List the ways that the map has between steps of the chain, and from its ends to the outcome of an end."""
    ids = [step.id for step in expectation.steps]
    ways = [(ids[move.start], ids[move.end]) for move in expectation.moves]
    ways += [(ids[end], ends.outcomes[ends.over].id) for end in expectation.ends]
    ways += [(START, ids[start]) for start in expectation.starts]
    there = {*made.steps, *made.outcomes}
    seen = [(edge[0], edge[1]) for edge in _seen(made)]
    return tuple(dict.fromkeys([*seen, *(way for way in ways if way[0] in made.steps and way[1] in there)]))


def _seen(made: Chain) -> list[tuple[str, str, int, int]]:
    """List the ways that were taken: from, to, count, and how many moves there were from its start."""
    names = (*made.steps, *made.outcomes)
    assert made.counts is not None
    totals = made.counts.sum(axis=1)
    return [
        (made.steps[i], names[j], int(made.counts[i, j]), int(totals[i])) for i, j in np.argwhere(made.counts).tolist()
    ]


def _tables(counts: ChainCounts, steps: list[str], outcomes: int) -> dict[str, Floats]:
    """Lay triples out: by state, previous by next."""
    s, wide = len(steps), len(steps) + outcomes
    keys = counts.triples.keys
    before, step, after = keys // (wide * s), keys // wide % s, keys % wide
    tables = {}
    for place in np.unique(step).tolist():
        rows = step == place
        table = np.zeros((s + 1, wide))
        table[before[rows], after[rows]] = counts.triples.counts[rows, 0]
        tables[steps[place]] = table
    return tables


def _intervals(made: Chain, drawn: ChainDraws, ends: Ends) -> tuple[Floats, Floats, Floats, Floats]:
    """Solve the draws: limits of the chance of a good outcome by state, and of each outcome from the start."""
    m = len(made.steps)
    shares = drawn.laid(made.steps, made.outcomes)
    good = np.array([bool(outcome.good) for outcome in ends.outcomes])
    start = made.steps.index(made.start)
    chance, outcome = [], []
    # In blocks, so that a long map does not take the memory of all draws at once.
    for block in np.array_split(shares, max(1, len(shares) * m * m // 4_000_000)):
        solved = np.linalg.solve(np.eye(m) - block[:, :, :m], block[:, :, m:])
        chance.append(solved[:, :, good].sum(axis=2))
        outcome.append(solved[:, start])
    low, high = np.quantile(np.concatenate(chance), [0.025, 0.975], axis=0)
    outcome_low, outcome_high = np.quantile(np.concatenate(outcome), [0.025, 0.975], axis=0)
    return low, high, outcome_low, outcome_high


def _steps(
    made: Chain, counts: ChainCounts, ends: Ends, told: dict[str, str], steps: list[str], low: Floats, high: Floats
) -> tuple[ChainStep, ...]:
    """Describe the steps of the chain, without its beginning."""
    good = made.ends[:, [bool(outcome.good) for outcome in ends.outcomes]].sum(axis=1)
    visits, closed, visited = made.visits, int(counts.whole[:, 0].sum()), counts.visited.sum(axis=0)
    assert made.counts is not None
    return tuple(
        ChainStep(
            step, told[step], visits[step], float(visited[steps.index(step)]) / closed, min(float(good[i]), 1.0),
            min(float(low[i]), 1.0), min(float(high[i]), 1.0), int(made.counts[i].sum()),
        )
        for i, step in enumerate(made.steps)
        if step != START
    )  # fmt: skip


def _outcomes(made: Chain, counts: ChainCounts, ends: Ends, low: Floats, high: Floats) -> tuple[ChainOutcome, ...]:
    """Describe the outcomes."""
    shares, closed = made.outcome, int(counts.whole[:, 0].sum())
    found = []
    for k, outcome in enumerate(ends.outcomes):
        number = int(counts.outcomes[:, k].sum())
        found.append(
            ChainOutcome(
                outcome.id, outcome.name, outcome.good, shares[outcome.id], float(low[k]), float(high[k]), number,
                number / closed if closed else None, *wilson(number, closed),
            )
        )  # fmt: skip
    return tuple(found)


def _edges(made: Chain, expectation: Expectation) -> tuple[ChainEdge, ...]:
    """Describe the ways that were taken."""
    place = {step.id: number for number, step in enumerate(expectation.steps)}
    seen = _seen(made)
    pairs = [(place[start], place[end]) for start, end, _, _ in seen if start in place and end in place]
    kinds = dict(zip(pairs, kinds_of(expectation, pairs), strict=True))
    found = []
    for start, end, count, total in seen:
        low, high = wilson(count, total)
        kind: _Kind | None = "begin" if start == START else "end"
        if start in place and end in place:
            kind = kinds[place[start], place[end]]
        found.append(ChainEdge(start, end, kind, count, total, count / total, low or 0.0, high or 0.0))
    return tuple(found)


def _warnings(
    made: Chain,
    still: tuple[str, ...],
    order: OrderTest,
    memory: tuple[EdgeMemory, ...],
    replay: HeldOut | None,
    told: dict[str, str],
) -> Notes:
    """Say what the reader must know before the chain is used."""
    found = []
    if still:
        listed = ", ".join(told.get(name, name) for name in still)
        message = f"nobody who came to {listed} has come to an end yet: moves to it are left out"
        found.append(note("chain.still_there", message, steps=list(still)))
    remembered = [each for each in memory if each.remembers]
    if remembered:
        worst = max(remembered, key=lambda each: abs(each.difference))
        where = "began there" if worst.start == START else f"came from {told[worst.start]}"
        message = (
            f"the chain forgets too much: of those at {told[worst.end]} who {where}, {100 * worst.share:.1f} % turned"
            f" out well, of all who were there {100 * worst.at:.1f} %;"
            f" {len(remembered)} of {len(memory)} ways compared differ so much, and the split chain keeps them apart"
        )
        found.append(note("chain.memory", message, ways=[{"from": each.start, "to": each.end} for each in remembered]))
    if replay is None:
        message = "too few closed journeys to predict one half of the customers from the other: each needs 30"
        found.append(note("chain.not_replayed", message))
    elif replay.failed:
        worst_one = replay.failed[0]
        what = told[worst_one.end] if worst_one.start is None else f"{told[worst_one.start]} → {told[worst_one.end]}"
        message = (
            f"{len(replay.failed)} of {len(replay.predictions)} predictions for the other half of the customers do not"
            f" hold; furthest off is {what}: {100 * worst_one.predicted:.1f} % predicted,"
            f" {100 * worst_one.share:.1f} % observed"
        )
        found.append(note("chain.replay_failed", message, failed=len(replay.failed)))
    return tuple(found)
