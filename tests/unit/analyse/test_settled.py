"""What became of passages: whole cohorts are counted, so that young journeys do not look as if nobody left."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.analyse import ChainRefused
from sojourn.core.expectation import Expectation
from sojourn.core.journeys import Cases
from tests.factories.attempts import World, worlds
from tests.factories.events import DAY, instant, journeys_of
from tests.factories.questions import inside
from tests.oracles import chain as oracle
from tests.unit.analyse.test_lived_chain import START, listed, plain
from tests.unit.analyse.test_passage import begun, expectations, spec

PAUSE = 180


def counted(world: World, expectation: Expectation, until: int, cuts: Sequence[int], begun: int | None) -> Any:
    """The counts, from parts that hold whole customers; and the outcomes."""
    ends = inside("chain_counts").ends_of(expectation)
    asking = analyse.SettledPassages(analyse.LivedChain(spec(expectation, begun=begun), ends), until)
    borders = {at for at in cuts if 0 < at < len(world.journeys) and world.customers[at] != world.customers[at - 1]}
    partial = asking.partial(world.part(0, 0).batch())
    for low, high in pairwise(sorted({0, len(world.journeys), *borders})):
        partial = asking.merge(partial, asking.partial(world.part(low, high).batch(read_only=True)))
    return partial, ends


@given(
    world=worlds(), expectation=expectations(), until=st.integers(-1, 40), cuts=st.sets(st.integers(1, 4)), begun=begun
)
def test_passages_are_counted_as_the_oracle_counts_them(
    world: World, expectation: Expectation, until: int, cuts: set[int], begun: int | None
) -> None:
    found, ends = counted(world, expectation, until, sorted(cuts), begun)
    moves, undecided, everything, whole, first = oracle.settled(
        plain(world, expectation, begun), expectation, listed(expectation), until
    )
    s, outcomes = len(expectation.steps), [each.id for each in ends.outcomes]
    states, before = [*range(s), *outcomes], [*range(s), START]
    assert {(before[i], states[j]): found.moves[i, j] for i, j in np.argwhere(found.moves)} == dict(moves)
    assert found.undecided.tolist() == [undecided[step] for step in range(s)]
    assert found.passages.tolist() == [everything[step] for step in range(s)]
    assert found.journeys.tolist() == whole
    never = inside("settled").NEVER
    assert [[time for time in row if time != never] for row in found.first.tolist()] == [
        first.get(step, [])[:30] for step in range(s + 1)
    ]


def lived(people: int, *, days: float, leave: float, seed: int = 0, step: float = 1.0) -> list[dict[str, Any]]:
    """Let people come evenly, go from `pay` to `buy` after a while, or leave; what lies beyond `days` is unseen."""
    rng = np.random.default_rng(seed)
    rows = []
    for person in range(people):
        day = days * person / people
        rows.append({"customer": f"p{person}", "time": day, "event": "pay"})
        if rng.random() >= leave:
            rows.append({"customer": f"p{person}", "time": day + step * rng.exponential(), "event": "buy"})
    return [row for row in rows if row["time"] <= days]


@pytest.mark.parametrize("days", [200, 260, 400])
def test_leaving_is_neither_missed_nor_invented_in_young_data(days: float) -> None:
    rows = lived(8_000, days=days, leave=0.2, seed=int(days))
    journeys = journeys_of(rows, cases=Cases("gap", gap=PAUSE * DAY))
    found = analyse.settled(journeys, "pay > buy")
    x, n, undecided, every = found.counted("pay", "left")
    assert undecided == 0
    assert every == 8_000
    assert n == pytest.approx(8_000 * (days - PAUSE) / days, abs=60)
    assert x / n == pytest.approx(0.2, abs=4 * (0.16 / n) ** 0.5)
    naive = analyse.chain(journeys, "pay > buy", draws=1).chain.share("pay", "left")
    assert naive < 0.2 * (days - PAUSE) / days * 1.3


def test_what_is_too_young_is_not_known_and_says_from_when_on_it_is() -> None:
    found = analyse.settled(
        journeys_of(lived(1_000, days=50, leave=0.2), cases=Cases("gap", gap=PAUSE * DAY)), "pay > buy"
    )
    assert found.counted("pay", "left") == (0, 0, 0, 1_000)
    assert found.chain is None
    assert (found.begun, found.closed, found.open) == ((0, 0), 0, 1_000)
    assert found.known_from("pay") == instant(50 * 29 / 1_000) + PAUSE * DAY
    assert found.known_from() == found.known_from("pay")
    assert found.known_from("never heard of") is None
    few = analyse.settled(journeys_of(lived(29, days=50, leave=0.2), cases=Cases("gap", gap=PAUSE * DAY)), "pay > buy")
    assert few.known_from("pay") is None


def test_without_a_pause_every_passage_counts() -> None:
    journeys = journeys_of(lived(500, days=50, leave=0.2))
    found, chain = analyse.settled(journeys, "pay > buy"), analyse.chain(journeys, "pay > buy", draws=1).chain
    assert found.chain is not None
    assert found.chain.counts is not None
    assert chain.counts is not None
    assert found.chain.counts.tolist() == chain.counts.tolist()
    assert (found.waiting, found.known_from("pay")) == (None, None)


def test_a_span_behind_the_last_event_is_refused() -> None:
    journeys = journeys_of(lived(50, days=50, leave=0.2), since=instant(60))
    with pytest.raises(ChainRefused, match="no event lies in the span"):
        analyse.settled(journeys, "pay > buy")
