"""Make the seeded world that every engine is measured on.

    python -m benchmarks.world --size small [--tie-free] [--no-csv]

Customers come in blocks of 10,000, each with a random stream of its own, so block 37 can be made without the 37 before
it. The folder `benchmarks/worlds/<size>` then holds

    events.parquet    sorted by customer and recorded order, with `seq`, the place of an event within its customer
    shuffled.parquet  the same events as they would arrive: day after day, mixed within the day
    events.csv        the same rows as shuffled.parquet
    world.json        what was made: parameters, counts, checksums

In the shuffled files two events of one customer at one instant keep their order, so the order of rows is still the
recorded order and needs no column of its own.
"""

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

HERE = Path(__file__).parent
SEED = 7
BLOCK = 10_000
HEAVY_PER_BLOCK = 10
HEAVY_EVENTS = 2_000
MEAN_EVENTS = 18
MOST_EVENTS = 200
SIZES = {"small": 10_000, "medium": 100_000, "full": 1_000_000}
DAY = 86_400_000_000
START = 1_514_764_800_000_000  # 2018-01-01, a Monday (us UTC): nobody is still in the future
NO_CHANNEL = 255
FORMAT = 2  # raise when the same parameters give other data

EVENTS = (
    "site.visited", "product.viewed", "basket.filled", "checkout.started", "order.paid",
    "ad.seen", "ad.clicked", "mail.sent", "mail.opened", "mail.clicked",
    "mail.bounced", "newsletter.joined", "newsletter.left", "search.made", "filter.used",
    "review.read", "review.written", "wishlist.added", "wishlist.shared", "coupon.received",
    "coupon.redeemed", "store.visited", "store.bought", "store.returned", "app.installed",
    "app.opened", "app.closed", "push.sent", "push.opened", "account.created",
    "account.changed", "account.closed", "password.reset", "payment.failed", "payment.retried",
    "parcel.sent", "parcel.delayed", "parcel.delivered", "return.asked", "return.sent",
    "refund.paid", "help.opened", "help.searched", "chat.started", "chat.ended",
    "call.made", "complaint.made", "survey.sent", "survey.answered", "friend.invited",
)  # fmt: skip
CHANNELS = ("web", "app", "mail", "store", "phone", "chat", "social", "post")
SPINE = (0.25, 0.22, 0.20, 0.18)


@dataclass(frozen=True, slots=True)
class Block:
    """The events of up to 10,000 customers, sorted by customer and recorded order; all arrays have one row an event."""

    customer: np.ndarray
    time: np.ndarray
    seq: np.ndarray
    event: np.ndarray
    channel: np.ndarray
    cents: np.ndarray


@dataclass(frozen=True, slots=True)
class Chances:
    """What all blocks share, each table flattened so that one search finds the draw of any row."""

    first: np.ndarray
    following: np.ndarray
    channel: np.ndarray


def chances() -> Chances:
    """Draw the tables of chances: what comes first, what follows what, which channel an event uses."""
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(SEED)))
    names = len(EVENTS)
    following = rng.dirichlet(np.full(names, 0.15), size=names)
    for step, more in enumerate(SPINE):
        following[step, step + 1] += more
    first = rng.dirichlet(np.full(names, 0.4))
    first[0] += 0.5
    channel = rng.dirichlet(np.ones(len(CHANNELS)), size=names)
    return Chances(_ladder(first[None, :]), _ladder(following), _ladder(channel))


def _ladder(weights: np.ndarray) -> np.ndarray:
    """Stack the cumulated shares of all rows: row r climbs from r to r + 1."""
    steps = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    steps[:, -1] = 1.0
    return (steps + np.arange(len(weights))[:, None]).ravel()


def _draw(ladder: np.ndarray, row: np.ndarray, chance: np.ndarray, width: int) -> np.ndarray:
    found = np.searchsorted(ladder, row + chance, side="right") - row * width
    return np.minimum(found, width - 1)


