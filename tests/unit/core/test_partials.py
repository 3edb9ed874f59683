"""Partials as bytes: what comes back is what was sent, and nothing else is read."""

import math
import zlib
from collections import Counter
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sojourn.core.errors import EngineError
from sojourn.core.expectation import Condition, Rule
from sojourn.core.journeys import Cases, JourneyStatus, Labels
from sojourn.core.partials import VERSION, dump, load
from sojourn.core.quantiles import Samples


@dataclass(frozen=True)
class Foreign:
    """A dataclass that is not of the package."""

    number: int


def same(a: Any, b: Any) -> bool:
    """Say whether two values are the same in type and content, arrays inside included."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray | np.generic):
        if a.dtype != b.dtype or a.shape != b.shape:
            return False
        if a.dtype == np.object_:
            return all(map(same, a.reshape(-1).tolist(), b.reshape(-1).tolist()))
        return bool(a.tobytes() == b.tobytes())
    if isinstance(a, float):
        return math.copysign(1, a) == math.copysign(1, b) and (a == b or (a != a and b != b))
    if isinstance(a, tuple | list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict | MappingProxyType):
        return same(list(a.items()), list(b.items()))
    if hasattr(a, "__dataclass_fields__"):
        return all(same(getattr(a, name), getattr(b, name)) for name in a.__dataclass_fields__)
    return bool(a == b)


def of_objects(items: list[Any]) -> np.ndarray[Any, Any]:
    array = np.empty(len(items), np.object_)
    for place, each in enumerate(items):
        array[place] = each
    return array


DTYPES = st.one_of(
    arrays.boolean_dtypes(),
    arrays.integer_dtypes(),
    arrays.unsigned_integer_dtypes(),
    arrays.floating_dtypes(),
    arrays.unicode_string_dtypes(max_len=5),
    arrays.byte_string_dtypes(max_len=5),
    arrays.datetime64_dtypes(),
    arrays.timedelta64_dtypes(),
    arrays.array_dtypes(max_size=3, allow_subarrays=True),
)
ARRAYS = arrays.arrays(DTYPES, arrays.array_shapes(min_dims=0, min_side=0, max_dims=3, max_side=4))
KEYS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.binary(),
    st.tuples(st.integers(), st.text()),
    st.sampled_from(JourneyStatus),
    st.frozensets(st.integers()),
)
PARTIALS = st.recursive(
    KEYS | st.floats() | ARRAYS | ARRAYS.filter(lambda each: each.size > 0).map(lambda each: each.reshape(-1)[0]),
    lambda inner: st.one_of(
        st.lists(inner),
        st.lists(inner).map(tuple),
        st.lists(st.integers()).map(tuple),
        st.sets(st.text()),
        st.dictionaries(KEYS, inner),
        st.dictionaries(KEYS, inner).map(MappingProxyType),
        st.dictionaries(KEYS, st.integers()).map(Counter),
        st.lists(inner, max_size=4).map(of_objects),
        inner.map(lambda each: Labels(each, ["a"])),
        st.integers().map(lambda each: Cases(gap=abs(each) + 1)),
    ),
    max_leaves=8,
)


@given(PARTIALS)
def test_what_comes_back_is_what_was_sent(partial: Any) -> None:
    assert same(load(dump(partial)), partial)


@pytest.mark.parametrize(
    "number", [0, -1, 2**63 - 1, -(2**63), 2**63, 2**64, -(2**200), 10**5000], ids=lambda each: f"{each % 997}"
)
def test_numbers_of_any_size(number: int) -> None:
    assert load(dump((number, (number,), {number: number}))) == (number, (number,), {number: number})


@pytest.mark.parametrize("number", [0.0, -0.0, math.inf, -math.inf, math.nan, 0.1, 5e-324, 1.7976931348623157e308])
def test_floats_to_the_last_bit(number: float) -> None:
    assert same(
        load(dump([number, np.float64(number), np.array([number])])), [number, np.float64(number), np.array([number])]
    )


def test_layouts_of_arrays() -> None:
    table = np.arange(12, dtype=np.int64).reshape(3, 4)
    for array in (
        table.T,
        table[:, ::2],
        np.asfortranarray(table),
        table.astype(">i4"),
        np.broadcast_to(table, (2, 3, 4)),
    ):
        back = load(dump(array))
        assert isinstance(back, np.ndarray)
        assert back.dtype == array.dtype
        assert back.tolist() == array.tolist()
        assert back.flags.c_contiguous
        assert back.flags.writeable
        assert back.flags.aligned


def test_arrays_of_objects_and_of_nothing() -> None:
    names = np.array([["a", None], ["b", 2**70]], np.object_)
    assert same(load(dump(names)), names)
    for empty in (np.zeros((0, 3)), np.zeros((2, 0), np.int64), np.array([], np.object_), np.array("", "U0")):
        assert same(load(dump(empty)), empty)


def test_dataclasses_of_dataclasses() -> None:
    rule = Rule(("paid",), (Condition("amount", "gt", (5,)),))
    samples = Samples.of(np.arange(3, dtype=np.int64))
    back = load(dump({"rule": rule, "samples": (samples, samples)}))
    assert same(back, {"rule": rule, "samples": (samples, samples)})


def test_order_of_mappings_is_kept() -> None:
    back = load(dump({"b": 1, "a": 2}))
    assert isinstance(back, dict)
    assert list(back) == ["b", "a"]


@pytest.mark.parametrize(
    ("partial", "place"),
    [
        (lambda: None, "function"),
        ({"a": [1, object()]}, "dict['a'][1]"),
        ((Foreign(1),), "tuple[0]"),
        (Labels(np.zeros(1, np.int32), {1, Ellipsis}), "Labels.labels"),  # type: ignore[arg-type]
        (np.zeros(1, [("a", "O")]), "ndarray"),
        (1j, "complex"),
    ],
    ids=["function", "object", "foreign dataclass", "inside a field", "objects as fields", "complex"],
)
def test_what_cannot_leave_the_process_is_named(partial: Any, place: str) -> None:
    with pytest.raises(EngineError) as error:
        dump(partial)
    assert error.value.code == "partial-type"
    assert place in error.value.message


def resealed(content: bytes, old: bytes, new: bytes) -> bytes:
    """Change bytes, and make the checksum right again."""
    assert len(old) == len(new)
    assert old in content
    stream = content[:-4].replace(old, new)
    return stream + zlib.crc32(stream).to_bytes(4, "little")


def test_an_unknown_version_is_refused() -> None:
    table = pa.schema([("content", pa.uint8())], metadata={"sojourn.partial": str(VERSION + 1)})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table):
        pass
    content = sink.getvalue().to_pybytes()
    with pytest.raises(EngineError, match=f"version {VERSION + 1} cannot be read: this is version {VERSION}") as error:
        load(content + zlib.crc32(content).to_bytes(4, "little"))
    assert error.value.code == "partial-version"
    assert error.value.hint is not None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"sojourn.core.journeys:Cases", b"sojournXcore.journeys:Cases"),
        (b"sojourn.core.journeys:Cases", b"sojourn.core.journeys:Other"),
        (b"sojourn.core.journeys:Cases", b"sojourn.core.journexs:Cases"),
        (b"sojourn.core.journeys:Cases", b"sojourn.core.journeys:Basis"),
        (b"sojourn.core.journeys:Cases", b"sojourn.core.journeys:cases"),
        (b'"timeout"', b'"timeoff"'),
    ],
    ids=["another package", "no such class", "no such module", "other fields", "no class", "a field's name"],
)
def test_a_type_that_is_not_here_is_refused(old: bytes, new: bytes) -> None:
    with pytest.raises(EngineError) as error:
        load(resealed(dump(Cases()), old, new))
    assert error.value.code == "partial-type"


def test_no_code_is_run() -> None:
    # A forged partial may name what it likes: a class of the standard library is not made, a function not called.
    for name in (b"sojourn.core.journeys:cases", b"subprocess.x.jourxeys:Popen"):
        with pytest.raises(EngineError):
            load(resealed(dump(Cases()), b"sojourn.core.journeys:Cases", name))


@given(st.data())
def test_damage_is_noticed(data: st.DataObject) -> None:
    content = dump({"a": (1, 2.5, "x"), "b": np.arange(20), "c": Cases()})
    if data.draw(st.booleans()):
        broken = content[: data.draw(st.integers(0, len(content) - 1))]
    else:
        place, bit = data.draw(st.integers(0, len(content) - 1)), data.draw(st.integers(0, 7))
        broken = content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]
    with pytest.raises(EngineError) as error:
        load(broken)
    assert error.value.code == "partial-damaged"


@pytest.mark.parametrize(
    "content", [b"", b"abc", b"\0" * 100, b"ARROW1\0\0" * 5], ids=["none", "short", "zeros", "file"]
)
def test_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(EngineError):
        load(content)
    with pytest.raises(EngineError):
        load(content + zlib.crc32(content).to_bytes(4, "little"))


@given(st.binary(max_size=60))
def test_a_forged_shape_is_refused(shape: bytes) -> None:
    schema = pa.schema([("content", pa.uint8())], metadata={"sojourn.partial": str(VERSION)})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as stream:
        stream.write_batch(pa.record_batch([pa.array(list(shape), pa.uint8())], schema=schema))
    content = sink.getvalue().to_pybytes()
    with pytest.raises(EngineError):
        load(content + zlib.crc32(content).to_bytes(4, "little"))
