"""Delimited files: dialects, headers, oddities, row numbers."""

import gzip
import io

import pyarrow as pa
import pytest

from sojourn import collect
from sojourn.core.errors import InvalidInput, NotFound

from .imports import NOW, run, utc

SMALL = "customer,time,event\nA,2024-01-01T10:00:00Z,came\nB,2024-01-02T10:00:00Z,left\n"


def test_a_plain_file_becomes_events():
    found = run(SMALL)
    assert found.column("customer") == ["A", "B"]
    assert found.column("event") == ["came", "left"]
    assert found.column("time") == [utc(2024, 1, 1, 10), utc(2024, 1, 2, 10)]
    assert found.column("row") == [2, 3]
    assert found.column("channel") == [None, None]
    assert found.rows == 2
    assert found.chunks[0].events.schema.metadata[b"has_id"] == b"0"


def test_the_columns_have_the_types_that_the_store_takes():
    text = "customer,time,event,channel,id,value,time_end\nA,2024-01-01,b,web,1,2,2024-01-02\nB,2024-01-01,b,web,2,2,\n"
    found = run(text)
    kinds = {field.name: str(field.type) for field in found.chunks[0].events.schema}
    dictionary = "dictionary<values=string, indices=int32, ordered=0>"
    assert kinds == {
        "key_hi": "uint64",
        "key_lo": "uint64",
        "row": "int64",
        "customer": "string",
        "event": dictionary,
        "channel": dictionary,
        "id": "string",
        "value": "int64",
        "time_end": "timestamp[us, tz=UTC]",
        "time": "timestamp[us, tz=UTC]",
        "time_flags": "uint16",
    }
    assert found.chunks[0].events.schema.metadata[b"has_id"] == b"1"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter):
    found = run(SMALL.replace(",", delimiter))
    assert found.column("event") == ["came", "left"]
    assert found.inspection.layout.delimiter == delimiter


def test_any_other_delimiter_can_be_given():
    assert run(SMALL.replace(",", "^"), delimiter="^").column("event") == ["came", "left"]


def test_a_line_that_names_the_delimiter_is_heeded():
    found = run("sep=;\n" + SMALL.replace(",", ";"))
    assert found.column("row") == [3, 4]
    assert "the first line says that the delimiter is ';'" in found.inspection.notes


