"""Paths that are there already: files with a path a row and how many journeys went along it."""

from os import PathLike
from pathlib import Path
from typing import Any

from sojourn.analyse import ReadyPath
from sojourn.core.errors import InvalidInput


def read_paths(
    path: str | PathLike[str],
    *,
    path_column: str = "path",
    separator: str = ">",
    conversions_column: str = "conversions",
    value_column: str = "value",
    nulls_column: str = "nulls",
) -> tuple[ReadyPath, ...]:
    """Read paths from a CSV, JSON Lines or Parquet file.

    A row stands for journeys along one path. Without its column, a row is one conversion, without value, and nobody who
    did not convert.

    Args:
        path: the file.
        path_column: channels with the separator between them, or a list of channels; spaces around a channel do not
            belong to it.

    Raises:
        InvalidInput: no such file, an ending that is none of these, no column of paths, or a row that holds no counts.
    """
    table = _table(Path(path))
    columns = table.column_names
    if path_column not in columns:
        raise InvalidInput(
            f"{path} has no column {path_column!r}", code="bad-path", hint=f"it has {', '.join(columns)}: name one"
        )
    named = ((conversions_column, 1), (nulls_column, 0), (value_column, 0.0))
    numbers = [table[name].to_pylist() if name in columns else [nothing] * table.num_rows for name, nothing in named]
    found = []
    for row, (text, *given) in enumerate(zip(table[path_column].to_pylist(), *numbers, strict=True), start=1):
        listed = text if isinstance(text, list) else str(text or "").split(separator)
        steps = [str(each).strip() for each in listed if each is not None]
        if isinstance(text, str) and text.strip() and not all(steps):
            raise InvalidInput(
                f"{path}, row {row}: {text!r} has a part without a channel", code="bad-path",
                hint=f"write channels with one {separator!r} between them",
            )  # fmt: skip
        try:
            conversions, nulls = (_whole(number) for number in given[:2])
        except (TypeError, ValueError):
            raise InvalidInput(
                f"{path}, row {row}: {given[0]!r} and {given[1]!r} are not two counts", code="bad-path",
                hint="conversions and nulls are whole numbers",
            ) from None  # fmt: skip
        try:
            value = float(given[2] or 0.0)
        except (TypeError, ValueError):
            raise InvalidInput(
                f"{path}, row {row}: the value {given[2]!r} is no number", code="bad-path",
                hint="write amounts as 1234.5, with a point and nothing between thousands",
            ) from None  # fmt: skip
        try:
            found.append(ReadyPath(tuple(each for each in steps if each), conversions, nulls, value))
        except InvalidInput as error:
            raise InvalidInput(f"{path}, row {row}: {error.message}", code=error.code, hint=error.hint) from None
    return tuple(found)


def _whole(number: Any) -> int:
    """Read a count.

    Raises:
        ValueError: it is not whole.
    """
    if int(float(number or 0)) != float(number or 0):
        raise ValueError(number)
    return int(float(number or 0))


def _table(path: Path) -> Any:
    """Read a file as it stands.

    Raises:
        InvalidInput: it cannot be read.
    """
    import pyarrow as pa  # noqa: PLC0415 - start-up

    kind = path.suffix.lower()
    if kind not in (".csv", ".jsonl", ".ndjson", ".parquet"):
        raise InvalidInput(f"{path} is no file of paths", code="bad-path", hint="give .csv, .jsonl or .parquet")
    try:
        if kind == ".csv":
            from pyarrow import csv  # noqa: PLC0415 - start-up

            return csv.read_csv(path)
        if kind == ".parquet":
            from pyarrow import parquet  # noqa: PLC0415 - start-up

            return parquet.read_table(path)
        from pyarrow import json  # noqa: PLC0415 - start-up

        return json.read_json(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise InvalidInput(f"{path} cannot be read: {error}", code="bad-path", hint="look at the file") from error
