"""Text is measured as wide as its faces say, and its lines never leave their room."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.maps.draw.text import (
    ARABIC,
    EMOJI_EM,
    LEADING,
    MM_PER_PT,
    SLACK,
    UNKNOWN_EM,
    WIDE_EM,
    Face,
    clean,
    clusters,
    direction,
    fits,
    tables,
    width,
    wrap,
)

GOLDEN = json.loads((Path(__file__).parents[3] / "golden/advances/advances.json").read_text("utf-8"))
WORDS = st.lists(st.text(st.characters(codec="utf-8"), max_size=12), max_size=8).map(" ".join)
MIXED = st.one_of(
    WORDS,
    st.lists(
        st.sampled_from(
            ["Donaudampfschifffahrt", "a", "日本語", "👨‍👩‍👧", "مرحبا", "e-mail", "x/y", "é", " ", "\n", "-", "🇫🇷"]
        ),
        max_size=12,
    ).map(" ".join),
)


def em(text: str, face: Face = Face.SANS) -> float:
    return width(text, 1 / MM_PER_PT, face)


@pytest.mark.parametrize("face", list(Face), ids=str)
def test_text_is_as_wide_as_the_published_faces_say(face: Face) -> None:
    for text, published in GOLDEN[face].items():
        assert em(text, face) == pytest.approx(published, rel=1e-3), text


def test_width_grows_with_the_size_of_the_type() -> None:
    assert width("Travels to the hall", 16) == pytest.approx(2 * width("Travels to the hall", 8))


def test_an_inch_has_72_points() -> None:
    assert pytest.approx(25.4 / 72) == MM_PER_PT


@pytest.mark.parametrize(
    ("text", "wide"),
    [
        ("日本", 2 * WIDE_EM),
        ("👍", EMOJI_EM),
        ("👍🏽", EMOJI_EM),
        ("👨‍👩‍👧‍👦", EMOJI_EM),
        ("🇫🇷🇩🇪", 2 * EMOJI_EM),
        ("❤️", EMOJI_EM),
        ("1️⃣", EMOJI_EM),
        ("ཀ", UNKNOWN_EM),
        ("\u0301", 0.0),
        ("\u200d\u200e\u00ad", 0.0),
        ("", 0.0),
    ],
    ids=["squares", "emoji", "skin", "family", "flags", "variant", "keycap", "unknown", "mark", "unseen", "nothing"],
)
def test_signs_that_no_face_holds_have_stated_widths(text: str, wide: float) -> None:
    assert em(text) == pytest.approx(wide)


def test_marks_add_nothing() -> None:
    assert em("e\u0301") == em("e") == pytest.approx(em("é"), rel=0.02)


def test_arabic_takes_a_tenth_more_than_its_letters_alone() -> None:
    runs = tables()["faces"]["other"]["runs"]
    first, *widths = next(run for run in runs if run[0] <= ord("م") < run[0] + len(run) - 1)
    assert em("م") == pytest.approx(widths[ord("م") - first] / tables()["faces"]["other"]["em"] * ARABIC)


@given(MIXED, st.sampled_from(list(Face)))
def test_a_text_is_never_wider_than_its_parts(text: str, face: Face) -> None:
    assert em(text, face) <= sum(em(letter, face) for letter in text) + EMOJI_EM * len(text) + 1e-9
    assert em(text, face) >= 0


@given(MIXED, st.floats(5, 80), st.sampled_from(list(Face)), st.one_of(st.none(), st.integers(1, 5)), st.booleans())
def test_every_line_fits_its_room(text: str, room: float, face: Face, most: int | None, balanced: bool) -> None:
    wrapped = wrap(text, room, 8, face, most=most, balanced=balanced)
    for line in wrapped.lines:
        assert width(line, 8, face) * SLACK <= room + 1e-6 or len(clusters(line)) == 1 or line.endswith("…")
    assert most is None or len(wrapped.lines) <= most
    assert len(wrapped.spaced) == len(wrapped.lines)


@given(MIXED, st.floats(5, 80))
def test_lines_read_on_give_the_text(text: str, room: float) -> None:
    wrapped = wrap(text, room, 8)
    assert not wrapped.cut
    bare = "".join(wrapped.lines).replace("-", "").replace(" ", "")
    assert bare == wrapped.full.replace("-", "").replace(" ", "").replace("\u00ad", "")


@given(MIXED, st.floats(5, 40))
def test_no_line_ends_inside_a_cluster(text: str, room: float) -> None:
    shown = "\n".join(wrap(text, room, 8).lines)
    for cluster in clusters(clean(text)):
        assert cluster in shown or cluster in "\n \u00ad" or "\u00ad" in cluster


@given(WORDS, st.floats(10, 60))
def test_wrapping_is_repeatable(text: str, room: float) -> None:
    assert wrap(text, room, 9) == wrap(text, room, 9)


def test_lines_end_at_spaces_first() -> None:
    wrapped = wrap("Sees an ad for a concert by their favourite artist", 40, 9)
    assert wrapped.lines == ("Sees an ad for a concert", "by their favourite artist")
    assert wrapped.spaced == (True, False)


def test_a_word_with_a_hyphen_of_its_own_stays_whole_where_it_fits() -> None:
    assert "e-wallet" in wrap("The tickets land in the e-wallet", 25, 9).lines[-1]
    assert wrap("Self-service-kiosk", 22, 9).lines == ("Self-service-", "kiosk")


def test_a_long_german_word_is_parted_by_syllables() -> None:
    wrapped = wrap("Rechtsschutzversicherungsgesellschaften", 25, 9, language="de")
    assert len(wrapped.lines) == 3
    assert all(line.endswith("-") for line in wrapped.lines[:-1])
    assert all(len(line.rstrip("-")) >= 3 for line in wrapped.lines)


def test_a_soft_hyphen_is_where_the_author_wants_it() -> None:
    wrapped = wrap("Zukunfts\u00adsicherung", 18, 9)
    assert wrapped.lines == ("Zukunfts-", "sicherung")
    assert wrap("Zukunfts\u00adsicherung", 60, 9).lines == ("Zukunftssicherung",)


def test_a_line_end_of_the_text_ends_a_line() -> None:
    assert wrap("one\n\ntwo", 60, 9).lines == ("one", "two")


def test_a_no_break_space_keeps_its_words_together() -> None:
    assert wrap("pay 5\u00a0€", width("pay 5\u00a0€", 9), 9).lines == ("pay", "5\u00a0€")


@pytest.mark.parametrize("squares", [3.2, 4.2, 5.2, 6.2])
def test_squares_break_anywhere_but_before_a_full_stop_and_after_a_bracket(squares: float) -> None:
    lines = wrap("日本語です。「引用」、次の行。", squares * 9 * MM_PER_PT * SLACK, 9).lines
    assert len(lines) >= 3
    assert not [line for line in lines if line[0] in "。」、" or line[-1] == "「"]


def test_what_is_cut_ends_with_an_ellipsis_and_keeps_all_of_it_beside() -> None:
    wrapped = wrap("Is shown concerts nearby by artists they like and more", 30, 9, most=2)
    assert wrapped.cut
    assert wrapped.lines == ("Is shown concerts", "nearby by artists…")
    assert wrapped.full == "Is shown concerts nearby by artists they like and more"


def test_nothing_to_show_has_no_lines() -> None:
    assert wrap(" \n\t", 30, 9).lines == ()
    assert wrap("anything", 30, 9, most=0).lines == ()


def test_balanced_lines_are_about_equally_long_and_no_more() -> None:
    text = "Wer weiß, ob das der richtige Tag war"
    plain, balanced = wrap(text, 45, 8), wrap(text, 45, 8, balanced=True)
    assert len(plain.lines) == len(balanced.lines) == 2
    spread = [abs(width(w.lines[0], 8) - width(w.lines[1], 8)) for w in (plain, balanced)]
    assert spread[1] < spread[0] / 2


def test_a_block_is_as_high_as_its_lines() -> None:
    wrapped = wrap("one two", 10, 10)
    assert len(wrapped.lines) == 2
    assert wrapped.height(10) == pytest.approx(2 * 10 * LEADING * MM_PER_PT)
    assert wrapped.width(10) == max(width("one", 10), width("two", 10))


def test_fits_counts_the_slack() -> None:
    wide = width("Agent", 9)
    assert fits("Agent", wide * SLACK + 1e-9, 9)
    assert not fits("Agent", wide, 9)


@pytest.mark.parametrize(
    ("text", "way"),
    [("Agent", "ltr"), ("مرحبا Bob", "rtl"), ("Bob مرحبا", "ltr"), ("123 שלום", "rtl"), ("12 …", "ltr"), ("", "ltr")],
    ids=["latin", "arabic-first", "latin-first", "digits-then-hebrew", "digits", "nothing"],
)
def test_direction_is_that_of_the_first_letter(text: str, way: str) -> None:
    assert direction(text) == way


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("e\u0301x", ("e\u0301", "x")),
        ("👨‍👩‍👧x", ("👨‍👩‍👧", "x")),
        ("🇫🇷🇩🇪🇮", ("🇫🇷", "🇩🇪", "🇮")),
        ("❤️a", ("❤️", "a")),
        ("क्षि", ("क्षि",)),
        ("한각", ("한", "각")),
        ("각", ("각",)),
        ("🏴󠁧󠁢󠁳󠁣󠁴󠁿", ("🏴󠁧󠁢󠁳󠁣󠁴󠁿",)),
    ],
    ids=["accent", "family", "flags", "variant", "conjunct", "syllables", "jamo", "tags"],
)
def test_clusters_are_what_readers_take_for_one_sign(text: str, whole: tuple[str, ...]) -> None:
    assert clusters(text) == whole


@given(st.text())
def test_clusters_lose_nothing(text: str) -> None:
    assert "".join(clusters(text)) == text


@given(st.text(st.characters()))
def test_cleaned_text_holds_nothing_that_steers_or_breaks_a_drawing(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert not {letter for letter in cleaned if letter < " " and letter != "\n"}
    assert not set(cleaned) & set("\x7f\u0085\u2028\u202e\u2066\ufeff\ufffe\ud800")
    assert "  " not in cleaned


def test_control_characters_are_shown() -> None:
    assert clean("a\x1b[31mb\x00") == "a\\x1b[31mb\\x00"
