"""What sets a kind of journey apart: shares inside against outside."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sojourn.core.statistics import benjamini_hochberg, newcombe, two_shares_p

DECIDED = 0.05
"""The q-value up to which a difference is more than chance."""

What = Literal["event", "move", "channel", "outcome", "length", "duration"]


@dataclass(frozen=True, slots=True)
class KindContrast:
    """How many journeys of a kind have something, and how many of all others.

    Attributes:
        kind: its number.
        what: `event`, `move`, `channel`, `outcome`; or `length` and `duration`: more events, or a longer time, than
            half of the journeys that kinds were found from.
        looked_at: the distance is made of it, so that a difference is no finding.
        inside, inside_of, outside, outside_of: journeys that have it, of how many.
        difference_low, difference_high: of the share inside minus the share outside.
        p_value, q_value: of no difference; q over all rows of the result.
    """

    kind: int
    what: What
    name: str
    looked_at: bool
    inside: int
    inside_of: int
    outside: int
    outside_of: int
    difference_low: float | None
    difference_high: float | None
    p_value: float | None
    q_value: float | None

    @property
    def inside_share(self) -> float | None:
        """Share of the journeys of the kind."""
        return self.inside / self.inside_of if self.inside_of else None

    @property
    def outside_share(self) -> float | None:
        """Share of all others."""
        return self.outside / self.outside_of if self.outside_of else None

    @property
    def difference(self) -> float:
        """The first share minus the second; 0 where one is not known."""
        inside, outside = self.inside_share, self.outside_share
        return 0.0 if inside is None or outside is None else inside - outside

    @property
    def decided(self) -> bool:
        """Whether the difference is more than chance."""
        return self.q_value is not None and self.q_value <= DECIDED

    def to_dict(self) -> dict[str, Any]:
        """Give the JSON form."""
        return {
            "kind": self.kind,
            "what": self.what,
            "name": self.name,
            "looked_at": self.looked_at,
            "inside": self.inside,
            "inside_share": self.inside_share,
            "outside": self.outside,
            "outside_share": self.outside_share,
            "difference": self.difference,
            "difference_low": self.difference_low,
            "difference_high": self.difference_high,
            "p_value": self.p_value,
            "q_value": self.q_value,
        }


def contrasts(
    journeys: NDArray[np.int64], things: Sequence[tuple[What, str, NDArray[np.int64]]], *, min_support: int
) -> tuple[KindContrast, ...]:
    """Hold the share of every thing in every kind against its share in all others.

    Things that fewer than `min_support` journeys have, or all of them, are not compared. q-values are Benjamini and
    Hochberg's over all rows. Rows go by kind, then by the size of the difference, then by what and name.

    Args:
        journeys: (k,) in each kind.
        things: what, name, and (k,) journeys of each kind that have it.
    """
    total = int(journeys.sum())
    rows: list[KindContrast] = []
    for what, name, having in things:
        everywhere = int(having.sum())
        if everywhere < min_support or everywhere == total:
            continue
        for kind, (inside, inside_of) in enumerate(zip(having.tolist(), journeys.tolist(), strict=True)):
            others, of = everywhere - inside, total - inside_of
            low, high = newcombe(inside, inside_of, others, of)
            p = two_shares_p(inside, inside_of, others, of)
            made = what in ("event", "move")
            rows.append(KindContrast(kind + 1, what, name, made, inside, inside_of, others, of, low, high, p, None))
    tested = [row.p_value for row in rows if row.p_value is not None]
    q_values = iter(benjamini_hochberg(tested))
    told = [row if row.p_value is None else replace(row, q_value=next(q_values)) for row in rows]
    return tuple(sorted(told, key=lambda row: (row.kind, -abs(row.difference), row.what, row.name)))
