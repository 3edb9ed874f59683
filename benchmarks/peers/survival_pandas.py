"""Survival with pandas for the data and numpy on the sorted codes.

Relies on rows standing by customer and recorded order, as the file has them.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from numpy.typing import NDArray

from benchmarks import waits
from benchmarks.questions import CONVERSION, STARTED, Answer


class Engine:
    """A frame in memory and the question of survival."""

    version = f"pandas {pd.__version__}, numpy {np.__version__}"

    def load(self, folder: Path) -> None:
        """Read events.parquet; an event is 1 where the clock starts and 2 where it stops."""
        table = pq.read_table(folder / "events.parquet", columns=["customer", "time", "event"])
        event = table["event"].combine_chunks()
        names = event.dictionary.to_pylist()
        recode = np.array([(name == STARTED) + 2 * (name == CONVERSION) for name in names], np.uint8)
        self._frame = pd.DataFrame(
            {
                "c": table["customer"].to_numpy().astype(np.uint32),
                "t": table["time"].cast("int64").to_numpy(),
                "e": recode[event.indices.to_numpy()],
            }
        )
        self.c, self.t, self.e = (self._frame[name].to_numpy() for name in "cte")

    def _waits(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Find each customer's first start, and by binary search on rows the stop after it."""
        starts = np.flatnonzero(self.e == 1)
        whose = self.c[starts]
        starts = starts[np.concatenate(([True], whose[1:] != whose[:-1]))]
        stops = np.append(np.flatnonzero(self.e == 2), len(self.e) - 1)
        after = stops[np.minimum(np.searchsorted(stops, starts), len(stops) - 1)]
        there = (self.c[after] == self.c[starts]) & (self.e[after] == 2)
        return np.where(there, self.t[after], self.t.max()) - self.t[starts], there

    def survival(self) -> Answer:
        """Estimate the curve in numpy."""
        return waits.answer(*self._waits())
