"""Properties that are kept as JSON: which names there are, and one of them as text."""

from typing import Any

import duckdb
import pyarrow as pa

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "threads": "1",
}


def keys_of(objects: Any) -> set[str]:
    """List the names in a column of JSON objects (a pyarrow array or chunked array of text)."""
    if len(objects) == objects.null_count:
        return set()
    with duckdb.connect(":memory:", config=_CONFIG) as con:
        con.register("rows", pa.table({"p": objects}))
        query = "SELECT DISTINCT unnest(json_keys(p)) AS k FROM rows WHERE p IS NOT NULL"
        return set(con.sql(query).to_arrow_table()["k"].to_pylist())


def text_of_key(objects: Any, name: str) -> Any:
    """Give one name's values as text, null where an object lacks it."""
    if len(objects) == 0:
        return pa.array([], pa.string())
    with duckdb.connect(":memory:", config=_CONFIG) as con:
        con.register("rows", pa.table({"p": objects}))
        pointer = "/" + name.replace("~", "~0").replace("/", "~1")
        query = "SELECT json_extract_string(p, ?) AS v FROM rows"
        found: Any = con.execute(query, [pointer]).to_arrow_table()
    return found["v"].combine_chunks().cast(pa.string())
