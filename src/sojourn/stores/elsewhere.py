"""What another engine needs of the stores to read events where they lie elsewhere, on other machines too.

The module itself is handed over: it meets `sojourn.engines.spark_parts.Reading`, and travels by its name.
"""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from sojourn.core.journeys import Source

from .arrays import INSTANT, arrow_kind
from .arrays import column_of as column_of
from .arrays import kind_of as kind_of
from .columns import narrow as narrow
from .columns import no_property as no_property
from .filters import compile_filter
from .index_build import property_kinds
from .json_columns import keys_of as keys_of
from .json_columns import text_of_key as text_of_key
from .lake_files import FIXED
from .selecting import Selector

lake_columns = frozenset({"key", "customer", "customer_hash", "event", "channel", "time", "seq", "import_id"})
"""Columns by which the record of a workspace is known."""

json_column = "properties"
"""The column of the record that holds, as JSON, what has no column of its own."""


def selector(source: Source) -> Selector:
    """Answer `where` for a source whose ranges each have labels of their own."""
    return Selector(source, one_dictionary=False)


def columns_of(where: str, properties: Mapping[str, str]) -> frozenset[str]:
    """Give the columns that an expression needs.

    Raises:
        InvalidInput: it cannot be read, or names a column that is not there.
    """
    known: dict[str, Any] = {name: arrow_kind(kind) for name, kind in properties.items()}
    known |= {"event": pa.string(), "channel": pa.string(), "customer": pa.string(), "time": INSTANT}
    return compile_filter(where, known).columns


def lake_properties(schema: pa.Schema, present: frozenset[str], json_names: frozenset[str]) -> dict[str, str]:
    """Name the properties of a record and their kinds, as its index does.

    Args:
        schema: all its columns.
        present: those that hold a value somewhere.
        json_names: names inside the JSON column.
    """
    names = frozenset(FIXED.names)
    return property_kinds(schema, sorted(present), sorted(json_names - names))
