"""Survival in Polars: as-of joins on row numbers, then one running product.

Relies on rows standing by customer and recorded order, as the file has them.
"""

from pathlib import Path

import numpy as np
import polars as pl

from benchmarks import waits
from benchmarks.questions import CONVERSION, STARTED, Answer


class Engine:
    """A data frame in memory and the question of survival."""

    version = f"polars {pl.__version__}"

    def load(self, folder: Path) -> None:
        """Read events.parquet; an event is 1 where the clock starts and 2 where it stops."""
        event = pl.col("event").cast(pl.String)
        self.frame = (
            pl.scan_parquet(folder / "events.parquet")
            .select(
                c=pl.col("customer").cast(pl.UInt32),
                t=pl.col("time").to_physical(),
                e=((event == STARTED).cast(pl.UInt8) + 2 * (event == CONVERSION).cast(pl.UInt8)),
            )
            .collect()
            .rechunk()
            .with_row_index("n")
            .with_columns(pl.col("n").set_sorted())
        )

    def survival(self) -> Answer:
        """Join each customer's first start to the next stop, count by length, and multiply along."""
        frame, c = self.frame.lazy(), pl.col("c")
        starts = frame.filter(pl.col("e") == 1).filter((c != c.shift(1)).fill_null(True)).select("n", "c", "t")
        stops = frame.filter(pl.col("e") == 2).select("n", whose="c", stopped="t").set_sorted("n")
        until = self.frame["t"].max()
        found = (
            starts.set_sorted("n")
            .join_asof(stops, on="n", strategy="forward")
            .with_columns(there=(c == pl.col("whose")).fill_null(False))
            .select("there", length=pl.when("there").then("stopped").otherwise(until) - pl.col("t"))
            .group_by("length")
            .agg(pl.len().alias("leaving"), pl.col("there").sum().alias("ended"))
            .sort("length")
            .collect()
        )
        leaving, ended = (found[name].cast(pl.Int64) for name in ("leaving", "ended"))
        at_risk = leaving.sum() - leaving.cum_sum() + leaving
        waiting = (1 - ended / at_risk).cum_prod()
        return waits.read(
            found["length"].to_numpy(), np.asarray(waiting.to_numpy()), int(leaving.sum()), int(ended.sum())
        )
