"""Mappings that nobody changes, copied and pickled: results and answers hold them, and Python can do neither."""

import copyreg
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any


def unchanging(mapping: Mapping[Any, Any]) -> "MappingProxyType[Any, Any]":
    """Give a mapping that cannot be changed: pickles name this function."""
    return MappingProxyType(dict(mapping))


def _parts(mapping: "MappingProxyType[Any, Any]") -> tuple[Any, tuple[dict[Any, Any]]]:
    return unchanging, (dict(mapping),)


copyreg.pickle(MappingProxyType, _parts)
