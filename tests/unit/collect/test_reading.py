"""Reading as a whole: order, resumption, progress, agreement with the csv module."""

import csv
import gzip
import io
import tempfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn import collect
from tests.oracles import collect_csv as oracle

from .imports import NOW, run

cells = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=6)
NULLS = ("", "NULL", "null", "\\N")


@settings(max_examples=60)
@given(
    rows=st.lists(st.tuples(cells, cells, st.integers(1, 28)), min_size=1, max_size=30),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    newline=st.sampled_from(["\n", "\r\n"]),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    block=st.sampled_from([1, 50, 1 << 20]),
)
def test_cells_are_read_as_the_csv_module_reads_them(rows, quoting, newline, delimiter, block):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=newline)
    writer.writerow(["customer", "time", "event", "note"])
    # A fixed first row keeps the sample usable whatever the others hold.
    writer.writerow(["C", "2024-01-01", "e", "n"])
    for a, b, day in rows:
        writer.writerow(["C", f"2024-01-{day:02d}", "e", f"{a}{b}"])
    found = run(
        text.getvalue(), delimiter=delimiter, quote='"', types=(("note", "string"),), options={"block_bytes": block}
    )
    expected = [(row, record[3]) for row, record in oracle.records(text.getvalue(), delimiter)]
    assert [(e["row"], e["prop:note"] or "") for e in found.events] == [
        (row, "" if note in NULLS else note) for row, note in expected
    ]


@pytest.mark.parametrize("compress", [False, True])
@pytest.mark.parametrize("quoted", [False, True])
def test_reading_goes_on_after_any_chunk(compress, quoted):
    name = '"two\nlines"' if quoted else "one"
    text = "customer,time,event,n\r\n" + "".join(f"C{n},2024-01-01,{name},{n}\r\n" for n in range(2000)) + "X,,,\r\n"
    with tempfile.NamedTemporaryFile() as file:
        file.write(gzip.compress(text.encode()) if compress else text.encode())
        file.flush()
        source = collect.Source(file.name)
        mapping = collect.infer(collect.inspect(source)).mapping
        whole = list(collect.read(source, mapping, now=NOW, block_bytes=5000))
        assert len(whole) > 5
        for done, chunk in enumerate(whole, 1):
            position = collect.Position.of(chunk.position.to_dict())
            rest = list(collect.read(source, mapping, now=NOW, block_bytes=5000, resume_from=position))
            assert [c.events for c in rest] == [c.events for c in whole[done:]]
            assert [c.refused for c in rest] == [c.refused for c in whole[done:]]
            assert [c.position for c in rest] == [c.position for c in whole[done:]]


def test_progress_grows_to_the_size_of_the_file():
    text = "customer,time,event\n" + "A,2024-01-01,x\n" * 3_000_000
    found = run(text)
    read = [chunk.bytes_read for chunk in found.chunks]
    assert len(read) > 1
    assert read == sorted(read)
    assert read[-1] == found.inspection.size == len(text)


def test_an_import_that_is_given_up_leaves_no_thread_working():
    text = "customer,time,event\n" + "A,2024-01-01,x\n" * 200_000
    with tempfile.NamedTemporaryFile() as file:
        file.write(text.encode())
        file.flush()
        source = collect.Source(file.name)
        mapping = collect.infer(collect.inspect(source)).mapping
        chunks = collect.read(source, mapping, now=NOW, block_bytes=10_000)
        assert next(iter(chunks)).rows > 0
        chunks.close()


def test_the_same_file_gives_the_same_chunks():
    text = "customer,time,event\n" + "".join(f"A{n % 9},2024-01-01,x{n % 4}\n" for n in range(5000))
    first, second = run(text, options={"threads": 1}), run(text, options={"threads": 4})
    assert [c.events for c in first.chunks] == [c.events for c in second.chunks]
