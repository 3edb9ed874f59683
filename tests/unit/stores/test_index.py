"""The index follows the record, is never trusted when damaged, and needs only numpy to be read."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import ipc

from sojourn.core.errors import InvalidInput, NotFound
from sojourn.stores.index import open_index
from sojourn.stores.journey_index import MANIFEST
from sojourn.stores.lake import Lake
from sojourn.stores.layout import Layout
from sojourn.stores.mapped import Damaged
from tests.factories.workspaces import bring, events_of, expected

START = 1_704_067_200_000_000


def rows(first: int = 0, count: int = 300) -> list[dict[str, Any]]:
    return [
        {
            "customer": f"c{n % 37}",
            "time": START + n % 50 * 1_000_000,
            "event": f"e{n % 6}",
            "channel": "web" if n % 3 else None,
            "city": f"town {n % 4}" if n % 5 else None,
        }
        for n in range(first, first + count)
    ]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    bring(tmp_path / "my shop é", rows())
    return tmp_path / "my shop é"


def test_nothing_imported_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nothing has been imported"):
        open_index(tmp_path)


def test_another_subject_is_refused(workspace: Path) -> None:
    with pytest.raises(InvalidInput, match="account"):
        open_index(workspace, subject="account")


def test_a_ready_index_is_opened_without_a_word(workspace: Path) -> None:
    notes: list[str] = []
    assert events_of(open_index(workspace, note=notes.append)) == expected(rows())
    assert notes == []


def index_files(workspace: Path) -> list[Path]:
    return sorted(path for path in Layout(workspace).index.rglob("*") if path.is_file())


def test_every_damaged_file_is_noticed_and_made_anew(workspace: Path) -> None:
    for number in range(len(index_files(workspace))):
        path = index_files(workspace)[number]
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 4
        path.write_bytes(content)
        notes: list[str] = []
        try:
            found = events_of(open_index(workspace, note=notes.append))
        except Damaged as error:
            assert path.parent.name in str(error)
            found = events_of(open_index(workspace, note=notes.append))
        assert found == expected(rows()), path
        assert any("built" in note for note in notes), path
        open_index(workspace).verify()


@pytest.mark.parametrize("harm", ["missing", "short", "long", "empty"])
def test_files_of_the_wrong_size_are_noticed(workspace: Path, harm: str) -> None:
    path = next(path for path in index_files(workspace) if path.name == "offsets.arrow")
    content = path.read_bytes()
    if harm == "missing":
        path.unlink()
    else:
        path.write_bytes({"short": content[:-8], "long": content + b"x", "empty": b""}[harm])
    notes: list[str] = []
    assert events_of(open_index(workspace, note=notes.append)) == expected(rows())
    assert "built anew" in notes[0]


def test_another_format_is_built_anew(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sojourn.stores import journey_index

    monkeypatch.setattr(journey_index, "FORMAT", 2)
    notes: list[str] = []
    assert events_of(open_index(workspace, note=notes.append)) == expected(rows())
    assert "format 1" in notes[0]


def test_an_index_behind_the_record_is_brought_up_to_date(workspace: Path) -> None:
    layout = Layout(workspace)
    kept = {path: path.read_bytes() for path in index_files(workspace)}
    bring(workspace, rows(250, 200))
    for path in index_files(workspace):
        path.unlink()
    for path, content in kept.items():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    notes: list[str] = []
    index = open_index(workspace, note=notes.append)
    assert events_of(index) == expected(rows(0, 300) + rows(300, 150))
    assert notes == ["the index is brought up to date: 150 events are new"]
    assert index.manifest.lake_version == json.loads((layout.index / MANIFEST).read_bytes())["lake_version"]


def test_while_an_import_is_under_way_the_index_is_served_as_it_is(workspace: Path) -> None:
    layout = Layout(workspace)
    index = open_index(workspace)
    Lake(layout.lake).add_columns({"colour": pa.string()})
    notes: list[str] = []
    with layout.changing(doing="import", note=print):
        found = open_index(workspace, note=notes.append)
        assert found.manifest == index.manifest
    assert "not counted yet" in notes[0]
    assert open_index(workspace).manifest.lake_version == index.manifest.lake_version + 1


def test_whoever_reads_an_old_generation_harms_no_newer_one(workspace: Path) -> None:
    old = open_index(workspace)
    for first in (300, 400, 500):
        bring(workspace, rows(first, 50))
    with pytest.raises(Damaged, match="missing"):
        old.read(old.ranges(most=1, at_least=1)[0], frozenset())
    notes: list[str] = []
    assert open_index(workspace, note=notes.append).rows == 450
    assert notes == []


def test_parts_are_ordinary_arrow_files(workspace: Path) -> None:
    path = next(path for path in index_files(workspace) if path.name == "events.arrow")
    table = ipc.open_file(pa.memory_map(str(path))).read_all()
    assert table.schema.names == ["time", "event", "channel"]
    assert table.num_rows == 300


def test_an_extra_column_is_kept_once_it_was_asked_for(workspace: Path) -> None:
    assert events_of(open_index(workspace), ["city"]) == expected(rows(), ["city"])
    made = [path for path in index_files(workspace) if path.name == "col-city.arrow"]
    before = [path.stat().st_mtime_ns for path in made]
    assert events_of(open_index(workspace), ["city"]) == expected(rows(), ["city"])
    assert made
    assert [path.stat().st_mtime_ns for path in made] == before


def test_a_damaged_extra_column_is_noticed(workspace: Path) -> None:
    events_of(open_index(workspace), ["city"])
    path = next(path for path in index_files(workspace) if path.name == "col-city.arrow")
    content = bytearray(path.read_bytes())
    content[-200] ^= 1
    path.write_bytes(content)
    with pytest.raises(Damaged):
        events_of(open_index(workspace), ["city"])
    assert events_of(open_index(workspace), ["city"]) == expected(rows(), ["city"])


def test_opening_and_reading_needs_only_numpy(workspace: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from sojourn.stores.index import open_index\n"
        f"index = open_index(Path({str(workspace)!r}))\n"
        "assert index.read(index.ranges(most=4, at_least=1)[0], frozenset()).events\n"
        "heavy = {'pyarrow', 'duckdb', 'deltalake', 'concurrent.futures.process', 'asyncio'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[3])
