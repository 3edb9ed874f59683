"""Attribution in tables, and as a chain of channels."""

from statistics import NormalDist

import numpy as np

from sojourn.core.durations import short
from sojourn.core.results import Heading, Table, count, percent

from .attribution_chain import Moves
from .attribution_parts import Attributed, AttributedChannel
from .chain import Chain, chain_of

START, CONVERTED, NONE = "(start)", "(conversion)", "(none)"

CAUTION = (
    "Shares out what happened among the channels that were there before; what would be lost without a channel only an"
    " experiment tells."
)


def number(value: float | None) -> str:
    """Write a part of conversions or of value: one decimal below a thousand."""
    return "" if value is None else f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:,.1f}"


def spoken(result: Attributed) -> str:
    """Name the model in words."""
    model = result.model
    return {
        "first": "to the first touch",
        "last": "to the last touch",
        "last_non_direct": f"to the last touch that is not {' or '.join(model.direct)}",
        "linear": "in equal parts",
        "time_decay": f"the later the more, half for every {short(model.half_life)} before",
        "u": "40 % first, 40 % last, 20 % between",
        "w": f"30 % first, last and before {' or '.join(result.key_event)}, 10 % between",
        "markov": f"by what a chain of the last {model.order} channels loses without one"
        if model.order > 1
        else "by what a chain of channels loses without one",
        "shapley": "equally among the channels of each path"
        if model.worth == "counts"
        else "by what a channel adds to the rate, over all orders",
    }[model.name]


def drawn_error(result: Attributed) -> str:
    """Say how far Shapley values that were drawn may be off: an error that holds for all of them together.

    Errors of single channels are widened for their number, as Bonferroni does.
    """
    most = max((each.conversions_error or 0.0 for each in result.channels), default=0.0)
    single, together = (NormalDist().inv_cdf(1 - 0.025 / many) for many in (1, max(1, len(result.channels))))
    return (
        f"Drawn from {count(result.orders)} orders: no channel is off by more than about"
        f" {_error(most * together / single)} for that"
    )


def with_interval(channel: AttributedChannel) -> str:
    """Write conversions with their interval, or with what they may be off because orders were drawn."""
    if channel.conversions_error is not None:
        return f"{number(channel.conversions)} ± {_error(channel.conversions_error)}"
    if channel.conversions_low is None or channel.conversions_high is None:
        return number(channel.conversions)
    return f"{number(channel.conversions)} ({number(channel.conversions_low)}–{number(channel.conversions_high)})"


def _error(value: float) -> str:
    """Write an error, small ones with their first digit."""
    return number(value) if value >= 0.1 or not value else f"{value:.1g}"


def tables(result: Attributed) -> tuple[Table, ...]:
    """Give the channels, and what was shared out."""
    markov, worth = result.model.name == "markov", result.total_value is not None
    headings = [Heading("Channel", numeric=False), Heading("Touches"), Heading("Conversions"), Heading("Share")]
    headings += [Heading("Value" + (f" ({result.currency})" if result.currency else ""))] if worth else []
    headings += [Heading("Lost without")] if markov else []
    rows = tuple(
        (
            each.channel, count(each.touches), with_interval(each), percent(each.share),
            *([number(each.value)] if worth else []), *([percent(each.removal_effect)] if markov else []),
        )
        for each in result.channels
    )  # fmt: skip
    what = " or ".join(result.conversion) or "conversions"
    notes = [CAUTION, *(str(entry["message"]) for entry in result.notes)]
    if result.orders is not None:
        notes.append(drawn_error(result) + "; ± is for each channel by itself, 95 in 100.")
    window = "" if result.lookback_seconds is None else f", touches at most {short(result.lookback_seconds * 1e6)} old"
    total = [("conversions", result.total_conversions), ("of these without a touch", result.unattributed_conversions)]
    total += [("paths that converted", result.converting_paths), ("paths that did not", result.non_converting_paths)]
    total += [("of these ones that still may", result.open_paths)]
    total += [("open paths left out", result.left_out_paths)] if result.left_out_paths else []
    return (
        Table(f"{what}, {spoken(result)}", tuple(headings), rows, tuple(notes)),
        Table(
            f"What was shared out{window}",
            (Heading("What", numeric=False), Heading("Number")),
            tuple((name, count(many)) for name, many in total)
            + ((("value", number(result.total_value)),) if worth else ())
            + ((("chance of a conversion on a path", percent(result.base_rate)),) if markov else ()),
        ),
    )


def chain_of_channels(result: Attributed) -> Chain | None:
    """Make the chain of a Markov model of order 1: each channel a state, and two outcomes."""
    if result.model.name != "markov" or result.model.order != 1 or not len(result.counts.keyed.keys):
        return None
    moves = Moves.of(result.counts.keyed.keys, len(result.names), 1)
    counts = result.counts.keyed.counts[:, 0]
    total = np.bincount(moves.start, counts, len(moves.newest))
    taken = set(result.names)
    start, *ends = (_free(name, taken) for name in (START, CONVERTED, NONE))

    def called(place: int) -> str:
        code = int(moves.newest[place])
        return start if code < 0 else result.names[code]

    made = [
        (called(one), ends[-1 - other] if other < 0 else called(other), many, many / total[one])
        for one, other, many in zip(moves.start.tolist(), moves.end.tolist(), counts.tolist(), strict=True)
    ]
    return chain_of(
        [(one, other, share) for one, other, _, share in made],
        start=start,
        outcomes=ends,
        counts={(one, other): float(many) for one, other, many, _ in made},
    )


def _free(name: str, taken: set[str]) -> str:
    """Give a name that no channel has."""
    while name in taken:
        name = f"({name})"
    return name
