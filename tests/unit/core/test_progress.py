"""What is told of a piece of work that is done part by part."""

from sojourn.core.progress import followed


def test_every_part_is_told_from_nothing_to_all() -> None:
    heard: list[tuple[int, int]] = []
    assert list(followed("abc", 3, lambda done, total: heard.append((done, total)))) == ["a", "b", "c"]
    assert heard == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_nobody_is_told_where_nobody_asked() -> None:
    assert list(followed("abc", 3, None)) == ["a", "b", "c"]
