"""Worlds without kinds: drawn as the oracle draws them, in memory that does not grow with the names there are."""

import itertools
import tracemalloc

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import analyse
from sojourn.core.analysis import Journeys
from sojourn.core.journeys import Basis
from sojourn.engines import LocalEngine
from sojourn.stores.memory import MemorySource
from tests.factories.questions import inside
from tests.oracles import kinds as oracle

lives = st.lists(st.lists(st.sampled_from([0, 2, 3, 7]), min_size=1, max_size=9), min_size=1, max_size=12)


def sampled(lived: list[list[int]], names: int = 9) -> object:
    """Lay journeys out as if they had been drawn."""
    lengths = [len(path) for path in lived]
    basis = Basis.__new__(Basis)
    return inside("kinds_sample").Sampled(
        offsets=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        codes=np.array([code for path in lived for code in path], np.uint32),
        customer=np.arange(len(lived)),
        seconds=np.zeros(len(lived)),
        events=tuple(f"e{code}" for code in range(names)),
        everybody=True,
        basis=basis,
    )


@pytest.mark.parametrize("cells", [1, 20, 4_000_000])
@given(lived=lives, seed=st.integers(0, 2**32))
def test_journeys_are_drawn_as_the_oracle_draws_them(cells: int, lived: list[list[int]], seed: int) -> None:
    worlds = inside("kinds_worlds")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worlds, "CELLS", cells)
        offsets, codes = worlds.Shares.of(sampled(lived)).drawn(np.random.default_rng(seed))
    chance = iter(np.random.default_rng(seed).random(sum(map(len, lived))).tolist())
    assert [codes[a:b].tolist() for a, b in itertools.pairwise(offsets)] == oracle.drawn(lived, chance)


def test_a_long_journey_of_many_names_is_drawn_in_little_memory() -> None:
    lived = [list(range(6_000)), *([place, place + 1] for place in range(0, 2_000, 2))]
    shares = inside("kinds_worlds").Shares.of(sampled(lived, 6_000))
    tracemalloc.start()
    offsets, codes = shares.drawn(np.random.default_rng(0))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert np.diff(offsets).tolist() == sorted(map(len, lived), reverse=True)
    assert len(codes) == 8_000
    assert most < 30_000_000  # every number of events left for every name would be 288 MB


def test_kinds_among_70_000_names_take_little_memory() -> None:
    rng = np.random.default_rng(0)
    rows, names = 72_000, 70_000
    event = rng.permutation(np.concatenate([np.arange(names), rng.integers(0, 3, rows - names)]))
    table = pa.table(
        {
            "customer": pa.array((np.arange(rows) % 500).astype(str)),
            "time": pa.array(np.arange(rows) * 1_000_000, pa.timestamp("us", "UTC")),
            "event": pa.array(np.char.add("event ", event.astype(str))),
        }
    )
    journeys = Journeys(MemorySource.from_table(table), LocalEngine(1))
    assert len(journeys.source.events) == names
    tracemalloc.start()
    found = analyse.kinds(journeys, sample=50, most=2, redraws=1)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.tried
    assert most < 150_000_000  # a table of all moves that could be would take 39 GB
