"""An engine that is as unkind as a cluster may be: small and empty ranges, any tree of merges, everything as bytes."""

import pickle
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sojourn.core.analysis import Analysis, Journeys, MemberAnalysis
from sojourn.core.journeys import Range
from sojourn.core.partials import dump, load
from sojourn.engines.pieces import Piece, basis_of, joined, members_of, piece_of


@dataclass
class Chopped:
    """Cut the source at customers chosen by chance, and merge neighbours in an order chosen by chance.

    Attributes:
        most: customers of a range, about.
        wire: send analyses and what they made as bytes, and see that merging changes neither part.
        asked: classes of the analyses that came by.
    """

    seed: int
    most: int = 5
    wire: bool = False
    asked: set[type] = field(default_factory=set)

    def run(self, journeys: Journeys, analysis: Analysis[Any, Any]) -> Any:
        """Answer a question."""
        rng = np.random.Generator(np.random.PCG64(self.seed))
        self.asked.add(type(analysis))
        sent = self._sent(analysis)
        held = [self._as_bytes(piece_of(journeys, span, sent)) for span in self._spans(journeys, rng)]
        while len(held) > 1:
            place = int(rng.integers(len(held) - 1))
            held[place : place + 2] = [self._joined(analysis, held[place], held[place + 1])]
        whole = self._as_bytes(held[0])
        return analysis.finish(whole.partial, basis_of(journeys, whole.tally))

    def members(self, journeys: Journeys, analysis: MemberAnalysis) -> Any:
        """Give the units behind a result."""
        import pyarrow as pa

        rng = np.random.Generator(np.random.PCG64(self.seed))
        self.asked.add(type(analysis))
        sent = self._sent(analysis)
        parts = [members_of(journeys, span, sent) for span in self._spans(journeys, rng)]
        return pa.concat_tables(parts, promote_options="default")

    def _spans(self, journeys: Journeys, rng: np.random.Generator) -> list[Range]:
        """Join the smallest ranges by chance, and put empty ones between."""
        spans: list[Range] = []
        for span in journeys.source.ranges(most=1 << 40, at_least=1):
            before = spans[-1] if spans else Range(-1, 0, 0, 0)
            follows = before.part == span.part and before.last == span.first
            if follows and before.last - before.first < self.most and rng.random() < 0.8:
                spans[-1] = Range(span.part, before.first, span.last, before.events + span.events)
                continue
            if rng.random() < 0.1:
                spans.append(Range(span.part, span.first, span.first, 0))
            spans.append(span)
        return spans

    def _sent(self, analysis: Any) -> Any:
        return pickle.loads(pickle.dumps(analysis)) if self.wire else analysis

    def _as_bytes(self, piece: Piece[Any]) -> Piece[Any]:
        if not self.wire:
            return piece
        back = load(dump(piece))
        assert isinstance(back, Piece)
        return back

    def _joined(self, analysis: Analysis[Any, Any], a: Piece[Any], b: Piece[Any]) -> Piece[Any]:
        if not self.wire:
            return joined(analysis, a, b)
        before = dump(a), dump(b)
        both = joined(analysis, a, b)
        assert (dump(a), dump(b)) == before, f"{type(analysis).__name__}.merge changes what it is given"
        return self._as_bytes(both)
