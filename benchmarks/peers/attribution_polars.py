"""Attribution in Polars: expressions over sorted columns, all threads.

Relies on rows standing by customer and recorded order, as the file has them: one running sum then numbers the paths.
"""

from pathlib import Path

import polars as pl

from benchmarks.attribution import CONVERSION
from benchmarks.questions import Answer


class Engine:
    """A data frame in memory and the questions of `benchmarks.attribution`."""

    version = f"polars {pl.__version__}"

    def load(self, folder: Path) -> None:
        """Read events.parquet."""
        self.frame = (
            pl.scan_parquet(folder / "events.parquet")
            .select(
                c=pl.col("customer").cast(pl.UInt32),
                h=pl.col("channel").cast(pl.Categorical),
                v=pl.col("event").cast(pl.String) == CONVERSION,
            )
            .collect()
            .rechunk()
        )

    def _touches(self) -> pl.LazyFrame:
        """Give the touches of paths that convert, each with its path."""
        c, v = pl.col("c"), pl.col("v")
        begins = (c != c.shift(1)).fill_null(True) | v.shift(1).fill_null(False)
        numbered = self.frame.lazy().with_columns(k=begins.cast(pl.UInt32).cum_sum()).set_sorted("k")
        sold = numbered.filter("v").select("k")
        return numbered.filter(~v & pl.col("h").is_not_null()).join(sold, on="k", how="semi", maintain_order="left")

    def last(self) -> Answer:
        """Take the last channel of each path."""
        last = self._touches().group_by("k").agg(pl.col("h").last()).group_by("h").len().collect()
        return {"channels": sorted([str(name), float(many)] for name, many in last.iter_rows())}

    def linear(self) -> Answer:
        """Give each touch one over their number."""
        touches = self._touches()
        shares = touches.group_by("k").agg("h", w=1 / pl.len()).explode("h").group_by("h").agg(pl.col("w").sum())
        return {"channels": sorted([str(name), many] for name, many in shares.collect().iter_rows())}
