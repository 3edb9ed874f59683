"""The index follows the record, is never trusted when damaged, and needs only numpy to be read."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp
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


@pytest.mark.parametrize("again", [False, True])
def test_a_column_is_made_in_memory_where_it_cannot_be_kept(workspace: Path, again: bool) -> None:
    bring(workspace, [{**row, "pieces": n, "member": n % 2 == 0} for n, row in enumerate(rows(300, 100))])
    (Layout(workspace).index / "columns").write_text("no folder can be made in the place of this file")
    index = open_index(workspace)
    wanted = rows() + [{**row, "pieces": n, "member": n % 2 == 0} for n, row in enumerate(rows(300, 100))]
    for _ in range(1 + again):
        assert events_of(index, ["city", "pieces", "member"]) == expected(wanted, ["city", "pieces", "member"])


@pytest.mark.parametrize("state", ["ready", "missing", "behind"])
def test_whoever_may_only_read_is_answered_or_told_what_to_do(workspace: Path, state: str) -> None:
    if state == "missing":
        shutil.rmtree(workspace / "index")
    elif state == "behind":
        Lake(Layout(workspace).lake).add_columns({"colour": pa.string()})
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from sojourn.core.errors import StoreError\n"
        "from sojourn.stores import index_fill, index_update\n"
        "from sojourn.stores.index import open_index\n"
        "from tests.factories.workspaces import events_of\n"
        "if os.getuid() == 0:\n"
        "    os.setgroups([])\n"
        "    os.setgid(65534)\n"
        "    os.setuid(65534)\n"
        "try:\n"
        "    print(sum(map(len, events_of(open_index(Path(sys.argv[1])), ['city']).values())))\n"
        "except StoreError as error:\n"
        "    print(error.code, error.message)\n"
    )
    shared = Path(mkdtemp(dir=workspace.parent))
    readable = shared / "w"
    workspace.rename(readable)
    for path in (shared, *readable.rglob("*"), readable):
        path.chmod(0o555 if path.is_dir() else 0o444)
    opened = [parent for parent in shared.parents if parent.stat().st_uid == os.getuid() and parent != Path("/")]
    modes = {parent: parent.stat().st_mode for parent in opened}
    for parent in opened:
        parent.chmod(modes[parent] | 0o011)
    try:
        done = subprocess.run(
            [sys.executable, "-c", code, str(readable)], cwd=ROOT, capture_output=True, text=True, check=False
        )
    finally:
        for parent, mode in modes.items():
            parent.chmod(mode)
        for path in (readable, *readable.rglob("*"), shared):
            path.chmod(0o755 if path.is_dir() else 0o644)
    wanted = {"ready": "300", "missing": "cannot-write-index", "behind": "cannot-write-index"}
    assert done.stdout.startswith(wanted[state]), done.stderr


ROOT = Path(__file__).parents[3]


def test_a_large_index_keeps_no_file_open(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sojourn.stores import journey_index

    opened = Path("/proc/self/fd")
    small = open_index(workspace)
    before = len(list(opened.iterdir()))
    events_of(small)
    assert len(list(opened.iterdir())) > before, "files of a small index stay open"
    monkeypatch.setattr(journey_index, "MANY", 0)
    large = open_index(workspace)
    before = len(list(opened.iterdir()))
    assert events_of(large) == expected(rows())
    assert len(list(opened.iterdir())) == before
