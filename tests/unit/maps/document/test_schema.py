"""The JSON Schema: generated, complete, and of one mind with the reader.

When a change is meant: `UPDATE_SNAPSHOTS=1 python -m pytest tests/unit/maps/document/test_schema.py`.
"""

import json
import os
from datetime import date, datetime
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from ruamel.yaml import YAML

import sojourn
from sojourn.maps.document.canonical import to_json
from sojourn.maps.document.schema import json_schema, library_schema
from sojourn.maps.document.writing import write_map
from sojourn.maps.model import JourneyMap, Library, inner, kind_of, specs
from tests.factories.maps import libraries, maps, small_map

HERE = Path(sojourn.__file__).parent / "maps"
SCHEMAS = {"journey-map-1.schema.json": json_schema, "journey-library-1.schema.json": library_schema}
MAPS = jsonschema.Draft202012Validator(json_schema())
LIBRARIES = jsonschema.Draft202012Validator(library_schema())


def plain(text):
    """What a reader of YAML without our rules makes of a text."""

    def dated(value):
        if isinstance(value, dict):
            return {key: dated(each) for key, each in value.items()}
        if isinstance(value, list):
            return [dated(each) for each in value]
        return value.isoformat() if isinstance(value, date | datetime) else value

    return dated(YAML(typ="safe", pure=True).load(text))


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_that_ships_is_that_of_the_model(name):
    made = json.dumps(SCHEMAS[name](), ensure_ascii=False, indent=1) + "\n"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        (HERE / name).write_text(made, "utf-8")
    assert (HERE / name).read_text("utf-8") == made


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_schema_is_one(name):
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name]())


@pytest.mark.parametrize("what", [JourneyMap, Library])
def test_every_field_is_described(what):
    schema = json_schema() if what is JourneyMap else library_schema()
    waiting, seen = [what], set()
    while waiting:
        entity = waiting.pop()
        described = schema if entity is what else schema["$defs"][kind_of(entity)]
        assert list(described["properties"]) == list(specs(entity))
        assert all(
            each["description"].endswith((".", "…")) or "`" in each["description"]
            for each in described["properties"].values()
        )
        seen.add(entity)
        waiting += [part for spec in specs(entity).values() for part in inner(spec.kind) if part not in seen]


@pytest.mark.parametrize("name", ["concert", "bank", "retail"])
def test_the_worked_maps_fit_the_schema(name):
    text = (HERE.parent / "samples" / "maps" / f"{name}.yaml").read_text("utf-8")
    assert [each.message for each in MAPS.iter_errors(plain(text))] == []


@settings(max_examples=15)
@given(maps(hostile=False))
def test_what_is_written_fits_the_schema(made):
    assert [each.message for each in MAPS.iter_errors(plain(write_map(made)))] == []
    assert [each.message for each in MAPS.iter_errors(to_json(made))] == []


@settings(max_examples=15)
@given(libraries())
def test_a_library_fits_its_schema(made):
    assert [each.message for each in LIBRARIES.iter_errors(to_json(made))] == []


@pytest.mark.parametrize(
    "change",
    [
        {"stete": "current"},
        {"state": "currant"},
        {"steps": []},
        {"personas": [{"id": "A", "name": "A"}]},
        {"review": {"every": "5 months"}},
        {"currency": "Euro"},
        {"version": 0},
        {"format": "journey-map/2"},
        {"links": [{"from": "come", "to": "go", "share": 2}]},
        {"title": " "},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_the_reader_refuses_the_schema_refuses(change):
    assert not MAPS.is_valid(to_json(small_map()) | change)


@pytest.mark.parametrize(
    "change",
    [
        {"x-own": [None, {"a": 1}]},
        {"departments": ["sales", {"id": "ops", "name": "Operations"}]},
        {"personas": ["of_the_library"]},
        {"watch": {"event": "a", "where": {"n": {"gte": 2, "not": ["x", 1]}, "m": [1, "a"], "o": True}}},
        {"initiatives": [{"id": "i", "title": "I", "effect": "none"}]},
        {"title": 1984},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_form_that_is_read_fits_the_schema(change):
    assert [each.message for each in MAPS.iter_errors(to_json(small_map()) | change)] == []
