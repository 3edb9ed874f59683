import csv
import json
import stat
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from sojourn import analyse
from sojourn.app import in_place, output
from sojourn.core.errors import InvalidInput, NotFound, StoreError
from sojourn.core.results import Result
from tests.factories.journeys import events_table, shop


@pytest.fixture(scope="module")
def result() -> Result:
    return analyse.retention(in_place.journeys(shop()), start="site.visited", returning="order.paid", period="week")


@pytest.mark.parametrize("form", ["csv", "parquet", "json", "html", "svg", "png"])
def test_every_form_is_written_whole(result: Result, tmp_path: Path, form: str) -> None:
    output.write_result(result, tmp_path / f"answer.{form}")
    assert [each.name for each in tmp_path.iterdir()] == [f"answer.{form}"]
    assert (tmp_path / f"answer.{form}").stat().st_size > 100


def test_json_is_the_document(result: Result, tmp_path: Path) -> None:
    output.write_result(result, tmp_path / "answer.json")
    assert json.loads((tmp_path / "answer.json").read_text("utf-8")) == result.to_dict()


def test_csv_and_parquet_hold_the_same_rows(result: Result, tmp_path: Path) -> None:
    output.write_result(result, tmp_path / "answer.csv")
    output.write_result(result, tmp_path / "answer.parquet")
    rows = pyarrow.parquet.read_table(tmp_path / "answer.parquet").to_pylist()
    assert rows == result.rows()
    assert pyarrow.csv.read_csv(tmp_path / "answer.csv").num_rows == len(rows)


def test_a_page_needs_nothing_else(result: Result, tmp_path: Path) -> None:
    output.write_result(result, tmp_path / "answer.html")
    page = (tmp_path / "answer.html").read_text("utf-8")
    assert "<svg" in page and "<table" in page and "5 customers" in page
    assert "<script" not in page and "src=" not in page and "@import" not in page


def test_a_picture_has_the_kind_its_name_says(result: Result, tmp_path: Path) -> None:
    output.write_chart(result, tmp_path / "chart.png")
    output.write_chart(result.chart(), str(tmp_path / "chart.svg"))
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "chart.svg").read_text("utf-8").startswith("<svg")


@pytest.mark.parametrize("name", ["answer", "answer.xlsx", "answer.SVGZ"])
def test_an_ending_that_says_no_form_is_refused(result: Result, tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInput, match="in what form"):
        output.write_result(result, tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_named(result: Result, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no folder"):
        output.write_result(result, tmp_path / "no" / "answer.csv")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("old")
    with pytest.raises(RuntimeError), output.whole_file(tmp_path / "kept.txt") as file:
        file.write(b"new")
        raise RuntimeError
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("kept.txt", "old")]


def test_a_file_is_as_readable_as_any_other(tmp_path: Path) -> None:
    with output.whole_file(tmp_path / "a") as file:
        file.write(b"x")
    (tmp_path / "b").write_text("x")
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == stat.S_IMODE((tmp_path / "b").stat().st_mode)


def test_a_file_that_is_read_only_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text("old")
    path.chmod(0o444)
    with pytest.raises(StoreError) as refused, output.whole_file(path) as file:
        file.write(b"new")
    assert "read-only" in str(refused.value)
    assert refused.value.hint is not None
    assert f"chmod u+w {path}" in refused.value.hint
    assert path.read_text() == "old"
    path.chmod(0o640)
    with output.whole_file(path) as file:
        file.write(b"new")
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl"])
def test_members_are_written(tmp_path: Path, form: str) -> None:
    table = pa.table({"customer": ["ann", "ben"], "born": pa.array([0, 1], pa.timestamp("us", "UTC"))})
    output.write_table(table, tmp_path / f"who.{form}")
    text = (tmp_path / f"who.{form}").read_bytes()
    assert b"ann" in text and b"ben" in text


def test_times_of_members_say_their_zone(tmp_path: Path) -> None:
    table = pa.table({"at": pa.array([0, 1_500_000, None, 1], pa.timestamp("us", "UTC"))})
    output.write_table(table, tmp_path / "members.csv")
    text = (tmp_path / "members.csv").read_text().replace('"', "").splitlines()
    assert text == ["at", "1970-01-01T00:00:00Z", "1970-01-01T00:00:01.5Z", "", "1970-01-01T00:00:00.000001Z"]
    output.write_table(table, tmp_path / "members.jsonl")
    assert json.loads((tmp_path / "members.jsonl").read_text().splitlines()[1]) == {"at": "1970-01-01T00:00:01.500000Z"}


@pytest.mark.parametrize("form", ["svg", "png", "html"])
def test_names_that_no_drawing_can_hold_are_drawn_as_escapes(tmp_path: Path, form: str) -> None:
    rows = [
        ("ann", "2024-03-01T00:00:00Z", "see\x1b[2J\x00\uffff", None, None),
        ("ann", "2024-03-02T00:00:00Z", "pay", None, None),
    ]
    found = analyse.variants(in_place.journeys(events_table(rows)))
    output.write_chart(found, tmp_path / f"chart.{form}")
    drawn = (tmp_path / f"chart.{form}").read_bytes()
    assert b"\x1b[2J" not in drawn
    assert form == "png" or b"see\\x1b" in drawn


def test_a_spreadsheet_computes_nothing_from_members(tmp_path: Path) -> None:
    names = ["=1+1", "+a", "-b", "@c", "\td", "\re", "'=f", "f=g", "-5", "+4.25", "-5\n", "'tis", None, "-٣"]
    kept = [
        "'=1+1", "'+a", "'-b", "'@c", "'\td", "'\re", "''=f", "f=g", "-5", "+4.25", "'-5\n", "'tis", "", "'-٣"
    ]  # fmt: skip
    text = pa.array(names, pa.string())
    table = pa.table({"name": text, "code": text.dictionary_encode(), "number": [-5] * len(names)})
    output.write_table(table, tmp_path / "who.csv")
    with (tmp_path / "who.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == kept
    assert [row["code"] for row in rows] == kept
    assert {row["number"] for row in rows} == {"-5"}


def test_members_with_ordinary_names_can_be_asked_again(tmp_path: Path) -> None:
    output.write_table(shop(), tmp_path / "shop.csv")
    again, first = (analyse.variants(in_place.journeys(each)) for each in (str(tmp_path / "shop.csv"), shop()))
    assert again.rows() == first.rows()


def test_a_place_where_nothing_can_be_written_is_named_as_it_was_given() -> None:
    with pytest.raises(OSError, match=r"'/proc/chart\.svg'$"), output.whole_file(Path("/proc/chart.svg")):
        raise AssertionError
