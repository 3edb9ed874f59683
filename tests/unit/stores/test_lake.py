"""The lake is a Delta table that others read as it is, whose newest log entries are checked before they are trusted."""

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable

from sojourn import collect
from sojourn.app.importing import FileToImport, Options, import_files
from sojourn.core.clock import FixedClock
from sojourn.core.errors import StoreError
from sojourn.stores.hashing import bucket_of, customer_hashes
from sojourn.stores.index import open_index
from sojourn.stores.lake import Lake
from sojourn.stores.lake_files import FIXED
from sojourn.stores.layout import Layout
from tests.factories.workspaces import MAPPING, NOW, bring, events_of, expected, record_of, table_of

START = 1_704_067_200_000_000


def rows(first: int = 0, count: int = 200, **more: Any) -> list[dict[str, Any]]:
    return [
        {
            "customer": f"c{n % 23}",
            "time": START + n * 1_000_000,
            "event": f"e{n % 3}",
            "channel": None,
            "value": n / 8 if n % 3 else None,
            **more,
        }
        for n in range(first, first + count)
    ]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    bring(tmp_path / "my shop é", rows(city="Malmö"))
    bring(tmp_path / "my shop é", rows(200, 50))
    return tmp_path / "my shop é"


def test_delta_readers_see_every_event(workspace: Path) -> None:
    table = DeltaTable(str(Layout(workspace).lake))
    assert (table.protocol().min_reader_version, table.protocol().min_writer_version) == (1, 2)
    seen = record_of(workspace)
    assert seen.num_rows == 250
    assert float(sum(v for v in seen["value"].to_pylist() if v is not None)) == sum(
        row["value"] or 0 for row in rows(0, 250)
    )
    assert seen["city"].null_count == 50
    assert set(seen["bucket"].to_pylist()) <= set(range(16))


def test_duckdb_reads_the_files_the_table_names(workspace: Path) -> None:
    layout = Layout(workspace)
    paths = [str(layout.lake / file.path) for file in Lake(layout.lake).snapshot().files]
    with duckdb.connect() as con:
        con.execute("SET autoload_known_extensions = false")
        query = "SELECT customer, count(*), sum(value) FROM read_parquet(?, union_by_name=true) GROUP BY 1 ORDER BY 1"
        found = con.execute(query, [paths]).fetchall()
    wanted: dict[str, list[float]] = {}
    for row in rows(0, 250):
        wanted.setdefault(row["customer"], []).append(row["value"] or 0)
    assert [(c, n, float(v or 0)) for c, n, v in found] == [(c, len(v), sum(v)) for c, v in sorted(wanted.items())]


def test_files_are_sorted_and_lie_in_their_bucket(workspace: Path) -> None:
    layout = Layout(workspace)
    for file in Lake(layout.lake).snapshot().files:
        table = pq.read_table(layout.lake / file.path, partitioning=None)
        keys = ("customer_hash", "customer", "time", "seq")
        order = list(zip(*(table[name].to_pylist() for name in keys), strict=True))
        assert order == sorted(order)
        hashes, _ = customer_hashes(table["customer"].combine_chunks())
        assert hashes.tolist() == table["customer_hash"].to_pylist()
        assert set(bucket_of(hashes, 16).tolist()) == {file.bucket}
        assert (file.first_hash, file.last_hash) == (order[0][0], order[-1][0])
        assert file.rows == table.num_rows


def test_keys_are_not_compressed_and_no_identifier_is_in_the_log(workspace: Path) -> None:
    layout = Layout(workspace)
    for file in Lake(layout.lake).snapshot().files:
        group = pq.read_metadata(layout.lake / file.path).row_group(0)
        kinds = {group.column(i).path_in_schema: group.column(i).compression for i in range(group.num_columns)}
        assert kinds.pop("key") == "UNCOMPRESSED"
        assert set(kinds.values()) == {"ZSTD"}
    log = "".join(path.read_text() for path in (layout.lake / "_delta_log").glob("*.json"))
    assert not [text for text in ('"c1"', "Malmö", '"e1"') if text in log]


