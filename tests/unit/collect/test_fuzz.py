"""Mutated files: whatever was done to one, it is refused in words, or every row is accepted or refused."""

import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn.core.errors import InvalidInput, SojournError

from .imports import run

ROWS = [
    {
        "customer": f"C{n % 5}",
        "time": f"2024-01-{1 + n % 28:02d}T10:00:00Z",
        "event": "came",
        "value": f"{n}.5",
        "note": "a b",
    }
    for n in range(40)
]
CSV = ",".join(ROWS[0]) + "\n" + "".join(",".join(row.values()) + "\n" for row in ROWS)
JSONL = "".join(json.dumps(row) + "\n" for row in ROWS)
ARRAY = json.dumps(ROWS)
XES = "<?xml version='1.0'?><log><trace><string key='concept:name' value='c'/>" + "".join(
    f"<event><string key='concept:name' value='e'/><date key='time:timestamp' value='{row['time']}'/></event>"
    for row in ROWS
) + "</trace></log>"  # fmt: skip
OCEL = json.dumps(
    {
        "objectTypes": [{"name": "Customer"}],
        "eventTypes": [],
        "events": [
            {"id": f"e{n}", "type": "t", "time": row["time"], "relationships": [{"objectId": "c", "qualifier": ""}]}
            for n, row in enumerate(ROWS)
        ],
        "objects": [{"id": "c", "type": "Customer"}],
    }
)
sink = io.BytesIO()
pq.write_table(pa.Table.from_pylist(ROWS), sink)
PARQUET = sink.getvalue()

places = st.floats(0, 1, exclude_max=True)
mutations = st.one_of(
    st.tuples(st.just("truncate"), places, st.just(b"")),
    st.tuples(st.just("flip"), places, st.integers(1, 255).map(lambda n: bytes([n]))),
    st.tuples(
        st.just("insert"),
        places,
        st.sampled_from(
            [b'"', b"'", b",", b"\n", b"\r", b"\0", b"\xff", b"\xef\xbb\xbf", b";", b"{", b"]", b"<", b"\\"]
        ),
    ),
    st.tuples(st.just("delete"), places, st.integers(1, 30).map(lambda n: b"x" * n)),
    st.tuples(st.just("repeat"), places, st.integers(1, 100).map(lambda n: b"x" * n)),
    st.tuples(
        st.just("replace"),
        places,
        st.sampled_from([b",|;", b",|\t", b"\n|\r\n", b"\n|\r", b"2024|24", b"C|,", b"e|\n"]),
    ),
)


def mutate(data, changes):
    for kind, where, what in changes:
        at = int(where * max(len(data), 1))
        if kind == "truncate":
            data = data[:at]
        elif kind == "flip" and data:
            data = data[:at] + bytes([data[at] ^ what[0]]) + data[at + 1 :]
        elif kind == "insert":
            data = data[:at] + what + data[at:]
        elif kind == "delete":
            data = data[:at] + data[at + len(what) :]
        elif kind == "repeat":
            data = data[:at] + data[at : at + len(what)] * 3 + data[at:]
        elif kind == "replace":
            old, new = what.split(b"|")
            data = data[:at] + data[at:].replace(old, new, 5)
    return data


def check(data):
    """Import and hold what came of it to the promise."""
    try:
        found = run(data)
    except SojournError as error:
        assert isinstance(error, InvalidInput)
        assert error.message.startswith("file")
        assert error.code != "invalid-input"
        assert error.hint
        return
    assert len(found.events) + len(found.refused) == found.rows
    assert all(refusal.code and refusal.message and refusal.row >= 1 for refusal in found.refused)
    numbers = [row["row"] for row in found.events] + [refusal.row for refusal in found.refused]
    assert len(set(numbers)) == len(numbers)
    for row in found.events:
        assert row["customer"]
        assert row["event"]
        assert row["time"] is not None


@settings(max_examples=250)
@given(changes=st.lists(mutations, min_size=1, max_size=4))
def test_mutated_csv_is_read_or_refused(changes):
    check(mutate(CSV.encode(), changes))


@settings(max_examples=80)
@given(changes=st.lists(mutations, min_size=1, max_size=4))
def test_mutated_csv_with_quotes_is_read_or_refused(changes):
    quoted = "\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in CSV.splitlines())
    check(mutate(quoted.encode(), changes))


@settings(max_examples=100)
@given(changes=st.lists(mutations, min_size=1, max_size=4), array=st.booleans())
def test_mutated_json_is_read_or_refused(changes, array):
    check(mutate((ARRAY if array else JSONL).encode(), changes))


@settings(max_examples=80)
@given(changes=st.lists(mutations, min_size=1, max_size=3))
def test_mutated_xes_is_read_or_refused(changes):
    check(mutate(XES.encode(), changes))


@settings(max_examples=80)
@given(changes=st.lists(mutations, min_size=1, max_size=3))
def test_mutated_ocel_is_read_or_refused(changes):
    check(mutate(OCEL.encode(), changes))


@settings(max_examples=80)
@given(changes=st.lists(mutations, min_size=1, max_size=2))
def test_mutated_parquet_is_read_or_refused(changes):
    check(mutate(PARQUET, changes))


@settings(max_examples=100)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    check(data)


@settings(max_examples=150)
@given(text=st.text(alphabet="customer,time,event\n\r\"';A0-1 2024/{}[]:<>\t|", max_size=200))
def test_any_text_is_read_or_refused(text):
    check(text.encode())
