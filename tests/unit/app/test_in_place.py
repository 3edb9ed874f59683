import io
import sys
from pathlib import Path

import pandas
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from sojourn import analyse
from sojourn.app import in_place
from sojourn.core.errors import InvalidInput, NotFound
from tests.factories.journeys import shop


def test_a_table_is_used_as_it_stands() -> None:
    found = in_place.journeys(shop(), gap="30m")
    assert (found.source.rows, found.source.customers, found.cases.by) == (15, 5, "gap")


@pytest.mark.parametrize("form", ["csv", "csv.gz", "parquet", "jsonl"])
def test_every_kind_of_file_gives_the_same_journeys(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"shop.{form}"
    if form == "parquet":
        pyarrow.parquet.write_table(shop(), path)
    elif form == "jsonl":
        shop().to_pandas().to_json(path, orient="records", lines=True, date_format="iso")
    else:
        with pa.output_stream(str(path), compression="detect") as file:
            pyarrow.csv.write_csv(shop(), file)
    found, wanted = in_place.journeys(path).source, in_place.journeys(shop()).source
    assert (found.rows, found.customers, found.events, found.channels) == (15, 5, wanted.events, wanted.channels)
    assert (found.observed_from, found.observed_until) == (wanted.observed_from, wanted.observed_until)
    assert dict(found.properties) == {"value": "money"}


def test_columns_may_have_other_names(tmp_path: Path) -> None:
    table = shop().rename_columns(["who", "when", "what", "through", "value"])
    pyarrow.csv.write_csv(table, tmp_path / "shop.csv")
    named = {"customer": "who", "time": "when", "event": "what", "channel": "through"}
    for events in (tmp_path / "shop.csv", table):
        assert in_place.journeys(events, **named).source.channels == ("email", "search", "social")


def test_standard_input_is_a_file_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pyarrow.csv.write_csv(shop(), tmp_path / "shop.csv")
    content = io.TextIOWrapper(io.BytesIO((tmp_path / "shop.csv").read_bytes()))
    monkeypatch.setattr(sys, "stdin", content)
    assert in_place.journeys("-").source.rows == 15


def test_numbers_are_times_when_their_unit_is_told(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("customer,time,event\na,5,x\na,7,y\n")
    found = in_place.journeys(tmp_path / "log.csv", time_unit="s").source
    assert (found.observed_from, found.observed_until) == (5_000_000, 7_000_000)


def test_rows_that_are_no_events_are_left_out_and_told(tmp_path: Path) -> None:
    pyarrow.csv.write_csv(shop(), tmp_path / "shop.csv")
    with (tmp_path / "shop.csv").open("a") as file:
        file.write("fay,yesterday,order.paid,,\n")
    with pytest.warns(in_place.RowsLeftOut, match=r"1 of 16 rows .* row 17"):
        assert in_place.journeys(tmp_path / "shop.csv").source.rows == 15


def test_another_subject_is_another_column() -> None:
    table = shop().append_column("account", pa.array(["one"] * 10 + ["two"] * 5))
    found = in_place.journeys(table, subject="account").source
    assert (found.subject, found.customers) == ("account", 2)


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(NotFound, match=r"no\.csv"):
        in_place.journeys("no.csv")


def test_a_column_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(InvalidInput, match="'buyer'"):
        in_place.journeys(shop(), customer="buyer")


FRAME = pandas.DataFrame(
    {
        "customer": pandas.Categorical(["a", "a", "b"]),
        "time": pandas.to_datetime(["2024-01-01", "2024-01-02", "2024-01-03"]),
        "event": ["see", "pay", "see"],
        "note": [1.5, None, 2.0],
    },
    index=[4, 7, 9],
)
STAMPS = ["2024-01-01", "2024-01-02", "2024-01-03"]


class Stream:
    """What another library's table looks like to Arrow."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return pa.table(FRAME).__arrow_c_stream__(requested_schema)


@pytest.mark.parametrize(
    "events",
    [
        FRAME,
        FRAME.set_index("customer"),
        Stream(),
        pa.table(FRAME).to_batches()[0],
        {"customer": ["a", "a", "b"], "time": STAMPS, "event": ["see", "pay", "see"], "note": [1.5, None, 2.0]},
        [
            {"customer": who, "time": when, "event": what, "note": note}
            for who, when, what, note in zip("aab", STAMPS, ["see", "pay", "see"], [1.5, None, 2.0], strict=True)
        ],
    ],
    ids=["frame", "frame with a named index", "stream", "batch", "columns", "rows"],
)
def test_whatever_is_a_table_can_be_asked(events: object) -> None:
    found = in_place.journeys(events)
    assert (found.source.rows, found.source.customers, found.source.events) == (3, 2, ("pay", "see"))
    assert dict(found.source.properties) == {"note": "double"}
    assert analyse.follows(found).to_dict()["basis"]["observed_from"] == "2024-01-01T00:00:00Z"


def test_text_in_views_is_text() -> None:
    columns = {"customer": ["a", "b"], "time": STAMPS[:2], "event": ["see", "pay"], "kind": ["x", None]}
    table = pa.table({name: pa.array(values).cast(pa.string_view()) for name, values in columns.items()})
    event = pa.DictionaryArray.from_arrays(pa.array([0, 1], pa.uint32()), table["event"].combine_chunks())
    table = table.set_column(2, "event", event)
    found = in_place.journeys(table).source
    assert (found.rows, found.events, dict(found.properties)) == (2, ("pay", "see"), {"kind": "string"})


@pytest.mark.parametrize(
    "events", [None, 5, [1, 2], object(), {"a": 5}, {"a": [1], "b": [1, 2]}, [{"a": 1}, {"a": "x"}]]
)
def test_what_is_no_table_is_refused_with_what_would_be(events: object) -> None:
    with pytest.raises(InvalidInput, match="cannot be read as a table of events") as caught:
        in_place.journeys(events)
    assert "pandas" in str(caught.value.hint)


def test_two_columns_of_one_name_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("customer,time,event,customer\na,2024-01-01,x,b\nb,2024-01-02,y,c\n")
    with pytest.raises(InvalidInput, match="several columns could be the customer"):
        in_place.journeys(tmp_path / "log.csv")
    assert in_place.journeys(tmp_path / "log.csv", customer="customer_2").source.customers == 2


def test_rows_left_out_are_told_by_the_first_of_the_file_and_once(tmp_path: Path) -> None:
    rows = ["a,2024-01-01,x"] * 9 + ["b,soon,x", "c,2024-01-01"]
    (tmp_path / "log.csv").write_text("customer,time,event\n" + "\n".join(rows) + "\n")
    with pytest.warns(in_place.RowsLeftOut, match=r"2 of 11 rows .* were left out; the first: row 11, column 'time'"):
        in_place.journeys(tmp_path / "log.csv")


def test_columns_without_rows_are_no_journeys() -> None:
    found = in_place.journeys({"customer": [], "time": [], "event": [], "channel": []})
    assert analyse.variants(found).to_dict()["basis"]["events"] == 0


def test_a_property_without_a_value_and_a_channel_without_one_change_nothing() -> None:
    rows = {"customer": ["a"], "time": ["2024-01-01T00:00:00Z"], "event": ["b"], "channel": [None], "plan": [None]}
    assert analyse.variants(in_place.journeys(rows)).to_dict()["basis"]["events"] == 1


@pytest.mark.parametrize("role", ["customer", "time", "event"])
def test_a_column_of_nothing_is_said_to_have_rows_without_it(role: str) -> None:
    rows = {"customer": ["a"], "time": ["2024-01-01T00:00:00Z"], "event": ["b"]} | {role: [None]}
    with pytest.raises(InvalidInput, match=f"1 row has no '{role}'"):
        in_place.journeys(rows)


def test_only_the_properties_that_are_needed_are_read(tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text(
        "customer,time,event,answer,age,town,order\na,2024-03-01T00:00Z,see,9,40,Rome,x\nb,2024-03-02T00:00Z,see,3,50,,y\n"
    )
    assert set(in_place.journeys(file).source.properties) >= {"answer", "age", "town", "order"}
    few = in_place.journeys(file, properties=["answer"], where="town = 'Rome'", case_key="order")
    assert set(few.source.properties) == {"answer", "town", "order"}
    assert analyse.follows(few).to_dict()["basis"]["events"] == 1


@pytest.mark.filterwarnings("ignore::sojourn.app.in_place.AmountsRounded")
@pytest.mark.parametrize(
    ("written", "kind", "total"),
    [
        (["3.1415926", "2"], "money", 5.141593),
        (["1e3", "2.5"], "money", 1002.5),
        ([repr(1 / 3), repr(200 / 3)], "money", 67.0),
        (["-1e-05", "1"], "money", 0.99999),
        (["19.90", "5"], "money", 24.9),
        (["1,50", "2,00"], "money", 3.5),
    ],
    ids=["seven decimals", "exponent", "thirds", "tiny", "sums", "commas"],
)
def test_a_value_is_a_value_however_its_numbers_are_written(
    written: list[str], kind: str, total: float, tmp_path: Path
) -> None:
    lines = [f'c{place},2024-03-01T10:0{place}:00Z,paid,web,"{value}"' for place, value in enumerate(written)]
    path = tmp_path / "sums.csv"
    path.write_text("\n".join(["customer,time,event,channel,value", *lines]), "utf-8")
    journeys = in_place.journeys(path)
    assert dict(journeys.source.properties) == {"value": kind}
    assert analyse.attribution(journeys, "paid", value="value").total_value == total
    if "," not in written[0]:
        # As numbers of a typed file are taken.
        table = pa.table(
            {
                "customer": ["c0", "c1"],
                "time": pa.array([10**15, 10**15 + 1], pa.timestamp("us", "UTC")),
                "event": ["paid", "paid"],
                "value": [float(value) for value in written],
            }
        )
        pa.parquet.write_table(table, tmp_path / "sums.parquet")
        other = in_place.journeys(tmp_path / "sums.parquet")
        assert analyse.attribution(other, "paid", value="value").total_value == total


def test_properties_are_called_what_the_file_calls_them(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text(
        "customer,time,event,value,seq,key,key_,bucket\n"
        "ann,2024-03-01T10:00:00Z,paid,much,1,k,q,b\n"
        "ben,2024-03-01T10:00:00Z,paid,2,2,k,q,b\n",
        "utf-8",
    )
    found = in_place.journeys(path)
    assert {"value", "seq", "bucket", "key_"} <= set(found.source.properties)
    assert found.source.properties["value"] == "string"
    with pytest.raises(InvalidInput, match="'value' holds string"):
        analyse.attribution(found, "paid", value="value")


def test_numbers_beyond_all_amounts_stay_a_property_apart(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    path.write_text("customer,time,event,value\nann,2024-03-01T10:00:00Z,paid,1e+30\n", "utf-8")
    found = in_place.journeys(path)
    assert list(found.source.properties) == ["value_"]
    assert analyse.sessions(found).sessions == 1


def test_amounts_that_do_not_fit_millionths_are_told() -> None:
    table = {
        "customer": ["a"] * 4,
        "time": [f"2024-03-01T10:0{place}:00Z" for place in range(4)],
        "event": ["paid"] * 4,
        "value": [0.0000004, float("inf"), 0.1 + 0.2, None],
    }
    with pytest.warns(in_place.AmountsRounded) as told:
        found = in_place.journeys(table)
    said = "of 3 amounts, rounded to six decimals: 1; without end, counted as none: 1"
    assert [str(each.message) for each in told] == [said]
    assert analyse.attribution(found, "paid", value="value").total_value == 0.3


@pytest.mark.parametrize("amount", ["1e3", "1E3", "1e12", "-5e0"])
def test_texts_that_are_numbers_are_amounts(amount: str, tmp_path: Path) -> None:
    path = tmp_path / "sums.csv"
    path.write_text(f"customer,time,event,amount\na,2024-03-01,seen,\na,2024-03-02,paid,{amount}\n", "utf-8")
    found = in_place.journeys(path)
    assert analyse.attribution(found, "paid", value="amount").total_value == float(amount)
