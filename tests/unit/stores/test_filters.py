"""A filter is one expression over known columns, and nothing that reaches further."""

import pyarrow as pa
import pytest

from sojourn.core.errors import InvalidInput
from sojourn.stores.filters import compile_filter

KNOWN = {
    "event": pa.string(),
    "channel": pa.string(),
    "time": pa.timestamp("us", "UTC"),
    "Order Date": pa.timestamp("us", "UTC"),
    "pieces": pa.int64(),
}


@pytest.mark.parametrize(
    "expression",
    [
        "(SELECT 1) = 1",
        "pieces IN (SELECT 1)",
        "EXISTS (SELECT 1)",
        "true; DROP TABLE x",
        'true) FROM "the events" WHERE (true',
        "true), (1 = 1",
        "true UNION SELECT true",
        "*",
        "count(*) > 1",
        "sum(pieces) > 1",
        "sum(pieces) OVER () > 1",
        "list_filter([1], x -> x = pieces) = [1]",
        "random() < 0.5",
        "unnest([true])",
        "read_text('/etc/passwd') = ''",
        "getenv('HOME') = ''",
        "$1 = pieces",
        "#1 = 1",
        "nosuch(pieces)",
        "channel =",
        "'",
        "",
        "   ",
    ],
)
def test_what_is_not_a_plain_expression_is_refused(expression: str) -> None:
    with pytest.raises(InvalidInput) as told:
        compile_filter(expression, KNOWN)
    assert told.value.code == "bad-where"


@pytest.mark.parametrize(
    ("expression", "near"),
    [("chanel = 'web'", "channel"), ("piece > 1", "pieces"), ("order_date IS NULL", "Order Date")],
)
def test_an_unknown_column_is_named_with_the_nearest(expression: str, near: str) -> None:
    with pytest.raises(InvalidInput) as told:
        compile_filter(expression, KNOWN)
    assert told.value.code == "unknown-column"
    assert near in str(told.value.hint)


@pytest.mark.parametrize(
    ("expression", "columns"),
    [
        ("CHANNEL = 'a' -- mine", {"channel"}),
        ("\"Order Date\" > '2024-01-01'", {"Order Date"}),
        ("case when pieces > 1 then event = 'x' else false end", {"pieces", "event"}),
        ("lower(event) ~ '^a' or pieces between 1 and 3", {"event", "pieces"}),
        ("1 = 1", set()),
    ],
)
def test_the_columns_of_an_expression_are_found(expression: str, columns: set[str]) -> None:
    assert compile_filter(expression, KNOWN).columns == columns


def test_null_is_no() -> None:
    table = pa.table({"pieces": pa.array([1, None, 3], pa.int64())})
    assert compile_filter("pieces > 1", KNOWN).mask(table).tolist() == [False, False, True]
    assert compile_filter("NOT pieces > 1", KNOWN).mask(table).tolist() == [True, False, False]


@pytest.mark.parametrize("expression", ["CAST(event AS INTEGER) > 0", "pieces = 'many'", "event"])
def test_what_cannot_be_evaluated_on_a_row_is_said(expression: str) -> None:
    table = pa.table({"event": pa.array(["1", "x"]), "pieces": pa.array([1, 2])})
    with pytest.raises(InvalidInput, match="cannot be evaluated"):
        compile_filter(expression, KNOWN).mask(table)
