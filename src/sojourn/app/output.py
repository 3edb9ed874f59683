"""Files made of results: written aside, synced, renamed, so that no one ever finds half of one."""

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

from sojourn.core.charts import Chart
from sojourn.core.errors import InvalidInput, NotFound, StoreError
from sojourn.core.results import Result

from . import rendering
from .texts import FORMULA, NUMBER, to_csv, to_json

PIECE = 100_000
"""Rows of a table that are turned into text at a time."""


def write_result(result: Result, path: Path) -> None:
    """Write a result in the form its ending names: csv, parquet, json, html, svg or png.

    Raises:
        InvalidInput: the ending names no such form.
        NotFound: the folder is not there.
        StoreError: the file is there and read-only.
    """
    _form(path, _RESULTS)(result, path)


def write_chart(chart: Chart | Result, path: str | Path) -> None:
    """Draw a chart, or that of a result, in the form the ending names: svg, png, html, or json for its specification.

    Raises:
        InvalidInput: the ending names no such form.
        NotFound: the folder is not there.
    """
    path = Path(path)
    _form(path, _CHARTS)(chart.chart() if isinstance(chart, Result) else chart, path)


def write_table(table: Any, path: Path) -> None:
    """Write an Arrow table as csv, parquet or json lines, by the ending.

    Raises:
        InvalidInput: the ending names no such form.
        NotFound: the folder is not there.
    """
    _form(path, _TABLES)(table, path)


def checked_ending(path: Path, what: str) -> None:
    """Refuse a file name whose ending says nothing, before any work is done.

    Raises:
        InvalidInput: the ending names no form for `what`: result, chart or table.
    """
    _form(path, {"result": _RESULTS, "chart": _CHARTS, "table": _TABLES}[what])


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for writing that takes its name only once everything is safely in it.

    Raises:
        NotFound: the folder is not there.
    """
    folder = path.parent
    if not folder.is_dir():
        raise NotFound(
            f"cannot write {path}: there is no folder {folder}",
            code="no-folder",
            hint=f"make it with: mkdir -p {folder}",
        )
    mode = path.stat().st_mode & 0o777 if path.is_file() else None
    if mode is not None and not (mode & 0o222 and os.access(path, os.W_OK)):
        # A new file could take its name all the same, but who took the right to write away meant something by it.
        raise StoreError(
            f"cannot write {path}: it is read-only",
            code="cannot-write",
            hint=f"let it be written with: chmod u+w {path}; or give another name",
        )
    try:
        handle, aside = tempfile.mkstemp(dir=folder, prefix=f".{path.name[:80]}.")
    except OSError as error:  # which names the file aside; nobody asked for that one
        raise type(error)(error.errno, error.strerror, str(path)) from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        # mkstemp keeps the file to its owner; a result is as readable as what was there, or as any other new file.
        Path(aside).chmod(0o666 & ~_mask() if mode is None else mode)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def _mask() -> int:
    """Ask for the mask of new files; the only way to is to set it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


Writer = Callable[[Any, Path], None]


def _form(path: Path, forms: Mapping[str, Writer]) -> Writer:
    ending = path.suffix.lower().removeprefix(".")
    writer = forms.get(ending)
    if writer is None:
        raise InvalidInput(
            f"{path.name!r} does not say in what form to write: its ending is {ending or 'missing'!r}",
            code="unknown-form",
            hint=f"let the name end in {', '.join(f'.{form}' for form in forms)}",
        )
    return writer


def _write(text: str | bytes, path: Path) -> None:
    with whole_file(path) as file:
        file.write(text if isinstance(text, bytes) else text.encode())


def _parquet(table: Any, path: Path) -> None:
    import pyarrow.parquet as pq  # noqa: PLC0415 - start-up: only this form needs it

    with whole_file(path) as file:
        pq.write_table(table, file, compression="zstd")


def _table_csv(table: Any, path: Path) -> None:
    import pyarrow as pa  # noqa: PLC0415 - start-up: only this form needs it
    import pyarrow.csv as pc  # noqa: PLC0415 - start-up: only this form needs it

    head = _inert(_with_zones(table.slice(0, 0)))
    with whole_file(path) as file, pc.CSVWriter(file, head.schema) as writer:
        # Piece by piece: a table that is larger than memory lies on disk, and its texts do not.
        for batch in table.to_batches(max_chunksize=PIECE):
            writer.write_table(_inert(_with_zones(pa.Table.from_batches([batch]))))


def _inert(table: Any) -> Any:
    """Put an apostrophe before text that a spreadsheet would compute, as `to_csv` does."""
    import pyarrow as pa  # noqa: PLC0415 - start-up: only tables of Arrow need it
    import pyarrow.compute as pc  # noqa: PLC0415 - the same

    for place, field in enumerate(table.schema):
        kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        if pa.types.is_string(kind) or pa.types.is_large_string(kind):
            texts = table.column(place).cast(kind)
            inert = pc.replace_substring_regex(texts, FORMULA, r"'\1")
            table = table.set_column(
                place, field.name, pc.if_else(pc.match_substring_regex(texts, NUMBER), texts, inert)
            )
    return table


def _with_zones(table: Any) -> Any:
    """Write times as RFC 3339 text, `2024-03-04T09:00:00Z`, with a fraction only where there is one."""
    import pyarrow as pa  # noqa: PLC0415 - start-up: only tables of Arrow need it
    import pyarrow.compute as pc  # noqa: PLC0415 - the same

    for place, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type) and field.type.tz is not None:
            texts = pc.strftime(table.column(place).cast(pa.timestamp("us", "UTC")), "%Y-%m-%dT%H:%M:%S")
            texts = pc.replace_substring_regex(texts, r"\.0+$", "")
            texts = pc.replace_substring_regex(texts, r"(\.\d*[1-9])0+$", r"\1")
            table = table.set_column(place, field.name, pc.binary_join_element_wise(texts, "Z", ""))
    return table


def _table_json(table: Any, path: Path) -> None:
    def default(value: Any) -> str:
        return str(value.isoformat()).replace("+00:00", "Z") if hasattr(value, "isoformat") else str(value)

    with whole_file(path) as file:
        for batch in table.to_batches(max_chunksize=10_000):
            for row in batch.to_pylist():
                file.write(json.dumps(row, ensure_ascii=False, default=default).encode() + b"\n")


_RESULTS: Mapping[str, Writer] = MappingProxyType(
    {
        "csv": lambda result, path: _write(to_csv(result.rows()), path),
        "parquet": lambda result, path: _parquet(result.to_arrow(), path),
        "json": lambda result, path: _write(to_json(result.to_dict()) + "\n", path),
        "html": lambda result, path: _write(rendering.page(result), path),
        "svg": lambda result, path: _write(rendering.svg_alone(result.chart()), path),
        "png": lambda result, path: _write(rendering.png(result.chart()), path),
    }
)
_CHARTS: Mapping[str, Writer] = MappingProxyType(
    {
        "svg": lambda chart, path: _write(rendering.svg_alone(chart), path),
        "png": lambda chart, path: _write(rendering.png(chart), path),
        "html": lambda chart, path: _write(rendering.html(chart), path),
        "json": lambda chart, path: _write(to_json(chart.to_dict()) + "\n", path),
    }
)
_TABLES: Mapping[str, Writer] = MappingProxyType({"csv": _table_csv, "parquet": _parquet, "jsonl": _table_json})
