"""Kinds of values on the command line: each says what is wrong with a text before anything is read."""

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from sojourn.core import durations, sizes
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


class Size(click.ParamType[Any]):
    """An amount of memory as people write it; stays text once it is known to be one."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check the text."""
        with as_usage(param):
            sizes.size(value)
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


class EngineName(click.ParamType[Any]):
    """What computes: `local`, `spark`, or the address of a Spark cluster."""

    name = "engine"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check the name."""
        from sojourn.app import build
        from sojourn.app.clusters import is_cluster

        if value != "local" and not is_cluster(str(value)):
            with as_usage(param):
                raise build.unknown_engine(str(value))
        return str(value)


class SparkSetting(click.ParamType[Any]):
    """A setting of Spark's, as KEY=VALUE."""

    name = "setting"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Take it apart."""
        if isinstance(value, tuple):
            return value
        key, equals, given = str(value).partition("=")
        if not key.startswith("spark.") or not equals:
            raise Misuse(
                f"{value!r} is no setting of Spark",
                hint="write KEY=VALUE with a key that begins with spark., such as spark.executor.memory=4g",
            )
        return key, given


class Place(click.Path):
    """A file or folder of this machine, or an address such as s3a://bucket/events, which stays text."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Leave an address as it is."""
        return value if "://" in str(value) else super().convert(value, param, ctx)


class Number(click.ParamType[Any]):
    """A number that is finite and within its bounds.

    A number that groups thousands, as answers write it, is refused with the number to write: what one reader takes for
    fifty thousand is fifty to another, and is never guessed.

    Args:
        least: the least that is allowed; with `above`, everything above it is.
        most: the most that is allowed.
        grouped: thousands may be meant, as in 50.000; without it the point is always that of a fraction.
    """

    name = "number"

    def __init__(
        self, least: float | None = None, most: float | None = None, *, above: bool = False, grouped: bool = False
    ) -> None:
        self._least, self._most, self._above, self._grouped = least, most, above, grouped

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read the text."""
        if isinstance(value, int | float):
            return float(value)
        return self.read(str(value), param.opts[0] if param else "the option", ctx)

    def read(self, text: str, option: str, ctx: click.Context | None = None) -> float:
        """Read a number of an option, which names it where it is refused."""
        self._refuse_groups(text.strip(), option, ctx)
        try:
            # Underscores and the signs of other scripts are no way to write a number here.
            found = float(text) if re.fullmatch(r"\s*[-+]?[0-9.]+([eE][-+]?[0-9]+)?\s*", text) else math.nan
        except ValueError:
            found = math.nan
        if not math.isfinite(found):
            raise Misuse(f"{option}: {text!r} is not a finite number", hint="write it as 1200 or 0.5", ctx=ctx)
        self._refuse_bounds(found, option, ctx)
        return found + 0.0  # so that -0 is 0

    def _refuse_groups(self, text: str, option: str, ctx: click.Context | None) -> None:
        """Refuse thousands set apart."""
        if re.fullmatch(r"[-+]?[0-9]{1,3}([,'’ \u00a0\u202f_][0-9]{3})+(\.[0-9]+)?", text):
            plain = re.sub(r"[,'’ \u00a0\u202f_]", "", text)
            raise Misuse(f"{option}: {text!r} sets thousands apart", hint=f"write {plain}", ctx=ctx)
        if self._grouped and re.fullmatch(r"[-+]?[1-9][0-9]{0,2}(\.[0-9]{3})+", text):
            plain = text.replace(".", "")
            # A fraction of three digits that are not 0 is written with a fourth: it would be refused again.
            fraction = text.rstrip("0").rstrip(".") if text.endswith("0") else f"{text}0"
            other = f" or {fraction}" if text.count(".") == 1 else ""
            raise Misuse(f"{option}: {text!r} may have a point for thousands", hint=f"write {plain}{other}", ctx=ctx)
        if re.fullmatch(r"[-+]?[0-9]+,[0-9]+", text):
            raise Misuse(f"{option}: {text!r} has a comma", hint=f"write {text.replace(',', '.')}", ctx=ctx)

    def _refuse_bounds(self, found: float, option: str, ctx: click.Context | None) -> None:
        """Refuse what lies outside."""
        low, high = self._least, self._most
        beneath = low is not None and (found <= low if self._above else found < low)
        if not beneath and (high is None or found <= high):
            return
        least = None if low is None else f"above {low:g}" if self._above else f"at least {low:g}"
        bounds = [each for each in (least, None if high is None else f"at most {high:g}") if each]
        raise Misuse(f"{option}: {found:g} is out of bounds", hint=f"give {' and '.join(bounds)}", ctx=ctx)


class NumberOf(click.ParamType[Any]):
    """A name and its number, written NAME=NUMBER.

    Args:
        number: what numbers are allowed.
        example: how it is written.
    """

    name = "name=number"

    def __init__(self, number: Number, *, example: str) -> None:
        self._number, self._example = number, example

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, float]:
        """Read the text."""
        if isinstance(value, tuple):
            return value
        option = param.opts[0] if param else "the option"
        name, sign, number = (part.strip() for part in str(value).rpartition("="))
        if not (name and sign and number):
            raise Misuse(f"{option}: {value!r} is not a name and a number", hint=f"write {self._example}", ctx=ctx)
        return name, self._number.read(number.replace("−", "-"), f"{option} {name}", ctx)


class Period(click.ParamType[Any]):
    """How long a period is, as ISO 8601 writes durations."""

    name = "period"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check the text."""
        text = str(value)
        if not re.fullmatch(r"P(?=\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?", text) or not re.search(r"[1-9]", text):
            option = param.opts[0] if param else "the option"
            raise Misuse(
                f"{option}: {text!r} is no period", hint="write P1Y for a year, P3M for a quarter, P1M or P7D", ctx=ctx
            )
        return text


MONEY = Number(0, grouped=True)
"""An amount of the map's currency."""

SHARE = Number(0, 1)


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
