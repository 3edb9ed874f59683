"""Amounts of memory are read and written as people do."""

import pytest

from sojourn.core.errors import InvalidInput
from sojourn.core.sizes import size, size_in_words


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("512M", 512 << 20),
        ("2G", 2 << 30),
        ("2 GB", 2 << 30),
        ("1.5GiB", 3 << 29),
        ("64k", 64 << 10),
        (" 7 ", 7),
        ("1T", 1 << 40),
        (4096, 4096),
    ],
)
def test_amounts_are_read(text: str | int, count: int) -> None:
    assert size(text) == count


@pytest.mark.parametrize("text", ["", "much", "-1G", "1 GG", "1,5G", "G"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="is no amount of memory"):
        size(text)


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 bytes"), (1 << 20, "1 MB"), (3 << 29, "1.5 GB"), ((1 << 30) - 1, "1,024 MB")]
)
def test_amounts_are_written(count: int, words: str) -> None:
    assert size_in_words(count) == words
