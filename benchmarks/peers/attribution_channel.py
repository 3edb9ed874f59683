"""ChannelAttribution (GPL-3, a process of its own): paths as text, prepared beforehand; rules, and a Markov chain.

The chain is solved by Sojourn and simulated here: 100,000 walks a round until two rounds agree, so that its shares are
compared within a hundredth and not exactly. What is timed is the call on a frame of distinct paths that is ready.
"""

from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
from ChannelAttribution import heuristic_models, markov_model

from benchmarks.questions import CONVERSION, Answer

SIMULATED = 0.01
"""How far what it simulates may be from the solution, as a share of all conversions."""


class Engine:
    """Paths in a frame and the questions of attribution."""

    version = "ChannelAttribution 2.2.5"

    def load(self, folder: Path) -> None:
        """Cut paths and count equal ones, which the package leaves to others."""
        table = pq.read_table(folder / "events.parquet", columns=["customer", "event", "channel"])
        customer = table["customer"].to_numpy()
        sold = table["event"].cast("string").to_numpy(zero_copy_only=False) == CONVERSION
        channel = table["channel"].cast("string").to_pylist()
        paths: dict[str, list[int]] = {}

        def close(path: list[str], place: int) -> None:
            if path:
                paths.setdefault(">".join(path), [0, 0])[place] += 1

        path: list[str] = []
        for i in range(len(customer)):
            if i and customer[i] != customer[i - 1]:
                close(path, 1)
                path = []
            if sold[i]:
                close(path, 0)
                path = []
            elif channel[i] is not None:
                path.append(channel[i])
        close(path, 1)
        rows = [(name, good, bad) for name, (good, bad) in paths.items()]
        self.frame = pd.DataFrame(rows, columns=["path", "conversions", "nulls"])

    def _heuristic(self) -> Any:
        return heuristic_models(self.frame, "path", "conversions", sep=">", flg_pro=False)

    def last(self) -> Answer:
        """Ask for the three rules that it gives at once, and take the last touch."""
        return self._picked(self._heuristic(), "last_touch")

    def linear(self) -> Answer:
        """Ask for the three rules that it gives at once, and take the linear one."""
        return self._picked(self._heuristic(), "linear_touch")

    def markov(self) -> Answer:
        """Simulate the chain of order 1."""
        found = markov_model(
            self.frame,
            "path",
            "conversions",
            var_null="nulls",
            order=1,
            sep=">",
            seed=1,
            verbose=False,
            flg_pro=False,
        )
        return self._picked(found, "total_conversions")

    def _picked(self, found: Any, column: str) -> Answer:
        """Take a column."""
        frame = found["result"] if isinstance(found, dict) else found
        named = dict(zip(frame["channel_name"], frame[column], strict=True))
        near = {"within": SIMULATED} if column == "total_conversions" else {}
        return {"channels": sorted([name, float(many)] for name, many in named.items()), **near}
