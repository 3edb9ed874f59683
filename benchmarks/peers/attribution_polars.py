"""Attribution in Polars: expressions over sorted columns, all threads.

Relies on rows standing by customer and recorded order, as the file has them. What was touched last is carried forward
over rows, and what a conversion gives each touch backward, so that no row need be grouped by its path.
"""

from pathlib import Path

import numpy as np
import polars as pl

from benchmarks import chain
from benchmarks.questions import CONVERSION, Answer
from benchmarks.world import CHANNELS

START, CONVERTED, NOTHING = len(CHANNELS), len(CHANNELS), len(CHANNELS) + 1
TO = len(CHANNELS) + 2


class Engine:
    """A data frame in memory and the questions of attribution."""

    version = f"polars {pl.__version__}"

    def load(self, folder: Path) -> None:
        """Read events.parquet; channels are coded by their place in CHANNELS."""
        self.frame = (
            pl.scan_parquet(folder / "events.parquet")
            .select(
                c=pl.col("customer").cast(pl.UInt32),
                h=pl.col("channel").cast(pl.Enum(CHANNELS)).to_physical().cast(pl.UInt8),
                v=pl.col("event").cast(pl.String) == CONVERSION,
            )
            .collect()
            .rechunk()
        )

    def _marked(self) -> pl.LazyFrame:
        """Mark the first row of each path and the touches."""
        c, v = pl.col("c"), pl.col("v")
        begins = (c != c.shift(1)).fill_null(True) | v.shift(1).fill_null(False)
        return self.frame.lazy().with_columns(begins=begins, touch=~v & pl.col("h").is_not_null())

    def _latest(self) -> pl.Expr:
        """Give the channel touched last on the path, up to and with a row."""
        code = pl.when("touch").then("h").when("begins").then(pl.lit(START, pl.UInt8))
        return code.forward_fill()

    def last(self) -> Answer:
        """Carry the channel forward, and count what conversions find."""
        counted = self._marked().select("v", h=self._latest()).filter("v").group_by("h").len().collect()
        return {"channels": [[CHANNELS[code], float(n)] for code, n in counted.sort("h").iter_rows() if code != START]}

    def linear(self) -> Answer:
        """Count touches since the path began, and carry one over their number back to each."""
        c = pl.col("c")
        before = pl.when("begins").then(pl.col("n") - pl.col("touch")).forward_fill()
        ends = (c != c.shift(-1)).fill_null(True)
        share = pl.when("v").then(1.0 / (pl.col("n") - pl.col("before"))).when("ends").then(0.0).backward_fill()
        shares = (
            self._marked()
            .with_columns(n=pl.col("touch").cast(pl.Int32).cum_sum(), ends=ends)
            .with_columns(before=before)
            .select("h", "touch", w=share)
            .filter("touch")
            .group_by("h")
            .agg(pl.col("w").sum())
            .collect()
        )
        return {"channels": [[CHANNELS[code], w] for code, w in shares.sort("h").iter_rows() if w]}

    def markov(self) -> Answer:
        """Count moves from what was touched last, and solve the chain."""
        c, now = pl.col("c"), pl.col("now")
        states = (
            self._marked()
            .with_columns(now=self._latest(), ends=(c != c.shift(-1)).fill_null(True))
            .with_columns(was=pl.when("begins").then(pl.lit(START, pl.UInt8)).otherwise(now.shift(1)))
        )
        to = pl.when("touch").then("h").when(pl.col("v") & (pl.col("was") != START)).then(pl.lit(CONVERTED, pl.UInt8))
        last = pl.when(pl.col("ends") & ~pl.col("v") & (now != START)).then(now)
        moves = states.select(k=pl.col("was") * TO + to, last=last)
        inner, outer = pl.collect_all(
            [
                moves.select("k").drop_nulls().group_by("k").len(),
                moves.select("last").drop_nulls().group_by("last").len(),
            ]
        )
        counts = np.zeros((len(CHANNELS) + 1, TO), np.int64)
        for key, n in inner.iter_rows():
            counts[key // TO, key % TO] += n
        for state, n in outer.iter_rows():
            counts[state, NOTHING] += n
        return chain.answer(counts, CHANNELS)
