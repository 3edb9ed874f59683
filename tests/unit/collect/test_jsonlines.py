"""JSON Lines and JSON arrays."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sojourn import collect
from sojourn.collect import items
from sojourn.core.errors import InvalidInput

from .imports import NOW, run, utc


def lines(*documents):
    return "".join((d if isinstance(d, str) else json.dumps(d)) + "\n" for d in documents)


def event(**more):
    return {"user_id": "A", "time": "2024-01-01T10:00:00Z", "event": "came"} | more


def test_objects_become_events_and_nested_names_are_dotted():
    found = run(lines(event(page={"path": "/a", "tags": ["x", 1]}, n=3, ok=True), event(page={"path": "/b"}, n=None)))
    assert found.column("prop:page.path") == ["/a", "/b"]
    assert found.column("prop:page.tags") == ['["x", 1]', None]
    assert found.column("prop:n") == [3, None]
    assert found.column("prop:ok") == [True, None]
    assert found.column("time") == [utc(2024, 1, 1, 10)] * 2


def test_texts_that_look_like_numbers_stay_texts():
    found = run(lines(event(zip="12345", n=12345)))
    assert found.column("prop:zip") == ["12345"]
    assert found.column("prop:n") == [12345]


def test_numbers_keep_all_their_digits():
    found = run(lines(event(big=123456789012345678901234567890, exact=0.1000), event(value=0.25)))
    assert found.column("prop:big") == ["123456789012345678901234567890", None]
    assert found.column("value") == [None, 250_000]


def test_epochs_in_numbers_are_times():
    assert run(lines(event(time=1704067200123))).column("time") == [utc(2024, 1, 1, 0, 0, 0, 123000)]


def test_bad_lines_are_refused_with_their_number_and_blank_ones_are_none():
    good = [event() for _ in range(30)]
    found = run(lines(*good) + '\n{"a": \n[1]\n"x"\n{"a": NaN}\n' + "[" * 100_000 + "\n" + lines(event()))
    assert [(r.row, r.code) for r in found.refused] == [(n, "bad_json") for n in range(32, 37)]
    assert found.column("row")[-1] == 37
    assert found.rows == 36


def test_names_that_come_late_are_kept_in_the_properties():
    found = run(lines(*[event() for _ in range(10_000)], event(late={"a": 1.5}, z="s", ok=True)))
    assert json.loads(found.events[-1]["properties"]) == {"late.a": 1.5, "z": "s", "ok": True}


def test_lone_surrogates_are_replaced_in_properties_and_refused_in_names():
    good = [json.dumps(event()) for _ in range(30)]
    found = run(lines(*good, event(note="a\ud800b"), event(user_id="\udfff")))
    assert found.events[30]["prop:note"] == "a\ufffdb"
    assert [(r.row, r.code, r.column) for r in found.refused] == [(32, "bad_text", "user_id")]


def test_an_array_of_objects_is_read_too():
    found = run(json.dumps([event(), event(n=1), 5], indent=1))
    assert found.column("row") == [1, 2]
    assert [(r.row, r.code) for r in found.refused] == [(3, "bad_json")]


@pytest.mark.parametrize("broken", ['[{"a": 1}, {"a"', '[{"a": 1} {"a": 2}]', '[{"a": 1}] x', "[{", '[{"a": 1},]'])
def test_a_broken_array_is_refused_as_a_whole(broken):
    with pytest.raises(InvalidInput) as refused:
        run(broken)
    assert refused.value.code == "bad-json"


def test_other_json_is_refused_with_what_would_be_right():
    with pytest.raises(InvalidInput) as refused:
        run('{\n  "rows": 5\n}\n')
    assert refused.value.code == "unknown-format"


def test_keys_do_not_depend_on_the_mapping_or_on_other_lines():
    base = run(lines(event(n=1), event(n=2), event(n=3)))
    assert run(lines(event(n=1), event(n=2)), event_name="x", event="n").keys == base.keys[:2]


@settings(max_examples=20)
@given(sizes=st.integers(1, 7), count=st.integers(1, 20))
def test_resumption_yields_the_rest(sizes, count):
    with pytest.MonkeyPatch.context() as patch, __import__("tempfile").NamedTemporaryFile() as file:
        patch.setattr(items.batches, "__kwdefaults__", {"skip": 0, "size": sizes})
        file.write(lines(*[event(n=n) for n in range(count)]).encode())
        file.flush()
        source = collect.Source(file.name)
        mapping = collect.infer(collect.inspect(source)).mapping
        whole = list(collect.read(source, mapping, now=NOW))
        assert sum(chunk.rows for chunk in whole) == count
        for done, chunk in enumerate(whole, 1):
            rest = list(collect.read(source, mapping, now=NOW, resume_from=chunk.position))
            assert [c.events for c in rest] == [c.events for c in whole[done:]]
