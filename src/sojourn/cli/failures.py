"""How a command fails: what it says on standard error, and its exit status."""

from collections.abc import Iterable, Sequence
from types import MappingProxyType

import click

from sojourn.core import errors
from sojourn.core.controls import visible

STATUSES = MappingProxyType(
    {
        errors.InvalidInput: 65,
        errors.NotFound: 66,
        errors.EngineError: 69,
        errors.StoreError: 69,
        errors.ChannelError: 69,
        errors.Conflict: 75,
        errors.NotAllowed: 77,
        errors.ConfigurationError: 78,
    }
)
"""The exit status of each branch of the error tree, after sysexits."""

DONE, ANSWER_IS_NO, WRONG_USAGE, STORAGE, BUG, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 69, 70, 130, 141
"""The other exit statuses."""


class Misuse(click.UsageError):
    """Wrong usage with a next thing to do."""

    def __init__(self, message: str, *, hint: str | None = None, ctx: click.Context | None = None) -> None:
        super().__init__(message, ctx)
        self.hint = hint


def status_of(error: errors.SojournError) -> int:
    """Give the exit status of an error by its branch."""
    return next((status for branch, status in STATUSES.items() if issubclass(type(error), branch)), BUG)


def _near(mistyped: str, names: Iterable[str]) -> list[str]:
    """Choose the names that somebody may have meant: nearly the same, or what was begun."""
    from difflib import SequenceMatcher

    return [
        name
        for name in sorted(names)
        if name.startswith(mistyped) or SequenceMatcher(None, mistyped, name).ratio() >= 0.75
    ][:3]


def usage_lines(error: click.ClickException) -> tuple[str, str | None]:
    """Word a mistake in the command line: what is wrong, and what to do."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    where = "sojourn" if context is None else context.command_path
    hint = getattr(error, "hint", None)
    message = error.format_message().rstrip(".")
    if isinstance(error, click.NoSuchOption):
        message = f"{where} has no option {error.option_name}"
        near = _near(error.option_name, error.possibilities or ())
        hint = f"did you mean {' or '.join(near)}?" if near else None
    return message[:1].lower() + message[1:], hint or f"`{where} --help` shows what it takes"


def lines_of(error: errors.SojournError) -> Sequence[str]:
    """Give what an error says: a line, or several of one that lists what is wrong with a file."""
    lines: Sequence[str] = getattr(error, "lines", (error.message,))
    return lines


def report(message: str | Sequence[str], hint: str | None, *, colour: bool | None = None) -> None:
    """Say on standard error what went wrong; in colour on a terminal, unless told otherwise."""
    first, *others = [message] if isinstance(message, str) else message
    click.echo(f"{click.style('error:', fg='red', bold=True)} {visible(first)}", err=True, color=colour)
    for each in others:
        click.echo(visible(each), err=True, color=colour)
    if hint:
        click.echo(f"{click.style('hint:', fg='cyan')} {visible(hint)}", err=True, color=colour)
