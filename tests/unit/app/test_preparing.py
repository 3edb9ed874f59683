from io import BytesIO
from pathlib import Path

import pytest

from sojourn import collect
from sojourn.app import preparing
from sojourn.core.errors import InvalidInput, NotFound


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("orders.csv", "orders"),
        ("exports/orders-2024-01.csv.gz", "orders"),
        ("orders_20240131T120000.parquet", "orders"),
        ("orders (2).csv", "orders"),
        ("2024-01.csv", "2024-01"),
        ("web log.jsonl", "web-log"),
        ("-", "stdin"),
        (".hidden", "hidden"),
        ("../../evil.csv", "evil"),
        ("店" * 80 + ".csv", "店" * 60),
    ],
)
def test_a_source_is_named_after_its_files_without_dates_and_numbers(name: str, source: str) -> None:
    assert preparing.source_of(name) == source


def test_globs_are_expanded_in_order_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("b.csv", "a.csv", "c.txt"):
        Path(name).touch()
    assert preparing.named(["*.csv", "a.csv", "-"]) == ["a.csv", "b.csv", "-"]


def test_a_file_whose_name_looks_like_a_glob_is_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a[1].csv").touch()
    assert preparing.named(["a[1].csv"]) == ["a[1].csv"]


def test_a_glob_that_fits_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no file fits"):
        preparing.named([f"{tmp_path}/*.csv"])


def test_standard_input_can_be_read_once() -> None:
    with pytest.raises(InvalidInput, match="twice"):
        preparing.named(["-", "-"])


def test_what_was_told_wins_over_what_is_remembered(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("customer,time,event,k\na,2024-01-01,x,1\n")
    first = prepare(tmp_path, collect.Mapping(customer="k", zone="Europe/Paris"))
    preparing.remember(first, tmp_path)
    again = prepare(tmp_path, collect.Mapping())
    assert (again.mapping.customer, again.mapping.zone) == ("k", "Europe/Paris")
    told = prepare(tmp_path, collect.Mapping(customer="customer"))
    assert (told.mapping.customer, told.mapping.zone) == ("customer", "Europe/Paris")
    assert "as " in told.table().rows[0][2]


def test_what_is_remembered_is_dropped_when_its_columns_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("customer,time,event,k\na,2024-01-01,x,1\n")
    preparing.remember(prepare(tmp_path, collect.Mapping(customer="k")), tmp_path)
    (tmp_path / "log.csv").write_text("customer,time,event\na,2024-01-01,x\n")
    assert prepare(tmp_path, collect.Mapping()).mapping.customer == "customer"


def test_the_table_says_why(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("customer,time,event,colour\na,2024-01-01T00:00:00Z,x,red\n")
    table = prepare(tmp_path, collect.Mapping(event="event")).table()
    assert [row[:2] for row in table.rows] == [("customer", "customer"), ("time", "time"), ("event", "event")]
    assert [row[3] for row in table.rows] == ["--customer", "--time", "--event"]
    assert table.notes[-1] == "kept as properties: colour"


def test_a_property_that_is_kept_under_another_name_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("customer,time,event,value,seq\na,2024-01-01,x,3.1415926,1\n")
    assert prepare(tmp_path, collect.Mapping(event="event")).table().notes[-1] == (
        "kept as properties: value (as value_: not all are sums of at most six decimals),"
        " seq (as seq_: an event's own column is called so)"
    )


def prepare(folder: Path, given: collect.Mapping) -> preparing.Prepared:
    return preparing.prepare(
        str(folder / "log.csv"), given, workspace=folder, standard_input=BytesIO(), default_zone=None
    )
