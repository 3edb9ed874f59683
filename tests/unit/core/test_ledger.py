"""How planned against lived is written down."""

import pytest

from sojourn.core.ledger import Held, counted, held, shortened, signed, spoken


def test_a_count_stands_beside_its_first_finding_and_above_the_others():
    assert counted("ad hoc", 0) == ["ad hoc           0"]
    assert counted("missing", 12, ["Desk", "Gate\n(closed)"]) == [
        "missing          12   Desk",
        "                      Gate",
        "                      (closed)",
    ]


def test_values_of_a_label_and_targets_of_all_stand_in_columns():
    rows = [
        ("told again", [Held("0", "target 0", "met")]),
        ("wait", [Held("long", "target 5 min", "not met"), Held("0")]),
    ]
    assert held(rows) == [
        "told again       0   target 0       met",
        "wait             long   target 5 min   not met",
        "                 0",
    ]
    assert held([("wait", [])]) == []


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 min"),
        (0.25, "0.25 s"),
        (45, "45 s"),
        (160, "2 min 40 s"),
        (10_800, "3 h"),
        (90_061, "1 d 1 h"),
        (86_405, "1 d"),
    ],
    ids=str,
)
def test_times_are_said_in_two_units_at_most(seconds, said):
    assert spoken(seconds) == said


def test_scores_have_a_sign_and_nothing_has_none():
    assert [signed(score) for score in (2.0, 0, -1.5)] == ["+2", "0", "−1.5"]


def test_texts_are_cut_at_a_space_where_there_is_one():
    assert shortened("short", 5) == "short"
    assert shortened("a few words too many", 12) == "a few words…"
    assert shortened("Donaudampfschifffahrt", 10) == "Donaudamp…"
    assert len(shortened("a few words too many", 11)) <= 11
