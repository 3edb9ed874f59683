"""What the chain of lived journeys gives back, as it is shown."""

from dataclasses import dataclass
from typing import Any

from sojourn.core.charts import Chart
from sojourn.core.results import Result, Table

from .chain_chart import draw
from .chain_parts import ChainFound
from .chain_words import document, tables
from .names import envelope


@dataclass(frozen=True, slots=True, eq=False)
class ChainResult(ChainFound, Result):
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

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON document."""
        return {**envelope("chain", self.basis, self.notes), **document(self)}

    def rows(self) -> list[dict[str, Any]]:
        """Give one row a way."""
        return [edge.to_dict() for edge in self.edges]

    def tables(self) -> tuple[Table, ...]:
        """Give steps, outcomes, the ways, and how far the chain can be believed."""
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
