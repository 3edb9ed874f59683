"""Object-centric event logs."""

import json

import pytest

from sojourn.core.errors import InvalidInput

from .imports import run, utc


def link(name, qualifier="by"):
    return {"objectId": name, "qualifier": qualifier}


def event(name, *links, kind="Buy", **attributes):
    return {
        "id": name,
        "type": kind,
        "time": "2024-01-01T10:00:00Z",
        "attributes": [{"name": key, "value": value} for key, value in attributes.items()],
        "relationships": list(links),
    }


LOG = {
    "objectTypes": [{"name": "Customer", "attributes": []}, {"name": "Order", "attributes": []}],
    "eventTypes": [{"name": "Buy", "attributes": []}],
    "events": [
        event("e1", link("c1"), link("c7"), price=2.5),
        event("e2", link("c1"), link("o1", "of")),
        event("e3", link("o1", "of")),
        event("e4", link("o2", "of")),
    ],
    "objects": [
        {"id": "c1", "type": "Customer", "relationships": [link("o1", "owns")]},
        {"id": "c7", "type": "Customer"},
        {"id": "o1", "type": "Order", "attributes": [{"name": "sum", "time": "2024-01-01T00:00:00Z", "value": 1}]},
        {"id": "o2", "type": "Order"},
    ],
}


@pytest.mark.parametrize("indent", [None, 2])
def test_events_of_customers_become_rows(indent):
    found = run(json.dumps(LOG, indent=indent))
    assert [(e["row"], e["customer"], e["id"]) for e in found.events] == [
        (1, "c1", "e1#c1"),
        (2, "c7", "e1#c7"),
        (3, "c1", "e2"),
        (4, "c1", "e3"),
    ]
    assert found.column("event") == ["Buy"] * 4
    assert found.column("time") == [utc(2024, 1, 1, 10)] * 4
    assert found.column("value") == [2_500_000, 2_500_000, None, None]
    assert found.column("prop:customer_borrowed") == [None, None, None, True]
    assert json.loads(found.events[2]["prop:objects"]) == [{"id": "o1", "type": "Order", "qualifier": "of"}]
    assert [(r.row, r.code) for r in found.refused] == [(5, "no_customer")]
    assert "'e4'" in found.refused[0].message
    assert found.mapping.customer_type == "Customer"
    assert any("not kept" in note for note in found.inspection.notes)


def test_another_object_type_can_be_the_customer():
    found = run(json.dumps(LOG), customer_type="Order")
    assert [(e["customer"], e["id"]) for e in found.events] == [("o1", "e1"), ("o1", "e2"), ("o1", "e3"), ("o2", "e4")]


def test_a_type_that_is_not_there_or_not_plain_is_refused():
    with pytest.raises(InvalidInput) as refused:
        run(json.dumps(LOG), customer_type="Client")
    assert refused.value.code == "no-customer-type"
    both = LOG | {"objectTypes": [{"name": "Customer"}, {"name": "User"}]}
    with pytest.raises(InvalidInput) as refused:
        run(json.dumps(both))
    assert refused.value.hint == "--customer-type 'Customer' or --customer-type 'User'"


def test_a_truncated_log_is_refused():
    with pytest.raises(InvalidInput) as refused:
        run(json.dumps(LOG)[:-30])
    assert refused.value.code == "bad-json"
