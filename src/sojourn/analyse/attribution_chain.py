"""Removal effects: what a Markov chain of channels loses when one of them is taken out, solved and not simulated.

Sources: Anderl, Becker, von Wangenheim and Schumann, Mapping the customer journey, International Journal of Research in
Marketing 33 (2016); Kemeny and Snell, Finite Markov Chains (1960).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sojourn.core.errors import EngineError
from sojourn.core.progress import Progress

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

DENSE = 500
"""States up to which the equations are solved as full matrices: once for all channels."""

CELLS = 2_000_000
"""States times channels that are followed side by side."""

STEPS = 2_000
"""Moves that those who walk are followed for; whoever walks longer is left to equations."""

LEFT = 1e-18
"""Share of those who began that may still be walking in the end."""

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

    def effects(
        self, counts: Floats, value: Floats, channels: Places, *, progress: Progress | None = None
    ) -> tuple[float, Floats, Floats]:
        """Solve the chain, and solve it again without each channel.

        Args:
            counts: (v,) float64, how often each move was made; value: (v,) float64, of the conversions among them.
            channels: those to take out.
            progress: is told how many channels are taken out, where that takes long: above 500 states.

        Returns:
            the chance of a conversion; by channel the share of it that is lost, and the share of the value.

        Raises:
            EngineError: an equation is missed by more than 1e-12.

        Cost: up to 500 states O(m³) once, and little for each channel; above, O(v) for each channel and for each of the
            moves after which nobody walks any longer, some five to ten times as many as a path has touches. Where
            people walk on for more than 2,000 moves, equations are solved for each channel instead.
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
        if len(self.newest) <= DENSE:
            left = self._at_once(share, gain, channels)
        else:
            left = self._followed(share, gain, channels, progress)
        whole, left = left[:, 0], left[:, 1:]
        lost = np.zeros((2, len(channels)))
        for row in range(2):
            if whole[row]:
                lost[row] = 1 - left[row] / whole[row]
        # A channel that nobody needs loses nothing: what rounding leaves of it is not shown.
        lost[np.abs(lost) < OFF] = 0.0
        return float(whole[0]), lost[0], lost[1]

    def _at_once(self, share: Floats, gain: Floats, channels: Places) -> Floats:
        """Give what is gained with all channels, and without each: (2, 1 + c) float64.

        The equations are solved once. Who comes to a channel for the first time makes as many further visits as anyone
        who stands there, so the visits by way of it follow from visits between its own few states.
        """
        m = len(self.newest)
        kept = self.end >= 0
        equations = np.eye(m)
        np.subtract.at(equations, (self.end[kept], self.start[kept]), share[kept])
        between = np.asarray(np.linalg.inv(equations), np.float64)
        found = np.empty((2, 1 + len(channels)))
        for place, channel in enumerate([-2, *channels.tolist()]):
            own = np.flatnonzero(self.newest == channel)
            visits = between[:, 0].copy()
            if len(own):
                visits -= between[:, own] @ np.linalg.solve(between[np.ix_(own, own)], visits[own])
                visits[own] = 0.0
            if not self._right(share, channel, visits):
                visits = self._visits(share, channel)
            found[:, place] = gain @ visits
        return found

    def _followed(self, share: Floats, gain: Floats, channels: Places, progress: Progress | None) -> Floats:
        """Give what `_at_once` gives, for many states: who walks is followed until nobody does, channels side by side.

        All that is added is positive, so nothing is lost to rounding.
        """
        from scipy.sparse import csr_array  # noqa: PLC0415 - start-up

        m, kept = len(self.newest), self.end >= 0
        moves: Any = csr_array((share[kept], (self.end[kept], self.start[kept])), shape=(m, m))
        asked = np.array([-2, *channels.tolist()], np.int64)
        found, step = np.empty((2, len(asked))), max(1, CELLS // m)
        if progress is not None:
            progress(0, len(asked))
        for low in range(0, len(asked), step):
            some = asked[low : low + step]
            gone = [np.flatnonzero(self.newest == channel) for channel in some.tolist()]
            rows = np.concatenate(gone)
            columns = np.repeat(np.arange(len(some)), [len(each) for each in gone])
            here = np.zeros((m, len(some)))
            here[0] = 1.0
            visits = here.copy()
            for _ in range(STEPS):
                here = moves @ here
                here[rows, columns] = 0.0
                visits += here
                if float(here.sum(axis=0).max()) <= LEFT:
                    break
            for place, channel in enumerate(some.tolist()):
                own = np.ascontiguousarray(visits[:, place])
                if not self._right(share, channel, own):
                    own = self._visits(share, channel)
                found[:, low + place] = gain @ own
                if progress is not None:
                    progress(low + place + 1, len(asked))
        return found

    def _right(self, share: Floats, without: int, visits: Floats) -> bool:
        """Say whether visits meet every equation of the chain without a channel."""
        kept = (self.end >= 0) & (self.newest[self.end] != without)
        came = np.bincount(self.end[kept], share[kept] * visits[self.start[kept]], len(visits))
        came[0] += 1.0
        most = max(1.0, float(np.abs(visits).max()))
        return bool(np.all(np.isfinite(visits))) and float(np.abs(came - visits).max()) <= OFF / 10 * most

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
