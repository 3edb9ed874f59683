"""What every question takes: where the events are, how journeys are cut, and where the answer goes."""

import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from inspect import cleandoc, signature
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sojourn.core.errors import InvalidInput

from .commands import Command, OneOf, Option, session
from .failures import Misuse
from .kinds import FILE, FOLDER, NAMES, Duration, EngineName, Instant, Place, Size, SparkSetting, Zone, as_usage
from .progress import passes

if TYPE_CHECKING:
    from sojourn.core.analysis import Journeys

EVENTS, CASES, OUTPUT = "Which events", "How they are cut into journeys", "Answer"


def option(*names: str, section: str, **kwargs: Any) -> Option:
    """Make an option that stands under a heading."""
    return Option(list(names), section=section, **kwargs)


def question(*names: str, **kwargs: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add an option that belongs to the question itself."""
    return click.option(*names, cls=Option, section="Question", **kwargs)


WORKSPACE = ("--workspace", "-w")
WORKSPACE_HELP = "Folder to use; by default SOJOURN_WORKSPACE, else the nearest upwards that holds a sojourn.toml."


def events_options() -> list[click.Parameter]:
    """Give the options that say which events to look at."""
    return [
        option(*WORKSPACE, section=EVENTS, type=FOLDER, metavar="DIR", help=WORKSPACE_HELP),
        option(
            "--events",
            section=EVENTS,
            type=Place(path_type=Path),
            metavar="FILE",
            help="Ask a CSV, JSON Lines or Parquet file where it lies, without a workspace; - is standard input. "
            "With --engine spark a Delta table or Parquet files, also at an address such as s3a://bucket/events.",
        ),
        option("--customer-column", section=EVENTS, metavar="COLUMN", help="Who, in --events; by default customer."),
        option("--time-column", section=EVENTS, metavar="COLUMN", help="When, in --events; by default time."),
        option("--event-column", section=EVENTS, metavar="COLUMN", help="What, in --events; by default event."),
        option(
            "--channel-column",
            section=EVENTS,
            metavar="COLUMN",
            help="Through what, in --events; by default channel, where there is one.",
        ),
        option(
            "--time-unit",
            section=EVENTS,
            type=OneOf(["s", "ms", "us", "ns"]),
            help="Unit of times that are numbers, in --events.",
        ),
        option(
            "--since", section=EVENTS, type=Instant(), metavar="TIME", help="Keep events from this date or time on."
        ),
        option(
            "--until",
            section=EVENTS,
            type=Instant(),
            metavar="TIME",
            help="Keep events before this date or time, which then ends the observed span.",
        ),
        option(
            "--where",
            section=EVENTS,
            metavar="EXPR",
            help="Keep events for which a SQL expression over event, time, channel and properties is true.",
        ),
        option(
            "--subject",
            section=EVENTS,
            metavar="NAME",
            default="customer",
            help="Whose journeys: the customer, or with --events a column such as account.",
        ),
        option(
            "--time-zone",
            section=EVENTS,
            type=Zone(),
            metavar="ZONE",
            help="For calendar periods and times without a zone, such as Europe/Paris; "
            "by default the workspace's, else UTC.",
        ),
    ]


def cases_options() -> list[click.Parameter]:
    """Give the options that say how events are cut into journeys."""
    return [
        option(
            "--cases",
            section=CASES,
            type=OneOf(["customer", "gap", "between", "key"]),
            help="One journey a customer; or cut at pauses, between events, or by a property. "
            "By default as the options below imply.",
        ),
        option(
            "--gap",
            section=CASES,
            type=Duration(),
            help="Cut at pauses longer than this; by default 30m with --cases gap.",
        ),
        option(
            "--case-start",
            section=CASES,
            type=NAMES,
            multiple=True,
            metavar="EVENT",
            help="A journey opens at this event; again, or a|b, for several.",
        ),
        option(
            "--case-end",
            section=CASES,
            type=NAMES,
            multiple=True,
            metavar="EVENT",
            help="A journey closes with this event; again, or a|b, for several.",
        ),
        option(
            "--case-timeout",
            section=CASES,
            type=Duration(),
            help="A journey between events also closes at a pause longer than this.",
        ),
        option(
            "--case-key",
            section=CASES,
            metavar="PROPERTY",
            help="Events of a customer with the same value are one journey.",
        ),
        option(
            "--collapse/--no-collapse",
            section=CASES,
            default=None,
            help="Merge repeats of an event that follow each other into the first.",
        ),
    ]


def output_options(*, members: bool) -> list[click.Parameter]:
    """Give the options that say where the answer goes."""
    own = [
        option(
            "--members",
            section=OUTPUT,
            type=FILE,
            metavar="FILE",
            help="Also write who stands behind the numbers: .csv, .parquet or .jsonl, one row a customer or journey.",
        ),
    ]
    return [
        option("--json", section=OUTPUT, is_flag=True, show_default=False, help="Print one JSON document."),
        option("--csv", section=OUTPUT, is_flag=True, show_default=False, help="Print the main table as CSV."),
        option(
            "--out",
            section=OUTPUT,
            type=FILE,
            metavar="FILE",
            help="Write the answer to a file instead of printing it: .csv, .parquet, .json, .html, .svg or .png.",
        ),
        option(
            "--chart",
            section=OUTPUT,
            type=FILE,
            metavar="FILE",
            help="Also draw it: .svg, .png, .html, or .json for the specification.",
        ),
        *(own if members else []),
        option(
            "--engine",
            section="Options",
            type=EngineName(),
            default="local",
            metavar="ENGINE",
            help="What computes: local, the threads of this machine; spark, or the address of a Spark cluster such as "
            "spark://host:7077, local[*] or, for Spark Connect, sc://host:15002.",
        ),
        option(
            "--spark-conf",
            section="Options",
            type=SparkSetting(),
            multiple=True,
            metavar="KEY=VALUE",
            help="A setting of Spark's, with --engine spark; again for several.",
        ),
        option(
            "--threads",
            section="Options",
            type=click.IntRange(min=1),
            metavar="N",
            help="Threads to use; by default SOJOURN_THREADS, else one a processor.",
        ),
        option(
            "--memory",
            section="Options",
            type=Size(),
            metavar="SIZE",
            help="What the data of a question may take, such as 512M or 2G; the rest is put aside on disk. By default "
            "SOJOURN_MEMORY, else a quarter of the machine's.",
        ),
    ]


CASE_OPTIONS = ("cases", "gap", "case_start", "case_end", "case_timeout", "case_key")
"""Options that say how journeys are cut, where a map or something else would otherwise."""

COMMON = tuple(param.name or "" for param in [*events_options(), *cases_options(), *output_options(members=True)])


def analysis(
    summary: str,
    *,
    examples: Sequence[str],
    members: bool = False,
    collapse: bool = False,
    name: str | None = None,
    check: Callable[..., None] | None = None,
    instead: Callable[..., Any] | None = None,
) -> Callable[[Callable[..., Any]], Command]:
    """Make a command that asks a question: the function gets the journeys and its own options, and gives the question.

    Args:
        members: the command can write who stands behind its numbers.
        collapse: whether repeats are merged unless told otherwise.
        check: looks at the command's own options before any event is looked for.
        instead: gets all options, and gives an answer that needs no events; None where it does.
    """

    def decorate(function: Callable[..., Any]) -> Command:
        # Where a result has many numbers, the command itself asks which one --members opens.
        opens = "members" in signature(function).parameters

        @wraps(function)
        def ask(**given: Any) -> None:
            from .answers import Wanted, answer

            common = {name: given.pop(name, None) for name in COMMON}
            wanted = Wanted(
                json=common["json"],
                csv=common["csv"],
                out=common["out"],
                chart=common["chart"],
                members=common["members"],
            )
            wanted.check()
            if check is not None:
                check(**given)
            found = None if instead is None else instead(common, **given)
            if found is not None:
                answer(found, wanted)
                return
            if opens:
                given["members"] = common["members"]
            answer(function(journeys_of(common, collapse=collapse), **given), wanted)

        made = click.command(name, cls=Command, examples=examples, short_help=summary)(ask)
        explanation = cleandoc(function.__doc__ or "")
        made.help = f"{summary}.\n\n{explanation}" if explanation else f"{summary}."
        own, everywhere = made.params[:-2], made.params[-2:]
        made.params[:] = [*own, *events_options(), *cases_options(), *output_options(members=members), *everywhere]
        return made

    return decorate


def journeys_of(common: Mapping[str, Any], *, collapse: bool, properties: Collection[str] | None = None) -> "Journeys":
    """Find the events that the options name, and say how to cut them.

    Args:
        properties: of a file, which further columns are needed; by default all.
    """
    from sojourn.app import build

    from .answers import told

    settings = session().settings
    columns = {role: common[f"{role}_column"] for role in ("customer", "time", "event", "channel")}
    if common["events"] is None and (any(columns.values()) or common["time_unit"]):
        raise Misuse("a column or a time unit is named, but no file with --events", hint="add --events FILE")
    if common["events"] is not None and common["workspace"] is not None:
        raise Misuse("--workspace and --events both say where the events are", hint="give one of them")
    with as_usage():
        cut = build.cases(
            common["cases"],
            gap=common["gap"],
            start=flattened(common["case_start"]),
            end=flattened(common["case_end"]),
            timeout=common["case_timeout"],
            key=common["case_key"],
        )
    which: dict[str, Any] = {name: common[name] for name in ("since", "until", "where", "time_zone", "subject")}
    which |= {
        "cases": cut,
        "collapse": collapse if common["collapse"] is None else common["collapse"],
    }
    if common["engine"] != "local":
        return _on_a_cluster(common, columns | {"time_unit": common["time_unit"]}, which)
    if common.get("spark_conf"):
        raise Misuse("--spark-conf is for Spark, and the engine is local", hint="add --engine spark")
    which |= {
        "threads": common["threads"] or settings.threads,
        "memory": common["memory"] or settings.memory,
        "progress": passes(),
    }
    if common["events"] is not None:
        from sojourn.app import in_place

        with warnings.catch_warnings(record=True) as caught, _reworded(common["events"]):
            warnings.simplefilter("always", in_place.RowsLeftOut)
            warnings.simplefilter("always", in_place.AmountsRounded)
            found = in_place.journeys(
                common["events"], **columns, time_unit=common["time_unit"], properties=properties, **which
            )
        for warning in caught:
            told(f"warning: {warning.message}")
        return found
    from sojourn.app.workspace import Workspace
    from sojourn.app.workspace_file import locate

    return Workspace(locate(common["workspace"] or settings.workspace), note=told).journeys(**which)


def _on_a_cluster(common: Mapping[str, Any], roles: Mapping[str, Any], which: Mapping[str, Any]) -> "Journeys":
    """Find the events that the options name on a cluster, which is told of while it works."""
    from sojourn.app import clusters
    from sojourn.app.workspace import Workspace
    from sojourn.app.workspace_file import locate

    from .answers import told
    from .pandas_hidden import show_pandas

    with as_usage():
        clusters.refuse(threads=common["threads"], memory=common["memory"])
    events = common["events"]
    if events is None:
        events = Workspace(locate(common["workspace"] or session().settings.workspace)).path
    show_pandas()
    with _reworded(common["events"]):
        return clusters.journeys(
            common["engine"],
            events,
            settings=dict(common.get("spark_conf") or ()),
            progress=passes("tasks done"),
            note=lambda message: told(f"note: {message}"),
            **{role: name for role, name in roles.items() if name is not None},
            **which,
        )


@contextmanager
def _reworded(events: object) -> Iterator[None]:
    """Word hints about a file as a question has its options: an import calls them otherwise."""
    try:
        yield
    except InvalidInput as error:
        from .rewording import for_question

        if events is not None:
            error.hint = error.hint and for_question(error.hint, str(events))
        raise


def flattened(lists: Sequence[Sequence[Any]]) -> tuple[Any, ...]:
    """Join what an option that may be given again has collected."""
    return tuple(item for part in lists for item in part)
