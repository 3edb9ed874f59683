"""Attribution with pandas for the data and numpy on the sorted codes, in slices that fit the cache.

Relies on rows standing by customer and recorded order, as the file has them.
"""

import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from numpy.typing import NDArray

from benchmarks import chain
from benchmarks.questions import CONVERSION, Answer
from benchmarks.world import CHANNELS, NO_CHANNEL

START, CONVERTED, NOTHING = len(CHANNELS), len(CHANNELS), len(CHANNELS) + 1
TO = len(CHANNELS) + 2
SLICE = 1 << 17
Flags = NDArray[np.bool_]


class Engine:
    """A frame in memory and the questions of attribution."""

    version = f"pandas {pd.__version__}, numpy {np.__version__}"

    def load(self, folder: Path) -> None:
        """Read events.parquet, coding channels by their place in CHANNELS, and note where customers begin."""
        table = pq.read_table(folder / "events.parquet", columns=["customer", "event", "channel"])
        event, channel = table["event"].combine_chunks(), table["channel"].combine_chunks()
        recode = np.array([CHANNELS.index(name) for name in channel.dictionary.to_pylist()], np.uint8)
        sold = event.dictionary.to_pylist().index(CONVERSION)
        codes = channel.indices.fill_null(0).to_numpy()
        self._frame = pd.DataFrame(
            {
                "c": table["customer"].to_numpy().astype(np.uint32),
                "h": np.where(channel.indices.is_valid().to_numpy(zero_copy_only=False), recode[codes], NO_CHANNEL),
                "v": event.indices.to_numpy() == sold,
            }
        )
        self.c, self.h, self.v = (self._frame[name].to_numpy() for name in "chv")
        self.starts = np.flatnonzero(np.concatenate(([True], self.c[1:] != self.c[:-1])))

    def _slices(self) -> Iterator[tuple[NDArray[np.uint8], Flags, Flags, Flags, Flags, NDArray[np.uint8]]]:
        """Give slices of whole customers: channels, conversions, touches, first rows of paths, last rows of customers,
        and the channel touched last on the path up to and with each row."""
        wanted = np.arange(0, len(self.h), SLICE)
        firsts = np.unique(self.starts[np.searchsorted(self.starts, wanted, side="right") - 1])
        for low, high in itertools.pairwise([*firsts.tolist(), len(self.h)]):
            h, v = self.h[low:high], self.v[low:high]
            begins = np.zeros(high - low, np.bool_)
            begins[1:] = v[:-1]
            mine = self.starts[slice(*np.searchsorted(self.starts, (low, high)))] - low
            begins[mine] = True
            ends = np.zeros(high - low, np.bool_)
            ends[mine[1:] - 1] = ends[-1] = True
            touch = ~v & (h != NO_CHANNEL)
            known = np.flatnonzero(touch | begins)
            code = np.where(touch, h, START).astype(np.uint8)[known]
            yield h, v, touch, begins, ends, code[np.cumsum(touch | begins) - 1]

    def last(self) -> Answer:
        """Count what conversions find touched last."""
        counts = np.zeros(START + 1, np.int64)
        for _, v, _, _, _, now in self._slices():
            counts += np.bincount(now[v], minlength=START + 1)
        return {"channels": [[name, float(n)] for name, n in zip(CHANNELS, counts, strict=False) if n]}

    def linear(self) -> Answer:
        """Number paths, count their touches, and give each one over their number."""
        sums = np.zeros(len(CHANNELS))
        for h, v, touch, begins, _, _ in self._slices():
            path = np.cumsum(begins) - 1
            many = np.bincount(path[touch], minlength=path[-1] + 1)
            share = np.zeros(path[-1] + 1)
            share[path[v]] = 1 / np.maximum(many[path[v]], 1)
            sums += np.bincount(h[touch], share[path[touch]], len(CHANNELS))
        return {"channels": [[name, float(w)] for name, w in zip(CHANNELS, sums, strict=True) if w]}

    def markov(self) -> Answer:
        """Count moves from what was touched last, and solve the chain."""
        counts = np.zeros((START + 1) * TO, np.int64)
        for h, v, touch, begins, ends, now in self._slices():
            was = np.empty(len(now), np.int64)
            was[1:] = now[:-1]
            was[begins] = START
            sold, left = v & (was != START), ends & ~v & (now != START)
            for moves in (was[touch] * TO + h[touch], was[sold] * TO + CONVERTED, now[left].astype(int) * TO + NOTHING):
                counts += np.bincount(moves, minlength=len(counts))
        return chain.answer(counts.reshape(START + 1, TO), CHANNELS)
