"""The entry point: run a command, and turn whatever goes wrong into two lines and an exit status."""

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from sojourn.app import settings
from sojourn.core.errors import SojournError

from . import failures
from .commands import Session
from .pandas_hidden import hide_pandas
from .root import root


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave the process."""
    hide_pandas()
    status = main(sys.argv[1:] if arguments is None else arguments)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        status = _pipe_closed()
    except OSError as error:
        failures.report(f"standard output: {error.strerror}", "check the disk that it goes to")
        status = failures.STORAGE
        sys.stdout = None  # what is left of it cannot be written at the end either
    sys.exit(status)


def main(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit status; prints to the standard streams."""
    session = Session()
    try:
        session.colour = False if settings.without_colour() else None
        session.settings = settings.from_environment()
        with root.make_context("sojourn", list(arguments), obj=session, color=session.colour) as context:
            answer = root.invoke(context)
        return answer if isinstance(answer, int) else failures.DONE
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        failures.report(*failures.usage_lines(error), colour=session.colour)
        return failures.WRONG_USAGE
    except SojournError as error:
        if session.debug:
            raise
        failures.report(failures.lines_of(error), error.hint, colour=session.colour)
        return failures.status_of(error)
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted", err=True)
        return failures.INTERRUPTED
    except BrokenPipeError:
        return _pipe_closed()
    except OSError as error:
        if session.debug:
            raise
        where = f"{error.filename}: " if error.filename else ""
        failures.report(
            f"{where}{error.strerror or error}",
            "check the disk, and who may read and write there",
            colour=session.colour,
        )
        return failures.STORAGE
    except Exception as error:  # the outermost loop: a bug, too, ends in two lines and a status
        if session.debug:
            raise
        failures.report(
            f"a bug in Sojourn: {type(error).__name__}: {error}",
            "run the command again with --debug and report what it prints",
            colour=session.colour,
        )
        return failures.BUG


def _pipe_closed() -> int:
    """Whoever read our output has gone: say nothing more, not even while the interpreter ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return failures.PIPE_CLOSED
