"""What a file is, by its bytes; and whether the reference knows every refusal."""

import gzip
import io
import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sojourn import collect
from sojourn.collect.refusals import Fault, _worded
from sojourn.core.errors import InvalidInput

ROOT = Path(__file__).parents[3]
REFERENCE = (ROOT / "docs" / "reference" / "import.md").read_text("utf-8")


def parquet():
    sink = io.BytesIO()
    pq.write_table(pa.table({"a": [1]}), sink)
    return sink.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"a,b\n1,2\n", "csv"),
        (b"a\tb\n1\t2\n", "csv"),
        (b"\xef\xbb\xbfa;b\n", "csv"),
        ("a,b\n".encode("utf-16"), "csv"),
        (parquet(), "parquet"),
        (b'{"a": 1}\n{"a": 2}\n', "jsonl"),
        (b'\xef\xbb\xbf{"a": 1}', "jsonl"),
        (b'[\n {"a": 1}]', "jsonl"),
        (b"[]", "jsonl"),
        (b'<?xml version="1.0"?>\n<!-- c -->\n<log>', "xes"),
        (b'{"objectTypes": [], "events": []}', "ocel"),
        (b'{\n  "events": [\n', "ocel"),
    ],
)
@pytest.mark.parametrize("compressed", [False, True])
def test_the_kind_is_found_from_the_bytes(tmp_path, content, kind, compressed):
    path = tmp_path / "x.bin"
    path.write_bytes(gzip.compress(content) if compressed else content)
    assert collect.sniff(collect.Source(path)) == kind


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\x03\x04rest", "Excel"),
        (b"SQLite format 3\0", "SQLite"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0", "old Excel"),
        (gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), "compressed twice"),
    ],
)
def test_other_kinds_are_refused_with_what_they_are(tmp_path, content, what):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match=what):
        collect.sniff(collect.Source(path))


def test_the_reference_tells_every_code_of_a_refused_row():
    codes = {_worded(fault)[0] for fault in Fault if fault} | {"wrong_columns", "bad_json"}
    assert codes == set(re.findall(r"^\| `([a-z_]+)` \|", REFERENCE.split("## Refused rows")[1].split("## ")[0], re.M))


def test_the_reference_tells_every_code_of_a_refused_file():
    text = "".join(path.read_text("utf-8") for path in (ROOT / "src/sojourn/collect").glob("*.py"))
    codes = set(re.findall(r'code="([a-z-]+)"', text))
    for role in ("customer", "time", "event"):
        codes |= {form.format(role=role) for form in re.findall(r'code=f"([a-z{}-]+)"', text)}
    assert codes == set(re.findall(r"`([a-z]+-[a-z-]+)`", REFERENCE.split("## Refused files")[1]))


def test_the_reference_tells_every_key_of_a_mapping():
    table = REFERENCE.split("| key | meaning |")[1].split("##")[0]
    assert {f"`{name}`" for name in collect.Mapping.__dataclass_fields__} == set(re.findall(r"`[a-z_]+`", "\n".join(
        line.split("|")[1] for line in table.splitlines() if line.count("|") > 2
    )))  # fmt: skip


def test_the_mapping_of_the_reference_is_one():
    (text,) = re.findall(r"```yaml\n(.*?)```", REFERENCE, re.S)
    mapping = collect.parse_mapping(text)
    assert (mapping.customer, mapping.zone, mapping.delimiter, mapping.decimal) == (
        "client_id",
        "Europe/Paris",
        ";",
        ",",
    )


@pytest.mark.parametrize("content", [b"a\x00b\x00c\x00", b"\x00" * 100, b"\x15\x04\x00data\x00PAR1"], ids=str)
def test_a_file_that_is_only_named_parquet_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "events.parquet").write_bytes(content)
    with pytest.raises(InvalidInput, match=r"events\.parquet is not Parquet"):
        collect.sniff(collect.Source(tmp_path / "events.parquet"))


def test_text_under_the_name_of_parquet_is_read_as_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "events.parquet").write_bytes("a,b\n1,2\n".encode("utf-16"))
    assert collect.sniff(collect.Source(tmp_path / "events.parquet")) == "csv"
