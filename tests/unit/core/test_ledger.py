"""How planned against lived is written down."""

from sojourn.core.ledger import Held, below, held, row


def test_a_count_stands_beside_its_first_finding_and_above_the_others():
    assert row("ad hoc", 0) == ["ad hoc           0"]
    assert row("missing", 12, ["Desk", "Gate\n(closed)"]) == [
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


def test_the_label_stands_before_the_first_of_several():
    assert below("channel used", ["Desk", "Gate"]) == ["channel used     Desk", "                 Gate"]
    assert below("channel used", []) == []
