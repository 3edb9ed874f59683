"""A lived chain as a document and as tables that people read."""

from dataclasses import asdict
from typing import Any

from sojourn.core.results import Heading, Table, count, interval, percent
from sojourn.core.words import chance, counted

from .chain import Chain
from .chain_counts import START
from .chain_order import FEWEST, EdgeMemory
from .chain_parts import ChainFound
from .chain_replay import Prediction
from .names import sentences

MOST = 12
"""Ways, comparisons and predictions listed in a table."""


def document(result: ChainFound) -> dict[str, Any]:
    """Give the JSON form, without the envelope."""
    replay = result.held_out
    return {
        "title": result.title,
        "start": result.chain.start,
        "closed": result.closed,
        "open": result.open,
        "left_out": dict(result.left_out),
        "steps": [asdict(each) for each in result.steps],
        "outcomes": [asdict(each) for each in result.outcomes],
        "edges": [edge.to_dict() for edge in result.edges],
        "allowed": [{"from": start, "to": end} for start, end in result.allowed],
        "order": {
            "g2": result.order.g2,
            "df": result.order.df,
            "p": result.order.p,
            "thin": result.order.thin,
            "steps": [{"step": name, "g2": g2, "df": df} for name, (g2, df) in result.order.by_state.items()],
        },
        "memory": [_edge(each) for each in result.memory],
        "held_out": None
        if replay is None
        else {
            "fitted_on": replay.fitted_on,
            "tested_on": replay.tested_on,
            "predictions": [_edge(each) for each in replay.predictions],
        },
        "split": None if result.split is None else _chain(result.split),
        "draws": result.draws,
        "seed": result.seed,
    }


def _edge(part: EdgeMemory | Prediction) -> dict[str, Any]:
    plain = asdict(part)
    return {"from": plain.pop("start"), "to": plain.pop("end"), **plain}


def _chain(chain: Chain) -> dict[str, Any]:
    """Give a chain whose states are known by name only."""
    names = (*chain.steps, *chain.outcomes)
    edges = [
        {"from": step, "to": names[j], "share": share}
        for step, row in zip(chain.steps, chain.shares.tolist(), strict=True)
        for j, share in enumerate(row)
        if share
    ]
    return {"start": chain.start, "visits": dict(chain.visits), "outcome": dict(chain.outcome), "edges": edges}


def tables(result: ChainFound) -> tuple[Table, ...]:
    """Give steps, outcomes, ways, and how far the chain can be believed."""
    return (_steps(result), _outcomes(result), _ways(result), *_memory(result), *_replay(result))


def _steps(result: ChainFound) -> Table:
    body = tuple(
        (each.name, f"{each.visits:.3f}", interval(each.good, each.good_low, each.good_high), count(each.moves))
        for each in result.steps
    )
    return Table(
        f"Steps of the chain: {result.title}",
        (
            Heading("Step", numeric=False),
            Heading("Visits in a journey"),
            Heading("Good outcome from here (95 %)"),
            Heading("Moves counted"),
        ),
        body,
        (
            (
                f"Journeys counted: {count(result.closed)} closed, and the moves of {count(result.open)} open."
                f" Intervals from {counted(result.draws, 'draw')}, seed {result.seed}."
            ),
            *sentences(result.notes),
        ),
    )


def _outcomes(result: ChainFound) -> Table:
    said = {True: "good", False: "bad", None: ""}
    body = tuple(
        (
            each.name,
            said[each.good],
            interval(each.share, each.share_low, each.share_high),
            interval(each.observed, each.observed_low, each.observed_high),
            count(each.closed),
        )
        for each in result.outcomes
    )
    return Table(
        "How journeys end",
        (
            Heading("Outcome", numeric=False),
            Heading("", numeric=False),
            Heading("By the chain (95 %)"),
            Heading("Of closed journeys (95 %)"),
            Heading("Journeys"),
        ),
        body,
        ("The chain counts the moves of open journeys too, so the two shares may differ.",) if result.open else (),
    )


def _ways(result: ChainFound) -> Table:
    told = {**result.names, START: "A journey begins"}
    listed = sorted(result.edges, key=lambda edge: -edge.count)[: 3 * MOST]
    listed = [edge for edge in result.edges if edge in listed]
    body = tuple(
        (told[edge.start], told[edge.end], interval(edge.share, edge.low, edge.high), count(edge.count))
        for edge in listed
    )
    rest = len(result.edges) - len(listed)
    return Table(
        "Where those at a step go next",
        (Heading("From", numeric=False), Heading("To", numeric=False), Heading("Share (95 %)"), Heading("Moves")),
        body,
        (f"{counted(rest, 'way')} taken less often {'is' if rest == 1 else 'are'} not listed.",) if rest else (),
    )


def _memory(result: ChainFound) -> tuple[Table, ...]:
    """Say whether it matters where somebody came from."""
    order = result.order
    if not order.df:
        return ()
    told = {**result.names, START: "the beginning"}
    worst = sorted(result.memory, key=lambda each: -abs(each.difference))[:MOST]
    body = tuple(
        (
            f"{told[each.start]} → {told[each.end]}",
            interval(each.share, each.low, each.high),
            percent(each.at),
            f"{100 * each.difference:+.1f}",
            f"{each.q:.3f}",
            "split" if each.remembers else "",
        )
        for each in worst
    )
    thin = f"; few are expected in {percent(order.thin)} of the cells, so p is rough" if order.thin > 0.2 else ""
    p = f"p {chance(order.p)}" if order.p < 0.001 else f"p = {chance(order.p)}"
    verdict = "where somebody came from goes with where they go next" if order.p < 0.05 else "not decided"
    return (
        Table(
            "Does it matter where somebody came from? Good outcomes by the way to a step",
            (
                Heading("Way", numeric=False),
                Heading("Who came this way (95 %)"),
                Heading("All who were there"),
                Heading("Points"),
                Heading("q"),
                Heading("", numeric=False),
            ),
            body,
            (
                f"Second against first order: G² = {order.g2:,.1f}, df = {order.df}, {p}: {verdict}{thin}.",
                (
                    "With many journeys small differences are sure: what counts is whether they change the outcome."
                    " A step is split when a way differs by over 2 points with q < 0.05."
                ),
                *([f"{len(result.memory) - MOST} more ways were compared."] if len(result.memory) > MOST else []),
                *([] if result.memory else [f"No step was come to by two ways of {FEWEST} journeys each to compare."]),
            ),
        ),
    )


def _replay(result: ChainFound) -> tuple[Table, ...]:
    """Say what became of predictions for customers whom the chain has not seen."""
    replay = result.held_out
    if replay is None:
        return ()
    told = result.names
    listed = sorted(replay.predictions, key=lambda each: (each.holds, -abs(each.share - each.predicted)))[:MOST]
    body = tuple(
        (
            told[each.end] if each.start is None else f"{told[each.start]} → … → {told[each.end]}",
            percent(each.predicted),
            interval(each.share, each.low, each.high),
            count(each.n),
            "holds" if each.holds else "off",
        )
        for each in listed
    )
    held = sum(each.holds for each in replay.predictions)
    return (
        Table(
            "Predicted for the other half of the customers",
            (
                Heading("What", numeric=False),
                Heading("Predicted"),
                Heading("Observed (95 %)"),
                Heading("Journeys"),
                Heading("", numeric=False),
            ),
            body,
            (
                (
                    f"{held} of {len(replay.predictions)} predictions hold: fitted on {count(replay.fitted_on)} closed"
                    f" journeys, held against {count(replay.tested_on)}. Those furthest off come first."
                ),
            ),
        ),
    )
