"""Words are parted between syllables, never near their ends."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sojourn.maps.draw.hyphens import LEAST, points


def parted(word: str, language: str = "en") -> str:
    places = (0, *points(word, language), len(word))
    return "-".join(word[first:last] for first, last in pairwise(places))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "com-mu-ni-ca-tion"),
        ("en", "pho-to-gra-phy"),
        ("en", "straight-for-ward"),
        ("de", "Donau-dampf-schiff-fahrts-ge-sell-schaft"),
        ("de", "Kraft-fahr-zeug-haft-pflicht-ver-si-che-rung"),
        ("fr", "com-pré-hen-sion"),
        ("el", "Ελλη-νικά"),
        ("ru", "дос-то-при-ме-ча-тель-ность"),
    ],
    ids=["english", "digraph", "cluster", "german", "compound", "french", "greek", "russian"],
)
def test_words_are_parted_between_syllables(language: str, expected: str) -> None:
    assert parted(expected.replace("-", ""), language) == expected


@pytest.mark.parametrize("word", ["rhythm", "short", "x1y2z3a4", "مرحبابالعالم", "日本語日本語"])
def test_what_has_no_syllables_is_left_whole(word: str) -> None:
    assert points(word) == ()


@given(st.text(st.characters(categories=["L"]), max_size=40), st.sampled_from(["en", "de", "fr", "es-ES", ""]))
def test_parts_have_at_least_three_letters_at_both_ends(word: str, language: str) -> None:
    assert all(LEAST <= place <= len(word) - LEAST for place in points(word, language))
