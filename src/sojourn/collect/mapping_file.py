"""Mappings as YAML files, so that the next import of such a file takes one word."""

import io
from dataclasses import fields
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sojourn.core.errors import InvalidInput, NotFound

from .model import TYPES, Mapping

_PAIRS = ("times", "zones", "types")
_LISTS = ("nulls", "ignore")
_FLAGS = ("header", "pair_lifecycle")
_DEFAULT = Mapping()


def mapping_text(mapping: Mapping) -> str:
    """Write a mapping as YAML; what is as by default is left out."""
    document: dict[str, Any] = {}
    for field in fields(Mapping):
        value = getattr(mapping, field.name)
        if value == getattr(_DEFAULT, field.name):
            continue
        if field.name in _PAIRS:
            document[field.name] = dict(value)
        else:
            document[field.name] = list(value) if field.name in _LISTS else value
    text = io.StringIO()
    yaml = YAML(typ="rt")
    yaml.width = 120
    yaml.dump(document, text)
    return text.getvalue()


def save_mapping(mapping: Mapping, path: str | Path) -> None:
    """Write a mapping to a file that `load_mapping` reads."""
    Path(path).write_text(mapping_text(mapping), "utf-8")


def load_mapping(path: str | Path) -> Mapping:
    """Read a mapping from a YAML file.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it is no mapping, or says something unknown.
    """
    try:
        text = Path(path).read_text("utf-8")
    except FileNotFoundError as error:
        raise NotFound(f"{path} does not exist", code="no-mapping", hint="write one with --save-mapping") from error
    except (OSError, UnicodeDecodeError) as error:
        raise _bad(path, f"it cannot be read: {error}") from error
    return parse_mapping(text, name=str(path))


def parse_mapping(text: str, *, name: str = "mapping") -> Mapping:
    """Read a mapping from YAML text.

    Raises:
        InvalidInput: it is no mapping, or says something unknown.
    """
    try:
        # Base types only: every value is text, so that 012 stays 012 and no date is made of 2024-01-31.
        document = YAML(typ="base").load(text)
    except YAMLError as error:
        raise _bad(name, f"it is not YAML: {str(error).splitlines()[0]}") from error
    if not isinstance(document, dict):
        raise _bad(name, "it is not a list of `key: value`")
    known = {field.name for field in fields(Mapping)}
    values: dict[str, Any] = {}
    for key, value in document.items():
        if key not in known:
            raise _bad(name, f"it says {key!r}, which is not known; known are {', '.join(sorted(known))}")
        values[key] = _value(name, key, value)
    if values.get("names", "keep") not in ("keep", "normalise"):
        raise _bad(name, f"`names` is {values['names']!r}; it may be keep or normalise")
    if values.get("decimal", ".") not in (".", ",", None):
        raise _bad(name, f"`decimal` is {values['decimal']!r}; it may be '.' or ','")
    for column, kind in values.get("types", ()):
        if kind not in TYPES:
            raise _bad(name, f"the type of {column!r} is {kind!r}; it may be {', '.join(TYPES)}")
    return Mapping(**values)


def _value(name: str, key: str, value: Any) -> Any:
    """Bring one value into the shape of the field."""
    if key in _PAIRS:
        if not isinstance(value, dict) or not all(isinstance(v, str) for v in value.values()):
            raise _bad(name, f"`{key}` has to be a list of `name: value`")
        return tuple((str(k), str(v)) for k, v in value.items())
    if key in _LISTS:
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise _bad(name, f"`{key}` has to be a list of texts")
        return tuple(value)
    if not isinstance(value, str):
        raise _bad(name, f"`{key}` has to be one text")
    if key in _FLAGS:
        if value.lower() not in ("true", "false"):
            raise _bad(name, f"`{key}` is {value!r}; it may be true or false")
        return value.lower() == "true"
    return value


def _bad(path: str | Path, what: str) -> InvalidInput:
    return InvalidInput(
        f"{path} is no mapping that can be used: {what}", code="bad-mapping", hint="see docs/reference/import.md"
    )
