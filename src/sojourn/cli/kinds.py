"""Kinds of values on the command line: each says what is wrong with a text before anything is read."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from sojourn.core import durations
from sojourn.core.errors import InvalidInput

from .failures import Misuse


class Duration(click.ParamType[Any]):
    """A duration as people write it; stays text once it is known to be one."""

    name = "duration"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Say what is wanted."""
        return "DURATION"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check the text."""
        with as_usage(param):
            durations.microseconds(value)
        return str(value)


class Instant(click.ParamType[Any]):
    """A date or an RFC 3339 time; stays text, for only with the time zone it becomes an instant."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check the text."""
        from sojourn.core.instants import instant

        with as_usage(param):
            instant(value)
        return str(value)


class Zone(click.ParamType[Any]):
    """A time zone by its IANA name."""

    name = "zone"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check the name."""
        from sojourn.core.instants import zone

        with as_usage(param):
            zone(value)
        return str(value)


class Listed(click.ParamType[Any]):
    """Several values in one text."""

    name = "list"

    def __init__(self, item: click.ParamType[Any], *, separator: str) -> None:
        self._item = item
        self._separator = separator

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Any, ...]:
        """Split the text."""
        if isinstance(value, tuple):
            return value
        return tuple(
            self._item.convert(part.strip(), param, ctx) for part in str(value).split(self._separator) if part.strip()
        )


NAMES = Listed(click.STRING, separator="|")
"""Event names: the option is given again for each, or they stand together as 'a|b', as in the steps of a funnel."""

FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)
FILE_OR_FOLDER = click.Path(path_type=Path)


@contextmanager
def as_usage(param: click.Parameter | None = None) -> Iterator[None]:
    """Turn input that is wrong in itself, whatever the data, into wrong usage of the option."""
    try:
        yield
    except InvalidInput as error:
        name = param.opts[0] + ": " if param else ""
        raise Misuse(name + error.message, hint=error.hint, ctx=click.get_current_context(silent=True)) from error
