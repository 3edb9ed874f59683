"""What attribution gives back: channels with their part of the conversions."""

from dataclasses import dataclass
from typing import Any

from sojourn.core.charts import Chart
from sojourn.core.journeys import Basis
from sojourn.core.results import Result, Table

from .attribution_counts import AttributionModel, PathCounts
from .chain import Chain
from .names import Notes, envelope


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
class AttributionResult(Result):
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

    @property
    def chain(self) -> Chain | None:
        """Give the chain of channels solved, for a Markov model of order 1; None for others, and without paths."""
        from .attribution_words import chain_of_channels  # noqa: PLC0415 - start-up: only who asks for it

        return chain_of_channels(self)

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        markov, name = self.model.name == "markov", self.model.name
        return {
            **envelope("attribution", self.basis, self.notes),
            "model": name,
            "order": self.model.order if markov else None,
            "conversion": list(self.conversion),
            "touch": None if self.touch is None else list(self.touch),
            "lookback_seconds": self.lookback_seconds,
            "repeats": self.repeats,
            "include_null": self.model.include_null,
            "exclude_open": self.model.exclude_open,
            "half_life_seconds": self.model.half_life / 1e6 if name == "time_decay" else None,
            "direct": list(self.model.direct) if name == "last_non_direct" else None,
            "key_event": list(self.key_event) if name == "w" else None,
            "worth": self.model.worth if name == "shapley" else None,
            "orders": self.orders,
            "currency": self.currency,
            "total_conversions": self.total_conversions,
            "total_value": self.total_value,
            "unattributed_conversions": self.unattributed_conversions,
            "unattributed_value": self.unattributed_value,
            "paths": self.paths,
            "converting_paths": self.converting_paths,
            "non_converting_paths": self.non_converting_paths,
            "open_paths": self.open_paths,
            "left_out_paths": self.left_out_paths,
            "base_rate": self.base_rate,
            "bootstrap": self.bootstrap,
            "channels": [channel.to_dict() for channel in self.channels],
        }

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a channel."""
        return [channel.to_dict() for channel in self.channels]

    def tables(self) -> tuple[Table, ...]:
        """Give the channels, and what was shared out."""
        from .attribution_words import tables  # noqa: PLC0415 - start-up: only who asks for it

        return tables(self)

    def chart(self) -> Chart:
        """Draw the conversions of each channel."""
        from .attribution_chart import draw  # noqa: PLC0415 - start-up: only who asks for it

        return draw(self)
