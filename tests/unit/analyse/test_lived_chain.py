"""The chain of lived journeys: what is counted, what it gives back, and whether it says when not to believe it."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.core.errors import InvalidInput
from sojourn.core.expectation import Expectation, Outcome, Rule
from sojourn.core.journeys import Cases
from tests.factories.attempts import World, worlds
from tests.factories.events import DAY, journeys_of
from tests.factories.questions import fine_ranges, inside
from tests.oracles import chain as oracle
from tests.oracles import matching as meanings
from tests.oracles import passage as passages
from tests.unit.analyse.test_passage import begun, expectations, spec

START = "(start)"


def plain(world: World, expectation: Expectation, begun: int | None = None) -> list[dict[str, Any]]:
    """The journeys that are followed, as the oracle takes them."""
    found = []
    for journey, status in zip(world.plain(), world.status, strict=True):
        events = [
            (time, meanings.meaning((name, channel, {}), expectation), name)
            for time, name, channel in journey["events"]
        ]
        shown = {meanings.outcome((name, channel, {}), expectation) for _, name, channel in journey["events"]} - {-1}
        found.append({"customer": journey["customer"], "open": status == 1, "events": events, "shown": shown})
    return [journey for journey in found if passages.state(journey, expectation, begun) == "followed"]


def counted(
    world: World, expectation: Expectation, *, cuts: Sequence[int] = (), begun: int | None = None, seed: int = 0
) -> Any:
    """The counts, from parts that hold whole customers; and the outcomes."""
    ends = inside("chain_counts").ends_of(expectation)
    asking = analyse.LivedChain(spec(expectation, begun=begun), ends, seed)
    borders = {at for at in cuts if 0 < at < len(world.journeys) and world.customers[at] != world.customers[at - 1]}
    partial = asking.partial(world.part(0, 0).batch())
    for low, high in pairwise(sorted({0, len(world.journeys), *borders})):
        partial = asking.merge(partial, asking.partial(world.part(low, high).batch(read_only=True)))
    return partial, ends


def listed(expectation: Expectation) -> list[tuple[str, Any, bool]]:
    """Outcomes as the oracle takes them."""
    return [(each.id, each.good, bool(each.rules)) for each in expectation.outcomes]


@given(world=worlds(), expectation=expectations(), cuts=st.sets(st.integers(1, 4)), begun=begun, seed=st.integers(0, 9))
def test_moves_are_counted_as_the_oracle_counts_them(
    world: World, expectation: Expectation, cuts: set[int], begun: int | None, seed: int
) -> None:
    found, ends = counted(world, expectation, cuts=sorted(cuts), begun=begun, seed=seed)
    told = oracle.counted(plain(world, expectation, begun), expectation, listed(expectation))
    s = len(expectation.steps)
    outcomes = [each.id for each in ends.outcomes]
    states = [*range(s), *outcomes]
    before = [*range(s), START]

    moves = found.moves.sum(axis=(0, 1))
    assert {(before[i], states[j]): moves[i, j] for i, j in np.argwhere(moves)} == dict(told["moves"])
    wide = s + len(outcomes)
    triples = {
        (before[key // (wide * s)], key // wide % s, states[key % wide]): count
        for key, count in zip(found.triples.keys.tolist(), found.triples.counts[:, 0].tolist(), strict=True)
    }
    assert triples == {key: n for key, n in told["triples"].items() if key[1] != START}
    assert dict(zip(outcomes, found.outcomes.sum(axis=0).tolist(), strict=True)) == {
        name: told["ends"][name] for name in outcomes
    }
    assert found.visited.sum(axis=0).tolist() == [told["visits"][step] for step in range(s)]
    assert found.whole[:, 0].sum() == told["closed"]
    well = told["well"]
    for step in range(s):
        did = told["did"].get(step, set())
        assert found.came[:, step].tolist() == [len(did), len(did & well)]
        assert found.did[:, step].sum() == len(did)
        for place, came in enumerate(before):
            way = told["ways"].get((came, step), set())
            others = set().union(*(told["ways"].get((b, step), set()) for b in before if b != came))
            assert found.passages[:, place, step].tolist() == [
                len(way), len(way & well), len(way - others), len((way - others) & well),
            ]  # fmt: skip
        for other in range(s):
            assert found.later[:, step, other].sum() == len(told["later"].get((step, other), set()))


@given(world=worlds(), expectation=expectations())
def test_of_closed_journeys_the_chain_gives_back_outcomes_and_visits_exactly(
    world: World, expectation: Expectation
) -> None:
    closed = World(world.journeys, world.customers, tuple(2 for _ in world.status))
    found, ends = counted(closed, expectation)
    total = int(found.whole[:, 0].sum())
    assume(total)
    ids, outcomes = [step.id for step in expectation.steps], [each.id for each in ends.outcomes]
    fit = inside("chain_fit")
    named = fit.named(found.moves.sum(axis=(0, 1)), ids, outcomes)
    split, states = fit.remembering(
        found.moves.sum(axis=(0, 1)), found.triples, ids, outcomes, {ids[0]: (START, ids[-1])}
    )
    for counts, order in ((named, ids), (split, states)):
        chain, still = fit.fitted(counts, order, outcomes)
        assert still == ()
        for k, outcome in enumerate(outcomes):
            assert chain.outcome[outcome] == pytest.approx(found.outcomes[:, k].sum() / total, abs=1e-9)
        visits: dict[str, float] = dict.fromkeys(ids, 0.0)
        for state, value in chain.visits.items():
            if state != START:
                visits[state.split(" ← ")[0]] += value
        assert list(visits.values()) == pytest.approx((found.visited.sum(axis=0) / total).tolist(), abs=1e-9)


@given(world=worlds(), expectation=expectations())
def test_the_chain_of_open_journeys_too_is_solved_as_the_oracle_solves_it(
    world: World, expectation: Expectation
) -> None:
    found, ends = counted(world, expectation)
    ids, outcomes = [step.id for step in expectation.steps], [each.id for each in ends.outcomes]
    named = inside("chain_fit").named(found.moves.sum(axis=(0, 1)), ids, outcomes)
    if not found.whole[:, 0].sum():
        with pytest.raises(analyse.ChainRefused) as refused:
            inside("chain_fit").fitted(named, ids, outcomes)
        assert refused.value.code == "chain.no_end"
        return
    chain, still = inside("chain_fit").fitted(named, ids, outcomes)
    ending = {*chain.steps, *outcomes, START}
    kept = {way: int(n) for way, n in named.items() if way[0] in ending and way[1] in ending}
    visits, shares = oracle.solved(kept, START, set(outcomes))
    assert set(still).isdisjoint(chain.steps)
    for step, value in chain.visits.items():
        assert value == pytest.approx(float(visits[step]), abs=1e-9)
    for outcome, value in chain.outcome.items():
        assert value == pytest.approx(float(shares[outcome]), abs=1e-9)


PATH = analyse.expectation("see > fill? > pay")


def lives(paths: Sequence[str], *, every: float = 1) -> list[dict[str, Any]]:
    """Make a customer of each path, whose days begin at different hours."""
    return [
        {"customer": f"c{number:04}", "time": place * every + number / 1440 / 7, "event": event}
        for number, path in enumerate(paths)
        for place, event in enumerate(path.split())
    ]


FEW = lives(["see fill pay"] * 6 + ["see pay"] * 2 + ["see fill"] * 2 + ["see"] * 10)


def test_a_small_chain_is_what_one_counts_on_fingers() -> None:
    found = analyse.chain(journeys_of(FEW), PATH)
    assert found.chain.steps == ("see", "fill", "pay")
    assert (found.chain.start, found.closed, found.open) == ("see", 20, 0)
    assert {(edge.start, edge.end): (edge.count, edge.of, edge.kind) for edge in found.edges} == {
        ("see", "fill"): (8, 20, "next"),
        ("see", "pay"): (2, 20, "next"),
        ("see", "left"): (10, 20, "end"),
        ("fill", "pay"): (6, 8, "next"),
        ("fill", "left"): (2, 8, "end"),
        ("pay", "ended"): (8, 8, "end"),
    }
    assert found.chain.outcome["ended"] == pytest.approx(0.4)
    assert [each.visits for each in found.steps] == pytest.approx([1.0, 0.4, 0.4])
    assert [each.good for each in found.steps] == pytest.approx([0.4, 0.75, 1.0])
    assert ("see", "fill") in found.allowed
    assert found.good == ("ended",)
    first = found.steps[0]
    assert first.good_low < first.good < first.good_high


def test_journeys_that_begin_in_several_places_have_a_beginning_of_their_own() -> None:
    found = analyse.chain(
        journeys_of([*FEW, *[{**e, "customer": "z" + e["customer"]} for e in lives(["fill pay"])]]), PATH
    )
    assert found.chain.start == START
    assert found.chain.share(START, "fill") == pytest.approx(1 / 21)
    assert [each.step for each in found.steps] == ["see", "fill", "pay"]


def test_open_journeys_give_their_moves_and_no_loss() -> None:
    rows = [*FEW, {"customer": "z", "time": 40, "event": "see"}, {"customer": "z", "time": 40.5, "event": "fill"}]
    found = analyse.chain(journeys_of(rows, cases=Cases(by="gap", gap=5 * DAY)), PATH)
    assert (found.closed, found.open) == (20, 1)
    edges = {(edge.start, edge.end): edge.count for edge in found.edges}
    assert (edges["see", "fill"], edges["fill", "left"]) == (9, 2)


def test_steps_that_only_open_journeys_came_to_are_left_out() -> None:
    rows = [
        *lives(["see"] * 3),
        {"customer": "z", "time": 40, "event": "see"},
        {"customer": "z", "time": 40.5, "event": "fill"},
    ]
    found = analyse.chain(journeys_of(rows, cases=Cases(by="gap", gap=5 * DAY)), PATH)
    assert found.chain.steps == ("see",)
    assert "chain.still_there" in found.warnings


def test_without_an_end_there_is_no_chain() -> None:
    rows = [{"customer": "z", "time": 1, "event": "see"}]
    with pytest.raises(analyse.ChainRefused) as refused:
        analyse.chain(journeys_of(rows, cases=Cases(by="gap", gap=5 * DAY)), PATH)
    assert refused.value.code == "chain.no_end"


@pytest.mark.parametrize("options", [{"draws": 0}, {"seed": -1}], ids=["draws", "seed"])
def test_draws_and_seeds_have_limits(options: dict[str, int]) -> None:
    with pytest.raises(InvalidInput) as refused:
        analyse.chain(journeys_of(FEW), PATH, **options)
    assert refused.value.code == "chain.draws"


@pytest.mark.parametrize(
    ("outcomes", "ids", "over", "left"),
    [
        ((), ["ended", "left"], "ended", "left"),
        ((("done", True, False), ("lost", False, False)), ["done", "lost"], "done", "lost"),
        ((("loyal", True, True), ("done", None, False)), ["loyal", "done", "ended", "left"], "ended", "left"),
        ((("see", True, False),), ["(see)", "left"], "(see)", "left"),
    ],
    ids=["none", "untied", "tied", "named like a step"],
)
def test_every_closed_journey_has_an_outcome(
    outcomes: tuple[tuple[str, bool | None, bool], ...], ids: list[str], over: str, left: str
) -> None:
    made = tuple(Outcome(id, id, (Rule(("pay",)),) if tied else (), good) for id, good, tied in outcomes)
    expectation = Expectation("t", PATH.steps, PATH.moves, PATH.starts, PATH.ends, outcomes=made)
    ends = inside("chain_counts").ends_of(expectation)
    assert [each.id for each in ends.outcomes] == ids
    assert (ends.outcomes[ends.over].id, ends.outcomes[ends.left].id) == (over, left)


FORGETFUL = analyse.expectation("see > (ad | friend) > look > pay")


def two_ways(n: int, by_ad: float, by_friend: float) -> list[dict[str, Any]]:
    """Journeys that come to a step by two ways, and pay more or less often after each."""
    paths = []
    for number in range(n):
        way, share = ("ad", by_ad) if number % 2 else ("friend", by_friend)
        paths.append(f"see {way} look" + " pay" * (number // 2 % 100 < 100 * share))
    return lives(paths)


def test_a_chain_that_should_remember_says_so_and_is_split() -> None:
    found = analyse.chain(journeys_of(two_ways(1200, 0.2, 0.6)), FORGETFUL)
    assert found.order.p < 1e-6
    remembered = {(each.start, each.end): each for each in found.memory if each.remembers}
    assert set(remembered) == {("ad", "look"), ("friend", "look")}
    ad = remembered["ad", "look"]
    assert (ad.share, ad.at, ad.journeys, ad.others) == (pytest.approx(0.2), pytest.approx(0.4), 600, 600)
    assert "chain.memory" in found.warnings
    assert found.remembering == {"look": ("ad", "friend")}
    assert found.split is not None
    assert found.split.share("look ← ad", "pay") == pytest.approx(0.2)
    assert found.split.share("look ← friend", "pay") == pytest.approx(0.6)
    assert found.split.outcome == pytest.approx(found.chain.outcome)


def test_a_chain_that_may_forget_is_not_split() -> None:
    found = analyse.chain(journeys_of(two_ways(1200, 0.4, 0.4)), FORGETFUL)
    assert found.split is None
    assert "chain.memory" not in found.warnings
    assert found.order.p > 0.05


def test_predictions_for_the_other_half_hold_where_the_chain_may_forget_and_fail_where_not() -> None:
    fair = analyse.chain(journeys_of(two_ways(2000, 0.4, 0.4)), FORGETFUL).held_out
    assert fair is not None
    assert fair.fitted_on + fair.tested_on == 2000
    assert 800 < fair.fitted_on < 1200
    assert not fair.failed
    unfair = analyse.chain(journeys_of(two_ways(2000, 0.1, 0.9)), FORGETFUL).held_out
    assert unfair is not None
    assert {(each.start, each.end) for each in unfair.failed} == {("ad", "pay"), ("friend", "pay")}
    assert [each.kind for each in unfair.predictions[:2]] == ["outcome", "outcome"]


def test_few_journeys_predict_nothing() -> None:
    found = analyse.chain(journeys_of(FEW), PATH)
    assert found.held_out is None
    assert "chain.not_replayed" in found.warnings
    assert "No step was come to by two ways" in str(analyse.chain(journeys_of(two_ways(56, 0.1, 0.2)), FORGETFUL))


def test_any_step_may_be_split() -> None:
    found = analyse.chain(journeys_of(two_ways(200, 0.4, 0.4)), FORGETFUL)
    split = analyse.split_chain(found, ["look"])
    assert split.steps == ("see", "ad", "friend", "look ← ad", "look ← friend", "pay")
    one = analyse.split_chain(found, {"look": ["ad"]})
    assert "look ← others" in one.steps
    with pytest.raises(InvalidInput) as refused:
        analyse.split_chain(found, ["elsewhere"])
    assert refused.value.code == "unknown-step"


@given(
    paths=st.lists(st.lists(st.sampled_from(["see", "fill", "pay", "else"]), min_size=1, max_size=6), max_size=12),
    parts=st.integers(1, 4),
    threads=st.integers(1, 3),
)
def test_nothing_depends_on_how_the_customers_are_cut(paths: list[list[str]], parts: int, threads: int) -> None:
    rows = [*FEW, *({**e, "customer": "z" + e["customer"]} for e in lives([" ".join(path) for path in paths]))]
    whole = analyse.chain(journeys_of(rows), PATH, draws=20).to_dict()
    with fine_ranges():
        assert analyse.chain(journeys_of(rows, parts=parts, threads=threads), PATH, draws=20).to_dict() == whole


def test_the_result_shows_itself_in_every_form() -> None:
    found = analyse.chain(journeys_of(two_ways(1200, 0.2, 0.6)), FORGETFUL)
    told = found.to_dict()
    assert told["analysis"] == "chain"
    assert told["memory"][0].keys() >= {"from", "to", "share", "at", "difference", "q"}
    assert told["held_out"]["predictions"][0]["kind"] == "outcome"
    assert {edge["from"] for edge in told["split"]["edges"]} >= {"look ← ad"}
    assert found.to_arrow().column_names[:3] == ["from", "to", "kind"]
    assert len(found.rows()) == len(found.edges)
    text = str(found)
    for words in ("Steps of the chain", "How journeys end", "G² =", "predictions hold", "split"):
        assert words in text
    spec = found.chart().to_dict()
    assert [len(part["data"]["values"]) for part in spec["hconcat"]] == [len(found.edges), 5, 5]


def test_draws_fit_the_chain_they_were_drawn_from() -> None:
    found = analyse.chain(journeys_of(FEW), PATH)
    drawn = analyse.chain_draws(found.chain, found.allowed, draws=50, seed=3)
    laid = drawn.laid(found.chain.steps, found.chain.outcomes)
    assert laid.shape == (50, 3, 5)
    assert laid.sum(axis=2) == pytest.approx(np.ones((50, 3)))
    again = analyse.chain_draws(found.chain, found.allowed, draws=50, seed=3)
    assert laid.tobytes() == again.laid(found.chain.steps, found.chain.outcomes).tobytes()
    assert laid[:, 0, 0].tolist() == [0.0] * 50
    with pytest.raises(InvalidInput) as refused:
        drawn.laid(("see", "elsewhere"), found.chain.outcomes)
    assert refused.value.code == "chain.other_states"


def test_a_chain_without_counts_is_not_drawn() -> None:
    assumed = analyse.chain_of([("a", "end", 1.0)], start="a", outcomes=["end"])
    for counts, draws, code in ((assumed, 10, "chain.no_counts"), ({"a": {"b": -1.0}}, 1, "chain.draws")):
        with pytest.raises(InvalidInput) as refused:
            analyse.chain_draws(counts, draws=draws)  # type: ignore[arg-type]  # one of two kinds
        assert refused.value.code == code
