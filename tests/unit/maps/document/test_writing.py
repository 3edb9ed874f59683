"""Maps as text and as JSON: what is written is what is read."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

import sojourn
from sojourn.core.expectation import Condition
from sojourn.maps import MapRefused, Persona, Phase
from sojourn.maps.document.canonical import from_json, library_from_json, to_json
from sojourn.maps.document.formatting import format_map
from sojourn.maps.document.parsing import parse_library, parse_map
from sojourn.maps.document.same import same
from sojourn.maps.document.writing import WIDTH, write_library, write_map
from sojourn.maps.model import EventRule, Initiative, Other
from tests.factories.maps import HOSTILE, a_step, a_touchpoint, libraries, maps, small_map

SAMPLES = Path(sojourn.__file__).parent / "samples" / "maps"


@settings(max_examples=40)
@given(maps())
def test_what_is_written_is_what_is_read(made):
    text = write_map(made)
    assert same(parse_map(text), made)
    assert format_map(text) == text


@settings(max_examples=40)
@given(maps())
def test_json_says_what_the_map_says(made):
    assert same(from_json(json.loads(json.dumps(to_json(made)))), made)


@settings(max_examples=40)
@given(libraries())
def test_a_library_that_is_written_is_what_is_read(made):
    assert parse_library(write_library(made)) == made
    assert library_from_json(json.loads(json.dumps(to_json(made)))) == made


@pytest.mark.parametrize("name", ["concert", "bank", "retail"])
def test_the_worked_maps_are_written_as_they_are_read(name):
    read = parse_map((SAMPLES / f"{name}.yaml").read_text("utf-8"))
    written = write_map(read)
    assert same(parse_map(written), read)
    assert max(len(line) for line in written.splitlines()) <= WIDTH
    assert same(from_json(to_json(read)), read)


@pytest.mark.parametrize("text", [each for each in HOSTILE if each.strip()], ids=lambda text: repr(text)[:20])
def test_hostile_text_is_kept_wherever_it_stands(text):
    made = small_map(
        title=text,
        promise=text,
        personas=(Persona(id="guest", name=text, needs=(text, text), role=Other(text)),),
        steps=(
            a_step("come", thinks=text, physical_evidence=(text,)),
            a_step(
                "go",
                touchpoints=(
                    a_touchpoint("till", note=text, channel=Other(text)),
                    a_touchpoint(
                        "door",
                        event_match=(
                            EventRule(
                                event=(text,),
                                where=(Condition(text, "is", (text, 1)), Condition("b", "prefix", (text,))),
                            ),
                        ),
                    ),
                ),
            ),
        ),
        extra={"x-own": (text, {text: text})},
    )
    assert same(parse_map(write_map(made)), made)
    assert same(from_json(json.loads(json.dumps(to_json(made)))), made)


@pytest.mark.parametrize("number", [3600000000.0, 2.0, -0.0, 1e15, 1e300, 0.5, 2, 10**20])
def test_a_number_kept_unread_stays_the_number_it_is(number):
    made = small_map(extra={"x-own": {"held": number, "also": (number,)}})
    assert same(parse_map(write_map(made)), made)
    assert same(from_json(json.loads(json.dumps(to_json(made)))), made)


def test_a_whole_number_may_be_written_with_a_point_as_the_schema_allows():
    assert from_json(to_json(small_map()) | {"version": 2.0}).version == 2
    assert parse_map(write_map(small_map(version=3)).replace("version: 3", "version: 3.0")).version == 3


def test_a_small_map_is_written_in_short_forms():
    assert (
        write_map(small_map())
        == """\
format: journey-map/1
id: small
title: A small map
personas:
  - id: guest
    name: The guest
phases:
  - {id: visit, name: Visit, moment: during}
steps:
  - id: come
    phase: visit
    does: Does what come says
    touchpoints: [{id: come_desk, name: The come_desk, event_match: {event: come.seen}}]
  - id: go
    phase: visit
    does: Does what go says
    touchpoints: [{id: go_desk, name: The go_desk, event_match: {event: go.seen}}]
"""
    )


def test_json_has_no_short_forms():
    assert to_json(small_map())["steps"][0]["touchpoints"][0]["event_match"] == [{"event": ["come.seen"]}]


def test_no_effect_and_an_unknown_one_are_written_apart():
    made = small_map(initiatives=(Initiative(id="a", title="A", effect=()), Initiative(id="b", title="B")))
    assert "{id: a, title: A, effect: none}" in write_map(made)
    assert [each.get("effect") for each in to_json(made)["initiatives"]] == ["none", None]


def test_text_of_several_lines_stays_readable():
    assert "    note: |\n      one\n\n      two\n" in write_map(small_map(steps=(a_step("come", note="one\n\ntwo\n"),)))


def test_editors_are_told_where_the_schema_is():
    text = write_map(small_map(), schema="journey-map-1.schema.json")
    assert text.startswith("# yaml-language-server: $schema=journey-map-1.schema.json\nformat:")
    assert parse_map(text) == small_map()


def test_data_is_refused_with_paths():
    data = to_json(small_map()) | {
        "state": "currant",
        "steps": [{"id": "come", "phase": "visit", "does": 5, "feels": {"score": "1"}}],
    }
    with pytest.raises(MapRefused) as error:
        from_json(data)
    assert [str(each) for each in error.value.findings] == [
        "steps.come.feels.0.score M004 score '1' is text, because of its quotes. Leave the quotes out",
        "state M004 state 'currant' is not current, target, planned or ideal. Did you mean 'current'?",
    ]


@pytest.mark.parametrize(
    "data", [None, 1, "a", [], {}, {"format": "journey-map/2"}, {"a": [[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}]
)
def test_data_that_is_no_map_is_refused(data):
    with pytest.raises(MapRefused):
        from_json(data)


def test_phases_may_be_named_like_words_of_yaml():
    made = small_map(phases=(Phase(id="visit", name="no", moment="during"), Phase(id="yes", name="on", moment="after")))
    assert parse_map(write_map(made)) == made
