"""A simulated world: concert-goers from the advertisement to the next concert, with the truth planted in it.

Nothing here is real. A customer is the same whatever the size of the world: customer 17 of seed 1 lives the same life
in a world of a thousand and in one of five million, and every block of customers can be made alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sojourn.core.errors import InvalidInput

from .concert_buying import AD, DIRECT, SEARCH, World, buy
from .concert_calendar import Calendar, calendar
from .concert_evening import attend, try_again
from .concert_log import EVENTS, SCHEMA, EventLog
from .concert_model import CITIES, ConcertModel
from .concert_people import BLOCK, Tally, people
from .concert_truths import truths_of

MOST_CUSTOMERS = 5_000_000


@dataclass(frozen=True, slots=True)
class ConcertWorld:
    """A whole world in memory: `events` as a table, `truths` as a JSON-ready dictionary."""

    events: pa.Table
    truths: dict[str, object]


class ConcertBlocks(Iterator[pa.Table]):
    """The tables of a world, one a block of customers, made as they are asked for.

    Each table holds whole customers, customer by customer in time order. `truths()` may be asked at any time; it makes
    the blocks nobody has asked for yet, so that it always speaks of the whole world.
    """

    def __init__(self, customers: int, seed: int) -> None:
        self.customers, self.seed = customers, seed
        self._next = 0
        self._tally = Tally()

    def __next__(self) -> pa.Table:
        if self._next * BLOCK >= self.customers:
            raise StopIteration
        table, tally = concert_block(self._next, customers=self.customers, seed=self.seed)
        self._next += 1
        self._tally.add(tally)
        return table

    def truths(self) -> dict[str, object]:
        """Tell what was planted and what came of it, JSON-ready."""
        for _ in self:
            pass
        return truths_of(ConcertModel(), self._tally, calendar(), customers=self.customers, seed=self.seed)


def concert_blocks(customers: int, seed: int = 1) -> ConcertBlocks:
    """Make a world of any size, a block of customers at a time.

    Args:
        customers: 1 to 5,000,000.
        seed: which world; any integer from 0.

    Returns:
        An iterator of tables, with `truths()`.

    Raises:
        InvalidInput: the number of customers or the seed is out of range.

    Cost: about nine events a customer; memory for one block of 20,000 customers.
    """
    if not 1 <= customers <= MOST_CUSTOMERS:
        raise InvalidInput(
            f"{customers:,} customers were asked for; a concert world has 1 to {MOST_CUSTOMERS:,}",
            code="sample-size",
        )
    if seed < 0:
        raise InvalidInput(f"the seed is {seed}; it must not be negative", code="sample-seed")
    return ConcertBlocks(customers, seed)


def concert_events(customers: int = 10_000, seed: int = 1) -> ConcertWorld:
    """Make a world of any size in memory.

    Args:
        customers: 1 to 5,000,000.
        seed: which world; any integer from 0.

    Returns:
        All events, customer by customer in time order, and the truths.

    Raises:
        InvalidInput: the number of customers or the seed is out of range.
    """
    blocks = concert_blocks(customers, seed)
    table = pa.concat_tables(list(blocks)).unify_dictionaries()
    return ConcertWorld(table, blocks.truths())


def concert_block(block: int, *, customers: int, seed: int) -> tuple[pa.Table, Tally]:
    """Make one block alone: its events and the count of what happened.

    Args:
        block: its number, from 0; it holds customers `block * BLOCK` and the following.
        customers: size of the world, which cuts the last block.
        seed: which world.
    """
    days, model = calendar(), ConcertModel()
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(1, block))))
    first = block * BLOCK
    folk = people(rng, model, first=first, keep=max(0, min(BLOCK, customers - first)))
    world = World(model, rng, days, _crowd(days, model, seed), folk, EventLog(), Tally())
    who = np.arange(BLOCK)
    start = days.first_contacts(rng, BLOCK)
    kinds = np.array([AD, SEARCH, DIRECT], dtype=np.int8)
    search = model.ad_share + (1 - model.ad_share) * 0.6
    entry = kinds[np.searchsorted([model.ad_share, search], rng.random(BLOCK), side="right")]
    opening = True
    while len(who):
        orders, left = buy(world, who, start, entry, first=opening)
        parts = (attend(world, orders), try_again(world, left.who, left.time))
        who, start, entry = (
            np.concatenate([getattr(part, name) for part in parts]) for name in ("who", "start", "entry")
        )
        coming = start < days.end
        who, start, entry, opening = who[coming], start[coming], entry[coming], False
    table = world.log.table(
        days, first=first, keep=folk.keep, segment=folk.segment, age=folk.age, city=folk.city, consent=folk.consent
    )
    codes = world.log.codes(days, keep=folk.keep)
    world.tally.events = dict(zip(EVENTS, np.bincount(codes, minlength=len(EVENTS)).tolist(), strict=True))
    return table, world.tally


def _crowd(days: Calendar, model: ConcertModel, seed: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Draw how crowded each concert's gate is: one factor a concert, the same for every block."""
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(0,))))
    return np.exp(model.crowd_spread * rng.standard_normal(len(days.nights) * len(CITIES)))


__all__ = ["BLOCK", "SCHEMA", "ConcertBlocks", "ConcertWorld", "concert_block", "concert_blocks", "concert_events"]
