"""What the columns of a file are: found by name and values, or asked for."""

import pytest

from sojourn.core.errors import InvalidInput

from .imports import run, utc


def header(names, rows):
    return names + "\n" + "".join(row + "\n" for row in rows)


def refusal(content, **given):
    with pytest.raises(InvalidInput) as refused:
        run(content, **given)
    return refused.value


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("customer,time,event", ("customer", "time", "event")),
        ("CustomerID,Timestamp,Activity", ("CustomerID", "Timestamp", "Activity")),
        ("client id,occurred_at,event name", ("client id", "occurred_at", "event name")),
        ("user-id,created_at,action", ("user-id", "created_at", "action")),
        ("case:concept:name,time:timestamp,concept:name", ("case:concept:name", "time:timestamp", "concept:name")),
        ("Case ID,Complete Timestamp,Activity", ("Case ID", "Complete Timestamp", "Activity")),
    ],
)
def test_known_names_are_found_however_they_are_written(names, expected):
    mapping = run(header(names, ["A,2024-01-01 10:00,x", "A,2024-01-02 10:00,y"])).mapping
    assert (mapping.customer, mapping.time, mapping.event) == expected


def test_every_inference_carries_its_reason_and_the_option_that_overrules_it():
    found = run(header("customer,time,event,medium", ["A,2024-01-01 10:00,x,web"]))
    told = {reason.role: (reason.choice, reason.option) for reason in found.inference.reasons}
    assert told == {
        "time": ("time", "--time"),
        "customer": ("customer", "--customer"),
        "event": ("event", "--event"),
        "channel": ("medium", "--channel"),
        "zone": ("UTC", "--zone"),
    }
    assert all(reason.why for reason in found.inference.reasons)


def test_two_candidates_stop_the_import_and_the_hint_is_what_to_pass():
    error = refusal(header("client_id,user_id,time,event", ["A,B,2024-01-01,x"]))
    assert error.code == "several-customer-columns"
    assert error.hint == "--customer client_id or --customer user_id"


def test_the_name_of_the_role_itself_wins():
    assert run(header("customer,user_id,time,event", ["A,B,2024-01-01,x"])).mapping.customer == "customer"


def test_two_columns_of_times_without_a_known_name_are_asked_for():
    error = refusal(header("customer,paid,sent,event", ["A,2024-01-01,2024-01-02,x"]))
    assert error.code == "several-time-columns"
    assert error.hint == "--time paid or --time sent"


def test_one_column_of_times_is_found_without_a_known_name():
    assert run(header("customer,paid,event", ["A,2024-01-01,x"])).mapping.time == "paid"


def test_no_usable_time_is_refused_with_what_was_found():
    error = refusal(header("customer,time,event", ["A,early,x", "A,late,y"]))
    assert error.code == "no-time-column"
    assert "'early', 'late'" in error.message


def test_no_customer_is_refused_with_the_columns_that_are_there():
    error = refusal(header("thing,time,event", ["A,2024-01-01,x"]))
    assert (error.code, error.hint) == ("no-customer-column", "pass --customer COLUMN")
    assert "'thing', 'time', 'event'" in error.message


def test_a_column_that_is_not_there_is_refused_with_the_nearest():
    error = refusal(header("Customer,time,event", ["A,2024-01-01,x"]), customer="customer")
    assert error.code == "no-column"
    assert error.hint == "did you mean 'Customer'?"


def test_a_file_without_event_column_may_take_one_name_for_all():
    content = header("customer,time,value", ["A,2024-01-01,5"])
    assert refusal(content).code == "no-event-column"
    assert run(content, event_name="order.placed").column("event") == ["order.placed"]


def test_a_constant_channel_can_be_given():
    assert run(header("customer,time,event", ["A,2024-01-01,x"]), channel_name="store").column("channel") == ["store"]


def test_an_id_is_taken_only_if_no_value_comes_twice():
    assert run(header("id,customer,time,event", ["1,A,2024-01-01,x", "2,A,2024-01-01,x"])).mapping.id == "id"
    assert run(header("id,customer,time,event", ["1,A,2024-01-01,x", "1,A,2024-01-01,x"])).mapping.id is None


def test_optional_roles_with_two_candidates_stay_properties_and_are_told():
    found = run(header("customer,time,event,amount,price", ["A,2024-01-01,x,1,2"]))
    assert found.mapping.value is None
    assert found.events[0]["prop:amount"] == 1
    assert [r.why for r in found.inference.reasons if r.role == "value"] == [
        "amount, price could each be it, so all stay properties"
    ]


