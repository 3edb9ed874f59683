"""Look at a file before deciding anything about it."""

from . import delimited, jsonlines, ocel, parquet, xes
from .kinds import sniff
from .model import FileKind, Inspection, Mapping
from .source import Source


def inspect(source: Source, given: Mapping | None = None) -> Inspection:
    """Find a file's kind, columns and types by its first 10,000 rows.

    Args:
        given: what the user said about encoding, delimiter, quote and header, and the text of missing values.

    Raises:
        InvalidInput: the file is empty, damaged, of an unknown kind, or not of its encoding.
    """
    given = given or Mapping()
    kind = sniff(source)
    if kind is FileKind.PARQUET:
        return parquet.inspect(source)
    if kind is FileKind.JSONL:
        return jsonlines.inspect(source)
    if kind is FileKind.XES:
        return xes.inspect(source, pair=given.pair_lifecycle)
    if kind is FileKind.OCEL:
        return ocel.inspect(source, customer_type=given.customer_type)
    return delimited.inspect(source, given)
