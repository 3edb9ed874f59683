"""Rows put aside come back as they were, or not at all."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from sojourn.core.errors import StoreError
from sojourn.stores.conforming import Conformer, column_name, exact
from sojourn.stores.hashing import PARTITIONS
from sojourn.stores.naming import Names
from sojourn.stores.staging import Staging


def chunk(first: int, rows: int) -> pa.Table:
    numbers = np.arange(first, first + rows)
    return pa.table(
        {
            "key_hi": numbers.astype(np.uint64),
            "key_lo": numbers.astype(np.uint64),
            "row": numbers,
            "customer": pa.array([f"c{n % 10}" for n in numbers]),
            "time": pa.array(numbers * 1_000_000).cast(pa.timestamp("us", "UTC")),
            "event": pa.array([f"e{n % 3}" for n in numbers]).dictionary_encode(),
            "prop:city": pa.array([None if n % 2 else f"town {n % 7}" for n in numbers]),
        }
    )


def staging(folder: Path) -> Staging:
    return Staging(folder, conformer=Conformer({}), events=Names(), channels=Names())


def test_rows_on_disk_are_those_in_memory(tmp_path: Path) -> None:
    one = staging(tmp_path)
    one.add(chunk(0, 50), file=0)
    one.add(chunk(50, 70), file=1)
    before = one.take(0, PARTITIONS)
    counts = one.counts()
    one.spill()
    assert one.take(0, PARTITIONS).equals(before)
    two = Staging(tmp_path, conformer=Conformer({}), events=Names(one.events.listed()), channels=Names())
    two.restore([run.to_dict() for run in one.runs])
    assert two.take(0, PARTITIONS).equals(before)
    assert (two.counts() == counts).all()
    assert (two.rows, two.arrived, int(counts.sum())) == (120, 120, 120)
    assert sorted(before["arrival"].to_pylist()) == list(range(120))


def test_stretches_of_partitions_hold_every_row_once(tmp_path: Path) -> None:
    one = staging(tmp_path)
    one.add(chunk(0, 50), file=0)
    found = []
    for first in range(0, PARTITIONS, 512):
        if one.counts()[first : first + 512].sum():
            found += one.take(first, first + 512)["arrival"].to_pylist()
    assert sorted(found) == list(range(50))


@pytest.mark.parametrize("harm", ["flipped", "missing", "short"])
def test_damaged_rows_are_not_used(harm: str, tmp_path: Path) -> None:
    one = staging(tmp_path)
    one.add(chunk(0, 50), file=0)
    one.spill()
    kept = [run.to_dict() for run in one.runs]
    path = tmp_path / str(kept[0]["name"])
    content = bytearray(path.read_bytes())
    one.runs = []
    if harm == "missing":
        path.unlink()
    elif harm == "short":
        path.write_bytes(content[:-1])
    else:
        content[1000] ^= 1
        path.write_bytes(content)
    with pytest.raises(StoreError):
        staging(tmp_path).restore(kept)


def test_what_was_written_after_the_last_state_is_removed(tmp_path: Path) -> None:
    one = staging(tmp_path)
    one.add(chunk(0, 50), file=0)
    one.spill()
    kept = [run.to_dict() for run in one.runs]
    one.add(chunk(50, 50), file=0)
    one.spill()
    assert len(list(tmp_path.glob("run-*"))) == 2
    staging(tmp_path).restore(kept)
    assert len(list(tmp_path.glob("run-*"))) == 1


@pytest.mark.parametrize(
    ("values", "wanted", "found"),
    [
        (["1", "01", "x", None, "-5", "1.0"], pa.int64(), [1, None, None, None, -5, None]),
        ([1.0, 1.5, None, 2**53 + 0.0], pa.int64(), [1, None, None, 2**53]),
        ([1, 2**53 + 1, None], pa.float64(), [1.0, None, None]),
        ([1, None], pa.string(), ["1", None]),
        ([True, None], pa.string(), ["true", None]),
        (["true", "True", None], pa.bool_(), [True, None, None]),
        (["2024-01-01", None], pa.timestamp("us", "UTC"), [None, None]),
    ],
)
def test_only_what_casts_without_loss_is_cast(values: list[object], wanted: pa.DataType, found: list[object]) -> None:
    assert exact(pa.array(values), wanted).to_pylist() == found


def test_column_names_hold_no_sign_that_other_engines_refuse() -> None:
    assert column_name("Order Date (local)=x;y,z") == "Order_Date__local__x_y_z"


def test_two_properties_that_differ_by_case_share_no_column() -> None:
    table = pa.table({"prop:City": ["a"], "prop:city": ["b"]})
    assert sorted(Conformer({}).fit(table)) == ["City", "City_"]
