"""Partials as bytes: what an analysis made of some customers, sent from one process to another.

The bytes are an Arrow IPC stream and, behind it, its CRC-32. The first batch holds the shape of the partial as JSON,
every other one the bytes of an array; the schema's metadata say which version of this form it is. Nothing in it is
code, so bytes from elsewhere can be refused but not run.
"""

import json
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from importlib import import_module
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .copies import unchanging
from .errors import EngineError

VERSION = 1
"""Which form is written here; no other is read."""

_HOME = "sojourn."
"""Only types of this package are made of bytes."""

_SAME = "install the same version of Sojourn on every machine"

_VERSION_KEY = b"sojourn.partial"
_CHECK = 4
"""Bytes of the checksum."""

_PLAIN = frozenset({type(None), bool, str, float})
_LARGEST = 2**63 - 1
"""Larger numbers are written in hexadecimal digits: the decimal ones of very large numbers are slow, and refused."""

_MADE_OF = MappingProxyType({"tuple": tuple, "list": list, "set": set, "frozenset": frozenset})
_MAPPINGS: Mapping[str, Any] = MappingProxyType({"dict": dict, "counter": Counter, "unchanging": unchanging})
_TAG_OF: Mapping[type, str] = MappingProxyType(
    {**{kind: tag for tag, kind in _MADE_OF.items()}, dict: "dict", Counter: "counter", MappingProxyType: "unchanging"}
)


def dump(partial: object) -> bytes:
    """Write a partial.

    Numbers of any size, floats to the last bit, text, bytes, None, tuples, lists, sets, mappings in their order, enums,
    numpy arrays and scalars of any type (arrays of objects included), and dataclasses of this package. What stands in
    two places is written twice.

    Raises:
        EngineError: it holds something else, such as a function; the message says where.

    Cost: O(bytes), each copied twice; a microsecond for every object that is no array.
    """
    import pyarrow as pa  # noqa: PLC0415 - start-up: only what leaves the process is written

    writing = _Writing()
    shape = {"partial": writing.value(partial, (type(partial).__name__,)), "types": list(writing.types.values())}
    schema = pa.schema([("content", pa.uint8())], metadata={_VERSION_KEY: str(VERSION).encode()})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as stream:
        for content in [np.frombuffer(json.dumps(shape, separators=(",", ":")).encode(), np.uint8), *writing.arrays]:
            column = pa.Array.from_buffers(pa.uint8(), len(content), [None, pa.py_buffer(content.data)])
            stream.write_batch(pa.record_batch([column], schema=schema))
    written = sink.getvalue()
    return written.to_pybytes() + zlib.crc32(written).to_bytes(_CHECK, "little")


def load(content: bytes) -> object:
    """Read what `dump` has written. Arrays are copies that may be written to.

    Raises:
        EngineError: the bytes are damaged, cut off, no partial, of another version of this form, or name a type that
            is not here as it was there.
    """
    import pyarrow as pa  # noqa: PLC0415 - start-up: only what comes from another process is read

    stream = memoryview(content)[:-_CHECK]
    if len(content) < _CHECK or zlib.crc32(stream).to_bytes(_CHECK, "little") != bytes(content[-_CHECK:]):
        raise EngineError(
            f"these {len(content)} bytes are no partial, or one that was damaged or cut off",
            code="partial-damaged",
            hint="ask again; something between two machines changes or cuts what it carries",
        )
    try:
        reader = pa.ipc.open_stream(pa.py_buffer(stream))
        version = (reader.schema.metadata or {}).get(_VERSION_KEY)
        if version != str(VERSION).encode():
            told = "no version" if version is None else f"version {version.decode(errors='replace')}"
            raise EngineError(
                f"a partial of {told} cannot be read: this is version {VERSION}", code="partial-version", hint=_SAME
            )
        shape, *arrays = (batch.column(0).to_numpy() for batch in reader)
        told = json.loads(shape.tobytes())
        return _Reading(arrays, [_dataclass(name, names) for name, names in told["types"]]).value(told["partial"])
    except (pa.ArrowException, ValueError, TypeError, LookupError, AttributeError, OSError) as problem:
        raise EngineError(f"this is no partial: {problem}", code="partial-damaged") from problem


Where = tuple[str | tuple[Any], ...]
"""Where in a partial something stands: names of fields, and places and keys in tuples of one."""


