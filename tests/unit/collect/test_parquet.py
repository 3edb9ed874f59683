"""Parquet: types, batches, resumption, damage."""

import io
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sojourn import collect
from sojourn.collect import parquet
from sojourn.core.errors import InvalidInput

from .imports import NOW, run, utc


def content(columns, **options):
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink, **options)
    return sink.getvalue()


def base(count=3):
    return {
        "customer": pa.array([f"C{n}" for n in range(count)]),
        "time": pa.array([datetime(2024, 1, 1 + n % 28, 10) for n in range(count)], pa.timestamp("ms", "UTC")),
        "event": pa.array(["came"] * count),
    }


def test_typed_columns_become_typed_properties():
    columns = base() | {
        "i": pa.array([1, None, 3], pa.int16()),
        "f": pa.array([1.5, None, 2.5], pa.float32()),
        "d": pa.array([Decimal("1.25"), None, Decimal("2.50")]),
        "day": pa.array([date(2024, 1, 1)] * 3),
        "b": pa.array([True, None, False]),
        "u": pa.array([2**63 + 1, 1, 2], pa.uint64()),
        "list": pa.array([[1, 2], None, []]),
        "struct": pa.array([{"a": 1}, None, {"a": None}]),
        "bytes": pa.array([b"\x00\xff", None, b"a"], pa.binary()),
        "at": pa.array([datetime(2024, 1, 1, 12)] * 3, pa.timestamp("ns")),
    }
    found = run(content(columns), zone="Europe/Paris")
    assert found.column("prop:i") == [1, None, 3]
    assert found.column("prop:f") == [1.5, None, 2.5]
    assert found.column("prop:d") == [1.25, None, 2.5]
    assert found.column("prop:day") == ["2024-01-01"] * 3
    assert found.column("prop:b") == [True, None, False]
    assert found.column("prop:u") == [str(2**63 + 1), "1", "2"]
    assert found.column("prop:list") == ["[1, 2]", None, "[]"]
    assert found.column("prop:struct") == ['{"a": 1}', None, '{"a": null}']
    assert found.column("prop:bytes") == ["00ff", None, "61"]
    assert found.column("prop:at") == [utc(2024, 1, 1, 11)] * 3


def test_rows_are_numbered_as_if_there_were_a_header():
    assert run(content(base())).column("row") == [2, 3, 4]


@pytest.mark.parametrize(
    "customer", [pa.array([1, 2, 3]), pa.array([1.0, 2.0, 3.0]), pa.array([Decimal(1), Decimal(2), Decimal(3)])]
)
def test_whole_numbers_are_customers_in_decimal(customer):
    assert run(content(base() | {"customer": customer})).column("customer") == ["1", "2", "3"]


def test_numbers_with_a_fraction_are_no_customers():
    found = run(content(base() | {"customer": pa.array([1.0, 2.5, 3.0])}))
    assert [(r.row, r.code) for r in found.refused] == [(3, "no_customer")]


def test_money_of_every_type_is_exact():
    for values in (pa.array([1, 2, 3]), pa.array([1.0, 2.0, 3.0]), pa.array([Decimal("1.000001")] * 3)):
        found = run(content(base() | {"value": values}))
        assert found.column("value")[0] in (1_000_000, 1_000_001)
    found = run(content(base() | {"value": pa.array([1.1, float("nan"), float("inf")])}), value="value")
    assert found.column("value") == [1_100_000, None]
    assert [r.code for r in found.refused] == ["bad_value"]


def test_texts_that_are_not_utf8_are_mended_in_properties_and_refused_in_names():
    spoilt = pa.array([b"Orl\xe9ans", b"Paris", b"x"]).view(pa.string())
    found = run(content(base() | {"city": spoilt}))
    assert found.column("prop:city") == ["Orl\ufffdans", "Paris", "x"]
    found = run(content(base() | {"event": spoilt}))
    assert [(r.row, r.code) for r in found.refused] == [(2, "bad_text")]


@pytest.mark.parametrize("group", [700, 120_000, 2_000_000])
def test_chunks_are_the_same_after_resumption(tmp_path, monkeypatch, group):
    monkeypatch.setattr(parquet, "BATCH_ROWS", 1000)
    path = tmp_path / "x.parquet"
    path.write_bytes(content(base(3500), row_group_size=min(group, 3500)))
    source = collect.Source(path)
    mapping = collect.infer(collect.inspect(source)).mapping
    whole = list(collect.read(source, mapping, now=NOW))
    assert [chunk.rows for chunk in whole] == [1000, 1000, 1000, 500]
    for done, chunk in enumerate(whole, 1):
        rest = list(collect.read(source, mapping, now=NOW, resume_from=chunk.position))
        assert [c.events for c in rest] == [c.events for c in whole[done:]]
        assert [c.position for c in rest] == [c.position for c in whole[done:]]


def test_a_damaged_file_is_refused():
    data = content(base(1000))
    for broken in (data[:-4], data[: len(data) // 2], data[:4] + b"\0" * 50):
        with pytest.raises(InvalidInput) as refused:
            run(broken)
        assert refused.value.code == "damaged-file"


def test_no_rows_and_doubled_columns_are_refused():
    with pytest.raises(InvalidInput, match="but no rows"):
        run(content({name: array[:0] for name, array in base().items()}))
    sink = io.BytesIO()
    array = pa.array(["x"])
    pq.write_table(pa.Table.from_arrays([array, array], names=["a", "a"]), sink)
    with pytest.raises(InvalidInput, match="two columns called 'a'"):
        run(sink.getvalue())


def test_a_compressed_parquet_file_is_read():
    import gzip

    assert len(run(gzip.compress(content(base()))).events) == 3
