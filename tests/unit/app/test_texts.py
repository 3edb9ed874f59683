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
