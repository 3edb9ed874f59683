"""What a running notebook is told: how to show charts and maps, and how far long work has come."""

import sys
from collections.abc import Callable
from functools import partial
from html import escape
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from sojourn.core.charts import Chart
    from sojourn.core.progress import Progress
    from sojourn.maps import JourneyMap

AFTER_SECONDS = 1.0
"""Work that takes less shows nothing."""

EVERY_SECONDS = 0.25
"""What is shown changes no more often: every change is a message to the reader's browser."""


def shell_here() -> Any:
    """Give what runs the cells of a notebook, or the lines of an IPython session; None elsewhere."""
    ipython = sys.modules.get("IPython")
    return None if ipython is None else ipython.get_ipython()


def welcome(shell: Any) -> None:
    """Let a notebook show what it cannot draw itself; nothing is loaded before it is shown.

    A chart is data that some notebooks draw; all others, and whoever reads the file later, get a picture beside it. A
    journey map is shown as its drawing.

    Args:
        shell: what runs the cells, as IPython gives it.
    """
    formatters = shell.display_formatter.formatters
    formatters["image/png"].for_type_by_name("sojourn.core.charts", "Chart", _picture)
    formatters["text/html"].for_type_by_name("sojourn.maps.model.document", "JourneyMap", _drawing)


def progress_here() -> "Progress | None":
    """Give a picture of progress where a notebook runs this; None elsewhere."""
    shell = shell_here()
    if getattr(shell, "kernel", None) is None:
        return None
    return ShownProgress(_display, place=lambda: uuid4().hex, at_end=partial(_after_cell, shell))


class ShownProgress:
    """A bar below the cell: it comes when work lasts, moves a few times a second, and goes when the work is done.

    Args:
        display: shows HTML under an identifier, below the cell when it is new and else in the place it has; None takes
            it away.
        place: makes an identifier nobody has.
        at_end: is given what must be done once the cell has ended: a pass may be broken off, and its bar has to go.
        watch: seconds that only go forward.
    """

    def __init__(
        self,
        display: Callable[[str | None, str, bool], None],
        *,
        place: Callable[[], str],
        at_end: Callable[[Callable[[], None]], None],
        watch: Callable[[], float] = monotonic,
    ) -> None:
        self._display = display
        self._place = place
        self._at_end = at_end
        self._watch = watch
        self._began = self._told = 0.0
        self._shown: str | None = None
        self._done, self._heard = 0, float("-inf")

    def __call__(self, done: int, total: int, /) -> None:
        """Take how far it is; 0 begins a pass, unless it says again and again that nothing is done yet."""
        now = self._watch()
        again = done == self._done == 0 and now - self._heard < AFTER_SECONDS
        if done >= total or (done <= 0 and not again):
            self.close()
            self._began = now
        elif now - self._began >= AFTER_SECONDS and (self._shown is None or now - self._told >= EVERY_SECONDS):
            new = self._shown is None
            if new:
                self._at_end(self.close)
            # Whoever interrupts may do so the moment a bar is seen: what has to go is kept before it is shown.
            shown = self._shown = self._shown or self._place()
            left = (now - self._began) * (total - done) / done if done > 0 else None
            self._display(bar(done, total, left), shown, new)
            self._told = now
        self._done, self._heard = done, now

    def close(self) -> None:
        """Take the bar away, if there is one."""
        if self._shown is not None:
            self._display(None, self._shown, False)
            self._shown = None


class ShownImport:
    """Shows how far an import has come: reading is taken for two thirds of the work, writing for one."""

    def __init__(self, progress: "Progress") -> None:
        self._progress = progress
        progress(0, 3)

    def update(self, bytes_done: int, bytes_total: int, rows: int, refused: int, phase: str) -> None:
        """Take the newest numbers."""
        total = max(bytes_total, 1)
        done = min(bytes_done, total)
        self._progress(max(1, 2 * done if phase == "read" else 2 * total + done), 3 * total)


def bar(done: int, total: int, left: float | None) -> str:
    """Draw how far it is as HTML, in the browser's own bar, with what is left in words, where that is known."""
    told = f"{done / total:.0%}" + ("" if left is None else f", about {_seconds(left)} left")
    return (
        f'<div style="margin:4px 0"><progress value="{done}" max="{total}" style="width:16em;vertical-align:middle">'
        f'</progress> <span style="opacity:.75;font-variant-numeric:tabular-nums">{escape(told)}</span></div>'
    )


def _seconds(left: float) -> str:
    """Say how long, no finer than it can be known."""
    return f"{left:.0f} s" if left < 90 else f"{left / 60:.0f} min"


def _display(shown: str | None, where: str, new: bool) -> None:
    """Show HTML below the cell, or in the place of what was shown there; an output without content is not seen."""
    from IPython import display as ipython  # noqa: PLC0415 - only a notebook that runs has it

    display: Any = ipython.display  # it says nothing of its types
    content = {} if shown is None else {"text/html": shown, "text/plain": "…"}
    display(content, raw=True, display_id=where, update=not new)


def _after_cell(shell: Any, close: Callable[[], None]) -> None:
    """Have something done once, when the cell that runs has ended, however it ends."""

    def once(*_: object) -> None:
        shell.events.unregister("post_run_cell", once)
        close()

    shell.events.register("post_run_cell", once)


def _picture(chart: "Chart") -> tuple[bytes, dict[str, int]]:
    """Draw a chart as PNG, and say how wide it is meant to be: pictures show the same typeface everywhere."""
    from .rendering import PNG_SCALE, png  # noqa: PLC0415 - start-up: the renderer takes half a second

    drawn = png(chart)
    return drawn, {"width": round(int.from_bytes(drawn[16:20]) / PNG_SCALE)}


def _drawing(map: "JourneyMap") -> str:
    """Draw a map on its sheets, as HTML."""
    from sojourn.maps import draw_map  # noqa: PLC0415 - start-up: not every notebook shows a map

    return draw_map(map)._repr_html_()
