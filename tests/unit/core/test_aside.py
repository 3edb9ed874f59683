"""Arrays on disk: every row comes back, with those of its key, and nothing is left behind."""

import os
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sojourn.core.aside import BITS, Kept, Parted

keys = arrays.arrays(np.uint64, st.integers(0, 40), elements=st.integers(0, 2**64 - 1))


@given(runs=st.lists(keys, max_size=4))
def test_rows_come_back_part_by_part_with_their_key(runs: list[np.ndarray]) -> None:
    parted = Parted()
    for number, key in enumerate(runs):
        parted.add(key, key, np.stack([np.arange(len(key)), np.full(len(key), number)], axis=1))
    seen = []
    for part, found in enumerate(parted.parts()):
        for key, rows in found:
            assert np.all(key >> np.uint64(64 - BITS) == part)
            seen += [(int(k), *row) for k, row in zip(key, rows.tolist(), strict=True)]
    parted.close()
    assert sorted(seen) == sorted(
        (int(k), place, number) for number, key in enumerate(runs) for place, k in enumerate(key)
    )


@given(pieces=st.lists(arrays.arrays(np.int64, st.tuples(st.integers(0, 20), st.just(3))), max_size=5))
def test_pieces_come_back_as_one_array(pieces: list[np.ndarray]) -> None:
    kept = Kept()
    for piece in pieces:
        kept.write(piece)
    found = kept.done(np.dtype(np.int64), 3)
    assert np.array_equal(found, np.concatenate([np.zeros((0, 3), np.int64), *pieces]))


def test_strided_columns_are_kept_whole() -> None:
    table = np.arange(12).reshape(4, 3)
    kept = Kept()
    kept.write(table[:, 1])
    assert kept.done(table.dtype).tolist() == [1, 4, 7, 10]


def test_no_file_has_a_name(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    kept, parted = Kept(), Parted()
    kept.write(np.arange(5))
    parted.add(np.arange(5, dtype=np.uint64), np.arange(5))
    assert os.listdir(tmp_path) == []
    assert kept.done(np.dtype(np.int64)).sum() == 10
    assert os.listdir(tmp_path) == []
    parted.close()
