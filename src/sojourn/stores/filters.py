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
_MACROS = {"nullif", "if", "date_add", "days_in_month", "fdiv", "fmod", "split_part", "array_to_string", "json"}
"""Functions that DuckDB writes in SQL, of which only these may be called: most others ask for its catalogue."""
_NOT_OF_THE_ROW = {
    "age": "may count from today",
    "getenv": "reads the environment",
    "json_deserialize_sql": "reads statements",
    "json_execute_serialized_sql": "runs statements",
    "json_serialize_plan": "plans statements",
    "json_serialize_sql": "reads statements",
    "parse_duckdb_log_message": "reads the log",
    "version": "asks for the installation",
}
"""What DuckDB declares to depend on its arguments alone, and does not, or is of no use for a row."""
_LONG = ("array_resize", "bar", "format", "generate_series", "list_resize", "lpad", "printf", "range", "repeat", "rpad")
"""What makes values as long as a number says, beside the limit of memory."""
_MEMORY = "1GB"
_DEEPEST = 300
"""Levels of a parse tree: about 150 times `not`, or a sum of 100 terms; lists and chains of `and` are one level."""
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
        tree = _tree(con, expression)
        wanted = _columns(tree, known, expression)
        _check_functions(con, tree, expression)
        found = Filter(expression, frozenset(wanted))
        empty = {name: pa.array([], known[name]) for name in found.columns} or {"event": pa.array([], pa.string())}
        con.register(_TABLE, pa.table(empty))
        _run(con, f'SELECT 1 FROM "{_TABLE}" WHERE ({expression}\n)', found)
    return found


def sealed_database() -> duckdb.DuckDBPyConnection:
    """Open a database in memory that can reach neither files nor the network; it has one thread and a limit of memory.

    The threads that ask it side by side share the limit.
    """
    con = duckdb.connect(
        ":memory:",
        config={
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "python_enable_replacements": "false",
            "memory_limit": _MEMORY,
            "temp_directory": "",
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
    try:
        parsed: dict[str, Any] = json.loads(rows[0][0]) if rows else {"error": True}
    except RecursionError as error:
        raise _too_deep(expression) from error
    if parsed["error"]:
        message = parsed.get("error_message", "it is not an expression").splitlines()[0]
        if "expression depth" in message:
            raise _too_deep(expression)
        if int(parsed.get("position") or 0) >= query.index(expression) + len(expression):
            message = "it ends where more is expected, or its brackets do not match"  # what follows is ours
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
    if _depth(tree) > _DEEPEST:
        raise _too_deep(expression)
    return tree


def _depth(tree: Any) -> int:
    """Count the levels of a tree, one after the other, so that no depth is too much to count."""
    levels, level = 0, [tree]
    while level:
        levels += 1
        children = [list(each.values()) if isinstance(each, dict) else each for each in level]
        level = [each for group in children for each in group if isinstance(each, dict | list)]
    return levels


def _too_deep(expression: str) -> InvalidInput:
    return InvalidInput(
        f"the filter {expression[:60]!r}... is nested too deep",
        code="bad-where",
        hint="write it flatter: chains of AND and OR may be long, and so may lists after IN",
    )


def _check_functions(con: duckdb.DuckDBPyConnection, tree: dict[str, Any], expression: str) -> None:
    """Let through only functions whose answer depends on their arguments alone, as DuckDB declares it.

    Raises:
        InvalidInput: another function is called: one that reads settings, the clock or the log, or that writes.
    """
    called = {node["function_name"].casefold() for node in _nodes(tree) if node["class"] == "FUNCTION"}
    if not called:
        return
    plain = (
        "SELECT function_name FROM duckdb_functions() WHERE list_contains(?, function_name) "
        "AND function_type IN ('scalar', 'aggregate', 'window', 'macro') GROUP BY 1 "
        "HAVING bool_and(function_type = 'scalar' AND stability = 'CONSISTENT' AND has_side_effects IS NOT TRUE)"
    )
    good = {name for (name,) in con.execute(plain, [sorted(called)]).fetchall()}
    for name in sorted(called - _MACROS):
        if name in good and name not in _NOT_OF_THE_ROW and name not in _LONG and not name.startswith("__"):
            continue
        unknown = "is unknown, looks at several rows, or answers by more than its arguments"
        why = "makes values of any length" if name in _LONG else _NOT_OF_THE_ROW.get(name, unknown)
        raise InvalidInput(
            f"the filter {expression!r} calls {name}(), which {why}",
            code="bad-where",
            hint="filters may use functions of the row's own values, such as lower(event) or date_trunc('month', time)",
        )


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
