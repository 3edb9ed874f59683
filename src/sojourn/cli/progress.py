"""How far a long piece of work has come: a bar on a terminal once it lasts, a line every ten seconds elsewhere."""

import json
import sys
from collections.abc import Callable
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

EVERY_SECONDS = 10.0
"""Without a terminal, one line this often."""

AFTER_SECONDS = 1.0
"""On a terminal, work that takes less shows no bar."""


class Progress:
    """Say on standard error how many of something are done, how fast, and how long it still takes.

    Args:
        what: the noun and participle after the number: `events written`.
        quiet: say nothing.
        as_json: one JSON object a line instead, for programs.
        colour: False for a bar without colour.
        watch: seconds that only go forward.
    """

    def __init__(
        self,
        what: str,
        *,
        quiet: bool = False,
        as_json: bool = False,
        colour: bool | None = None,
        watch: Callable[[], float] = monotonic,
    ) -> None:
        self._what = what
        self._silent = quiet and not as_json
        self._json = as_json
        self._colour = colour
        self._watch = watch
        self._began = self._told = watch()
        self._bar: Bar | None = None
        self._label = ""

    def __enter__(self) -> "Progress":
        """Begin."""
        self._began = self._told = self._watch()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End; the bar goes away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def at(self, done: int, *, share: float | None = None, label: str = "", **facts: Any) -> None:
        """Say how far it is.

        Args:
            done: how many are done.
            share: how much of the whole that is, 0 to 1, if known: gives the time left.
            label: what is being worked on.
            facts: more numbers, for programs.
        """
        if self._silent:
            return
        now = self._watch()
        seconds = max(now - self._began, 1e-9)
        left = seconds * (1 - share) / share if share else None
        rate = done / seconds
        if self._bar is None and not self._json and seconds >= AFTER_SECONDS and sys.stderr.isatty():
            self._bar = _bar(colour=self._colour)
            self._bar.add_task(self._what, total=None, speed="", label="", left="")
        if self._bar is not None:
            self._bar.update(
                self._bar.task_ids[0],
                completed=None if share is None else share,
                total=None if share is None else 1.0,
                label=label,
                # A rate below one a second says less than the time that is left.
                speed=f"{done:,} {self._what}" + (f", {rate:,.0f}/s" if rate >= 1 else ""),
                left="" if left is None else f"about {left:,.0f} s left",
            )
            self._bar.start()  # the first time; then it is on its way
        elif self._json:
            line = {
                "done": done,
                "share": share,
                "per_second": rate,
                "seconds_left": left,
                "label": label,
                **facts,
            }
            click.echo(json.dumps(line, ensure_ascii=False), err=True)
        elif now - self._told >= EVERY_SECONDS and not sys.stderr.isatty():
            self._told = now
            of = "" if share is None else f" ({share:.0%}, about {left or 0:,.0f} s left)"
            click.echo(f"{label + ': ' if label else ''}{done:,} {self._what}, {rate:,.0f}/s{of}", err=True)


class ImportBar:
    """Passes an import's progress on to the bar."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar

    def update(self, bytes_done: int, bytes_total: int, rows: int, refused: int, phase: str) -> None:
        """Take the newest numbers. Reading is taken for two thirds of the work, writing for one."""
        share = min(1.0, bytes_done / bytes_total) if bytes_total else 1.0
        whole = share * 2 / 3 if phase == "read" else 2 / 3 + share / 3
        label = "reading" if phase == "read" else "writing"
        self._bar.at(rows, share=whole, label=label, refused=refused, bytes_done=bytes_done, bytes_total=bytes_total)


class Passes:
    """A bar for each pass of a question over what it looks at: on a terminal only, and gone with the answer.

    Where standard error is no terminal nothing is said: an answer is one thing, however long it took.

    Args:
        what: the noun and participle after the number: `events read`.
        quiet, colour, watch: as for `Progress`.
    """

    def __init__(
        self,
        what: str,
        *,
        quiet: bool = False,
        colour: bool | None = None,
        watch: Callable[[], float] = monotonic,
    ) -> None:
        self._what = what
        self._silent = quiet or not sys.stderr.isatty()
        self._colour = colour
        self._watch = watch
        self._shown: Progress | None = None
        self._done = 0

    def __call__(self, done: int, total: int, /) -> None:
        """Take how far it is; 0 begins a pass, as long as it does not only say again that nothing is done yet."""
        if self._silent:
            return
        if done >= total or done < self._done:
            self.close()
        self._done = done
        if done < total:
            if self._shown is None:
                self._shown = Progress(self._what, colour=self._colour, watch=self._watch)
            self._shown.at(done, share=done / total)

    def close(self) -> None:
        """Take the bar away, if there is one."""
        if self._shown is not None:
            self._shown.__exit__(None, None, None)
            self._shown = None


def passes(what: str = "events read") -> Passes:
    """Give the bar of the command that runs; it is gone when the command ends, however it ends."""
    from .commands import session

    made = Passes(what, quiet=session().quiet, colour=session().colour)
    click.get_current_context().call_on_close(made.close)
    return made


def _bar(*, colour: bool | None) -> "Bar":
    """Make the bar of a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    return Progress(
        TextColumn("{task.fields[label]}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[speed]}"),
        TextColumn("{task.fields[left]}"),
        console=Console(stderr=True, no_color=None if colour is None else not colour),
        transient=True,
    )
