"""Polars: expressions over sorted columns, all threads.

Relies on rows standing by customer and recorded order, as the file has them.
"""

from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.questions import MONDAY_US, PERIODS, START, STEPS, TOP, WEEK_US, WITHIN_US, Answer
from benchmarks.world import EVENTS

NAMES = len(EVENTS)


class Engine:
    """A data frame in memory and the four questions."""

    version = f"polars {pl.__version__}"

    def load(self, folder: Path) -> None:
        """Read events.parquet, coding names by their place in EVENTS."""
        self.frame = (
            pl.scan_parquet(folder / "events.parquet")
            .select(
                c=pl.col("customer").cast(pl.UInt32),
                t=pl.col("time").to_physical(),
                s=pl.col("seq").cast(pl.UInt16),
                e=pl.col("event").cast(pl.Enum(EVENTS)).to_physical().cast(pl.UInt8),
            )
            .collect()
            .rechunk()
            .with_row_index("n")
            .with_columns(pl.col("c").set_sorted(), pl.col("n").set_sorted())
        )

    def funnel(self) -> Answer:
        """Join each step to the latest attempt before it, an as-of join on rows; drop strangers and latecomers."""
        frame = self.frame.lazy()
        live = frame.filter(pl.col("e") == STEPS[0]).select("n", "c", begun="t").collect()
        reached = [_distinct(live)]
        for step in STEPS[1:]:
            live = (
                frame.filter(pl.col("e") == step)
                .select("n", "c", "t")
                .set_sorted("n")
                .join_asof(live.lazy().set_sorted("n").rename({"c": "whose"}), on="n", strategy="backward")
                .filter((pl.col("c") == pl.col("whose")) & (pl.col("t") - pl.col("begun") <= WITHIN_US))
                .select("n", "c", "begun")
                .collect()
            )
            reached.append(_distinct(live))
        return {"reached": reached}

    def follows(self) -> Answer:
        """Pair each row with the one above it, then group by the pair."""
        c, t, e = pl.col("c"), pl.col("t"), pl.col("e")
        edges = (
            self.frame.lazy()
            .select(
                k=pl.when(c == c.shift(1)).then(e.shift(1).cast(pl.UInt16) * NAMES + e),
                d=t - t.shift(1),
            )
            .group_by("k")
            .agg(pl.len().alias("count"), pl.col("d").mean())
            .filter(pl.col("k").is_not_null())
            .sort("k")
            .collect()
        )
        return {"edges": [[k // NAMES, k % NAMES, n, d / 1e6] for k, n, d in edges.iter_rows()]}

    def variants(self) -> Answer:
        """Sum a hash of (place, event) over a customer; equal sums are equal sequences."""
        counted = (
            self.frame.lazy()
            .select("c", h=(pl.col("s").cast(pl.UInt32) * NAMES + pl.col("e")).hash())
            .group_by("c")
            .agg(pl.col("h").sum())
            .group_by("h")
            .agg(pl.len().alias("count"), pl.col("c").first())
            .collect()
        )
        best = counted.top_k(TOP, by="count").sort("count", descending=True)
        paths = dict(
            self.frame.lazy()
            .filter(pl.col("c").is_in(best["c"].implode()))
            .group_by("c", maintain_order=True)
            .agg("e")
            .collect()
            .iter_rows()
        )
        return {
            "distinct": counted.height,
            "top": [[n, list(paths[c])] for n, c in best.select("count", "c").iter_rows()],
        }

    def retention(self) -> Answer:
        """Keep the first row of each (customer, week), then count weeks since the first one."""
        c, w = pl.col("c"), pl.col("w")
        cells = (
            self.frame.lazy()
            .filter(pl.col("e") == START)
            .select("c", w=((pl.col("t") - MONDAY_US) // WEEK_US).cast(pl.Int32))
            .with_columns(born=(c != c.shift(1)).fill_null(True))
            .filter(pl.col("born") | (w != w.shift(1)))
            .with_columns(b=pl.when("born").then(w).forward_fill())
            .select("b", k=w - pl.col("b"))
            .filter(pl.col("k") <= PERIODS)
            .group_by("b", "k")
            .len()
            .sort("b", "k")
            .collect()
        )
        return {"cells": [list(row) for row in cells.iter_rows()]}


def _distinct(frame: pl.DataFrame) -> int:
    customers = frame["c"].to_numpy()
    return int(np.count_nonzero(customers[1:] != customers[:-1])) + 1 if len(customers) else 0
