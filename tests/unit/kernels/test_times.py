"""Times from text: every form against the standard library."""

from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn import kernels
from tests.oracles import collect_times as oracle

BAD, LOCAL, INSTANT, DATE, AMBIGUOUS = range(5)
ORDERS = {None: 0, "dmy": 1, "mdy": 2}
moments = st.datetimes(datetime(1970, 1, 1), datetime(2068, 12, 31))


def read(*texts, order=None):
    raw = [text.encode() for text in texts]
    offsets = np.cumsum([0] + [len(one) for one in raw]).astype(np.int32)
    data = np.frombuffer(b"".join(raw) + b"\0", np.uint8)
    data.setflags(write=False)
    micros, kinds = np.zeros(len(raw), np.int64), np.zeros(len(raw), np.uint8)
    kernels.parse_times(data, offsets, ORDERS[order], micros, kinds)
    return list(zip(micros.tolist(), kinds.tolist(), strict=True))


@given(moment=moments, order=st.sampled_from([None, "dmy", "mdy"]), pick=st.integers(0, 20))
def test_every_form_reads_as_strptime_does(moment, order, pick):
    form = oracle.FORMATS[order][pick % len(oracle.FORMATS[order])]
    text = moment.strftime(form)
    assert read(text, order=order) == [(oracle.micros(datetime.strptime(text, form)), LOCAL)]


@given(moment=moments, minutes=st.integers(-14 * 60, 14 * 60), separator=st.sampled_from("T "), colon=st.booleans())
def test_an_offset_makes_an_instant(moment, minutes, separator, colon):
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    text = aware.isoformat(separator)
    if not colon:
        text = text[:-3] + text[-2:]
    assert read(text) == [(oracle.micros(aware), INSTANT)]


@given(moment=moments, digits=st.integers(1, 12))
def test_a_fraction_is_cut_to_microseconds(moment, digits):
    text = moment.strftime("%Y-%m-%dT%H:%M:%S.") + "123456789012"[:digits] + "Z"
    cut = int("123456789012"[:digits][:6].ljust(6, "0"))
    assert read(text) == [(oracle.micros(moment.replace(microsecond=cut)), INSTANT)]


@given(date=st.dates(datetime(1900, 1, 1).date(), datetime(2199, 12, 31).date()))
def test_dates_alone_are_told_apart(date):
    midnight = oracle.micros(datetime(date.year, date.month, date.day))
    forms = (date.isoformat(), date.strftime("%Y%m%d"), date.strftime("%Y/%m/%d"), date.strftime("%d %b %Y"))
    assert read(*forms) == [(midnight, DATE)] * 4


@given(seconds=st.integers(1_000_000_000, 4_000_000_000), micros=st.integers(0, 999_999))
def test_the_unit_of_an_epoch_is_told_by_its_magnitude(seconds, micros):
    whole = seconds * 1_000_000 + micros
    assert read(str(seconds)) == [(seconds * 1_000_000, INSTANT)]
    assert read(f"{seconds}.{micros:06d}") == [(whole, INSTANT)]
    assert read(str(whole // 1000)) == [(whole // 1000 * 1000, INSTANT)]
    assert read(str(whole), str(whole * 1000 + 7)) == [(whole, INSTANT)] * 2


@given(text=st.text(max_size=30))
def test_any_text_is_read_or_refused_and_never_fails(text):
    ((_, kind),) = read(text)
    assert kind in (BAD, LOCAL, INSTANT, DATE, AMBIGUOUS)


@given(date=st.dates(datetime(2000, 1, 1).date(), datetime(2067, 1, 1).date()))
def test_day_and_month_are_ambiguous_only_where_they_are(date):
    text = date.strftime("%d/%m/%Y")
    ((_, kind),) = read(text)
    assert kind == (DATE if date.day == date.month else AMBIGUOUS)
    assert read(text, order="dmy") == [(oracle.micros(datetime(date.year, date.month, date.day)), DATE)]
    assert (read(text, order="mdy")[0][1] == BAD) == (date.day > 12)


@pytest.mark.parametrize(
    "text",
    ["", " ", "hello", "2024-02-30", "2023-02-29", "2024-13-01", "2024-01-31T25:00", "2024-01-31T10", "12345",
     "24:00", "2024-01-31T10:61", "2024-01-31 24:01", "31/02/2024x", "2024-01-31T10:00+25:00", "2024-01-31T10:00 EST",
     "0000-00-00", "2024-1", "1/2", "99999999999999999999", "13:00 PM",
     "2024-01-01 13:00 PM", "1 2 2024", "1/2-2024", "Foo 3 2020"],
)  # fmt: skip
def test_what_is_no_time_is_refused(text):
    assert read(text, order="dmy")[0][1] == BAD


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-01-31T10:30:05+01:00[Europe/Paris]", "2024-01-31T09:30:05"),
        ("Wed Jan 31 2024 10:30:05 GMT+0100 (CET)", "2024-01-31T09:30:05"),
        ("2024-01-31 10:30:05 UTC", "2024-01-31T10:30:05"),
        ("  2024-01-31T10:30:05z  ", "2024-01-31T10:30:05"),
        ("2024-06-30T23:59:60Z", "2024-07-01T00:00:00"),
        ("20240131T103005Z", "2024-01-31T10:30:05"),
    ],
)
def test_forms_of_other_programs_are_read(text, expected):
    assert read(text) == [(oracle.micros(datetime.fromisoformat(expected)), INSTANT)]


def test_midnight_may_be_written_as_the_end_of_a_day():
    assert read("2024-01-31 24:00") == [(oracle.micros(datetime(2024, 2, 1)), LOCAL)]


def test_years_of_two_digits_turn_at_1969():
    assert read("01/02/68", "01/02/69", order="dmy") == [
        (oracle.micros(datetime(2068, 2, 1)), DATE),
        (oracle.micros(datetime(1969, 2, 1)), DATE),
    ]
