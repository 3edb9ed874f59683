"""Attribution in DuckDB: SQL over a table in memory.

Relies on nothing but `seq`, the place of an event within its customer: a running count of conversions numbers the
paths, as one would write it in SQL.
"""

import os
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.attribution import CONVERSION
from benchmarks.questions import Answer


class Engine:
    """A database in memory and the questions of `benchmarks.attribution`."""

    version = f"duckdb {duckdb.__version__}"

    def __init__(self) -> None:
        self.connection = duckdb.connect(config={"threads": len(os.sched_getaffinity(0))})

    def load(self, folder: Path) -> None:
        """Copy events.parquet into a table."""
        self.connection.execute(
            f"""CREATE TABLE ev AS SELECT customer::INTEGER c, seq::SMALLINT s, channel::VARCHAR h,
            event = '{CONVERSION}' v FROM read_parquet('{folder / "events.parquet"}')"""
        )
        self.connection.execute("CREATE TYPE channel AS ENUM (SELECT DISTINCT h FROM ev WHERE h IS NOT NULL)")
        self.connection.execute("CREATE OR REPLACE TABLE ev AS SELECT c, s, h::channel h, v FROM ev")

    def _rows(self, sql: str) -> list[Any]:
        return self.connection.execute(sql).fetchall()

    _PATHS = """p AS (SELECT c, s, h, v, sum(v::INTEGER) OVER w - v::INTEGER k FROM ev
        WINDOW w AS (PARTITION BY c ORDER BY s ROWS UNBOUNDED PRECEDING)),
        e AS (SELECT c, k FROM p WHERE v),
        t AS (SELECT c, k, s, h FROM p WHERE NOT v AND h IS NOT NULL)"""

    def last(self) -> Answer:
        """Take the channel with the largest place of each path that converts."""
        rows = self._rows(
            f"""WITH {self._PATHS}, l AS (SELECT arg_max(h, s) h FROM t JOIN e USING (c, k) GROUP BY c, k)
            SELECT h::VARCHAR, count(*) FROM l GROUP BY ALL"""
        )
        return {"channels": sorted([[name, float(many)] for name, many in rows])}

    def linear(self) -> Answer:
        """Give each touch of a path that converts one over their number."""
        rows = self._rows(
            f"""WITH {self._PATHS}, l AS (SELECT h, 1 / count(*) OVER (PARTITION BY c, k) w FROM t JOIN e USING (c, k))
            SELECT h::VARCHAR, sum(w) FROM l GROUP BY ALL"""
        )
        return {"channels": sorted([[name, many] for name, many in rows])}
