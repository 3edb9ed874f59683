"""How often the tests of a lived chain speak: where nothing is planted, and where something is."""

import numpy as np
import pyarrow as pa
import pytest

from sojourn import analyse
from sojourn.core.analysis import Journeys
from sojourn.engines import LocalEngine
from sojourn.stores.memory import MemorySource
from tests.factories.events import START

NAMES = ("see", "ad", "friend", "look", "pay")
PATH = analyse.expectation("see > (ad | friend) > look > pay")
WORLDS = 40


def lived(seed: int, journeys: int, apart: float) -> analyse.ChainResult:
    """Journeys that come to a step by two ways; the shares that pay after each lie so far apart."""
    random = np.random.Generator(np.random.PCG64(seed))
    ad = random.random(journeys) < 0.5
    pays = random.random(journeys) < np.where(ad, 0.4 - apart / 2, 0.4 + apart / 2)
    begins = random.integers(0, 10**12, journeys)
    length = 3 + pays
    who = np.repeat(np.arange(journeys), length)
    place = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
    event = np.where(place == 0, 0, np.where(place == 1, np.where(ad[who], 1, 2), place + 1))
    table = pa.table(
        {
            "customer": pa.array(who).cast(pa.string()),
            "time": pa.array(START + begins[who] + place * 1_000_000, pa.timestamp("us", "UTC")),
            "event": pa.DictionaryArray.from_arrays(pa.array(event, pa.int8()), list(NAMES)).cast(pa.string()),
        }
    )
    return analyse.chain(Journeys(MemorySource.from_table(table), LocalEngine(1)), PATH, draws=1)


@pytest.mark.parametrize(("apart", "least", "most"), [(0.0, 0, 6), (0.2, 38, 40)], ids=["a chain", "not a chain"])
def test_memory_is_found_where_it_is_and_seldom_where_not(apart: float, least: int, most: int) -> None:
    found = [lived(seed, 1000, apart) for seed in range(WORLDS)]
    assert least <= sum(each.order.p < 0.05 for each in found) <= most
    assert least <= sum(each.split is not None for each in found) <= most


def test_predictions_fail_seldom_where_the_chain_is_right() -> None:
    found = [lived(seed, 1000, 0.0).held_out for seed in range(WORLDS)]
    assert sum(bool(each and each.failed) for each in found) <= 8
