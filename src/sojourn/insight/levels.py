"""How well founded a card of a map is: research, partly, or a hypothesis."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Level = Literal["research", "partial", "hypothesis"]
LEVELS: tuple[Level, ...] = ("hypothesis", "partial", "research")

COUNTED = frozenset({"survey", "event_log", "experiment", "statistics", "campaign", "web_analytics", "crm"})
"""Sources that count many customers in one way."""
TOLD = frozenset({"interview", "diary", "observation", "review", "ticket", "call"})
"""Sources that tell of single customers."""
VISITS = "mystery_visit"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one source gives.

    Attributes:
        type: such as `survey`, `event_log`, `interview`, `workshop`.
        n: customers; visits of a mystery shopper.
        current: whether it is no older than the map's `review.every`.
        observers, kappa: of mystery visits: who observed, and how far they agreed.
    """

    type: str
    n: int
    current: bool = True
    observers: int = 1
    kappa: float | None = None


def evidence_level(sources: Sequence[Evidence]) -> Level:
    """Say how well founded something is: its best source decides, and one out of date counts one level lower.

    Lived needs stand on surveys and events alone (`needs`); for other sources, and for how old they are, ask this of
    what is known of them. Cards of a map keep the level that their authors wrote.

    - `research`: a survey, event log, experiment, statistics or campaign data of at least 30 customers; or at least 10
      mystery visits by two observers whose kappa is at least 0.6.
    - `partial`: the same kinds with 10 to 29 customers; or at least 5 interviews, diaries, observations, reviews or
      calls.
    - `hypothesis`: anything else, and nothing.
    """
    return LEVELS[max((_level(each) for each in sources), default=0)]


def _level(source: Evidence) -> int:
    """Give the level of one source, as a place in `LEVELS`."""
    found = 0
    if source.type in COUNTED:
        found = 2 if source.n >= 30 else 1 if source.n >= 10 else 0
    elif source.type == VISITS:
        found = 2 if source.n >= 10 and source.observers >= 2 and (source.kappa or 0.0) >= 0.6 else 0
    elif source.type in TOLD:
        found = 1 if source.n >= 5 else 0
    return max(0, found - (0 if source.current else 1))
