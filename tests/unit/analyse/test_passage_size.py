"""Long expectations: what is kept and looked at grows with what journeys did, and not with all pairs of steps."""

from collections.abc import Iterator
from itertools import pairwise, product
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.core import quantiles
from sojourn.core.analysis import Journeys
from sojourn.core.expectation import Expectation, ExpectedStep, Move, Point, Rule
from sojourn.engines import LocalEngine
from sojourn.stores.memory import MemorySource
from tests.factories.questions import inside
from tests.oracles import passage as oracle

STEPS = 400
shares, tally, spreads = inside("passage_shares"), inside("passage_tally"), inside("spreads")


class Counted(tuple[Move, ...]):
    """Moves that note down each time that somebody goes through all of them."""

    looks: list[str]

    def __iter__(self) -> Iterator[Move]:
        """Note it down, then give them."""
        self.looks.append("all")
        return super().__iter__()


def expected(moves: list[Move], *, size: int = STEPS, optional: bool = True, ends: tuple[int, int] = (0, -1)) -> Any:
    """Expect steps by moves, from one end to the other."""
    steps = tuple(
        ExpectedStep(f"s{place}", f"S{place}", (Point(f"p{place}", "P", (Rule((f"e{place}",)),)),), optional)
        for place in range(size)
    )
    counted = Counted(moves)
    counted.looks = []
    first, last = (range(size)[end] for end in ends)
    return Expectation("t", steps, counted, (first,), (last,), visits=True)


def onwards(size: int = STEPS) -> list[Move]:
    return [Move(a, b) for a, b in pairwise(range(size))]


places = st.integers(0, 4)
kinds = st.sampled_from(["next", "choice", "loop", "skip"])


@given(
    moves=st.lists(st.builds(Move, places, places, kinds), max_size=9), optional=st.lists(st.booleans(), min_size=5)
)  # fmt: skip
def test_each_pair_is_passed_by_the_way_that_the_oracle_finds(moves: list[Move], optional: list[bool]) -> None:
    steps = tuple(ExpectedStep(f"s{place}", "S", (), may) for place, may in enumerate(optional[:5]))
    held = Expectation("t", steps, tuple(moves), (0,), (4,))
    pairs = list(product(range(5), repeat=2))
    assert shares._passing(held, pairs) == [oracle.kind(held, *pair) for pair in pairs]


def test_the_moves_of_a_long_expectation_are_gone_through_once_however_many_pairs_are_asked_for() -> None:
    held = expected([*onwards(), Move(STEPS - 1, 0, "loop")])
    held.moves.looks.clear()
    kinds = shares._passing(held, [(0, STEPS - 1), (STEPS - 1, 5), (7, 7), (3, 2)])
    assert kinds == ["next", "loop", "loop", "loop"]
    assert len(held.moves.looks) == 1


@pytest.mark.parametrize("backwards", [False, True], ids=["forwards", "backwards"])
def test_costs_settle_in_two_rounds_however_steps_are_written_down(
    backwards: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    moves = [Move(move.end, move.start) for move in onwards()] if backwards else onwards()
    held = expected(moves, optional=False, ends=(-1, 0) if backwards else (0, -1))
    compared: list[int] = []
    alike = np.array_equal

    def counting(one: Any, other: Any) -> bool:
        compared.append(1)
        return alike(one, other)

    monkeypatch.setattr(np, "array_equal", counting)
    assert inside("conformance_graph").graph(held).shortest == STEPS
    assert len(compared) == 2 * (STEPS + 1)


@pytest.mark.parametrize("sketched", [False, True], ids=["exact", "sketch"])
def test_of_all_pairs_of_steps_only_those_with_values_are_sorted(
    sketched: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sketched:
        monkeypatch.setattr(inside("sketches"), "EXACT", 0)
        monkeypatch.setattr(quantiles, "EXACT", 0)
    values, groups = np.array([30, 10, 20], np.int64), np.array([5, 159_999, 5], np.int64)
    found = spreads.spreads(inside("sketches").samples(values, groups, STEPS**2), STEPS**2)
    assert {group: spread.values.tolist() for group, spread in found.items()} == {5: [20.0, 30.0], 159_999: [10.0]}
    assert found[6].quantile(0.5) is None


def test_of_all_pairs_of_steps_only_moves_that_were_made_are_kept() -> None:
    table = np.zeros((3, STEPS, STEPS), np.int64)
    table[:, 7, 8] = 4, 2, 1
    table[0, 9, 0] = 1
    kept = tally.made(table)
    assert (kept.keys.tolist(), kept.counts.tolist()) == ([7 * STEPS + 8, 9 * STEPS], [[4, 2, 1], [1, 0, 0]])


def test_a_journey_along_a_long_line_is_followed_from_end_to_end() -> None:
    rows = [*range(0, STEPS, 2), 3]
    times = pa.array(range(len(rows)), pa.timestamp("us", "UTC"))
    table = pa.table({"customer": ["z"] * len(rows), "time": times, "event": [f"e{place}" for place in rows]})
    found = analyse.passage(Journeys(MemorySource.from_table(table), LocalEngine(1)), expected(onwards()))
    taken = {(link.start, link.end): (link.kind, link.count) for link in found.links if link.count}
    assert len(taken) == STEPS // 2
    assert (taken["s0", "s2"], taken["s398", "s3"]) == (("next", 1), (None, 1))
    assert len(found.links) == STEPS - 1 + STEPS // 2


def test_the_nearest_name_is_sought_for_the_first_of_very_many() -> None:
    names = inside("names")
    notes = names.unknown([f"order{place}" for place in range(STEPS)], [f"Order{place}" for place in range(STEPS)])
    sought = names.COMPARED // STEPS
    assert [note["nearest"] is not None for note in notes] == [place < sought for place in range(STEPS)]


@given(st.lists(st.lists(st.integers(0, 7), max_size=4), min_size=8, max_size=8))
def test_each_step_comes_after_those_it_leads_to_unless_they_lead_back(following: list[list[int]]) -> None:
    order = inside("expected_order").last_first(following)
    assert sorted(order) == list(range(8))
    behind = [
        set(inside("expected_order").reached([place], dict(enumerate(following)), [True] * 8)) for place in range(8)
    ]
    for place, ends in enumerate(following):
        for end in ends:
            assert order.index(end) < order.index(place) or place in behind[end]
