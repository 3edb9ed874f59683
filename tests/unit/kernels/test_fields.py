"""Numbers and records from text, against decimal, int and the csv module."""

import csv
import io
import re
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import kernels


def parts(values):
    raw = [value.encode() for value in values]
    return np.frombuffer(b"".join(raw) + b"\0", np.uint8), np.cumsum([0] + [len(r) for r in raw]).astype(np.int32)


def money(text, point="."):
    values, good = np.zeros(1, np.int64), np.zeros(1, np.uint8)
    kernels.parse_money(*parts([text]), ord(point), values, good)
    return int(values[0]) if good[0] else None


def integer(text):
    values, good = np.zeros(1, np.int64), np.zeros(1, np.uint8)
    kernels.parse_integers(*parts([text]), values, good)
    return int(values[0]) if good[0] else None


def is_decimal(text):
    good = np.zeros(1, np.uint8)
    kernels.find_decimals(*parts([text]), good)
    return bool(good[0])


@given(value=st.integers(-(2**70), 2**70) | st.integers(-(2**63) - 3, -(2**63) + 3) | st.integers(2**63 - 3, 2**63 + 3))
def test_whole_numbers_of_64_bits_are_read(value):
    assert integer(str(value)) == (value if -(2**63) <= value < 2**63 else None)


@pytest.mark.parametrize("text", ["", "-", "-0", "007", "+5", "1.0", " 1", "1 ", "1e3", "--1", "12345678901234567890"])
def test_what_would_not_come_back_as_it_was_is_no_integer(text):
    assert integer(text) is None


@given(text=st.text(alphabet="0123456789.-eE+", max_size=12))
def test_decimals_are_those_of_the_pattern(text):
    expected = re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-][0-9]{1,3})?", text) is not None
    assert is_decimal(text) == expected


def test_more_digits_than_a_double_holds_are_text():
    assert is_decimal("0.1234567890123456")
    assert not is_decimal("12345678901234.56789")


@given(value=st.decimals(-9_000_000_000_000, 9_000_000_000_000, places=6))
def test_money_is_exact_to_the_millionth(value):
    text = format(value, "f")
    assert money(text) == int(value * 1_000_000)
    assert money(text.replace(".", ","), ",") == int(value * 1_000_000)


@given(value=st.integers(-9_000_000_000_000, 9_000_000_000_000), cents=st.integers(0, 99))
def test_thousands_may_be_separated(value, cents):
    exact = abs(value) * 1_000_000 + cents * 10_000
    exact = -exact if value < 0 else exact
    grouped = f"{value:,}.{cents:02d}"
    assert money(grouped) == exact
    assert money(grouped.replace(",", "'")) == exact
    assert money(grouped.replace(",", " ")) == exact
    assert money(grouped.translate(str.maketrans(",.", ".,")), ",") == exact


@pytest.mark.parametrize(
    ("text", "expected"),
    [("€12.50", 12_500_000), ("12.50 €", 12_500_000), ("$1,234.5", 1_234_500_000), ("-£3", -3_000_000),
     ("+4", 4_000_000), ("0.1000000", 100_000), (".5", 500_000),
     ("5.", 5_000_000), ("9223372036854.775807", 2**63 - 1)],
)  # fmt: skip
def test_currency_marks_and_zeros_are_allowed(text, expected):
    assert money(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "-", "abc", "1,23", "1,2345", "12,34,567", "1234,567", "0.1234567", "9223372036854.775808", "1e5", "(5)",
     "1.2.3", "--5", "99999999999999999999", "€", "5 EUR", "NaN"],
)  # fmt: skip
def test_what_is_no_sum_is_refused(text):
    assert money(text) is None


def scan(data, sizes, quote='"'):
    """Scan a text in pieces of the given sizes."""
    state = records = at = done = 0
    while done < len(data):
        size = sizes[at % len(sizes)]
        at += 1
        part = np.frombuffer(data[done : done + size], np.uint8)
        state, _, found, _ = kernels.scan_records(part, ord(","), ord(quote), state)
        records += found
        done += size
    return records + (state & 4 > 0), state


@given(
    rows=st.lists(st.lists(st.text(alphabet='ab",\n\r', max_size=5), min_size=1, max_size=3), min_size=1, max_size=8),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    sizes=st.lists(st.integers(1, 9), min_size=1, max_size=4),
)
def test_records_are_counted_as_the_csv_module_counts_them(rows, newline, sizes):
    text = io.StringIO()
    csv.writer(text, lineterminator=newline, quoting=csv.QUOTE_ALL).writerows(rows)
    records, state = scan(text.getvalue().encode(), sizes)
    assert records == len(rows)
    assert state & 3 == 0


def test_an_open_quote_is_told():
    state, end, records, opened = kernels.scan_records(np.frombuffer(b'a,b\nc,"d\ne', np.uint8), ord(","), ord('"'), 0)
    assert (state & 3, end, records, opened) == (2, 4, 1, 6)


def test_without_quotes_every_newline_ends_a_record():
    assert scan(b'a,"b\nc,"d\n', [100], quote="\0")[0] == 2


def test_money_is_checked_against_decimal_at_the_limits():
    largest = Decimal(2**63 - 1) / 1_000_000
    assert money(str(largest)) == 2**63 - 1
    assert money(str(-largest)) == -(2**63 - 1)
