"""What a running notebook is told, tried on a display that keeps what it is shown."""

from collections.abc import Callable

import pytest

from sojourn.app.notebooks import ShownImport, ShownProgress, bar, progress_here, shell_here
from tests.factories.watches import watch


class Screen:
    """A display that remembers: `html` at its identifier and whether it is new, None where something was taken away.

    Args:
        stops: somebody interrupts the work as soon as this much was shown.
    """

    def __init__(self, stops: int | None = None) -> None:
        self.shown: list[tuple[str | None, str, bool]] = []
        self.ends: list[Callable[[], None]] = []
        self.stops = stops

    def place(self) -> str:
        return f"d{len(self.shown) + 1}"

    def display(self, html: str | None, where: str, new: bool) -> None:
        self.shown.append((html, where, new))
        if self.stops == len(self.shown):
            raise KeyboardInterrupt


def shown(screen: Screen, calls: list[tuple[float, int]], total: int = 100) -> ShownProgress:
    times = watch(*(at for at, _ in calls))
    progress = ShownProgress(screen.display, place=screen.place, at_end=screen.ends.append, watch=times)
    for _, done in calls:
        progress(done, total)
    return progress


def test_short_work_shows_nothing() -> None:
    screen = Screen()
    shown(screen, [(0, 0), (0.4, 50), (0.9, 90), (1.5, 100)])
    assert screen.shown == []


def test_long_work_shows_a_bar_that_goes_when_it_is_done() -> None:
    screen = Screen()
    shown(screen, [(0, 0), (1.0, 10), (1.1, 20), (1.3, 40), (2.0, 100)])
    assert screen.shown == [
        (bar(10, 100, 9.0), "d1", True),
        (bar(40, 100, 1.95), "d1", False),
        (None, "d1", False),
    ]


def test_work_of_which_nothing_is_done_yet_shows_that_it_runs() -> None:
    screen = Screen()
    shown(screen, [(0, 0), (0.6, 0), (1.2, 0), (1.8, 50)])
    assert screen.shown == [(bar(0, 100, None), "d1", True), (bar(50, 100, 1.8), "d1", False)]
    assert "0%</span>" in bar(0, 100, None)


def test_work_that_begins_after_a_pause_is_another_piece() -> None:
    screen = Screen()
    shown(screen, [(0, 0), (9.0, 0), (9.5, 50), (9.8, 100)])
    assert screen.shown == []


def test_each_pass_is_timed_by_itself() -> None:
    screen = Screen()
    shown(screen, [(0, 0), (0.8, 50), (0.9, 100), (0.9, 0), (1.8, 50), (1.9, 100), (2.0, 0), (3.0, 50), (4.0, 100)])
    assert [html is None for html, *_ in screen.shown] == [False, True]


def test_a_pass_that_is_broken_off_leaves_no_bar_behind_its_cell() -> None:
    screen = Screen()
    shown(screen, [(0, 0), (2.0, 10)])
    for each in screen.ends:
        each()
    assert screen.shown[-1] == (None, "d1", False)


@pytest.mark.parametrize("stops", [1, 2, 3])
def test_a_bar_goes_whenever_it_is_interrupted(stops: int) -> None:
    screen = Screen(stops=stops)
    with pytest.raises(KeyboardInterrupt):
        shown(screen, [(0, 0), (2.0, 10), (3.0, 20), (4.0, 100)])
    for each in screen.ends:
        each()
    assert screen.shown[-1] == (None, "d1", False)


def test_a_bar_says_how_far_and_how_long() -> None:
    assert 'value="25" max="100"' in bar(25, 100, 30.2)
    assert "25%, about 30 s left" in bar(25, 100, 30.2)
    assert "about 3 min left" in bar(25, 100, 200.0)


def test_outside_a_notebook_nothing_is_shown() -> None:
    assert shell_here() is None
    assert progress_here() is None


def test_an_import_is_two_thirds_reading_and_one_third_writing() -> None:
    heard: list[tuple[int, int]] = []
    shown = ShownImport(lambda done, total: heard.append((done, total)))
    shown.update(0, 0, 0, 0, "read")
    shown.update(50, 100, 1000, 0, "read")
    shown.update(500, 1000, 1000, 0, "write")
    shown.update(1000, 1000, 1000, 0, "write")
    assert heard == [(0, 3), (1, 3), (100, 300), (2500, 3000), (3000, 3000)]
