"""What counts as one event: identical rows, ids, several files, several imports; held against plain Python."""

import errno
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn import collect
from sojourn.app.importing import FileToImport, Options, import_files
from sojourn.core.clock import FixedClock
from sojourn.core.errors import InvalidInput, StoreError
from sojourn.stores.index import open_index
from sojourn.stores.index_update import rebuild
from sojourn.stores.lake import Lake
from sojourn.stores.layout import Layout
from tests.factories.workspaces import MAPPING, NOW, bring, events_of, expected, with_roles

START = 1_704_067_200_000_000

row = st.builds(
    lambda customer, minute, event, channel: {
        "customer": customer,
        "time": START + minute * 60_000_000,
        "event": event,
        "channel": channel,
    },
    st.sampled_from("abcdef"),
    st.integers(0, 3),
    st.sampled_from(["x", "y"]),
    st.sampled_from([None, "web"]),
)
files = st.lists(st.lists(row, min_size=1, max_size=12), min_size=1, max_size=3)


def key(row: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(sorted((name, value) for name, value in row.items() if value is not None))


class Oracle:
    """Keeps, of every row, as many as the file that has most of it; in order of arrival."""

    def __init__(self) -> None:
        self.kept: Counter[tuple[Any, ...]] = Counter()
        self.rows: list[dict[str, Any]] = []

    def take(self, rows: list[dict[str, Any]]) -> None:
        seen: Counter[tuple[Any, ...]] = Counter()
        for row in rows:
            seen[key(row)] += 1
            if seen[key(row)] > self.kept[key(row)]:
                self.kept[key(row)] += 1
                self.rows.append(row)

    def events(self) -> dict[str, list[tuple[Any, ...]]]:
        found: dict[str, list[tuple[Any, ...]]] = {}
        for row in sorted(self.rows, key=lambda row: row["time"]):
            found.setdefault(row["customer"], []).append((row["time"], row["event"], row.get("channel")))
        return found


@settings(max_examples=12)
@given(imports=st.lists(files, min_size=1, max_size=3), eager=st.booleans())
def test_identical_rows_of_a_file_are_kept_and_repeats_of_files_are_not(
    imports: list[list[list[dict[str, Any]]]], eager: bool
) -> None:
    with TemporaryDirectory() as folder:
        workspace, oracle = Path(folder) / "w", Oracle()
        for chosen in imports:
            report = bring(workspace, *chosen, options=Options(budget=1 if eager else 1 << 28))
            before = len(oracle.rows)
            for rows in chosen:
                oracle.take(rows)
            assert report.accepted == len(oracle.rows) - before
            assert report.rows == report.accepted + report.duplicates
        assert events_of(open_index(workspace)) == oracle.events()
        layout = Layout(workspace)
        rebuild(layout.index, Lake(layout.lake), note=lambda _: None)
        assert events_of(open_index(workspace)) == oracle.events()


def identified(*rows: tuple[str, str, int, str]) -> list[dict[str, Any]]:
    return [{"id": i, "customer": c, "time": START + t, "event": e} for i, c, t, e in rows]


def test_equal_ids_are_one_event_and_the_first_wins(tmp_path: Path) -> None:
    first = bring(
        tmp_path / "w", identified(("1", "a", 5, "x"), ("1", "a", 5, "x"), ("1", "a", 9, "x"), ("2", "a", 5, "x"))
    )
    assert (first.accepted, first.duplicates, first.files[0].id_reused) == (2, 2, 1)
    again = bring(tmp_path / "w", identified(("1", "a", 5, "x"), ("2", "a", 5, "other"), ("3", "a", 7, "z")))
    assert (again.accepted, again.duplicates, again.files[0].id_reused) == (1, 2, 1)
    assert events_of(open_index(tmp_path / "w")) == {
        "a": [(START + 5, "x", None), (START + 5, "x", None), (START + 7, "z", None)]
    }


def test_an_id_of_another_customer_is_another_event(tmp_path: Path) -> None:
    report = bring(tmp_path / "w", identified(("1", "a", 5, "x"), ("1", "b", 5, "x")))
    assert report.accepted == 2


def test_the_order_of_arrival_decides_between_equal_times(tmp_path: Path) -> None:
    for event in ("late", "early", "middle"):
        bring(tmp_path / "w", [{"customer": "a", "time": START, "event": event, "channel": None}])
    assert [event for _, event, _ in events_of(open_index(tmp_path / "w"))["a"]] == ["late", "early", "middle"]
    files = Lake(Layout(tmp_path / "w").lake).snapshot().files
    assert sorted(file.last_seq for file in files) == [0, 1, 2]


def test_a_source_of_another_name_brings_other_events(tmp_path: Path) -> None:
    rows = [{"customer": "a", "time": START, "event": "x", "channel": None}]
    bring(tmp_path / "w", rows)
    report = bring(tmp_path / "w", rows, mapping=with_roles(MAPPING, {"source": "other"}))
    assert report.accepted == 1


def test_a_file_that_cannot_be_used_leaves_nothing(tmp_path: Path) -> None:
    good = [{"customer": "a", "time": START, "event": "x", "channel": None}]
    bring(tmp_path / "w", good)
    before = sorted(str(p) for p in (tmp_path / "w").rglob("*"))
    bad = [{"customer": None, "time": START, "event": "x", "channel": None} for _ in range(200)]
    with pytest.raises(InvalidInput):
        bring(tmp_path / "w", good * 2, bad)
    assert sorted(str(p) for p in (tmp_path / "w").rglob("*")) == before


@pytest.mark.parametrize("point", ["spilled", "lake-file-written", "part-written", "before-commit"])
def test_a_full_disk_is_said_and_the_import_goes_on_later(point: str, tmp_path: Path) -> None:
    def full(reached: str) -> None:
        if reached == point:
            raise OSError(errno.ENOSPC, "No space left on device")

    rows = [{"customer": f"c{n}", "time": START + n, "event": "x", "channel": None} for n in range(50)]
    bring(tmp_path / "w", rows[:20])
    with pytest.raises(StoreError, match="No space left on device"):
        bring(tmp_path / "w", rows, rows[:30], names=["a", "b"], options=Options(budget=1, faults=full))
    assert open_index(tmp_path / "w").rows == 20
    report = bring(tmp_path / "w", rows, rows[:30], names=["a", "b"], fresh=False)
    assert report.continued == (point != "spilled")
    assert open_index(tmp_path / "w").rows == 50


def test_importing_what_is_there_changes_no_file_of_record_or_index(tmp_path: Path) -> None:
    rows = [{"customer": c, "time": START, "event": "x", "channel": None} for c in "abcabc"]
    bring(tmp_path / "w", rows)
    layout = Layout(tmp_path / "w")
    before = {
        p: p.stat().st_mtime_ns for folder in (layout.lake, layout.index) for p in folder.rglob("*") if p.is_file()
    }
    report = bring(tmp_path / "w", rows)
    assert (report.accepted, report.duplicates) == (0, 6)
    after = {
        p: p.stat().st_mtime_ns for folder in (layout.lake, layout.index) for p in folder.rglob("*") if p.is_file()
    }
    assert before == after


def test_a_small_import_into_many_rows_and_many_into_few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sojourn.stores import index_build, index_update, stretching

    for module in (index_build, index_update, stretching):
        monkeypatch.setattr(module, "PART_EVENTS", 50)
    rows = [
        {"customer": f"c{n % 90}", "time": START + n % 7, "event": f"e{n % 300}", "channel": None} for n in range(1200)
    ]
    oracle = Oracle()
    for chunk in (rows[:3], rows[3:1000], rows[1000:1001], rows[1001:]):
        bring(tmp_path / "w", chunk)
        oracle.take(chunk)
        index = open_index(tmp_path / "w")
        assert events_of(index) == oracle.events()
        assert max((part.rows for part in index.manifest.parts), default=0) <= 150
    assert len(index.manifest.parts) > 5
    assert str(index.read(index.ranges(most=1, at_least=1)[0], frozenset()).event.dtype) == "uint16"


@pytest.mark.parametrize("stops", [1, 2, 5])
def test_a_file_stopped_in_its_middle_goes_on_there(
    stops: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(collect.read.__kwdefaults__, "block_bytes", 2_000)
    rows = [
        {"customer": f"c{n % 9}", "time": START + n % 50, "event": f"e{n % 4}", "channel": None} for n in range(500)
    ]
    text = "customer,time,event\n" + "".join(f"{r['customer']},{r['time']},{r['event']}\n" for r in rows)
    path = tmp_path / "events.csv"
    path.write_text(text)
    chosen = collect.Source(path)
    mapping = collect.infer(collect.inspect(chosen)).mapping
    left = stops

    def stop(reached: str) -> None:
        nonlocal left
        if reached == "state-saved":
            left -= 1
            if left == 0:
                raise KeyboardInterrupt

    (tmp_path / "w").mkdir()
    files = [FileToImport(chosen, mapping)]
    with pytest.raises(KeyboardInterrupt):
        import_files(tmp_path / "w", files, clock=FixedClock(NOW), options=Options(budget=1, faults=stop))
    notes: list[str] = []
    report = import_files(tmp_path / "w", files, clock=FixedClock(NOW), note=notes.append)
    assert "going on after" in notes[0]
    assert (report.continued, report.rows, report.accepted) == (True, 500, 500)
    assert events_of(open_index(tmp_path / "w")) == expected(rows)
