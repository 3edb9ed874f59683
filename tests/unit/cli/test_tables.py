import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.cli.tables import fold, length, lines, show, text
from sojourn.core.results import Heading, Table

STYLE = re.compile(r"\x1b\[[0-9;]*m")


def laid_out(table: Table, width: int) -> list[str]:
    return [STYLE.sub("", line) for line in lines(table, width=width)]


def table(headings: str, *rows: str, words: int = 1, notes: tuple[str, ...] = ()) -> Table:
    """Make a table from lines with bars; the first columns hold words, the rest numbers."""
    labels = [Heading(label, numeric=place >= words) for place, label in enumerate(headings.split("|"))]
    return Table("A title", tuple(labels), tuple(tuple(row.split("|")) for row in rows), notes)


def test_what_fits_is_one_block_with_numbers_to_the_right() -> None:
    assert laid_out(table("Event|Times", "a|5", "b|1,234"), 80) == [
        "A title",
        "Event  Times",
        "─────  ─────",
        "a          5",
        "b      1,234",
    ]


def test_a_heading_folds_to_the_width_of_its_numbers() -> None:
    found = laid_out(table("Event|Still open|Left", "a|5|6"), 80)
    assert found[1:4] == ["       Still", "Event   open  Left", "─────  ─────  ────"]


def test_what_does_not_fit_goes_into_a_block_that_repeats_the_label() -> None:
    found = laid_out(table("Event|One|Two|Three", "a|1111111111|2222222222|3333333333"), 30)
    assert found[1:] == [
        "Event         One         Two",
        "─────  ──────────  ──────────",
        "a      1111111111  2222222222",
        "",
        "Event       Three",
        "─────  ──────────",
        "a      3333333333",
    ]


def test_words_fold_where_that_makes_the_row_fit() -> None:
    found = laid_out(table("Event|Times", "basket.filled.again.and.again|12345678"), 28)
    assert found[3:] == ["basket.filled.      12345678", "again.and.again"]


def test_pairs_of_words_are_one_label() -> None:
    found = laid_out(table("Event|next|One|Two", "a|b|1111111111|2222222222", words=2), 28)
    assert [line.split() for line in found if line.startswith("a ")] == [
        ["a", "b", "1111111111"],
        ["a", "b", "2222222222"],
    ]


def test_an_empty_table_is_its_title_and_notes() -> None:
    empty = table("Event|Times", notes=("nothing to see",))
    assert laid_out(empty, 80) == ["A title", "nothing to see"]
    assert text(empty) == "A title\nnothing to see"


def test_a_pipe_gets_everything_unfolded() -> None:
    assert "basket.filled.again.and.again" in text(table("Event|Times", "basket.filled.again.and.again|5"))


def test_the_interval_is_set_back() -> None:
    row = list(lines(table("Event|Rate", "a|80.0 % (37.6–96.4)"), width=80))[-1]
    assert row == "a      80.0 %\x1b[2m (37.6–96.4)\x1b[0m"


def test_wide_letters_take_two_places() -> None:
    assert (length("訪問"), length("abc"), length("e\u0301")) == (4, 3, 1)


@given(
    words=st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=60), width=st.integers(2, 20)
)
def test_folding_loses_nothing_and_keeps_within_the_width(words: str, width: int) -> None:
    folded = fold(words, width)
    assert all(length(line) <= width for line in folded)
    assert "".join("".join(folded).split()) == "".join(words.split())


cells = st.text("ab .→5", max_size=30)


@given(rows=st.lists(st.tuples(cells, cells, st.integers(0, 10**9), st.integers(0, 10**9)), min_size=1, max_size=4),
       width=st.integers(30, 120))  # fmt: skip
def test_no_number_is_ever_lost(rows: list[tuple[str, str, int, int]], width: int) -> None:
    headings = (
        Heading("One", numeric=False),
        Heading("Two", numeric=False),
        Heading("Three"),
        Heading("Four and more"),
    )
    shown = Table("T", headings, tuple((a, b, str(c), str(d)) for a, b, c, d in rows))
    found = laid_out(shown, width)
    everything = " ".join(found).split()
    assert all(str(number) in everything for row in rows for number in row[2:])
    assert max(map(length, found)) <= max(width, 30 + 2 + 30 + 2 + 10)


def test_a_pipe_is_as_wide_as_columns_says(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    wide = table("Step|Estimate|Estimate two|Estimate three", "entry|1,000,000|2,000,000|3,000,000")
    monkeypatch.delenv("COLUMNS", raising=False)
    show([wide])
    assert "3,000,000" in capsys.readouterr().out.splitlines()[-1]
    monkeypatch.setenv("COLUMNS", "30")
    show([wide])
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 30


def test_a_percentage_and_an_option_are_not_torn_apart() -> None:
    assert fold("Estimate (95 %)", 13) == ["Estimate", "(95 %)"]
    assert fold("say it with --asked", 14) == ["say it with", "--asked"]
    assert fold("guest-checkout", 8) == ["guest-", "checkout"]
