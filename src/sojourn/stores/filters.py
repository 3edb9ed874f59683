"""SQL expressions that say which events to keep, evaluated by DuckDB on Arrow columns."""

import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sojourn.core.errors import InvalidInput

_TABLE = "the events"
_REFUSED = {
    "SUBQUERY": "a subquery",
    "WINDOW": "a window function",
    "STAR": "a star",
    "PARAMETER": "a parameter",
    "LAMBDA": "a lambda",
    "POSITIONAL_REFERENCE": "a column by position",
    "DEFAULT": "a default",
}
_UNREPEATABLE = {"random", "uuid", "gen_random_uuid", "uuidv4", "uuidv7", "nextval", "currval", "setseed"}
_CLAUSES = ("where_clause", "having", "sample", "qualify")


@dataclass(frozen=True, slots=True)
class Filter:
    """An expression that has been read and whose columns are known.

    Attributes:
        expression: as it was written.
        columns: the columns it needs, as the source spells them.
    """

    expression: str
    columns: frozenset[str]

    def mask(self, table: pa.Table, *, among: duckdb.DuckDBPyConnection | None = None) -> NDArray[np.bool_]:
        """Say for each row of a table that has the columns whether the expression holds; null is no.

        Args:
            among: a database made by `sealed_database`, to be used again and by several threads; made if not given.

        Raises:
            InvalidInput: the expression does not fit the types of the columns.
        """
        rows = table.num_rows
        if rows == 0:
            return np.zeros(0, dtype=np.bool_)
        if not self.columns:
            table = pa.table({"event": pa.nulls(rows, pa.string())})
        with sealed_database() if among is None else among.cursor() as con:
            con.execute("SET TimeZone = 'UTC'")
            con.register(_TABLE, table)
            answer = _run(con, f'SELECT coalesce(CAST(({self.expression}\n) AS BOOLEAN), false) FROM "{_TABLE}"', self)
        return answer.column(0).combine_chunks().to_numpy(zero_copy_only=False).astype(np.bool_, copy=False)


def compile_filter(expression: str, known: Mapping[str, pa.DataType]) -> Filter:
    """Read an expression: find the columns it needs and whether it is one that can be answered row by row.

    Args:
        expression: SQL over the known columns, such as `channel = 'store' AND value > 10`. Times are compared in UTC.
        known: the columns there are, and their types.

    Raises:
        InvalidInput: it cannot be read, is more than an expression, or names a column that is not known.
    """
    if not expression.strip():
        raise InvalidInput("the filter is empty", code="bad-where", hint="leave it out to keep every event")
    with sealed_database() as con:
        wanted = _columns(_tree(con, expression), known, expression)
        found = Filter(expression, frozenset(wanted))
        empty = {name: pa.array([], known[name]) for name in found.columns} or {"event": pa.array([], pa.string())}
        con.register(_TABLE, pa.table(empty))
        _run(con, f'SELECT 1 FROM "{_TABLE}" WHERE ({expression}\n)', found)
    return found


def sealed_database() -> duckdb.DuckDBPyConnection:
    """Open a database in memory that can reach neither files nor the network."""
    con = duckdb.connect(
        ":memory:",
        config={
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",
            "threads": "1",
        },
    )
    con.execute("SET TimeZone = 'UTC'")  # times that the expression writes without a zone are in UTC
    return con


def _run(con: duckdb.DuckDBPyConnection, query: str, which: Filter) -> pa.Table:
    try:
        answer: pa.Table = con.sql(query).to_arrow_table()
        return answer
    except duckdb.Error as error:
        raise InvalidInput(
            f"the filter {which.expression!r} cannot be evaluated: {_first_line(error)}", code="bad-where"
        ) from error


def _tree(con: duckdb.DuckDBPyConnection, expression: str) -> dict[str, Any]:
    """Parse an expression, and make sure that it is one and not a way out of one."""
    query = f'SELECT ({expression}\n) FROM "{_TABLE}"'
    try:
        rows = con.execute("SELECT json_serialize_sql(?::VARCHAR)", [query]).fetchall()
    except duckdb.Error as error:
        raise InvalidInput(
            f"the filter {expression!r} cannot be read: {_first_line(error)}", code="bad-where"
        ) from error
    parsed: dict[str, Any] = json.loads(rows[0][0]) if rows else {"error": True}
    if parsed["error"]:
        message = parsed.get("error_message", "it is not an expression").splitlines()[0]
        raise InvalidInput(
            f"the filter {expression!r} cannot be read: {message}",
            code="bad-where",
            hint="write an expression such as channel = 'store' AND value > 10",
        )
    node = parsed["statements"][0]["node"] if len(parsed["statements"]) == 1 else {}
    alone = (
        node.get("type") == "SELECT_NODE"
        and len(node["select_list"]) == 1
        and node["from_table"].get("table_name") == _TABLE
        and not any(node.get(clause) for clause in _CLAUSES)
        and not node["modifiers"]
        and not node["group_expressions"]
        and not node["cte_map"]["map"]
    )
    if not alone:
        raise InvalidInput(
            f"the filter {expression!r} is more than an expression",
            code="bad-where",
            hint="write only what would stand after WHERE, such as channel = 'store'",
        )
    tree: dict[str, Any] = node["select_list"][0]
    return tree


def _columns(tree: dict[str, Any], known: Mapping[str, pa.DataType], expression: str) -> set[str]:
    """Collect the columns of an expression as the source spells them, refusing what cannot be answered row by row."""
    folded = {name.casefold(): name for name in known}
    wanted = set()
    for node in _nodes(tree):
        kind = node["class"]
        if kind in _REFUSED:
            raise InvalidInput(
                f"the filter {expression!r} holds {_REFUSED[kind]}", code="bad-where", hint="write a plain expression"
            )
        if kind == "FUNCTION" and node.get("function_name", "").casefold() in _UNREPEATABLE:
            raise InvalidInput(
                f"the filter {expression!r} calls {node['function_name']}(), whose answer changes from run to run",
                code="bad-where",
            )
        if kind == "COLUMN_REF":
            names = node["column_names"]
            name = names[0]
            found = name if name in known else folded.get(name.casefold())
            if found is None:
                raise _unknown(".".join(names), known, expression)
            wanted.add(found)
    return wanted


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Walk every expression node of a parse tree."""
    if isinstance(value, dict):
        if "class" in value:
            yield value
        for child in value.values():
            yield from _nodes(child)
    elif isinstance(value, list):
        for child in value:
            yield from _nodes(child)


def _unknown(name: str, known: Mapping[str, pa.DataType], expression: str) -> InvalidInput:
    near = difflib.get_close_matches(name.casefold(), [other.casefold() for other in known], n=3)
    spelled = [other for other in known if other.casefold() in near]
    return InvalidInput(
        f"the filter {expression!r} names {name!r}, which is no column of these events",
        code="unknown-column",
        hint=f"did you mean {' or '.join(spelled)}?" if spelled else f"there are: {', '.join(sorted(known))}",
    )


def _first_line(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return text[0] if text else type(error).__name__
