"""What may be asked of attribution: options are checked, and conditions looked up, before any event is read."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sojourn.core.analysis import Journeys
from sojourn.core.durations import microseconds
from sojourn.core.errors import InvalidInput

from .attempts import LONGEST, Duration
from .attribution_counts import MODELS, Attribution, AttributionModel, PathCounts
from .attribution_paths import REPEATS, PathRule, ReadyPath
from .attribution_shapley import EXACT, MOST
from .steps import Matcher, Step, known, steps

_KINDS = ("money", "int64", "double", "string")
_OF: Mapping[str, tuple[str, Any]] = MappingProxyType(
    {
        "order": ("markov", 1),
        "include_null": ("markov", True),
        "worth": ("shapley", "counts"),
        "half_life": ("time_decay", "7d"),
        "direct": ("last_non_direct", "direct"),
    }
)
"""Options that one model alone looks at, with what they are when nothing is said."""


def ready(row: Mapping[str, Any]) -> ReadyPath:
    """Read a path from a mapping.

    Raises:
        InvalidInput: it has no path, or what it counts is no number.
    """
    path = row.get("path")
    if path is None or isinstance(path, str):
        raise InvalidInput(
            f"a path is a list of channels, not {path!r}", code="bad-path", hint='write {"path": ["search", "email"]}'
        )
    told = (row.get("conversions", 1), row.get("nulls", 0), row.get("value", 0.0))
    try:
        conversions, nulls, value = int(told[0]), int(told[1]), float(told[2])
    except (TypeError, ValueError):
        raise InvalidInput(
            f"{' > '.join(map(str, path))!r} has {told!r}, which are not two counts and a value", code="bad-path",
            hint="conversions and nulls are whole numbers",
        ) from None  # fmt: skip
    return ReadyPath(tuple(map(str, path)), conversions, nulls, value)


def model_of(
    name: str,
    *,
    order: int,
    worth: str,
    half_life: Duration,
    direct: str | Sequence[str],
    include_null: bool,
    exclude_open: bool,
    repeats: str,
    bootstrap: int | None,
    seed: int,
) -> AttributionModel:
    """Check the options of a model.

    Raises:
        InvalidInput: one of them is not among those there are.
    """
    for what, given, allowed in (
        ("model", name, MODELS),
        ("repeats", repeats, tuple(REPEATS)),
        ("worth", worth, ("counts", "rate")),
        ("order", order, (1, 2, 3, 4)),
    ):
        if given not in allowed:
            raise InvalidInput(
                f"{given!r} is no {what} of attribution", code=f"bad-{what}", hint=f"use {', '.join(map(str, allowed))}"
            )
    half = microseconds(half_life)
    for wrong, said, hint in (
        (half <= 0, f"the half-life is {half_life}, and must be above 0", "write for example 7d"),
        (seed < 0, f"the seed is {seed}, and must be 0 or more", "write for example 1"),
        (
            bootstrap is not None and bootstrap < 20,
            f"{bootstrap} draws (bootstrap) are too few for intervals",
            "draw 20 or more, better 200",
        ),
    ):
        if wrong:
            raise InvalidInput(said, code="bad-number", hint=hint)
    names = (direct,) if isinstance(direct, str) else tuple(direct)
    return AttributionModel(name, order, worth, half, names, include_null, exclude_open)


def nothing_idle(model: str, *, key_event: object = (), **options: Any) -> None:
    """Refuse options that another model has and this one does not look at.

    Raises:
        InvalidInput: one differs from what it is when nothing is said.
    """
    given = {name: value for name, value in options.items() if value != _OF[name][1]}
    for name in [*given, *(("key_event",) if key_event else ())]:
        owner = "w" if name == "key_event" else _OF[name][0]
        if model != owner:
            raise InvalidInput(
                f"{model} does not look at {name.replace('_', ' ')}, which is of {owner}", code="idle-option",
                hint=f"leave it out, or ask for {owner}",
            )  # fmt: skip


def asked_of(
    journeys: Journeys,
    conversion: str | Step | Sequence[str | Step],
    touch: str | Step | Sequence[str | Step] | None,
    key_event: str | Step | Sequence[str | Step],
    value: str | None,
    lookback: Duration | None,
    repeats: str,
    model: AttributionModel,
) -> tuple[Attribution, tuple[tuple[str, ...], tuple[str, ...] | None, tuple[str, ...], tuple[Step, ...]]]:
    """Make the analysis, and give what was asked in words: conversion, touch, key event, and all conditions."""
    source = journeys.source
    sold, keys, touched = _steps(conversion), _steps(key_event), _steps(touch or ())
    if not sold:
        raise InvalidInput("no event is named that is a conversion", code="bad-step", hint="name one: order.paid")
    if model.name == "w" and not keys:
        raise InvalidInput("w needs the event that it leans on", code="bad-model", hint="add --key-event lead.created")
    if any(each.optional for each in (*sold, *keys, *touched)):
        raise InvalidInput("a conversion, touch or key event cannot be optional", code="bad-step", hint="leave ? out")
    if value == "channel" and value not in source.properties:
        raise InvalidInput(
            "a channel cannot be added up", code="not-a-number", hint="name a property of the conversion that is a sum"
        )
    kind = None if value is None else known(value, source)
    if kind is not None and kind not in _KINDS:
        raise InvalidInput(
            f"{value!r} holds {kind}, which cannot be added up", code="not-a-number", hint="name a column of amounts"
        )
    conditions = tuple(Step(tuple(term for each in group for term in each.terms)) for group in (sold, keys, touched))
    currency = "currency" if kind == "money" and source.properties.get("currency") == "string" else None
    rule = PathRule(
        matcher=Matcher.of(conditions, source),
        any_touch=not touched,
        channels=tuple(source.channels),
        lookback=None if lookback is None else microseconds(lookback),
        repeats=repeats,
        observed_until=journeys.observed_until,
        value=value,
        kind=kind,
        currency=currency,
    )
    labels = [tuple(each.label for each in group) for group in (sold, touched, keys)]
    asked = Attribution(rule, model, (), _early_before(journeys, rule.lookback))
    return asked, (labels[0], labels[1] or None, labels[2], conditions)


def _early_before(journeys: Journeys, lookback: int | None) -> int | None:
    """Give the first instant whose look-back is seen as a whole; None where visits, or nothing at all, end it."""
    begins = journeys.observed_from
    if begins is None or journeys.cases.by == "gap":
        return None
    if lookback is None:
        return LONGEST if cut_by_since(journeys) else None
    return min(begins + lookback, LONGEST)


def cut_by_since(journeys: Journeys) -> bool:
    """Say whether the observed span begins later than the data."""
    first = journeys.source.observed_from
    return journeys.since is not None and first is not None and journeys.since > first


def _steps(given: str | Step | Sequence[str | Step]) -> tuple[Step, ...]:
    """Read one condition or several."""
    return steps([given]) if isinstance(given, str | Step) else steps(given)


def passed_over(model: AttributionModel, channels: Sequence[str]) -> None:
    """Refuse to pass over channels that were named and that nobody came through; the one by default may be missing.

    Raises:
        InvalidInput: no event has one of them.
    """
    if model.name == "last_non_direct" and model.direct != ("direct",):
        for name in model.direct:
            the_channel(channels, name)


def the_channel(channels: Sequence[str], name: str) -> int:
    """Give the place of a channel.

    Raises:
        InvalidInput: no event has it.
    """
    if name not in channels:
        raise InvalidInput(
            f"no event has the channel {name!r}", code="unknown-channel",
            hint=f"there is {', '.join(sorted(channels)) or 'none'}",
        )  # fmt: skip
    return channels.index(name)


def fits(model: AttributionModel, channels: int) -> None:
    """Refuse more channels than a model can look at.

    Raises:
        InvalidInput: states that do not fit 63 bits, or sets that do not fit 62.
    """
    if model.name == "markov" and (channels + 1) ** model.order * (channels + 2) >= 2**63:
        raise InvalidInput(
            f"{channels:,} channels are too many for order {model.order}",
            code="too-many-channels",
            hint="lower --order",
        )
    if model.name == "shapley" and model.rule is None and channels > MOST:
        raise InvalidInput(
            f"{channels:,} channels are too many for Shapley values of a rate", code="too-many-channels",
            hint=f"{MOST} are the most; leave some out with --where or --touch, or use --worth counts",
        )  # fmt: skip


def not_twice(orders: int | None) -> None:
    """Refuse to draw customers where orders are drawn too.

    Raises:
        InvalidInput: always then.
    """
    if orders is not None:
        raise InvalidInput(
            f"intervals of Shapley values that are themselves drawn, above {EXACT} channels, are not offered",
            code="too-many-channels", hint="leave bootstrap out, or use worth='counts'",
        )  # fmt: skip


def one_currency(counts: PathCounts, column: str | None) -> None:
    """Refuse values that cannot be added up.

    Raises:
        InvalidInput: there is more than one currency.
    """
    if len(counts.currencies) > 1:
        met = sorted(counts.currencies)
        raise InvalidInput(
            f"values are in {', '.join(met)}, which cannot be added up",
            code="mixed-currencies",
            hint=f"keep one with where=\"{column} = '{met[0]}'\"",
        )