def test_the_hash_of_a_customer_never_changes() -> None:
    hashes, checks = customer_hashes(pa.array(["", "a", "customer-1", "Zoë"]))
    assert hashes.tolist() == HASHES
    assert checks.tolist() == CHECKS


def test_older_versions_can_still_be_seen(workspace: Path) -> None:
    lake = Lake(Layout(workspace).lake)
    assert [lake.snapshot(version).rows for version in range(lake.version + 1)][-1] == 250
    assert 200 in [lake.snapshot(version).rows for version in range(lake.version + 1)]


HARMS = ["empty", "half", "file missing", "file short"]


def harm_newest(workspace: Path, harm: str) -> Path:
    """Damage the newest entry of the log, or a file it names; say which."""
    lake = Lake(Layout(workspace).lake)
    entry = lake.root / "_delta_log" / f"{lake.version:020d}.json"
    before = {file.path for file in lake.snapshot(lake.version - 1).files}
    path = next(lake.root / file.path for file in lake.snapshot().files if file.path not in before)
    if harm == "entry missing":
        entry.unlink()
        return entry
    if harm == "empty":
        entry.write_bytes(b"")
    elif harm == "half":
        entry.write_bytes(entry.read_bytes()[:-40])
    elif harm == "file missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1])
    return path if harm.startswith("file") else entry


def everything(workspace: Path) -> dict[str, bytes | None]:
    """Give what lies in a workspace; the lock is not compared."""
    return {
        str(path.relative_to(workspace)): path.read_bytes() if path.is_file() else None
        for path in sorted(workspace.rglob("*"))
        if path.name != "lock"
    }


class Stopped(BaseException):
    """The machine stops."""


@pytest.mark.parametrize("harm", HARMS)
def test_what_a_power_cut_left_of_a_commit_is_moved_aside(tmp_path: Path, harm: str) -> None:
    def faults(point: str) -> None:
        if point == "committed":
            raise Stopped

    workspace = tmp_path / "w"
    bring(workspace, rows(city="Malmö"), names=["first.parquet"])
    with pytest.raises(Stopped):
        bring(workspace, rows(200, 50), options=Options(faults=faults), names=["second.parquet"])
    harm_newest(workspace, harm)
    notes: list[str] = []
    report = bring(workspace, rows(200, 50), names=["second.parquet"], note=notes.append)
    assert "was not whole" in notes[0]
    assert report.accepted == 50
    assert events_of(open_index(workspace)) == expected(rows(0, 250))
    assert list((workspace / "damaged").iterdir())


@pytest.mark.parametrize("lost", ["nothing else", "index", "imports"])
@pytest.mark.parametrize("harm", [*HARMS, "entry missing"])
def test_a_finished_import_is_never_given_up_silently(workspace: Path, harm: str, lost: str) -> None:
    if lost != "nothing else":
        shutil.rmtree(workspace / lost)
    place = harm_newest(workspace, harm)
    before = everything(workspace)
    with pytest.raises(StoreError, match=r"missing|should have|is empty|breaks off|no entry") as told:
        bring(workspace, rows(900, 5))
    assert everything(workspace) == before
    assert place.name in str(told.value) or harm == "entry missing"
    assert "backup" in str(told.value.hint)


@pytest.mark.parametrize("lost", ["nothing else", "index"])
@pytest.mark.parametrize("entries", [1, 3])
def test_a_log_that_lacks_known_events_answers_nothing(workspace: Path, lost: str, entries: int) -> None:
    for path in sorted((Layout(workspace).lake / "_delta_log").glob("*.json"))[-entries:]:
        path.unlink()
    if lost == "index":
        shutil.rmtree(workspace / "index")
    with pytest.raises(StoreError, match=r"missing|no entry"):
        open_index(workspace)
    with pytest.raises(StoreError, match=r"missing|no entry"):
        bring(workspace, rows(0, 5))


def test_an_empty_newest_entry_does_not_hide_its_events_from_a_new_index(workspace: Path) -> None:
    harm_newest(workspace, "empty")
    shutil.rmtree(workspace / "index")
    with pytest.raises(StoreError, match="no entry"):
        open_index(workspace)


