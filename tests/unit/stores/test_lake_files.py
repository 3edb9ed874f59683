"""A file of the lake that cannot be read is named, whoever reads it."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from sojourn.core.errors import StoreError
from sojourn.stores.index import open_index
from sojourn.stores.lake import Lake
from sojourn.stores.layout import Layout
from sojourn.stores.sampling import property_facts
from tests.factories.workspaces import bring, events_of

START = 1_704_067_200_000_000


def rows(event: str = "x") -> list[dict[str, Any]]:
    return [
        {"customer": f"c{n % 5}", "time": START + n, "event": event, "channel": None, "city": f"town {n}"}
        for n in range(300)
    ]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    bring(tmp_path / "w", rows())
    return tmp_path / "w"


def files(workspace: Path) -> list[Path]:
    lake = Lake(Layout(workspace).lake)
    return [lake.root / file.path for file in lake.snapshot().files]


def damage(path: Path, harm: str) -> None:
    content = bytearray(path.read_bytes())
    if harm == "missing":
        path.unlink()
    elif harm == "short":
        path.write_bytes(content[:-10])
    else:
        content[4 : len(content) - 2000] = b"\xa5" * (len(content) - 2004)
        path.write_bytes(content)


@pytest.mark.parametrize("harm", ["missing", "short", "bytes"])
def test_an_index_is_not_built_from_a_damaged_file(workspace: Path, harm: str) -> None:
    shutil.rmtree(workspace / "index")
    path = files(workspace)[-1]
    damage(path, harm)
    with pytest.raises(StoreError, match="cannot be read") as told:
        open_index(workspace)
    assert str(path) in str(told.value)


@pytest.mark.parametrize("harm", ["missing", "short", "bytes"])
def test_a_column_is_not_made_from_a_damaged_file(workspace: Path, harm: str) -> None:
    index = open_index(workspace)
    path = files(workspace)[-1]
    damage(path, harm)
    with pytest.raises(StoreError, match="cannot be read") as told:
        events_of(index, ["city"])
    assert str(path) in str(told.value)


def test_properties_are_not_described_from_a_damaged_file(workspace: Path) -> None:
    index = open_index(workspace)
    for path in files(workspace):
        damage(path, "short")
    with pytest.raises(StoreError, match="cannot be read"):
        property_facts(index, Layout(workspace))


def test_an_import_that_cannot_read_the_record_does_not_ask_for_room(workspace: Path) -> None:
    for path in files(workspace):
        damage(path, "bytes")
    with pytest.raises(StoreError, match="of the lake cannot be read") as told:
        bring(workspace, rows() + rows("y"))
    assert "room" not in str(told.value.hint)
