"""pandas: frames for the data, numpy on the sorted codes where it is faster than any frame method.

Relies on rows standing by customer and recorded order, as the file has them. At loading it notes where each customer
begins, as any careful user of sorted arrays would.
"""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from benchmarks.questions import MONDAY_US, PERIODS, START, STEPS, TOP, WEEK_US, WITHIN_US, Answer
from benchmarks.world import EVENTS

NAMES = len(EVENTS)


class Engine:
    """A frame in memory and the four questions."""

    version = f"pandas {pd.__version__}, numpy {np.__version__}"

    def load(self, folder: Path) -> None:
        """Read events.parquet, coding names by their place in EVENTS."""
        table = pq.read_table(folder / "events.parquet", columns=["customer", "time", "seq", "event"])
        event = table["event"].combine_chunks()
        place = {name: code for code, name in enumerate(EVENTS)}
        recode = np.array([place[name] for name in event.dictionary.to_pylist()], dtype=np.uint8)
        self._frame = pd.DataFrame(
            {
                "c": table["customer"].to_numpy().astype(np.uint32),
                "t": table["time"].cast("int64").to_numpy(),
                "s": table["seq"].to_numpy().astype(np.uint16),
                "e": recode[event.indices.to_numpy()],
            }
        )
        self.c, self.t, self.s, self.e = (self._frame[name].to_numpy() for name in "ctse")
        self.starts = np.flatnonzero(np.concatenate(([True], self.c[1:] != self.c[:-1])))

    def funnel(self) -> Answer:
        """Find for every event of a step the latest attempt before it by binary search on rows, slice by slice."""
        reached = np.zeros(len(STEPS), dtype=np.int64)
        cuts = self._cuts(1 << 19)
        for low, high in itertools.pairwise(cuts):
            customer, time, event = self.c[low:high], self.t[low:high], self.e[low:high]
            rows = np.flatnonzero(event == STEPS[0])
            begun = time[rows]
            reached[0] += _distinct(customer[rows])
            for k, step in enumerate(STEPS[1:], 1):
                here = np.flatnonzero(event == step)
                before = np.searchsorted(rows, here) - 1
                here, before = here[before >= 0], before[before >= 0]
                started = begun[before]
                ok = (customer[here] == customer[rows[before]]) & (time[here] - started <= WITHIN_US)
                rows, begun = here[ok], started[ok]
                reached[k] += _distinct(customer[rows])
        return {"reached": reached.tolist()}

    def _cuts(self, size: int) -> list[int]:
        """Give rows where slices of about a size may begin: at the first row of a customer, and the end."""
        wanted = np.arange(0, len(self.e), size)
        return [*np.unique(self.starts[np.searchsorted(self.starts, wanted, side="right") - 1]).tolist(), len(self.e)]

    def follows(self) -> Answer:
        """Count pairs of neighbouring rows in slices that fit the cache; a pair of two customers has its own code."""
        counts = np.zeros(NAMES * NAMES + 1, dtype=np.int64)
        total = np.zeros(NAMES * NAMES + 1)
        size = 1 << 16
        for low in range(0, len(self.e) - 1, size):
            event, time = self.e[low : low + size + 1], self.t[low : low + size + 1]
            pair = event[:-1].astype(np.int64)
            pair *= NAMES
            pair += event[1:]
            begin, end = np.searchsorted(self.starts, (low + 1, low + len(event)))
            pair[self.starts[begin:end] - low - 1] = NAMES * NAMES
            counts += np.bincount(pair, minlength=len(counts))
            total += np.bincount(pair, weights=time[1:] - time[:-1], minlength=len(counts))
        found = np.flatnonzero(counts[:-1])
        mean = total[found] / counts[found] / 1e6
        figures = zip(found.tolist(), counts[found].tolist(), mean.tolist(), strict=True)
        return {"edges": [[k // NAMES, k % NAMES, n, m] for k, n, m in figures]}

    def variants(self) -> Answer:
        """Sum a random 64-bit number for each (place, event) over a customer; equal sums are equal sequences."""
        rng = np.random.default_rng(0)
        places = int(self.s.max()) + 1
        table = rng.integers(0, 1 << 64, places * NAMES, dtype=np.uint64)
        sums = np.empty(len(self.starts), dtype=np.uint64)
        edges = np.concatenate((self.starts, [len(self.e)]))
        step = 4096
        for low in range(0, len(self.starts), step):
            own = edges[low : low + step + 1]
            part = slice(own[0], own[-1])
            place = self.s[part].astype(np.int64)
            place *= NAMES
            place += self.e[part]
            np.add.reduceat(table[place], own[:-1] - own[0], out=sums[low : low + step])
        ordered = np.sort(sums)
        begin = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
        count = np.diff(np.concatenate((begin, [len(ordered)])))
        best = np.argsort(-count, kind="stable")[:TOP]
        wanted = ordered[begin[best]]
        by_value = np.argsort(wanted)
        place = np.minimum(np.searchsorted(wanted[by_value], sums), len(wanted) - 1)
        hits = np.flatnonzero(wanted[by_value][place] == sums)
        example = np.empty(len(wanted), dtype=np.int64)
        example[by_value[place[hits]]] = hits
        top = [[int(count[b]), self.e[edges[x] : edges[x + 1]].tolist()] for b, x in zip(best, example, strict=True)]
        return {"distinct": len(begin), "top": top}

    def retention(self) -> Answer:
        """Keep the first row of each (customer, week), then count weeks since the first one."""
        rows = np.flatnonzero(self.e == START)
        customer = self.c[rows]
        week = ((self.t[rows] - MONDAY_US) // WEEK_US).astype(np.int32)
        born = np.concatenate(([True], customer[1:] != customer[:-1]))
        fresh = born.copy()
        fresh[1:] |= week[1:] != week[:-1]
        birth = week[born][np.cumsum(born) - 1]
        period = week - birth
        keep = fresh & (period <= PERIODS)
        cells = np.bincount(birth[keep] * (PERIODS + 1) + period[keep])
        found = np.flatnonzero(cells)
        width = PERIODS + 1
        figures = zip(found.tolist(), cells[found].tolist(), strict=True)
        return {"cells": [[k // width, k % width, n] for k, n in figures]}


def _distinct(sorted_values: np.ndarray) -> int:
    return int(np.count_nonzero(sorted_values[1:] != sorted_values[:-1])) + 1 if len(sorted_values) else 0
