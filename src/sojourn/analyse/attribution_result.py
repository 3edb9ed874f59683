"""What attribution gives back: channels with their part of the conversions."""

from dataclasses import dataclass
from typing import Any

from sojourn.core.charts import Chart
from sojourn.core.results import Result, Table

from .attribution_parts import Attributed
from .chain import Chain
from .names import envelope


@dataclass(frozen=True, slots=True, eq=False)
class AttributionResult(Attributed, Result):
    """Conversions shared out among the channels that were touched before; `Attributed` says what it holds."""

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
