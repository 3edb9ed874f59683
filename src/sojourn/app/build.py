"""Put a system together: an engine by its name, journeys from what people write, a file read in place."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sojourn.core import journeys as core
from sojourn.core.analysis import Engine, Journeys
from sojourn.core.errors import InvalidInput
from sojourn.core.instants import instant, zone
from sojourn.core.progress import Progress
from sojourn.core.sizes import size

When = str | date | datetime
Names = str | Sequence[str]


def engine(
    name: str = "local",
    *,
    threads: int | None = None,
    memory: int | str | None = None,
    progress: Progress | bool = True,
) -> Engine:
    """Make an engine.

    Args:
        threads: how many it may use; by default one a processor.
        memory: what the data of a question may take, in bytes or as text such as `2G`; by default a quarter of the
            machine's.
        progress: is told how far a question has come; True shows it where a notebook runs this, False nowhere.

    Raises:
        InvalidInput: there is no such engine, fewer than one thread, or too little memory to work with.
    """
    if name != "local":
        raise unknown_engine(name)
    from sojourn.engines.local import LocalEngine  # noqa: PLC0415 - start-up: not every command computes

    bytes_ = None if memory is None else size(memory)
    return LocalEngine(threads, memory=bytes_, progress=progress_of(progress))


def unknown_engine(name: str) -> InvalidInput:
    """Word the refusal of an engine that is not there."""
    return InvalidInput(
        f"{name!r} is not an engine",
        code="unknown-engine",
        hint="there are: local, spark, or the address of a Spark cluster such as spark://host:7077, sc://host:15002 or "
        "local[*]",
    )


def cases(
    by: str | core.Cases | None = None,
    *,
    gap: str | timedelta | None = None,
    start: Names = (),
    end: Names = (),
    timeout: str | timedelta | None = None,
    key: str | None = None,
) -> core.Cases:
    """Say how events are cut into journeys; without a rule it is the one that the other options imply.

    Raises:
        InvalidInput: an unknown rule, one without what it needs, or an option that the rule does not use.
    """
    given = {"gap": gap, "case_start": start or None, "case_end": end or None, "case_timeout": timeout, "case_key": key}
    told = [name for name, value in given.items() if value is not None]
    if isinstance(by, core.Cases):
        if told:
            raise InvalidInput(
                f"the case rule is given whole, and {told[0]} beside it", code="bad-cases", hint=f"leave out {told[0]}"
            )
        return by
    uses = {
        "customer": set(),
        "gap": {"gap"},
        "between": {"case_start", "case_end", "case_timeout"},
        "key": {"case_key"},
    }
    rule = by or next((name for name, options in uses.items() if options & set(told)), "customer")
    idle = [name for name in told if name not in uses.get(rule, told)]
    if idle:
        raise InvalidInput(
            f"cases by {rule} do not use {idle[0].replace('_', ' ')}",
            code="bad-cases",
            hint=f"leave it out, or cut by {next(name for name, options in uses.items() if idle[0] in options)}",
        )
    return core.cases(rule, gap=_text(gap), start=_names(start), end=_names(end), timeout=_text(timeout), key=key)


def journeys(
    source: core.Source,
    *,
    since: When | None = None,
    until: When | None = None,
    where: str | None = None,
    cases: core.Cases = core.Cases(),  # noqa: B008 - frozen
    collapse: bool = False,
    time_zone: str = "UTC",
    engine: Engine,
) -> Journeys:
    """Say which journeys of a source to look at.

    Raises:
        InvalidInput: a time or a zone cannot be read, `since` is not before `until`, or there is no property of the
            case key's name.
    """
    zone(time_zone)
    if where is not None and not isinstance(where, str):
        raise InvalidInput(
            f"{where!r} is not an expression", code="bad-where", hint="write text such as \"channel = 'store'\""
        )
    if cases.by == "key" and cases.key not in source.properties:
        raise InvalidInput(
            f"there is no property {cases.key!r} to cut journeys by",
            code="unknown-property",
            hint=f"there are: {', '.join(sorted(source.properties)) or 'none'}",
        )
    first = None if since is None else instant(since, time_zone=time_zone)
    last = None if until is None else instant(until, time_zone=time_zone)
    if first is not None and last is not None and first >= last:
        raise InvalidInput(
            f"nothing lies from {since} on and before {until}", code="empty-span", hint="`since` must be before `until`"
        )
    return Journeys(
        source, engine, cases=cases, since=first, until=last, where=where, collapse=collapse, time_zone=time_zone
    )


def progress_of(progress: Progress | bool) -> Progress | None:
    """Give what is told of progress, if anything."""
    if progress is True:
        from .notebooks import progress_here  # noqa: PLC0415 - start-up: whoever says what to tell needs no notebook

        return progress_here()
    return progress or None


def _text(duration: str | timedelta | None) -> str | None:
    """Write a duration as text."""
    return f"{duration // timedelta(microseconds=1)}us" if isinstance(duration, timedelta) else duration


def _names(names: Names) -> tuple[str, ...]:
    """Take one name or several."""
    return (names,) if isinstance(names, str) else tuple(names)
