"""What attribution finds: channels with their part of the conversions, and what stands behind them."""

from dataclasses import dataclass
from typing import Any

from sojourn.core.journeys import Basis

from .attribution_counts import AttributionModel, PathCounts
from .names import Notes


@dataclass(frozen=True, slots=True)
class AttributedChannel:
    """A channel and what is attributed to it.

    Attributes:
        touches: on the paths that are looked at, repeats left out as asked.
        conversions: its part; conversions_low, conversions_high: 2.5 and 97.5 % of the draws, None without draws.
        value: its part of the value; None when no value was asked for.
        share: of all conversions, with those that nobody touched.
        removal_effect, removal_effect_value: what is lost of conversions and of value without the channel; None but for
            Markov.
        conversions_error: half the width of a 95 % interval of what drawing orders may be off; None when exact.
    """

    channel: str
    touches: int
    conversions: float
    value: float | None
    share: float | None
    removal_effect: float | None
    removal_effect_value: float | None
    conversions_low: float | None
    conversions_high: float | None
    conversions_error: float | None

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, eq=False)
class Attributed:
    """Conversions shared out among the channels that were touched before.

    Attributes:
        model: how they were shared out.
        conversion, touch, key_event: conditions as they were asked; touch is None for every event with a channel.
        lookback_seconds: None for any age.
        total_conversions, unattributed_conversions: all, and those that nobody touched.
        total_value, unattributed_value: None when no value was asked for.
        paths: converting_paths and non_converting_paths, of which open_paths may still convert.
        left_out_paths: open paths that were left out because `exclude_open` asked for it.
        base_rate: chance of a conversion in the chain, converting paths over those it looks at; None but for Markov.
        bootstrap, seed: how many draws; None without.
        orders: how many orders a Shapley value was drawn from; None when it is exact.
        channels: the most conversions first, then by name.
        currency: of the value, where there is one.
        counts: what was counted.
        names: of channels, by code.
    """

    basis: Basis
    notes: Notes
    model: AttributionModel
    conversion: tuple[str, ...]
    touch: tuple[str, ...] | None
    key_event: tuple[str, ...]
    lookback_seconds: float | None
    repeats: str
    total_conversions: int
    unattributed_conversions: int
    total_value: float | None
    unattributed_value: float | None
    converting_paths: int
    non_converting_paths: int
    open_paths: int
    left_out_paths: int
    base_rate: float | None
    bootstrap: int | None
    seed: int
    orders: int | None
    channels: tuple[AttributedChannel, ...]
    currency: str | None
    counts: PathCounts
    names: tuple[str, ...]

    @property
    def paths(self) -> int:
        """Paths that are looked at."""
        return self.converting_paths + self.non_converting_paths
