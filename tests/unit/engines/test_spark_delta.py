"""Which files a Delta table consists of: as delta-rs says it, of tables that it wrote."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable, write_deltalake

from sojourn.core.errors import EngineError
from sojourn.engines.spark_delta import DeltaTable as Read
from sojourn.engines.spark_delta import actions_of, plan, replay


def read(root: Path) -> Read:
    """Read a table as the engine does, its checkpoints with pyarrow."""
    log = root / "_delta_log"
    chosen = plan([path.name for path in log.iterdir()], str(root))
    actions = []
    for name in chosen.checkpoint:
        for row in pq.read_table(log / name).to_pylist():
            actions += [{kind: row[kind]} for kind in ("protocol", "metaData", "add") if row.get(kind)]
    for name in chosen.commits:
        actions += actions_of((log / name).read_text("utf-8"), str(root))
    return replay(actions, chosen.version, str(root))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a table of five versions: three files, one removed, two compacted."""
    root = tmp_path / "my shop é"
    for number in range(3):
        write_deltalake(root, pa.table({"customer": [f"c{number}", "d"], "n": [number, 9]}), mode="append")
    DeltaTable(root).delete("n = 1")
    DeltaTable(root).optimize.compact()
    return root


def test_live_files_are_those_that_delta_rs_names(root: Path) -> None:
    found = read(root)
    table = DeltaTable(root)
    assert found.version == table.version()
    assert sorted(found.files) == sorted(table.get_add_actions(flatten=True)["path"].to_pylist())
    assert sorted(pa.concat_tables([pq.read_table(root / each) for each in found.files])["n"].to_pylist()) == [
        *(0, 2),
        *(9, 9, 9),
    ]
    assert [each["name"] for each in json.loads(found.schema)["fields"]] == ["customer", "n"]
    # The folder itself holds more: a glob would count rows twice.
    assert len(list(root.glob("*.parquet"))) > len(found.files)


def test_a_checkpoint_stands_for_all_before_it(root: Path) -> None:
    before = read(root)
    DeltaTable(root).create_checkpoint()
    write_deltalake(root, pa.table({"customer": ["late"], "n": [5]}), mode="append")
    for commit in sorted((root / "_delta_log").glob("*.json"))[:5]:
        commit.unlink()
    after = read(root)
    assert set(after.files) > set(before.files)
    assert len(after.files) == len(before.files) + 1


def test_names_with_blanks_and_partitions_are_found(tmp_path: Path) -> None:
    write_deltalake(tmp_path, pa.table({"day": ["a b/é", "c"], "n": [1, 2]}), partition_by=["day"])
    found = read(tmp_path)
    assert found.partitions == ("day",)
    assert all((tmp_path / each).is_file() for each in found.files)


def test_a_log_with_a_gap_is_refused(root: Path) -> None:
    (root / "_delta_log" / f"{1:020}.json").unlink()
    with pytest.raises(EngineError, match="lacks the entry 1"):
        read(root)


def test_an_empty_log_is_refused() -> None:
    with pytest.raises(EngineError, match="no entries"):
        plan([], "events")


def test_a_checkpoint_of_several_files_counts_when_all_are_there() -> None:
    names = [f"{version:020}.json" for version in range(4)]
    parts = [f"{2:020}.checkpoint.{part:010}.{2:010}.parquet" for part in (1, 2)]
    assert plan([*names, *parts], "t").checkpoint == tuple(parts)
    assert plan([*names, *parts], "t").commits == (names[3],)
    assert plan([*names, parts[0]], "t").checkpoint == ()
    assert len(plan([*names, parts[0]], "t").commits) == 4


def test_a_damaged_entry_is_refused() -> None:
    with pytest.raises(EngineError, match="damaged"):
        actions_of('{"add": ', "events")


@pytest.mark.parametrize(
    ("action", "what"),
    [
        ({"protocol": {"minReaderVersion": 3, "readerFeatures": ["deletionVectors"]}}, "deletionVectors"),
        ({"protocol": {"minReaderVersion": 3}}, "reader version 3"),
        ({"add": {"path": "a", "deletionVector": {"storageType": "u"}}}, "deletion vectors"),
        (
            {"metaData": {"schemaString": "{}", "configuration": {"delta.columnMapping.mode": "name"}}},
            "column mapping",
        ),
    ],
    ids=["features", "version", "vectors", "mapping"],
)
def test_what_would_be_read_wrong_is_refused(action: dict[str, object], what: str) -> None:
    about = {"metaData": {"schemaString": "{}", "partitionColumns": []}}
    with pytest.raises(EngineError, match=what) as refused:
        replay([about, action], 0, "s3a://lake/events")
    assert refused.value.code == "unknown-features"


def test_a_log_without_columns_is_refused() -> None:
    with pytest.raises(EngineError, match="does not say its columns"):
        replay([], 0, "events")
