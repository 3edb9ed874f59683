"""How numbers and lists are said."""

import pytest

from sojourn.core.words import chance, counted, listed, minus, shortened, signed, spoken, with_sign


def test_one_is_one_and_the_others_are_many():
    assert [counted(1, "row"), counted(2000, "row"), counted(0, "row")] == ["1 row", "2,000 rows", "0 rows"]
    assert [counted(n, "row was", "rows were") for n in (1, 2)] == ["1 row was", "2 rows were"]


def test_what_is_empty_is_not_listed():
    assert listed(["web", "", "pull"]) == "web, pull"


@pytest.mark.parametrize(
    ("score", "said"),
    [(2.0, "+2"), (0.5, "+0.5"), (0.0, "0"), (-0.0, "0"), (0.04, "0"), (-1.0, "−1"), (-1.5, "−1.5")],
    ids=str,
)
def test_scores_have_their_sign_and_nothing_has_none(score, said):
    assert signed(score) == said


@pytest.mark.parametrize(
    ("number", "digits", "said"),
    [
        (2.0, 1, "+2.0"),
        (-0.125, 2, "−0.12"),
        (0.004, 2, "0.00"),
        (-0.004, 2, "0.00"),
        (-0.04, 1, "0.0"),
        (3.6, 0, "+4"),
    ],
    ids=str,
)
def test_a_number_keeps_its_decimals_and_nothing_has_no_sign(number, digits, said):
    assert with_sign(number, digits) == said


@pytest.mark.parametrize(
    ("p", "said"),
    [(0.0, "< 0.001"), (0.00099, "< 0.001"), (0.001, "0.001"), (0.0424, "0.042"), (1.0, "1.000")],
    ids=str,
)
def test_a_small_chance_is_not_called_none(p, said):
    assert chance(p) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 min"),
        (1e-6, "0 min"),
        (0.25, "0.25 s"),
        (45, "45 s"),
        (59.6, "1 min"),
        (160, "2 min 40 s"),
        (10_800, "3 h"),
        (90_061, "1 d 1 h"),
        (86_405, "1 d"),
        (86_400_000, "1,000 d"),
    ],
    ids=str,
)
def test_times_are_said_in_two_units_at_most(seconds, said):
    assert spoken(seconds) == said


def test_texts_are_cut_at_a_space_where_there_is_one():
    assert shortened("short", 5) == "short"
    assert shortened("a few words too many", 12) == "a few words…"
    assert shortened("Donaudampfschifffahrt", 10) == "Donaudamp…"
    assert len(shortened("a few words too many", 11)) <= 11


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("-0.69", "−0.69"),
        ("+0.20 (-0.10 to +0.50)", "+0.20 (−0.10 to +0.50)"),
        ("r is -.3", "r is −.3"),
        ("2026-11-22", "2026-11-22"),
        ("csat-2, x-1", "csat-2, x-1"),
        ("5-7 and 1e-9", "5-7 and 1e-9"),
        ("--json, -w", "--json, -w"),
        ("a - b", "a - b"),
    ],
    ids=str,
)
def test_numbers_below_nothing_have_one_minus(text, written):
    assert minus(text) == written
