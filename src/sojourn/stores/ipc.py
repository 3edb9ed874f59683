"""Write uncompressed Arrow files and record where each buffer lies in them."""

import mmap
import os
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import ipc

from sojourn.kernels import checksum

from .files import sync_file
from .mapped import Buffer, Described


def write_arrow(path: Path, table: dict[str, Any], *, sync: bool = True) -> Described:
    """Write columns of equal length as one record batch of an Arrow file, whole or not at all.

    Args:
        path: where to; its folder must exist.
        table: numpy arrays, or pyarrow string arrays without nulls.
        sync: wait until the bytes are on the disk.
    """
    batch = pa.record_batch(
        [column if isinstance(column, pa.Array) else pa.array(column) for column in table.values()], names=list(table)
    )
    aside = path.with_name(f".{path.name}.{os.getpid()}.aside")
    with pa.OSFile(str(aside), "wb") as sink, ipc.new_file(sink, batch.schema) as writer:
        writer.write_batch(batch)
    if sync:
        sync_file(aside)
    described = _described(aside, path.name)
    aside.replace(path)
    return described


def _described(path: Path, name: str) -> Described:
    """Read a written file back: where its buffers lie, its size, its checksum."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        whole = np.frombuffer(mapped, dtype=np.uint8)
        start = whole.ctypes.data
        batch = ipc.open_file(pa.py_buffer(mapped)).get_batch(0)
        buffers: dict[str, Buffer] = {}
        for column_name, column in zip(batch.schema.names, batch.columns, strict=True):
            for part, dtype, buffer, length in _parts(column):
                place = buffer.address - start if buffer is not None and length else 0
                buffers[f"{column_name}{part}"] = Buffer(dtype, place, length)
        described = Described(name, len(whole), checksum(whole), buffers)
        del batch, column, buffer, whole
    return described


def _parts(column: Any) -> list[tuple[str, str, Any, int]]:
    """List (suffix, dtype, buffer, length) of a column's buffers."""
    rows = len(column)
    if pa.types.is_string(column.type):
        _, ends, data = column.buffers()
        return [(".offsets", "<i4", ends, rows + 1), (".data", "|u1", data, 0 if data is None else data.size)]
    dtype = np.dtype(column.type.to_pandas_dtype()).newbyteorder("<").str
    return [("", dtype, column.buffers()[1], rows)]
