"""What the chain of lived journeys gives back: steps, ways, outcomes, and how far it can be believed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sojourn.core.charts import Chart
from sojourn.core.journeys import Basis
from sojourn.core.results import Result, Table

from .chain import Chain
from .chain_chart import draw
from .chain_counts import ChainCounts
from .chain_order import EdgeMemory, OrderTest
from .chain_replay import HeldOut
from .names import Notes, envelope


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


@dataclass(frozen=True, slots=True, eq=False)
class ChainResult(Result):
    """Journeys as a chain of steps, as they were lived.

    Attributes:
        chain: shares are counts; its start is `(start)` where journeys begin at several steps.
        names: of states, as people read them.
        ids: of the steps of the expectation, in its order, visited or not.
        closed, open: journeys that are followed.
        left_out: journeys without an event that is looked at, under way when the span began, and without a step.
        steps, outcomes, edges: what the chain says.
        allowed: ways that the map has, or the log shows: what draws are made over.
        order: the test of second against first order.
        memory: by way, whether the chance of a good outcome depends on it.
        held_out: what became of predictions for the other half of the customers; None without enough journeys.
        remembering: by step, the ways into it that make a difference.
        split: the chain with these steps split by where journeys came from; None when nothing makes a difference.
        counts: what was counted.
        draws, seed: of the draws.
        warnings: codes of notes that say how far the chain can be believed.
    """

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

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        from .chain_words import document  # noqa: PLC0415 - start-up: only who asks for it

        return {**envelope("chain", self.basis, self.notes), **document(self)}

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a way."""
        return [
            {
                "from": edge.start, "to": edge.end, "kind": edge.kind, "count": edge.count, "of": edge.of,
                "share": edge.share, "share_low": edge.low, "share_high": edge.high,
            }
            for edge in self.edges
        ]  # fmt: skip

    def tables(self) -> tuple[Table, ...]:
        """Give steps, outcomes, the ways, and how far the chain can be believed."""
        from .chain_words import tables  # noqa: PLC0415 - start-up: only who asks for it

        return tables(self)

    def chart(self) -> Chart:
        """Draw where somebody who stands at a step goes next, and how that turns out."""
        return draw(
            [(each.step, each.name, each.visits, each.good, each.good_low, each.good_high) for each in self.steps],
            [(each.outcome, each.name, each.good) for each in self.outcomes],
            [(each.start, each.end, each.share, each.count) for each in self.edges],
            title=f"Where journeys go from each step: {self.title}",
            closed=self.closed,
            open=self.open,
        )
