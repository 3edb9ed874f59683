"""Refused rows are kept once, with their reason, and only together with the import."""

from pathlib import Path
from typing import Any

import pytest

from sojourn.app.importing import Options
from sojourn.stores import dead_letters
from sojourn.stores.layout import Layout
from tests.factories.workspaces import bring

START = 1_704_067_200_000_000


def rows(bad: int) -> list[dict[str, Any]]:
    return [
        {"customer": f"c{n}" if n >= bad else None, "time": START + n, "event": "x", "channel": None}
        for n in range(300)
    ]


def test_importing_a_file_twice_does_not_double_its_refused_rows(tmp_path: Path) -> None:
    folder = Layout(tmp_path / "w").dead_letters
    for _ in range(2):
        report = bring(tmp_path / "w", rows(7))
        assert report.refused == 7
        assert len(report.files[0].first_refused) == 7
    assert sum(dead_letters.counts(folder).values()) == 7
    letters = dead_letters.first(folder, 3)
    assert [letter["row"] for letter in letters] == [2, 3, 4]
    assert set(letters[0]) == {"file", "row", "column", "value", "code", "message", "hint", "raw"}
    code = letters[0]["code"]
    assert len(dead_letters.first(folder, 100, code=code)) == 7
    assert dead_letters.first(folder, 100, code="other") == []


def test_rows_of_several_files_are_kept_side_by_side(tmp_path: Path) -> None:
    bring(tmp_path / "w", rows(2), names=["a.parquet"])
    bring(tmp_path / "w", rows(3), rows(4), names=["b.parquet", "c.parquet"])
    assert sum(dead_letters.counts(Layout(tmp_path / "w").dead_letters).values()) == 9


def test_a_stopped_import_leaves_no_refused_rows(tmp_path: Path) -> None:
    def stop(point: str) -> None:
        if point == "before-commit":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bring(tmp_path / "w", rows(5), options=Options(faults=stop))
    assert dead_letters.counts(Layout(tmp_path / "w").dead_letters) == {}
    assert bring(tmp_path / "w", rows(5), fresh=False).refused == 5


def test_bytes_after_the_last_count_are_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "refused.jsonl"
    file = dead_letters.DeadLetterFile(path)
    file.write([{"code": "a"}])
    kept = file.flush()
    file.write([{"code": "b"}])
    file.close()
    again = dead_letters.DeadLetterFile(path, kept=kept)
    again.write([{"code": "c"}])
    again.close()
    dead_letters.settle(path, tmp_path / "letters", "key")
    assert dead_letters.counts(tmp_path / "letters") == {"a": 1, "c": 1}
