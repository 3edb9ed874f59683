"""Removal effects: what a Markov chain of channels loses when one of them is taken out, solved and not simulated.

Sources: Anderl, Becker, von Wangenheim and Schumann, Mapping the customer journey, International Journal of Research in
Marketing 33 (2016); Kemeny and Snell, Finite Markov Chains (1960).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import EngineError

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

DENSE = 500
"""States up to which the equations are solved as full matrices."""

ROUNDS = 12
"""How often what is missed is solved for again."""

OFF = 1e-12
"""What an equation may miss, and by how much the base rate may miss conversions over journeys."""


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """The moves of a chain of the last channels, without how often they were made; v of them, m states.

    Attributes:
        start: (v,) int64, the state it leaves; state 0 is before the first touch, when there is any move.
        end: (v,) int64, the state it comes to, -1 for a conversion, -2 for none.
        newest: (m,) int64, the channel touched last in each state, -1 before the first touch.
    """

    start: Places
    end: Places
    newest: Places

    @classmethod
    def of(cls, keys: Places, channels: int, order: int) -> "Moves":
        """Read moves as `kernels.walk_paths` writes them."""
        wide, before, then = channels + 1, keys // (channels + 2), keys % (channels + 2)
        states, start = np.unique(before, return_inverse=True)
        after = before % wide ** (order - 1) * wide + then + 1
        end = np.where(then < channels, np.searchsorted(states, after), np.where(then == channels, -1, -2))
        return cls(start.reshape(-1).astype(np.int64), end.astype(np.int64), states % wide - 1)

    def effects(self, counts: Floats, value: Floats, channels: Places) -> tuple[float, Floats, Floats]:
        """Solve the chain, and solve it again without each channel.

        Args:
            counts: (v,) float64, how often each move was made; value: (v,) float64, of the conversions among them.
            channels: those to take out.

        Returns:
            the chance of a conversion; by channel the share of it that is lost, and the share of the value.

        Raises:
            EngineError: an equation is missed by more than 1e-12.

        Cost: a solution of m equations for each channel: O(m³) up to 500 states; above, some hundred steps of O(v), and
            a sparse LU where these do not suffice.
        """
        total = np.bincount(self.start, counts, len(self.newest))
        if not total.sum():
            return 0.0, np.zeros(len(channels)), np.zeros(len(channels))
        share = np.divide(counts, total[self.start], out=np.zeros_like(counts), where=total[self.start] > 0)
        gain = np.zeros((2, len(self.newest)))
        sold = self.end == -1
        np.add.at(gain[0], self.start[sold], share[sold])
        worth = np.divide(value, total[self.start], out=np.zeros_like(value), where=total[self.start] > 0)
        np.add.at(gain[1], self.start[sold], worth[sold])
        whole = gain @ self._visits(share, -2)
        lost = np.zeros((2, len(channels)))
        for place, channel in enumerate(channels.tolist()):
            left = gain @ self._visits(share, channel)
            for row in range(2):
                lost[row, place] = 1 - left[row] / whole[row] if whole[row] else 0.0
        # A channel that nobody needs loses nothing: what rounding leaves of it is not shown.
        lost[np.abs(lost) < OFF] = 0.0
        return float(whole[0]), lost[0], lost[1]

    def _visits(self, share: Floats, without: int) -> Floats:
        """Give the expected visits of each state when one channel is taken out; none when it is -2."""
        m = len(self.newest)
        kept = (self.end >= 0) & (self.newest[self.end] != without)
        start, end, share = self.start[kept], self.end[kept], share[kept]
        begin = np.zeros(m)
        begin[0] = 1.0
        if m <= DENSE:
            equations = np.eye(m)
            np.subtract.at(equations, (end, start), share)
            visits = np.asarray(np.linalg.solve(equations, begin), np.float64)
            missed = equations @ visits - begin
        else:
            visits, missed = _sparse(start, end, share, begin)
        if float(np.abs(missed).max()) > OFF * max(1.0, float(np.abs(visits).max())):
            raise EngineError(
                f"the chain of {m:,} states is not solved: an equation misses by {np.abs(missed).max():.2g}",
                code="chain-unsolved",
                hint="use a lower order, or collapse repeats",
            )
        return visits


def _sparse(start: Places, end: Places, share: Floats, begin: Floats) -> tuple[Floats, Floats]:
    """Solve equations of which most coefficients are nothing; give the solution and what it misses."""
    from scipy.sparse import csr_array, eye_array  # noqa: PLC0415 - start-up
    from scipy.sparse.linalg import bicgstab, splu  # noqa: PLC0415 - the same

    m = len(begin)
    equations: Any = (eye_array(m, format="csr") - csr_array((share, (end, start)), shape=(m, m))).tocsr()
    visits, missed = np.zeros(m), begin
    # What is still missed is solved for again, so that no step needs to be exact. Chains of many states have ways to so
    # many others that LU fills up: it is for the few that do not come right like this.
    for _ in range(ROUNDS):
        step, _ = bicgstab(equations, missed, rtol=1e-6, atol=0.0, maxiter=200)
        if not bool(np.all(np.isfinite(step))):
            break
        visits = visits + step
        missed = begin - equations @ visits
        if float(np.abs(missed).max()) <= OFF / 100:
            return visits, missed
    visits = splu(equations.tocsc()).solve(begin)
    return visits, equations @ visits - begin