def make_block(number: int, tables: Chances, *, ties: bool = True) -> Block:
    """Make the events of customers `number * 10,000` onwards.

    Without `ties`, the pause that a tie would have replaced by nought is kept.
    """
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(SEED, spawn_key=(number,))))
    lengths = np.minimum(rng.geometric(1 / MEAN_EVENTS, BLOCK), MOST_EVENTS)
    lengths[rng.choice(BLOCK, HEAVY_PER_BLOCK, replace=False)] = HEAVY_EVENTS
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    total = int(offsets[-1])

    names = len(EVENTS)
    event = np.empty(total, dtype=np.int64)
    longest_first = np.argsort(-lengths, kind="stable")
    place = offsets[longest_first]
    still = np.searchsorted(-lengths[longest_first], -np.arange(int(lengths.max())), side="left")
    state = _draw(tables.first, np.zeros(BLOCK, dtype=np.int64), rng.random(BLOCK), names)
    event[place] = state
    for step in range(1, len(still)):
        n = int(still[step])
        state = _draw(tables.following, state[:n], rng.random(n), names)
        event[place[:n] + step] = state

    kind = rng.random(total)
    mean = np.where(kind < 0.70, 600e6, np.where(kind < 0.95, 1.0 * DAY, 10.0 * DAY))
    pause = np.maximum(np.rint(rng.standard_exponential(total) * mean).astype(np.int64), 1)
    tied = rng.random(total) < 0.02
    if ties:
        pause[tied] = 0
    starts = offsets[:-1]
    pause[starts] = 0
    run = np.cumsum(pause)
    begin = START + (rng.random(BLOCK) * (150 * DAY)).astype(np.int64)
    time_us = run + np.repeat(begin - run[starts], lengths)

    channel = _draw(tables.channel, event, rng.random(total), len(CHANNELS)).astype(np.uint8)
    channel[rng.random(total) < 0.03] = NO_CHANNEL
    cents = np.full(total, -1, dtype=np.int64)
    paid = np.flatnonzero(event == 4)
    cents[paid] = np.rint(rng.lognormal(3.5, 0.8, len(paid)) * 100).astype(np.int64)
    return Block(
        customer=np.repeat(np.arange(number * BLOCK, (number + 1) * BLOCK, dtype=np.int64), lengths),
        time=time_us,
        seq=(np.arange(total) - np.repeat(starts, lengths)).astype(np.int32),
        event=event.astype(np.uint8),
        channel=channel,
        cents=cents,
    )


COLUMNS = ("customer", "time", "seq", "event", "channel", "cents")


def _dictionary(codes: np.ndarray, names: tuple[str, ...]) -> pa.DictionaryArray:
    missing = codes == NO_CHANNEL
    indices = pa.array(codes.astype(np.int32), mask=missing if missing.any() else None)
    return pa.DictionaryArray.from_arrays(indices, pa.array(names))


def to_table(block: Block, *, seq: bool) -> pa.Table:
    """Give a block the columns and types of the files; value is in whole currency with two decimals."""
    unpaid = block.cents < 0
    columns = {
        "customer": pa.array(block.customer),
        "time": pa.array(block.time).cast(pa.timestamp("us", tz="UTC")),
        **({"seq": pa.array(block.seq.astype(np.int32))} if seq else {}),
        "event": _dictionary(block.event, EVENTS),
        "channel": _dictionary(block.channel, CHANNELS),
        "value": pa.array(block.cents / 100, mask=unpaid),
    }
    return pa.table(columns)


