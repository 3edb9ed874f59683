"""From rows to events: roles, properties, refusals, unfolding."""

import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import collect
from sojourn.core.errors import InvalidInput

from .imports import run, utc


def table(header, rows, **given):
    return run(header + "\n" + "".join(row + "\n" for row in rows), **given)


def test_columns_without_a_role_become_typed_properties():
    found = table(
        "customer,time,event,n,x,ok,at,day,zip,text",
        ["A,2024-01-01,e,1,1.5,true,2024-01-01T10:00:00Z,2024-01-01,01234,a",
         "A,2024-01-01,e,-2,1e-05,False,2024-01-02T10:00:00Z,2024-01-02,56789,",],
        date_order=None,
    )  # fmt: skip
    schema = {name: found.type_of(f"prop:{name}") for name in ("n", "x", "ok", "at", "day", "zip", "text")}
    assert schema == {
        "n": pa.int64(),
        "x": pa.float64(),
        "ok": pa.bool_(),
        "at": pa.timestamp("us", "UTC"),
        "day": pa.string(),
        "zip": pa.string(),
        "text": pa.string(),
    }
    assert found.column("prop:x") == [1.5, 1e-05]
    assert found.column("prop:ok") == [True, False]
    assert found.column("prop:zip") == ["01234", "56789"]
    assert found.column("prop:text") == ["a", None]


def test_what_does_not_fit_a_type_is_kept_as_text():
    rows = [f"A,2024-01-01,e,{n},{n}.5,true" for n in range(20_000)]
    rows[15_000] = "A,2024-01-01,e,007,1.2.3,maybe"
    found = table("customer,time,event,n,x,ok", rows)
    odd = found.events[15_000]
    assert (odd["prop:n"], odd["prop:x"], odd["prop:ok"]) == (None, None, None)
    assert json.loads(odd["properties"]) == {"n": "007", "x": "1.2.3", "ok": "maybe"}
    assert found.events[14_999]["properties"] is None
    assert found.refused == []


@given(value=st.text(alphabet=st.characters(codec="utf-8", exclude_characters='\r\n",\0'), max_size=12))
def test_no_value_of_a_property_is_ever_lost(value):
    rows = "".join(f"A,2024-01-01,e,{n}\n" for n in range(3))
    found = run(f"customer,time,event,n\n{rows}A,2024-01-01,e,{value}\n", types=(("n", "int64"),))
    last = found.events[-1]
    kept = last["prop:n"] if last["prop:n"] is not None else json.loads(last.get("properties") or "{}").get("n")
    assert (str(kept) if kept is not None else "") == ("" if value in ("NULL", "null", "\\N") else value)


def test_a_property_with_the_name_of_an_event_column_gets_a_dash_below():
    found = table("customer,time,event,seq,bucket", ["A,2024-01-01,e,1,2"])
    assert found.column("prop:seq_") == [1]
    assert found.column("prop:bucket_") == [2]


def test_identifiers_and_names_are_trimmed_and_composed():
    found = table("customer,time,event,channel", [" A ,2024-01-01, se\u0301ance ,web ", "A,2024-01-01,s\u00e9ance,  "])
    assert found.column("customer") == ["A", "A"]
    assert found.column("event") == ["s\u00e9ance"] * 2
    assert found.column("channel") == ["web", None]


def test_names_are_kept_unless_the_mapping_says_otherwise():
    rows = ["A,2024-01-01,Order Completed", "A,2024-01-01,checkoutStarted", "A,2024-01-01,Product List Viewed",
            "A,2024-01-01,A.b C", "A,2024-01-01,login"]  # fmt: skip
    assert table("customer,time,event", rows).column("event")[0] == "Order Completed"
    found = table("customer,time,event", rows, names="normalise")
    assert found.column("event") == ["order.completed", "checkout.started", "product_list.viewed", "a.b c", "login"]
    assert found.column("prop:event_raw")[0] == "Order Completed"


def test_every_bad_row_is_refused_with_its_place_and_the_good_ones_are_kept():
    rows = ["A,2024-01-01,e,1"] * 60
    rows += [",2024-01-01,e,1", "A,,e,1", "A,2024-01-01,,1", "A,soon,e,1", "A,2024-01-01,e,much"]
    found = table("customer,time,event,value", rows, value="value")
    assert [(r.row, r.column, r.value, r.code) for r in found.refused] == [
        (62, "customer", None, "no_customer"),
        (63, "time", None, "no_time"),
        (64, "event", None, "no_event"),
        (65, "time", "soon", "bad_time"),
        (66, "value", "much", "bad_value"),
    ]
    assert len(found.events) == 60
    assert found.rows == 65
    assert found.refused[3].message == "row 65, column 'time': 'soon' is not a time"
    assert json.loads(found.refused[3].raw) == {"customer": "A", "time": "soon", "event": "e", "value": "1"}
    assert all(refusal.hint and refusal.file == "file" for refusal in found.refused)


