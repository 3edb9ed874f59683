"""What was chosen, as a drawing needs it: filled by whoever plans, painted here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


def _none() -> Mapping[str, float]:
    return MappingProxyType({})


def _no_limits() -> Mapping[str, float | Mapping[str, float]]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenLines:
    """Lines of an acquisition matrix that were chosen, and what they should bring.

    Attributes:
        lines: ids of the lines that were chosen.
        budget: what may be spent; None when nobody said.
        gain, gain_low, gain_high: what they should bring in a period; None without an estimate.
        period: how long a period is, in ISO 8601.
        adds: what each line adds to the others, by its id.
        capacity: person-months of each team, for the whole plan or by month.
        notes: sentences that belong beside the numbers.
    """

    lines: tuple[str, ...]
    budget: float | None = None
    gain: float | None = None
    gain_low: float | None = None
    gain_high: float | None = None
    period: str | None = None
    adds: Mapping[str, float] = field(default_factory=_none)
    capacity: Mapping[str, float | Mapping[str, float]] = field(default_factory=_no_limits)
    notes: tuple[str, ...] = ()
