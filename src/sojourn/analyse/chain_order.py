"""Whether it matters where somebody came from: is a chain of first order enough?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sojourn.core.statistics import benjamini_hochberg, chi_squared_p, newcombe, two_shares_p, wilson

FEWEST = 30
"""Journeys that must have come one way before it is held against the others."""
MATTERS = 0.02
"""By how much the chance of a good outcome must differ to be worth a word."""
SURE = 0.05
"""Adjusted p below which a difference is taken for one."""


@dataclass(frozen=True, slots=True)
class OrderTest:
    """The test of second against first order.

    Attributes:
        g2: twice the log of the likelihood ratio, added up over states; df its degrees of freedom.
        p: chance of a ratio at least as large if only the present step mattered; 1 where nothing can be compared.
        thin: of the cells compared, the share in which fewer than five are expected; the more, the rougher p is.
        by_state: g2 and df of each state with more than one way in and out.
    """

    g2: float
    df: int
    p: float
    thin: float
    by_state: Mapping[str, tuple[float, int]]


@dataclass(frozen=True, slots=True)
class EdgeMemory:
    """The chance of a good outcome at a step, by the way somebody came to it. Counts are closed journeys.

    Attributes:
        start, end: the way; start is `(start)` for journeys that begin at the step.
        journeys: that came this way at least once; good, of these, with a good outcome.
        others: that came to the step another way at least once; others_good, of these, with a good outcome.
        share, low, high: good ÷ journeys with Wilson's interval.
        at: the share with a good outcome of all journeys that did the step.
        difference: share − at.
        apart, apart_low, apart_high: share minus that of the others, with Newcombe's interval.
        p, q: of equal shares this way and the other ways, and adjusted for all ways compared (Benjamini, Hochberg).
        remembers: |difference| is over 0.02 and q under 0.05.
    """

    start: str
    end: str
    journeys: int
    good: int
    others: int
    others_good: int
    share: float
    low: float
    high: float
    at: float
    difference: float
    apart: float
    apart_low: float
    apart_high: float
    p: float
    q: float
    remembers: bool


def chain_order(tables: Mapping[str, ArrayLike]) -> OrderTest:
    """Test whether the next step depends on the one before, given the present one.

    Args:
        tables: by state, counts of previous (rows) by next (columns); empty rows and columns do not count.

    Source: Anderson and Goodman, Ann. Math. Statist. 28 (1957); likelihood ratio without a correction for continuity.
    Cost: O(cells).
    """
    by_state: dict[str, tuple[float, int]] = {}
    thin = cells = 0
    for state, table in tables.items():
        counts = np.asarray(table, np.float64)
        counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
        df = (counts.shape[0] - 1) * (counts.shape[1] - 1)
        if df <= 0:
            continue
        expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0) / counts.sum()
        seen = counts > 0
        g2 = 2 * float((counts[seen] * np.log(counts[seen] / expected[seen])).sum())
        by_state[state] = max(g2, 0.0), df
        thin += int((expected < 5).sum())
        cells += expected.size
    total, df = sum(g2 for g2, _ in by_state.values()), sum(df for _, df in by_state.values())
    p = chi_squared_p(total, df) if df else 1.0
    return OrderTest(total, df, p, thin / cells if cells else 0.0, by_state)


def chain_memory(
    passages: NDArray[np.int64], came: NDArray[np.int64], names: Sequence[str], *, fewest: int = FEWEST
) -> tuple[EdgeMemory, ...]:
    """Hold those who came to a step one way against those who came another way: who of them turns out well?

    In a chain of first order the way makes no difference: each journey counts once for each way, at its first passage.

    Args:
        passages: (4, s + 1, s) int64, journeys that came from the row to the column; of these good ones; that came no
            other way; of these good ones. The last row is the beginning.
        came: (2, s) int64, journeys that did each step; of these good ones.
        names: of the s steps and of the beginning.
        fewest: ways with fewer journeys, or whose other ways have fewer, are not compared.
    """
    found = []
    for i, j in np.argwhere(passages[0] >= fewest).tolist():
        n, good = int(passages[0, i, j]), int(passages[1, i, j])
        others = int(came[0, j] - passages[2, i, j])
        others_good = int(came[1, j] - passages[3, i, j])
        if others < fewest:
            continue
        p = two_shares_p(good, n, others_good, others)
        low, high = wilson(good, n)
        apart_low, apart_high = newcombe(good, n, others_good, others)
        assert None not in (p, low, high, apart_low, apart_high)
        found.append((i, j, n, good, others, others_good, low, high, apart_low, apart_high, p))
    adjusted = benjamini_hochberg([float(each[-1] or 0.0) for each in found])
    return tuple(
        EdgeMemory(
            start=names[i],
            end=names[j],
            journeys=n,
            good=good,
            others=others,
            others_good=others_good,
            share=good / n,
            low=float(low or 0.0),
            high=float(high or 0.0),
            at=int(came[1, j]) / int(came[0, j]),
            difference=good / n - int(came[1, j]) / int(came[0, j]),
            apart=good / n - others_good / others,
            apart_low=float(apart_low or 0.0),
            apart_high=float(apart_high or 0.0),
            p=float(p or 0.0),
            q=q,
            remembers=abs(good / n - int(came[1, j]) / int(came[0, j])) > MATTERS and q < SURE,
        )
        for (i, j, n, good, others, others_good, low, high, apart_low, apart_high, p), q in zip(
            found, adjusted, strict=True
        )
    )