@pytest.mark.parametrize("harm", [*HARMS, "entry missing"])
def test_a_damaged_commit_can_be_given_up_as_the_reference_says(workspace: Path, harm: str) -> None:
    entry = sorted((Layout(workspace).lake / "_delta_log").glob("*.json"))[-1]
    harm_newest(workspace, harm)
    entry.unlink(missing_ok=True)
    max((workspace / "imports").glob("*.json")).unlink()
    shutil.rmtree(workspace / "index")
    assert open_index(workspace).rows == 200
    assert bring(workspace, rows(200, 50)).accepted == 50
    assert events_of(open_index(workspace)) == expected(rows(0, 250))


def test_files_that_another_writer_took_out_are_not_missed(workspace: Path) -> None:
    lake = Lake(Layout(workspace).lake)
    before = everything(workspace)
    table = DeltaTable(str(lake.root))
    table.optimize.compact()
    table.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False)
    assert set(before) - set(everything(workspace)), "files are gone"
    lake.recover(lambda _: None)


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b'{"add":{"path":7}}', None])
def test_a_damaged_log_is_told_in_one_line(workspace: Path, content: bytes | None) -> None:
    entry = Layout(workspace).lake / "_delta_log" / f"{1:020d}.json"
    entry.unlink() if content is None else entry.write_bytes(content)
    with pytest.raises(StoreError, match="cannot be read") as told:
        Lake(Layout(workspace).lake).snapshot()
    assert "\n" not in str(told.value)
    assert content is None or entry.name in str(told.value)
    with pytest.raises(StoreError):
        Lake(Layout(workspace).lake).committed("x")


def test_damage_that_is_older_than_a_whole_entry_is_not_passed_over(workspace: Path) -> None:
    layout = Layout(workspace)
    version = Lake(layout.lake).version
    (layout.lake / "_delta_log" / f"{version - 1:020d}.json").write_bytes(b"")
    with pytest.raises(StoreError, match="is empty"):
        Lake(layout.lake).recover(lambda _: None)


def test_a_table_with_features_of_others_is_refused(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = Lake(Layout(workspace).lake)
    entry = lake.root / "_delta_log" / f"{0:020d}.json"
    text = entry.read_text().replace(
        '"minReaderVersion":1,"minWriterVersion":2',
        '"minReaderVersion":3,"minWriterVersion":7,'
        '"readerFeatures":["deletionVectors"],"writerFeatures":["deletionVectors"]',
    )
    entry.write_text(text)
    with pytest.raises(StoreError, match="deletionVectors"):
        lake.snapshot()


def test_a_property_whose_type_changes_keeps_every_value(tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    bring(workspace, [{"customer": "a", "time": START, "event": "x", "channel": None, "pieces": 7}])
    path = tmp_path / "texts.parquet"
    texts = ["8", "many", None, "9.5", "010"]
    base = [{"customer": "a", "time": START + 1 + n, "event": "x", "channel": None} for n in range(5)]
    pq.write_table(table_of(base).append_column("pieces", pa.array(texts, pa.string())), path)
    chosen = FileToImport(collect.Source(path, name="texts.parquet"), MAPPING)
    import_files(workspace, [chosen], clock=FixedClock(NOW))
    seen = record_of(workspace)
    assert seen["pieces"].to_pylist() == [7, 8, None, None, None, None]
    kept = [None if text is None else json.loads(text) for text in seen["properties"].to_pylist()]
    assert kept == [None, None, {"pieces": "many"}, None, {"pieces": "9.5"}, {"pieces": "010"}]


def test_columns_of_a_new_lake_are_those_of_the_reference(tmp_path: Path) -> None:
    Lake.create(tmp_path / "lake")
    page = (Path(__file__).parents[3] / "docs" / "reference" / "workspace.md").read_text("utf-8")
    assert [name for name in FIXED.names if f"| `{name}` |" not in page] == []


HASHES = [0, 4963024984838821910, 4013087607325125427, 8247519413116690761]
CHECKS = [0, 14202176108344057319, 8286111751128555212, 6347555863915127319]
