"""What is found of a chain of lived journeys: steps, ways, outcomes, and how far it can be believed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sojourn.core.journeys import Basis

from .chain import Chain
from .chain_counts import ChainCounts
from .chain_order import EdgeMemory, OrderTest
from .chain_replay import HeldOut
from .names import Notes


@dataclass(frozen=True, slots=True)
class ChainStep:
    """A step of the chain.

    Attributes:
        visits: expected in a journey; observed, the mean over closed journeys.
        good, good_low, good_high: chance of a good outcome of somebody who stands here, with 95 % of the draws.
        moves: how many times journeys went on from here, or ended here.
    """

    step: str
    name: str
    visits: float
    observed: float
    good: float
    good_low: float
    good_high: float
    moves: int


@dataclass(frozen=True, slots=True)
class ChainOutcome:
    """An outcome of the chain.

    Attributes:
        good: whether it is a good one; None when nobody said.
        share: of journeys that end so, by the chain, with 95 % of the draws.
        closed: closed journeys that ended so; observed, their share with Wilson's interval.
    """

    outcome: str
    name: str
    good: bool | None
    share: float
    share_low: float
    share_high: float
    closed: int
    observed: float | None
    observed_low: float | None
    observed_high: float | None


@dataclass(frozen=True, slots=True)
class ChainEdge:
    """A way from a step to the next, or to an outcome.

    Attributes:
        kind: of the expected move; `begin` from the beginning, `end` to an outcome, None when nobody expected it.
        count: how often it was taken; share, low, high: of all moves from its start, with Wilson's interval.
    """

    start: str
    end: str
    kind: Literal["next", "choice", "loop", "skip", "begin", "end"] | None
    count: int
    of: int
    share: float
    low: float
    high: float

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "from": self.start, "to": self.end, "kind": self.kind, "count": self.count, "of": self.of,
            "share": self.share, "share_low": self.low, "share_high": self.high,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class ChainFound:
    """What `ChainResult` holds and says of its fields, apart from how it is shown."""

    basis: Basis
    notes: Notes
    title: str
    chain: Chain
    names: Mapping[str, str]
    ids: tuple[str, ...]
    closed: int
    open: int
    left_out: Mapping[str, int]
    steps: tuple[ChainStep, ...]
    outcomes: tuple[ChainOutcome, ...]
    edges: tuple[ChainEdge, ...]
    allowed: tuple[tuple[str, str], ...]
    order: OrderTest
    memory: tuple[EdgeMemory, ...]
    held_out: HeldOut | None
    remembering: Mapping[str, tuple[str, ...]]
    split: Chain | None
    counts: ChainCounts
    draws: int
    seed: int
    warnings: tuple[str, ...] = field(default=())

    @property
    def good(self) -> tuple[str, ...]:
        """Name the good outcomes."""
        return tuple(each.outcome for each in self.outcomes if each.good)
