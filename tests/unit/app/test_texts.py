import csv
import io
import json

import pytest

from sojourn.app.texts import to_csv, to_json


def test_cells_of_csv_are_plain() -> None:
    rows = [{"path": ["a", "b"], "open": True, "q": {"p10": 1.5, "p90": None}}, {"path": [], "more": 0.1 + 0.2}]
    assert to_csv(rows).splitlines() == [
        "path,open,q_p10,q_p90,more",
        "a > b,true,1.5,,",
        ",,,,0.30000000000000004",
    ]


def test_json_refuses_what_is_not_a_number() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json({"rate": float("nan")})


def test_json_carries_no_control_characters_and_loses_none() -> None:
    document = {"name": "\x1b[2J\x7f\x9b2J"}
    text = to_json(document)
    assert text.isprintable()
    assert json.loads(text) == document


def test_a_spreadsheet_computes_nothing_from_names() -> None:
    names = ["=1+1", "+a", "-b", "@c", "\td", "\re", "'=f", "f=g", "-5", "+4.25", "-5\n", "'tis", "--", "-٣"]
    rows = [{"name": name, "number": -5} for name in names] + [{"name": ["=a", "b"], "number": -0.5}]
    read = list(csv.reader(io.StringIO(to_csv(rows), newline="")))
    assert [row[0] for row in read[1:]] == [
        "'=1+1", "'+a", "'-b", "'@c", "'\td", "'\re", "''=f", "f=g", "-5", "+4.25", "'-5\n", "'tis", "'--", "'-٣",
        "'=a > b",
    ]  # fmt: skip
    assert {row[1] for row in read[1:]} == {"-5", "-0.5"}
    assert to_csv([{"=a": 1}]).startswith("'=a\n")
