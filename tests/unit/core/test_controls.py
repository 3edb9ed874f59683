"""What would steer a terminal is shown, not sent."""

import pytest

from sojourn.core.controls import visible
from sojourn.core.results import Heading, Table, html, plain

CLIPBOARD = "\x1b]52;c;ZWNobw==\x07"


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("order.paid", "order.paid"),
        ("Käse – 100 % ✓", "Käse – 100 % ✓"),
        ("a\tb\r\nc", "a\\tb\\r\\nc"),
        ("\x1b[2J", "\\x1b[2J"),
        (CLIPBOARD, "\\x1b]52;c;ZWNobw==\\x07"),
        ("\x00\x7f\x9b2J", "\\x00\\x7f\\x9b2J"),
        ("word\u00a0word", "word\u00a0word"),
    ],
)
def test_control_characters_become_escapes_and_nothing_else_changes(given: str, wanted: str) -> None:
    assert visible(given) == wanted


def test_no_part_of_a_table_sends_control_characters() -> None:
    table = Table(CLIPBOARD, (Heading(CLIPBOARD, numeric=False),), ((CLIPBOARD,), ("two\nlines",)), (CLIPBOARD,))
    lines = plain(table).split("\n")
    assert len(lines) == 6
    assert all(line.isprintable() for line in lines)
    assert "\x1b" not in html(table)
