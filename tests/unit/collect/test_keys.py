"""Keys: what they depend on, and what not."""

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .imports import run

ROWS = [f"C{n % 7},2024-01-{1 + n % 28:02d},e{n % 3},{n}" for n in range(200)]


def text(rows=ROWS, names="customer,time,event,n"):
    return names + "\n" + "".join(row + "\n" for row in rows)


@settings(max_examples=15)
@given(block=st.integers(60, 3000), threads=st.integers(1, 4))
def test_keys_do_not_depend_on_blocks_or_threads(block, threads):
    base = run(text())
    found = run(text(), options={"block_bytes": block, "threads": threads})
    assert found.keys == base.keys
    assert found.column("row") == base.column("row")
    assert found.column("customer") == base.column("customer")


def test_keys_do_not_depend_on_the_mapping():
    base = run(text())
    other = run(text(), customer="n", event_name="x", zone="Europe/Paris", ignore=("event",), types=(("n", "string"),))
    assert other.keys == base.keys


def test_keys_do_not_depend_on_the_order_of_columns_or_on_empty_ones():
    base = run(text())
    turned = [",".join(reversed(row.split(","))) + "," for row in ROWS]
    assert run(text(turned, "n,event,time,customer,new")).keys == base.keys


def test_keys_do_not_depend_on_the_dialect():
    base = run(text())
    assert run(text().replace(",", ";").replace("\n", "\r\n")).keys == base.keys
    quoted = "\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in text().splitlines())
    assert run(quoted).keys == base.keys


def test_keys_depend_on_the_source_the_names_and_the_values():
    base = run(text()).keys
    assert not set(base) & set(run(text(), source="other").keys)
    assert not set(base) & set(run(text(names="customer,time,event,m")).keys)
    changed = [*ROWS[:-1], "C9,2024-01-01,e,zzz"]
    assert run(text(changed)).keys[:-1] == base[:-1]
    assert run(text(changed)).keys[-1] not in base


def test_a_longer_export_keeps_the_keys_of_the_shorter():
    assert run(text()).keys[:100] == run(text(ROWS[:100])).keys


def test_identical_rows_have_identical_keys():
    assert len(set(run(text(ROWS[:1] * 3)).keys)) == 1


def test_values_that_change_cells_change_keys():
    rows = ["A,2024-01-01,ab,c", "A,2024-01-01,a,bc"]
    assert len(set(run(text(rows)).keys)) == 2


def test_with_ids_only_source_and_id_count():
    base = run(text(), id="n").keys
    assert len(set(base)) == 200
    assert run(text([row.replace("e1", "e9") for row in ROWS]), id="n").keys == base
    assert not set(base) & set(run(text(), id="n", source="other").keys)


def test_golden_keys_never_change():
    found = run("customer,time,event\nA,2024-01-01,came\n", source="shop")
    assert [f"{hi:016x}{lo:016x}" for hi, lo in found.keys] == ["767f476d69d2d309eb1ca7a1a53fd108"]
    found = run("customer,time,event,id\nA,2024-01-01,came,7\n", source="shop", id="id")
    assert [f"{hi:016x}{lo:016x}" for hi, lo in found.keys] == ["ea857c71d2a41deeb418895a95bd3e27"]


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.string()), pa.string_view()]
)
def test_keys_of_typed_files_do_not_depend_on_how_texts_are_kept(kind):
    def keys(chosen):
        table = pa.table(
            {
                "customer": pa.array(["A", "B", "A"]).cast(chosen),
                "time": pa.array([1704067200] * 3),
                "event": pa.array(["x", "y", "z"]),
                "n": pa.array([1.5, None, 2.5]),
                "b": pa.array([True, None, False]),
            }
        )
        sink = io.BytesIO()
        pq.write_table(table, sink)
        return run(sink.getvalue()).keys

    assert keys(kind) == keys(pa.string())
