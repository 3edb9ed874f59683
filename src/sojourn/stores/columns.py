"""Columns of a batch as numpy arrays: narrow codes, slices, text that is decoded when asked for."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput
from sojourn.core.journeys import Codes, Column, Labels, Numbers


class Texts(Sequence[str]):
    """A sequence of texts over Arrow's two buffers; each is decoded when asked for, none is kept.

    Args:
        offsets: (n + 1,) int32 or int64.
        data: (bytes,) uint8, UTF-8.
    """

    __slots__ = ("_data", "_offsets")

    def __init__(self, offsets: NDArray[Any], data: NDArray[np.uint8]) -> None:
        self._offsets = offsets
        self._data = data

    def __len__(self) -> int:
        return len(self._offsets) - 1

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        at = index + len(self) if index < 0 else index
        if not 0 <= at < len(self):
            raise IndexError(index)
        return str(self._data[self._offsets[at] : self._offsets[at + 1]].tobytes(), "utf-8")

    def __iter__(self) -> Iterator[str]:
        text, ends = self._data.tobytes(), self._offsets.tolist()
        return (str(text[a:b], "utf-8") for a, b in pairwise(ends))

    def arrow(self) -> Any:
        """Give the texts as a pyarrow string array, copied if the buffers were not 32-bit."""
        import pyarrow as pa  # noqa: PLC0415 - start-up

        offsets = np.ascontiguousarray(self._offsets, dtype=np.int32)
        ends: Any = offsets
        text: Any = self._data
        return pa.StringArray.from_buffers(len(self), pa.py_buffer(ends), pa.py_buffer(text))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and not isinstance(other, str) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # equal to lists, which have no hash either


def width(names: int) -> type[np.uint8] | type[np.uint16] | type[np.uint32]:
    """Give the narrowest type of codes for a dictionary; the type's largest value is kept for null."""
    if names <= np.iinfo(np.uint8).max:
        return np.uint8
    return np.uint16 if names <= np.iinfo(np.uint16).max else np.uint32


def narrow(codes: NDArray[Any], names: int) -> Codes:
    """Store codes as narrow as the dictionary allows; -1 becomes the type's largest value, which is never a name's."""
    narrowed: Any = codes.astype(width(names))
    made: Codes = narrowed
    return made


def sliced(column: Column, a: int, b: int) -> Column:
    """Give rows a to b (exclusive) of a column, without copying."""
    if isinstance(column, Labels):
        return Labels(column.codes[a:b], column.labels)
    return Numbers(column.values[a:b], None if column.valid is None else column.valid[a:b])


def no_property(name: str, properties: Mapping[str, str]) -> InvalidInput:
    """Word the refusal of a property that is not there."""
    near = difflib.get_close_matches(name, properties, n=3, cutoff=0.5)
    listed = ", ".join(sorted(properties)) or "none"
    return InvalidInput(
        f"these events have no property {name!r}",
        code="unknown-property",
        hint=f"did you mean {' or '.join(near)}?" if near else f"there are: {listed}",
    )