def arrival_order(customer: np.ndarray, time_us: np.ndarray) -> np.ndarray:
    """Order rows day by day and at random within the day; rows of one customer and instant keep their order."""
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(SEED, spawn_key=(1 << 20,))))
    key = ((time_us - START) // DAY).astype(np.uint64) << np.uint64(40)
    key |= rng.integers(0, 1 << 40, len(key), dtype=np.uint64)
    same = (customer[1:] == customer[:-1]) & (time_us[1:] == time_us[:-1])
    in_group = np.flatnonzero(np.concatenate(([False], same)) | np.concatenate((same, [False])))
    group = np.cumsum(~np.concatenate(([False], same)))[in_group]
    key[in_group] = key[in_group][np.lexsort((key[in_group], group))]
    return np.argsort(key, kind="stable")


def make(folder: Path, customers: int, *, ties: bool = True, csv: bool = True) -> dict[str, object]:
    """Write a world to a folder and return what stands in its world.json."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = chances()
    digests = {name: hashlib.blake2b(digest_size=16) for name in COLUMNS}
    kept: list[Block] = []
    with Writer(folder / "events.parquet", seq=True) as writer:
        for group in _groups(customers // BLOCK, 5):
            blocks = [make_block(number, tables, ties=ties) for number in group]
            joined = Block(*(np.concatenate([getattr(block, name) for block in blocks]) for name in COLUMNS))
            for name in COLUMNS:
                digests[name].update(np.ascontiguousarray(getattr(joined, name)).astype("<i8").tobytes())
            writer.write_table(to_table(joined, seq=True), row_group_size=len(joined.time))
            kept.append(joined)
    whole = Block(*(np.concatenate([getattr(block, name) for block in kept]) for name in COLUMNS))
    kept.clear()
    order = arrival_order(whole.customer, whole.time)
    options = pa_csv.WriteOptions(include_header=True, quoting_style="none")
    with Writer(folder / "shuffled.parquet", seq=False) as writer:
        aside = folder / "events.csv.part"
        text = pa_csv.CSVWriter(aside, writer.plain, write_options=options) if csv else None
        for low in range(0, len(order), 1_000_000):
            rows = order[low : low + 1_000_000]
            table = to_table(Block(*(getattr(whole, name)[rows] for name in COLUMNS)), seq=False)
            writer.write_table(table, row_group_size=len(rows))
            if text is not None:
                text.write_table(table.cast(writer.plain))
        if text is not None:
            text.close()
            aside.replace(folder / "events.csv")
    facts: dict[str, object] = {
        "format": FORMAT, "seed": SEED, "customers": customers, "ties": ties, "csv": csv, "events": len(order),
        "paid_cents": int(whole.cents[whole.cents > 0].sum()),
        "first": int(whole.time.min()), "last": int(whole.time.max()),
        "checksums": {name: digest.hexdigest() for name, digest in digests.items()},
    }  # fmt: skip
    (folder / "world.json").write_text(json.dumps(facts, indent=2) + "\n")
    return facts


class Writer:
    """A Parquet file that appears under its name only when whole."""

    def __init__(self, path: Path, *, seq: bool) -> None:
        self._path, self._aside = path, path.with_name(path.name + ".part")
        empty = Block(*(np.empty(0, dtype=np.int64) for _ in COLUMNS))
        schema = to_table(empty, seq=seq).schema
        fields = [pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type) for f in schema]
        self.plain = pa.schema(fields)
        self._file = pq.ParquetWriter(self._aside, schema, compression="zstd")
        self.write_table = self._file.write_table

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        self._file.close()
        if kind is None:
            self._aside.replace(self._path)


def _groups(count: int, size: int) -> Iterator[range]:
    return (range(low, min(low + size, count)) for low in range(0, count, size))


def folder_of(size: str, *, ties: bool = True) -> Path:
    """Say where the world of a size is kept."""
    return HERE / "worlds" / (size if ties else f"{size}-tie-free")


def ensure(size: str, *, ties: bool = True, csv: bool = True, say: bool = True) -> Path:
    """Make the world of a size unless it is there, hold it to the committed checksums, and return its folder.

    Raises:
        SystemExit: the arrays are not the ones whose checksums are committed.
    """
    folder = folder_of(size, ties=ties)
    wanted = {"format": FORMAT, "seed": SEED, "customers": SIZES[size], "ties": ties}
    about = folder / "world.json"
    facts = json.loads(about.read_text()) if about.exists() else {}
    if any(facts.get(key) != value for key, value in wanted.items()) or (csv and not facts.get("csv")):
        began = time.perf_counter()
        facts = make(folder, SIZES[size], ties=ties, csv=csv)
        if say:
            took = time.perf_counter() - began
            print(f"made {folder.name}: {facts['events']:,} events in {took:.1f} s", file=sys.stderr)
    committed = json.loads((HERE / "checksums.json").read_text()) if (HERE / "checksums.json").exists() else {}
    expected = committed.get(folder.name)
    if expected is not None and expected != facts["checksums"]:
        raise SystemExit(f"error: {folder} is not the world whose checksums are committed; remove it and try again")
    return folder


def main() -> None:
    """Make a world from the command line."""
    parser = argparse.ArgumentParser(description="Make a benchmark world.")
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--tie-free", action="store_true", help="no two events of a customer at one instant")
    parser.add_argument("--no-csv", action="store_true")
    parser.add_argument("--commit", action="store_true", help="write the checksums to checksums.json")
    given = parser.parse_args()
    folder = ensure(given.size, ties=not given.tie_free, csv=not given.no_csv)
    facts = json.loads((folder / "world.json").read_text())
    if given.commit:
        path = HERE / "checksums.json"
        known = json.loads(path.read_text()) if path.exists() else {}
        path.write_text(json.dumps(known | {folder.name: facts["checksums"]}, indent=2, sort_keys=True) + "\n")
    print(json.dumps(facts, indent=2))


if __name__ == "__main__":
    main()