def test_too_long_identifiers_and_names_are_refused():
    rows = ["A,2024-01-01,e"] * 40 + ["A" * 513 + ",2024-01-01,e", "A,2024-01-01," + "é" * 101]
    found = table("customer,time,event", rows)
    assert [(r.row, r.column, r.code) for r in found.refused] == [
        (42, "customer", "too_long"),
        (43, "event", "too_long"),
    ]
    assert len(found.refused[0].value) == 201


def test_money_is_kept_in_millionths_and_absent_where_missing():
    found = table("customer,time,event,value", ["A,2024-01-01,e,12.345678", "A,2024-01-01,e,", "A,2024-01-01,e,-1"])
    assert found.column("value") == [12_345_678, None, -1_000_000]


def test_a_missing_id_is_refused_where_the_source_has_ids():
    rows = [f"A,2024-01-01,e,{n}" for n in range(30)] + ["A,2024-01-01,e,"]
    found = table("customer,time,event,ref", rows, id="ref")
    assert [(r.row, r.code) for r in found.refused] == [(32, "no_id")]
    assert found.column("id")[:2] == ["0", "1"]


def test_an_end_that_is_no_time_is_refused():
    rows = ["A,2024-01-01,e,2024-01-02"] * 30 + ["A,2024-01-01,e,later", "A,2024-01-01,e,"]
    found = table("customer,time,event,time_end", rows)
    assert [(r.row, r.column, r.code) for r in found.refused] == [(32, "time_end", "bad_time")]
    assert found.column("time_end")[-2:] == [utc(2024, 1, 2), None]


def test_one_row_with_several_dates_unfolds_in_the_order_of_rows():
    found = table(
        "lead,qualified_at,won_at,size",
        ["A,2024-01-01,2024-02-01,1", "B,,2024-01-15,2", "C,,,3", "D,2024-01-05,soon,4"],
        customer="lead",
        times=(("lead.qualified", "qualified_at"), ("deal.won", "won_at")),
    )
    assert [(e["row"], e["customer"], e["event"]) for e in found.events] == [
        (2, "A", "lead.qualified"),
        (2, "A", "deal.won"),
        (3, "B", "deal.won"),
        (5, "D", "lead.qualified"),
    ]
    assert found.column("prop:size") == [1, 1, 2, 4]
    assert sorted((r.row, r.code, r.column) for r in found.refused) == [(4, "no_time", None), (5, "bad_time", "won_at")]
    assert len(set(found.keys)) == 4


def test_unfolded_events_of_a_row_with_an_id_have_ids_of_their_own():
    found = table(
        "lead,a,b,nr", ["A,2024-01-01,2024-02-01,7"], customer="lead", id="nr", times=(("x", "a"), ("y", "b"))
    )
    assert found.column("id") == ["7#x", "7#y"]


def test_too_many_bad_rows_mean_a_wrong_mapping_and_nothing_comes_out():
    rows = ["A,2024-01-01,e"] * 100 + ["A,nonsense,e"] * 20
    with pytest.raises(InvalidInput) as refused:
        table("customer,time,event", rows)
    assert refused.value.code == "too-many-bad-rows"
    assert "20 of the first 120 rows" in refused.value.message
    assert "20 × bad_time" in refused.value.message
    assert len(table("customer,time,event", rows, options={"tolerance": 0.2}).events) == 100


def test_in_a_small_file_a_few_bad_rows_are_no_proof():
    assert len(table("customer,time,event", ["A,2024-01-01,e", "A,2024-01-01,e", "A,bad,e"]).events) == 2


def test_bad_rows_after_the_first_ten_thousand_do_not_stop_the_import():
    rows = ["A,2024-01-01,e"] * 10_000 + ["A,nonsense,e"] * 5_000
    found = table("customer,time,event", rows)
    assert (len(found.events), len(found.refused)) == (10_000, 5_000)


def test_a_mapping_that_does_not_fit_the_file_is_refused(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("customer,time,event\nA,2024-01-01,e\n")
    source = collect.Source(path)
    for mapping, code in (
        (collect.Mapping(customer="c", time="time", event="event"), "no-column"),
        (collect.Mapping(customer="customer", event="event"), "incomplete-mapping"),
        (collect.Mapping(time="time", event="event"), "incomplete-mapping"),
        (collect.Mapping(customer="customer", time="time"), "incomplete-mapping"),
    ):
        with pytest.raises(InvalidInput) as refused:
            list(collect.read(source, mapping, now=utc(2026, 1, 1)))
        assert refused.value.code == code
