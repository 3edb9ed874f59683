"""XES event logs."""

import gzip

import pytest

from sojourn.core.errors import InvalidInput

from .imports import run, utc


def attribute(kind, key, value, inner=""):
    return f'<{kind} key="{key}" value="{value}">{inner}</{kind}>'


def event(name, time, *more, step=None):
    lifecycle = attribute("string", "lifecycle:transition", step) if step else ""
    stamp = attribute("date", "time:timestamp", time) if time else ""
    return f"<event>{attribute('string', 'concept:name', name)}{lifecycle}{stamp}{''.join(more)}</event>"


def trace(name, *content):
    return f"<trace>{attribute('string', 'concept:name', name) if name else ''}{''.join(content)}</trace>"


def log(*traces, head=""):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<log xes.version="1.0" xmlns="http://www.xes-standard.org/">'
        '<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>'
        f'<global scope="event">{attribute("string", "concept:name", "UNKNOWN")}</global>{"".join(traces)}</log>'
    )


TIME = "2024-01-01T10:00:00.000+01:00"
LOG = log(
    trace(
        "c1", attribute("string", "client", "K1"), event("ask", TIME, attribute("int", "cost", "5")), event("pay", TIME)
    ),
    trace("c2", attribute("string", "client", "K1"), event("ask", TIME)),
)


def test_traces_are_cases_and_customers_unless_told_otherwise():
    found = run(LOG)
    assert found.column("customer") == found.column("case") == ["c1", "c1", "c2"]
    assert found.column("event") == ["ask", "pay", "ask"]
    assert found.column("time") == [utc(2024, 1, 1, 9)] * 3
    assert found.column("row") == [1, 2, 3]
    assert found.column("prop:cost") == [5, None, None]
    assert found.column("prop:case:client") == ["K1"] * 3


def test_an_attribute_of_the_trace_can_be_the_customer():
    found = run(LOG, customer="client")
    assert found.column("customer") == ["K1"] * 3
    assert found.column("case") == ["c1", "c1", "c2"]


def test_a_compressed_log_is_read():
    assert run(gzip.compress(LOG.encode())).rows == 3


def test_traces_without_a_name_are_numbered():
    assert run(log(trace(None, event("a", TIME)), trace(None, event("b", TIME)))).column("case") == [
        "trace 1",
        "trace 2",
    ]


def test_attributes_inside_attributes_get_dotted_names():
    inner = attribute("int", "cost", "5", attribute("string", "unit", "EUR"))
    assert run(log(trace("c", event("a", TIME, inner)))).column("prop:cost.unit") == ["EUR"]


def test_start_and_completion_pair_first_in_first_out():
    steps = [("a", 1, "start"), ("a", 2, "start"), ("b", 3, "start"), ("a", 4, "complete"), ("a", 5, "complete"),
             ("a", 6, "complete")]  # fmt: skip
    content = log(trace("c", *(event(n, f"2024-01-0{day}T00:00:00Z", step=step) for n, day, step in steps)))
    found = run(content, pair_lifecycle=True)
    assert [(e["event"], e["time"].day, e["time_end"] and e["time_end"].day) for e in found.events] == [
        ("a", 1, 4),
        ("a", 2, 5),
        ("b", 3, None),
        ("a", 6, None),
    ]
    kept = run(content)
    assert kept.column("prop:lifecycle:transition") == [step for _, _, step in steps]


def test_events_without_time_or_name_are_refused():
    content = log(trace("c", *[event("a", TIME)] * 30, event("b", None), "<event/>"))
    found = run(content)
    assert [(r.row, r.code) for r in found.refused] == [(31, "no_time"), (32, "no_event")]


@pytest.mark.parametrize("head", ["<!DOCTYPE log>", '<!DOCTYPE log [<!ENTITY a "b">]>', '<!DOCTYPE l SYSTEM "x.dtd">'])
def test_document_types_are_refused(head):
    with pytest.raises(InvalidInput) as refused:
        run(log(trace("c", event("a", TIME)), head=head))
    assert refused.value.code == "xml-doctype"


def test_broken_xml_is_refused_before_anything_is_yielded():
    with pytest.raises(InvalidInput) as refused:
        run(log(trace("c", *[event("a", TIME)] * 60_000))[:-10])
    assert refused.value.code == "bad-xml"


def test_other_xml_is_no_log():
    with pytest.raises(InvalidInput) as refused:
        run("<html><body>no</body></html>")
    assert refused.value.code == "unknown-format"
