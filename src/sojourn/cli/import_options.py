"""What can be told about files of events: which column is what, and how values are to be read."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

from .commands import OneOf, Option
from .failures import Misuse
from .kinds import Listed, Zone

if TYPE_CHECKING:
    from sojourn.collect import Mapping as FileMapping

ROLES, READING = (
    "Which column is what (inferred where it is not told)",
    "How values are read (found where it is not told)",
)

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Pair(click.ParamType[Any]):
    """Two texts with an equals sign between them."""

    name = "pair"

    def __init__(self, left: str, right: str) -> None:
        self._left, self._right = left, right

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Split the text."""
        left, sign, right = str(value).partition("=")
        if not (left and sign and right):
            name = param.opts[0] if param else "option"
            raise Misuse(f"{name}: {value!r} is no pair", hint=f"write {name} {self._left}={self._right}", ctx=ctx)
        return left, right


def _role(name: str, meaning: str, **kwargs: Any) -> Decorator:
    return click.option(f"--{name}", cls=Option, section=ROLES, help=meaning, **({"metavar": "COLUMN"} | kwargs))


def _reading(name: str, **kwargs: Any) -> Decorator:
    return click.option(name, cls=Option, section=READING, **kwargs)


def role_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that give columns their roles."""
    pairs = Pair("COLUMN", "EVENT")
    options: list[Decorator] = [
        _role("customer", "Who."),
        _role("time", "When."),
        _role("clock", "The time of day, where --time holds dates only."),
        _role("event", "What happened."),
        _role("event-name", "Instead of --event: what every row is.", metavar="NAME"),
        _role("times", "Instead of --time and --event: each such column makes one event of every row.",
              type=Listed(pairs, separator=","), multiple=True, metavar="COLUMN=EVENT,…"),
        _role("channel", "Through what."),
        _role("channel-name", "Instead of --channel: one for all rows.", metavar="NAME"),
        _role("id", "What identifies the row; without, its whole content does."),
        _role("value", "An amount of money."),
        _role("currency", "Its currency."),
        _role("time-end", "When it ended."),
        _role("account", "For whom the customer acts."),
        _role("case", "To which order, claim or ticket it belongs."),
        _role("touchpoint", "Where on the map it belongs."),
        _role("customer-type", "OCEL: which type of object is the customer.", metavar="TYPE"),
        _role("pair-lifecycle", "XES: join start and complete into one event with an end.",
              is_flag=True, show_default=False, metavar=None),
    ]  # fmt: skip
    for decorate in reversed(options):
        function = decorate(function)
    return function


def reading_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say how values are read."""
    options: list[Decorator] = [
        _reading("--zone", type=Zone(), metavar="ZONE", help="Of times that carry none; by default the workspace's."),
        _reading("--date-order", type=OneOf(["dmy", "mdy", "ymd"]), help="Of dates whose values prove none."),
        _reading("--decimal", type=OneOf([".", ","]), help="What stands before the decimals of numbers."),
        _reading("--encoding", metavar="NAME", help="Of text that is not UTF-8, such as cp1252."),
        _reading("--delimiter", metavar="CHAR", help="Between the fields of a delimited file."),
        _reading("--quote", metavar="CHAR", help="Around fields that hold a delimiter."),
        _reading("--header/--no-header", default=None, help="Whether the first row holds the names of the columns."),
        _reading("--null", multiple=True, metavar="TEXT", help="A text that stands for nothing; again for more."),
        _reading("--ignore", multiple=True, metavar="COLUMN", help="Leave this column out; again for more."),
        _reading("--type", type=Pair("COLUMN", "string"), multiple=True, metavar="COLUMN=TYPE",
                 help="Keep a property as bool, int64, double, timestamp or string; again for more."),
        _reading("--names", type=OneOf(["keep", "normalise"]), help="Event names as they stand (default), or tidied."),
    ]  # fmt: skip
    for decorate in reversed(options):
        function = decorate(function)
    return function


def mapping_of(given: Mapping[str, Any], *, source: str | None) -> "FileMapping":
    """Make a mapping of what the options say."""
    from sojourn import collect

    told = {name: value for name, value in given.items() if value not in (None, (), False) or name == "header"}
    renamed = {"null": "nulls", "type": "types"}
    # The option names a column first, as people think of it; a mapping names the event first.
    if "times" in told:
        told["times"] = tuple((event, column) for pairs in told["times"] for column, event in pairs)
    if source is not None:
        told["source"] = source
    return collect.Mapping(**{renamed.get(name, name): value for name, value in told.items()})
