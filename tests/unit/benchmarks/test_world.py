"""The benchmark's world is the same wherever and however it is made."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest
from benchmarks import world

TABLES = world.chances()


@pytest.fixture(scope="module")
def block() -> world.Block:
    return world.make_block(0, TABLES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("world") / "small"
    world.make(made, world.BLOCK)
    return made


def test_arrays_are_those_whose_checksums_are_committed(block: world.Block) -> None:
    committed = json.loads((world.HERE / "checksums.json").read_text())["small"]
    found = {
        name: hashlib.blake2b(getattr(block, name).astype("<i8").tobytes(), digest_size=16).hexdigest()
        for name in world.COLUMNS
    }
    assert found == committed


def test_a_block_is_the_same_made_alone_and_differs_from_the_next(block: world.Block) -> None:
    later = world.make_block(1, TABLES)
    again = world.make_block(1, TABLES)
    assert np.array_equal(later.time, again.time)
    assert (later.customer.min(), later.customer.max()) == (world.BLOCK, 2 * world.BLOCK - 1)
    assert not np.array_equal(later.event[:1000], block.event[:1000])


def test_rows_stand_by_customer_time_and_seq(block: world.Block) -> None:
    order = np.lexsort((block.seq, block.time, block.customer))
    assert np.array_equal(order, np.arange(len(order)))


def test_lengths_are_as_specified(block: world.Block) -> None:
    lengths = np.bincount(block.customer)
    assert np.count_nonzero(lengths == world.HEAVY_EVENTS) == world.HEAVY_PER_BLOCK
    usual = lengths[lengths != world.HEAVY_EVENTS]
    assert usual.min() >= 1 and usual.max() <= world.MOST_EVENTS
    assert usual.mean() == pytest.approx(world.MEAN_EVENTS, rel=0.05)


def test_two_in_a_hundred_events_share_the_instant_before(block: world.Block) -> None:
    inner = block.seq > 0
    tied = np.count_nonzero(np.diff(block.time, prepend=-1)[inner] == 0)
    assert tied / np.count_nonzero(inner) == pytest.approx(0.02, rel=0.1)


def test_the_tie_free_variant_has_no_ties_and_the_same_events(block: world.Block) -> None:
    free = world.make_block(0, TABLES, ties=False)
    inner = free.seq > 0
    assert np.diff(free.time, prepend=-1)[inner].min() > 0
    assert np.array_equal(free.event, block.event)


def test_the_spine_is_raised(block: world.Block) -> None:
    inner = block.seq[1:] > 0
    before, after = block.event[:-1][inner], block.event[1:][inner]
    for step, more in enumerate(world.SPINE):
        share = np.mean(after[before == step] == step + 1)
        assert share > more / (1 + more) - 0.02


def test_three_in_a_hundred_channels_are_missing_and_only_payments_have_a_value(block: world.Block) -> None:
    assert np.mean(block.channel == world.NO_CHANNEL) == pytest.approx(0.03, rel=0.1)
    assert np.array_equal(block.cents >= 0, block.event == 4)


def test_files_hold_the_same_events(folder: Path) -> None:
    ordered = pq.read_table(folder / "events.parquet")
    shuffled = pq.read_table(folder / "shuffled.parquet")
    assert ordered.column_names == ["customer", "time", "seq", "event", "channel", "value"]
    by = [(name, "ascending") for name in ("customer", "time", "event", "channel")]
    plain = [
        pa.table({name: table[name].cast("string") if name in {"event", "channel"} else table[name] for name, _ in by})
        for table in (ordered, shuffled)
    ]
    assert plain[0].sort_by(by) == plain[1].sort_by(by)


def test_text_and_parquet_have_the_same_rows(folder: Path) -> None:
    text = pa_csv.read_csv(folder / "events.csv")
    table = pq.read_table(folder / "shuffled.parquet")
    assert text["customer"].to_pylist() == table["customer"].to_pylist()
    assert text["event"].to_pylist() == table["event"].cast("string").to_pylist()
    assert text["time"].cast(table.schema.field("time").type) == table["time"]


def test_shuffled_rows_go_day_by_day_and_keep_each_customer_s_ties_in_order(block: world.Block) -> None:
    order = world.arrival_order(block.customer, block.time)
    assert np.array_equal(np.sort(order), np.arange(len(order)))
    assert np.all(np.diff((block.time[order] - world.START) // world.DAY) >= 0)
    assert np.mean(np.diff(order) == 1) < 0.1
    back = order[np.lexsort((block.time[order], block.customer[order]))]  # stable: file order decides ties
    assert np.array_equal(back, np.arange(len(order)))


def test_a_world_that_is_not_the_committed_one_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = json.loads((folder / "world.json").read_text())
    other = folder.parent / "other"
    (other / "worlds" / "small").mkdir(parents=True)
    facts["checksums"]["time"] = "0" * 32
    (other / "worlds" / "small" / "world.json").write_text(json.dumps(facts))
    (other / "checksums.json").write_bytes((world.HERE / "checksums.json").read_bytes())
    monkeypatch.setattr(world, "HERE", other)
    with pytest.raises(SystemExit, match="not the world whose checksums are committed"):
        world.ensure("small")