def test_single_quotes_are_found():
    found = run("'customer','time','event'\n'A','2024-01-01','it, was'\n'B','2024-01-01','so'\n")
    assert found.column("event") == ["it, was", "so"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("final", [True, False])
def test_every_newline_ends_a_record_with_or_without_a_last_one(newline, final):
    text = SMALL if final else SMALL.rstrip("\n")
    found = run(text.replace("\n", newline))
    assert found.column("event") == ["came", "left"]
    assert found.column("row") == [2, 3]
    assert len(found.chunks) == 1


def test_a_quoted_newline_belongs_to_its_cell_and_rows_count_as_in_a_spreadsheet():
    found = run('customer,time,event\nA,2024-01-01,"two\nlines, ""quoted"""\n\nB,2024-01-02,x\n')
    assert found.column("event") == ['two\nlines, "quoted"', "x"]
    assert found.column("row") == [2, 4]


def test_a_header_of_several_lines_counts_as_row_one():
    found = run('customer,time,event,"a\nb"\nA,2024-01-01,x,1\n')
    assert found.column("row") == [2]
    assert found.column("prop:a\nb") == [1]


def test_empty_rows_are_no_rows():
    found = run(SMALL + ",,\n,,\n\n")
    assert found.rows == 2
    assert found.refused == []


def test_rows_of_another_width_are_refused_and_the_others_keep_their_numbers():
    lines = [f"A,2024-01-01,e{n}\n" for n in range(30)]
    lines[3] = "A,2024-01-01\n"
    lines[7] = 'A,2024-01-01,"x\ny",more\n'
    found = run("customer,time,event\n" + "".join(lines))
    assert [(r.row, r.code) for r in found.refused] == [(5, "wrong_columns"), (9, "wrong_columns")]
    assert found.refused[0].message == "row 5: 2 cells where the header has 3"
    assert found.refused[1].raw == 'A,2024-01-01,"x\ny",more'
    assert found.column("row") == [n + 2 for n in range(30) if n not in (3, 7)]


def test_duplicated_and_missing_names_are_mended_and_told():
    found = run("customer,time,event,a,a,,a_2\nA,2024-01-01,x,1,2,3,4\n")
    assert [column.name for column in found.inspection.columns][3:] == ["a", "a_3", "column_6", "a_2"]
    assert found.inspection.notes == (
        "the name 'a' stands twice; the one in column 5 is called 'a_3'",
        "column 6 has no name; it is called 'column_6'",
    )


def test_a_file_without_header_gets_numbered_columns():
    found = run("A,2024-01-01,x\nB,2024-01-02,y\n", customer="column_1", event="column_3")
    assert found.column("row") == [1, 2]
    assert found.column("customer") == ["A", "B"]
    assert "the first row holds data" in found.inspection.notes[0]


def test_the_header_can_be_declared():
    found = run("A,2024-01-01,x\nB,2024-01-02,y\n", header=True, customer="A", event="x", time="2024-01-01")
    assert found.column("customer") == ["B"]


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_file_is_refused(content):
    with pytest.raises(InvalidInput) as refused:
        run(content)
    assert refused.value.code == "empty-file"


@pytest.mark.parametrize("content", ["customer,time,event\n", "customer,time,event", "customer,time,event\n,,\n\n"])
def test_a_header_without_rows_is_refused(content):
    with pytest.raises(InvalidInput) as refused:
        run(content)
    assert refused.value.code == "empty-file"
    assert "no rows" in refused.value.message


def test_a_quote_that_is_never_closed_stops_the_import_and_names_its_row():
    rows = "".join(f"A,2024-01-01,e{n}\n" for n in range(50))
    with pytest.raises(InvalidInput, match="the quote opened in row 52 is never closed"):
        run("customer,time,event\n" + rows + 'A,2024-01-01,"x\nB,2024-01-01,y\n')


def test_a_quote_inside_a_cell_is_a_letter():
    assert run('customer,time,event\nA,2024-01-01,5" pipe\nB,2024-01-01,x\n').column("event") == ['5" pipe', "x"]


def test_a_file_of_hundreds_of_columns_is_read():
    names = ",".join(f"p{n}" for n in range(300))
    found = run(f"customer,time,event,{names}\nA,2024-01-01,x,{','.join(str(n) for n in range(300))}\n")
    assert found.column("prop:p299") == [299]


def test_compressed_files_are_read_whatever_their_name():
    assert run(gzip.compress(SMALL.encode())).column("event") == ["came", "left"]
    packed = gzip.compress(SMALL.encode()[:30]) + gzip.compress(SMALL.encode()[30:])
    assert run(packed).column("event") == ["came", "left"]
    assert run(pa.compress(SMALL.encode(), codec="zstd", asbytes=True)).column("event") == ["came", "left"]


def test_a_truncated_zstd_file_is_refused():
    packed = pa.compress(SMALL.encode() * 1000, codec="zstd", asbytes=True)
    with pytest.raises(InvalidInput) as refused:
        run(packed[:-8])
    assert refused.value.code == "damaged-file"


def test_files_are_told_apart_by_their_content(tmp_path):
    prints = []
    for text in (SMALL, SMALL, SMALL + "C,2024-01-01,x\n", SMALL.replace("A", "B")):
        (tmp_path / "x.csv").write_text(text)
        prints.append(collect.Source(tmp_path / "x.csv").fingerprint())
    assert prints[0] == prints[1]
    assert len(set(prints)) == 3


def test_a_truncated_gzip_file_is_refused():
    with pytest.raises(InvalidInput) as refused:
        run(gzip.compress(SMALL.encode() * 100)[:-20])
    assert refused.value.code == "damaged-file"


def test_standard_input_is_read_like_a_file():
    source = collect.Source.of_stream(io.BytesIO(SMALL.encode()))
    mapping = collect.infer(collect.inspect(source)).mapping
    (chunk,) = collect.read(source, mapping, now=NOW)
    assert chunk.events["customer"].to_pylist() == ["A", "B"]
    assert source.name == "standard input"


def test_missing_files_and_folders_are_told(tmp_path):
    with pytest.raises(NotFound):
        collect.Source(tmp_path / "no.csv")
    with pytest.raises(InvalidInput) as refused:
        collect.Source(tmp_path)
    assert refused.value.code == "not-a-file"


def test_texts_for_missing_values_are_null():
    found = run("customer,time,event,note\nA,2024-01-01,x,NULL\nB,2024-01-01,y,\\N\nC,2024-01-01,z,n/a\n")
    assert found.column("prop:note") == [None, None, "n/a"]
    assert (
        run("customer,time,event\nA,2024-01-01,x\n-,2024-01-01,y\n", nulls=("", "-")).refused[0].code == "no_customer"
    )
