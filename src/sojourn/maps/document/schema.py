"""The JSON Schema of the format, made of the model: for editors, and for programs that write maps."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from ..model import (
    Currency,
    Day,
    Entity,
    Flag,
    JourneyMap,
    Kind,
    Language,
    Library,
    Many,
    Named,
    Number,
    Of,
    Period,
    Ref,
    Slug,
    Spec,
    Target,
    Text,
    When,
    Where,
    Whole,
    Word,
    inner,
    kind_of,
    short_of,
    specs,
)
from . import scalars
from .references import SHARED

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NEEDS = MappingProxyType({"asked": " Checking asks for it.", "derived": " Worked out when it is not given."})


def json_schema() -> Schema:
    """Give the JSON Schema (draft 2020-12) of `journey-map/1`: every form that a file may take, short ones included.

    What one schema cannot say is left to reading and checking: that ids are unique and named things exist.
    """
    return _whole(JourneyMap, "journey-map-1", "A journey map")


def library_schema() -> Schema:
    """Give the JSON Schema of `journey-library/1`."""
    return _whole(Library, "journey-library-1", "What journey maps share")


def _whole(what: type[Entity], name: str, title: str) -> Schema:
    """Describe a whole file."""
    parts: dict[str, type[Entity]] = {}
    waiting = [what]
    while waiting:
        for spec in specs(waiting.pop()).values():
            for part in inner(spec.kind):
                if kind_of(part) not in parts:
                    parts[kind_of(part)] = part
                    waiting.append(part)
    return {
        "$schema": DIALECT,
        "$id": f"urn:sojourn:{name}",
        "title": title,
        **_entity(what),
        "$defs": {
            "text": {
                "description": "Text. What stands without quotes is taken to the letter, numbers and words alike.",
                "anyOf": [{"type": "string", "pattern": r"\S"}, {"type": ["number", "boolean"]}],
            },
            "id": {"description": _doc(Slug), "type": "string", "pattern": scalars.SLUG_PATTERN},
            "day": {"description": _doc(Day), "type": "string", "format": "date", "pattern": scalars.DAY_PATTERN},
            "time": {"type": "string", "format": "date-time"},
            "duration": {"description": _doc(Period), "type": "string", "pattern": scalars.PERIOD_PATTERN},
            "other": {
                "description": "A word of your own.",
                "type": "object",
                "properties": {"other": {"$ref": "#/$defs/text"}},
                "required": ["other"],
                "additionalProperties": False,
            },
            "value": {"type": ["string", "number", "boolean"]},
            "conditions": _conditions(),
            **{kind: _entity(part) for kind, part in sorted(parts.items())},
        },
    }


def _entity(what: type[Entity]) -> Schema:
    """Describe an entity."""
    fields = specs(what)
    return {
        "description": _doc(what),
        "type": "object",
        "properties": {key: _field(what, spec) for key, spec in fields.items()},
        "patternProperties": {"^x-": True},
        "required": [key for key, spec in fields.items() if spec.need == "required" or key == "format"],
        "additionalProperties": False,
    }


def _field(what: type[Entity], spec: Spec) -> Schema:
    """Describe a field."""
    about = {"description": spec.doc + _NEEDS.get(spec.need, "")}
    if spec.key == "format":
        return {**about, "const": spec.default}
    schema = _kind(spec.kind, needed=spec.need == "required")
    if spec.default not in (None, ()):
        schema = {**schema, "default": spec.default}
    return {**about, **schema}


def _kind(kind: Kind, *, needed: bool = False) -> Schema:
    """Describe what a field may hold."""
    return _KINDS[type(kind)](kind, needed)


def _word(kind: Word, needed: bool) -> Schema:
    words: Schema = {"enum": list(kind.values)}
    return {"anyOf": [words, {"$ref": "#/$defs/other"}]} if kind.open else words


def _number(kind: Number | Whole, needed: bool) -> Schema:
    found: Schema = {"type": "integer" if isinstance(kind, Whole) else "number"}
    found |= {} if kind.low is None else {"minimum": kind.low}
    found |= {} if kind.high is None else {"maximum": kind.high}
    step = getattr(kind, "step", None)
    return found if step is None else {**found, "multipleOf": step}


def _of(kind: Of, needed: bool) -> Schema:
    here = {"$ref": f"#/$defs/{kind_of(kind.entity)}"}
    short = short_of(kind.entity)
    if short is None:
        return here
    return {"anyOf": [_kind(specs(kind.entity)[short].kind), here]}


def _many(kind: Many, needed: bool) -> Schema:
    item = _kind(kind.item)
    if isinstance(kind.item, Of) and kind_of(kind.item.entity) in SHARED and not short_of(kind.item.entity):
        item = {"anyOf": [{"$ref": "#/$defs/id", "description": "An id of the library's."}, item]}
    list_: Schema = {"type": "array", "items": item}
    if kind.size is not None:
        list_ |= {"minItems": kind.size, "maxItems": kind.size}
    elif needed:
        list_ |= {"minItems": 1}
    ways = [list_, *([item] if kind.single else []), *([{"const": "none"}] if kind.none else [])]
    return list_ if len(ways) == 1 else {"anyOf": ways}


def _named(kind: Named, needed: bool) -> Schema:
    item = _kind(kind.item)
    found: Schema = {"type": "object", "propertyNames": {"$ref": "#/$defs/id"}, "additionalProperties": item}
    return {**found, "properties": dict.fromkeys(kind.known, item)} if kind.known else found


def _conditions() -> Schema:
    """Describe conditions on properties of events."""
    one = {"$ref": "#/$defs/value"}
    some = {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}
    ordered = {"type": ["number", "string"]}
    operators: Mapping[str, Schema] = {
        **dict.fromkeys(("gt", "gte", "lt", "lte"), ordered),
        "not": some,
        "exists": {"type": "boolean"},
        "prefix": one,
    }
    held = {"type": "object", "properties": operators, "minProperties": 1, "additionalProperties": False}
    return {
        "description": "Conditions on properties: all hold.",
        "type": "object",
        "additionalProperties": {"anyOf": [*some["anyOf"], held]},
    }


def _doc(what: type) -> str:
    """Give the first sentence that a declaration says of itself."""
    return (what.__doc__ or "").strip().split("\n\n")[0].replace("\n", " ").replace("    ", "")


def _ref(name: str) -> Callable[[Any, bool], Schema]:
    return lambda kind, needed: {"$ref": f"#/$defs/{name}"}


_KINDS: Mapping[type, Callable[[Any, bool], Schema]] = MappingProxyType(
    {
        Text: _ref("text"),
        Slug: _ref("id"),
        Ref: _ref("id"),
        Word: _word,
        Number: _number,
        Whole: _number,
        Flag: lambda kind, needed: {"type": "boolean"},
        Day: _ref("day"),
        When: lambda kind, needed: {"anyOf": [{"$ref": "#/$defs/day"}, {"$ref": "#/$defs/time"}]},
        Period: _ref("duration"),
        Target: lambda kind, needed: {"anyOf": [{"type": "number"}, {"$ref": "#/$defs/duration"}]},
        Language: lambda kind, needed: {"type": "string", "pattern": scalars.LANGUAGE_PATTERN},
        Currency: lambda kind, needed: {"type": "string", "pattern": scalars.CURRENCY_PATTERN},
        Where: _ref("conditions"),
        Of: _of,
        Many: _many,
        Named: _named,
    }
)
