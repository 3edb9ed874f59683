"""Attribution: which contacts came before a conversion, and how much of it each of them gets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from sojourn.core.analysis import Journeys
from sojourn.core.durations import short
from sojourn.core.errors import InvalidInput
from sojourn.core.instants import rfc3339
from sojourn.core.journeys import Basis, Cases
from sojourn.core.progress import Progress
from sojourn.core.results import note

from .attempts import Duration
from .attribution_asked import (
    asked_of,
    cut_by_since,
    fits,
    model_of,
    not_twice,
    nothing_idle,
    one_currency,
    passed_over,
    ready,
    the_channel,
)
from .attribution_counts import Attribution, AttributionModel, PathCounts, counted
from .attribution_draws import drawn, drawn_ready
from .attribution_finish import Parts, Span, amount, limits, listed, shared
from .attribution_members import AttributionMembers
from .attribution_paths import PathRule, ReadyPath, laid_out
from .attribution_result import AttributionResult
from .attribution_shapley import MOST
from .names import Notes, noted, unknown
from .steps import Matcher, Step, mentioned


def attribution(
    journeys: Journeys,
    conversion: str | Step | Sequence[str | Step],
    *,
    model: str = "last",
    touch: str | Step | Sequence[str | Step] | None = None,
    value: str | None = None,
    lookback: Duration | None = "30d",
    repeats: str = "keep",
    order: int = 1,
    worth: str = "counts",
    half_life: Duration = "7d",
    direct: str | Sequence[str] = "direct",
    key_event: str | Step | Sequence[str | Step] = (),
    include_null: bool = True,
    exclude_open: bool = False,
    bootstrap: int | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> AttributionResult:
    """Share conversions out among the channels that were touched before.

    `PathRule` says exactly what a path is, and `AttributionModel` what each model does. Every model shares out what
    happened; none says what would be lost without a channel.

    Args:
        journeys: where to look; by default everything a customer did is one journey.
        conversion: the events that count, as conditions such as `order.paid|order.invoiced` or `order.paid[kind=new]`.
        model: `first`, `last`, `last_non_direct`, `linear`, `time_decay`, `u`, `w`, `markov` or `shapley`.
        touch: conditions for contacts; every event with a channel by default.
        value: a property of the conversion, shared out by the same weights.
        lookback: the oldest touch that counts, None for any.
        repeats: `keep`, `collapse` or `distinct`.
        order: of `markov`, 1 to 4: how many last channels the chain remembers. At order 1, moves from a channel to
            itself change nothing; at higher orders they may.
        worth: of `shapley`, `counts` or `rate`.
        half_life: of `time_decay`.
        direct: channels that `last_non_direct` passes over.
        key_event: of `w`, such as the event that makes a lead.
        include_null: whether paths without a conversion count for `markov`.
        exclude_open: leave paths out that may still convert.
        bootstrap: how many times to draw the customers anew for intervals; None for no intervals.
        seed: of draws, and of the orders of a `shapley` rate above 15 channels.
        progress: is told, once events are counted, how many channels are taken out of a long chain, and how many draws
            are shared out by `markov` or `shapley`.

    Raises:
        InvalidInput: an unknown model or rule, an option of another model, no conversion, `w` without a key event, a
            property that events do not have or that holds no numbers, several currencies, too many channels for an
            order or for sets.
        EngineError: a chain that cannot be solved to 1e-12.

    Cost: O(events); `markov` beside it one solution for all channels up to 500 states, and above, for each channel, as
        many steps over all different moves as it takes until nobody walks any longer (`Moves.effects`). Intervals
        O(events · draws), vectorised, and for `markov` that solution for each draw.

    Example:
        >>> attribution(shop, "order.paid", model="markov").channels[0].removal_effect
        0.6666666666666666
    """
    chosen = model_of(
        model, order=order, worth=worth, half_life=half_life, direct=direct, include_null=include_null,
        exclude_open=exclude_open, repeats=repeats, bootstrap=bootstrap, seed=seed,
    )  # fmt: skip
    nothing_idle(
        model, key_event=key_event, order=order, include_null=include_null, worth=worth, half_life=half_life,
        direct=direct,
    )  # fmt: skip
    asked, conditions = asked_of(journeys, conversion, touch, key_event, value, lookback, repeats, chosen)
    names = asked.rule.channels
    passed_over(chosen, names)
    asked = _with_bits(journeys, asked)
    counts, basis = journeys.engine.run(journeys, asked)
    one_currency(counts, asked.rule.currency)
    keys = np.arange(len(names)) if chosen.rule is not None else counts.keyed.keys
    parts = shared(counts, asked, seed, progress)
    span = None
    if bootstrap is not None:
        not_twice(parts.orders)
        span = limits(drawn(journeys, asked, keys, draws=bootstrap, seed=seed), counts, asked, progress)
    told = (
        *unknown(mentioned(conditions[3]), journeys.source.events), *_told(counts, asked),
        *_begun(journeys, counts, asked),
    )  # fmt: skip
    return _result(
        basis, noted(told, basis), asked, counts, parts, span, conditions=conditions[:3], bootstrap=bootstrap, seed=seed
    )


def attribution_members(
    journeys: Journeys,
    conversion: str | Step | Sequence[str | Step],
    *,
    channel: str | None = None,
    model: str = "last",
    touch: str | Step | Sequence[str | Step] | None = None,
    value: str | None = None,
    lookback: Duration | None = "30d",
    repeats: str = "keep",
    worth: str = "counts",
    half_life: Duration = "7d",
    direct: str | Sequence[str] = "direct",
    key_event: str | Step | Sequence[str | Step] = (),
    exclude_open: bool = False,
) -> Any:
    """Give the paths behind `attribution` with the same options, as a pyarrow table.

    One row a path, and one for each conversion that nobody touched: `customer`, `journey_start`, `state` (converted,
    open or ended), `first_touch`, `conversion`, `touches`, `path`, with a value `value`, and for models that are
    weights along a path `credit`. With a channel only paths that it is on; `credit` is what it gets of each, and adds
    up to its conversions.

    Raises:
        InvalidInput: as `attribution`, or no event has that channel.
    """
    chosen = model_of(
        model, order=1, worth=worth, half_life=half_life, direct=direct, include_null=True, exclude_open=exclude_open,
        repeats=repeats, bootstrap=None, seed=0,
    )  # fmt: skip
    nothing_idle(model, key_event=key_event, worth=worth, half_life=half_life, direct=direct)
    asked, _ = asked_of(journeys, conversion, touch, key_event, value, lookback, repeats, chosen)
    passed_over(chosen, asked.rule.channels)
    place = None if channel is None else the_channel(asked.rule.channels, channel)
    return journeys.engine.members(journeys, AttributionMembers(asked, place))


def attribution_of_paths(
    paths: Iterable[ReadyPath | Mapping[str, Any]],
    *,
    model: str = "last",
    repeats: str = "keep",
    order: int = 1,
    worth: str = "counts",
    direct: str | Sequence[str] = "direct",
    include_null: bool = True,
    bootstrap: int | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> AttributionResult:
    """Share conversions out along paths that are there already, as `read_paths` gives them.

    Args:
        paths: `ReadyPath`s, or mappings with `path` (a list of channels), `conversions`, `nulls` and `value`.
        model: as for `attribution`, but `time_decay` and `w`, for which a path would need times and events.

    The other arguments are those of `attribution`; intervals draw the journeys anew, each for itself.

    Raises:
        InvalidInput: as `attribution`; a model that wants more than paths; a count below 0.
    """
    if model in ("time_decay", "w"):
        raise InvalidInput(
            f"{model} looks at times and events, which ready paths do not have", code="bad-model",
            hint="ask events, or use first, last, last_non_direct, linear, u, markov or shapley",
        )  # fmt: skip
    chosen = model_of(
        model, order=order, worth=worth, half_life="7d", direct=direct, include_null=include_null, exclude_open=False,
        repeats=repeats, bootstrap=bootstrap, seed=seed,
    )  # fmt: skip
    nothing_idle(model, order=order, include_null=include_null, worth=worth, direct=direct)
    walked = [each if isinstance(each, ReadyPath) else ready(each) for each in paths]
    cut, names = laid_out(walked, repeats)
    value = "value" if any(each.value for each in walked) else None
    rule = PathRule(Matcher(0, (), (), {}), True, names, None, repeats, None, value, None, None)
    passed_over(chosen, names)
    fits(chosen, len(names))
    asked = Attribution(rule, chosen, tuple(range(len(names))))
    counts = counted(cut, chosen, names, asked.bits)
    keys = np.arange(len(names)) if chosen.rule is not None else counts.keyed.keys
    parts = shared(counts, asked, seed, progress)
    span = None
    if bootstrap is not None:
        not_twice(parts.orders)
        span = limits(drawn_ready(cut, asked, keys, draws=bootstrap, seed=seed), counts, asked, progress)
    journeys = int(cut.times.sum())
    events = int((cut.times * cut.lengths).sum())
    basis = Basis("journey", Cases(), journeys, journeys, events, 0, None, None, None)
    told = _told(counts, asked)
    return _result(
        basis, told, asked, counts, parts, span, conditions=((), None, ()), bootstrap=bootstrap, seed=seed
    )  # fmt: skip


def _with_bits(journeys: Journeys, asked: Attribution) -> Attribution:
    """Number the channels of sets; where there are too many names, only those that are touched."""
    names = len(asked.rule.channels)
    if asked.model.name == "markov":
        fits(asked.model, names)
    if asked.model.rule is not None or asked.model.name != "shapley":
        return asked
    if names <= MOST:
        return replace(asked, bits=tuple(range(names)))
    counts, _ = journeys.engine.run(journeys, Attribution(asked.rule, AttributionModel("last")))
    used = np.flatnonzero(counts.touches).tolist()
    fits(asked.model, len(used))
    bits = {code: place for place, code in enumerate(used)}
    return replace(asked, bits=tuple(bits.get(code, 0) for code in range(names)))


def _told(counts: PathCounts, asked: Attribution) -> Notes:
    """Say where there is nothing to share out, and nothing to pass over."""
    found, model = [], asked.model
    if counts.conversions and not counts.whole[0]:
        message = f"none of {counts.conversions:,} conversions has a touch before it"
        found.append(note("attribution.no_touch", message, conversions=counts.conversions))
    missing = [name for name in model.direct if name not in asked.rule.channels]
    if model.name == "last_non_direct" and missing:
        message = f"no channel is called {' or '.join(map(repr, missing))}: there is nothing to pass over"
        found.append(note("attribution.unknown_direct", message, channels=missing))
    return tuple(found)


def _begun(journeys: Journeys, counts: PathCounts, asked: Attribution) -> Notes:
    """Say how many conversions come so early that older touches of theirs are not seen.

    Where the data themselves begin so late it is said once a tenth of the conversions is early.
    """
    since, lookback = cut_by_since(journeys), asked.rule.lookback
    if not counts.early or not (since or 10 * counts.early >= counts.conversions):
        return ()
    begins = rfc3339(journeys.observed_from)
    message = (
        f"{counts.early:,} of {counts.conversions:,} conversions come"
        + ("" if lookback is None else f" less than the look-back of {short(lookback)}")
        + f" after {begins}, {'from when on events are kept' if since else 'when the data begin'}: touches before"
        + " that are not seen, and later ones get their part"
    )
    return (note("attribution.lookback_cut", message, conversions=counts.early, begins=begins),)


def _result(
    basis: Basis,
    notes: Notes,
    asked: Attribution,
    counts: PathCounts,
    parts: Parts,
    span: Span | None,
    *,
    conditions: tuple[tuple[str, ...], tuple[str, ...] | None, tuple[str, ...]],
    bootstrap: int | None,
    seed: int,
) -> AttributionResult:
    """Put the result together."""
    rule, worth = asked.rule, asked.rule.value is not None
    converting, ended, still, unattributed, left_out = counts.whole.tolist()
    return AttributionResult(
        basis=basis,
        notes=notes,
        model=asked.model,
        conversion=conditions[0],
        touch=conditions[1],
        key_event=conditions[2],
        lookback_seconds=None if rule.lookback is None else rule.lookback / 1e6,
        repeats=rule.repeats,
        total_conversions=counts.conversions,
        unattributed_conversions=unattributed,
        total_value=amount(counts.value[0]) if worth else None,
        unattributed_value=amount(counts.value[1]) if worth else None,
        converting_paths=converting,
        non_converting_paths=ended,
        open_paths=still,
        left_out_paths=left_out,
        base_rate=parts.base_rate,
        bootstrap=bootstrap,
        seed=seed,
        orders=parts.orders,
        channels=listed(parts, rule.channels, counts, span, worth=worth),
        currency=next(iter(counts.currencies), None),
        counts=counts,
        names=rule.channels,
    )
