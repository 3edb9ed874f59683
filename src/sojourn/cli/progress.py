"""How far a long piece of work has come: a bar on a terminal, a line every ten seconds elsewhere."""

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


class Progress:
    """Say on standard error how many of something are done, how fast, and how long it still takes.

    Args:
        what: the noun and participle after the number: `events written`.
        quiet: say nothing.
        as_json: one JSON object a line instead, for programs.
        watch: seconds that only go forward.
    """

    def __init__(
        self, what: str, *, quiet: bool = False, as_json: bool = False, watch: Callable[[], float] = monotonic
    ) -> None:
        self._what = what
        self._silent = quiet and not as_json
        self._json = as_json
        self._watch = watch
        self._began = self._told = watch()
        self._bar: Bar | None = None
        self._label = ""

    def __enter__(self) -> "Progress":
        """Begin."""
        self._began = self._told = self._watch()
        if not self._silent and not self._json and sys.stderr.isatty():
            self._bar = _bar()
            self._bar.add_task(self._what, total=None, speed="", label="")
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End; the bar goes away."""
        if self._bar is not None:
            self._bar.stop()

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
        if self._bar is not None:
            self._bar.update(
                self._bar.task_ids[0],
                completed=None if share is None else share,
                total=None if share is None else 1.0,
                label=label,
                speed=f"{done:,} {self._what}, {done / seconds:,.0f}/s",
            )
        elif self._json:
            line = {
                "done": done,
                "share": share,
                "per_second": done / seconds,
                "seconds_left": left,
                "label": label,
                **facts,
            }
            click.echo(json.dumps(line, ensure_ascii=False), err=True)
        elif now - self._told >= EVERY_SECONDS:
            self._told = now
            of = "" if share is None else f" ({share:.0%}, about {left or 0:,.0f} s left)"
            click.echo(f"{label + ': ' if label else ''}{done:,} {self._what}, {done / seconds:,.0f}/s{of}", err=True)


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


def _bar() -> "Bar":
    """Make the bar of a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.fields[label]}"),
        BarColumn(bar_width=24),
        TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