def test_the_order_of_day_and_month_is_proved_by_the_whole_sample():
    rows = ["A,01/02/2024,x"] * 50 + ["A,31/01/2024,y"]
    found = run(header("customer,time,event", rows))
    assert found.mapping.date_order == "dmy"
    assert found.column("time")[0] == utc(2024, 2, 1)
    rows[-1] = "A,01/31/2024,y"
    assert run(header("customer,time,event", rows)).column("time")[0] == utc(2024, 1, 2)


def test_an_unproved_order_is_asked_for_and_never_guessed():
    content = header("customer,time,event", ["A,01/02/2024,x"])
    error = refusal(content)
    assert error.code == "ambiguous-dates"
    assert "--date-order dmy" in error.hint
    assert run(content, date_order="mdy").column("time") == [utc(2024, 1, 2)]
    assert run(content, date_order="dmy").column("time") == [utc(2024, 2, 1)]
    assert refusal(content, date_order="ymd").code == "bad-date-order"


def test_orders_that_contradict_each_other_are_asked_for():
    error = refusal(header("customer,time,event", ["A,31/01/2024,x", "A,01/31/2024,x"]))
    assert error.code == "ambiguous-dates"
    assert "contradict" in error.message


def test_a_later_row_against_the_proved_order_is_refused_alone():
    rows = ["A,31/01/2024,x"] * 30 + ["A,01/31/2024,y"]
    found = run(header("customer,time,event", rows))
    assert [(r.row, r.code, r.value) for r in found.refused] == [(32, "bad_time", "01/31/2024")]


def test_the_same_day_either_way_needs_no_order():
    assert run(header("customer,time,event", ["A,03/03/2024,x"])).column("time") == [utc(2024, 3, 3)]


def test_decimal_commas_are_found_and_doubtful_ones_asked_for():
    found = run(header("customer;time;event;value", ["A;2024-01-01;x;1.234,50", "A;2024-01-01;x;2,5"]))
    assert found.column("value") == [1_234_500_000, 2_500_000]
    content = header("customer;time;event;value", ["A;2024-01-01;x;1,234"])
    assert refusal(content).code == "ambiguous-numbers"
    assert run(content, decimal=",").column("value") == [1_234_000]
    assert run(content, decimal=".").column("value") == [1_234_000_000]


def test_an_ignored_column_is_neither_a_role_nor_a_property():
    found = run(header("customer,time,event,secret", ["A,2024-01-01,x,y"]), ignore=("secret",))
    assert "prop:secret" not in found.events[0]


def test_dates_and_clocks_in_two_columns_are_joined():
    rows = ["A,2024-01-01,10:30,x", "A,2024-01-02,11:00:05,y", "A,2024-01-03,,z"]
    found = run(header("customer,date,time,event", rows))
    assert (found.mapping.time, found.mapping.clock) == ("date", "time")
    assert found.column("time") == [utc(2024, 1, 1, 10, 30), utc(2024, 1, 2, 11, 0, 5), utc(2024, 1, 3)]
    assert found.events[0].keys().isdisjoint({"prop:time_", "prop:date"})


def test_a_bad_clock_refuses_its_row_with_both_values():
    rows = ["A,2024-01-01,10:30,x"] * 30 + ["A,2024-01-01,25:30,x"]
    found = run(header("customer,date,time,event", rows))
    assert [(r.row, r.code, r.value) for r in found.refused] == [(32, "bad_time", "2024-01-01 25:30")]


def test_serial_numbers_of_a_spreadsheet_are_recognised():
    error = refusal(header("customer,time,event", ["A,45292.5,x", "B,45293,y"]))
    assert "serial numbers of a spreadsheet" in error.message


def test_a_known_name_with_times_in_half_of_a_few_rows_is_the_time():
    rows = ["A,2024-01-01,x", "B,31.02.2024,y", "C,2024-01-03"]
    found = run(header("customer,time,event", rows), options={"tolerance": 1})
    assert found.mapping.time == "time"
    assert [refusal.row for refusal in found.refused] == [3, 4]


def test_only_values_that_are_no_times_are_named():
    error = refusal(header("customer,time,event,sent", ["A,2024-01-01,x,2024-02-01", "A,early,y,then", "A,late,y,now"]))
    assert "2024-01-01" not in error.message and "'early', 'late'" in error.message
    assert error.hint == "--time sent"


def test_no_column_is_proposed_as_the_time_where_none_looks_like_one():
    error = refusal(header("customer,age,event", ["A,44,x", "B,31,y"]))
    assert error.code == "no-time-column"
    assert "--time" not in error.hint


def test_two_columns_of_one_name_that_could_be_the_customer_are_asked_for():
    error = refusal(header("customer,time,event,customer", ["A,2024-01-01,x,B", "B,2024-01-02,y,C"]))
    assert error.code == "several-customer-columns"
    assert error.hint == "--customer customer or --customer customer_2"
    assert run(header("customer,time,event,customer", ["A,2024-01-01,x,A"])).mapping.customer == "customer"
