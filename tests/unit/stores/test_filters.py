"""A filter is one expression over known columns, and nothing that reaches further."""

import pyarrow as pa
import pytest

from sojourn.core.errors import InvalidInput
from sojourn.stores.filters import compile_filter, sealed_database

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


@pytest.mark.parametrize(
    "call",
    [
        "current_setting('memory_limit')",
        "main.current_setting('memory_limit')",
        "getvariable('x')",
        "getenv('HOME')",
        "write_log('x')",
        "lower(write_log('x'))",
        "version()",
        "current_database()",
        "current_query()",
        "pg_sleep(9)",
        "sleep_ms(9)",
        "now()",
        "today()",
        "age(time)",
        "ago(interval 1 day)",
        "uuid()",
        "setval('x', 1)",
        "json_serialize_sql('select 1')",
        "string_agg(event)",
        "row_number()",
        "__internal_compress_string_ubigint(event)",
    ],
)
def test_a_function_of_more_than_the_row_is_refused(call: str) -> None:
    with pytest.raises(InvalidInput, match=r"calls|Window") as told:
        compile_filter(f"{call} IS NOT NULL", KNOWN)
    assert told.value.code == "bad-where"


@pytest.mark.parametrize(
    "expression",
    [
        "event LIKE 'a%' AND event NOT LIKE '%b' OR event ILIKE 'c' OR event GLOB 'd*' OR event SIMILAR TO 'e.'",
        "regexp_matches(event, 'a') AND event ~ 'b' AND event !~ 'c' AND event SIMILAR TO 'x'",
        "starts_with(event, 'a') OR contains(event, 'b') OR length(event) > 3 OR substr(event, 1, 2) = 'ab'",
        "event || '-' || channel = 'a-web' AND concat(event, 'x') = 'ax' AND coalesce(channel, '') = ''",
        "upper(trim(event)) = 'A' AND replace(event, 'a', 'b') = 'b' AND split_part(event, '/', 1) = 'a'",
        "nullif(channel, '') IS NULL AND ifnull(channel, 'x') = 'x'",
        "pieces % 2 = 0 AND -pieces + 3 * 2 / 4 - 1 > 0 AND abs(pieces) > 1 AND round(pieces / 3, 1) = 0.3",
        "pieces BETWEEN 1 AND 3 AND pieces IN (1, 2) AND pieces & 1 = 1 AND greatest(pieces, 2) = 2",
        "date_trunc('month', time) = '2024-01-01' AND extract(hour FROM time) = 8 AND dayofweek(time) = 1",
        "time - INTERVAL 1 DAY < '2024-01-01' AND strftime(time, '%Y') = '2024' AND date_diff('day', time, time) = 0",
        "time AT TIME ZONE 'Europe/Paris' > '2024-01-01' AND time::DATE = DATE '2024-01-01'",
        "event COLLATE NOCASE = 'a' AND TRY_CAST(event AS INTEGER) = 1 AND event[1] = 'a'",
        "event = 'a' AND " * 2000 + "true",
        "event IN (" + "'a', " * 5000 + "'b')",
    ],
)
def test_what_people_write_in_filters_is_let_through(expression: str) -> None:
    assert compile_filter(expression, KNOWN).columns <= set(KNOWN)


@pytest.mark.parametrize("times", [160, 350, 500, 1000, 20_000])
@pytest.mark.parametrize("shape", [("not ", "true", ""), ("lower(", "event", ")"), ("1 + ", "1", "")])
def test_what_is_nested_too_deep_is_refused(shape: tuple[str, str, str], times: int) -> None:
    before, middle, after = shape
    with pytest.raises(InvalidInput, match="too deep") as told:
        compile_filter(before * times + middle + after * times, KNOWN)
    assert (told.value.code, len(str(told.value)) < 200) == ("bad-where", True)


def test_parentheses_may_be_many() -> None:
    assert compile_filter("(" * 350 + "pieces > 1" + ")" * 350, KNOWN).columns == {"pieces"}


@pytest.mark.parametrize(
    "call", ["repeat('x', 2000000000)", "lpad(event, 2000000000, 'x')", "range(1000000000)", "printf('%999999999d', 1)"]
)
def test_a_function_that_makes_values_of_any_length_is_refused(call: str) -> None:
    with pytest.raises(InvalidInput, match="of any length"):
        compile_filter(f"{call} IS NULL", KNOWN)


def test_the_database_of_filters_has_one_thread_a_limit_of_memory_and_no_disk() -> None:
    asked = "SELECT " + ", ".join(f"current_setting('{name}')" for name in SEALED)
    with sealed_database() as con:
        assert con.execute(asked).fetchall() == [tuple(SEALED.values())]


SEALED = {"threads": 1, "memory_limit": "953.6 MiB", "temp_directory": "", "enable_external_access": False}


def test_null_is_no() -> None:
    table = pa.table({"pieces": pa.array([1, None, 3], pa.int64())})
    assert compile_filter("pieces > 1", KNOWN).mask(table).tolist() == [False, False, True]
    assert compile_filter("NOT pieces > 1", KNOWN).mask(table).tolist() == [True, False, False]


@pytest.mark.parametrize("expression", ["CAST(event AS INTEGER) > 0", "pieces = 'many'", "event"])
def test_what_cannot_be_evaluated_on_a_row_is_said(expression: str) -> None:
    table = pa.table({"event": pa.array(["1", "x"]), "pieces": pa.array([1, 2])})
    with pytest.raises(InvalidInput, match="cannot be evaluated"):
        compile_filter(expression, KNOWN).mask(table)


@pytest.mark.parametrize("expression", ["channel = 'web' and", "channel =", "(channel = 'web'", "channel) = 'web'"])
def test_an_expression_that_ends_too_early_is_told_without_what_stands_around_it(expression: str) -> None:
    with pytest.raises(InvalidInput, match="it ends where more is expected, or its brackets do not match"):
        compile_filter(expression, KNOWN)


def test_where_an_expression_goes_wrong_inside_is_told() -> None:
    with pytest.raises(InvalidInput, match='syntax error at or near "and"'):
        compile_filter("channel = 'web' and and event = 'x'", KNOWN)