class _Writing:
    """One partial being written: the arrays and types met so far."""

    def __init__(self) -> None:
        self.arrays: list[NDArray[np.uint8]] = []
        self.types: dict[type, tuple[str, list[str]]] = {}

    def value(self, value: Any, where: Where) -> Any:
        """Give the JSON form; a list there always begins with a word that says what it is."""
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind is int:
            return value if -_LARGEST <= value <= _LARGEST else ["int", hex(value)]
        if kind is tuple and set(map(type, value)) == {int} and min(value) >= -_LARGEST and max(value) <= _LARGEST:
            return ["tuple", *value]
        if kind in _TAG_OF:
            return [_TAG_OF[kind], *self._items(value, where)]
        if kind is bytes:
            return ["bytes", self._keep(np.frombuffer(value, np.uint8))]
        if kind is np.ndarray or isinstance(value, np.generic):
            return self._array(value, where)
        if isinstance(value, Enum):
            return ["enum", _name(kind, where), value.name]
        if is_dataclass(value):
            if kind not in self.types:
                self.types[kind] = (_name(kind, where), [each.name for each in fields(value)])
            names = self.types[kind][1]
            return [
                "dataclass",
                list(self.types).index(kind),
                *(self.value(getattr(value, name), (*where, f".{name}")) for name in names),
            ]
        raise EngineError(f"{_said(where)} is a {_called(kind)}, which cannot leave the process", code="partial-type")

    def _items(self, value: Any, where: Where) -> Iterator[Any]:
        """Give the items of a collection; of a mapping, keys and values by turns."""
        if isinstance(value, Mapping):
            for key, each in value.items():
                yield self.value(key, ("a key of ", *where))
                yield self.value(each, (*where, (key,)))
        else:
            for place, each in enumerate(value):
                yield self.value(each, (*where, (place,)))

    def _array(self, value: Any, where: Where) -> Any:
        """Keep the bytes of an array, or the items of one of objects."""
        if value.dtype == np.object_:
            return ["objects", list(value.shape), *self._items(value.reshape(-1).tolist(), where)]
        if value.dtype.hasobject:
            raise EngineError(
                f"{_said(where)} has objects among its fields, which cannot leave the process",
                code="partial-type",
            )
        tag = "array" if isinstance(value, np.ndarray) else "scalar"
        described = np.lib.format.dtype_to_descr(value.dtype)
        # A flat copy only where the array is not one stretch of memory already.
        flat = np.ascontiguousarray(value).reshape(-1)
        held = flat.view(np.uint8) if flat.dtype.itemsize else np.zeros(0, np.uint8)
        return [tag, described, list(value.shape), self._keep(held)]

    def _keep(self, content: NDArray[np.uint8]) -> int:
        self.arrays.append(content)
        return len(self.arrays) - 1


class _Reading:
    """One partial being read."""

    def __init__(self, arrays: list[NDArray[np.uint8]], types: list[tuple[type, list[str]]]) -> None:
        self.arrays = arrays
        self.types = types

    def value(self, told: Any) -> Any:
        """Make the value that a JSON form stands for."""
        if not isinstance(told, list):
            return told
        tag = told[0]
        if tag in _MADE_OF:
            return _MADE_OF[tag](map(self.value, told[1:]))
        if tag in _MAPPINGS:
            return _MAPPINGS[tag](dict(zip(map(self.value, told[1::2]), map(self.value, told[2::2]), strict=True)))
        if tag == "dataclass":
            kind, names = self.types[told[1]]
            made: object = object.__new__(kind)
            for name, each in zip(names, told[2:], strict=True):
                # Frozen, and made already once: what it checks and derives then is among its fields.
                object.__setattr__(made, name, self.value(each))
            return made
        if tag in ("array", "scalar"):
            array: Any = np.ndarray(tuple(told[2]), _dtype(told[1]), buffer=self.arrays[told[3]].data).copy()
            return array if tag == "array" else array[()]
        if tag == "objects":
            objects = np.empty(len(told) - 2, np.object_)
            for place, each in enumerate(told[2:]):
                objects[place] = self.value(each)
            return objects.reshape(told[1])
        if tag == "bytes":
            return self.arrays[told[1]].tobytes()
        if tag == "enum":
            return _found(told[1], Enum)[told[2]]
        if tag == "int":
            return int(told[1], 16)
        raise ValueError(f"{tag!r} says nothing")


def _dtype(told: Any) -> np.dtype[Any]:
    """Read the type of an array; JSON has made lists of the tuples that fields are told by."""

    def tupled(each: Any) -> Any:
        return tuple(tupled(part) for part in each) if isinstance(each, list) else each

    described = [tupled(each) for each in told] if isinstance(told, list) else told
    return np.lib.format.descr_to_dtype(described)


def _name(kind: type, where: Where) -> str:
    """Give the name under which a type is found again."""
    name = f"{kind.__module__}:{kind.__qualname__}"
    if not name.startswith(_HOME) or "<" in name:
        raise EngineError(f"{_said(where)} is a {_called(kind)}, which is no type of Sojourn", code="partial-type")
    return name


def _called(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _said(where: Where) -> str:
    """Say where in a partial something stands: put together only when it is told."""
    return "".join(part if isinstance(part, str) else f"[{part[0]!r}]" for part in where)


def _found(name: str, of: type) -> Any:
    """Find a type of this package by its name."""
    module, _, path = name.partition(":")
    if not module.startswith(_HOME):
        raise EngineError(f"a partial names {name}, which is no type of Sojourn", code="partial-type", hint=_SAME)
    try:
        kind: Any = import_module(module)
        for part in path.split("."):
            kind = getattr(kind, part)
    except (ImportError, AttributeError):
        raise EngineError(f"a partial names {name}, which is not here", code="partial-type", hint=_SAME) from None
    if not isinstance(kind, type) or not issubclass(kind, of):
        raise EngineError(f"a partial names {name}, which is no such type", code="partial-type", hint=_SAME)
    return kind


def _dataclass(name: str, names: list[str]) -> tuple[type, list[str]]:
    """Find a dataclass, and see that it has the fields it had."""
    kind: type = _found(name, object)
    if not is_dataclass(kind) or [each.name for each in fields(kind)] != names:
        raise EngineError(
            f"a partial holds a {name} of {', '.join(names) or 'nothing'}, which is different here",
            code="partial-type",
            hint=_SAME,
        )
    return kind, names
