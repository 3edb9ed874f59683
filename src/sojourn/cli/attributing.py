"""Attribution of conversions to the contacts before them, from events or from paths that are there already."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from .answers import Asked
from .commands import OneOf
from .failures import Misuse
from .kinds import FILE, NAMES, Duration
from .options import analysis, flattened, question
from .progress import passes

if TYPE_CHECKING:
    from sojourn.core.analysis import Journeys

MODELS = ["first", "last", "last_non_direct", "linear", "time_decay", "u", "w", "markov", "shapley"]
_EVENTS = ("conversion", "touch", "value", "lookback", "half_life", "key_event", "channel")
"""Options that say something of events, which ready paths do not have."""
_FILE = ("path_column", "separator", "conversions_column", "value_column", "nulls_column")
_OF: Mapping[str, tuple[str, Any]] = MappingProxyType(
    {
        "order": ("markov", 1),
        "no_null": ("markov", False),
        "worth": ("shapley", "counts"),
        "half_life": ("time_decay", None),
        "direct": ("last_non_direct", ()),
        "key_event": ("w", ()),
    }
)
"""Options that one model alone looks at, with what they are when nothing is said."""
_MODEL = ("model", "repeats", "order", "worth", "bootstrap", "seed")


class _Lookback(Duration):
    """A duration, or none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Give the duration, and the word none as it is."""
        return value if value == "none" else super().convert(value, param, ctx)


def _check(
    *, paths: Path | None, conversion: tuple[Any, ...], exclude_open: bool, channel: str | None, **options: Any
) -> None:
    """Refuse options that need each other, or shut each other out."""
    for name, (owner, nothing) in _OF.items():
        if options[name] != nothing and options["model"] != owner:
            raise Misuse(
                f"{options['model']} does not look at --{name.replace('_', '-')}, which is of {owner}",
                hint=f"leave it out, or add --model {owner}",
            )
    if paths is None:
        if not conversion:
            raise Misuse("nothing says which event is a conversion", hint="add --conversion order.paid")
        if options["model"] == "w" and not options["key_event"]:
            raise Misuse("w needs the event that it leans on", hint="add --key-event lead.created")
        named = [name for name in _FILE if options[name] is not None]
        if named:
            raise Misuse(
                f"--{named[0].replace('_', '-')} says how a file of paths is read, but there is none",
                hint="add --paths FILE",
            )
        return
    said = [name for name in _EVENTS if {**options, "conversion": conversion, "channel": channel}[name]]
    if said or exclude_open:
        name = (said or ["exclude_open"])[0].replace("_", "-")
        raise Misuse(f"--{name} looks at events, and --paths has none", hint="leave one of them out")


def _ready(
    common: Mapping[str, Any], *, paths: Path | None, no_null: bool, direct: Any, **options: Any
) -> Asked | None:
    """Answer from paths that are there already."""
    if paths is None:
        return None
    if common["events"] is not None or common["workspace"] is not None or common["members"] is not None:
        raise Misuse("--paths is a source of its own, without customers", hint="leave --events and --members out")
    from sojourn import analyse
    from sojourn.app.path_files import read_paths

    named = {name: options[name] for name in _FILE if options[name] is not None}
    chosen = {name: options[name] for name in _MODEL}
    found = read_paths(paths, **named)
    return Asked(
        analyse.attribution_of_paths(
            found, direct=flattened(direct) or "direct", include_null=not no_null, progress=passes("tried"), **chosen
        )
    )


@analysis(
    "Share sales out among the contacts before them",
    examples=[
        "sojourn attribution --conversion order.paid --model linear --value value",
        "sojourn attribution --conversion order.paid --model markov --bootstrap 200 --chart channels.svg",
        "sojourn attribution --conversion order.paid --model u --channel email --members who.csv",
        "sojourn attribution --paths paths.csv --model shapley",
    ],
    members=True,
    check=_check,
    instead=_ready,
)
@question("--conversion", type=NAMES, multiple=True, metavar="EVENT", help="What counts; again, or a|b, for several.")
@question("--model", type=OneOf(MODELS), default="last", help="Who gets how much.")
@question(
    "--touch",
    type=NAMES,
    multiple=True,
    metavar="EVENT",
    help="What is a contact; by default all with a channel.",
)
@question("--value", metavar="PROPERTY", help="An amount of the conversion, shared out alike.")
@question("--lookback", type=_Lookback(), help="The oldest contact that counts, or none for any; by default 30d.")
@question(
    "--repeats",
    type=OneOf(["keep", "collapse", "distinct"]),
    default="keep",
    help="Contacts through a channel again: keep all, the last of those in a row, or the last of all.",
)
@question("--order", type=click.IntRange(1, 4), default=1, metavar="N", help="Channels that markov remembers.")
@question("--worth", type=OneOf(["counts", "rate"]), default="counts", help="What shapley plays for.")
@question("--half-life", type=Duration(), help="Of time_decay; by default 7d.")
@question(
    "--direct",
    type=NAMES,
    multiple=True,
    metavar="CHANNEL",
    help="Passed over by last_non_direct; else direct.",
)
@question("--key-event", type=NAMES, multiple=True, metavar="EVENT", help="What w leans on, such as lead.created.")
@question("--no-null", is_flag=True, show_default=False, help="Let markov look at paths that converted only.")
@question("--exclude-open", is_flag=True, show_default=False, help="Leave out paths that may still convert.")
@question("--bootstrap", type=click.IntRange(min=20), metavar="N", help="Draw customers anew so often, for intervals.")
@question("--seed", type=click.IntRange(min=0), default=0, metavar="N", help="Where chance starts.")
@question("--channel", metavar="CHANNEL", help="Whose paths --members opens; by default all.")
@question("--paths", type=FILE, metavar="FILE", help="Ready paths instead of events: .csv, .jsonl or .parquet.")
@question("--path-column", metavar="COLUMN", help="The path, in --paths; by default path.")
@question("--separator", metavar="TEXT", help='Between channels, in --paths; by default ">".')
@question("--conversions-column", metavar="COLUMN", help="How many converted, in --paths; by default conversions.")
@question("--value-column", metavar="COLUMN", help="Their value in all; by default value, where there is one.")
@question("--nulls-column", metavar="COLUMN", help="How many did not; by default nulls, where there is one.")
def attribution(
    journeys: "Journeys",
    *,
    members: Path | None,
    channel: str | None,
    conversion: Any,
    touch: Any,
    lookback: Any,
    half_life: Any,
    direct: Any,
    key_event: Any,
    no_null: bool,
    **options: Any,
) -> Asked:
    """Every model shares out what happened: none says what would be lost without a contact, which only an experiment
    tells. A contact is an event with a channel; a conversion takes those since the one before it.
    """
    from sojourn import analyse

    if channel is not None and members is None:
        raise Misuse("--channel opens a number, but nothing says where to write it", hint="add --members FILE.csv")
    if channel is not None and channel not in journeys.source.channels:
        known = ", ".join(sorted(journeys.source.channels)) or "none"
        raise Misuse(f"no event has the channel {channel!r}", hint=f"there is {known}")
    for name in ("paths", *_FILE):
        options.pop(name)
    options |= {
        "touch": flattened(touch) or None,
        "lookback": None if lookback == "none" else lookback or "30d",
        "half_life": half_life or "7d",
        "direct": flattened(direct) or "direct",
        "key_event": flattened(key_event),
    }
    sold = flattened(conversion)
    found = analyse.attribution(journeys, sold, include_null=not no_null, progress=passes("tried"), **options)
    behind = {name: value for name, value in options.items() if name not in ("order", "bootstrap", "seed")}
    return Asked(found, lambda: analyse.attribution_members(journeys, sold, channel=channel, **behind))
